"""What an auditor reads: the period, the institutions and the objects of a mission in force."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from common import clock
from common.lifecycle import NotYours, Refused
from governance import missions, services
from governance.models import Deliberation, Mission
from tests import factories
from tests.factories import mandate_of

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2024, 12, 31)


def given(actor, *institutions, **fields):
    fields = {"examined_from": FIRST, "examined_to": LAST, **fields}
    return factories.mission(mandate_of(actor), *institutions, **fields)


def reads(actor, institution, day):
    vote = factories.deliberation(institution, voted_on=day)
    return vote in Deliberation.objects.visible_to(actor)


@pytest.mark.parametrize(
    ("day", "seen"),
    [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)],
)
def test_votes_of_the_period_examined_both_days_included(idle_auditor, commune, day, seen):
    given(idle_auditor, commune)
    assert reads(idle_auditor, commune, day) is seen


def test_another_institution_is_out_of_the_mission(idle_auditor, commune, epci):
    given(idle_auditor, commune)
    assert not reads(idle_auditor, epci, FIRST)
    given(idle_auditor, epci)
    assert reads(idle_auditor, epci, FIRST), "a second letter adds to the first"


def test_without_institution_every_one_is_examined(idle_auditor, commune, epci):
    given(idle_auditor)
    assert reads(idle_auditor, commune, FIRST)
    assert reads(idle_auditor, epci, FIRST)


def test_another_object_is_out_of_the_mission(idle_auditor, commune):
    given(idle_auditor, subjects=["convention"])
    assert not reads(idle_auditor, commune, FIRST)


@pytest.mark.parametrize(
    ("period", "seen"),
    [
        ({}, True),
        ({"starts_on": dt.date(2020, 7, 1), "ends_on": dt.date(2020, 8, 1)}, False),
        ({"starts_on": dt.date(2099, 1, 1)}, False),
    ],
    ids=["in force", "ended", "to come"],
)
def test_only_while_the_mission_is_in_force(idle_auditor, commune, period, seen):
    given(idle_auditor, **period)
    assert reads(idle_auditor, commune, FIRST) is seen
    assert bool(missions.why_nothing(idle_auditor)) is not seen


def test_the_home_page_says_why_and_whom_to_ask(idle_auditor, legal_officer, mayor):
    said = missions.why_nothing(idle_auditor)
    assert said.startswith("Aucune mission n’est enregistrée sur votre mandat")
    assert mandate_of(legal_officer).person.formal_name in said
    assert missions.why_nothing(mayor) == ""


def record(actor, auditor, **fields):
    return services.record_mission(
        actor=actor,
        mandate=mandate_of(auditor),
        **{
            "reference": "LM-1",
            "letter_date": FIRST,
            "file": "a" * 64,
            "examined_from": FIRST,
            "examined_to": LAST,
            "subjects": ["convention"],
            "starts_on": FIRST,
            **fields,
        },
    )


@pytest.mark.parametrize("who", ["legal_officer", "syndicate_director"])
def test_the_jurist_or_the_director_records_and_ends_it(idle_auditor, commune, who, request):
    actor = request.getfixturevalue(who)
    mission = record(actor, idle_auditor, institutions=[commune])
    assert [row.institution for row in mission.institutions.all()] == [commune]
    assert Mission.objects.visible_to(idle_auditor).get() == mission
    services.end_mission(actor=actor, mission=mission, on=clock.today(), reason="rapport rendu")
    assert missions.own(idle_auditor) == []
    with pytest.raises(Refused):
        services.end_mission(actor=actor, mission=mission, on=clock.today(), reason="encore")


@pytest.mark.parametrize("who", ["idle_auditor", "project_manager", "admin", "mayor"])
def test_others_do_not(idle_auditor, who, request):
    with pytest.raises(NotYours):
        record(request.getfixturevalue(who), idle_auditor)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"subjects": []}, "subjects"),
        ({"subjects": ["autre"]}, "subjects"),
        ({"starts_on": FIRST - DAY}, "La lettre est du"),
        ({"examined_to": FIRST - DAY}, "La période examinée"),
    ],
)
def test_a_letter_that_does_not_hold_is_refused(legal_officer, idle_auditor, fields, words):
    with pytest.raises(ValidationError, match=words):
        record(legal_officer, idle_auditor, **fields)


def test_one_letter_is_recorded_once_and_on_an_auditor(legal_officer, idle_auditor, mayor):
    record(legal_officer, idle_auditor)
    with pytest.raises(ValidationError, match="déjà enregistrée"):
        record(legal_officer, idle_auditor)
    with pytest.raises(ValidationError, match="mandat d’un auditeur"):
        record(legal_officer, mayor)


def test_a_mission_is_known_to_its_auditor_and_to_the_syndicate(auditor, idle_auditor, mayor, dpo):
    mission = Mission.unscoped.get()
    for reader, seen in ((auditor, True), (dpo, True), (idle_auditor, False), (mayor, False)):
        assert (mission in Mission.objects.visible_to(reader)) is seen
