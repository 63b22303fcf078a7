"""What an event of schools calls for in conventions: an amendment, an entry slip, a fresh look.

Nothing changes by itself in a signed act (C. civ., art. 1103): the event proposes, whoever
prepares acts decides. The task ends once no school of the act is in that case, or once an
amendment of it is under way.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from audit.actor import Actor
from common.french import date_fr, list_fr
from governance import registry, wording
from governance.models import SchoolEvent, SchoolEventKind, SchoolEventLine, SchoolEventStatus
from governance.offices import Office
from governance.registry import Consequence

from ..models import Convention, ConventionSchool, Modification, Status
from . import finding, perimeter
from .entering import HELD

UNDER_WAY = (
    Status.DRAFT, Status.UNDER_REVIEW, Status.CHANGES_REQUESTED, Status.TEXT_SETTLED,
    Status.IN_DELIBERATION, Status.READY_TO_ISSUE, Status.AWAITING_SIGNATURE,
)  # fmt: skip
FOLLOWED = (
    SchoolEventKind.CLOSURE, SchoolEventKind.MERGER, SchoolEventKind.NEW_UAI,
    SchoolEventKind.TRANSFER,
)  # fmt: skip
"""Events after which a school of a signed act may be there without reason."""


@registry.school_event_foreseen
def foreseen(event: SchoolEvent, actor: Actor) -> Iterator[Consequence]:
    """One line for each act that lists a school of the event, of those that ``actor`` sees."""
    areas = {line.school_id: line.circonscription for line in event.lines.all()}
    acts = Convention.objects.visible_to(actor).filter(status__in=(*HELD, *UNDER_WAY))
    rows = ConventionSchool.unscoped.filter(
        convention__in=acts.values("pk"), school__in=list(areas)
    ).select_related("convention__kind", "school")
    listed: dict[int, list[ConventionSchool]] = {}
    for row in rows.order_by("convention__reference", "school__name"):
        listed.setdefault(row.convention_id, []).append(row)
    for found in listed.values():
        act, names = found[0].convention, list_fr(row.school.name for row in found)
        if event.kind == SchoolEventKind.REDRAWING:
            moved = {areas[row.school_id] for row in found} - {act.circonscription}
            sentence = _redrawn(act, names, moved)
        elif act.status in UNDER_WAY:
            sentence = f"{names} : acte en préparation, revoyez ses écoles."
        elif act.kind.way:
            continue
        else:
            sentence = _held(event, act, names)
        if sentence:
            yield Consequence(act.reference, sentence, act.get_absolute_url())


def _redrawn(act: Convention, names: str, moved: set[object]) -> str:
    """The signatory for the State is looked for in the district of the act."""
    if not moved or act.status not in UNDER_WAY:
        return ""
    where = list_fr(sorted(str(area) for area in moved))
    return (
        f"{names} : désormais en {where}. Revoyez la circonscription de l’acte avant la signature."
    )


def _held(event: SchoolEvent, act: Convention, names: str) -> str:
    day = date_fr(event.takes_effect_on)
    match event.kind:
        case SchoolEventKind.CLOSURE:
            return f"{names} : avenant à prévoir, qui la retire à compter du {day}."
        case SchoolEventKind.MERGER | SchoolEventKind.NEW_UAI:
            follows = _entry(event, act)
            return f"{names} : avenant à prévoir, qui la retire à compter du {day}.{follows}"
        case SchoolEventKind.TRANSFER:
            to = wording.from_institution(event.institution) if event.institution else ""
            return (
                f"{names} : relève {to} à compter du {day}. Avenant à prévoir, qui la retire ou "
                "change la partie ; la facturation se partage à cette date."
            )
    return f"{names} : vérifiez qui paie, commune par commune."


def _entry(event: SchoolEvent, act: Convention) -> str:
    """The school that follows enters by a slip, unless it is there already."""
    if event.school is not None and act.schools.filter(school=event.school).exists():
        return ""
    name = event.school.name if event.school else event.new_name or event.new_uai
    return f" Bulletin d’entrée à prévoir pour {name}."


@dataclass(frozen=True, slots=True)
class ToAmend:
    """An act in force that still lists schools which an event took from it."""

    convention: Convention
    sentence: str
    due: dt.date


def to_amend(actor: Actor) -> list[ToAmend]:
    """The acts that ``actor`` steers and that an applied event calls to amend, oldest first."""
    if actor.office != Office.PROJECT_MANAGER:
        return []
    lines = SchoolEventLine.objects.visible_to(actor).filter(
        event__kind__in=FOLLOWED, event__status=SchoolEventStatus.APPLIED
    )
    since: dict[int, dt.date] = {}
    for school, day in lines.order_by("takes_effect_on").values_list(
        "school_id", "takes_effect_on"
    ):
        since.setdefault(school, day)
    if not since:
        return []
    acts = Convention.objects.visible_to(actor).filter(
        status__in=HELD, kind__way="", owner__institution=actor.institution_id,
        schools__school__in=list(since),
    )  # fmt: skip
    open_acts = Modification.unscoped.exclude(act__status__in=finding.OVER)
    acts = acts.exclude(pk__in=open_acts.values("initial_id")).distinct()
    found = []
    for act in acts.prefetch_related("parties__institution"):
        rows = list(act.schools.filter(school__in=list(since)).select_related("school__successor"))
        notes = perimeter.notes(act, rows)
        if notes:
            due = min(since[school] for school in notes)
            found.append(ToAmend(act, " ".join(notes.values()), due))
    return sorted(found, key=lambda each: (each.due, each.convention.reference))
