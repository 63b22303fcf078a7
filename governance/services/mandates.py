"""Mandates: recorded with their act, confirmed by somebody else, ended."""

import datetime as dt
from decimal import Decimal

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock
from common.lifecycle import REASON, Refusal, Refused

from .. import permissions
from ..lifecycle import MandateLifecycle
from ..models import (
    Circonscription,
    Institution,
    Mandate,
    MandateStatus,
    Person,
    School,
)
from .store import lock, require, store


def record_mandate(
    *,
    actor: Actor,
    person: Person,
    institution: Institution,
    office: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    act_kind: str = "",
    act_reference: str = "",
    act_date: dt.date | None = None,
    act_file: str = "",
    title: str = "",
    circonscription: Circonscription | None = None,
    school: School | None = None,
    rank: int | None = None,
    ceiling: Decimal | None = None,
    objects_covered: list[str] | None = None,
) -> Mandate:
    """Record a mandate, which gives no right before ``confirm_mandate``.

    A preparer must give the act of election or appointment. ``ends_on`` is excluded. The system
    (imports, first installation) records it confirmed.
    """
    require(
        permissions.may_record_mandate(actor, institution, office, person),
        "l’administrateur ou au préparateur de l’institution, pour une autre personne",
    )
    if not actor.system and actor.office == "preparer" and not (act_reference and act_file):
        raise Refused(Refusal("Déposez l’acte d’élection ou de nomination, avec sa référence."))
    with recording(actor):
        lock(institution)
        mandate = Mandate(
            person=person,
            institution=institution,
            office=office,
            starts_on=starts_on,
            ends_on=ends_on,
            act_kind=act_kind,
            act_reference=act_reference,
            act_date=act_date,
            act_file=act_file,
            title=title,
            circonscription=circonscription,
            school=school,
            rank=rank,
            ceiling=ceiling,
            objects_covered=objects_covered or [],
        )
        if actor.system:
            mandate.confirmed_at = clock.now()
        store(mandate, "record_mandate")
        return _begin_if_due(mandate)


def confirm_mandate(*, actor: Actor, mandate: Mandate) -> Mandate:
    """The project manager compared the mandate with its act: from now on it counts."""
    with recording(actor):
        lock(mandate)
        mandate = Mandate.unscoped.with_words().get(pk=mandate.pk)
        require(permissions.may_confirm_mandate(actor, mandate), "un autre chef de projet")
        if mandate.confirmed_at is not None:
            raise Refused(Refusal("Ce mandat est déjà confirmé."))
        mandate.confirmed_at = clock.now()
        mandate.confirmed_by_id = actor.mandate_id
        store(mandate, "confirm_mandate")
        return _begin_if_due(mandate)


def end_mandate(
    *, actor: Actor, mandate: Mandate, on: dt.date | None = None, reason: str = ""
) -> Mandate:
    """End a mandate at its term, or on ``on`` (excluded) with the reason."""
    return MandateLifecycle.move(mandate, "end_mandate", actor=actor, on=on, reason=reason)


def set_end(*, actor: Actor, mandate: Mandate, ends_on: dt.date | None, reason: str) -> Mandate:
    """Say beforehand when a mandate ends, ``ends_on`` excluded; None: it no longer ends."""
    return MandateLifecycle.move(mandate, "set_end", actor=actor, ends_on=ends_on, reason=reason)


def rule_mandate(*, actor: Actor, mandate: Mandate, verb: str, reason: str) -> Mandate:
    """Suspend, resume or annul a mandate; raises ``NotYours`` and ``Refused``."""
    return MandateLifecycle.move(mandate, verb, actor=actor, reason=reason)


def waive_habilitation(*, actor: Actor, mandate: Mandate, reason: str) -> Mandate:
    """The jurist accepts that the habilitation is not produced; printed in the evidence (P9)."""
    with recording(actor):
        lock(mandate)
        mandate = Mandate.unscoped.with_words().get(pk=mandate.pk)
        require(permissions.may_rule_mandate(actor, mandate), "un juriste")
        if not reason.strip():
            raise Refused(REASON)
        mandate.habilitation_waived = True
        mandate.waiver_reason = reason
        mandate.waived_by_id = actor.mandate_id
        return store(mandate, "waive_habilitation", reason=reason)


def roll_mandates(at: dt.datetime) -> int:
    """Begin and end the mandates whose day came; called by ``tick``; returns how many moved.

    One transaction each: a fault about one does not hold the others back.
    """
    moved = 0
    for mandate in Mandate.unscoped.with_words().filter(status=MandateStatus.FUTURE):
        moved += _begin_if_due(mandate).status == MandateStatus.VALID
    open_mandates = Mandate.unscoped.with_words().filter(
        status__in=[MandateStatus.VALID, MandateStatus.SUSPENDED],
        ends_on__lte=at.date() + dt.timedelta(days=1),  # overseas, the day comes earlier
    )
    for mandate in open_mandates:
        if mandate.ends_on is not None and mandate.ends_on <= mandate.day_of(at):
            MandateLifecycle.move(mandate, "end_mandate", actor=SYSTEM)
            moved += 1
    return moved


def _begin_if_due(mandate: Mandate) -> Mandate:
    due = mandate.starts_on <= mandate.day_of(clock.now())
    if mandate.status != MandateStatus.FUTURE or mandate.confirmed_at is None or not due:
        return mandate
    return MandateLifecycle.move(mandate, "begin", actor=SYSTEM)
