"""Statuses of a project and of an opinion, and the moves between them (tables, § 1.7).

The only module that writes ``PedagogicalProject.status`` and ``InspectorOpinion.status``. They
move the entry of the school in the same transaction.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from audit.actor import SYSTEM, Actor
from common import clock
from common.french import date_fr
from common.lifecycle import Lifecycle, Refusal, by, column, move, system
from governance.models import Mandate

from .. import registry
from ..lifecycle import SchoolEntryLifecycle
from ..models import EntryStatus, SchoolEntry
from ..models.projects import InspectorOpinion, OpinionStatus, PedagogicalProject, ProjectStatus
from . import asking, permissions, writing

P = ProjectStatus
WITH_INSPECTION = (EntryStatus.PROJECT_SUBMITTED, EntryStatus.AWAITING_OPINION)
"""The file waits for its opinion: the school takes its project up beside."""
S = EntryStatus
O = OpinionStatus  # noqa: E741 as P above: the statuses of the table


class ProjectLifecycle(Lifecycle[PedagogicalProject]):
    """Written, deposited, taken up again; then the project of the school, or dropped."""

    state = column(P)
    label = "le projet"

    @state.transition(
        (P.WRITING, P.RETURNED),
        P.SUBMITTED,
        permission=by(permissions.may_submit),
        custom=move("Déposer", "a déposé le projet"),
    )
    def submit(self, **given: Any) -> None:
        """Complet, il part à l'inspection."""
        self.record.submitted_at = clock.now()
        self.record.return_reason = ""

    def guard_submit(self, *, no_name: bool = False, **given: Any) -> Iterator[Refusal]:
        yield from writing.closed(self.record.entry)
        yield from writing.lacking(self.record)
        if not no_name:
            yield from writing.names(self.record)

    @state.transition(
        P.SUBMITTED,
        P.RETURNED,
        permission=by(permissions.may_return),
        custom=move("Demander une reprise", "a demandé une reprise du projet", reason=True),
    )
    def return_project(self, *, reason: str, **given: Any) -> None:
        """L'école le reprend et le dépose de nouveau."""
        self.record.return_reason = reason.strip()

    @state.transition(
        P.SUBMITTED,
        P.ADOPTED,
        permission=system,
        custom=move(sentence="est devenu projet d’école", system=True),
    )
    def adopt(self, **given: Any) -> None:
        """Avis favorable, ou réserves levées."""

    def guard_adopt(self, **given: Any) -> Iterator[Refusal]:
        opinion = self.record.opinion
        if opinion is None or opinion.status not in (O.FAVOURABLE, O.RESERVES_LIFTED):
            yield Refusal("Aucun avis favorable n’est rendu sur ce projet.", "S4")

    @state.transition(
        (P.WRITING, P.SUBMITTED, P.RETURNED),
        P.DROPPED,
        permission=by(permissions.may_drop),
        custom=move("Abandonner", "a abandonné le projet", reason=True),
    )
    def drop(self, **given: Any) -> None:
        """L'école ne poursuit pas ce projet."""

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        entry = SchoolEntry.unscoped.get(pk=self.record.entry_id)
        if verb == "submit":
            if entry.status in (S.CANDIDATE, S.UNFAVOURABLE):
                SchoolEntryLifecycle.move(entry, "submit_project", actor=actor)
            elif entry.status == S.AWAITING_OPINION:
                asking.ask(entry)
            registry.moved(entry, "resubmit", actor)
        elif verb in ("return_project", "drop"):
            self._void()
            if verb == "return_project" and entry.status in WITH_INSPECTION:
                registry.moved(entry, verb, actor)

    def _void(self) -> None:
        """Opinions on a text that changes have no object any more."""
        waiting = self.record.opinions.filter(status__in=(O.REQUESTED, O.WITH_RESERVES))
        for opinion in waiting:
            OpinionLifecycle.move(opinion, "void_opinion", actor=SYSTEM)


class OpinionLifecycle(Lifecycle[InspectorOpinion]):
    """Asked, given, its reserve lifted or not; void when the project changes."""

    state = column(O)
    label = "l’avis"

    @state.transition(
        O.REQUESTED,
        O.FAVOURABLE,
        permission=by(permissions.may_give),
        custom=move("Avis favorable", "a donné un avis favorable"),
    )
    def give_favourable(self, *, actor: Actor, reason: str = "", **given: Any) -> None:
        self._give(actor, reason)

    @state.transition(
        O.REQUESTED,
        O.WITH_RESERVES,
        permission=by(permissions.may_give),
        custom=move("Favorable avec réserves", "a donné un avis favorable avec réserves",
                    reason=True),
    )  # fmt: skip
    def give_reserves(
        self, *, actor: Actor, reason: str, reserve: str, reserve_due: dt.date, **given: Any
    ) -> None:
        """Le projet devient projet d'école dès que la réserve est levée."""
        self.record.reserve, self.record.reserve_due = reserve.strip(), reserve_due
        self._give(actor, reason)

    def guard_give_reserves(
        self, *, reserve: str = "", reserve_due: dt.date | None = None, **given: Any
    ) -> Iterator[Refusal]:
        if not reserve.strip() or reserve_due is None or reserve_due < clock.today():
            yield Refusal("Écrivez la réserve et sa date.", "S4", "opinion.reserve")

    @state.transition(
        O.WITH_RESERVES,
        O.RESERVES_LIFTED,
        permission=by(permissions.may_lift),
        custom=move("Lever la réserve", "a levé la réserve"),
    )
    def lift_reserve(self, *, actor: Actor, note: str, **given: Any) -> None:
        """Ce qui était demandé a été constaté."""
        self.record.lifted_note = note.strip()
        self.record.lifted_at = clock.now()
        self.record.lifted_by = Mandate.unscoped.get(pk=actor.mandate_id)

    def guard_lift_reserve(self, *, note: str = "", **given: Any) -> Iterator[Refusal]:
        if not note.strip():
            yield Refusal("Dites ce que vous avez constaté.", "practice, § 4", "opinion.lift")

    @state.transition(
        O.WITH_RESERVES,
        O.UNFAVOURABLE,
        permission=by(permissions.may_give),
        custom=move("Constater la réserve non levée", "a constaté la réserve non levée"),
    )
    def harden(self, **given: Any) -> None:
        """La date de la réserve est passée."""

    def guard_harden(self, **given: Any) -> Iterator[Refusal]:
        if not self.record.reserve_late(clock.today()):
            day = date_fr(self.record.reserve_due)
            yield Refusal(f"La réserve court jusqu’au {day}.", "", "opinion.reserve_running")

    @state.transition(
        O.REQUESTED,
        O.UNFAVOURABLE,
        permission=by(permissions.may_give),
        custom=move("Avis défavorable", "a donné un avis défavorable", reason=True),
    )
    def give_unfavourable(self, *, actor: Actor, reason: str, **given: Any) -> None:
        """L'école reprend son projet, ou attend la campagne suivante."""
        self._give(actor, reason)

    @state.transition(
        (O.REQUESTED, O.WITH_RESERVES),
        O.VOID,
        permission=system,
        custom=move(sentence="avis sans objet", system=True),
    )
    def void_opinion(self, **given: Any) -> None:
        """Le projet est repris, abandonné ou changé."""

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        project = PedagogicalProject.unscoped.get(pk=self.record.project_id)
        entry = SchoolEntry.unscoped.get(pk=project.entry_id)
        if self.record.status in asking.GIVEN:
            ProjectLifecycle.move(project, "adopt", actor=SYSTEM)
            SchoolEntryLifecycle.move(entry, "accept_project", actor=SYSTEM)
        elif self.record.status == O.UNFAVOURABLE:
            SchoolEntryLifecycle.move(entry, "reject_project", actor=SYSTEM, reason=self._why(verb))
            ProjectLifecycle.move(project, "return_project", actor=SYSTEM, reason=self._why(verb))
        registry.moved(SchoolEntry.unscoped.get(pk=entry.pk), verb, actor)

    def _why(self, verb: str) -> str:
        """The reason given, or the reserve that was not lifted."""
        if verb == "give_unfavourable":
            return str(self.record.reason)
        return f"réserve non levée : {self.record.reserve}"

    def _give(self, actor: Actor, reason: str) -> None:
        self.record.reason = reason.strip()
        self.record.given_at = clock.now()
        self.record.given_by = Mandate.unscoped.get(pk=actor.mandate_id)
