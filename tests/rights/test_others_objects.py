"""Nobody sees, nor changes, what belongs to others: every route, every method, every role."""

import pytest

from governance.offices import Office
from tests.depth import FULL

from . import cases, harness
from .asking import ask_as_others, ask_as_own
from .harness import Browser, Report

REQUESTS = 5000 if FULL else 1500


def test_every_route_has_a_case():
    assert sorted(harness.routes()) == sorted(cases.CASES)


def test_every_office_is_asked(world):
    """Each office acts somewhere; whoever is of the syndicate only acts among A's people."""
    asked = {actor.office for actor in [*world.of_a.values(), *world.of_b.values()]}
    assert asked >= set(Office.values)


def test_nobody_reaches_the_things_of_others(world):
    report = Report()
    ask_as_others(world, world.of_b, report, every=FULL)
    assert report.leaks == []
    assert report.routes == set(harness.routes())
    assert report.requests >= REQUESTS


def test_own_people_pass_where_their_office_says_so(world):
    report = Report()
    ask_as_own(world, world.of_a, report, every=FULL)
    assert report.leaks == []


@pytest.mark.parametrize("body", ["mandate", "mayor", "commune"])
def test_one_does_not_act_under_the_mandate_of_another(world, body):
    browser = Browser("executive", world.of_b["executive"], Report())
    assert browser.ask("POST", "/mandat/", {"mandate": str(world.id(body))}).status == 404
