"""Two conventions whose review waits for the ethics committee: it decided on one, not yet on the
other; what the decision asks to be done is late."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from audit.actor import SYSTEM
from audit.recording import recording
from circuits.models import CircuitTemplate, RulingKind, StepKind, TemplateStep
from common import clock
from conventions import reference
from conventions import services as conventions
from demo import rehearsal
from demo.world import World
from governance import acting
from governance.committees import guards, meetings
from governance.committees.confirming import RecordLifecycle
from governance.committees.deciding import Motion
from governance.committees.lifecycle import ItemLifecycle, MeetingLifecycle
from governance.committees.models import AgendaItem, Committee, DecisionRecord, Meeting
from governance.committees.models.decisions import Ballot, Nature
from governance.committees.models.meetings import MeetingStatus
from governance.offices import Office

from . import approved
from .approved import ETHICS
from .sittings import arrive, call

REVIEW = "convention.review.inspector"
GIVEN = 7
"""Days that the committee gives; the demonstration begins after them."""
TITLES = ("Convention ENT de Saint-Modèle, cycle 3", "Convention ENT de Saint-Modèle, messagerie")


def bring_cases(world: World, starts_at: dt.datetime) -> None:
    """Both reviewed; the first on the agenda of a meeting convened for ``starts_at``."""
    ethics = Committee.unscoped.filter(reference=ETHICS).first()
    if ethics is None or ethics.meetings.ahead().exists() or starts_at <= clock.now():
        return
    with asked_of_the_committee():
        for title in TITLES:
            act = rehearsal.prepare(world, title=title)
            conventions.submit(act, actor=world.actor("chef-de-projet"))
    manager = world.actor("chef-de-projet")
    found = meetings.plan(
        actor=manager,
        committee=ethics,
        starts_at=starts_at,
        place="Syndicat mixte, salle des assemblées",
    )
    item = AgendaItem.unscoped.filter(committee=ethics, step__isnull=False).earliest("pk")
    approved.report(item, manager)
    ItemLifecycle.move(item, "place", actor=manager, meeting=found)
    convener = guards.competent(found)[0].sitting
    assert convener is not None  # noqa: S101 the DASEN and the president are in office
    convening = acting.actor_of(convener)
    MeetingLifecycle.move(found, "convene", actor=convening, convener=convener)


@contextmanager
def asked_of_the_committee() -> Iterator[None]:
    """Inside the block, the review ends with the decision of the committee, as an administrator
    may ask of a circuit; afterwards it is the shipped one again."""
    shipped = CircuitTemplate.unscoped.filter(code=REVIEW).latest("version")
    with recording(SYSTEM):
        asked = CircuitTemplate(code=REVIEW, label=shipped.label, version=shipped.version + 1)
        asked.save()
        TemplateStep(
            template=asked,
            group=1,
            position=1,
            kind=StepKind.COMMITTEE,
            label="Décision du comité d’éthique",
            party="syndicate",
            offices=[Office.COMMITTEE_SECRETARY, Office.PROJECT_MANAGER],
            due="days:60",
            due_reason="le comité d’éthique en décide",
            committee="ethics",
            ruling=RulingKind.DECISION,
        ).save()
    try:
        yield
    finally:
        reference.loading.load(reference.CIRCUITS, actor=SYSTEM)


def bring_decision(world: World) -> None:
    """The committee approves the minutes of its first meeting and the convention; its chair
    confirms the record, then the minutes are signed."""
    found = Meeting.unscoped.filter(
        committee__reference=ETHICS, status=MeetingStatus.CONVENED, starts_at__lte=clock.now()
    ).first()
    if found is None or found.convener is None:
        return
    chair = acting.actor_of(found.convener)
    before = found.items.filter(approves_minutes_of__isnull=False).first()
    item = found.items.get(step__isnull=False)
    arrive(found, chair)
    found = MeetingLifecycle.move(found, "open_meeting", actor=chair)
    if before is not None:
        approved.approve(before, chair)
    call(item, chair)
    motion = Motion(
        Nature.DECISION,
        "La convention est approuvée ; la cheffe de projet en informe les écoles.",
        Ballot.CONSENSUS,
        responsible=world.people["chef-de-projet"],
        due_on=clock.today() + dt.timedelta(days=GIVEN),
    )
    ItemLifecycle.move(item, "decide", actor=chair, motion=motion)
    MeetingLifecycle.move(found, "close_after_loss", actor=chair)
    record = DecisionRecord.unscoped.get(meeting=found)
    assert found.chair is not None  # noqa: S101 an open meeting has one
    RecordLifecycle.move(record, "confirm_decisions", actor=acting.actor_of(found.chair))
    if before is not None:
        approved.sign(before.approves_minutes_of)
