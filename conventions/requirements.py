"""What a change requires at each stage of an act (N10): the table, and its words.

The rows are data (``data/resignature.toml``). What changed is found in ``conventions.classifying``
and kept in ``models.Change``; what the gate makes of it is in ``conventions.changing``.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from common import french
from documents.models import Slot
from governance.models import Deliberation

from .models import Change, Convention, Stage, Status

TABLE = Path(__file__).parent / "data" / "resignature.toml"
CLAUSE, LAYOUT, MODEL = "R23", "R27", "R26"
"""Rows that a comparison names by itself: words of the text, its layout, its model."""


class Requirement(StrEnum):
    """One thing to do again, or to do instead."""

    NONE = "none"
    INFORM = "inform"
    INFORM_DPO = "inform_dpo"
    VISA = "visa"
    VISA_DPO = "visa_dpo"
    VOTE = "vote"
    REISSUE = "reissue"
    RECTIFY = "rectify"
    ENTRY_SLIP = "entry_slip"
    AMEND = "amend"
    IMPOSSIBLE = "impossible"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    REFUSED = "refused"
    TERMINATE = "terminate"
    JUDGE = "judge"


WORDS: dict[str, str] = {
    Requirement.NONE: "rien à refaire",
    Requirement.INFORM: "les parties sont informées",
    Requirement.INFORM_DPO: "le délégué à la protection des données est informé",
    Requirement.VISA: "les visas sont demandés de nouveau",
    Requirement.VISA_DPO: "le visa du délégué à la protection des données est demandé de nouveau",
    Requirement.VOTE: "les assemblées dont l’engagement change votent de nouveau",
    Requirement.REISSUE: "l’acte est émis de nouveau et chaque signature redemandée",
    Requirement.RECTIFY: "rectification d’erreur matérielle, acceptée par chaque partie",
    Requirement.ENTRY_SLIP: "bulletin d’entrée d’école",
    Requirement.AMEND: "avenant",
    Requirement.IMPOSSIBLE: "impossible",
    Requirement.REASSIGN: "la signature est adressée au nouveau titulaire",
    Requirement.WITHDRAW: "la convention est retirée",
    Requirement.REFUSED: "la convention est refusée",
    Requirement.TERMINATE: "résiliation",
    Requirement.JUDGE: "décision du juge",
}
NOT_ARISING = "sans objet à ce stade"

Cell = tuple[frozenset[str], ...]
"""Alternatives, each made of things to do together; no alternative where the case cannot arise."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of change: what it requires by stage, why, and on what text that rests."""

    key: str
    label: str
    reason: str
    source: str
    cells: Mapping[str, Cell]
    notes: Mapping[str, str]
    mention: bool

    def requires(self, stage: str) -> frozenset[str]:
        """Everything that the row may require at ``stage``, alternatives together."""
        return frozenset().union(*self.cells[stage])

    def words(self, stage: str) -> str:
        """« Les visas sont demandés de nouveau (…) », with the note of the cell."""
        cell, note = self.cells[stage], self.notes.get(stage, "")
        said = " ; ou ".join(french.list_fr(sorted_words(each)) for each in cell) or NOT_ARISING
        said = f"{said} ({note})" if note else said
        return said[:1].upper() + said[1:]


def sorted_words(found: Iterable[str]) -> list[str]:
    """Requirements as people read them, in the order of the work."""
    order = list(WORDS)
    return [WORDS[each] for each in sorted(found, key=order.index)]


@cache
def rows() -> Mapping[str, Row]:
    """The table by key, in its own order."""
    return {raw["key"]: _row(raw) for raw in _data()["change"]}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def rectification() -> dict[str, Any]:
    """What no rectification touches: patterns of codes and figures, words, kinds set aside."""
    found: dict[str, Any] = _data()["rectification"]
    return found


def field_rules() -> list[dict[str, Any]]:
    """How values of the text are classed, the first that fits first."""
    return [*_data()["field"], *_data()["derived"]]


@cache
def causes() -> Mapping[str, frozenset[str]]:
    """Computed values, and the values that change each of them by themselves."""
    return {name: frozenset(row["of"]) for row in _data()["derived"] for name in row["names"]}


def _row(raw: dict[str, Any]) -> Row:
    cells = {stage: _cell(raw["cells"][stage]) for stage in Stage.values}
    return Row(
        key=raw["key"],
        label=raw["label"],
        reason=raw["reason"],
        source=raw["source"],
        cells=cells,
        notes=raw.get("notes", {}),
        mention=raw.get("mention", False),
    )


def _cell(said: str) -> Cell:
    if said == "-":
        return ()
    return tuple(
        frozenset(Requirement(each.strip()) for each in alternative.split("+"))
        for alternative in said.split("|")
    )


def union(keys: Iterable[str], stage: str) -> frozenset[str]:
    """What several changes require together; « none » only when nothing else is."""
    found: frozenset[str] = frozenset().union(*(rows()[key].requires(stage) for key in keys))
    return found - {Requirement.NONE} or frozenset({Requirement.NONE})


def stage(convention: Convention) -> Stage:
    """Where the act stands for the table: before the text, its vote, its issue, its signatures."""
    match convention.status:
        case Status.TEXT_SETTLED:
            return Stage.SETTLED
        case Status.IN_DELIBERATION:
            return Stage.VOTED if _voted(convention) else Stage.SETTLED
        case Status.READY_TO_ISSUE:
            return Stage.VOTED
        case Status.AWAITING_SIGNATURE:
            return Stage.PARTLY_SIGNED if _signed(convention) else Stage.ISSUED
        case Status.DRAFT | Status.UNDER_REVIEW | Status.CHANGES_REQUESTED:
            return Stage.DRAFTING
    return Stage.SIGNED


def _voted(convention: Convention) -> bool:
    """An assembly has voted the text as it stands."""
    votes = [party.deliberation for party in convention.parties.select_related("deliberation")]
    return any(
        vote.text_hash == convention.text_hash and vote.status != Deliberation.Status.REJECTED
        for vote in votes
        if vote is not None and vote.text_hash
    )


def _signed(convention: Convention) -> bool:
    envelope = convention.envelope
    accepted = Slot.Status.ACCEPTED
    return envelope is not None and envelope.slots.filter(status=accepted).exists()


# --- what one change requires ---------------------------------------------------------------------
def required(change: Change) -> frozenset[str]:
    """Everything that a change requires, from the stage at which the text was taken up."""
    return union(change.rows, change.stage)


def since(convention: Convention, voted: str) -> list[Change] | None:
    """The changes that lead from the text ``voted`` to the present one; None when none do."""
    found, reached = [], voted
    for change in convention.changes.exclude(closed_at=None).exclude(after_hash=""):
        if change.before_hash == reached:
            found.append(change)
            reached = change.after_hash
    return found if reached == convention.text_hash else None


def carries(convention: Convention, voted: str) -> bool:
    """A vote on the text ``voted`` still covers the act: no change since asks for another."""
    changes = since(convention, voted)
    return changes is not None and not any(
        Requirement.VOTE in required(change) for change in changes
    )
