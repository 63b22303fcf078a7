"""Prepare a plan, ask each body for its part, record what it decided and what it ratified."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import current, recording
from common import clock
from common.lifecycle import Refusal, Refused
from governance.models import Institution, Mandate
from governance.services.store import lock, require, store

from .. import guards as of_entries
from .. import participants, registry
from ..models import (
    DecisionStatus,
    EntryStatus,
    EquipmentAgreement,
    EquipmentItem,
    FinancingDecision,
    FinancingPlan,
    FinancingShare,
    SchoolEntry,
)
from . import checks, facts, permissions
from .lifecycle import DecisionLifecycle

S = EntryStatus
PREPARED_IN = (
    S.CANDIDATE,
    S.PROJECT_SUBMITTED,
    S.AWAITING_OPINION,
    S.UNFAVOURABLE,
    S.SCHOOL_PROJECT,
)
"""The financing is not asked yet."""


# --- the plan -----------------------------------------------------------------------------------
def editable(entry: SchoolEntry, decisions: Iterable[FinancingDecision] | None = None) -> bool:
    """Until it is asked; then again once a body that pays beside the others declined.

    ``decisions``: those of ``entry``, when the caller read them already.
    """
    if entry.status != S.FINANCING_REQUESTED:
        return entry.status in PREPARED_IN
    known = facts.decisions(entry) if decisions is None else decisions
    return any(each.status == DecisionStatus.DECLINED for each in known)


def prepare(*, actor: Actor, entry: SchoolEntry, **fields: Any) -> FinancingPlan:
    """The plan of ``entry``: its budget year, its accounts, its price, its training."""
    with _changing(actor, entry):
        plan = FinancingPlan.unscoped.filter(entry=entry).first() or FinancingPlan(entry=entry)
        for name, value in fields.items():
            setattr(plan, name, value)
        return store(plan, "prepare_financing")


def add_share(*, actor: Actor, plan: FinancingPlan, **fields: Any) -> FinancingShare:
    """What one body pays of one nature."""
    with _changing(actor, plan.entry):
        return store(FinancingShare(plan=plan, **fields), "add_share")


def remove_share(*, actor: Actor, share: FinancingShare) -> None:
    with _changing(actor, share.plan.entry):
        _remove(share, "remove_share")


def add_item(*, actor: Actor, plan: FinancingPlan, **fields: Any) -> EquipmentItem:
    """A thing to buy: refused while the project has no favourable opinion (M13)."""
    with _changing(actor, plan.entry):
        if refusals := list(checks.project_first(plan.entry)):
            raise Refused(*refusals)
        added = store(EquipmentItem(plan=plan, **fields), "add_item")
        registry.moved(plan.entry, "choose_equipment", actor)
        return added


def remove_item(*, actor: Actor, item: EquipmentItem) -> None:
    with _changing(actor, item.plan.entry):
        _remove(item, "remove_item")
        registry.moved(item.plan.entry, "choose_equipment", actor)


def agree(*, actor: Actor, plan: FinancingPlan) -> EquipmentAgreement:
    """One of the three sides agrees to the equipment as it stands (M15)."""
    side = permissions.side_of(actor, plan)
    require(bool(side), permissions.AGREES)
    with recording(actor):
        lock(plan)
        if not plan.items.exists():
            raise Refused(Refusal("Le plan ne prévoit aucun équipement.", "M15"))
        found = EquipmentAgreement.unscoped.filter(plan=plan, side=side).first()
        given = found or EquipmentAgreement(plan=plan, side=side)
        given.choice, given.on = checks.choice(plan), clock.today()
        given.by = Mandate.unscoped.get(pk=actor.mandate_id)
        store(given, "agree_equipment")
        registry.moved(plan.entry, f"agree_{side}", actor)
        return given


@contextmanager
def _changing(actor: Actor, entry: SchoolEntry) -> Iterator[None]:
    """``recording`` around a change of the plan of ``entry``, held, for who may change it now."""
    require(permissions.may_prepare(actor, entry), permissions.PREPARES)
    with recording(actor):
        lock(entry)
        entry.refresh_from_db(fields=["status"])
        if not editable(entry):
            raise Refused(
                Refusal(
                    f"Le plan ne change plus : l’école est « {entry.get_status_display()} ».",
                    key="financing.closed",
                )
            )
        yield


def _remove(row: Any, verb: str) -> None:
    current().says(row, verb)
    row.delete()


# --- what is asked ------------------------------------------------------------------------------
@registry.on_moved
def follow(entry: SchoolEntry, verb: str, actor: Actor) -> None:
    """The bodies are asked with the move of the file; its refusal is that of the competent one."""
    if verb == "request_financing":
        ask(entry)
    elif verb == "refuse_authority":
        _refused(entry)


def asked_of(entry: SchoolEntry) -> dict[Institution, Decimal | None]:
    """Who is to decide, and for how much: the competent body, then those that pay beside it."""
    plan = facts.plan_of(entry)
    body = entry.competent or of_entries.competent(entry)
    found: dict[Institution, Decimal | None] = {}
    if body is not None:
        found[body] = Decimal(0) if plan is not None else None
    for share in plan.shares.select_related("institution") if plan is not None else ():
        if not share.european and checks.decides(share.institution):
            found[share.institution] = (found.get(share.institution) or 0) + share.amount
    return found


def ask(entry: SchoolEntry) -> list[FinancingDecision]:
    """Ask each body for its part; those already asked for the same amount are left alone."""
    due = participants.due_on(entry, "entry.decision")
    wanted, made = asked_of(entry), []
    with recording(SYSTEM):
        for known in facts.decisions(entry):
            same = known.status != DecisionStatus.DECLINED and known.institution in wanted
            if same and known.amount == wanted[known.institution]:
                del wanted[known.institution]
            else:
                DecisionLifecycle.move(known, "void", actor=SYSTEM)
        for institution, amount in wanted.items():
            asked = FinancingDecision(
                entry=entry,
                institution=institution,
                amount=amount,
                asked_on=clock.today(),
                due_on=due,
            )
            made.append(store(asked, "ask_financing"))
    return made


def ask_again(*, actor: Actor, entry: SchoolEntry) -> list[FinancingDecision]:
    """After a refusal beside the competent body: the plan was changed, it is asked again."""
    with _changing(actor, entry):
        if entry.status != S.FINANCING_REQUESTED:
            raise Refused(Refusal("Demandez d’abord le financement, depuis le dossier."))
        if refusals := list(facts.planned(entry)):
            raise Refused(*refusals)
        return ask(entry)


def _refused(entry: SchoolEntry) -> None:
    """The competent body refused: its decision says why, the others have no object any more."""
    for each in facts.decisions(entry):
        own = each.institution_id == entry.competent_id
        if own and each.open:
            DecisionLifecycle.move(
                each,
                "decline",
                actor=SYSTEM,
                reason=entry.reason,
                category=entry.category,
                decided_on=clock.today(),
            )
        elif each.status != DecisionStatus.DECLINED:
            DecisionLifecycle.move(each, "void", actor=SYSTEM)


# --- what is decided ----------------------------------------------------------------------------
def grant(
    *, actor: Actor, decisions: Iterable[FinancingDecision], **given: Any
) -> list[FinancingDecision]:
    """Record one act for the files that it concerns, all of the same body: all or none."""
    with recording(actor):
        return [DecisionLifecycle.move(each, "grant", actor=actor, **given) for each in decisions]


def open_for(actor: Actor, entry: SchoolEntry) -> Iterator[FinancingDecision]:
    """The decisions awaited for ``entry`` that ``actor`` may record."""
    for each in facts.decisions(entry):
        if each.open and permissions.may_record(actor, each):
            yield each


def beside(decision: FinancingDecision, actor: Actor) -> Any:
    """Other schools for which the same body is awaited: one vote often serves several."""
    rows = FinancingDecision.objects.visible_to(actor).filter(
        institution=decision.institution_id, status=DecisionStatus.EXPECTED
    )
    return (
        rows.exclude(pk=decision.pk)
        .select_related("entry__school")
        .order_by("entry__school__name", "pk")
    )
