"""Sessions as pages and files show them, where one stands, what each one waits for."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from audit.actor import Actor
from common import clock
from common.french import date_fr, number, time_fr
from governance.offices import Office
from governance.views.searching import code, matching

from ..models import PlanStatus, SessionStatus, TrainingPlan, TrainingSession
from ..models.training import AHEAD, COMING
from . import kinds, permissions

SORTS: dict[str, tuple[str, ...]] = {
    "date": ("starts_at",),
    "numero": ("number",),
    "nature": ("kind", "starts_at"),
    "circonscription": ("circonscription__name", "starts_at"),
    "statut": ("status", "starts_at"),
}
HEAD = (
    "Numéro", "Nature", "Intitulé", "Date", "Début", "Fin", "Lieu", "Circonscription", "Animation",
    "Places", "Écoles", "Convoqués", "Statut",
)  # fmt: skip


def sessions(actor: Actor) -> Any:
    """The sessions that ``actor`` reads, with how many schools each covers and people it calls."""
    return (
        TrainingSession.objects.visible_to(actor)
        .select_related(
            "campaign", "dsden", "circonscription", "provider", "trainer__person"
        )
        .annotate(
            covered=Count("schools", distinct=True),
            invited=Count("participants", distinct=True),
        )
    )  # fmt: skip


def filtered(rows: Any, asked: Mapping[str, Any]) -> Any:
    """``rows`` narrowed to the answers of the form of filters."""
    if text := asked.get("q"):
        names = matching(text, "title", "place", "schools__entry__school__name")
        found = TrainingSession.unscoped.filter(
            Q(number__iexact=text.strip()) | Q(schools__entry__school__uai=code(text)) | names
        )
        rows = rows.filter(pk__in=found.values("pk"))
    if campaign := asked.get("campagne"):
        rows = rows.filter(campaign=campaign)
    if area := asked.get("circonscription"):
        rows = rows.filter(circonscription=area)
    if kind := asked.get("nature"):
        rows = rows.filter(kind=kind)
    if status := asked.get("statut"):
        rows = rows.filter(status=status)
    if asked.get("a_venir"):
        rows = rows.filter(status__in=COMING, starts_at__gte=clock.now())
    return rows


def led_by(session: TrainingSession) -> str:
    """« Édite-École SAS et Mme Vidal »."""
    names = [str(session.provider)] if session.provider else []
    names += [session.trainer.person.formal_name] if session.trainer else []
    return " et ".join(names)


def hours(session: TrainingSession) -> str:
    """« 9 h – 12 h », on the clock of the DSDEN."""
    return f"{time_fr(session.starts_here)} – {time_fr(session.ends_here)}"


def lasts(session: TrainingSession) -> str:
    """« 3 h », « 1 h 30 »."""
    return duration(session.minutes)


def duration(minutes: int) -> str:
    """« 3 h », « 1 h 30 », for a number of minutes."""
    whole, rest = divmod(minutes, 60)
    return f"{number(whole)} h {rest:02}" if rest else f"{number(whole)} h"


def exported(session: Any) -> list[Any]:
    """The cells of one session in a spreadsheet."""
    return [
        session.number, session.get_kind_display(), session.title, session.day,
        f"{session.starts_here:%H:%M}", f"{session.ends_here:%H:%M}", session.place,
        session.scope_words, led_by(session), session.seats, session.covered, session.invited,
        session.get_status_display(),
    ]  # fmt: skip


def situation(session: TrainingSession) -> str:
    """Where the session stands, as a sentence."""
    when = f"le {date_fr(session.day)}, {hours(session)}"
    match session.status:
        case SessionStatus.PLANNED_SESSION:
            return f"Séance {when}. Personne n’est encore convoqué."
        case SessionStatus.CALLED:
            return f"Séance {when}. Convocations envoyées le {date_fr(_day(session.called_at))}."
        case SessionStatus.HELD:
            return f"Séance tenue le {date_fr(session.day)} ; attestations à délivrer."
        case SessionStatus.ATTESTED:
            return (
                f"Séance tenue le {date_fr(session.day)}, attestations délivrées le "
                f"{date_fr(session.attested_on)}."
            )
        case SessionStatus.POSTPONED:
            before = date_fr(_day(session.postponed_from))
            return f"Séance du {before} reportée : {when}. Les convocations sont à envoyer."
    return f"La séance du {date_fr(session.day)} est annulée : {session.reason}"


def _day(instant: dt.datetime | None) -> dt.date | None:
    return instant.astimezone(clock.now().tzinfo).date() if instant else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session or a plan that waits for somebody: what for, by when and why."""

    record: TrainingSession | TrainingPlan
    verb: str
    button: str
    due: dt.date | None
    reason: str


PLANS_ASKED = {
    Office.INSPECTOR: (PlanStatus.PLAN_SUBMITTED,),
    Office.DIGITAL_ADVISER: (PlanStatus.PLAN_RETURNED,),
}
"""Office → statuses in which a plan is its task."""
ASKED = frozenset({Office.INSPECTOR, Office.PROVIDER, *permissions.TRAINERS})
"""Offices of which a session may ask something."""


def waiting(actor: Actor) -> Iterator[Waiting]:
    """What training asks of ``actor`` today: one query for sessions, one for plans, none for the
    offices that are never asked."""
    if actor.mandate_id is None:
        return
    if actor.office in ASKED:
        for session in _sessions_asked(actor):
            yield _asked(session)
    if statuses := PLANS_ASKED.get(Office(actor.office)) if actor.office else None:
        plans = TrainingPlan.objects.visible_to(actor).filter(status__in=statuses)
        for plan in plans.select_related("campaign", "circonscription"):
            yield _plan_asked(plan)


def _sessions_asked(actor: Actor) -> Any:
    """To call to, to count once begun, to attest."""
    alone = [each.name for each in kinds.table().values() if each.reach == kinds.DEPARTMENT]
    ready = Q(kind__in=alone) | Q(covered__gt=0)
    asked = (
        Q(status__in=AHEAD) & ready & permissions.calls(actor)
        | Q(status=SessionStatus.CALLED, starts_at__lte=clock.now()) & permissions.leads(actor)
        | Q(status=SessionStatus.HELD) & permissions.attests(actor)
    )
    rows = TrainingSession.objects.visible_to(actor).annotate(covered=Count("schools"))
    return rows.filter(asked).select_related("dsden").order_by("starts_at", "pk")


def _asked(session: TrainingSession) -> Waiting:
    day = session.day
    match session.status:
        case SessionStatus.CALLED:
            return Waiting(
                session, "Enregistrer l’émargement", "Compter les présents", day,
                "Jour de la séance.",
            )  # fmt: skip
        case SessionStatus.HELD:
            return Waiting(
                session, "Délivrer les attestations", "Ouvrir la séance", None,
                f"Séance tenue le {date_fr(day)}.",
            )  # fmt: skip
    return Waiting(
        session, "Envoyer les convocations", "Choisir qui convoquer", day, "Jour de la séance."
    )


def _plan_asked(plan: TrainingPlan) -> Waiting:
    if plan.status == PlanStatus.PLAN_SUBMITTED:
        return Waiting(plan, "Viser un plan de formation", "Lire le plan", None, "Visa demandé.")
    return Waiting(plan, "Corriger un plan de formation", "Voir le motif", None, plan.reason)
