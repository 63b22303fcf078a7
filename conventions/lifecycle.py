"""Legal statuses of a convention, and the moves between them.

The only module that writes ``Convention.status``; call ``ConventionLifecycle.move``. What must be
true first is in ``guards``, who may is in ``permissions``; who acts next, and by when, is the
business of ``workflows.convention``.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from common import clock
from common.lifecycle import REASON, Lifecycle, Move, Refusal, by, column, move, system
from documents.models import Envelope, Slot

from . import changing, guards, permissions, register, registry
from .models import Convention, RefusalCategory, Status
from .modifying import effects, paths, slip_guards
from .undertakings import exchanges

S = Status
BEFORE_SIGNATURE = (
    S.DRAFT,
    S.UNDER_REVIEW,
    S.CHANGES_REQUESTED,
    S.TEXT_SETTLED,
    S.IN_DELIBERATION,
    S.READY_TO_ISSUE,
    S.AWAITING_SIGNATURE,
)
OVER = (S.EXPIRED, S.TERMINATED, S.ANNULLED)
"""Where nothing goes on under the act; one that is superseded goes on under its successor."""


class ConventionLifecycle(Lifecycle[Convention]):
    """From the draft to the end of the act."""

    label = "cette convention"
    state = column(S)

    # --- the text ---------------------------------------------------------------------------
    @state.transition(
        (S.DRAFT, S.CHANGES_REQUESTED),
        S.UNDER_REVIEW,
        permission=by(permissions.may_steer),
        custom=move("Envoyer en relecture", "a envoyé la convention en relecture"),
    )
    def submit(self, **given: Any) -> None:
        """Le porteur transmet la convention à la relecture."""
        changing.compare(self.record)

    def guard_submit(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.submit(self.record)

    @state.transition(
        (S.UNDER_REVIEW, S.TEXT_SETTLED, S.IN_DELIBERATION, S.READY_TO_ISSUE),
        S.CHANGES_REQUESTED,
        permission=by(permissions.may_ask_changes),
        custom=move("Demander une correction", "a demandé une correction", reason=True),
    )
    def request_changes(self, **given: Any) -> None:
        """Une partie, le juriste ou le délégué demande une correction."""
        changing.take_up(self.record, "request_changes", **given)

    @state.transition(
        S.UNDER_REVIEW,
        S.TEXT_SETTLED,
        permission=by(permissions.may_steer),
        custom=move("Arrêter le texte", "a arrêté le texte"),
    )
    def settle_text(
        self, *, snapshot: dict[str, Any], text_hash: str, matches_model: bool, **given: Any
    ) -> None:
        """Le texte est figé : c'est lui qui sera voté."""
        self.record.snapshot = snapshot
        self.record.text_hash = text_hash
        self.record.matches_model = matches_model
        self.record.text_settled_at = clock.now()
        changing.settle(self.record)

    def guard_settle_text(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.settle_text(self.record)
        yield from changing.unasked(self.record, **given)

    # --- the votes --------------------------------------------------------------------------
    @state.transition(
        S.TEXT_SETTLED,
        S.IN_DELIBERATION,
        permission=by(permissions.may_steer),
        custom=move("Envoyer aux assemblées", "a transmis le projet et le kit de délibération"),
    )
    def send_to_councils(self, **given: Any) -> None:
        """Les assemblées reçoivent le projet à annexer à leur délibération."""

    def guard_send_to_councils(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.send_to_councils(self.record)

    @state.transition(
        S.TEXT_SETTLED,
        S.READY_TO_ISSUE,
        permission=by(permissions.may_steer_or_law),
        custom=move("Passer à l’émission", "a constaté que les délibérations couvrent l’acte"),
    )
    def skip_councils(self, **given: Any) -> None:
        """Chaque assemblée a déjà autorisé les actes conformes."""

    def guard_skip_councils(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.skip_councils(self.record)

    @state.transition(
        S.IN_DELIBERATION,
        S.READY_TO_ISSUE,
        permission=by(permissions.may_steer_or_law),
        custom=move("Confirmer les délibérations", "délibérations exécutoires"),
    )
    def confirm_enforceable(self, **given: Any) -> None:
        """Toutes les délibérations requises sont exécutoires et portent ce texte."""

    def guard_confirm_enforceable(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.confirm_enforceable(self.record)

    @state.transition(
        S.READY_TO_ISSUE,
        S.IN_DELIBERATION,
        permission=system,
        custom=move(sentence="attend de nouveau une délibération", system=True, reason=True),
    )
    def await_deliberation(self, **given: Any) -> None:
        """A vote on which the act rested is no longer established: the text stays as voted."""

    def guard_await_deliberation(self, **given: Any) -> Iterator[Refusal]:
        if not list(guards.skip_councils(self.record)):
            yield Refusal("Les délibérations couvrent toujours l’acte.")

    # --- the signatures ---------------------------------------------------------------------
    @state.transition(
        S.READY_TO_ISSUE,
        S.AWAITING_SIGNATURE,
        permission=by(permissions.may_steer),
        custom=move("Émettre l’acte", "a émis l’acte scellé"),
    )
    def issue(self, *, envelope: Envelope, **given: Any) -> None:
        """L'acte scellé est soumis à signature."""
        self.record.envelope = envelope
        self.record.issued_at = clock.now()
        changing.issue(self.record)

    def guard_issue(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.issue(self.record)

    @state.transition(
        S.AWAITING_SIGNATURE,
        S.READY_TO_ISSUE,
        permission=by(permissions.may_steer),
        custom=move("Reprendre une mention", "a repris une mention", reason=True),
    )
    def reopen_mentions(self, **given: Any) -> None:
        """Une mention change, non le texte voté : l'acte émis sera remplacé."""
        changing.take_up(self.record, "reopen_mentions", **given)

    @state.transition(
        S.AWAITING_SIGNATURE,
        S.CHANGES_REQUESTED,
        permission=by(permissions.may_take_up_text),
        custom=move("Reprendre le texte", "a repris le texte après émission", reason=True),
    )
    def reopen_text(self, **given: Any) -> None:
        """Le texte voté change : les délibérations seront réexaminées."""
        changing.take_up(self.record, "reopen_text", **given)

    @state.transition(
        S.AWAITING_SIGNATURE,
        S.SIGNED,
        permission=system,
        custom=move(sentence="dernière signature", system=True),
    )
    def complete_signatures(self, **given: Any) -> None:
        """Numéro au registre et date de l'acte, avec la dernière signature (P2)."""
        last = max(slot.signed_at for slot in self.record.envelope.slots.all())
        register.enter(self.record, last)

    def guard_complete_signatures(self, **given: Any) -> Iterator[Refusal]:
        slots = self.record.envelope.slots.all()
        if any(slot.status != Slot.Status.ACCEPTED for slot in slots):
            yield Refusal("Toutes les parties n’ont pas signé.")
        yield from slip_guards.complete(self.record)

    @state.transition(
        (S.AWAITING_SIGNATURE, S.IN_DELIBERATION),
        S.REFUSED,
        permission=by(permissions.may_refuse),
        custom=move("Refuser de signer", "a refusé", reason=True),
    )
    def refuse(self, *, actor: Actor, reason: str, category: str, **given: Any) -> None:
        """Une partie ne signe pas : personne n'est engagé."""
        against = guards.rejected(self.record)
        self.record.closing_party_id = against.institution_id if against else actor.institution_id
        self.record.closing_category = category
        self._close(reason)

    def guard_refuse(self, *, actor: Actor, category: str = "", **given: Any) -> Iterator[Refusal]:
        yield from guards.refuse(self.record, actor)
        if category not in RefusalCategory.values:
            yield REASON

    @state.transition(
        BEFORE_SIGNATURE,
        S.WITHDRAWN,
        permission=by(permissions.may_withdraw),
        custom=move("Retirer la convention", "a retiré la convention", reason=True),
    )
    def withdraw(self, *, reason: str, **given: Any) -> None:
        """Le syndicat retire l'acte avant la dernière signature."""
        self._close(reason)

    @state.transition(
        S.AWAITING_SIGNATURE,
        S.AWAITING_SIGNATURE,
        permission=by(permissions.may_steer),
        custom=move("Prolonger la signature", "a prolongé la signature", reason=True),
    )
    def extend_signing(self, **given: Any) -> None:
        """Réponse à la question des 90 jours : les échéances sont déplacées."""

    def guard_extend_signing(
        self, *, until: dt.date | None = None, **given: Any
    ) -> Iterator[Refusal]:
        if until is None or until <= clock.today():
            yield Refusal("Indiquez une nouvelle échéance, postérieure à aujourd’hui.")

    # --- acts signed before or elsewhere (P3) --------------------------------------------------
    @state.transition(
        S.DRAFT,
        S.SIGNED,
        permission=by(permissions.may_steer),
        custom=move("Enregistrer un acte déjà signé", "a enregistré un acte signé hors plateforme"),
    )
    def register_signed_elsewhere(self, *, signed_at: dt.datetime, **given: Any) -> None:
        """Un acte signé ailleurs entre au registre avec son fichier."""
        self.record.signed_elsewhere = True
        register.enter(self.record, signed_at)

    def guard_register_signed_elsewhere(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.signed_elsewhere(self.record, **given)

    @state.transition(
        S.DRAFT,
        S.SIGNED_SUBJECT_TO_DELIBERATION,
        permission=by(permissions.may_steer),
        custom=move("Enregistrer sous réserve", "signée sous réserve de délibération"),
    )
    def register_early_signed(self, *, signed_at: dt.datetime, **given: Any) -> None:
        """Un acte signé trop tôt est irrégulier, non inexistant : il attend sa régularisation."""
        self.record.signed_elsewhere = True
        register.enter(self.record, signed_at)

    def guard_register_early_signed(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.has_file(**given)

    @state.transition(
        (S.SIGNED, S.NOTIFIED),
        S.SIGNED_SUBJECT_TO_DELIBERATION,
        permission=by(permissions.may_decide_law),
        custom=move(
            "Constater une signature prématurée", "a constaté une signature prématurée", reason=True
        ),
    )
    def discover_early_signature(self, **given: Any) -> None:
        """Une signature précède le caractère exécutoire de la délibération."""

    @state.transition(
        S.SIGNED_SUBJECT_TO_DELIBERATION,
        S.SIGNED,
        permission=by(permissions.may_decide_law),
        custom=move("Enregistrer la régularisation", "régularisée par délibération"),
    )
    def regularise(self, **given: Any) -> None:
        """Une délibération postérieure approuve l'acte et confirme la signature (CE, Béziers)."""

    def guard_regularise(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.regularise(self.record, **given)

    @state.transition(
        S.SIGNED_SUBJECT_TO_DELIBERATION,
        S.WITHDRAWN,
        permission=by(permissions.may_decide_law),
        custom=move("Retirer l’acte irrégulier", "a retiré l’acte irrégulier", reason=True),
    )
    def abandon_early_signed(self, *, reason: str, **given: Any) -> None:
        """Le conseil n'a pas confirmé, ou les parties en sont d'accord."""
        self._close(reason)

    # --- the act's life -----------------------------------------------------------------------
    @state.transition(
        S.SIGNED,
        S.NOTIFIED,
        permission=by(permissions.may_steer),
        custom=move("Notifier aux parties", "a notifié l’acte aux parties"),
    )
    def notify(self, **given: Any) -> None:
        """Chaque partie reçoit l'acte signé (P4)."""
        self.record.notified_on = clock.today()

    def guard_notify(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.notify(self.record)

    @state.transition(
        S.NOTIFIED,
        S.IN_FORCE,
        permission=system,
        custom=move(sentence="est entrée en vigueur", system=True),
    )
    def enter_into_force(self, **given: Any) -> None:
        """Au plus tard de la dernière signature, de la notification et de la date convenue."""
        self.record.in_force_on = guards.effect_date(self.record)

    def guard_enter_into_force(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.enter_into_force(self.record, clock.today())

    @state.transition(
        S.IN_FORCE,
        S.EXPIRED,
        permission=system,
        custom=move(sentence="est arrivée à son terme", system=True),
    )
    def expire(self, **given: Any) -> None:
        """Le lendemain du terme."""
        self.record.closed_on = self.record.ends_on + dt.timedelta(days=1)

    def guard_expire(self, **given: Any) -> Iterator[Refusal]:
        if self.record.ends_on is None or clock.today() <= self.record.ends_on:
            yield Refusal("La convention n’est pas arrivée à son terme.")

    @state.transition(
        S.IN_FORCE,
        S.SUPERSEDED,
        permission=system,
        custom=move(sentence="remplacée", system=True),
    )
    def renew(self, **given: Any) -> None:
        """La convention qui lui succède est en vigueur."""
        self.record.closed_on = self.record.successors.get(status=S.IN_FORCE).in_force_on

    def guard_renew(self, **given: Any) -> Iterator[Refusal]:
        if not self.record.successors.filter(status=S.IN_FORCE).exists():
            yield Refusal("Aucune convention en vigueur ne lui succède.")

    @state.transition(
        (S.IN_FORCE, S.NOTIFIED),
        S.TERMINATED,
        permission=by(permissions.may_decide_law),
        custom=move("Constater la résiliation", "résiliée", reason=True),
    )
    def terminate(self, *, reason: str, effective_on: dt.date, **given: Any) -> None:
        """Le préavis est échu, ou les parties sont d'accord (article 15)."""
        self._close(reason)
        self.record.closed_on = effective_on

    def guard_terminate(
        self, *, effective_on: dt.date | None = None, **given: Any
    ) -> Iterator[Refusal]:
        yield from guards.terminate(self.record, effective_on)

    @state.transition(
        (S.SIGNED, S.NOTIFIED, S.IN_FORCE, S.SIGNED_SUBJECT_TO_DELIBERATION),
        S.ANNULLED,
        permission=by(permissions.may_decide_law),
        custom=move("Enregistrer l’annulation", "annulée", reason=True),
    )
    def record_annulment(self, *, reason: str, **given: Any) -> None:
        """Le juge a annulé l'acte."""
        self._close(reason)

    def guard_record_annulment(self, **given: Any) -> Iterator[Refusal]:
        if not given.get("file_sha256"):
            yield Refusal("Joignez la décision.")

    # --- common effects -----------------------------------------------------------------------
    def available(self, actor: Actor) -> list[tuple[str, Move]]:
        offered = super().available(actor)
        return [each for each in offered if paths.is_open(self.record, each[0])]

    def refusals(self, verb: str, *, actor: Actor, reason: str = "", **given: Any) -> list[Refusal]:
        if not paths.is_open(self.record, verb):
            return [paths.closed(self.record)]
        return super().refusals(verb, actor=actor, reason=reason, **given)

    def facts(self, verb: str) -> dict[str, Any]:
        return {"text_hash": self.record.text_hash, "register_number": self.record.register_number}

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        if self.record.status in OVER:
            exchanges.stop_with(self.record)
        effects.moved(self.record)
        registry.moved(self.record, verb, actor)

    def _close(self, reason: str) -> None:
        self.record.closing_reason = reason
        self.record.closed_on = clock.today()
