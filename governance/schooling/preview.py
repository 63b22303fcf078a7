"""What an event does, school by school or district by district, before and after it is applied.

Nothing is written here: the same words serve the page before the application and after it.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from audit.actor import Actor
from common.calendar import ONE_DAY
from common.french import date_fr, list_fr, plural

from ..models import (
    Circonscription,
    CirconscriptionLink,
    CompetencePart,
    Mandate,
    MandateStatus,
    School,
    SchoolEvent,
    SchoolEventKind,
    SchoolEventLine,
    SchoolEventStatus,
    covers,
)
from ..offices import Office


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to one school."""

    line: SchoolEventLine
    sentences: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class District:
    """One district: how many schools it has the day before, and from the day on."""

    area: Circonscription
    before: int
    after: int
    coming: int
    leaving: int
    inspector_before: str
    inspector_after: str


def effects(event: SchoolEvent) -> list[Effect]:
    """Each school of an event that is no redrawing, in the words of the page."""
    rows = event.lines.select_related("school__commune", "school__successor")
    return [Effect(line, _sentences(event, line.school)) for line in rows]


def _sentences(event: SchoolEvent, school: School) -> list[str]:
    day = event.takes_effect_on
    words = {
        SchoolEventKind.CLOSURE: lambda: _ends(event, school, ""),
        SchoolEventKind.MERGER: lambda: _ends(event, school, _target(event)),
        SchoolEventKind.NEW_UAI: lambda: _ends(event, school, _target(event)),
        SchoolEventKind.TRANSFER: lambda: _transfer(event, school, day),
        SchoolEventKind.RPI: lambda: [
            f"RPI : {event.get_rpi_display().lower()}. Vérifiez l’institution compétente : un RPI "
            "dispersé a plusieurs payeurs."
        ],
    }
    return words[SchoolEventKind(event.kind)]()


def _target(event: SchoolEvent) -> str:
    """« École des Tilleuls (0800154H) », or the school that will be created."""
    if event.school is not None:
        return str(event.school)
    return f"{event.new_name or 'même nom'} ({event.new_uai}), créée ce jour-là"


def _ends(event: SchoolEvent, school: School, successor: str) -> list[str]:
    day = event.takes_effect_on
    eve = day - ONE_DAY
    found = [f"Dernier jour : le {date_fr(eve)}."]
    if successor:
        found.append(f"Lui succède : {successor}.")
    area = school.circonscription_on(eve)
    if area is not None:
        found.append(f"Quitte la circonscription {area} le {date_fr(day)}.")
    bodies = _bodies(school, eve)
    if bodies:
        found.append(f"Fin de la compétence : {list_fr(bodies)}.")
    heads = _held(school=school, day=day)
    if heads:
        number = len(heads)
        found.append(
            f"{number} {plural(number, 'mandat', 'mandats')} à terminer à la main : "
            f"{list_fr(heads)}."
        )
    return found


def _transfer(event: SchoolEvent, school: School, day: dt.date) -> list[str]:
    part = CompetencePart(event.part or CompetencePart.WHOLE)
    before = list_fr(_bodies(school, day - ONE_DAY)) or "aucune institution"
    found = [f"Compétence ({part.label.lower()}) : {before} → {event.institution}, à compter du "
             f"{date_fr(day)}."]  # fmt: skip
    whole = school.competences.filter(covers(day), part=CompetencePart.WHOLE).exists()
    if whole and part != CompetencePart.WHOLE:
        found.append(f"Le reste de la compétence demeure : {before}.")
    return found


def _bodies(school: School, day: dt.date) -> list[str]:
    held = school.competences.filter(covers(day)).select_related("institution")
    return [str(each.institution) for each in held]


def _held(*, school: School, day: dt.date) -> list[str]:
    """Mandates at the school that go on after the day."""
    rows = Mandate.unscoped.filter(covers(day), school=school).exclude(
        status__in=[MandateStatus.ENDED, MandateStatus.ANNULLED]
    )
    return [f"{row.person.formal_name}, {row.get_office_display().lower()}"
            for row in rows.select_related("person")]  # fmt: skip


def districts(event: SchoolEvent) -> list[District]:
    """The districts that lose or receive schools, those of the day of the event."""
    day = event.takes_effect_on
    lines = list(event.lines.select_related("circonscription", "school"))
    moving = {line.school_id: line.circonscription_id for line in lines}
    origin = _areas_of(moving, day - ONE_DAY)
    coming = Counter(area for area in moving.values() if area is not None)
    leaving = Counter(area for area in origin.values() if area is not None)
    for school, area in moving.items():
        if origin.get(school) == area:
            coming[area] -= 1
            leaving[area] -= 1
    touched = coming.keys() | leaving.keys()
    areas = Circonscription.unscoped.filter(pk__in=touched).order_by("name")
    counts = _counts(touched, day - ONE_DAY)
    return [
        District(
            area,
            counts[area.pk],
            counts[area.pk] + coming[area.pk] - leaving[area.pk],
            coming[area.pk],
            leaving[area.pk],
            inspectors(area, day - ONE_DAY),
            inspectors(area, day),
        )
        for area in areas
    ]


def _areas_of(schools: dict[int, int | None], day: dt.date) -> dict[int, int]:
    rows = CirconscriptionLink.unscoped.filter(covers(day), school_id__in=list(schools))
    return dict(rows.values_list("school_id", "circonscription_id"))


def _counts(areas: set[int], day: dt.date) -> Counter[int]:
    rows = CirconscriptionLink.unscoped.filter(covers(day), circonscription_id__in=areas)
    return Counter(rows.values_list("circonscription_id", flat=True))


def inspectors(area: Circonscription, day: dt.date) -> str:
    """Who inspects the district on ``day``; empty when no mandate covers it."""
    rows = Mandate.unscoped.filter(
        covers(day), circonscription=area, office=Office.INSPECTOR
    ).exclude(status=MandateStatus.ANNULLED)
    return list_fr(row.person.formal_name for row in rows.select_related("person"))


def others(event: SchoolEvent, actor: Actor) -> list[SchoolEvent]:
    """The other events prepared about the same schools, of those that ``actor`` may see."""
    mine = SchoolEventLine.unscoped.filter(event=event).values("school_id")
    rows = SchoolEvent.objects.visible_to(actor).filter(
        status=SchoolEventStatus.PREPARED, lines__school_id__in=mine
    )
    return list(rows.exclude(pk=event.pk).distinct())
