"""The project, the visit and the opinion on the page of a file, and on the desk of an inspector."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audit.actor import Actor
from common import clock
from common.french import date_fr

from ..models import SchoolEntry
from ..models.projects import InspectorOpinion, OpinionStatus, PedagogicalProject, SiteVisit
from ..models.scopes import reads_reasons, rights
from . import permissions, writing


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a project as it is read: its title, its lines."""

    title: str
    lines: tuple[str, ...]


READ = (
    "diagnosis", "goals", "uses", "families_place", "college_link", "accessibility",
    "technical_needs", "training_needs", "calendar", "indicators", "authority_position",
)  # fmt: skip


def parts(project: PedagogicalProject) -> list[Part]:
    """What the project says, without what it leaves empty."""
    found = []
    for name in READ:
        label = str(project._meta.get_field(name).verbose_name)
        lines = tuple(line.strip() for line in getattr(project, name).splitlines() if line.strip())
        if lines:
            found.append(Part(label[:1].upper() + label[1:], lines))
    return found


def part_of(project: PedagogicalProject, name: str, value: Any) -> Part:
    """A field with one of its texts, stored or only typed; a dash when it says nothing."""
    label = str(project._meta.get_field(name).verbose_name)
    text = date_fr(value) if isinstance(value, dt.date) else str("" if value is None else value)
    lines = tuple(line for line in text.splitlines() if line.strip())
    return Part(label[:1].upper() + label[1:], lines or ("—",))


def panel(request: Any, entry: SchoolEntry) -> dict[str, Any] | None:
    """The project of a file; None for those who read no text."""
    actor = request.actor
    if "T" not in rights(actor):
        return None
    project = PedagogicalProject.objects.visible_to(actor).filter(entry=entry).first()
    visit = SiteVisit.objects.visible_to(actor).filter(entry=entry).first()
    if project is not None:
        project.entry = entry
    opinion = project.opinion if project is not None else None
    return {
        "project": project,
        "opinion": opinion,
        "reasons": reads_reasons(actor),
        "visit": visit,
        "may_write": permissions.may_write(actor, entry) and not entry.final,
        "may_visit": permissions.may_visit(actor, entry) and not entry.final,
        "may_lift": opinion is not None
        and opinion.status == OpinionStatus.WITH_RESERVES
        and permissions.may_lift(actor, opinion),
        "may_harden": opinion is not None
        and opinion.status == OpinionStatus.WITH_RESERVES
        and opinion.reserve_late(clock.today())
        and permissions.may_give(actor, opinion),
    }


@dataclass(frozen=True, slots=True)
class Card:
    """One project on the desk: its text, the visit, what was said last year."""

    opinion: InspectorOpinion
    project: PedagogicalProject
    parts: list[Part]
    visit: SiteVisit | None
    last_year: InspectorOpinion | None
    warning: str


def desk(actor: Actor) -> Iterator[Card]:
    """The projects whose opinion waits for ``actor``, the oldest request first."""
    waiting = (
        InspectorOpinion.objects.visible_to(actor)
        .filter(status=OpinionStatus.REQUESTED)
        .select_related(
            "project__entry__school__commune", "project__entry__campaign", "circonscription"
        )
        .order_by("recorded_at", "pk")
    )
    rows = [each for each in waiting if permissions.may_give(actor, each)]
    entries = [each.project.entry for each in rows]
    visits = {each.entry_id: each for each in SiteVisit.unscoped.filter(entry__in=entries)}
    before = _last_year([each.previous_id for each in entries if each.previous_id])
    for each in rows:
        entry = each.project.entry
        yield Card(
            each,
            each.project,
            parts(each.project),
            visits.get(entry.pk),
            before.get(entry.previous_id or 0),
            writing.warned(each.project),
        )


def _last_year(entries: list[int]) -> dict[int, InspectorOpinion]:
    """Entry of last year → its last opinion that was given."""
    given = InspectorOpinion.unscoped.filter(project__entry__in=entries, given_at__isnull=False)
    return {each.project.entry_id: each for each in given.select_related("project").order_by("pk")}
