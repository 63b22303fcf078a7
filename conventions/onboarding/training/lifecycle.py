"""Statuses of a session, and the moves between them (tables, § 1.9).

The only module that writes ``TrainingSession.status``; call ``SessionLifecycle.move``. A session is
planned when ``services.plan_session`` creates it.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from audit.actor import SYSTEM, Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move
from governance.models import Mandate
from governance.services.store import store

from .. import facts
from ..lifecycle import SchoolEntryLifecycle
from ..models import (
    CoveredSchool,
    EntryStatus,
    SessionStatus,
    TrainingParticipant,
    TrainingSession,
)
from . import guards, permissions, telling
from .attendance import Count

S = SessionStatus


class SessionLifecycle(Lifecycle[TrainingSession]):
    """From the session planned to the attestations, and the ways out."""

    state = column(S)
    label = "la séance"

    @state.transition(
        (S.PLANNED_SESSION, S.POSTPONED),
        S.CALLED,
        permission=by(permissions.may_call),
        custom=move("Envoyer les convocations", "a convoqué les participants"),
    )
    def call(self, *, actor: Actor, **given: Any) -> None:
        """Chaque participant reçoit sa convocation et l'événement de son agenda."""
        self.record.called_at = clock.now()
        self.record.called_by = Mandate.unscoped.get(pk=actor.mandate_id)
        self.record.sequence += 1

    def guard_call(
        self, *, participants: Sequence[Mandate] = (), **given: Any
    ) -> Iterator[Refusal]:
        yield from guards.callable_now(self.record, participants)

    @state.transition(
        S.CALLED,
        S.HELD,
        permission=by(permissions.may_lead),
        custom=move("Enregistrer l’émargement", "a enregistré l’émargement"),
    )
    def hold(self, *, present: Mapping[str, int] | None = None, **given: Any) -> None:
        """Les présents sont comptés, école par école, sans nommer personne."""
        self.record.held_on = clock.today(self.record.dsden.time_zone)
        self.record.present = dict(present or {})

    def guard_hold(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.begun(self.record)
        yield from guards.counted(self.record, given)

    @state.transition(
        S.HELD,
        S.ATTESTED,
        permission=by(permissions.may_attest),
        custom=move("Délivrer les attestations", "a délivré les attestations"),
    )
    def attest(self, *, actor: Actor, **given: Any) -> None:
        """La feuille est close : chaque présent convoqué reçoit son attestation."""
        self.record.attested_on = clock.today(self.record.dsden.time_zone)
        self.record.attested_by = Mandate.unscoped.get(pk=actor.mandate_id)

    def guard_attest(self, **given: Any) -> Iterator[Refusal]:
        unknown = self.record.participants.filter(present=None).count()
        if unknown:
            yield Refusal(
                "La feuille de présence n’est pas close : la présence d’une personne au moins "
                "n’est pas connue.",
                "S0",
                "training.sheet",
            )

    @state.transition(
        (S.PLANNED_SESSION, S.CALLED),
        S.POSTPONED,
        permission=by(permissions.organises),
        custom=move("Reporter", "a reporté la séance", reason=True),
    )
    def postpone(
        self,
        *,
        reason: str,
        starts_at: dt.datetime,
        ends_at: dt.datetime,
        holiday_reason: str = "",
        **given: Any,
    ) -> None:
        """Une autre date ; les convoqués en sont prévenus, puis convoqués de nouveau."""
        self.record.postponed_from = self.record.starts_at
        self.record.starts_at, self.record.ends_at = starts_at, ends_at
        self.record.holiday_reason = holiday_reason.strip()
        self.record.reason = reason.strip()
        self.record.sequence += 1

    def guard_postpone(
        self,
        *,
        starts_at: dt.datetime | None = None,
        ends_at: dt.datetime | None = None,
        holiday_reason: str = "",
        **given: Any,
    ) -> Iterator[Refusal]:
        yield from guards.moved_to(self.record, starts_at, ends_at, holiday_reason)

    @state.transition(
        (S.PLANNED_SESSION, S.CALLED, S.POSTPONED),
        S.CANCELLED_SESSION,
        permission=by(permissions.organises),
        custom=move("Annuler la séance", "a annulé la séance", reason=True),
    )
    def cancel_session(self, *, reason: str, **given: Any) -> None:
        """La séance n'aura pas lieu ; les convoqués en sont prévenus."""
        self.record.reason = reason.strip()
        self.record.sequence += 1

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        match verb:
            case "call":
                self._call(given["participants"])
            case "hold":
                self._count(given.get("schools") or {}, given.get("attended") or ())
            case "postpone" | "cancel_session":
                telling.changed(self.record, verb)

    def _call(self, chosen: Sequence[Mandate]) -> None:
        """Exactly the people chosen, each with their mail."""
        known = {row.mandate_id: row for row in self.record.participants.all()}
        for key in set(known) - {each.pk for each in chosen}:
            known[key].delete()
        for mandate in chosen:
            row = known.get(mandate.pk) or TrainingParticipant(mandate=mandate)
            if row.pk is None:
                row.session = self.record
                store(row, "call_person")
            telling.called(self.record, mandate)

    def _count(self, schools: Mapping[int, Count], attended: Collection[int]) -> None:
        for row in self.record.schools.select_related("entry__campaign", "entry__school"):
            if row.pk in schools:
                _keep(row, schools[row.pk])
        for person in self.record.participants.all():
            person.present = person.pk in attended
            store(person, "note_presence")
        for row in self.record.schools.select_related("entry__campaign", "entry__school"):
            trained(row)


def _keep(row: CoveredSchool, count: Count) -> None:
    row.teachers, row.present = count.teachers, dict(count.present)
    row.new_teachers = count.new_teachers
    store(row, "count_school")


def trained(row: CoveredSchool) -> None:
    """The school of ``row`` is trained once enough of its teachers came."""
    entry = row.entry
    if entry.status != EntryStatus.TRAINING_PLANNED:
        return
    if not facts.missing("training_coverage", entry):
        SchoolEntryLifecycle.move(entry, "record_training", actor=SYSTEM)
