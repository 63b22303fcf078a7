"""A meeting made of rows from a few numbers: seats, who came, what happened then."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from common.lifecycle import Refused
from governance.committees import attending, counting, deciding
from governance.committees.deciding import Choice, Motion
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.models import AgendaItem, Committee, Meeting, Power, Presence, Seat
from governance.committees.models.attendance import Fact, Sits
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.items import ItemStatus, Purpose
from governance.committees.models.meetings import MeetingStatus
from governance.committees.quorum import Mode, Quorum
from governance.committees.votes import Tally
from governance.offices import Office
from tests import factories

START = dt.datetime(2026, 9, 24, 16, tzinfo=dt.UTC)  # 18 h
LATER = dt.datetime(2026, 9, 24, 17, 42, tzinfo=dt.UTC)  # 19 h 42
COLLEGES = ("Éducation nationale", "Collectivités")
RULES = {
    "chairs": [Office.EXECUTIVE], "chairs_alternate": False, "quorum_base": "in_office",
    "quorum_share": "majority", "remote_counts": False, "secret_threshold": "one",
}  # fmt: skip


class People:
    """Mayors of as many communes, each able to hold a seat: « M. Alpha1 », « M. Alpha2 »…"""

    def __init__(self, count: int) -> None:
        self.mandates = []
        for n in range(1, count + 1):
            who = factories.person(civility="sir", first_name="Jean", last_name=f"Alpha{n}")
            town = factories.commune(f"Village{n}")
            self.mandates.append(factories.mandate(Office.EXECUTIVE, town, who=who))
        self.empty = [factories.commune(f"Hameau{n}") for n in range(1, 5)]


@dataclass
class Counted:
    """What a case came to."""

    sentence: str
    quorum: Quorum | None = None
    opened: bool = False
    adopted: bool | None = None


@dataclass
class Case:
    """One case of the data file, played on the rows of a database."""

    people: People
    given: dict[str, Any]
    meeting: Meeting = None  # type: ignore[assignment]
    seats: list[Seat] = field(default_factory=list)

    def play(self) -> Counted:
        self._room()
        with clock.at(START):
            try:
                self._before()
                self.meeting = self._move("open_meeting")
                item = self._call()
            except Refused as refused:
                return self._refused(refused, None)
        at = LATER
        for act in self.given.get("then", ()):
            with clock.at(at):
                try:
                    self._act(act, item)
                except Refused as refused:
                    return self._refused(refused, item)
            at += dt.timedelta(minutes=1)
        with clock.at(at):
            if "vote" in self.given:
                return self._vote(item)
            return self._told(item)

    # --- The rows -------------------------------------------------------------------------------

    def _room(self) -> None:
        given = self.given
        host = {"host": self.people.empty[3]} if given.get("assembly") else {}
        committee = factories.committee(starts_on=dt.date(2020, 1, 1), name="Instance", **host)
        rules = committee.rules.get()
        for name, value in {**RULES, **given.get("rules", {})}.items():
            setattr(rules, name, value)
        rules.citations = {**rules.citations, **given.get("citations", {})}
        by_college = rules.quorum_base == "per_college"
        rules.colleges = list(COLLEGES) if by_college else []
        factories.recorded(rules)
        second = {}
        if given.get("second"):
            first = factories.meeting(committee, rules=rules, starts_at=START)
            second = {"second_session_of": first}
        self.meeting = factories.meeting(
            committee, rules=rules, starts_at=START, status=MeetingStatus.CONVENED, **second
        )
        self._seats(committee, by_college=by_college)
        decided, waiting = given.get("points", (0, 1))
        for n in range(decided + waiting):
            status = ItemStatus.DECIDED if n < decided else ItemStatus.PLACED
            factories.item(
                committee, meeting=self.meeting, position=n, status=status,
                purpose=Purpose.DECISION,
            )  # fmt: skip

    def _seats(self, committee: Committee, *, by_college: bool) -> None:
        """Holders, empty seats, substitutes; who came, and the powers handed in."""
        given = self.given
        places = given["seats"] if by_college else [given["seats"]]
        people = iter(self.people.mandates)
        for rank, count in enumerate(places):
            college = COLLEGES[rank] if by_college else ""
            for _ in range(count):
                body = next(people).institution
                self.seats.append(
                    Seat(committee=committee, institution=body, office=Office.EXECUTIVE,
                         college=college, starts_on=dt.date(2020, 1, 1))
                )  # fmt: skip
        for seat in self.seats[len(self.seats) - given.get("advisory", 0) :]:
            seat.voting = not given.get("advisory")
        empty = [
            Seat(committee=committee, institution=body, office=Office.EXECUTIVE,
                 college=COLLEGES[0] if by_college else "", starts_on=dt.date(2020, 1, 1))
            for body in self.people.empty[: given.get("vacant", 0)]
        ]  # fmt: skip
        with recording(SYSTEM):
            Seat.unscoped.all().bulk_create_recorded([*self.seats, *empty])
            substitutes = [
                Seat(committee=committee, institution=next(people).institution,
                     office=Office.EXECUTIVE, college=self.seats[n].college,
                     starts_on=dt.date(2020, 1, 1), substitute_for=self.seats[n])
                for n in given.get("substitutes_of", ())
            ]  # fmt: skip
            Seat.unscoped.all().bulk_create_recorded(substitutes)
            Presence.unscoped.all().bulk_create_recorded(self._presences())
            Power.unscoped.all().bulk_create_recorded(
                [
                    Power(meeting=self.meeting, giver=self.seats[giver],
                          receiver=self.seats[receiver], received_at=START)
                    for giver, receiver in given.get("powers", ())
                ]
            )  # fmt: skip

    def _presences(self) -> list[Presence]:
        given = self.given
        came = [(n, Sits.HOLDER, Mode.ROOM) for n in self._present()]
        came += [(n, Sits.HOLDER, Mode.REMOTE) for n in given.get("remote", ())]
        came += [(n, Sits.SUBSTITUTE, Mode.ROOM) for n in given.get("substitutes", ())]
        holders = {each.institution_id: each for each in self.people.mandates}
        return [
            Presence(meeting=self.meeting, seat=self.seats[n], sits=sits, mode=mode.value,
                     mandate=holders[self.seats[n].institution_id], fact=Fact.ARRIVE, at=START)
            for n, sits, mode in came
        ]  # fmt: skip

    def _present(self) -> list[int]:
        """Ranks of the seats whose holder is in the room: the first ones, in each college."""
        present = self.given["present"]
        if not isinstance(present, list):
            return list(range(present))
        ranks, start = [], 0
        for count, here in zip(self.given["seats"], present, strict=True):
            ranks += range(start, start + here)
            start += count
        return ranks

    # --- What happens ---------------------------------------------------------------------------

    def _move(self, verb: str) -> Meeting:
        return MeetingLifecycle.move(self.meeting, verb, actor=SYSTEM)

    def _before(self) -> None:
        for n in self.given.get("interested", ()):
            self._note(n, Fact.WITHDRAW, item=self._waiting()[0])

    def _waiting(self) -> list[AgendaItem]:
        return counting.still_to_decide(self.meeting)

    def _call(self) -> AgendaItem:
        return ItemLifecycle.move(self._waiting()[0], "call", actor=SYSTEM)

    def _act(self, act: list[Any], item: AgendaItem) -> None:
        verb, seat, *rest = act
        match verb:
            case "arrives" | "leaves":
                fact = Fact.ARRIVE if verb == "arrives" else Fact.LEAVE
                how = rest[0] if rest else ""
                sits = Sits.SUBSTITUTE if how == "substitute" else Sits.HOLDER
                mode = Mode.REMOTE if how == "remote" else Mode.ROOM
                self._note(seat, fact, sits=sits, mode=mode)
            case "withdraws":
                self._note(seat, Fact.WITHDRAW, item=item)
            case "returns":
                self._note(seat, Fact.RETURN, item=item)
            case "gives":
                attending.give_power(
                    actor=SYSTEM, meeting=self.meeting, giver=self.seats[seat],
                    receiver=self.seats[rest[0]],
                )  # fmt: skip

    def _note(self, seat: int, fact: Fact, **given: Any) -> None:
        attending.note(
            actor=SYSTEM, meeting=self.meeting, seat=self.seats[seat], fact=fact, **given
        )

    # --- What is told ---------------------------------------------------------------------------

    def _refused(self, refused: Refused, item: AgendaItem | None) -> Counted:
        quorum = counting.room(self.meeting, item, clock.now()).quorum
        return Counted(refused.refusals[0].sentence, quorum, opened=item is not None)

    def _told(self, item: AgendaItem) -> Counted:
        item.refresh_from_db()
        quorum = counting.room(self.meeting, item, clock.now()).quorum
        return Counted(item.quorum_sentence, quorum, opened=True)

    def _vote(self, item: AgendaItem) -> Counted:
        here = counting.room(self.meeting, item, clock.now())
        vote = self.given["vote"]
        tallies, votes = {}, {}
        voices = deciding.voices(here)
        colleges = [each.college for each in here.quorum.counts]
        said = vote["voices"] if here.by_college else [vote["voices"]]
        for college, counts in zip(colleges, said, strict=True):
            in_favour, against, abstain, *blank = counts
            tallies[college] = Tally(in_favour, against, abstain, *blank)
            choices = [Choice.FOR] * in_favour + [Choice.AGAINST] * against
            choices += [Choice.ABSTAIN] * abstain
            own = [voice.key for voice in voices if voice.college == college]
            votes |= dict(zip(own, choices, strict=False))
        secret = vote.get("secret", False)
        motion = Motion(
            Nature.DECISION, "La proposition.", Ballot.SECRET if secret else Ballot.PUBLIC,
            votes={} if secret else votes, tallies=tallies if secret else {}, askers=25,
        )  # fmt: skip
        try:
            decided = ItemLifecycle.move(item, "decide", actor=SYSTEM, motion=motion)
        except Refused as refused:
            return self._refused(refused, item)
        return Counted(decided.decision.result, here.quorum, True, decided.decision.adopted)
