"""What a sheet is about, as an address names it: « sur=school:… », « sur=convention:… »."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from audit.actor import Actor
from governance import subjects
from governance.models import Institution, School

from . import permissions, services
from .models import SheetKind
from .models.kinds import INSTITUTION, PROGRAMME, SCHOOL


@dataclass(frozen=True, slots=True)
class Place:
    """A school, an institution, or a record of a layer above, with its words."""

    code: str
    record: Any
    words: str

    @property
    def address(self) -> str:
        """What follows « ?sur= »."""
        return f"{self.code}:{self.record.public_id}"

    @property
    def codes(self) -> set[str]:
        """What a kind must be about to take it."""
        if self.code == INSTITUTION and self.record.operator:
            return {PROGRAMME, INSTITUTION}
        return {self.code}

    @property
    def given(self) -> dict[str, Any]:
        """The arguments by which ``services`` receive it."""
        name = {SCHOOL: "school", INSTITUTION: "institution"}.get(self.code, "record")
        return {name: self.record}

    @property
    def columns(self) -> dict[str, Any]:
        return services.placed(**self.given)

    def known(self) -> list[str]:
        """Names of places that a text about it may well hold."""
        where = self.columns
        school, body = where.get("school"), where.get("institution")
        found = [where["circonscription"], body, school and school.name, school and school.commune]
        return [str(each) for each in found if each]


def of(record: Model) -> Place | None:
    """The place that a record is; None for what no sheet is about."""
    if isinstance(record, School):
        return Place(SCHOOL, record, record.name)
    if isinstance(record, Institution):
        words = "Tout le programme" if record.operator else str(record)
        return Place(INSTITUTION, record, words)
    subject = subjects.of(record)
    return Place(subject.code, record, subject.name(record)) if subject is not None else None


def named(address: str, actor: Actor) -> Place | None:
    """The place of an address that ``actor`` may see; None when it is wrong or not to be seen."""
    code, _, key = address.partition(":")
    try:
        public_id = uuid.UUID(key)
    except ValueError:
        return None
    subject = subjects.coded(code)
    if code == SCHOOL:
        rows = School.objects.visible_to(actor).select_related("commune")
    elif code == INSTITUTION:
        rows = Institution.objects.visible_to(actor)
    elif subject is not None:
        rows = subject.seen(actor)
    else:
        return None
    record = rows.filter(public_id=public_id).first()
    return of(record) if record is not None else None


def programme() -> Place | None:
    """The whole programme: the body that holds it."""
    body = services.operator()
    return of(body) if body is not None else None


def may_write(actor: Actor, place: Place) -> bool:
    """Whether ``actor`` answers for it."""
    where = place.columns
    return permissions.may_write_about(
        actor,
        school=where.get("school"),
        institution=where.get("institution"),
        area=where["circonscription"],
    )


def kinds_for(actor: Actor, place: Place | None = None) -> list[SheetKind]:
    """The kinds of sheet that ``actor`` may write, about ``place`` when it is given."""
    if place is not None and not may_write(actor, place):
        return []
    return [
        kind
        for kind in SheetKind.objects.visible_to(actor).offered().order_by("label")
        if permissions.may_write_kind(actor, kind)
        and (place is None or place.codes & set(kind.subjects))
    ]
