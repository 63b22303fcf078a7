"""Count what is handed to families, what is activated, what they ask; one transaction each."""

import datetime as dt
from collections.abc import Mapping

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock
from common.french import date_fr
from common.lifecycle import Refusal, Refused
from governance.models import Mandate
from governance.services.store import lock, require, store

from .. import facts, registry
from ..lifecycle import SchoolEntryLifecycle
from ..models import (
    ActivationCount,
    EntryStatus,
    FamilyRequest,
    Handover,
    HandoverClass,
    SchoolEntry,
)
from . import permissions


def inform(
    *, actor: Actor, entry: SchoolEntry, informed_on: dt.date | None, how: str,
    charter_on: dt.date | None,
) -> Handover:  # fmt: skip
    """When families were informed and received the charter; a second record replaces the first."""
    require(permissions.may_hand(actor, entry), permissions.HANDS)
    _past(informed_on, charter_on)
    with recording(actor):
        lock(entry)
        found = Handover.unscoped.filter(entry=entry).first() or Handover(entry=entry)
        found.informed_on, found.how, found.charter_on = informed_on, how.strip(), charter_on
        return store(found, "inform_families")


def count_class(
    *, actor: Actor, entry: SchoolEntry, counted: HandoverClass | None = None, label: str,
    nursery: bool, pupils: int, guardians: int, handed: int, declined: int,
) -> HandoverClass:  # fmt: skip
    """The numbers of a class; ``counted`` corrects one that is there."""
    require(permissions.may_hand(actor, entry), permissions.HANDS)
    with recording(actor):
        lock(entry)
        found = counted or HandoverClass(entry=entry)
        found.label, found.nursery = " ".join(label.split()), nursery
        found.pupils, found.guardians = pupils, guardians
        found.handed, found.declined = handed, declined
        return store(found, "count_class")


def count_activations(
    *, actor: Actor, entry: SchoolEntry, read_on: dt.date, counts: Mapping[str, int]
) -> ActivationCount:
    """How many accounts had connected on a day; the school may become active by it.

    A count of the same day is corrected.
    """
    require(permissions.may_count(actor, entry), permissions.READS_COUNTS)
    _past(read_on)
    with recording(actor):
        lock(entry)
        found = ActivationCount.unscoped.filter(entry=entry, read_on=read_on).first()
        found = found or ActivationCount(entry=entry, read_on=read_on)
        found.counts = dict(counts)
        found.by = Mandate.unscoped.get(pk=actor.mandate_id)
        store(found, "count_activations")
        _activate(entry)
    return found


def _activate(entry: SchoolEntry) -> None:
    entry.refresh_from_db()
    if entry.status == EntryStatus.ACCOUNTS_DISTRIBUTED and not facts.missing("activations", entry):
        SchoolEntryLifecycle.move(entry, "activate", actor=SYSTEM)


@registry.on_moved
def _distributed(entry: SchoolEntry, verb: str, actor: Actor) -> None:
    """Accounts may have connected before their distribution was declared."""
    if verb == "distribute":
        _activate(entry)


def ask_help(
    *, actor: Actor, entry: SchoolEntry, category: str, families: int, received_on: dt.date,
    answered_on: dt.date | None,
) -> FamilyRequest:  # fmt: skip
    """Families asked for help: how many, for what, since when."""
    require(permissions.may_help(actor, entry), permissions.HELPS)
    _past(received_on, answered_on)
    with recording(actor):
        return store(
            FamilyRequest(
                entry=entry,
                category=category,
                families=families,
                received_on=received_on,
                answered_on=answered_on,
            ),
            "ask_help",
        )


def answer_help(*, actor: Actor, asked: FamilyRequest, answered_on: dt.date) -> FamilyRequest:
    """They were all helped on that day."""
    require(permissions.may_help(actor, asked.entry), permissions.HELPS)
    _past(answered_on)
    with recording(actor):
        lock(asked)
        asked.refresh_from_db()
        asked.answered_on = answered_on
        return store(asked, "answer_help")


def _past(*days: dt.date | None) -> None:
    today = clock.today()
    for day in days:
        if day is not None and day > today:
            raise Refused(Refusal(f"Le {date_fr(day)} n’est pas encore venu.", key="families.day"))
