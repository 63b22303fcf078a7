"""The board: one line an act, with whom it awaits, since when, late or not, and the last reminder.

The same queries whatever the number of acts; each reader finds the acts that they may see.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, When

from audit.actor import Actor
from circuits.models import Assignment, Circuit, Contact
from common import calendar, clock, french
from governance import wording
from governance.models import Circonscription, Institution

from ..finding import KINDS
from ..models import Batch, Convention, Party, Status
from ..visibility import ENDED, STAGES, ConventionQuerySet

ACT = "conventions.convention"
COLUMNS = (
    "Référence",
    "Collectivité",
    "EPCI",
    "Circonscription",
    "Nature",
    "État",
    "Attendu",
    "Depuis le",
    "Échéance",
    "En retard",
    "Dernière relance",
    "Date d’effet",
    "Numéro au registre",
    "Lot",
)
LATE = "retard"


@dataclass(frozen=True, slots=True)
class Line:
    """One act as the board shows it.

    ``awaited``: what, from whom; ``told``: the last reminder, call or visit, in words.
    """

    act: Convention
    body: Institution | None
    awaited: tuple[tuple[str, str], ...] = ()
    since: dt.date | None = None
    due: dt.date | None = None
    late: bool = False
    told: str = ""
    told_on: dt.date | None = None

    @property
    def epci(self) -> str:
        """The EPCI of the body, or the body itself when it is one."""
        if self.body is None:
            return ""
        if self.body.kind == Institution.Kind.EPCI:
            return str(self.body)
        parent = self.body.parent
        return str(parent) if parent and parent.kind == Institution.Kind.EPCI else ""

    @property
    def waited(self) -> int:
        """Business days since it waits."""
        return calendar.business_days_between(self.since, clock.today()) if self.since else 0


# --- which acts ------------------------------------------------------------------------------
def acts(actor: Actor, batch: Batch | None = None) -> ConventionQuerySet:
    """The acts that ``actor`` may see: of a batch, else all those under way."""
    found: ConventionQuerySet = Convention.objects.visible_to(actor)
    if batch is not None:
        return found.filter(batch_row__batch=batch)
    return found.exclude(status__in=[*ENDED, Status.IN_FORCE])


def narrowed(found: ConventionQuerySet, filters: Mapping[str, Any]) -> ConventionQuerySet:
    """``found`` with the answers of the filter form."""
    state = filters.get("etat")
    if state == LATE:
        found = found.filter(Exists(_late()))
    elif state:
        found = found.filter(status=state)
    if filters.get("circonscription"):
        found = found.filter(circonscription=filters["circonscription"])
    if filters.get("nature"):
        found = found.filter(kind__code=filters["nature"])
    if filters.get("epci"):
        epci = filters["epci"]
        mine = Party.unscoped.filter(convention=OuterRef("pk"), institution__kind__in=KINDS)
        mine = mine.filter(Q(institution=epci) | Q(institution__parent=epci))
        found = found.filter(Exists(mine))
    return found


def _tasks() -> QuerySet[Assignment]:
    """What waits for somebody, about any act."""
    found: QuerySet[Assignment] = Assignment.unscoped.open().filter(
        step__circuit__subject_type=ACT, step__circuit__status=Circuit.Status.RUNNING
    )
    return found


def _late() -> QuerySet[Assignment]:
    return _tasks().filter(step__circuit__subject_id=OuterRef("pk"), due_on__lt=clock.today())


def counts(found: ConventionQuerySet) -> list[tuple[str, str, int]]:
    """State, its words and its number of acts, in the order of the circuit; then those late."""
    rows = found.order_by().values_list("status").annotate(total=Count("pk"))
    total = dict(rows)
    stages = [(s, str(Status(s).label), total[s]) for s in STAGES if total.get(s)]
    late = found.filter(Exists(_late())).count()
    return [*stages, *([(LATE, "En retard", late)] if late else [])]


SORTS = {
    "reference": F("reference"),
    "etat": Case(*(When(status=status, then=rank) for rank, status in enumerate(STAGES))),
    "depuis": F("since"),
    "echeance": F("due"),
}


def ordered(found: ConventionQuerySet, sort: str = "") -> ConventionQuerySet:
    """What is expected first comes first; what waits for nobody, last."""
    mine = _tasks().filter(step__circuit__subject_id=OuterRef("pk")).order_by()
    mine = mine.values("step__circuit__subject_id")
    found = found.annotate(
        due=Subquery(mine.annotate(first=Min("due_on")).values("first")),
        since=Subquery(mine.annotate(first=Min("opened_at")).values("first")),
    )
    by = SORTS.get(sort.lstrip("-"))
    if by is None:
        return found.order_by(F("due").asc(nulls_last=True), "reference")
    way = by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True)
    return found.order_by(way, "reference")


def choices(found: ConventionQuerySet, actor: Actor) -> dict[str, Any]:
    """What the filters offer: the EPCI, districts and kinds of these acts."""
    keys = found.order_by().values("pk")
    mine = Party.unscoped.filter(convention__in=keys, institution__kind__in=KINDS)
    bodies = Institution.objects.visible_to(actor).filter(kind=Institution.Kind.EPCI)
    return {
        "epci": bodies.filter(
            Q(pk__in=mine.values("institution")) | Q(pk__in=mine.values("institution__parent"))
        ),
        "circonscription": Circonscription.objects.visible_to(actor).filter(
            pk__in=found.order_by().values("circonscription")
        ),
        "nature": sorted(
            dict(found.order_by().values_list("kind__code", "kind__label").distinct()).items(),
            key=lambda each: each[1],
        ),
    }


# --- their lines -----------------------------------------------------------------------------
@dataclass(slots=True)
class _Waiting:
    """What is gathered of one act."""

    awaited: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    opened: list[dt.datetime] = field(default_factory=list)
    due: list[dt.date] = field(default_factory=list)
    told: list[tuple[dt.datetime, str]] = field(default_factory=list)


def lines(found: Iterable[Convention], *, whole: QuerySet[Convention] | None = None) -> list[Line]:
    """The line of each act, in the order given. ``whole``: the same acts as a set, for an export
    too long to name each in a query."""
    rows = list(found)
    keys: Any = whole.order_by().values("pk") if whole is not None else [row.pk for row in rows]
    waiting = _waiting(keys)
    today = clock.today()
    return [_line(row, waiting[row.pk], today) for row in rows]


def with_parties(found: ConventionQuerySet) -> ConventionQuerySet:
    """The acts with what a line reads of them."""
    return found.select_related("kind", "circonscription", "batch_row__batch").prefetch_related(
        "parties__institution__parent"
    )


def _waiting(keys: Any) -> dict[int, _Waiting]:
    """Tasks, reminders and calls about the acts of ``keys``, by act: two queries."""
    found: dict[int, _Waiting] = defaultdict(_Waiting)
    tasks = _tasks().filter(step__circuit__subject_id__in=keys)
    for task in tasks.select_related(
        "step__circuit", "institution", "mandate__person", "mandate__institution"
    ):
        each = found[task.step.circuit.subject_id]
        each.awaited[task.step.label][_who(task)] = None
        each.opened.append(task.opened_at)
        if task.due_on:
            each.due.append(task.due_on)
        if task.reminded_at:
            each.told.append((task.reminded_at, f"relance n° {task.reminders}"))
    calls = Contact.unscoped.filter(step__in=tasks.order_by().values("step"))
    for subject, at, kind in calls.values_list("step__circuit__subject_id", "at", "kind"):
        found[subject].told.append((at, str(Contact.Kind(kind).label).lower()))
    return found


def _who(task: Assignment) -> str:
    """« Mme Dumont, maire », or the body whose office nobody holds."""
    if task.mandate is None:
        return f"{task.institution} (fonction sans titulaire)"
    return f"{task.mandate.person.formal_name}, {wording.office(task.mandate)}"


def _line(act: Convention, waiting: _Waiting, today: dt.date) -> Line:
    due = min(waiting.due, default=None)
    told = max(waiting.told, default=None)
    return Line(
        act=act,
        body=next((p.institution for p in act.parties.all() if p.institution.kind in KINDS), None),
        awaited=tuple((what, " ; ".join(who)) for what, who in waiting.awaited.items()),
        since=calendar.act_date(min(waiting.opened)) if waiting.opened else None,
        due=due,
        late=due is not None and due < today,
        told=told[1] if told else "",
        told_on=calendar.act_date(told[0]) if told else None,
    )


def as_row(line: Line) -> tuple[object, ...]:
    """A line of the board for a spreadsheet, in the order of ``COLUMNS``."""
    act = line.act
    row = getattr(act, "batch_row", None)
    told = f"{french.date_fr(line.told_on)}, {line.told}" if line.told_on else ""
    return (
        act.reference,
        str(line.body or ""),
        line.epci,
        str(act.circonscription or ""),
        str(act.kind),
        act.get_status_display(),
        " ; ".join(f"{what} : {who}" for what, who in line.awaited),
        line.since,
        line.due,
        "oui" if line.late else "non",
        told,
        act.starts_on,
        act.register_number,
        str(row.batch) if row else "",
    )
