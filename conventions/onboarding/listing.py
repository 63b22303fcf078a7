"""The schools of a campaign as a list: filters, order, what each one waits for."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Prefetch, Q, Value, When

from audit.actor import Actor
from common import clock
from common.french import date_fr
from governance.models import CirconscriptionLink, Rep, covers
from governance.views.searching import code, matching

from .models import AWAITED, FINAL, Campaign, EntryStatus, EntryStep, SchoolEntry, StepName

SORTS: dict[str, tuple[str, ...]] = {
    "retard": ("late_first", "school__name"),
    "ecole": ("school__name",),
    "commune": ("school__commune__name", "school__name"),
    "maternelle": ("nursery_first", "school__name"),
    "prioritaire": ("priority_first", "school__name"),
    "statut": ("status", "school__name"),
}
DONE, NOW, OVERDUE, NEXT = "done", "now", "late", "next"
WORDS = {DONE: "fait", NOW: "en cours", OVERDUE: "en retard", NEXT: "à venir"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One step of one school: done, under way, late or to come."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A school of the list."""

    entry: SchoolEntry
    area: str
    marks: tuple[Mark, ...]
    awaited: str
    late: bool


def due_of(campaign: Campaign) -> dict[str, dt.date]:
    return dict(campaign.steps.values_list("step", "due_on"))


def rows(actor: Actor, campaign: Campaign, due: Mapping[str, dt.date]) -> Any:
    """The entries that ``actor`` sees, ranked by lateness, nursery classes and priority."""
    found = SchoolEntry.objects.visible_to(actor).filter(campaign=campaign)
    return found.annotate(
        late_first=_first(_late(due, clock.today())),
        nursery_first=_first(Q(school__kinds__icontains="maternelle")),
        priority_first=_first(~Q(school__rep=Rep.NONE)),
    )


def _late(due: Mapping[str, dt.date], on: dt.date) -> Q:
    """Statuses that wait for a step whose day is past."""
    statuses = [status for status, step in AWAITED.items() if step in due and due[step] < on]
    return Q(status__in=statuses)


def _first(condition: Q) -> Any:
    """A rank: 0 for rows that come first, 1 for the others."""
    return Case(When(condition, then=Value(0)), default=Value(1))


def filtered(found: Any, asked: Mapping[str, Any]) -> Any:
    """``found`` narrowed to the answers of the form of filters."""
    today = clock.today()
    if text := asked.get("q"):
        names = matching(text, "school__name", "school__commune__name")
        found = found.filter(Q(school__uai=code(text)) | names)
    if area := asked.get("circonscription"):
        links = CirconscriptionLink.unscoped.filter(covers(today), circonscription=area)
        found = found.filter(school__in=links.values("school"))
    if epci := asked.get("epci"):
        found = found.filter(school__commune__parent=epci)
    if kind := asked.get("competence"):
        found = found.filter(competent__kind=kind)
    if priority := asked.get("ep"):
        found = found.exclude(school__rep=Rep.NONE) if priority == "oui" else found.filter(
            school__rep=priority
        )  # fmt: skip
    if asked.get("classes"):
        found = found.filter(school__kinds__icontains=asked["classes"])
    if status := asked.get("statut"):
        found = found.filter(status=status)
    if step := asked.get("etape"):
        waiting = [status for status, next_step in AWAITED.items() if next_step == step]
        found = found.filter(status__in=waiting)
    if asked.get("retard"):
        found = found.filter(late_first=0)
    return found


def with_words(found: Any) -> Any:
    """What printing the lines needs: two queries more, whatever the number of rows."""
    links = CirconscriptionLink.unscoped.filter(covers(clock.today()))
    return found.select_related("school__commune__parent", "competent").prefetch_related(
        Prefetch("steps", EntryStep.unscoped.all(), "passed"),
        Prefetch(
            "school__circonscription_links",
            links.select_related("circonscription"),
            "links_now",
        ),
    )


def lines(found: Iterable[SchoolEntry], due: Mapping[str, dt.date]) -> list[Line]:
    """``found`` came from ``with_words``."""
    return [_line(entry, due) for entry in found]


def _line(entry: SchoolEntry, due: Mapping[str, dt.date]) -> Line:
    passed = {step.step for step in entry.passed}  # type: ignore[attr-defined]
    coming = AWAITED.get(EntryStatus(entry.status))
    late = bool(coming and coming in due and due[coming] < clock.today())
    links = entry.school.links_now
    return Line(
        entry=entry,
        area=links[0].circonscription.name if links else "",
        marks=tuple(_mark(step, passed, coming, late) for step in StepName),
        awaited=_awaited(entry, coming, due),
        late=late,
    )


def _mark(step: StepName, passed: set[str], coming: StepName | None, late: bool) -> Mark:
    if step in passed:
        state = DONE
    elif step == coming:
        state = OVERDUE if late else NOW
    else:
        state = NEXT
    return Mark(state, WORDS[state])


def _awaited(entry: SchoolEntry, coming: StepName | None, due: Mapping[str, dt.date]) -> str:
    """« Avis favorable, avant le 28 février 2026 »; « — » when nothing is."""
    if coming is None or entry.status in FINAL:
        return "—"
    day = due.get(coming)
    return f"{coming.label}, avant le {date_fr(day)}" if day else coming.label


HEAD = ["UAI", "École", "Commune", "EPCI", "Circonscription", "Collectivité compétente",
        "Éducation prioritaire", "Maternelle", "Parcours", "Statut", "Attendu", "En retard",
        *StepName.labels]  # fmt: skip


def exported(line: Line) -> list[Any]:
    """The cells of one school in a spreadsheet."""
    entry, school = line.entry, line.entry.school
    days = {step.step: step.passed_on for step in entry.passed}  # type: ignore[attr-defined]
    epci = school.commune.parent
    return [
        school.uai, school.name, school.commune.name, str(epci) if epci else "", line.area,
        str(entry.competent) if entry.competent else "", school.get_rep_display(),
        "oui" if "maternelle" in school.kinds else "non", entry.get_track_display(),
        entry.get_status_display(), line.awaited, "oui" if line.late else "non",
        *(days.get(step) for step in StepName),
    ]  # fmt: skip
