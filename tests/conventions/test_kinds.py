"""Kinds of act as rows: with the académie and with Canopé, from the first page to the signature."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.actor import SYSTEM
from conventions import content, kinds, reference, services
from conventions.docdata import AcademieData, CanopeData
from conventions.models import ACADEMIE, CANOPE, ActKind, Convention
from documents.models import DocumentModel
from governance import acting
from governance.offices import Office
from tests import factories
from tests.conventions import case as build
from tests.conventions.case import NOW, OF_THE_FRAMEWORK

START = dt.date(2026, 9, 1)


@pytest.fixture
def case(case):
    """The director of Canopé too, and a project manager who signs in."""
    reference.load(dt.date(2026, 1, 1))
    case.manager.person.user = factories.user()
    build.saved(case.manager.person)
    case.canope = build.institution("canope", "Réseau Canopé", siren="180043010")
    case.canope_director = build.mandate(
        case.canope,
        Office.CANOPE_DIRECTOR,
        "Noé",
        "Gabarit",
        madam=False,
        act_kind="appointment",
        act_reference="décision n° 2026-X",
    )
    return case


@pytest.fixture
def manager(case, client_as):
    return client_as(case.actor)


def academie(case):
    made = services.begin(
        kinds.current(ACADEMIE),
        {"state": case.academie, "syndicate": case.syndicate},
        actor=case.actor,
        title="Convention-cadre de l’académie",
        starts_on=START,
        duration_months=48,
    )
    return Convention.unscoped.get(pk=made.pk)


def test_the_kinds_of_the_software_come_once(case):
    assert {kind.code for kind in ActKind.unscoped.in_use().begun_alone()} == {
        "tripartite",
        "academie",
        "canope",
    }
    assert kinds.load(SYSTEM) == 0


def test_the_first_page_offers_the_other_acts(manager):
    shown = manager.get(reverse("conventions:create")).content.decode()
    assert "Convention-cadre avec l’académie" in shown
    assert "Convention avec Réseau Canopé" in shown


def test_an_act_with_canope_begins_with_its_two_parties(case, manager):
    address = reverse("conventions:begin", args=[CANOPE])
    assert "Réseau Canopé" in manager.get(address).content.decode()
    made = manager.post(
        address,
        {
            "canope": case.canope.pk,
            "title": "Accompagnement",
            "starts_on": "2026-09-01",
            "duration_months": "36",
        },
    )
    convention = Convention.unscoped.get(title="Accompagnement")
    assert made.url == reverse("conventions:edit", args=[convention.public_id])
    parties = [(p.role, p.label, p.institution, p.votes) for p in convention.parties.all()]
    assert parties == [
        ("canope", "Réseau Canopé", case.canope, False),
        ("syndicate", "Syndicat", case.syndicate, True),
    ]
    assert convention.ends_on == dt.date(2029, 8, 31)
    draft = manager.get(made.url).content.decode()
    assert "Tarif par élève" not in draft  # the text prints no price
    assert "Option : " not in draft
    assert isinstance(content.project_data(convention), CanopeData)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"canope": ""}, "Choisissez l’institution partie"),
        ({"starts_on": ""}, "Indiquez la date d’effet convenue"),
        ({"starts_on": "9999-09-01"}, "trop lointaine : vérifiez l’année"),
        ({"starts_on": "0001-01-01"}, "trop ancienne : vérifiez l’année"),
        ({"title": ""}, "Donnez un intitulé"),
        ({"duration_months": "deux ans"}, "nombre entier"),
    ],
)
def test_what_lacks_is_named_and_what_was_typed_is_kept(change, words, case, manager):
    typed = {
        "canope": case.canope.pk,
        "title": "Un titre gardé",
        "starts_on": "2026-09-01",
        "duration_months": "36",
    }
    answer = manager.post(reverse("conventions:begin", args=[CANOPE]), typed | change)
    assert answer.status_code == 422
    shown = answer.content.decode().replace("\xa0", " ")
    assert words in shown
    assert ("Un titre gardé" in shown) is ("title" not in change)
    assert not Convention.unscoped.filter(title="Un titre gardé").exists()


@pytest.mark.parametrize("code", ["tripartite", "inconnue"])
def test_another_page_begins_the_tripartite(code, manager):
    assert manager.get(reverse("conventions:begin", args=[code])).status_code == 404


def test_a_model_not_in_use_is_said(case, manager):
    model = DocumentModel.unscoped.get(code="convention-canope")
    model.ends_on = NOW.date()
    build.saved(model)
    typed = {
        "canope": case.canope.pk,
        "title": "Un titre gardé",
        "starts_on": "2026-09-01",
        "duration_months": "36",
    }
    answer = manager.post(reverse("conventions:begin", args=[CANOPE]), typed)
    assert answer.status_code == 409
    assert "Un titre gardé" in answer.content.decode()


def test_the_draft_says_what_the_framework_still_needs_then_nothing(case):
    convention = academie(case)
    assert "Territoire du programme" in content.missing(convention)
    convention.details = OF_THE_FRAMEWORK
    build.saved(convention)
    assert content.missing(convention) == []
    data = content.project_data(convention)
    assert isinstance(data, AcademieData)
    assert data.academy_name == "académie de Montval"


def test_the_rector_or_the_delegated_dasen_signs_for_the_academie(case):
    convention = academie(case)
    convention.details = OF_THE_FRAMEWORK
    case.settle(build.saved(convention))
    state = convention.party("state")
    assert content.signatory(state, NOW).name == case.rector.person.formal_name
    mentions = content.issued_data(convention)
    assert (mentions.academy_signing_mode, mentions.rector_name) == (
        "rector",
        case.rector.person.formal_name,
    )


def test_the_circuits_of_the_kind_ask_its_own_people(case):
    convention = academie(case)
    assert kinds.review_circuit(convention) == "convention.review.academie"
    assert kinds.sign_circuit(convention) == "convention.sign.academie"


def test_the_rector_reads_the_acts_of_the_academie_and_canope_its_own(case):
    frame = academie(case)
    frame.status = "under_review"
    build.saved(frame)
    rector, canope = acting.actor_of(case.rector), acting.actor_of(case.canope_director)
    assert frame in Convention.objects.visible_to(rector)
    assert frame not in Convention.objects.visible_to(canope)
    tripartite = case.convention(status="under_review")
    assert tripartite not in Convention.objects.visible_to(canope)
