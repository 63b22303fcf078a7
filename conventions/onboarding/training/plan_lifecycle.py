"""Statuses of a training plan, and the moves between them (domain, § 3.12).

The only module that writes ``TrainingPlan.status``; call ``PlanLifecycle.move``. A plan is begun by
``plans.begin_plan``; the adviser writes it, the inspector validates it.
"""

from collections.abc import Iterator
from typing import Any

from audit.actor import SYSTEM, Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move, system
from governance.models import Mandate

from ..models import PlanStatus, TrainingPlan
from . import permissions, plans

P = PlanStatus


class PlanLifecycle(Lifecycle[TrainingPlan]):
    """From the draft to the version in force, then replaced by the next."""

    state = column(P)
    label = "le plan"

    @state.transition(
        (P.PLAN_DRAFT, P.PLAN_RETURNED),
        P.PLAN_SUBMITTED,
        permission=by(permissions.may_edit),
        custom=move("Demander le visa", "a demandé le visa du plan"),
    )
    def submit_plan(self, **given: Any) -> None:
        """L'ERUN soumet le plan à l'inspection."""
        self.record.reason = ""

    def guard_submit_plan(self, **given: Any) -> Iterator[Refusal]:
        yield from plans.complete(self.record)

    @state.transition(
        P.PLAN_SUBMITTED,
        P.PLAN_RETURNED,
        permission=by(permissions.may_validate),
        custom=move("Renvoyer le plan", "a renvoyé le plan", reason=True),
    )
    def return_plan(self, *, reason: str, **given: Any) -> None:
        """Le plan est à corriger."""
        self.record.reason = reason.strip()

    @state.transition(
        P.PLAN_SUBMITTED,
        P.PLAN_VALIDATED,
        permission=by(permissions.may_validate),
        custom=move("Viser le plan", "a visé le plan"),
    )
    def validate_plan(self, *, actor: Actor, **given: Any) -> None:
        """Le plan vaut pour l'année ; la version précédente est remplacée."""
        self.record.validated_on = clock.today(self.record.circonscription.dsden.time_zone)
        self.record.validated_by = Mandate.unscoped.get(pk=actor.mandate_id)
        self.record.sessions = plans.frozen(self.record)

    def guard_validate_plan(self, **given: Any) -> Iterator[Refusal]:
        yield from plans.within_capacity(self.record)
        yield from plans.before_tender(self.record)

    @state.transition(
        P.PLAN_VALIDATED,
        P.PLAN_REPLACED,
        permission=system,
        custom=move(sentence="est remplacé par une nouvelle version", system=True),
    )
    def replace_plan(self, **given: Any) -> None:
        """Une version plus récente est visée."""

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        if verb != "validate_plan":
            return
        older = TrainingPlan.unscoped.filter(
            campaign=self.record.campaign_id,
            circonscription=self.record.circonscription_id,
            status=P.PLAN_VALIDATED,
        ).exclude(pk=self.record.pk)
        for plan in older:
            PlanLifecycle.move(plan, "replace_plan", actor=SYSTEM)
