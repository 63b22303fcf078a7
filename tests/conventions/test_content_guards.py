"""The text is settled after its visas, and goes to the councils with its own kit."""

import pytest

from circuits.models import Step
from conventions import guards
from conventions.lifecycle import ConventionLifecycle
from documents.models import Document
from governance.offices import Office
from tests.conventions import case as build

pytestmark = pytest.mark.django_db


def sentences(refusals):
    return [each.sentence for each in refusals]


def test_a_visa_still_awaited_holds_the_text(case):
    convention = case.convention()
    step = case.visa(convention)
    assert sentences(guards.settle_text(convention)) == []
    step.status = Step.Status.OPEN
    build.saved(step)
    assert sentences(guards.settle_text(convention)) == ["Le visa manque : visa."]


def test_a_free_ground_needs_the_jurist_and_no_other_visa(case):
    convention = case.convention(legal_ground="other", legal_ground_text="Un accord propre")
    expected = ["Un fondement libre demande le visa exprès du juriste."]
    case.visa(convention)
    assert sentences(guards.settle_text(convention)) == expected
    case.visa(convention, party="syndicate", office=Office.DPO)
    assert sentences(guards.settle_text(convention)) == expected
    case.visa(convention, party="syndicate", office=Office.LEGAL_OFFICER)
    assert sentences(guards.settle_text(convention)) == []


def test_the_kit_sent_to_the_councils_is_that_of_the_text(case):
    convention = case.settle(case.convention())
    lifecycle = ConventionLifecycle(convention)
    missing = ["Le kit de délibération d’Albert-le-Modèle n’est pas produit."]
    row = Document(
        about_type=convention._meta.label_lower,
        about_id=convention.pk,
        kind="deliberation_projet",
        title="Projet de délibération",
        purpose=Document.Purpose.ATTACHED,
        snapshot={"text_hash": "0" * 64},
    )
    build.saved(row)
    assert sentences(lifecycle.guard_send_to_councils()) == missing
    row.snapshot = {"text_hash": convention.text_hash}
    build.saved(row)
    assert sentences(lifecycle.guard_send_to_councils()) == []
