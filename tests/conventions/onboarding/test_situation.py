"""The sentence under the title of a file: for whoever is awaited, and for the others (§ 1.6)."""

import datetime as dt

import pytest

from common import clock
from conventions.onboarding import registry, situation
from conventions.onboarding.models import DebtKind, EntryStatus
from tests.conventions.onboarding.scene import NOW, campaign, debt, entry, fresh
from tests.conventions.onboarding.written import project

S = EntryStatus
#: status → whose turn it is, of the cast
TURN = {
    S.CANDIDATE: {"head"},
    S.PROJECT_SUBMITTED: {"manager", "colleague"},
    S.AWAITING_OPINION: {"inspector"},
    S.UNFAVOURABLE: {"head"},
    S.SCHOOL_PROJECT: {"manager", "colleague"},
    S.FINANCING_REQUESTED: {"mayor", "preparer"},
    S.FINANCED: {"manager", "colleague"},
    S.AWAITING_CONVENTION: {"manager", "colleague"},
    S.UNDER_CONVENTION: {"manager", "colleague", "inspector"},
    S.OPENING_REQUESTED: {"dasen"},
    S.BASE_OPEN: {"adviser"},
    S.TRAINING_PLANNED: {"adviser"},
    S.TRAINED: {"head"},
    S.ACCOUNTS_DISTRIBUTED: {"head"},
    S.ACTIVE: {"head"},
    S.URGENT_OPEN: {"manager", "colleague"},
    S.SUSPENDED: {"manager", "colleague"},
}


@pytest.mark.parametrize("status", S.values)
def test_whoever_is_awaited_is_told_what_to_do_and_the_others_where_it_stands(scene, status):
    found = fresh(scene.entry(status=status, closed_on=NOW.date(), reason="travaux"))
    facts = situation.of(found)
    told = {role for role, actor in scene.cast.items() if situation.awaited(actor, found)} - {
        "system"
    }
    assert told == TURN.get(status, set())
    assert bool(situation.to_you(facts)) == (status in TURN)
    assert situation.to_others(facts)
    for role, actor in scene.cast.items():
        mine = situation.to_you(facts) if role in told else situation.to_others(facts)
        assert situation.sentence(actor, found) == mine, role


def test_dates_reasons_and_bodies_are_said(scene, monkeypatch):
    dated = campaign(
        "2025-2026",
        closes_on=dt.date(2026, 7, 1),
        due={"project": dt.date(2026, 1, 31), "financing": dt.date(2026, 4, 30)},
    )
    found = entry(dated, scene.school)
    head, mayor = scene.cast["head"], scene.cast["mayor"]
    assert situation.sentence(head, found).startswith("Déposez le projet avant le 31\xa0janvier")
    found.status = S.FINANCING_REQUESTED
    assert "avant le 30\xa0avril 2026, vote du budget" in situation.sentence(mayor, found)
    found.status, found.reason, found.closed_on = S.REFUSED_BY_AUTHORITY, "budget.", NOW.date()
    said = situation.sentence(mayor, found)
    assert "Refus de Clairval enregistré le 16\xa0juin 2026. Motif : budget. L’école" in said
    assert "candidate à la campagne 2026-2027" in said
    found.status = S.AWAITING_CONVENTION
    assert "Aucune convention" in situation.sentence(mayor, found)
    monkeypatch.setattr(
        registry,
        "_covering",
        [lambda *given: registry.Coverage("CONV-2026-012", "En signature", "/")],
    )
    assert "La convention CONV-2026-012 est au stade « En signature »." in situation.sentence(
        mayor, found
    )


@pytest.mark.parametrize("status", [S.PROJECT_SUBMITTED, S.AWAITING_OPINION])
def test_a_project_taken_up_again_is_with_the_school(scene, status):
    found = scene.entry(status=status)
    project(found, status="returned")
    head, inspector = scene.cast["head"], scene.cast["inspector"]
    assert situation.sentence(head, found) == "Reprenez le projet, puis déposez-le de nouveau."
    told = "Une reprise du projet est demandée à l’école."
    assert situation.sentence(inspector, found) == told
    assert situation.sentence(scene.cast["manager"], found) == told


def test_the_days_that_an_opinion_waits_are_working_days(scene):
    found = scene.entry(status=S.AWAITING_OPINION)
    with clock.at(NOW + dt.timedelta(days=7)):
        assert "depuis 5\xa0jours ouvrés" in situation.sentence(scene.cast["mayor"], found)


def test_debts_are_listed_with_the_first_date(scene):
    found = scene.entry(status=S.URGENT_OPEN)
    debt(found, DebtKind.CONVENTION, due_on=dt.date(2026, 9, 1))
    debt(found, DebtKind.PROJECT, due_on=dt.date(2026, 8, 1))
    said = situation.sentence(scene.cast["manager"], found)
    assert "avant le 1er\xa0août 2026\xa0: projet pédagogique et convention." in said
