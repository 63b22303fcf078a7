"""Who came: numbers by office, school by school; no name is needed, and none of a family."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from common.french import list_fr
from common.lifecycle import Refusal

from ..models import Attendee, CoveredSchool, OpeningLine, TrainingSession
from . import kinds

MOST = 2_000
"""People of one sort in one school: more is a mistake of typing."""
TRAINED = (Attendee.TEACHERS, Attendee.HEADS)
"""Who counts as a teacher of the school: its head teaches, or leads those who do."""


@dataclass(frozen=True, slots=True)
class Count:
    """What is entered for one school: teachers to train, people present, how many for the first
    time this year."""

    teachers: int
    present: Mapping[str, int] = field(default_factory=dict)
    new_teachers: int = 0


def wrong(
    session: TrainingSession, schools: Mapping[int, Count], present: Mapping[str, int]
) -> Iterator[Refusal]:
    """Why the numbers of ``session`` cannot be kept; ``schools`` by key of ``CoveredSchool``."""
    kind = kinds.of(session.kind)
    rows = {row.pk: row for row in session.schools.select_related("entry__school")}
    if set(schools) - set(rows):
        yield Refusal("Une école n’est pas dans cette séance.", key="training.school")
    if not kind.per_school:
        yield from _numbers(present, kind.counted, "la séance")
        return
    if not rows:
        yield Refusal("Aucune école n’est dans cette séance.", "S0", "training.empty")
    for key, row in rows.items():
        name = row.entry.school.name
        given = schools.get(key)
        if given is None:
            yield Refusal(f"{name} : indiquez le nombre de présents.", "S0", "training.counts")
            continue
        yield from _numbers(given.present, kind.counted, name, some=False)
        if kind.trains_teachers:
            yield from _trained(name, given)


def _numbers(
    present: Mapping[str, int], counted: tuple[Attendee, ...], where: str, *, some: bool = True
) -> Iterator[Refusal]:
    right = set(present) == {each.value for each in counted} and all(
        type(each) is int and 0 <= each <= MOST for each in present.values()
    )
    if not right or (some and not any(present.values())):
        labels = list_fr([each.label.lower() for each in counted])
        yield Refusal(
            f"Indiquez pour {where} le nombre de présents : {labels}.", "S0", "training.counts"
        )


def _trained(name: str, given: Count) -> Iterator[Refusal]:
    came = sum(given.present.get(each, 0) for each in TRAINED)
    if not 1 <= given.teachers <= MOST:
        yield Refusal(
            f"{name} : indiquez le nombre d’enseignants à former, direction comprise.",
            "4.3",
            "training.teachers",
        )
    elif came > given.teachers:
        yield Refusal(
            f"{name} : {came} présents pour {given.teachers} enseignants à former.",
            "4.3",
            "training.more",
        )
    if not 0 <= given.new_teachers <= came:
        yield Refusal(
            f"{name} : ceux qui viennent pour la première fois sont parmi les {came} présents.",
            "4.3",
            "training.new",
        )


def proposed(rows: Sequence[CoveredSchool]) -> dict[int, int]:
    """Key of an entry → how many teachers to propose: what was said for the latest session, else
    the teachers and heads whose accounts were created. Two queries, whatever the schools."""
    ids = [row.entry_id for row in rows]
    lines = OpeningLine.unscoped.filter(entry__in=ids).exclude(counts={}).order_by("pk")
    found = {
        entry: sum(counts.get(each.value, 0) for each in TRAINED)
        for entry, counts in lines.values_list("entry", "counts")
    }
    said = CoveredSchool.unscoped.filter(entry__in=ids, teachers__isnull=False)
    found |= dict(said.order_by("session__starts_at", "pk").values_list("entry", "teachers"))
    return {entry: count for entry, count in found.items() if count}
