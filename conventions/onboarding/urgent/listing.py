"""A batch of urgency as its pages show it: its schools, what each became, what it still owes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from audit.actor import Actor
from common import clock
from common.french import date_fr, percent
from common.models import Job, JobItem

from ..models import (
    LEFT,
    DebtStatus,
    EntryDebt,
    EntryStatus,
    SchoolEntry,
    Track,
    UrgentBatch,
    UrgentRow,
)

HEAD = (
    "UAI",
    "École",
    "Commune",
    "Collectivité compétente",
    "Statut",
    "Résultat",
    "Dettes ouvertes",
    "À régulariser avant le",
)
SORTS: dict[str, tuple[str, ...]] = {
    "ecole": ("entry__school__name",),
    "commune": ("entry__school__commune__name", "entry__school__name"),
    "statut": ("entry__status", "entry__school__name"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One school: what the work said of it, what it owes."""

    row: UrgentRow
    result: str
    failed: bool
    debts: tuple[EntryDebt, ...]

    @property
    def entry(self) -> SchoolEntry:
        return self.row.entry


@dataclass(frozen=True, slots=True)
class Figures:
    """How many schools the batch holds, opened, and what became of them since.

    ``enrolled``: the schools of the whole campaign, that the share of the batch is counted on.
    """

    schools: int
    opened: int
    waiting: int
    confirmed: int
    gone: int
    enrolled: int

    @property
    def share(self) -> str:
        """« 15 % » of the schools of the campaign, to the unit."""
        return percent(round(100 * self.schools / self.enrolled)) if self.enrolled else ""


def batches(actor: Actor) -> Any:
    """The batches that ``actor`` reads, with how many schools each holds."""
    rows = UrgentBatch.objects.visible_to(actor).select_related("campaign", "circonscription")
    return rows.annotate(schools=Count("rows", distinct=True))


def rows(actor: Actor, batch: UrgentBatch) -> Any:
    """The schools of a batch that ``actor`` sees."""
    found = UrgentRow.objects.visible_to(actor).filter(batch=batch)
    return found.select_related("entry__school__commune", "entry__competent")


def open_debts(actor: Actor, batch: UrgentBatch) -> list[EntryDebt]:
    """What the schools of a batch still owe, those that left set apart."""
    found = EntryDebt.objects.visible_to(actor).filter(
        entry__urgent_rows__batch=batch, status=DebtStatus.OPEN
    )
    return list(found.exclude(entry__status__in=LEFT).order_by("due_on", "pk"))


def results(job: Job | None) -> dict[int, JobItem]:
    """Row → its line of the work."""
    items = job.items.all() if job is not None else ()
    return {item.payload["row"]: item for item in items}


def lines(found: Iterable[UrgentRow], job: Job | None, debts: Iterable[EntryDebt]) -> list[Line]:
    said = results(job)
    owed: dict[int, list[EntryDebt]] = {}
    for debt in debts:
        owed.setdefault(debt.entry_id, []).append(debt)
    return [_line(row, said.get(row.pk), owed.get(row.entry_id, ())) for row in found]


def _line(row: UrgentRow, item: JobItem | None, debts: Iterable[EntryDebt]) -> Line:
    return Line(
        row=row,
        result=item.message if item is not None else "",
        failed=item is not None and item.state == Job.State.FAILED,
        debts=tuple(debts),
    )


def exported(line: Line) -> list[Any]:
    entry, school = line.entry, line.entry.school
    return [
        school.uai,
        school.name,
        school.commune.name,
        str(entry.competent or ""),
        entry.get_status_display(),
        line.result,
        " ; ".join(debt.get_kind_display() for debt in line.debts),
        min((debt.due_on for debt in line.debts), default=None),
    ]


def figures(actor: Actor, batch: UrgentBatch) -> Figures:
    """Counted by the database in one query, of the schools that ``actor`` sees."""
    here = Exists(UrgentRow.unscoped.filter(batch=batch, entry=OuterRef("pk")))
    every = SchoolEntry.objects.visible_to(actor).filter(campaign=batch.campaign_id)
    opened = Q(here=True, track=Track.URGENT)
    still = Q(status__in=(EntryStatus.URGENT_OPEN, EntryStatus.SUSPENDED))
    seen = every.annotate(here=here).aggregate(
        enrolled=Count("pk"),
        schools=Count("pk", filter=Q(here=True)),
        opened=Count("pk", filter=opened),
        waiting=Count("pk", filter=opened & still),
        gone=Count("pk", filter=opened & Q(status__in=LEFT)),
    )
    return Figures(**seen, confirmed=seen["opened"] - seen["waiting"] - seen["gone"])


def owed(debts: Iterable[EntryDebt]) -> list[tuple[str, int, dt.date, bool]]:
    """Kind of debt, how many schools owe it, by when, whether it is late."""
    today = clock.today()
    counted = Counter((debt.due_on, debt.get_kind_display()) for debt in debts)
    return [(label, count, day, day < today) for (day, label), count in sorted(counted.items())]


def situation(batch: UrgentBatch, seen: Figures) -> str:
    """Where the batch stands, as a sentence."""
    if batch.status == UrgentBatch.Status.ABANDONED:
        return "Le lot est abandonné : aucune école n’a été ouverte par lui."
    if batch.status == UrgentBatch.Status.PREPARING:
        return "Joignez les deux décisions et le plan d’accompagnement, ajoutez les écoles, lancez."
    return (
        f"Lancé le {date_fr(batch.launched_on)}. À confirmer : {seen.waiting} ; confirmées : "
        f"{seen.confirmed} ; sorties : {seen.gone}."
    )
