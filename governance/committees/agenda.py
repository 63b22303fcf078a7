"""Points of an agenda: asked for, placed, changed, put in order, with their reports."""

from typing import Any

from django.db.models import Model

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.lifecycle import Refused
from governance.models import Mandate
from governance.services.store import lock, require, store

from . import agenda_order, guards, permissions
from .lifecycle import ItemLifecycle
from .models import AgendaItem, Committee, Meeting

MEMBERS = "les membres de l’instance et leur secrétariat"


def ask(
    *,
    actor: Actor,
    committee: Committee,
    meeting: Meeting | None = None,
    subject: Model | None = None,
    **fields: Any,
) -> AgendaItem:
    """A point that waits to be placed; ``subject``: the case that waits for the answer.

    Asked for ``meeting``, refused (409) once the last day to ask is past.
    """
    require(permissions.may_ask_item(actor, committee), MEMBERS)
    with recording(actor):
        lock(committee)
        if meeting is not None:
            today = clock.today(committee.host.time_zone)
            refusals = list(guards.request(meeting.rules, meeting, today))
            if refusals:
                raise Refused(*refusals)
        return store(_made(actor, committee, subject=subject, **fields), "ask_item")


def add(*, actor: Actor, meeting: Meeting, **fields: Any) -> AgendaItem:
    """A point placed at once on the agenda of ``meeting``."""
    require(permissions.may_prepare_meeting(actor, meeting), permissions.PREPARES)
    with recording(actor):
        item = store(_made(actor, meeting.committee, **fields), "ask_item")
        return ItemLifecycle.move(item, "place", actor=actor, meeting=meeting)


def change(*, actor: Actor, item: AgendaItem, **fields: Any) -> AgendaItem:
    """Other words, another purpose, another report; refused (409) once the agenda is closed."""
    require(permissions.may_keep_item(actor, item), permissions.PREPARES)
    with recording(actor):
        found = AgendaItem.unscoped.select_for_update().get(pk=item.pk)
        before = [*guards.open_agenda(found), *guards.told(found, fields)]
        for name, value in fields.items():
            setattr(found, name, value)
        refusals = before or list(guards.open_agenda(found))
        if refusals:
            raise Refused(*refusals)
        return store(found, "change_item")


def reorder(*, actor: Actor, item: AgendaItem, to: int) -> AgendaItem:
    """Put ``item`` at rank ``to`` (from 0) among the points of its agenda that may move.

    The approval of the minutes stays first, late points stay after the others.
    """
    require(permissions.may_keep_item(actor, item), permissions.PREPARES)
    with recording(actor):
        found = AgendaItem.unscoped.select_for_update().get(pk=item.pk)
        refusals = list(guards.open_agenda(found))
        if refusals:
            raise Refused(*refusals)
        rows = movable(found)
        keys = [row.pk for row in rows]
        if found.pk not in keys or keys.index(found.pk) == max(0, min(to, len(keys) - 1)):
            return found
        rows.insert(max(0, min(to, len(keys) - 1)), rows.pop(keys.index(found.pk)))
        for rank, row in enumerate(rows, start=1):
            if row.position != rank:
                row.position = rank
                store(row, "order_item")
    return found


def movable(item: AgendaItem) -> list[AgendaItem]:
    """The points among which ``item`` may be moved, in order."""
    if item.meeting is None or _first(item):
        return []
    rows = agenda_order.on_agenda(item.meeting)
    return [row for row in rows if row.late == item.late and not _first(row)]


def _first(item: AgendaItem) -> bool:
    """Its place is that of the rules: an urgency to ratify, the minutes to approve."""
    return item.ratifies_urgency or bool(item.approves_minutes)


def _made(actor: Actor, committee: Committee, **fields: Any) -> AgendaItem:
    asker = Mandate.unscoped.filter(pk=actor.mandate_id).first()
    return AgendaItem(committee=committee, asked_by=asker, **fields)
