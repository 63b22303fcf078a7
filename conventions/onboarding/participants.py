"""Who plays each part of the circuits of an entry, and by when each step is due."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from audit.actor import SYSTEM
from circuits import loading
from circuits.services import Player
from common import clock
from governance.models import Institution, Mandate
from governance.offices import Office

from . import guards
from .models import (
    DebtStatus,
    DecisionStatus,
    OpinionStatus,
    PedagogicalProject,
    SchoolEntry,
    StepName,
)

CIRCUITS = "entry"
"""The family of the circuits of an entry: « entry.project », « entry.opinion »…"""
DATA = Path(__file__).parent / "data" / "circuits.toml"
WITHOUT_DATE = dt.timedelta(days=30)
STEP_OF = {
    "entry.project": StepName.PROJECT,
    "entry.opinion": StepName.OPINION,
    "entry.financing": StepName.FINANCING,
    "entry.decision": StepName.FINANCING,
    "entry.opening": StepName.OPENING,
    "entry.training": StepName.TRAINING,
    "entry.distribution": StepName.DISTRIBUTION,
}
"""Circuit → the step of the campaign whose day is its own."""


def load_circuits(on: dt.date) -> int:
    """The circuits of entries; returns how many new versions."""
    return loading.load(DATA, actor=SYSTEM)


def players(entry: SchoolEntry) -> Mapping[str, list[Player]]:
    """A part that nobody holds (a school without head, a district without link) falls to who
    follows the file: no step passes for want of somebody."""
    owner = Player(entry.owner.institution, mandate=entry.owner)
    area = entry.school.circonscription_on(clock.today())
    head = head_of(entry)
    body = entry.competent or guards.competent(entry)
    return {
        "owner": [owner],
        "school": [Player(head.institution, mandate=head) if head is not None else owner],
        "state": [Player(area.dsden, area) if area is not None else owner],
        "authority": [Player(body) if body is not None else owner, *_beside(entry, body)],
    }


def _beside(entry: SchoolEntry, body: Institution | None) -> Iterator[Player]:
    """The bodies that are asked to pay beside the competent one."""
    asked = entry.financing_decisions.filter(status=DecisionStatus.EXPECTED)
    for decision in asked.select_related("institution").order_by("pk"):
        if body is None or decision.institution_id != body.pk:
            yield Player(decision.institution)


def head_of(entry: SchoolEntry) -> Mandate | None:
    """The head of the school in office now."""
    found: Mandate | None = (
        Mandate.unscoped.valid(clock.now())
        .filter(office=Office.SCHOOL_HEAD, school=entry.school)
        .with_words()
        .first()
    )
    return found


def due_on(entry: SchoolEntry, code: str) -> dt.date:
    """The day of the campaign for that circuit, or that of the reserve; a month otherwise."""
    if code == "entry.reserve":
        opinion = _reserved(entry)
        if opinion is not None:
            return opinion
    if code == "entry.regularise":
        owed = entry.debts.filter(status=DebtStatus.OPEN).order_by("-due_on").first()
        if owed is not None:
            last: dt.date = owed.due_on
            return last
    found = entry.campaign.steps.filter(step=STEP_OF.get(code, "")).first()
    day: dt.date = found.due_on if found is not None else clock.today() + WITHOUT_DATE
    return day


def _reserved(entry: SchoolEntry) -> dt.date | None:
    project = PedagogicalProject.unscoped.filter(entry=entry.pk).first()
    opinion = project.opinion if project is not None else None
    if opinion is None or opinion.status != OpinionStatus.WITH_RESERVES:
        return None
    day: dt.date | None = opinion.reserve_due
    return day
