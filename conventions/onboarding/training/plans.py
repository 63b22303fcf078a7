"""The plan of a district: begun, written, then a new version once one is validated.

Its lines are the sessions of the district in the campaign; its capacity is the time of its
advisers (M33), compared with the hours of the sessions that they lead.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.french import date_fr, list_fr, number
from common.lifecycle import Refusal, Refused
from governance.models import Circonscription, Mandate
from governance.offices import Office
from governance.services.store import lock, require, store

from ..models import Campaign, PlanStatus, SessionStatus, TrainingPlan, TrainingSession
from ..models.training_plans import EDITABLE, OPEN
from . import listing, permissions

WRITTEN = ("goals", "teachers", "advisers", "adviser_share", "adviser_hours", "tender_on",
           "evaluation")  # fmt: skip
NEEDED = {
    "goals": "les objectifs de l’année",
    "teachers": "le nombre d’enseignants concernés",
    "advisers": "le nombre de conseillers numériques",
    "adviser_share": "la part de leur temps",
    "adviser_hours": "leurs heures de formation",
    "evaluation": "l’évaluation",
}


def sessions_of(plan: TrainingPlan) -> Any:
    """The sessions of the district in the campaign, those cancelled left out."""
    rows = TrainingSession.unscoped.filter(
        campaign=plan.campaign_id, circonscription=plan.circonscription_id
    )
    return rows.exclude(status=SessionStatus.CANCELLED_SESSION).order_by("starts_at", "pk")


def led_hours(plan: TrainingPlan) -> Decimal:
    """Hours of the sessions that digital advisers lead."""
    led = sessions_of(plan).filter(trainer__office=Office.DIGITAL_ADVISER)
    return Decimal(sum(session.minutes for session in led)) / 60


def begin_plan(*, actor: Actor, campaign: Campaign, area: Circonscription) -> TrainingPlan:
    """A first version, or the next one: what the last one said is taken up."""
    require(permissions.may_write(actor, area), permissions.WRITES)
    with recording(actor):
        lock(campaign)
        rows = TrainingPlan.unscoped.filter(campaign=campaign, circonscription=area)
        last = rows.order_by("-version").first()
        if last is not None and last.status in OPEN:
            raise Refused(
                Refusal(
                    f"La version {last.version} de ce plan est « {last.get_status_display()} » : "
                    "terminez-la d’abord.",
                    key="plan.open",
                )
            )
        plan = TrainingPlan(
            campaign=campaign,
            circonscription=area,
            version=last.version + 1 if last is not None else 1,
            owner=Mandate.unscoped.get(pk=actor.mandate_id),
        )
        for name in WRITTEN if last is not None else ():
            setattr(plan, name, getattr(last, name))
        return store(plan, "begin_plan")


def write_plan(*, actor: Actor, plan: TrainingPlan, **fields: Any) -> TrainingPlan:
    """What the plan says, while nobody has been asked to validate it."""
    require(permissions.may_edit(actor, plan), permissions.WRITES)
    with recording(actor):
        lock(plan)
        plan.refresh_from_db()
        if not editable(plan):
            raise Refused(
                Refusal(
                    f"Le plan est « {plan.get_status_display()} » : il ne change plus. Commencez "
                    "une nouvelle version.",
                    key="plan.closed",
                )
            )
        for name in WRITTEN:
            setattr(plan, name, fields[name])
        return store(plan, "write_plan")


def editable(plan: TrainingPlan) -> bool:
    return plan.status in EDITABLE


def complete(plan: TrainingPlan) -> Iterator[Refusal]:
    """What the inspector needs to validate: every part, a session, no more hours than there are."""
    lacking = [words for name, words in NEEDED.items() if getattr(plan, name) in (None, "")]
    if lacking:
        yield Refusal(f"Il manque : {list_fr(lacking)}.", "domaine § 3.12", "plan.missing")
    if not sessions_of(plan).exists():
        yield Refusal("Le plan ne prévoit aucune séance.", "domaine § 3.12", "plan.empty")
    yield from within_capacity(plan)


def within_capacity(plan: TrainingPlan) -> Iterator[Refusal]:
    """Advisers do not lead more hours than their time allows (M33)."""
    hours, capacity = led_hours(plan), plan.capacity
    if capacity is not None and hours > capacity:
        yield Refusal(
            f"Les séances animées par les conseillers numériques totalisent {number(hours)} h, "
            f"pour {number(capacity)} h disponibles : retirez des séances, ou revoyez leur temps.",
            "S0, S4",
            "plan.capacity",
        )


def before_tender(plan: TrainingPlan) -> Iterator[Refusal]:
    """A plan that goes with a change of ENT is validated before the market is published (S2)."""
    if plan.tender_on is not None and plan.tender_on <= clock.today():
        yield Refusal(
            f"La publication du marché est prévue le {date_fr(plan.tender_on)} : le plan se valide "
            "avant. Corrigez cette date si elle a changé.",
            "S2",
            "plan.tender",
        )


def frozen(plan: TrainingPlan) -> list[dict[str, Any]]:
    """The sessions as plain values, as the plan held them when it was validated."""
    rows = sessions_of(plan).select_related("dsden", "provider", "trainer__person")
    return [
        {
            "number": session.number,
            "kind": session.kind,
            "title": session.title,
            "starts_at": session.starts_at.isoformat(),
            "minutes": session.minutes,
            "place": session.place,
            "seats": session.seats,
            "school_time": session.school_time,
            "led_by": listing.led_by(session),
            "schools": [covered.entry.school.name for covered in session.schools.all()],
        }
        for session in rows.prefetch_related("schools__entry__school")
    ]


def held(plan: TrainingPlan) -> list[dict[str, Any]]:
    """What the plan holds: its sessions of today, or those of the day when it was validated."""
    return plan.sessions if plan.validated_by_id else frozen(plan)


def situation(plan: TrainingPlan) -> str:
    """Where the plan stands, as a sentence."""
    match plan.status:
        case PlanStatus.PLAN_DRAFT:
            return "Le plan est en préparation : l’ERUN demandera le visa de l’inspection."
        case PlanStatus.PLAN_SUBMITTED:
            return "Le visa de l’inspection est demandé."
        case PlanStatus.PLAN_RETURNED:
            return f"Le plan est à corriger : {plan.reason}"
        case PlanStatus.PLAN_VALIDATED:
            return f"Plan visé le {date_fr(plan.validated_on)} : il vaut pour l’année."
    return "Une version plus récente de ce plan est visée."
