"""Statuses of an exchange of data, and the moves between them.

The only module that writes ``DataExchange.status``. Nothing enters into service without the visa
of the data-protection officer when personal data passes, and a changed description loses it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from audit.actor import Actor
from common import clock, french
from common.lifecycle import Lifecycle, Refusal, by, column, move

from .. import stale
from ..models import DataExchange
from . import exchange_guards as guards
from . import permissions

E = DataExchange.Status
WRITTEN = (E.PREPARING, E.TO_REVISE)
"""Where the description is written freely."""
HELD = (E.APPROVED, E.IN_SERVICE, E.SUSPENDED)
"""Where a change of the description takes the visa back and stops the service."""
KEEPER = by(permissions.may_keep_exchange)
OFFICER = by(permissions.may_give_visa)


def staying(state: Any, at: Iterable[E], custom: dict[str, Any]) -> Callable[[Any], Any]:
    """A move of whoever runs the exchange that leaves it where it is, in each status of ``at``."""

    def declare(method: Any) -> Any:
        for status in at:
            method = state.transition(status, status, permission=KEEPER, custom=custom)(method)
        return method

    return declare


class ExchangeLifecycle(Lifecycle[DataExchange]):
    """Prepared, submitted, approved or sent back, in service, suspended, closed."""

    label = "cet échange de données"
    state = column(E)

    # --- the description --------------------------------------------------------------------------
    @staying(state, WRITTEN, move("Modifier la description", "a modifié la description"))
    def describe_exchange(self, *, said: Mapping[str, Any], **given: Any) -> None:
        """La description s'écrit librement tant qu'elle n'est pas soumise."""
        self._write(said)

    def guard_describe_exchange(self, **given: Any) -> Iterator[Refusal]:
        return self._consistent(**given)

    @state.transition(
        HELD,
        E.PREPARING,
        permission=KEEPER,
        custom=move(
            "Changer la description", "a changé la description ; un visa déjà donné est repris"
        ),
    )
    def change_exchange(self, *, said: Mapping[str, Any], **given: Any) -> None:
        """Le visa portait sur une autre description : il tombe, et le service s'arrête."""
        self._write(said)
        self.record.visa_hash = ""

    def guard_change_exchange(self, **given: Any) -> Iterator[Refusal]:
        return self._consistent(**given)

    @staying(state, HELD, move("Corriger", "a corrigé l’intitulé ou le contact local"))
    def correct_exchange(self, *, said: Mapping[str, Any], **given: Any) -> None:
        """L'intitulé et le contact changent sans toucher au visa."""
        self.record.label, self.record.contact = said["label"], said["contact"]

    def guard_correct_exchange(self, **given: Any) -> Iterator[Refusal]:
        return self._consistent(**given)

    @staying(state, WRITTEN, move("Joindre l’AIPD", "a joint l’analyse d’impact (AIPD)"))
    def attach_analysis(self, *, made_on: dt.date, sha256: str, **given: Any) -> None:
        """L'analyse d'impact fait partie de ce que le DPO vise."""
        self._analysed(made_on, sha256)

    def guard_attach_analysis(
        self, *, made_on: dt.date | None = None, **given: Any
    ) -> Iterator[Refusal]:
        yield from guards.dated(made_on, "de l’analyse d’impact")

    @state.transition(
        HELD,
        E.PREPARING,
        permission=KEEPER,
        custom=move(
            "Remplacer l’AIPD", "a remplacé l’analyse d’impact (AIPD) ; le visa est repris"
        ),
    )
    def renew_analysis(self, *, made_on: dt.date, sha256: str, **given: Any) -> None:
        """L'analyse réexaminée (RGPD, art. 35, § 11) se vise de nouveau avec la description."""
        self._analysed(made_on, sha256)
        self.record.visa_hash = ""

    def guard_renew_analysis(self, **given: Any) -> Iterator[Refusal]:
        return self.guard_attach_analysis(**given)

    @staying(
        state,
        (*WRITTEN, E.SUBMITTED, *HELD),
        move("Joindre un procès-verbal de test", "a joint un procès-verbal de test"),
    )
    def record_test(self, *, tested_on: dt.date, result: str, sha256: str, **given: Any) -> None:
        """Le test porte sur la version déclarée ce jour."""
        exchange = self.record
        exchange.test_on, exchange.test_result = tested_on, result
        exchange.test_version, exchange.test_file = exchange.version, sha256

    def guard_record_test(
        self, *, tested_on: dt.date | None = None, result: str = "", **given: Any
    ) -> Iterator[Refusal]:
        if not self.record.is_connector:
            yield Refusal(
                "Un projet périscolaire n’a pas de test d’interface : enregistrez le connecteur "
                "qui le sert."
            )
        if result not in DataExchange.Result.values:
            yield Refusal("Dites si le test a réussi ou échoué.")
        yield from guards.dated(tested_on, "du test")

    # --- the visa ---------------------------------------------------------------------------------
    @state.transition(
        WRITTEN,
        E.SUBMITTED,
        permission=KEEPER,
        custom=move("Soumettre au DPO", "a soumis l’échange de données au DPO"),
    )
    def submit_exchange(self, *, actor: Actor, **given: Any) -> None:
        """La description complète attend l'avis du délégué à la protection des données."""
        self.record.submitter_id = actor.mandate_id

    def guard_submit_exchange(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.submit(self.record)

    @state.transition(
        E.SUBMITTED,
        E.PREPARING,
        permission=KEEPER,
        custom=move("Reprendre la description", "a repris l’échange avant l’avis du DPO"),
    )
    def recall_exchange(self, **given: Any) -> None:
        """Il n'attend plus d'avis ; il se modifie de nouveau."""

    @state.transition(
        E.SUBMITTED,
        E.APPROVED,
        permission=OFFICER,
        custom=move("Donner mon visa", "a donné le visa du DPO", reason=True),
    )
    def approve_exchange(self, *, actor: Actor, reason: str, **given: Any) -> None:
        """Avis favorable et motivé, sur la description d'aujourd'hui."""
        self._opinion(DataExchange.Opinion.VISA, actor, reason)
        self.record.visa_hash = self.record.fingerprint

    def guard_approve_exchange(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.complete(self.record)

    @state.transition(
        (E.SUBMITTED, *HELD),
        E.TO_REVISE,
        permission=OFFICER,
        custom=move("Demander des modifications", "a demandé des modifications", reason=True),
    )
    def return_exchange(self, *, actor: Actor, reason: str, **given: Any) -> None:
        """L'avis dit ce qui manque et pourquoi ; le service, s'il était rendu, s'arrête."""
        self._opinion(DataExchange.Opinion.CHANGES, actor, reason)
        self.record.visa_hash = ""

    # --- the service ------------------------------------------------------------------------------
    @state.transition(
        (*WRITTEN, E.APPROVED),
        E.IN_SERVICE,
        permission=KEEPER,
        custom=move("Mettre en service", "a mis l’échange de données en service"),
    )
    def activate_exchange(self, **given: Any) -> None:
        """Les données circulent ; sans visa, seulement s'il n'y en a pas de personnelles."""

    def guard_activate_exchange(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.activate(self.record)

    @state.transition(
        E.IN_SERVICE,
        E.SUSPENDED,
        permission=by(permissions.may_suspend),
        custom=move("Suspendre", "a suspendu l’échange de données", reason=True),
    )
    def suspend_exchange(self, **given: Any) -> None:
        """Les données ne circulent plus jusqu'à la reprise."""

    @state.transition(
        E.SUSPENDED,
        E.IN_SERVICE,
        permission=KEEPER,
        custom=move("Remettre en service", "a remis l’échange de données en service"),
    )
    def resume_exchange(self, **given: Any) -> None:
        """Les mêmes conditions que pour la mise en service."""

    def guard_resume_exchange(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.activate(self.record)

    @state.transition(
        (*WRITTEN, E.SUBMITTED, *HELD),
        E.CLOSED,
        permission=KEEPER,
        custom=move("Clore", "a clos l’échange de données", reason=True),
    )
    def close_exchange(self, **given: Any) -> None:
        """Fin de l'échange ; la fiche et son histoire restent."""

    # --- what moves share -------------------------------------------------------------------------
    def _write(self, said: Mapping[str, Any]) -> None:
        for name, value in said.items():
            setattr(self.record, name, value)

    def _analysed(self, made_on: dt.date, sha256: str) -> None:
        self.record.aipd_on, self.record.aipd_file = made_on, sha256

    def _consistent(
        self, *, said: Mapping[str, Any], seen: str = "", **given: Any
    ) -> Iterator[Refusal]:
        """Judged on the record as it would be, which a refusal leaves as it was; and nobody wrote
        since ``seen``, the edition that the editor has before their eyes."""
        if seen and seen != self.record.edition:
            yield stale.refusal(self.record, f"La fiche {french.quoted(self.record.label)}")
        wanted = DataExchange(convention=self.record.convention, nature=self.record.nature, **said)
        yield from guards.description(wanted)

    def _opinion(self, opinion: str, actor: Actor, reason: str) -> None:
        exchange = self.record
        exchange.opinion, exchange.opinion_reasons = opinion, reason.strip()
        exchange.opinion_by, exchange.opinion_at = actor.title, clock.now()
