"""Institutions, schools, districts, competences, memberships, persons, parameters."""

import datetime as dt
from typing import Any

from audit.actor import Actor
from audit.recording import recording

from .. import permissions
from ..models import (
    Circonscription,
    CirconscriptionLink,
    Competence,
    Institution,
    InstitutionName,
    LegalParameter,
    Membership,
    Person,
    School,
)
from .store import lock, require, store

_KEEPERS = "l’administrateur ou au chef de projet"


def create_institution(*, actor: Actor, kind: str, name: str, **fields: Any) -> Institution:
    """Add a body to the directory."""
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        return store(Institution(kind=kind, name=name, **fields), "create_institution")


def change_institution(*, actor: Actor, institution: Institution, **fields: Any) -> Institution:
    """Change the fields given; a change of name goes through ``rename_institution``."""
    require(permissions.may_keep_directory(actor), _KEEPERS)
    if "name" in fields or "kind" in fields:
        raise ValueError("a name has its period, and the kind of a body does not change")
    with recording(actor):
        return _change(institution, fields, "change_institution")


def rename_institution(
    *, actor: Actor, institution: Institution, name: str, on: dt.date
) -> Institution:
    """The body bears ``name`` from ``on``; the old name is kept for the acts of its time."""
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        lock(institution)
        last = institution.names.order_by("-ends_on").first()
        starts_on = last.ends_on if last else institution.starts_on
        former = InstitutionName(
            institution=institution, name=institution.name, starts_on=starts_on, ends_on=on
        )
        store(former, "keep_former_name")
        institution.name = name
        return store(institution, "rename_institution")


def create_circonscription(
    *, actor: Actor, dsden: Institution, name: str, **fields: Any
) -> Circonscription:
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        return store(Circonscription(dsden=dsden, name=name, **fields), "create_circonscription")


def create_school(
    *, actor: Actor, uai: str, name: str, commune: Institution, **fields: Any
) -> School:
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        return store(School(uai=uai, name=name, commune=commune, **fields), "create_school")


def change_school(*, actor: Actor, school: School, **fields: Any) -> School:
    """Change the fields given; the UAI never changes."""
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        return _change(school, fields, "change_school")


def link_school(
    *,
    actor: Actor,
    school: School,
    circonscription: Circonscription,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
) -> CirconscriptionLink:
    """Attach a school to a district; the open link it had ends that day."""
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        lock(school)
        current = school.circonscription_links.filter(ends_on__isnull=True).first()
        if current is not None and current.starts_on < starts_on:
            current.ends_on = starts_on
            store(current, "end_link")
        link = CirconscriptionLink(
            school=school, circonscription=circonscription, starts_on=starts_on, ends_on=ends_on
        )
        return store(link, "link_school")


def record_competence(
    *,
    actor: Actor,
    institution: Institution,
    school: School,
    starts_on: dt.date,
    part: str = "whole",
    ends_on: dt.date | None = None,
    act_reference: str = "",
) -> Competence:
    """Say which body answers for a school; an open competence is ended by hand first."""
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        lock(school)
        competence = Competence(
            institution=institution,
            school=school,
            part=part,
            starts_on=starts_on,
            ends_on=ends_on,
            act_reference=act_reference,
        )
        return store(competence, "record_competence")


def record_membership(
    *,
    actor: Actor,
    institution: Institution,
    kind: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    through: Institution | None = None,
    deliberation: Any = None,
) -> Membership:
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        lock(institution)
        membership = Membership(
            institution=institution,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            through=through,
            deliberation=deliberation,
        )
        return store(membership, "record_membership")


def close_membership(*, actor: Actor, membership: Membership, on: dt.date) -> Membership:
    """The membership ends on ``on`` (excluded)."""
    require(permissions.may_keep_directory(actor), _KEEPERS)
    with recording(actor):
        lock(membership.institution)
        return _change(membership, {"ends_on": on}, "close_membership")


def create_person(
    *, actor: Actor, civility: str, last_name: str, first_name: str, user: Any = None
) -> Person:
    """Add somebody who holds, or will hold, an office; an account is given by the administrator."""
    may = permissions.may_keep_directory(actor) or permissions.has_office(actor, "preparer")
    require(may and (user is None or permissions.may_give_accounts(actor)), _KEEPERS)
    with recording(actor):
        person = Person(civility=civility, last_name=last_name, first_name=first_name, user=user)
        return store(person, "create_person")


def set_parameter(
    *, actor: Actor, key: str, scope: str, value: Any, starts_on: dt.date, **fields: Any
) -> LegalParameter:
    """A new value from ``starts_on``; the one in force until then ends that day."""
    require(permissions.may_set_parameter(actor), "l’administrateur ou au juriste")
    with recording(actor):
        same = LegalParameter.unscoped.select_for_update().filter(key=key, scope=scope)
        before = same.on(starts_on).first()
        if before is not None and before.starts_on != starts_on:
            inherited = {"label": before.label, "unit": before.unit, "ends_on": before.ends_on}
            fields = {**inherited, **fields}
            before.ends_on = starts_on
            store(before, "end_parameter")
        row = LegalParameter(key=key, scope=scope, value=value, starts_on=starts_on, **fields)
        return store(row, "set_parameter")


def _change(record: Any, fields: dict[str, Any], verb: str) -> Any:
    for name, value in fields.items():
        record._meta.get_field(name)
        setattr(record, name, value)
    return store(record, verb, fields=sorted(fields))
