"""An auditor reads the acts of their mission: term or date in the period, party named."""

import datetime as dt

import pytest

from conventions.models import Convention
from governance.models import Deliberation, InstitutionKind
from governance.offices import Office
from tests import factories
from tests.circuits import acts
from tests.conventions import case as build

DAY = dt.timedelta(days=1)
BEGUN, OVER = dt.date(2026, 9, 1), dt.date(2029, 8, 31)


@pytest.fixture
def chamber(here):
    return factories.institution(InstitutionKind.OTHER, "Chambre des comptes du Val")


def auditor(chamber, *institutions, **fields):
    actor = factories.actor(Office.AUDITOR, chamber)
    factories.mission(factories.mandate_of(actor), *institutions, **fields)
    return actor


def dated(here, **fields):
    convention = acts.settled(here)
    values = {"starts_on": BEGUN, "ends_on": OVER, "act_date": None, "closed_on": None, **fields}
    for name, value in values.items():
        setattr(convention, name, value)
    return build.saved(convention, "date")


CELLS = {
    "before": ({}, (BEGUN - 9 * DAY, BEGUN - DAY), False),
    "begins on the last day": ({}, (BEGUN - 9 * DAY, BEGUN), True),
    "ends on the first day": ({}, (OVER, OVER + 9 * DAY), True),
    "after": ({}, (OVER + DAY, OVER + 9 * DAY), False),
    "dated before its effect": (
        {"act_date": BEGUN - 5 * DAY},
        (BEGUN - 9 * DAY, BEGUN - DAY),
        True,
    ),
    "closed before": ({"closed_on": BEGUN + 5 * DAY}, (BEGUN + 6 * DAY, OVER), False),
    "closed within": ({"closed_on": BEGUN + 6 * DAY}, (BEGUN + 6 * DAY, OVER), True),
}


@pytest.mark.parametrize("cell", CELLS)
def test_the_term_or_the_date_meets_the_period(here, chamber, cell):
    dates, (first, last), seen = CELLS[cell]
    convention = dated(here, **dates)
    actor = auditor(chamber, here.commune, examined_from=first, examined_to=last)
    assert (convention in Convention.objects.visible_to(actor)) is seen


def test_only_the_institutions_that_the_letter_names(here, chamber, client_as):
    convention = dated(here)
    elsewhere = auditor(chamber, factories.commune("Brumont"))
    assert convention not in Convention.objects.visible_to(elsewhere)
    assert client_as(elsewhere).get(convention.get_absolute_url()).status_code == 404
    every = auditor(chamber)
    assert client_as(every).get(convention.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("subjects", [["convention"], ["deliberation"]])
def test_the_votes_that_authorise_an_act_are_read_with_it_whatever_their_day(
    here, chamber, client_as, subjects
):
    """The framework délibération of March and the vote of the commune, for an act of September."""
    convention = acts.ready(here)
    period = {"examined_from": BEGUN, "examined_to": OVER, "subjects": subjects}
    actor = auditor(chamber, here.commune, **period)
    own = convention.party("authority").deliberation
    votes = {own, Deliberation.unscoped.get(kind="framework")}
    assert all(vote.voted_on < BEGUN for vote in votes)
    read = set(Deliberation.objects.visible_to(actor))
    assert votes & read == (votes if subjects == ["convention"] else set())
    assert Deliberation.unscoped.get(kind="tariff") not in read


@pytest.mark.parametrize(
    "fields",
    [{"ends_on": dt.date(2021, 1, 1)}, {"subjects": ["deliberation"]}],
    ids=["mission ended", "other object"],
)
def test_nothing_out_of_the_mission(here, chamber, fields):
    dated(here)
    assert not Convention.objects.visible_to(auditor(chamber, **fields)).exists()


def test_nothing_once_the_mandate_is_over(here, chamber, client_as):
    convention = dated(here)
    actor = auditor(chamber)
    mandate = factories.mandate_of(actor)
    mandate.status, mandate.ends_on = "ended", factories.START + DAY
    build.saved(mandate, "end")
    assert client_as(actor).get(convention.get_absolute_url()).status_code in (403, 404)
