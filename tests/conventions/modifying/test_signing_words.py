"""What the signatory of an act reads of it: its own name, and the facts that it has alone."""

import importlib
from itertools import product

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.template.loader import render_to_string
from django.urls import reverse

from circuits import forms, signing, terms
from common import french
from conventions import headlines
from conventions.models import ActKind, Called, Convention
from tests.circuits import acts
from tests.conventions import case as build
from tests.conventions.modifying import signed
from tests.conventions.modifying.test_pages_of_amendments import said

pytestmark = pytest.mark.django_db

CONVENTION_WORDS = ("la convention dans son intégralité", "Signer la convention", "3 ans")


@pytest.fixture(scope="module")
def act_of_the_file(world_of_the_file):
    return signed.in_force(world_of_the_file)


@pytest.fixture
def initial(act_of_the_file, here):
    return Convention.unscoped.get(pk=act_of_the_file.pk)


@pytest.fixture
def issued_slip(initial, here):
    return acts.issue(signed.slip(initial, here), here)


def spaced(text: str) -> str:
    return " ".join(text.split())


def test_the_signing_page_of_a_slip_speaks_of_the_slip_and_of_the_school(
    issued_slip, initial, here, client_as
):
    step = acts.step_of(issued_slip, "authority")
    acts.code_for(acts.link_for(step))
    browser = client_as(here.actor("maire"))
    sign = reverse("circuits:sign", args=[step.public_id])
    shown = said(browser.get(sign))
    assert "Signer le bulletin d’entrée" in shown
    assert "Lire le bulletin d’entrée" in shown
    assert "J’ai pu lire le bulletin d’entrée dans son intégralité" in shown
    assert "aux engagements qu’il contient" in shown
    assert "J’accepte de le signer" in shown
    assert f"École École du Pont (fictive) élémentaire, 1 classe Entrée {day(issued_slip)}" in shown
    assert f"dans la convention {initial.reference}" in shown
    assert "par an, pour 12 comptes" in shown
    assert f"l’école entrera dans la convention le {day(issued_slip)}, après le visa" in shown
    assert not [each for each in CONVENTION_WORDS if each in shown]
    confirm = reverse("circuits:confirm", args=[step.public_id])
    typed = {"read": "on", "process": "on", "code": "123456"}
    done = said(browser.post(confirm, typed, follow=True))
    assert "Votre signature est enregistrée" in done
    assert "Signé le" in done
    assert "L’école entrera dans la convention le" in done
    assert "La convention prendra effet" not in done


def day(act) -> str:
    return spaced(french.date_fr(act.starts_on))


def test_the_mails_of_a_slip_name_the_slip(issued_slip):
    step = acts.step_of(issued_slip, "authority")
    context = {"task": acts.task_of(step), "terms": terms.of(step), "url": "x", "by": "Le syndicat"}
    for mail, form in product(("to_sign", "to_sign_otherwise", "paper_chosen"), ("txt", "html")):
        text = spaced(render_to_string(f"circuits/mail/{mail}.{form}", context))
        named = "e bulletin d’entrée — École du Pont (fictive)"
        assert named in text.replace("du b", "de b"), (mail, form)
        for wrong in ("de le ", "la convention.", "Ouvrir la convention", "la signer", "Montant"):
            assert wrong not in text, (mail, form)
        if mail == "to_sign":
            assert "École du Pont (fictive) entre dans la convention" in text, form
            assert "Ouvrir le bulletin d’entrée" in text, form


def test_an_amendment_tells_what_it_changes_and_of_which_act(initial, here):
    act = signed.amendment(initial, here)
    act.unit_price = initial.unit_price + 1
    build.saved(act)
    asked = headlines.of(act)
    facts = {what: (spaced(figure), spaced(detail)) for what, figure, detail in asked.headline}
    assert facts["Acte modifié"] == (initial.register_number, "")
    assert facts["Prise d’effet"][0] == day(act)
    assert facts["Tarif"][1].startswith("au lieu de")
    assert facts["Texte modifié"][0] == "1 passage"
    assert "Durée" not in facts
    assert "Montant estimé" not in facts
    assert f"Il modifie l’acte {initial.reference}" in spaced(asked.summary)
    assert asked.effect.startswith("l’avenant ne prendra effet")
    assert asked.bookmarks == (), "those are articles of the tripartite convention"


def test_a_convention_keeps_its_amount_its_length_and_its_articles(initial):
    asked = headlines.of(initial)
    assert [what for what, *_ in asked.headline] == ["Montant estimé", "Durée"]
    assert [article for article, _ in asked.bookmarks] == ["Article 10", "Article 12", "Article 15"]
    initial.unit_price = None
    assert [what for what, *_ in headlines.of(initial).headline] == ["Durée"]
    initial.kind.code, initial.kind.called = "charte-de-pret", Called.CHARTER
    asked = headlines.of(initial)
    assert asked.bookmarks == ()
    assert asked.effect.startswith("la charte ne prendra effet")


def test_a_kind_defined_on_the_site_is_signed_under_its_own_name(issued_slip, here):
    for called, name in (("charter", "la charte"), ("agreement", "l’accord")):
        issued_slip.kind.called = called
        build.saved(issued_slip.kind)
        step = acts.step_of(issued_slip, "authority")
        mandate = acts.task_of(step).mandate
        words = forms.consent_words(signing.readiness(step, mandate), mandate)
        assert spaced(words[0]).startswith(f"J’ai pu lire {name} dans son intégralité")


def test_the_kinds_already_recorded_take_the_name_of_their_way(initial):
    """As an upgrade finds them: the kinds of before have no noun of their own."""
    for kind in ActKind.unscoped.all():
        kind.called = Called.CONVENTION
        build.saved(kind)
    migration = importlib.import_module("conventions.migrations.0006_kind_called")
    before = MigrationLoader(connection).project_state(("conventions", "0006_kind_called"))
    migration.name_modifications(before.apps, None)
    found = dict(ActKind.unscoped.values_list("code", "called"))
    assert found["avenant-tripartite"] == Called.AMENDMENT
    assert found["bulletin-entree"] == Called.ENTRY_SLIP
    assert found["tripartite"] == Called.CONVENTION
