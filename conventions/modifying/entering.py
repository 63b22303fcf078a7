"""What must be true of a slip by which a school enters an act in force (P7): each refusal."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from common import clock, french
from common.lifecycle import Refusal
from governance import wording
from governance.models import Deliberation, School
from governance.models.schools import SchoolState

from ..models import Convention, ConventionSchool, Modification, Status, Way
from . import finding, room, rules

SOURCE = "Convention, article sur les modifications"
HELD = (Status.SIGNED, Status.SIGNED_SUBJECT_TO_DELIBERATION, Status.NOTIFIED, Status.IN_FORCE)
BEYOND = "entry_slip.beyond"
"""Key of the refusal that leaves an amendment as the only way."""


def refusals(modification: Modification) -> Iterator[Refusal]:
    """All that keeps a slip from being issued, the vote and the signatory set aside."""
    act = modification.act
    yield from rules.still(modification)
    yield from _parties(modification)
    rows = list(act.schools.select_related("school"))
    if not rows:
        yield Refusal("Choisissez l’école qui entre dans la convention.")
    for row in rows:
        yield from _school(row, modification)
    yield from _opinion(act)


def _parties(modification: Modification) -> Iterator[Refusal]:
    """The collectivité and the State are those of the act on the day of entry."""
    act = modification.act
    expected = finding.parties_on(modification.initial, act.starts_on or clock.today())
    for party in act.parties.select_related("institution"):
        if expected.get(party.role) != party.institution:
            yield Refusal(
                f"{wording.institution_title(party.institution)} n’est pas partie à la convention.",
                SOURCE,
                key="amendment.party",
            )


def _school(row: ConventionSchool, modification: Modification) -> Iterator[Refusal]:
    if not row.forecast_accounts:
        yield Refusal(f"Indiquez les comptes prévus de l’école {row.school.name}.")
    yield from closed(row.school, modification.act.starts_on or clock.today())
    yield from elsewhere(row.school, modification.initial, modification.act)


def closed(school: School, day: dt.date) -> Iterator[Refusal]:
    """A school that is closed, or will be by ``day``, enters nothing."""
    ends = school.ends_on
    if school.state == SchoolState.CLOSED or (ends is not None and ends <= day):
        when = f" depuis le {french.date_fr(ends)}" if ends else ""
        after = f" L’école {school.successor.name} lui succède." if school.successor else ""
        yield Refusal(f"L’école {school.name} est fermée{when}.{after}")


def elsewhere(
    school: School, initial: Convention, act: Convention | None = None
) -> Iterator[Refusal]:
    """A school is in one convention at a time, by one act."""
    others = ConventionSchool.unscoped.filter(school=school).select_related("convention__kind")
    if act is not None:
        others = others.exclude(convention=act)
    for row in others:
        other = row.convention
        way, status = other.kind.way, Status(other.status)
        if other.pk == initial.pk:
            yield Refusal(f"L’école {school.name} est déjà dans la convention {other.reference}.")
        elif not way and status in HELD:
            yield Refusal(
                f"L’école {school.name} est déjà dans la convention {other.reference}, "
                f"« {status.label} » : une école n’a qu’une convention à la fois."
            )
        elif way == Way.ENTRY_SLIP and status in room.PENDING:
            yield Refusal(
                f"L’école {school.name} entre déjà par le bulletin {other.reference}, "
                f"« {status.label} »."
            )
        elif way == Way.AMENDMENT and status not in finding.OVER and _adds(other, school):
            yield Refusal(
                f"L’avenant {other.reference} ajoute déjà l’école {school.name} ; terminez-le ou "
                "retirez-le.",
                key="amendment.article",
            )


def taken(initial: Convention, act: Convention | None = None) -> set[int]:
    """Schools that are in this convention, in another one that holds, or in a slip under way."""
    held = Q(convention__kind__way="", convention__status__in=HELD) | Q(convention=initial)
    entering = Q(convention__kind__way=Way.ENTRY_SLIP, convention__status__in=room.PENDING)
    rows = ConventionSchool.unscoped.filter(held | entering)
    if act is not None:
        rows = rows.exclude(convention=act)
    return set(rows.values_list("school_id", flat=True))


def _adds(amendment: Convention, school: School) -> bool:
    link = finding.of(amendment)
    return link is not None and school.uai not in link.before.get("schools", {})


def _opinion(act: Convention) -> Iterator[Refusal]:
    """The project comes before the equipment: the inspector has given an opinion on it."""
    said = act.details.get("project_opinion_date")
    if said and dt.date.fromisoformat(said) > clock.today():
        yield Refusal(
            "L’avis de l’inspecteur sur le projet pédagogique porte une date à venir : indiquez "
            "le jour où il a été rendu.",
            "Le projet précède l’équipement",
        )


def within(modification: Modification, vote: Deliberation | None) -> Iterator[Refusal]:
    """The act is still in force, and its maximum still holds the school (P7): asked at the issue,
    and again of whoever signs."""
    yield from rules.still(modification)
    act, initial = modification.act, modification.initial
    before = room.of(initial, vote, without=act)
    after = room.of(initial, vote, without=act, adding=act.forecast_accounts)
    if after.max_accounts is None:
        yield Refusal(
            f"{initial.reference} ne fixe pas de maximum de comptes : cette école demande un "
            "avenant.",
            SOURCE,
            key=BEYOND,
        )
    elif after.is_full:
        yield Refusal(
            f"Il reste {before.words} avant le maximum voté : cette école demande un avenant.",
            "Délibération, maximum voté",
            key=BEYOND,
        )
