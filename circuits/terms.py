"""What a signatory is asked to sign, told by the layer that knows the act.

``circuits`` runs the signature (link, code, consent, authority, file); the app of the act gives
its terms, checked when the page is shown and again inside the transaction that signs.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from common import articles
from common.lifecycle import Refusal

from .models import Assignment, Step


@dataclass(frozen=True, slots=True)
class Terms:
    """One act as its signatory must know it.

    ``noun``: what such an act is called inside a sentence. ``headline`` are the figures read
    first: what, how much, its detail; ``summary`` says the same in one line of a mail. ``effect``:
    when the act will bind, as the end of a sentence. ``kind`` and ``amount``
    (euros incl. tax per year) are what the signatory's authority must cover; ``refusals`` are
    the reasons of the act itself not to be signed now (délibération not enforceable, text
    changed). ``printed_ground`` and ``printed_name``: on what ground, and by whom, the issued
    file says that the party is bound; empty when it says nothing. ``over``: why nobody will
    sign the act any more, for whoever holds an old link; empty while it may still be signed.
    """

    kind: str
    amount: Decimal | None
    reference: str
    title: str
    subtitle: str
    noun: articles.Noun
    summary: str
    effect: str
    headline: tuple[tuple[str, str, str], ...]
    text_hash: str
    envelope_id: int
    on_behalf_of: str
    by_virtue_of: str
    annexes: int
    bookmarks: tuple[tuple[str, str], ...] = ()
    refusals: tuple[Refusal, ...] = ()
    contact: str = ""
    phone: str = ""
    printed_ground: str = ""
    printed_name: str = ""
    over: str = ""

    @property
    def named(self) -> str:
        """The act inside a sentence: « la convention ENT de Cerisy »."""
        return articles.act(self.title)


@dataclass(frozen=True, slots=True)
class Letter:
    """Words that an act gives to one of its mails: the subject, and what precedes the link."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in an act since a copy of it (N9).

    ``seen_at``: when that copy was issued; ``changed_at``: when the text was taken up, ``reason``
    why. ``values``: label, before, after; ``articles``: title and what changed there, as safe
    HTML. Both are empty while nothing is settled again.
    """

    seen_at: dt.datetime | None
    changed_at: dt.datetime
    reason: str
    values: tuple[tuple[str, str, str], ...] = ()
    articles: tuple[tuple[str, str], ...] = ()

    @property
    def places(self) -> str:
        """« article 10 ; annexe 5, calendrier de formation », or the values when no article is."""
        titles = [title[:1].lower() + title[1:] for title, _html in self.articles if title]
        return " ; ".join(titles or [label[:1].lower() + label[1:] for label, *_ in self.values])


Teller = Callable[[Step], Terms]
Comparer = Callable[[Step, int], Difference | None]
Outcome = Callable[[Step, Any, str, str], None]
Writer = Callable[[Assignment], Letter | None]
Early = Callable[[Step, dt.datetime], Refusal | None]
_tellers: dict[str, Teller] = {}
_refused: dict[str, Outcome] = {}
_corrections: dict[str, Outcome] = {}
_writers: dict[str, Writer] = {}
_early: dict[str, Early] = {}
_comparers: dict[str, Comparer] = {}


def tells(
    subject_type: str, *, refused: Outcome, correction: Outcome, letter: Writer, early: Early
) -> Callable[[Teller], Teller]:
    """Register who tells the terms of a kind of record, and what a refusal or a request does.

    ``refused`` and ``correction``: ``(step, actor, reason, category)``, in the same transaction.
    ``letter``: the act's own words for the mail of a task, or None for the site's. ``early``:
    ``(step, instant)``, why a signature of that instant came too early (P3), or None.
    """

    def register(function: Teller) -> Teller:
        if subject_type in _tellers:
            raise ValueError(f"{subject_type!r} already has its terms")
        _tellers[subject_type] = function
        _refused[subject_type] = refused
        _corrections[subject_type] = correction
        _writers[subject_type] = letter
        _early[subject_type] = early
        return function

    return register


def of(step: Step) -> Terms:
    """The terms of the act that ``step`` is about, as they stand now."""
    return _tellers[step.circuit.subject_type](step)


def compares(subject_type: str) -> Callable[[Comparer], Comparer]:
    """Register who says what changed in a kind of record since one of its copies:
    ``(step, envelope_id)``, None when that copy is still the act."""

    def register(function: Comparer) -> Comparer:
        if subject_type in _comparers:
            raise ValueError(f"{subject_type!r} is already compared")
        _comparers[subject_type] = function
        return function

    return register


def since(step: Step, envelope_id: int) -> Difference | None:
    """What changed in the act of ``step`` since the copy ``envelope_id``; None when nothing did."""
    compare = _comparers.get(step.circuit.subject_type)
    return compare(step, envelope_id) if compare is not None else None


def letter(task: Assignment) -> Letter | None:
    """The act's own words for the mail of a task; None: those of the site."""
    write = _writers.get(task.step.circuit.subject_type)
    return write(task) if write is not None else None


def early(step: Step, at: dt.datetime) -> Refusal | None:
    """Why a signature given at ``at`` came before what empowers the party; None when it did not."""
    return _early[step.circuit.subject_type](step, at)


def refuse(step: Step, actor: Any, reason: str, category: str) -> None:
    _refused[step.circuit.subject_type](step, actor, reason, category)


def ask_correction(step: Step, actor: Any, reason: str, category: str) -> None:
    _corrections[step.circuit.subject_type](step, actor, reason, category)
