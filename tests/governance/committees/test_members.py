"""Who sits on a day: offices pass from one holder to the next, places fall vacant."""

import datetime as dt

import pytest

from governance.committees import members
from governance.committees.quorum import count
from governance.committees.rules import applied
from governance.offices import Office
from tests import factories

STATE, AUTHORITIES = "Éducation nationale", "Collectivités"
CHANGE = dt.date(2026, 3, 28)
DAY = dt.timedelta(days=1)


@pytest.fixture
def committee(parameters):
    return factories.committee()


def names(committee, day):
    return {m.seat.words: m.name or "vacant" for m in members.members_at(committee, day)}


def test_a_seat_follows_its_office_from_one_mayor_to_the_next(committee, commune):
    before = factories.mandate(Office.EXECUTIVE, commune, ends_on=CHANGE, status="ended")
    after = factories.mandate(Office.EXECUTIVE, commune, starts_on=CHANGE + 3 * DAY)
    factories.seat(committee, commune, Office.EXECUTIVE, college=AUTHORITIES)
    assert names(committee, CHANGE - DAY) == {"maire de Clairval": before.person.formal_name}
    assert names(committee, CHANGE) == {"maire de Clairval": "vacant"}
    assert names(committee, CHANGE + 3 * DAY) == {"maire de Clairval": after.person.formal_name}


def test_a_seat_given_to_a_person_ends_with_their_mandate(committee, commune):
    mayor = factories.mandate(Office.EXECUTIVE, commune, ends_on=CHANGE, status="ended")
    factories.mandate(Office.EXECUTIVE, commune, starts_on=CHANGE)
    factories.seat(committee, commune, Office.EXECUTIVE, college=AUTHORITIES, mandate=mayor)
    assert names(committee, CHANGE - DAY) == {"maire de Clairval": mayor.person.formal_name}
    assert names(committee, CHANGE) == {"maire de Clairval": "vacant"}


def test_an_inspector_sits_for_their_own_district(committee, dsden, area, other_area):
    here = factories.mandate(Office.INSPECTOR, dsden, circonscription=area)
    factories.mandate(Office.INSPECTOR, dsden, circonscription=other_area)
    factories.seat(committee, dsden, Office.INSPECTOR, college=STATE, circonscription=area)
    (member,) = members.members_at(committee, CHANGE)
    assert member.holder == here


def test_a_substitute_is_paired_until_another_one_comes(committee, commune, other_commune):
    factories.mandate(Office.EXECUTIVE, commune)
    other = factories.mandate(Office.EXECUTIVE, other_commune)
    seat = factories.seat(committee, commune, Office.EXECUTIVE, college=AUTHORITIES)
    factories.seat(
        committee, other_commune, Office.EXECUTIVE, college=AUTHORITIES, substitute_for=seat,
        ends_on=CHANGE,
    )  # fmt: skip
    (member,) = members.members_at(committee, CHANGE - DAY)
    assert member.substitute.name == other.person.formal_name
    (member,) = members.members_at(committee, CHANGE)
    assert member.substitute is None


def test_who_replaces_a_mayor_prevented_sits_in_their_place(committee, commune):
    mayor = factories.mandate(Office.EXECUTIVE, commune)
    deputy = factories.mandate(Office.DEPUTY, commune, rank=1)
    absence = factories.substitution(mayor, deputy)
    factories.seat(committee, commune, Office.EXECUTIVE, college=AUTHORITIES)
    (member,) = members.members_at(committee, absence.starts_on)
    assert (member.holder, member.sitting) == (mayor, deputy)
    (member,) = members.members_at(committee, absence.starts_on - DAY)
    assert member.sitting == mayor


def test_the_room_of_the_quorum_counts_vacant_seats_out(committee, commune, other_commune, dsden):
    factories.mandate(Office.EXECUTIVE, commune)
    for body in (commune, other_commune):
        factories.seat(committee, body, Office.EXECUTIVE, college=AUTHORITIES)
    factories.mandate(Office.DASEN, dsden)
    factories.seat(committee, dsden, Office.DASEN, college=STATE)
    found = members.members_at(committee, CHANGE)
    assert [member.college for member in found] == [STATE, AUTHORITIES, AUTHORITIES]
    counted = count(members.as_room(found), applied(committee.rules_on(CHANGE)).quorum)
    assert {each.college: (each.base, each.required) for each in counted.counts} == {
        STATE: (1, 1), AUTHORITIES: (1, 1),
    }  # fmt: skip


def test_the_chair_is_taken_in_the_order_of_the_rules(committee, dsden, syndicate):
    factories.mandate(Office.SYNDICATE_PRESIDENT, syndicate)
    factories.seat(committee, syndicate, Office.SYNDICATE_PRESIDENT, college=AUTHORITIES)
    factories.seat(committee, dsden, Office.DASEN, college=STATE)
    rules = committee.rules_on(CHANGE)
    chairs = members.chairs(members.members_at(committee, CHANGE), rules)
    assert [chair.seat.office for chair in chairs] == [Office.DASEN, Office.SYNDICATE_PRESIDENT]
    assert [chair.vacant for chair in chairs] == [True, False]
