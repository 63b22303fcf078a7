"""Write down a call or a visit about what nobody answers: secretary, call, then visit (P12)."""

import datetime as dt
from collections.abc import Iterable

from audit.actor import Actor
from audit.recording import recording
from common import calendar, clock, french
from common.lifecycle import NotYours, Refusal, Refused
from governance import acting, parameters
from governance.offices import Office

from . import services
from .models import Assignment, Contact, Step

CALLERS = frozenset({Office.PROJECT_MANAGER, Office.SUPPORT_OFFICER})
"""Whoever telephones partners; the president, the jurist and the DPO do not."""


def may_follow(actor: Actor) -> bool:
    """Call and visit; partners read no list of calls."""
    return actor.mandate_id is not None and actor.office in CALLERS


def find(public_id: object, actor: Actor) -> Assignment | None:
    """A late task of another body, for the staff; None for anybody else."""
    if not may_follow(actor):
        return None
    late = services.late_elsewhere(actor.institution_id, clock.today())
    found: Assignment | None = late.filter(public_id=public_id).first()
    return found


def latest(steps: Iterable[int]) -> dict[int, Contact]:
    """The last call or visit about each step, by the id of the step."""
    found = Contact.unscoped.filter(step__in=list(steps)).select_related("step__institution")
    return {contact.step_id: contact for contact in found.order_by("at", "pk")}


def next_try(on: dt.date) -> dt.date:
    """When to try again, unless somebody says otherwise (``escalation.call``, business days)."""
    return calendar.add_business_days(on, int(parameters.value("escalation.call", on=on)))


def record(
    task: Assignment,
    *,
    kind: str,
    outcome: str,
    actor: Actor,
    spoke_with: str = "",
    note: str = "",
    again_on: dt.date | None = None,
) -> Contact:
    """A call or a visit: its outcome in the history of the act, its note for the staff alone;
    the line comes back on its day.

    Raises ``NotYours`` for others than the staff, ``Refused`` when the step is closed, or when an
    answer names nobody.
    """
    mandate = acting.mandate_of(actor)
    if mandate is None or not may_follow(actor):
        raise NotYours("Les appels et les visites sont notés par les agents du syndicat.")
    if outcome == Contact.Outcome.ANSWERED and not spoke_with.strip():
        raise Refused(Refusal("Indiquez qui a répondu : son nom figurera dans l’historique."))
    with recording(actor) as journal:
        step = Step.unscoped.select_for_update().get(pk=task.step_id)
        if step.status != Step.Status.OPEN:
            raise Refused(Refusal("Cette étape est close : il n’y a plus à relancer."))
        contact = Contact(
            step=step,
            by=mandate,
            at=clock.now(),
            kind=kind,
            outcome=outcome,
            spoke_with=spoke_with,
            note=note,
            again_on=again_on or next_try(clock.today()),
        )
        contact.full_clean()
        journal.says(contact, "record_contact")
        contact.save()
        outcome_words = contact.get_outcome_display()
        services.tell(step, f"record_{kind}", actor=actor, reason=outcome_words)
    return contact


def words(contact: Contact) -> str:
    """« Appel, le 3 juin 2026, Mme Roy : réponse obtenue. Signera lundi. À reprendre le … »"""
    zone = contact.step.institution.time_zone
    day = french.date_fr(calendar.act_date(contact.at, zone))
    who = f", {contact.spoke_with}" if contact.spoke_with else ""
    said = f" {contact.note.strip()}" if contact.note.strip() else ""
    again = f" À reprendre le {french.date_fr(contact.again_on)}." if contact.again_on else ""
    outcome = contact.get_outcome_display().lower()
    return f"{contact.get_kind_display()}, le {day}{who} : {outcome}.{said}{again}"
