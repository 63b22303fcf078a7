"""What must be true before an event is applied: each refusal with its sentence."""

import datetime as dt
from collections.abc import Iterator

from common import clock
from common.french import date_fr
from common.lifecycle import Refusal

from ..models import Circonscription, School, SchoolEvent, SchoolEventKind, SchoolState

NO_SCHOOL = Refusal("Cet événement ne concerne aucune école.")
PAST = "Un événement ne réécrit pas le passé"


def of(event: SchoolEvent) -> Iterator[Refusal]:
    """Every reason why the event cannot be applied as it stands."""
    lines = list(event.lines.select_related("school"))
    if not lines:
        yield NO_SCHOOL
    for line in lines:
        yield from school(line.school, line.takes_effect_on)
        if event.kind != SchoolEventKind.RPI:
            yield from past(line.school, line.takes_effect_on, event.kind)
    yield from _of_kind(event, [line.school for line in lines])


def in_time(event: SchoolEvent) -> Iterator[Refusal]:
    """What has no period changes on its day, not before."""
    if event.kind == SchoolEventKind.RPI and event.takes_effect_on > clock.today():
        yield Refusal(
            f"Un regroupement s’applique à compter de son jour, le "
            f"{date_fr(event.takes_effect_on)}."
        )


def school(found: School, day: dt.date) -> Iterator[Refusal]:
    """It exists on ``day``."""
    if found.starts_on is not None and found.starts_on > day:
        yield Refusal(f"L’école {found} n’est ouverte que le {date_fr(found.starts_on)}.")
    if found.state == SchoolState.CLOSED or (found.ends_on is not None and found.ends_on <= day):
        when = f" le {date_fr(found.ends_on)}" if found.ends_on else ""
        yield Refusal(f"L’école {found} a déjà pris fin{when}.")


def past(found: School, day: dt.date, kind: str) -> Iterator[Refusal]:
    """Nothing that the event ends begins later than the event."""
    touched = []
    if kind != SchoolEventKind.REDRAWING:
        touched.append(("competences", "Une compétence"))
    if kind != SchoolEventKind.TRANSFER:
        touched.append(("circonscription_links", "Un rattachement"))
    for relation, words in touched:
        later = getattr(found, relation).filter(starts_on__gt=day).order_by("starts_on").first()
        if later is not None and later.ends_on != later.starts_on:
            yield Refusal(
                f"{words} de l’école {found} commence le {date_fr(later.starts_on)}, après la "
                f"date d’effet ({date_fr(day)}).",
                PAST,
            )


def district(found: Circonscription, day: dt.date) -> Iterator[Refusal]:
    """The district exists on ``day``."""
    if not found.in_force(day):
        yield Refusal(f"La circonscription {found} n’existe pas au {date_fr(day)}.")


def _of_kind(event: SchoolEvent, schools: list[School]) -> Iterator[Refusal]:
    match event.kind:
        case SchoolEventKind.MERGER:
            yield from _merger(event, schools)
        case SchoolEventKind.NEW_UAI:
            if len(schools) != 1:
                yield Refusal("Un changement d’UAI concerne une seule école.")
            yield from _new_school(event)
        case SchoolEventKind.TRANSFER:
            if event.institution is None or not event.institution.votes:
                yield Refusal("Choisissez la collectivité qui reçoit la compétence.")
        case SchoolEventKind.RPI:
            if not event.rpi:
                yield Refusal("Dites si le regroupement est dispersé, concentré, ou défait.")


def _merger(event: SchoolEvent, schools: list[School]) -> Iterator[Refusal]:
    target = event.school
    if target is None:
        if len(schools) < 2:
            yield Refusal("Une fusion réunit au moins deux écoles.")
        yield from _new_school(event)
        return
    if target in schools:
        yield Refusal(f"L’école {target} reprend les classes : elle n’est pas à fermer.")
    yield from school(target, event.takes_effect_on)


def _new_school(event: SchoolEvent) -> Iterator[Refusal]:
    if not event.new_uai:
        yield Refusal("Indiquez l’UAI de la nouvelle école.")
    elif School.unscoped.filter(uai=event.new_uai).exists():
        yield Refusal(f"L’UAI {event.new_uai} est déjà celui d’une école du répertoire.")
