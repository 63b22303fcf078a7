"""The history of one record, as people read it: who did what, when, and what changed.

Read from the journal and from the history rows; nothing is computed again. Names come from the
table of persons, for those who act under a mandate; the others read the quality alone.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Model, Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.text import slugify

from audit import registry
from audit.actor import Actor
from audit.models import Event
from common import french
from common.models import Record
from conventions.models import (
    Convention,
    DataExchange,
    MessageReport,
    MessageSender,
    OwnWording,
    Remark,
    ReturnedChange,
    ReturnedText,
)
from conventions.onboarding.models import BaseOpeningOrder, OpeningLine
from conventions.onboarding.openings.permissions import may_read_whole
from conventions.visibility import rights
from governance.committees.models import (
    AgendaItem,
    Committee,
    CommitteeKind,
    CommitteeRules,
    Decision,
    DecisionRecord,
    Invitation,
    Meeting,
    Minutes,
    MinutesItem,
    MinutesRemark,
    Paper,
    Power,
    Presence,
    Seat,
)
from governance.fieldwork import permissions as fieldwork
from governance.fieldwork.models import FieldSheet
from governance.models import Deliberation, Mandate, Mission

from . import history_words as words

IN_PANEL = 8


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history; ``url`` leads to its changes on the page of the whole history."""

    number: int
    at: dt.datetime
    who: str
    sentence: str
    reason: str = ""
    changes: Sequence[Change] = field(default_factory=tuple)
    url: str = ""
    link: str = "Voir le changement"

    @property
    def anchor(self) -> str:
        return f"fait-{self.number}"


def entries(
    record: Model, actor: Actor, *, limit: int | None = None, offset: int = 0
) -> list[Entry]:
    """The history of ``record``, the latest first; the caller checked that ``actor`` sees it."""
    last = None if limit is None else offset + limit
    events = list(_events(record, actor).order_by("-sequence")[offset:last])
    names = _names(events, actor)
    may = _rights(record, actor)
    changes = _changes(record, events, actor) if "D" in may else {}
    page, seats = address(record), _seats(events, actor)
    return [
        _entry(each, names, changes.get(each.pk, ()), page, "T" in may, seats.get(each.pk, ""))
        for each in events
    ]


def _rights(record: Model, actor: Actor) -> str:
    """Letters of the tables: T reads the reasons, D what was written before."""
    if isinstance(record, FieldSheet):
        return fieldwork.letters(actor)
    return rights(actor, record) if isinstance(record, Convention) else "TD"


def count(record: Model, actor: Actor) -> int:
    """How many facts the journal has about ``record`` for ``actor``."""
    return _events(record, actor).count()


OF_A_MEETING = (
    AgendaItem,
    Invitation,
    Presence,
    Power,
    Decision,
    DecisionRecord,
    Minutes,
    Paper,
)
"""Read on the page of their meeting, by whoever reads each of them."""

OF_AN_EXECUTION = (BaseOpeningOrder, OpeningLine)
"""Executed by a provider, who reads what is to be done and not how it was decided."""


def _events(record: Model, actor: Actor) -> Any:
    """Facts about the record, and about what is read with it on its page."""
    about = Q(object_type=record._meta.label_lower, object_id=record.pk)
    if isinstance(record, Convention):
        for label, ids in _read_with(record, actor):
            about |= Q(object_type=label, object_id__in=ids)
    if isinstance(record, Mandate):
        missions = Mission.objects.visible_to(actor).filter(mandate=record)
        about |= Q(object_type=Mission._meta.label_lower, object_id__in=missions.values("pk"))
    if isinstance(record, Committee | CommitteeKind):
        owner = "committee" if isinstance(record, Committee) else "kind"
        for part in (CommitteeRules, Seat)[: 2 if owner == "committee" else 1]:
            rows = part.objects.visible_to(actor).filter(**{owner: record})
            about |= Q(object_type=part._meta.label_lower, object_id__in=rows.values("pk"))
    if isinstance(record, Meeting):
        for part in OF_A_MEETING:
            rows = part.objects.visible_to(actor).filter(meeting=record)
            about |= Q(object_type=part._meta.label_lower, object_id__in=rows.values("pk"))
        for part in (MinutesItem, MinutesRemark):
            rows = part.objects.visible_to(actor).filter(minutes__meeting=record)
            about |= Q(object_type=part._meta.label_lower, object_id__in=rows.values("pk"))
    return Event.objects.filter(about)


def _read_with(convention: Convention, actor: Actor) -> Iterator[tuple[str, list[int]]]:
    """The délibérations of an act that its reader sees, who writes to parents and what was
    reported, what data is exchanged, its remarks, its own words and what was decided of the
    versions returned, when they read these."""
    may = rights(actor, convention)
    if "T" in may:
        about = Q(parties__convention=convention) | Q(
            target_type__model="convention", target_id=convention.pk
        )
        votes = Deliberation.objects.visible_to(actor).filter(about).distinct()
        yield Deliberation._meta.label_lower, list(votes.values_list("pk", flat=True))
        for model in (MessageSender, MessageReport, DataExchange):
            kept = model.objects.visible_to(actor).filter(convention=convention)
            yield model._meta.label_lower, list(kept.values_list("pk", flat=True))
    if "C" in may:
        remarks = convention.remarks.values_list("pk", flat=True)
        yield Remark._meta.label_lower, list(remarks)
    if "D" in may:
        own = OwnWording.history.filter(convention=convention.pk).values_list("id", flat=True)
        yield OwnWording._meta.label_lower, list(own.distinct())
        returns = convention.returns.values_list("pk", flat=True)
        yield ReturnedText._meta.label_lower, list(returns)
        changes = convention.returns.exclude(changes=None).values_list("changes", flat=True)
        yield ReturnedChange._meta.label_lower, list(changes)


def _seats(events: list[Event], actor: Actor) -> dict[int, str]:
    """Key of an event about a seat → « : maire de Cerisy », whose seat it is."""
    label = Seat._meta.label_lower
    ids = {each.object_id for each in events if each.object_type == label}
    if not ids:
        return {}
    rows = Seat.objects.visible_to(actor).filter(pk__in=ids)
    named = {row.pk: row.words for row in rows.select_related("institution", "circonscription")}
    return {
        each.pk: f"{french.NBSP}: {named[each.object_id]}"
        for each in events
        if each.object_type == label and each.object_id in named
    }


def _entry(  # each is a part of the line
    event: Event,
    names: dict[str, str],
    changes: Sequence[Change],
    page: str,
    reasons: bool,
    whose: str,
) -> Entry:
    said = words.sentence(event.object_type, event.verb)
    who = names.get(event.actor_person, "")
    title = event.actor_title
    person = f"{who}, {title}" if who and title else who or title[:1].upper() + title[1:]
    acts = said.startswith(("a ", "n’a "))
    link = ": " if not acts else ", " if who and title else ""
    return Entry(
        number=event.sequence,
        at=event.at,
        who=person,
        sentence=f"{link}{said}{whose}.",
        reason=event.reason if reasons else "",
        changes=changes,
        url=f"{page}#fait-{event.sequence}" if changes else "",
    )


def _names(events: list[Event], actor: Actor) -> dict[str, str]:
    """Names are for those who act under a mandate (RGPD: the journal holds pseudonyms)."""
    if actor.mandate_id is None and not actor.system:
        return {}
    return registry.names({event.actor_person for event in events if event.actor_person})


def _changes(record: Model, events: list[Event], actor: Actor) -> dict[int, tuple[Change, ...]]:
    """What each event changed: its history row against the one before."""
    model = type(record)
    history = registry.history_model(model)
    rows = {row.pk: row for row in history.objects.filter(id=record.pk)}
    ordered = sorted(rows)
    before = dict(zip(ordered, [None, *ordered], strict=False))
    found = {}
    for event in events:
        row = rows.get(event.history_id)
        if row is not None and event.object_type == model._meta.label_lower:
            previous = before[row.pk]
            found[event.pk] = _compared(model, rows.get(previous), row, actor)
    return found


def _compared(model: type[Model], old: Any, new: Any, actor: Actor) -> tuple[Change, ...]:
    changes = []
    for each in words.shown_fields(model):
        if not hasattr(new, each.attname):
            continue
        after = getattr(new, each.attname)
        earlier = getattr(old, each.attname) if old is not None else None
        if after == earlier or (old is None and after in (None, "", [], {}, False)):
            continue
        left, right = words.differing(earlier, after)
        changes.append(
            Change(
                words.field_label(each),
                words.value_words(each, left, actor),
                words.value_words(each, right, actor),
            )
        )
    return tuple(changes)


# --- Addresses --------------------------------------------------------------------------------
@cache
def kinds() -> dict[str, type[Record]]:
    """The records that have a history page, by the word of their address."""
    found: dict[str, type[Record]] = {}
    for model in registry.audited_models():
        if issubclass(model, Record) and not model._meta.app_label.startswith("tests"):
            word = slugify(str(model._meta.verbose_name))
            if word in found:
                word = f"{word}-{model._meta.app_label}"
            found[word] = model
    return found


def kind_of(record: Model) -> str:
    return next((word for word, model in kinds().items() if model is type(record)), "")


def address(record: Model) -> str:
    """The page of the whole history of ``record``; empty when its model has none."""
    word = kind_of(record)
    public_id = getattr(record, "public_id", None)
    return reverse("desk:history", args=[word, public_id]) if word and public_id else ""


def find(kind: str, public_id: uuid.UUID, actor: Actor) -> Record:
    """The record of an address; 404 when it does not exist or is not to be seen."""
    model = kinds().get(kind)
    found = None
    if model is not None:
        found = model.objects.visible_to(actor).filter(public_id=public_id).first()
    if found is None or (model in OF_AN_EXECUTION and not may_read_whole(actor)):
        raise Http404
    return found


# --- Panel ------------------------------------------------------------------------------------
def panel(request: HttpRequest, record: Model) -> dict[str, Any]:
    """The latest facts, for the page of the record."""
    total = count(record, request.actor)  # type: ignore[attr-defined]
    return {
        "entries": entries(record, request.actor, limit=IN_PANEL),  # type: ignore[attr-defined]
        "total": total,
        "more": total > IN_PANEL,
        "address": address(record),
    }
