"""Who reads the field register: the syndicate, and partners in their own territory."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Q

from audit.actor import Actor
from common import clock
from governance.models import (
    Circonscription,
    CirconscriptionLink,
    Competence,
    Institution,
    Mandate,
    School,
    covers,
)
from governance.offices import AREA_OFFICES, SYNDICATE_OFFICES, Office

if TYPE_CHECKING:  # the sheets use this module
    from .sheets import FieldSheet

STAFF = SYNDICATE_OFFICES | {Office.COMMITTEE_SECRETARY}
"""The syndicate reads every sheet, and writes any."""

LOCAL = frozenset({Office.EXECUTIVE, Office.AUTHORITY_DIRECTOR, Office.PREPARER})
CANOPE = frozenset({Office.CANOPE_DIRECTOR, Office.CANOPE_OFFICER})
PARTNERS = (
    Office.INSPECTOR,
    Office.DIGITAL_ADVISER,
    Office.EXECUTIVE,
    Office.AUTHORITY_DIRECTOR,
    Office.PREPARER,
    Office.SCHOOL_HEAD,
    Office.CANOPE_DIRECTOR,
    Office.CANOPE_OFFICER,
)
"""Offices that a kind may let write and read its sheets, in their territory."""


def opened_to(office: str, prefix: str = "") -> Q:
    """Kinds that let ``office`` write and read."""
    return Q(**{f"{prefix}offices__icontains": f'"{office}"'})


def territory(actor: Actor) -> Q:
    """Sheets about what a partner answers for: its district, its own body and schools, its school.

    Réseau Canopé has no territory: the kinds opened to it alone bound it.
    """
    today = clock.today()
    if actor.office in CANOPE:
        return Q()
    if actor.office in AREA_OFFICES:
        areas = list(_own(actor).values_list("circonscription", flat=True))
        shared = Q(circonscription__isnull=True, school__isnull=True)
        return Q(circonscription__in=areas) | shared & Q(institution__in=bodies_of(areas, today))
    if actor.office in LOCAL and actor.institution_id is not None:
        answered = School.unscoped.all().answered_by(actor.institution_id, today)
        own = Q(institution=actor.institution_id, institution__isnull=False)
        return own | Q(school__in=answered.values("pk"))
    if actor.office == Office.SCHOOL_HEAD:
        return Q(school__in=_own(actor).filter(school__isnull=False).values("school"))
    return Q(pk__in=[])


def bodies_of(areas: list[int], day: dt.date) -> list[int]:
    """Bodies that answer, on ``day``, for a school of the districts ``areas``."""
    links = CirconscriptionLink.unscoped.filter(covers(day), circonscription__in=areas)
    found = Competence.unscoped.filter(covers(day), school__in=links.values("school"))
    return list(found.values_list("institution", flat=True).distinct())


def kept_by(actor: Actor) -> Q:
    """Sheets that ``actor`` wrote, or inherits: its author left the very office that they hold."""
    own = Q(author=actor.mandate_id, author__isnull=False)
    same = Q(author__office=actor.office, author__institution=actor.institution_id)
    for place in ("circonscription", "school"):
        none = Q(Exists(_own(actor).filter(**{f"{place}__isnull": True})))
        nowhere = Q(**{f"author__{place}__isnull": True}) & none
        same &= nowhere | Q(**{f"author__{place}__in": _own(actor).values(place)})
    gone = ~Q(author__in=Mandate.unscoped.valid_on(clock.today()).values("pk"))
    return own | same & gone


def is_kept_by(actor: Actor, sheet: "FieldSheet") -> bool:
    """Whether ``actor`` wrote the sheet, or inherits it."""
    if actor.mandate_id is None:
        return False
    if actor.mandate_id == sheet.author_id:
        return True
    return bool(type(sheet).unscoped.filter(kept_by(actor), pk=sheet.pk).exists())


def reaches(
    actor: Actor,
    school: School | None,
    institution: Institution | None,
    area: Circonscription | None,
) -> bool:
    """Whether a partner answers today for what a sheet is about to say: as ``territory``."""
    today = clock.today()
    own = _own(actor).first()
    if own is None or actor.office in CANOPE:
        return own is not None
    if actor.office in AREA_OFFICES:
        here = school.circonscription_on(today) if school is not None else area
        if here is not None or institution is None:
            return here is not None and here.pk == own.circonscription_id
        return institution.pk in bodies_of([own.circonscription_id], today)
    if actor.office in LOCAL:
        if school is None:
            return institution is not None and institution.pk == own.institution_id
        answered = School.unscoped.all().answered_by(own.institution_id, today)
        return bool(answered.filter(pk=school.pk).exists())
    return school is not None and school.pk == own.school_id


def _own(actor: Actor) -> Any:
    return Mandate.unscoped.filter(pk=actor.mandate_id)
