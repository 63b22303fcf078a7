"""What a signatory is asked to sign, told by the layer that knows the act.

``circuits`` runs the signature (link, code, consent, authority, file); the app of the act gives
its terms, checked when the page is shown and again inside the transaction that signs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from common.lifecycle import Refusal

from .models import Step


@dataclass(frozen=True, slots=True)
class Terms:
    """One act as its signatory must know it.

    ``headline`` are the figures read first: what, how much, its detail. ``kind`` and ``amount``
    (euros incl. tax per year) are what the signatory's authority must cover; ``refusals`` are
    the reasons of the act itself not to be signed now (délibération not enforceable, text
    changed). ``printed_ground`` and ``printed_name``: on what ground, and by whom, the issued
    file says that the party is bound; empty when it says nothing.
    """

    kind: str
    amount: Decimal | None
    reference: str
    title: str
    subtitle: str
    amount_label: str
    duration_label: str
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


Teller = Callable[[Step], Terms]
Outcome = Callable[[Step, Any, str, str], None]
_tellers: dict[str, Teller] = {}
_refused: dict[str, Outcome] = {}
_corrections: dict[str, Outcome] = {}


def tells(
    subject_type: str, *, refused: Outcome, correction: Outcome
) -> Callable[[Teller], Teller]:
    """Register who tells the terms of a kind of record, and what a refusal or a request does.

    ``refused`` and ``correction``: ``(step, actor, reason, category)``, in the same transaction.
    """

    def register(function: Teller) -> Teller:
        if subject_type in _tellers:
            raise ValueError(f"{subject_type!r} already has its terms")
        _tellers[subject_type] = function
        _refused[subject_type] = refused
        _corrections[subject_type] = correction
        return function

    return register


def of(step: Step) -> Terms:
    """The terms of the act that ``step`` is about, as they stand now."""
    return _tellers[step.circuit.subject_type](step)


def refuse(step: Step, actor: Any, reason: str, category: str) -> None:
    _refused[step.circuit.subject_type](step, actor, reason, category)


def ask_correction(step: Step, actor: Any, reason: str, category: str) -> None:
    _corrections[step.circuit.subject_type](step, actor, reason, category)
