"""What must be true before schools are opened in urgency, for the batch and for each of them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from common import clock
from common.french import NBSP, date_fr, list_fr
from common.lifecycle import Refusal
from governance.models import Institution, InstitutionKind

from .. import guards as of_entries
from ..financing import guards as of_financing
from ..lifecycle import BEFORE_OPENING
from ..models import (
    DecisionStatus,
    FinancingDecision,
    Ground,
    SchoolEntry,
    UrgentBatch,
    UrgentDecision,
    UrgentRow,
    UrgentStatus,
)

THREE = (
    "Trois pièces sont requises : décision de la collectivité, décision de l’Éducation nationale, "
    "plan d’accompagnement."
)
BODY, STATE, PLAN = (
    "la décision de la collectivité",
    "la décision de l’Éducation nationale",
    "le plan d’accompagnement",
)
ACCOMPANIMENT = ("help_desk", "training", "families")


def lacking(names: list[str], key: str) -> Iterator[Refusal]:
    if names:
        yield Refusal(f"{THREE} Il manque{NBSP}: {list_fr(names)}.", "S3, M27", key)


def complete(batch: UrgentBatch) -> Iterator[Refusal]:
    """Two decisions and a plan before anything is launched, and schools to open."""
    kinds = set(batch.decisions.values_list("institution__kind", flat=True))
    names = [] if kinds - {InstitutionKind.DSDEN} else [BODY]
    names += [] if InstitutionKind.DSDEN in kinds else [STATE]
    names += [] if accompanied(batch) else [PLAN]
    yield from lacking(names, "urgent.pieces")
    if not batch.rows.exists():
        yield Refusal("Ajoutez au moins une école au lot.", "S3", "urgent.empty")


def accompanied(batch: UrgentBatch) -> bool:
    """Who answers, how people begin, what families are told (M29)."""
    return all(getattr(batch, name).strip() for name in ACCOMPANIMENT)


def changing(batch: UrgentBatch) -> Iterator[Refusal]:
    if batch.status != UrgentStatus.PREPARING:
        yield Refusal(
            f"Le lot ne change plus{NBSP}: il est « {batch.get_status_display()} ».",
            key="urgent.closed",
        )


def decided(
    batch: UrgentBatch, institution: Institution, given: Mapping[str, Any]
) -> Iterator[Refusal]:
    """A decision of the batch: taken by now, on a text that applied that day or by delegation."""
    if institution.kind != InstitutionKind.DSDEN and not institution.votes:
        yield Refusal(
            f"{institution} ne décide ni du financement ni de l’ouverture{NBSP}: indiquez une "
            "collectivité ou une DSDEN.",
            "M27",
            "urgent.institution",
        )
        return
    on: dt.date = given["decided_on"]
    if on > clock.today():
        yield Refusal(
            f"La décision est datée du {date_fr(on)}, qui n’est pas encore venu.",
            "P15",
            "urgent.future",
        )
    elif given["ground"] == Ground.URGENT:
        yield from of_financing.in_urgency(institution, None, on, given)
    else:
        yield from of_financing.delegated(institution, None, on, given)


def addition(batch: UrgentBatch, entry: SchoolEntry) -> Iterator[Refusal]:
    """A school of the campaign whose base is not open, of the district when the batch has one."""
    school = entry.school
    if entry.campaign_id != batch.campaign_id:
        yield Refusal(
            f"L’école {school.name} n’est pas de cette campagne.", "S3", "urgent.campaign"
        )
    if entry.status not in BEFORE_OPENING:
        yield Refusal(
            f"L’école {school.name} est au stade « {entry.get_status_display()} »{NBSP}: elle ne "
            "s’ouvre pas en urgence.",
            "S3",
            "urgent.entry",
        )
    area = batch.circonscription
    if area is not None and school.circonscription_on(clock.today()) != area:
        yield Refusal(
            f"L’école {school.name} n’est pas dans la circonscription {area}.",
            "S3",
            "urgent.district",
        )
    elsewhere = UrgentRow.unscoped.filter(entry=entry).exclude(batch=batch)
    if found := elsewhere.exclude(batch__status=UrgentStatus.ABANDONED).first():
        yield Refusal(
            f"L’école {school.name} est déjà dans le lot « {found.batch.label} ».",
            "S3",
            "urgent.twice",
        )


def urgency(entry: SchoolEntry) -> Iterator[Refusal]:
    """What this very school lacks, whatever the others have (S3)."""
    row = row_of(entry)
    if row is None:
        yield from lacking([BODY, STATE, PLAN], "entry.urgency")
        return
    yield from of_entries.competent_known(entry)
    body, area = of_entries.competent(entry), entry.school.circonscription_on(clock.today())
    names = []
    if body is not None and not paid(row.batch, entry, body):
        names.append(f"{BODY} ({body})")
    if area is None:
        yield Refusal(
            f"L’école {entry.school.name} n’a pas de circonscription{NBSP}: aucun DASEN ne peut "
            "ouvrir sa base.",
            "M27",
            "urgent.area",
        )
    elif decision_of(row.batch, area.dsden) is None:
        names.append(f"{STATE} ({area.dsden})")
    if not accompanied(row.batch):
        names.append(PLAN)
    yield from lacking(names, "entry.urgency")


def row_of(entry: SchoolEntry) -> UrgentRow | None:
    """The school in a batch that is launched."""
    rows = UrgentRow.unscoped.filter(entry=entry.pk, batch__status=UrgentStatus.LAUNCHED)
    found: UrgentRow | None = rows.select_related("batch").last()
    return found


def paid(batch: UrgentBatch, entry: SchoolEntry, body: Institution) -> bool:
    """The competent body decided: in the batch, or earlier for this file."""
    if decision_of(batch, body) is not None:
        return True
    rows = FinancingDecision.unscoped.filter(entry=entry.pk, institution=body)
    return bool(rows.filter(status=DecisionStatus.GRANTED).exists())


def decision_of(batch: UrgentBatch, institution: Institution) -> UrgentDecision | None:
    found: UrgentDecision | None = UrgentDecision.unscoped.filter(
        batch=batch, institution=institution
    ).first()
    return found
