"""What was signed, as the directory asks before it says that somebody could not (P8)."""

import datetime as dt

import pytest

from common import clock
from common.lifecycle import Refused
from conventions import services as conventions
from demo import world
from governance import services as governance
from governance.offices import Office
from tests import factories
from tests.circuits import acts


@pytest.fixture
def director(here):
    return factories.mandate(Office.AUTHORITY_DIRECTOR, here.commune)


def replaced(here, absent, replacement, starts_on):
    return governance.record_substitution(
        actor=here.actor("juriste"),
        absent=here.people[absent],
        replacement=replacement,
        ground="prevented",
        reason="hospitalisation",
        starts_on=starts_on,
        ends_on=starts_on + dt.timedelta(days=20),
        order_reason="aucun adjoint en exercice",
    )


def test_who_signed_was_not_prevented_that_day(here, director, issued):
    convention, today = issued, clock.today()
    acts.sign(acts.step_of(convention, "authority"))
    with pytest.raises(Refused, match=f"a signé {convention.reference} pendant cette période"):
        replaced(here, "maire", director, today)
    assert replaced(here, "maire", director, today + dt.timedelta(days=1)).pk


@pytest.mark.usefixtures("issued")
def test_who_did_not_sign_may_have_been(here, director):
    assert replaced(here, "maire", director, clock.today()).pk


def test_what_was_signed_on_another_ground_ends_nothing(here, director):
    """A deputy with a delegation signs by it: the replacement may be taken back that day."""
    convention = acts.ready(here)
    world.file_sheet(director, "hugo.fontaine@personnel.example")
    factories.delegation(here.people["maire"], director, starts_on=here.people["maire"].starts_on)
    conventions.choose_signatory(
        convention.party("authority"), director, actor=here.actor("chef-de-projet")
    )
    acts.sign(acts.step_of(acts.issue(acts.fresh(convention), here), "authority"))
    substitution = replaced(here, "maire", director, clock.today())
    secretary, today = here.actor("secretaire"), clock.today()
    governance.end_substitution(actor=secretary, substitution=substitution, on=today)
    with pytest.raises(Refused, match=f"a signé {convention.reference} depuis ce jour"):
        governance.end_delegation(
            actor=secretary,
            delegation=director.delegations_held.get(),
            on=today,
            reason="rapportée",
        )
