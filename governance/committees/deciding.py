"""A decision: who votes, what prevents it, its number, its result with the sentence.

A public vote keeps who cast which voice. A secret ballot keeps totals, and nothing that links a
person to a choice (CGCT, art. L. 2121-21; règlement intérieur, art. 6.5).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from common import french, numbering
from common.french import NBSP
from common.lifecycle import Refusal
from governance.models import Mandate
from governance.services.store import store

from . import guards
from .counting import Room, explain, room
from .explaining import consensus_sentence, vote_sentence
from .models import AgendaItem, Decision, SecretThreshold
from .models.decisions import Ballot, Nature
from .models.meetings import MeetingStatus
from .quorum import sits, usable_proxies
from .votes import Outcome, Tally, outcome


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


@dataclass(frozen=True)
class Voice:
    """One voice of a vote: of the seat ``key``, cast by ``by`` when a power was given."""

    key: str
    name: str
    college: str
    by: str


@dataclass(frozen=True)
class Motion:
    """What is put to the vote and what came out of it.

    ``votes``: key of a seat → choice, in a public vote. ``tallies``: college → totals, in a
    secret ballot, asked for by ``askers`` members, or on a ``nomination``.
    """

    nature: Nature
    text: str
    ballot: Ballot
    votes: Mapping[str, Choice] = field(default_factory=dict)
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    nomination: bool = False
    askers: int = 0
    responsible: Mandate | None = None
    due_on: dt.date | None = None


def voices(here: Room) -> list[Voice]:
    """The voices expected on a point, in the order of the seats, powers included."""
    proxies = usable_proxies(here.seats, here.rules.quorum, here.rules.per_holder)
    found = []
    for seat in here.seats:
        college = seat.college if here.by_college else ""
        if seat.voting and sits(seat, here.rules.quorum):
            person = here.person(seat)
            name = person.person.formal_name if person is not None else seat.name
            found.append(Voice(seat.key, name, college, name))
        elif seat.key in proxies:
            receiver = here.person(here.seat(proxies[seat.key]))
            by = receiver.person.formal_name if receiver is not None else ""
            found.append(Voice(seat.key, seat.name, college, by))
    return found


def refusals(item: AgendaItem, motion: Motion | None, at: dt.datetime) -> Iterator[Refusal]:
    """Why nothing may be decided on ``item`` now; without ``motion`` the point is only told."""
    meeting = item.meeting
    if meeting is None or guards.current(meeting).status != MeetingStatus.OPEN:
        yield Refusal("La séance n’est pas ouverte.")
        return
    if motion is None:
        if item.purpose != AgendaItem.Purpose.INFORMATION and not item.late:
            yield Refusal("Ce point appelle une décision ou un avis : enregistrez-les.")
        return
    if item.late:
        cited = guards.source(meeting.rules, "meeting.off_agenda")
        said = f" ({cited})" if cited else ""
        yield Refusal(
            f"Ce point n’est pas à l’ordre du jour{NBSP}: il peut être évoqué, non voté{said}.",
            key="meeting.off_agenda",
        )
        return
    unratified = list(_urgency(item))
    if unratified:
        yield from unratified
        return
    here = room(meeting, item, at)
    if not here.quorum.reached:
        kept = item.quorum_sentence if item.quorum.get("reached") is False else ""
        yield Refusal(kept or explain(here, item), key="quorum.missing")
        return
    yield from _ballot(here, motion)


def _urgency(item: AgendaItem) -> Iterator[Refusal]:
    """An urgency is ratified by the first vote; nothing is decided before, nor without it."""
    assert item.meeting is not None  # noqa: S101 the caller refused a point without meeting
    points = item.meeting.items.filter(ratifies_urgency=True).select_related("decision")
    asked = points.first()
    if asked is None or asked.pk == item.pk:
        return
    decision = getattr(asked, "decision", None)
    cited = guards.source(item.meeting.rules, "meeting.urgent")
    where = f" ({cited})" if cited else ""
    if decision is None:
        yield Refusal(
            f"La séance a été convoquée en urgence{NBSP}: votez d’abord sur la ratification de "
            f"l’urgence{where}.",
            cited,
            "meeting.urgency_first",
        )
    elif not decision.adopted:
        yield Refusal(
            f"L’urgence n’a pas été ratifiée{NBSP}: aucune autre décision ne peut être prise"
            f"{where}. Renvoyez ce point à une autre séance.",
            cited,
            "meeting.urgency_refused",
        )


def settled(here: Room, motion: Motion) -> tuple[Mapping[str, Tally], Outcome | None, str]:
    """Voices by college, the outcome (None by consensus) and its sentence."""
    if motion.ballot == Ballot.CONSENSUS:
        return {}, None, consensus_sentence(here.rules.citations)
    secret = motion.ballot == Ballot.SECRET
    tallies = motion.tallies if secret else _counted(here, motion.votes)
    found = outcome(
        here.rules.vote,
        tallies,
        secret=secret,
        chair_in_favour=None if secret else _chair(here, motion.votes),
    )
    return tallies, found, vote_sentence(found, here.rules.citations)


def keep(item: AgendaItem, motion: Motion, at: dt.datetime) -> Decision:
    """Number and store the decision, inside the transaction of the move."""
    meeting = item.meeting
    assert meeting is not None  # noqa: S101 the guard refused a point without meeting
    here = room(meeting, item, at)
    tallies, found, sentence = settled(here, motion)
    series = "H" if item.secret else ""
    count = numbering.allot(f"dec.{meeting.number}{'.H' if series else ''}", meeting.day.year)
    number = f"{meeting.number}/{series}{count if series else f'{count:02}'}"
    return store(
        Decision(
            meeting=meeting,
            item=item,
            number=number,
            nature=motion.nature,
            text=motion.text,
            ballot=motion.ballot,
            tallies={college: asdict(tally) for college, tally in tallies.items()},
            votes=_kept_votes(here, motion),
            adopted=found is None or found.adopted,
            result=sentence,
            decided_at=at,
            responsible=motion.responsible,
            due_on=motion.due_on,
        ),
        "record_decision",
        number=number,
    )


def _kept_votes(here: Room, motion: Motion) -> list[dict[str, str]]:
    if motion.ballot != Ballot.PUBLIC:
        return []
    return [
        {"seat": each.key, "name": each.name, "by": each.by, "choice": motion.votes[each.key].value}
        for each in voices(here)
    ]


def _counted(here: Room, votes: Mapping[str, Choice]) -> dict[str, Tally]:
    """Totals of a public vote; a college from which nobody votes stands with none."""
    by_college: dict[str, Counter[Choice]] = {
        each.college: Counter() for each in here.quorum.counts
    }
    for voice in voices(here):
        by_college.setdefault(voice.college, Counter())[votes[voice.key]] += 1
    return {
        college: Tally(found[Choice.FOR], found[Choice.AGAINST], found[Choice.ABSTAIN])
        for college, found in by_college.items()
    }


def _chair(here: Room, votes: Mapping[str, Choice]) -> bool | None:
    """How the chair voted; None when they abstained or have no voice."""
    for seat in here.seats:
        person = here.person(seat)
        if seat.key in votes and person is not None and person.pk == here.meeting.chair_id:
            choice = votes[seat.key]
            return None if choice == Choice.ABSTAIN else choice == Choice.FOR
    return None


def _ballot(here: Room, motion: Motion) -> Iterator[Refusal]:
    rules = here.meeting.rules
    expected = voices(here)
    if motion.ballot == Ballot.CONSENSUS:
        if not rules.consensus_first:
            yield Refusal("Les règles de l’instance ne prévoient pas le consensus : votez.")
    elif motion.ballot == Ballot.PUBLIC:
        said = sum(1 for voice in expected if voice.key in motion.votes)
        if said != len(expected):
            yield _missing(len(expected), said)
    else:
        yield from _secret(here, motion)
        for college in {each.college for each in here.quorum.counts}:
            awaited = [voice for voice in expected if voice.college == college]
            tally = motion.tallies.get(college, Tally(0, 0))
            if tally.voices != len(awaited):
                yield _missing(len(awaited), tally.voices, college)
            elif len({voice.by for voice in awaited}) == 1:
                yield Refusal(
                    f"Une seule personne voterait{_in(college)}{NBSP}: son vote ne serait pas "
                    "secret. Renvoyez le point ou votez à main levée.",
                    guards.source(rules, "vote.secret"),
                    "vote.secret",
                )


def _secret(here: Room, motion: Motion) -> Iterator[Refusal]:
    """The rules admit a secret ballot for nominations, or when enough members ask for it."""
    rules = here.meeting.rules
    if motion.nomination and rules.secret_nominations:
        return
    present = sum(each.present for each in here.quorum.counts)
    asked = {
        SecretThreshold.ONE: 1,
        SecretThreshold.THIRD: -(-present // 3),
        SecretThreshold.HALF: -(-present // 2),
    }.get(SecretThreshold(rules.secret_threshold))
    if asked is None:
        words = "Les règles de l’instance ne prévoient pas de scrutin secret sur ce point."
    elif motion.askers < max(1, asked):
        members = french.plural(asked, "membre présent", "membres présents")
        words = f"Le scrutin secret se vote à la demande de {max(1, asked)} {members} au moins."
    else:
        return
    yield Refusal(words, guards.source(rules, "vote.secret"), "vote.secret")


def _missing(expected: int, said: int, college: str = "") -> Refusal:
    entered = french.plural(said, "saisie", "saisies")
    awaited = french.plural(expected, "attendue", "attendues")
    return Refusal(
        f"{expected} voix {awaited}{_in(college)}, {said} {entered}. Vérifiez le compte.",
        key="vote.count",
    )


def _in(college: str) -> str:
    return f" dans le collège «{NBSP}{college}{NBSP}»" if college else ""
