"""What must be true of a school before its line is ready, one by one (practice, § 4).

The convention is a fact of the file, computed; the others are ticked, by whom and when.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from common.lifecycle import Refusal
from governance.models import Mandate

from .. import facts
from ..models import CheckName, LineStatus, OpeningLine, OrderKind
from ..models.openings import CLOSED

CONVENTION = "convention en vigueur"
NEEDED: dict[str, tuple[CheckName, ...]] = {
    OrderKind.OPEN: tuple(CheckName),
    OrderKind.CLOSE: (CheckName.FAMILIES,),
}
"""Kind of order → what is ticked for each school; a base closes once its families know."""
HELP = {
    CheckName.REGISTER: "Le traitement figure au registre du responsable (RGPD, art. 30).",
    CheckName.DPIA: "L’analyse d’impact est validée (RGPD, art. 35).",
    CheckName.FAMILIES: "Les familles sont informées : la date seule, sans aucun nom.",
    CheckName.PROCESSOR: "L’accord avec le prestataire est signé (RGPD, art. 28).",
    CheckName.CONTACT: "Une personne de l’école répond sur place : sa fonction suffit.",
    CheckName.CAPACITY: "Le prestataire peut accueillir les comptes prévus.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A precondition as the page of the line shows it; ``words`` say what is missing or known."""

    name: str
    label: str
    held: bool
    words: str
    computed: bool = False
    on: dt.date | None = None
    by: Mandate | None = None


def missing(line: OpeningLine) -> list[str]:
    """What is still missing, in words that follow « il manque : »."""
    found = [CONVENTION] if line.order.opens and facts.missing("convention", line.entry) else []
    held = {check.name for check in line.checks.all()}
    needed = NEEDED[OrderKind(line.order.kind)]
    return found + [_lower(each.label) for each in needed if each not in held]


def shown(line: OpeningLine) -> Iterator[Shown]:
    """Every precondition of ``line``, in order."""
    if line.order.opens:
        why = facts.missing("convention", line.entry)
        words = " ".join(each.sentence for each in why) or "Une convention en vigueur la porte."
        yield Shown("convention", "Convention", not why, words, computed=True)
    held = {check.name: check for check in line.checks.select_related("by__person")}
    for each in NEEDED[OrderKind(line.order.kind)]:
        check = held.get(each)
        if check is None:
            yield Shown(each, each.label, held=False, words=HELP[each])
        else:
            yield Shown(each, each.label, True, check.evidence, on=check.on, by=check.by)


def current(entry_id: int) -> OpeningLine | None:
    """The line of an entry on an opening order that is still under way."""
    rows = OpeningLine.unscoped.filter(entry=entry_id, order__kind=OrderKind.OPEN)
    rows = rows.exclude(status=LineStatus.LEFT_OUT).exclude(order__status__in=CLOSED)
    found: OpeningLine | None = rows.select_related("order", "entry__school").last()
    return found


def not_ticked(line: OpeningLine, name: str) -> Iterator[Refusal]:
    """A precondition belongs to the kind of the order, while the list may change."""
    if name not in NEEDED[OrderKind(line.order.kind)]:
        yield Refusal("Ce préalable ne concerne pas cet ordre.", key="opening.check")
    if line.order.status in CLOSED or line.status in (LineStatus.IMPORTED, LineStatus.LEFT_OUT):
        yield Refusal(
            f"L’ordre {line.order.reference} ne change plus : cette école est "
            f"« {line.get_status_display()} ».",
            key="opening.closed",
        )


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
