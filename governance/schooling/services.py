"""Events of schools: prepared, applied, abandoned. Keyword-only verbs that take who acts."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common.lifecycle import Refusal, Refused

from .. import permissions
from ..models import School, SchoolEvent, SchoolEventKind, SchoolEventLine, SchoolState
from ..services.store import lock, require, store
from . import guards
from .lifecycle import SchoolEventLifecycle
from .reading import Batch

_KEEPERS = "l’administrateur ou au chef de projet"


def prepare(
    *,
    actor: Actor,
    kind: str,
    takes_effect_on: dt.date,
    act_reference: str,
    schools: Sequence[School],
    **fields: Any,
) -> SchoolEvent:
    """An event of ``schools``, not applied; ``Refused`` when it could not be on that day."""
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        event = _event(kind, takes_effect_on, act_reference, fields)
        for school in schools:
            _name(event, school=school, takes_effect_on=takes_effect_on)
        refusals = list(guards.of(event))
        if refusals:
            raise Refused(*refusals)
    return event


def prepare_redrawing(
    *, actor: Actor, takes_effect_on: dt.date, act_reference: str, batch: Batch, note: str = ""
) -> SchoolEvent:
    """The batch of a file or of a selection, with the rows that it left aside."""
    require(permissions.may_keep_directory(actor), _KEEPERS)
    if not batch.moves:
        raise Refused(*(Refusal(sentence) for sentence in batch.faults[:20]))
    fields = {"faults": batch.faults, "note": note}
    with recording(actor):
        event = _event(SchoolEventKind.REDRAWING, takes_effect_on, act_reference, fields)
        for move in batch.moves:
            _name(
                event, school=move.school, circonscription=move.area, takes_effect_on=move.day
            )  # fmt: skip
    return event


def move_event(*, actor: Actor, event: SchoolEvent, verb: str, reason: str = "") -> SchoolEvent:
    """``apply``, ``start``, ``finish`` or ``withdraw``; what the directory refuses is a refusal."""
    try:
        return SchoolEventLifecycle.move(event, verb, actor=actor, reason=reason)
    except ValidationError as refused:
        raise Refused(*map(Refusal, refused.messages)) from refused


def close_ended(on: dt.date) -> int:
    """Schools whose last day is past become closed; how many. Called by ``tick``."""
    rows: Iterable[School] = School.unscoped.filter(state=SchoolState.CLOSING, ends_on__lte=on)
    closed = 0
    for each in list(rows):
        with recording(SYSTEM):
            lock(each)
            each.state = SchoolState.CLOSED
            store(each, "close_school")
            closed += 1
    return closed


def _event(
    kind: str, takes_effect_on: dt.date, act_reference: str, fields: dict[str, Any]
) -> SchoolEvent:
    event = SchoolEvent(
        kind=kind, takes_effect_on=takes_effect_on, act_reference=act_reference, **fields
    )
    return store(event, "prepare_event", kind=kind)


def _name(event: SchoolEvent, **fields: Any) -> SchoolEventLine:
    return store(SchoolEventLine(event=event, **fields), "name_in_event")
