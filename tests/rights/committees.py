"""The steering committee of A’s district: its mayor has a seat there, its inspector convenes.

One meeting is in preparation, another one convened, with a decision."""

from common import clock
from documents.models import Document
from governance.committees import agenda, convening
from governance.committees.lifecycle import MeetingLifecycle
from governance.committees.models import (
    Decision,
    DecisionRecord,
    FollowUp,
    Minutes,
    MinutesItem,
    MinutesRemark,
    Paper,
)
from governance.committees.models.items import Purpose
from governance.offices import Office
from tests import factories

from .files import stored
from .scene import World


def instances_of_a(world: World) -> None:
    area = world.things["area"]
    committee = factories.committee("steering", circonscription=area, name="Comité zqinstance")
    world.things["committee"] = committee
    world.things["committee kind"] = committee.kind
    world.things["committee rules"] = committee.rules.get()
    world.things["committee seat"] = factories.seat(
        committee, world.things["commune"], Office.EXECUTIVE, act_reference="zqdesignation"
    )
    factories.seat(committee, world.things["dsden"], Office.INSPECTOR, circonscription=area)
    _meetings(world, committee)


def _meetings(world, committee) -> None:
    inspector = world.of_a["inspector"]
    point = {"purpose": Purpose.INFORMATION, "title": "Point zqordre"}
    planned = factories.meeting(committee, place="zqsalle")
    world.things["meeting"] = planned
    world.things["item"] = agenda.add(
        actor=inspector, meeting=planned, report=stored("Rapport"), **point
    )
    convened = factories.meeting(committee, place="zqsalle")
    world.things["convened item"] = agenda.add(
        actor=inspector, meeting=convened, report=stored("Rapport"), **point
    )
    MeetingLifecycle.move(
        convened, "convene", actor=inspector, convener=factories.mandate_of(inspector)
    )
    world.things["decision"] = factories.recorded(
        Decision(
            meeting=convened,
            item=world.things["convened item"],
            number="D-zqordre",
            nature=Decision.Nature.DECISION,
            text="Décision zqordre",
            ballot=Decision.Ballot.CONSENSUS,
            adopted=True,
            result="Adopté par consensus.",
            decided_at=clock.now(),
        )
    )
    world.things["follow up"] = factories.recorded(
        FollowUp(decision=world.things["decision"], note="zqsuite", evidence=stored("Suite"))
    )
    world.things["decision record"] = factories.recorded(DecisionRecord(meeting=planned))
    world.things["paper"] = factories.recorded(
        Paper(
            committee=committee,
            meeting=planned,
            kind=Paper.Kind.RECORD,
            released_at=clock.now(),
            document=factories.recorded(
                Document(
                    about_type="committees.meeting",
                    about_id=planned.pk,
                    kind="decision_record",
                    title="Relevé zqordre",
                    purpose=Document.Purpose.ATTACHED,
                    pdf_sha256=stored("Relevé"),
                    file_name="releve.pdf",
                )
            ),
        )
    )
    _minutes(world, convened)
    own = convened.invitations.get(seat=world.things["committee seat"])
    world.things["invitation"] = own
    world.things["invitation key"] = convening.token_of(own)


def _minutes(world, convened):
    """Given out, with a point and an observation of the mayor."""
    minutes = factories.recorded(
        Minutes(
            meeting=convened,
            status=Minutes.Status.CONTESTED,
            circulate_before=clock.today(),
            circulated_at=clock.now(),
            observations_until=clock.today(),
        )
    )
    point = factories.recorded(
        MinutesItem(
            minutes=minutes,
            item=world.things["convened item"],
            rank=1,
            number="1",
            title="Point zqordre",
            outcome="decided",
            text="Débat zqordre",
        )
    )
    remark = MinutesRemark(
        minutes=minutes,
        point=point,
        author=factories.mandate_of(world.of_a["executive"]),
        text="Observation zqordre",
    )
    world.things["minutes"], world.things["minutes item"] = minutes, point
    world.things["minutes remark"] = factories.recorded(remark)
