"""A school enters a campaign: who proposes it, what is refused, what last year left."""

import datetime as dt

import pytest

from audit.models import Event
from common import clock
from common.lifecycle import NotYours, Refused
from conventions.onboarding import enrolling
from conventions.onboarding.models import EntryStatus, SchoolEntry
from tests import factories
from tests.conventions.onboarding.scene import campaign, put


@pytest.mark.parametrize("role", ["manager", "colleague", "head", "inspector"])
def test_who_proposes_a_school(scene, role):
    entry = enrolling.enrol(
        actor=scene.cast[role], campaign=scene.campaign, school=scene.school, classes=["CM1"]
    )
    assert (entry.status, entry.classes) == (EntryStatus.CANDIDATE, ["CM1"])
    assert entry.competent == scene.commune
    owner = scene.cast["colleague" if role == "colleague" else "manager"].mandate_id
    assert entry.owner_id == owner
    assert Event.objects.filter(verb="enrol", object_id=entry.pk).exists()


def test_nobody_else_proposes_a_school(scene):
    others = set(scene.cast) - {"manager", "colleague", "head", "inspector"}
    for role in others:
        with pytest.raises(NotYours):
            enrolling.enrol(actor=scene.cast[role], campaign=scene.campaign, school=scene.school)
    assert not SchoolEntry.unscoped.exists()


def test_a_school_enters_once_a_year(scene):
    scene.entry()
    with pytest.raises(Refused, match="est déjà inscrite à la campagne 2026-2027"):
        scene.entry()


def test_a_closed_school_does_not_enter(scene):
    put(scene.school, ends_on=dt.date(2026, 7, 5))
    with pytest.raises(Refused, match=r"n’est pas ouverte au 1er.septembre 2026"):
        scene.entry()
    put(scene.school, ends_on=None, state="closed")
    with pytest.raises(Refused, match="n’est pas ouverte"):
        scene.entry()


@pytest.mark.parametrize(("day", "open_"), [(15, False), (16, True), (17, True), (18, False)])
def test_schools_enter_while_the_campaign_is_open_both_days_included(scene, day, open_):
    put(scene.campaign, opens_on=dt.date(2026, 6, 16), closes_on=dt.date(2026, 6, 17))
    with clock.at(dt.datetime(2026, 6, day, 9, tzinfo=dt.UTC)):
        if open_:
            assert scene.entry().pk
        else:
            with pytest.raises(Refused, match=r"du 16.juin 2026 au 17.juin 2026 inclus"):
                scene.entry()


def test_the_file_of_the_year_before_stands_beside(scene):
    before = campaign("2025-2026", closes_on=dt.date(2026, 7, 1))
    older = enrolling.enrol(actor=scene.cast["manager"], campaign=before, school=scene.school)
    entry = scene.entry()
    assert entry.previous == older
    assert factories.recorded(entry).school_year == "2026-2027"
