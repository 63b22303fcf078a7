"""What the page of an act shows of what its parties undertake."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from audit.actor import Actor
from common import clock

from ..models import Convention, DataExchange, MessageReport, MessageSender
from . import channel, exchange_guards, lists, permissions, roles


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: what is printed, and what it means."""

    letters: str
    words: str
    answers: bool


@dataclass(frozen=True, slots=True)
class Duties:
    """The table of roles: ``mine`` are the activities for which the reader's side answers."""

    columns: tuple[roles.Column, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]
    side: str
    mine: tuple[str, ...]
    source: str


def of(convention: Convention, actor: Actor, may: str) -> dict[str, Any]:
    """The context of the panels; ``may``: the letters of the reader."""
    if "T" not in may:
        return {}
    return {
        "duties": duties(convention, actor),
        "channel": to_parents(convention, actor),
        "data": of_data(convention, actor),
    }


def of_data(convention: Convention, actor: Actor) -> dict[str, object] | None:
    """The exchanges of data of the act; None when there is nothing to read nor to prepare."""
    rows = list(DataExchange.objects.visible_to(actor).filter(convention=convention))
    opens = permissions.may_keep_exchanges(actor, convention) and not list(
        exchange_guards.opening(convention, DataExchange.Nature.CONNECTOR)
    )
    return {"rows": rows, "may_open": opens} if rows or opens else None


def to_parents(convention: Convention, actor: Actor) -> dict[str, object] | None:
    """The channel of the collectivité in figures; None when the text says nothing of it."""
    if not channel.prints(convention):
        return None
    rows = MessageSender.objects.visible_to(actor).filter(convention=convention)
    people = rows.on(clock.today()).select_related("mandate__institution")
    reports = MessageReport.objects.visible_to(actor).filter(convention=convention)
    return {
        "open": channel.is_open(convention),
        "categories": len(channel.categories(convention, clock.today())),
        "senders": len({row.mandate_id for row in people if row.may_write(clock.now())}),
        "reports": reports.filter(status=MessageReport.Status.RECORDED).count(),
    }


def adjustable(convention: Convention) -> list[tuple[str, str]]:
    """The tables that the author of a draft may adjust: address and words."""
    found, case = [], [convention.public_id]
    if roles.standard(convention) is not None:
        address = reverse("conventions:adjust_roles", args=case)
        found.append((address, "Rôles et responsabilités"))
    if channel.prints(convention):
        address = reverse("conventions:adjust_categories", args=case)
        found.append((address, "Catégories de messages aux parents"))
    for table in lists.tables(convention).values():
        address = reverse("conventions:adjust_list", args=[*case, table.name])
        found.append((address, table.label))
    return found


def duties(convention: Convention, actor: Actor) -> Duties | None:
    """The table of roles as the reader sees it; None when the text prints none."""
    table, today = roles.standard(convention), clock.today()
    if table is None:
        return None
    side, mine = roles.answered_by(convention, actor, today)
    lines = tuple(
        (line["activity"], tuple(_cell(line[column.role]) for column in table.columns))
        for line in roles.lines(convention, today)
    )
    return Duties(table.columns, lines, side, mine, table.source)


def _cell(letters: str) -> Cell:
    return Cell(letters or roles.NONE, roles.WORDS.get(letters, ""), "A" in letters)
