"""Whom a step is for: holders of its offices, whoever replaces them, the one person who signs."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q

from common import clock
from governance import authority, replacing
from governance.models import Mandate
from governance.offices import AREA_OFFICES

from . import terms
from .models import Step, StepKind


def addressees(step: Step) -> list[Mandate]:
    """Mandates in office now to which the step is addressed; none when the office is vacant.

    For a signature: the one person who signs now for the first office that has a holder. For
    anything else: every holder of the listed offices in that institution.
    """
    if step.addressee is not None and may_act(step, step.addressee):
        return [step.addressee]
    held = list(holders(step))
    return _awaited(step) or held if step.kind == StepKind.SIGNATURE else held


def may_act(step: Step, mandate: Mandate) -> bool:
    """The mandate is in force and, for a signature, entitles to sign this act (N7)."""
    if not mandate.is_valid(clock.now()):
        return False
    if step.kind != StepKind.SIGNATURE:
        return True
    told = terms.of(step)
    held = authority.to_sign(mandate, told.kind, told.amount, clock.now())
    return isinstance(held, authority.Authority)


def _awaited(step: Step) -> list[Mandate]:
    """The one person who signs now for the step's office: holder, replacement or delegate (N7)."""
    told = terms.of(step)
    awaited = authority.who_signs(
        step.institution,
        step.offices[0],
        told.kind,
        told.amount,
        clock.now(),
        circonscription_id=step.circonscription_id,
    )
    if isinstance(awaited, authority.Refusal) or awaited.on_visa_of:
        return []  # an inspector without delegation is refused, not replaced by the DASEN (P9)
    return [Mandate.unscoped.select_related("person", "institution").get(pk=awaited.mandate_id)]


def holders(step: Step) -> Iterable[Mandate]:
    """Valid mandates of the step's body in one of its offices, and in its district; then who
    replaces a holder prevented, or holds the office until the next one (CGCT, art. L. 2122-17)."""
    now, seen = clock.now(), set()
    found = Mandate.unscoped.filter(institution=step.institution, office__in=step.offices)
    for mandate in found.select_related("person", "institution").order_by("pk"):
        if mandate.is_valid(now) and not _elsewhere(step, mandate):
            seen.add(mandate.pk)
            yield mandate
    for office in step.offices:
        substitution = replacing.in_force(step.institution, office, now)
        if substitution is not None and substitution.replacement_id not in seen:
            seen.add(substitution.replacement_id)
            yield substitution.replacement


def _elsewhere(step: Step, mandate: Mandate) -> bool:
    """An inspector of another district than the step's."""
    return (
        step.circonscription_id is not None
        and mandate.office in AREA_OFFICES
        and mandate.circonscription_id != step.circonscription_id
    )


def may_have_signed(step: Step, kind: str, amount: Decimal | None, since: dt.date) -> list[Mandate]:
    """Whose signature a paper received for the step may bear: the person awaited first, then
    whoever may sign for them now, or held their office at some time since the day ``since``.

    ``kind`` and ``amount`` (euros, taxes included): what an authority to sign must cover.
    """
    now = clock.now()
    keys = [each.pk for each in addressees(step)]
    for office in step.offices:
        entitled = authority.entitled(
            step.institution,
            office,
            kind,
            amount,
            now,
            circonscription_id=step.circonscription_id,
        )
        keys += [each.mandate_id for each in entitled]
    known = Mandate.unscoped.filter(institution=step.institution, office__in=step.offices)
    in_office = Q(ends_on=None) | Q(ends_on__gt=since)
    recent = known.filter(in_office, starts_on__lte=now.date()).order_by("-starts_on", "pk")
    keys += [each.pk for each in recent if not _elsewhere(step, each)]
    people = Mandate.unscoped.with_words().in_bulk(keys)
    return [people[key] for key in dict.fromkeys(keys)]


def replaces(mandate_id: int | None, step: Step) -> bool:
    """Whether somebody acts on the step in the place of a holder of its offices."""
    found = (replacing.in_force(step.institution, office, clock.now()) for office in step.offices)
    return mandate_id is not None and any(
        each is not None and each.replacement_id == mandate_id for each in found
    )
