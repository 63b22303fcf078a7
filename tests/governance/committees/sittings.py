"""A meeting convened by its secretary, with the seats that it takes to hold it."""

import pytest

from common import clock
from common.french import NBSP
from governance.committees import agenda, attending
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.models import AgendaItem
from governance.committees.models.attendance import Fact
from governance.committees.models.items import Purpose
from governance.offices import Office
from tests import factories
from tests.governance.committees import people
from tests.governance.committees.people import *  # noqa: F403
from tests.plugins.stages import kept

__all__ = [*people.__all__, "committee", "meeting", "seats", "sitting"]

STATE, AUTHORITIES = "Éducation nationale", "Collectivités"
F = Fact


@kept
def _committee(cast):
    found = factories.committee()
    factories.seat(found, cast["dsden"], Office.DASEN, college=STATE)
    factories.seat(
        found, cast["dsden"], Office.INSPECTOR, circonscription=cast["area"], college=STATE
    )
    factories.seat(found, cast["syndicate"], Office.SYNDICATE_PRESIDENT, college=AUTHORITIES)
    factories.seat(found, cast["commune"], Office.EXECUTIVE, college=AUTHORITIES)
    factories.seat(found, cast["other_commune"], Office.EXECUTIVE, college=AUTHORITIES)
    return found


@pytest.fixture
def committee(cast):
    """Of the five bodies, each with one seat."""
    return _committee(cast)


@pytest.fixture
def seats(committee):
    return seats_of(committee)


def seats_of(committee):
    names = ("dasen", "inspector", "president", "mayor", "other_mayor")
    return dict(zip(names, committee.seats.order_by("pk"), strict=True))


@kept
def _convened(committee, dasen, secretary):
    found = factories.meeting(committee, chair=factories.mandate_of(dasen))
    for title, fields in (
        ("Charte des messages", {}),
        ("Indicateurs", {"purpose": Purpose.INFORMATION}),
        ("Tarif", {}),
        ("Calendrier", {}),
        ("Situation d’un prestataire", {"secret": True}),
    ):
        given = {"purpose": Purpose.DECISION, "report": "0" * 64, **fields}
        agenda.add(actor=secretary, meeting=found, title=title, **given)
    found = MeetingLifecycle.move(
        found, "convene", actor=secretary, convener=factories.mandate_of(dasen)
    )
    agenda.add(actor=secretary, meeting=found, title="Divers", purpose=Purpose.OPINION)
    return found


@pytest.fixture
def meeting(committee, dasen, secretary):
    """Convened, with four points in public, one in private, one come late."""
    return _convened(committee, dasen, secretary)


def words(refused):
    return " ".join(each.sentence for each in refused.value.refusals).replace(NBSP, " ")


def plain(text):
    return text.replace(NBSP, " ").replace("\u202f", " ")


class Sitting:
    """What the secretary does, in a word each."""

    def __init__(self, meeting, seats, actor):
        self.meeting, self.seats, self.actor = meeting, seats, actor

    def comes(self, *names, **given):
        for name in names:
            self.note(name, F.ARRIVE, **given)

    def note(self, name, fact, **given):
        return attending.note(
            actor=self.actor, meeting=self.meeting, seat=self.seats[name], fact=fact, **given
        )

    def power(self, giver, receiver):
        return attending.give_power(
            actor=self.actor, meeting=self.meeting,
            giver=self.seats[giver], receiver=self.seats[receiver],
        )  # fmt: skip

    def move(self, verb, **given):
        self.meeting = MeetingLifecycle.move(self.meeting, verb, actor=self.actor, **given)
        return self.meeting

    def item(self, title):
        return AgendaItem.unscoped.get(meeting=self.meeting, title=title)

    def moves(self, title, verb, **given):
        return ItemLifecycle.move(self.item(title), verb, actor=self.actor, **given)

    def key(self, name):
        return str(self.seats[name].public_id)


@pytest.fixture
def sitting(meeting, seats, secretary):
    """From the hour of the convocation on."""
    with clock.at(meeting.starts_at):
        yield Sitting(meeting, seats, secretary)
