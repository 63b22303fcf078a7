"""What the syndicate decides about a mandate, from its page."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock
from governance.models import Mandate
from tests.factories import mandate_of

TITLES = {
    "set_end": "Fixer le dernier jour du mandat",
    "suspend_mandate": "Suspendre le mandat",
    "annul_mandate": "Enregistrer l’annulation du mandat",
}


def address(mandate, verb):
    return reverse("governance:rule_mandate", args=[mandate.public_id, verb])


def said(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_jurist_suspends_then_lifts(mayor, legal_officer, client_as):
    mandate, jurist = mandate_of(mayor), client_as(legal_officer)
    assert said(jurist.get(mandate.get_absolute_url())).count("Suspendre le mandat") == 1
    form = said(jurist.get(address(mandate, "suspend_mandate")))
    assert "tant que le mandat n’est pas rétabli" in form
    answer = jurist.post(address(mandate, "suspend_mandate"), {"reason": "  "})
    assert answer.status_code == 422
    answer = jurist.post(
        address(mandate, "suspend_mandate"), {"reason": "arrêté du ministre"}, follow=True
    )
    assert "Ce mandat est suspendu : il ne permet ni d’agir ni de signer" in said(answer)
    assert "Suspendre le mandat" not in said(answer)
    answer = jurist.get(address(mandate, "suspend_mandate"))
    assert answer.status_code == 409
    assert "Impossible à ce stade : le mandat est « Suspendu »." in said(answer)
    answer = jurist.post(
        address(mandate, "resume_mandate"), {"reason": "fin de la suspension"}, follow=True
    )
    assert "En cours " in said(answer)


def test_the_project_manager_fixes_the_last_day_and_nothing_else(mayor, project_manager, client_as):
    mandate, manager = mandate_of(mayor), client_as(project_manager)
    shown = said(manager.get(mandate.get_absolute_url()))
    assert [title in shown for title in TITLES.values()] == [True, False, False]
    last = clock.today() + dt.timedelta(days=12)
    given = {"last_day": last.isoformat(), "reason": "démission acceptée par le préfet"}
    answer = manager.post(address(mandate, "set_end"), given, follow=True)
    assert "Le dernier jour du mandat est fixé." in said(answer)
    assert "démission acceptée par le préfet" in said(answer)
    assert Mandate.unscoped.get(pk=mandate.pk).last_day == last
    answer = manager.post(address(mandate, "set_end"), given)
    assert answer.status_code == 409
    assert "Le dernier jour de ce mandat est déjà le" in said(answer)
    assert "démission acceptée par le préfet" in said(answer), "what was typed is kept"


@pytest.mark.parametrize("verb", ["suspend_mandate", "annul_mandate", "waive_habilitation"])
def test_what_only_a_jurist_decides(mayor, project_manager, client_as, verb):
    answer = client_as(project_manager).get(address(mandate_of(mayor), verb))
    assert answer.status_code == 403
    assert "revient à un juriste" in said(answer)


def test_the_habilitation_is_waived_for_who_lacks_it(inspector, mayor, legal_officer, client_as):
    jurist, mandate = client_as(legal_officer), mandate_of(inspector)
    title = "Dispenser de produire l’habilitation"
    assert title not in said(jurist.get(mandate_of(mayor).get_absolute_url()))
    assert title in said(jurist.get(mandate.get_absolute_url()))
    given = {"reason": "usage constant du département"}
    answer = jurist.post(address(mandate, "waive_habilitation"), given, follow=True)
    assert "non produite : usage constant du département" in said(answer)
    assert title not in said(answer)


def test_another_decision_does_not_exist(mayor, legal_officer, client_as):
    answer = client_as(legal_officer).get(address(mandate_of(mayor), "begin"))
    assert answer.status_code == 404
