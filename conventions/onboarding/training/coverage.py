"""How much of a school is trained, and of the inspectors of a département (domain, § 4.3, M32)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from audit.actor import Actor
from common import clock
from governance import parameters
from governance.models import CirconscriptionLink, Institution, Mandate, covers
from governance.offices import Office
from governance.views.searching import code, matching

from ..models import Campaign, CoveredSchool, SchoolEntry, TrainingKind, TrainingParticipant
from ..models.scopes import RELATIONS
from ..models.training import DONE
from . import kinds


@dataclass(frozen=True, slots=True)
class Coverage:
    """Teachers who came once at least, of those that the school has to train."""

    trained: int
    teachers: int

    @property
    def percent(self) -> int:
        """Rounded down: 79,9 % is not 80 %."""
        return min(100, self.trained * 100 // self.teachers) if self.teachers else 0

    @property
    def words(self) -> str:
        return f"{self.trained} sur {self.teachers}, soit {self.percent} %"


def required() -> int:
    """The share of teachers, in per cent, from which a school is trained."""
    return int(parameters.value("training.coverage", on=clock.today()))


def with_coverage(entries: Any) -> Any:
    """``entries`` with ``trained`` and ``to_train``, both None while no session was held.

    Newcomers of each session add up; the number of teachers is the latest that was counted.
    """
    rows = CoveredSchool.unscoped.filter(
        entry=OuterRef("pk"),
        session__status__in=DONE,
        session__kind__in=kinds.for_teachers(),
        new_teachers__isnull=False,
    )
    came = rows.order_by().values("entry").annotate(came=Sum("new_teachers")).values("came")
    latest = rows.order_by("-session__starts_at", "-pk").values("teachers")[:1]
    return entries.annotate(trained=Subquery(came), to_train=Subquery(latest))


def of_row(entry: Any) -> Coverage | None:
    """The coverage of an entry that came from ``with_coverage``."""
    return None if entry.trained is None else Coverage(entry.trained, entry.to_train)


def of(entry: SchoolEntry) -> Coverage | None:
    """None while no session of teachers was held for the school."""
    return of_row(with_coverage(SchoolEntry.unscoped).get(pk=entry.pk))


def short(entries: Any) -> Any:
    """Of rows from ``with_coverage``, the schools that are still to train."""
    enough = F("to_train") * required()
    return entries.filter(Q(trained=None) | Q(trained__lt=enough / 100.0))


SORTS: dict[str, tuple[str, ...]] = {
    "ecole": ("school__name",),
    "commune": ("school__commune__name", "school__name"),
    "statut": ("status", "school__name"),
}
HEAD = ("UAI", "École", "Commune", "Statut", "Enseignants à former", "Formés", "Part en %")


def filtered(rows: Any, asked: Mapping[str, Any]) -> Any:
    """Rows from ``with_coverage``, narrowed to the answers of the form of filters."""
    if text := asked.get("q"):
        names = matching(text, "school__name", "school__commune__name")
        rows = rows.filter(Q(school__uai=code(text)) | names)
    if area := asked.get("circonscription"):
        links = CirconscriptionLink.unscoped.filter(covers(clock.today()), circonscription=area)
        rows = rows.filter(school__in=links.values("school"))
    return short(rows) if asked.get("a_former") else rows


def exported(entry: Any) -> list[Any]:
    """The cells of one school in a spreadsheet."""
    found = of_row(entry)
    school = entry.school
    counts = [found.teachers, found.trained, found.percent] if found else [None, None, None]
    return [school.uai, school.name, school.commune.name, entry.get_status_display(), *counts]


@dataclass(frozen=True, slots=True)
class Inspectors:
    """Inspectors in office in a département, and those who came to a session of their own."""

    dsden: Institution
    trained: int
    total: int


def follows_all(actor: Actor) -> bool:
    """Staff follow every département; the others their own."""
    return RELATIONS.get(actor.office) in ("staff", "admin")


def of_inspectors(campaign: Campaign, bodies: Iterable[Institution]) -> list[Inspectors]:
    """Those in office today: whoever arrived since the session has still to come. Three queries,
    whatever the number of ``bodies``."""
    office = Mandate.unscoped.valid(clock.now()).filter(
        office=Office.INSPECTOR, circonscription__isnull=False
    )
    came = TrainingParticipant.unscoped.filter(
        session__campaign=campaign,
        session__kind=TrainingKind.INSPECTORS,
        session__status__in=DONE,
        present=True,
    )
    total = _by_body(office)
    trained = _by_body(office.filter(pk__in=came.values("mandate")))
    return [
        Inspectors(body, trained.get(body.pk, 0), total[body.pk])
        for body in bodies
        if body.pk in total
    ]


def _by_body(rows: Any) -> dict[int, int]:
    found = rows.order_by().values_list("institution").annotate(Count("pk"))
    return dict(found)
