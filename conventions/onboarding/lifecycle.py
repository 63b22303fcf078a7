"""Statuses of a school's entry and of its debts, and the moves between them.

The only module that writes ``SchoolEntry.status`` and ``EntryDebt.status``; call ``move``. An entry
is a candidate when ``enrolling.enrol`` creates it (tables, § 1.6). What must be true first is read
in ``facts``; who acts next, and by when, is the business of the process.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move, system
from governance.services.store import store

from . import facts, guards, permissions, registry
from .models import PASSED_BY, DebtStatus, EntryDebt, EntryStatus, EntryStep, SchoolEntry, Track

S = EntryStatus
BEFORE_OPENING = (
    S.CANDIDATE,
    S.PROJECT_SUBMITTED,
    S.AWAITING_OPINION,
    S.SCHOOL_PROJECT,
    S.FINANCING_REQUESTED,
    S.FINANCED,
    S.AWAITING_CONVENTION,
    S.UNDER_CONVENTION,
)
OPENED = (
    S.BASE_OPEN,
    S.TRAINING_PLANNED,
    S.TRAINED,
    S.ACCOUNTS_DISTRIBUTED,
    S.ACTIVE,
    S.BILLABLE,
    S.URGENT_OPEN,
)


class SchoolEntryLifecycle(Lifecycle[SchoolEntry]):
    """From the candidate to the end of the year, and the ways out."""

    state = column(S)
    label = "le dossier de l’école"

    @state.setter()
    def _enter(self, status: EntryStatus) -> None:
        self.record.status = status
        self.record.since = clock.now()

    # --- the project ----------------------------------------------------------------------------
    @state.transition(
        (S.CANDIDATE, S.UNFAVOURABLE),
        S.PROJECT_SUBMITTED,
        permission=by(permissions.may_submit_project),
        custom=move("Déposer le projet", "a déposé le projet"),
    )
    def submit_project(self, **given: Any) -> None:
        """L'école dépose son projet pédagogique."""

    def guard_submit_project(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("project", **given)

    @state.transition(
        S.PROJECT_SUBMITTED,
        S.AWAITING_OPINION,
        permission=by(permissions.may_request_opinion),
        custom=move("Demander l’avis", "a demandé l’avis de l’inspection"),
    )
    def request_opinion(self, **given: Any) -> None:
        """Le projet est soumis à l'inspectrice, visite technique faite ou dispensée."""

    def guard_request_opinion(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("visit", **given)

    @state.transition(
        S.AWAITING_OPINION,
        S.SCHOOL_PROJECT,
        permission=system,
        custom=move(sentence="est devenu projet d’école", system=True),
    )
    def accept_project(self, **given: Any) -> None:
        """Avis favorable, ou réserves levées."""

    def guard_accept_project(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("favourable_opinion", **given)

    @state.transition(
        S.AWAITING_OPINION,
        S.UNFAVOURABLE,
        permission=system,
        custom=move(sentence="a reçu un avis défavorable", system=True),
    )
    def reject_project(self, *, reason: str, **given: Any) -> None:
        """Le projet est à reprendre, ou la candidature attend la campagne suivante."""
        self.record.reason = reason.strip()

    def guard_reject_project(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("unfavourable_opinion", **given)

    # --- the money ------------------------------------------------------------------------------
    @state.transition(
        S.SCHOOL_PROJECT,
        S.FINANCING_REQUESTED,
        permission=by(permissions.may_steer),
        custom=move("Demander le financement", "a demandé le financement"),
    )
    def request_financing(self, **given: Any) -> None:
        """La collectivité compétente est saisie."""
        self.record.competent = guards.competent(self.record)

    def guard_request_financing(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.competent_known(self.record)
        yield from self._missing("financing_plan", **given)

    @state.transition(
        S.FINANCING_REQUESTED,
        S.FINANCED,
        permission=by(permissions.may_record_financing),
        custom=move("Enregistrer la décision", "a enregistré la décision de financement"),
    )
    def record_financing(self, **given: Any) -> None:
        """La collectivité finance l'entrée de l'école."""

    def guard_record_financing(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("financing_decision", **given)

    # --- the convention -------------------------------------------------------------------------
    @state.transition(
        S.FINANCED,
        S.AWAITING_CONVENTION,
        permission=system,
        custom=move(sentence="attend une convention en vigueur", system=True),
    )
    def wait_convention(self, **given: Any) -> None:
        """Aucune convention en vigueur ne porte encore l'école."""

    def guard_wait_convention(self, **given: Any) -> Iterator[Refusal]:
        if not facts.missing("convention", self.record):
            yield Refusal("Une convention en vigueur porte déjà cette école.", "4.3")

    @state.transition(
        (S.FINANCED, S.AWAITING_CONVENTION),
        S.UNDER_CONVENTION,
        permission=system,
        custom=move(sentence="est portée par une convention en vigueur", system=True),
    )
    def attach_convention(self, **given: Any) -> None:
        """L'école figure à l'annexe d'une convention en vigueur."""

    def guard_attach_convention(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("convention", **given)

    # --- the base -------------------------------------------------------------------------------
    @state.transition(
        S.UNDER_CONVENTION,
        S.OPENING_REQUESTED,
        permission=by(permissions.may_request_opening),
        custom=move("Demander l’ouverture", "a demandé l’ouverture de la base"),
    )
    def request_opening(self, **given: Any) -> None:
        """Tous les préalables sont réunis."""

    def guard_request_opening(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("opening_preconditions", **given)

    @state.transition(
        S.OPENING_REQUESTED,
        S.BASE_OPEN,
        permission=system,
        custom=move(sentence="a sa base ouverte", system=True),
    )
    def record_opening(self, **given: Any) -> None:
        """La ligne de l'ordre d'ouverture est exécutée."""

    def guard_record_opening(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("opening_report", **given)

    # --- training and accounts ------------------------------------------------------------------
    @state.transition(
        S.BASE_OPEN,
        S.TRAINING_PLANNED,
        permission=by(permissions.may_plan_training),
        custom=move("Planifier la formation", "a planifié la formation"),
    )
    def plan_training(self, **given: Any) -> None:
        """Une séance couvre l'école."""

    def guard_plan_training(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("training_session", **given)

    @state.transition(
        S.TRAINING_PLANNED,
        S.TRAINED,
        permission=system,
        custom=move(sentence="est formée", system=True),
    )
    def record_training(self, **given: Any) -> None:
        """Assez d'enseignants sont formés (paramètre training.coverage)."""

    def guard_record_training(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("training_coverage", **given)

    @state.transition(
        S.TRAINED,
        S.ACCOUNTS_DISTRIBUTED,
        permission=by(permissions.may_distribute),
        custom=move("Déclarer la distribution", "a déclaré la distribution des comptes"),
    )
    def distribute(self, **given: Any) -> None:
        """Chaque responsable a reçu sa fiche, la charte est diffusée."""

    def guard_distribute(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("distribution", **given)

    @state.transition(
        S.ACCOUNTS_DISTRIBUTED,
        S.ACTIVE,
        permission=system,
        custom=move(sentence="est active", system=True),
    )
    def activate(self, **given: Any) -> None:
        """Un enseignant et un élève au moins se sont connectés (décomptes)."""

    def guard_activate(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("activations", **given)

    @state.transition(
        S.ACTIVE,
        S.BILLABLE,
        permission=system,
        custom=move(sentence="est facturable", system=True),
    )
    def make_billable(self, **given: Any) -> None:
        """Le comptage est attesté par la direction."""

    def guard_make_billable(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("attested_count", **given)

    @state.transition(
        (S.BILLABLE, S.ACTIVE),
        S.COMPLETED,
        permission=system,
        custom=move(sentence="a terminé son année", system=True),
    )
    def complete_year(self, **given: Any) -> None:
        """La veille de la rentrée suivante."""
        self.record.closed_on = clock.today()

    def guard_complete_year(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.year_over(self.record)

    # --- the urgent track -----------------------------------------------------------------------
    @state.transition(
        BEFORE_OPENING,
        S.URGENT_OPEN,
        permission=by(permissions.may_steer),
        custom=move("Ouvrir en urgence", "a ouvert l’école en urgence"),
    )
    def open_urgently(self, **given: Any) -> None:
        """Ce qui est sauté devient une dette."""
        self.record.track = Track.URGENT

    def guard_open_urgently(self, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("urgency", **given)

    @state.transition(
        S.URGENT_OPEN,
        S.BASE_OPEN,
        permission=by(permissions.may_steer),
        custom=move("Confirmer l’entrée", "a confirmé l’entrée de l’école"),
    )
    def confirm_after_urgency(self, **given: Any) -> None:
        """Toutes les dettes sont régularisées ou dispensées."""

    def guard_confirm_after_urgency(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.debts_closed(self.record)

    # --- the ways out ---------------------------------------------------------------------------
    @state.transition(
        (S.CANDIDATE, S.PROJECT_SUBMITTED, S.UNFAVOURABLE, S.SCHOOL_PROJECT),
        S.REFUSED_BY_SCHOOL,
        permission=by(permissions.may_refuse_for_school),
        custom=move(
            "Enregistrer le refus de l’école", "a enregistré le refus de l’école", reason=True
        ),
    )
    def refuse_school(self, *, reason: str, category: str, **given: Any) -> None:
        """L'école garde son projet et reste candidate à la campagne suivante."""
        self._close(reason, category)

    def guard_refuse_school(self, *, category: str = "", **given: Any) -> Iterator[Refusal]:
        yield from guards.category(category)

    @state.transition(
        (S.FINANCING_REQUESTED, S.FINANCED, S.AWAITING_CONVENTION),
        S.REFUSED_BY_AUTHORITY,
        permission=by(permissions.may_refuse_for_authority),
        custom=move(
            "Enregistrer le refus de la collectivité",
            "a enregistré le refus de la collectivité",
            reason=True,
        ),
    )
    def refuse_authority(self, *, reason: str, category: str, **given: Any) -> None:
        """La collectivité ne finance pas cette année."""
        self._close(reason, category)

    def guard_refuse_authority(self, *, category: str = "", **given: Any) -> Iterator[Refusal]:
        yield from guards.category(category)

    @state.transition(
        OPENED,
        S.SUSPENDED,
        permission=by(permissions.may_suspend),
        custom=move("Suspendre", "a suspendu le dossier", reason=True),
    )
    def suspend(self, *, reason: str, **given: Any) -> None:
        """L'accès est suspendu jusqu'à une décision."""
        self.record.reason = reason.strip()

    @state.transition(
        S.SUSPENDED,
        S.BASE_OPEN,
        permission=by(permissions.may_suspend),
        custom=move("Reprendre", "a repris le dossier", reason=True),
    )
    def resume(self, **given: Any) -> None:
        """La cause est levée ; les étapes suivantes se rejouent d'après leurs faits."""
        self.record.reason = ""

    @state.transition(
        (*OPENED, S.SUSPENDED),
        S.EXITED,
        permission=by(permissions.may_steer),
        custom=move("Enregistrer la sortie", "a enregistré la sortie", reason=True),
    )
    def exit(self, *, reason: str, purge_on: dt.date, **given: Any) -> None:
        """L'école quitte le programme ; sa base est fermée, ses comptes effacés."""
        self.record.purge_on = purge_on
        self._close(reason)

    def guard_exit(self, *, purge_on: dt.date | None = None, **given: Any) -> Iterator[Refusal]:
        yield from self._missing("closing_order", **given)
        yield from guards.purge(purge_on)

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        step = PASSED_BY.get(EntryStatus(self.record.status))
        if step and not self.record.steps.filter(step=step).exists():
            passed = EntryStep(entry=self.record, step=step, passed_on=clock.today())
            store(passed, "pass_step")
        registry.moved(self.record, verb, actor)

    def _missing(self, name: str, **given: Any) -> list[Refusal]:
        return facts.missing(name, self.record, **given)

    def _close(self, reason: str, category: str = "") -> None:
        self.record.reason = reason.strip()
        self.record.category = category
        self.record.closed_on = clock.today()


class DebtLifecycle(Lifecycle[EntryDebt]):
    """A debt of the urgent track: settled, or waived by the director of the syndicate."""

    state = column(DebtStatus)
    label = "la dette"

    @state.transition(
        DebtStatus.OPEN,
        DebtStatus.SETTLED,
        permission=by(permissions.may_settle),
        custom=move("Régulariser", "a régularisé une dette"),
    )
    def settle(self, **given: Any) -> None:
        """Ce qui avait été sauté est fait."""
        self.record.settled_on = clock.today()

    def guard_settle(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.debt_met(self.record)

    @state.transition(
        DebtStatus.OPEN,
        DebtStatus.WAIVED,
        permission=by(permissions.may_waive),
        custom=move("Dispenser", "a dispensé d’une dette", reason=True),
    )
    def waive(self, *, reason: str, **given: Any) -> None:
        """La direction du syndicat renonce à la régularisation."""
        self.record.reason = reason.strip()
        self.record.settled_on = clock.today()

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        registry.moved(self.record.entry, f"settle_{self.record.kind}", actor)
