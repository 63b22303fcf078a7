"""Legal statuses of a délibération and of a mandate, and the moves between them.

The only module that writes ``Deliberation.status`` and ``Mandate.status``; call ``move``. Who
acts next is the business of the layers above, which listen through ``governance.registry``.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from audit.actor import Actor
from common import clock
from common.french import date_fr
from common.lifecycle import Lifecycle, Refusal, by, column, move, system

from . import enforceability, guards, permissions, registry
from .models import Deliberation, DeliberationStatus, Mandate, MandateStatus, Proof

D = DeliberationStatus
M = MandateStatus
END_SET = move("Fixer le dernier jour", "a fixé le dernier jour du mandat", reason=True)
TEXT_ESTABLISHED = move(
    "Constater le texte voté", "a constaté que le texte voté est celui de l’acte"
)


class DeliberationLifecycle(Lifecycle[Deliberation]):
    """From a vote that is awaited to an act that may be applied."""

    state = column(D)
    label: ClassVar[str] = "la délibération"

    @state.transition(
        D.EXPECTED,
        D.TO_CONFIRM,
        permission=by(permissions.may_deposit_deliberation),
        custom=move("Déposer la délibération", "a déposé la délibération"),
    )
    def upload(self, *, file: str, reading: dict[str, Any] | None = None, **given: Any) -> None:
        """The stamped PDF or its scan came back; what was read in it is only proposed."""
        self.record.file = file
        self.record.reading = reading or {}

    def guard_upload(self, *, file: str = "", **given: Any) -> Iterator[Refusal]:
        if not file:
            yield Refusal("Déposez un PDF ou une image de 20 Mo au plus.")

    @state.transition(
        D.EXPECTED,
        D.RECORDED,
        permission=by(permissions.may_deposit_deliberation),
        custom=move("Saisir la délibération", "a saisi la délibération"),
    )
    def record_vote(self, **given: Any) -> None:
        """The mentions are typed from the paper."""
        self._write(guards.MENTIONS, given)

    def guard_record_vote(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.mentions(self.record, given)

    @state.transition(
        D.TO_CONFIRM,
        D.RECORDED,
        permission=by(permissions.may_confirm_deliberation),
        custom=move("Confirmer les mentions", "a confirmé les mentions"),
    )
    def confirm(self, **given: Any) -> None:
        """Somebody compared what was read with the file."""
        self._write(guards.MENTIONS, given)

    def guard_confirm(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.mentions(self.record, given)

    @state.transition(
        (D.EXPECTED, D.RECORDED),
        D.REJECTED,
        permission=by(permissions.may_deposit_deliberation),
        custom=move("Enregistrer un vote défavorable", "l’assemblée n’a pas approuvé", reason=True),
    )
    def record_rejection(
        self, *, category: str = "", voted_on: dt.date | None = None, **given: Any
    ) -> None:
        self.record.rejection_category = category
        self.record.voted_on = voted_on or self.record.voted_on

    def guard_record_rejection(
        self, *, voted_on: dt.date | None = None, **given: Any
    ) -> Iterator[Refusal]:
        day = voted_on or self.record.voted_on
        if day is None:
            yield Refusal("Indiquez la date de la séance.")
        elif day > clock.today(self.record.institution.time_zone):
            yield Refusal("La date de séance est dans le futur.")

    @state.transition(
        D.RECORDED,
        D.ENFORCEABLE,
        permission=by(permissions.may_deposit_deliberation),
        custom=move("Joindre la preuve", "exécutoire"),
    )
    def prove(self, *, actor: Actor, proof: str, **given: Any) -> None:
        """One proof is enough: @CTES receipt, stamp, or the executive's certification."""
        self.record.proof = proof
        self._write(guards.PROOF_FIELDS, given)
        if proof == Proof.EXECUTIVE_CERTIFICATE and actor.office == "executive":
            self.record.certified_by_id = actor.mandate_id
        found = enforceability.later(
            (self.record.published_on, self.record.published_time),
            (self.record.received_on, self.record.received_time),
            self.record.zone,
        )
        if found is not None:
            self.record.enforceable_at, self.record.enforceable_time_known = found

    def guard_prove(self, *, actor: Actor, proof: str = "", **given: Any) -> Iterator[Refusal]:
        yield from guards.proof(self.record, actor, proof, given)

    @state.transition(
        D.RECORDED,
        D.RECORDED,
        permission=by(permissions.may_rule_deliberation),
        custom=TEXT_ESTABLISHED,
    )
    @state.transition(
        D.ENFORCEABLE,
        D.ENFORCEABLE,
        permission=by(permissions.may_rule_deliberation),
        custom=TEXT_ESTABLISHED,
    )
    @state.transition(
        D.CHALLENGED,
        D.CHALLENGED,
        permission=by(permissions.may_rule_deliberation),
        custom=TEXT_ESTABLISHED,
    )
    def establish_text(self, *, text_hash: str, **given: Any) -> None:
        """The jurist compared the text annexed to the vote with the act's, word for word (P1)."""
        self.record.text_hash = text_hash

    def guard_establish_text(self, *, text_hash: str = "", **given: Any) -> Iterator[Refusal]:
        if not text_hash:
            yield Refusal("Le texte de l’acte n’est pas arrêté : il n’y a rien à comparer.")
        elif self.record.text_hash:
            yield Refusal("Le texte voté est déjà établi pour cette délibération.")

    @state.transition(
        D.ENFORCEABLE,
        D.RECORDED,
        permission=by(permissions.may_rule_deliberation),
        custom=move("Retirer la preuve", "a retiré la preuve", reason=True),
    )
    def contest_proof(self, **given: Any) -> None:
        """The proof did not prove: the acts that wait for it go back to waiting."""
        record = self.record
        record.proof = record.proof_file = record.actes_id = ""
        record.published_on = record.published_time = None
        record.received_on = record.received_time = None
        record.certified_by = record.enforceable_at = None
        record.enforceable_time_known = False

    @state.transition(
        D.ENFORCEABLE,
        D.CHALLENGED,
        permission=by(permissions.may_rule_deliberation),
        custom=move("Enregistrer un recours", "a enregistré un recours"),
    )
    def record_challenge(self, *, reference: str, on: dt.date, **given: Any) -> None:
        self.record.challenge_reference = reference
        self.record.challenged_on = on

    def guard_record_challenge(
        self, *, reference: str = "", on: dt.date | None = None, **given: Any
    ) -> Iterator[Refusal]:
        if not reference.strip() or on is None:
            yield Refusal("Indiquez le numéro et la date du recours.", "CJA, art. R. 421-1")
        elif on > clock.today(self.record.institution.time_zone):
            yield Refusal("La date du recours est dans le futur.")

    @state.transition(
        D.CHALLENGED,
        D.ENFORCEABLE,
        permission=by(permissions.may_rule_deliberation),
        custom=move("Clore le recours", "a clos le recours", reason=True),
    )
    def close_challenge(self, **given: Any) -> None:
        """The judge left the délibération standing, or the claimant gave up."""

    @state.transition(
        (D.RECORDED, D.ENFORCEABLE, D.CHALLENGED),
        D.WITHDRAWN,
        permission=by(permissions.may_rule_deliberation),
        custom=move("Enregistrer l’annulation", "annulée ou retirée", reason=True),
    )
    def annul(self, *, on: dt.date, file: str = "", by_judge: bool = False, **given: Any) -> None:
        self.record.annulled_on = on
        self.record.annulment_file = file
        self.record.annulled_by_judge = by_judge

    def guard_annul(
        self, *, on: dt.date | None = None, file: str = "", **given: Any
    ) -> Iterator[Refusal]:
        if on is None or not file:
            yield Refusal("Déposez la décision d’annulation ou de retrait, avec sa date.")

    def facts(self, verb: str) -> dict[str, Any]:
        record = self.record
        since = record.enforceable_at
        return {
            "number": record.number,
            "institution": record.institution.name,
            "proof": record.proof,
            "enforceable_at": since.isoformat() if since else "",
        }

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        registry.deliberation_moved(self.record, verb, actor)

    def _write(self, names: tuple[str, ...], given: dict[str, Any]) -> None:
        for name in names:
            if name in given:
                setattr(self.record, name, given[name])
        self.record.year = self.record.voted_on.year if self.record.voted_on else None


class MandateLifecycle(Lifecycle[Mandate]):
    """What was decided about a mandate; whether it is valid at an instant is computed."""

    state = column(M)
    label: ClassVar[str] = "le mandat"

    @state.transition(
        M.FUTURE,
        M.VALID,
        permission=system,
        custom=move(sentence="mandat en cours", system=True),
    )
    def begin(self, **given: Any) -> None:
        """The first day came, in the body's time zone."""

    def guard_begin(self, **given: Any) -> Iterator[Refusal]:
        record = self.record
        if record.starts_on > record.day_of(clock.now()):
            yield Refusal(f"Le mandat commence le {date_fr(record.starts_on)}.")
        if record.confirmed_at is None:
            yield Refusal("Le mandat n’est pas confirmé.")

    @state.transition(M.FUTURE, M.FUTURE, permission=by(permissions.may_set_end), custom=END_SET)
    @state.transition(M.VALID, M.VALID, permission=by(permissions.may_set_end), custom=END_SET)
    @state.transition(
        M.SUSPENDED, M.SUSPENDED, permission=by(permissions.may_set_end), custom=END_SET
    )
    def set_end(self, *, ends_on: dt.date | None, reason: str, **given: Any) -> None:
        """The day is known beforehand (excluded; None: no longer): everything holds until then."""
        self.record.ends_on = ends_on
        self.record.ended_early_reason = reason if ends_on else ""

    def guard_set_end(self, *, ends_on: dt.date | None = None, **given: Any) -> Iterator[Refusal]:
        yield from guards.end_of_mandate(self.record, ends_on)

    @state.transition(
        M.VALID,
        M.SUSPENDED,
        permission=by(permissions.may_rule_mandate),
        custom=move("Suspendre", "a suspendu le mandat", reason=True),
    )
    def suspend_mandate(self, **given: Any) -> None:
        """An act suspends the holder: what waits for them waits."""

    @state.transition(
        M.SUSPENDED,
        M.VALID,
        permission=by(permissions.may_rule_mandate),
        custom=move("Rétablir", "a rétabli le mandat", reason=True),
    )
    def resume_mandate(self, **given: Any) -> None:
        """The holder acts again."""

    @state.transition(
        (M.FUTURE, M.VALID, M.SUSPENDED),
        M.ENDED,
        permission=lambda flow, actor: (
            actor.system or permissions.may_rule_mandate(actor, flow.record)
        ),
        custom=move("Terminer le mandat", "mandat terminé"),
    )
    def end_mandate(self, *, reason: str, on: dt.date | None = None, **given: Any) -> None:
        """At its term, or earlier on ``on`` (excluded): from that day nothing may be signed.

        A mandate that had not begun ends as an empty period: it was never in force.
        """
        record = self.record
        if on is not None:
            record.ends_on = max(on, record.starts_on)
            record.ended_early_reason = reason

    def guard_end_mandate(
        self, *, actor: Actor, reason: str, on: dt.date | None = None, **given: Any
    ) -> Iterator[Refusal]:
        record = self.record
        today = record.day_of(clock.now())
        if on is None:
            if record.ends_on is None or record.ends_on > today:
                yield Refusal("Indiquez la date de fin du mandat.")
            return
        if on > today:
            yield Refusal(
                "La fin du mandat est à venir : fixez son dernier jour, il se terminera de "
                "lui-même."
            )
        if record.ends_on is not None and on > record.ends_on:
            yield Refusal(f"Le mandat se termine déjà le {date_fr(record.ends_on)}.")
        if not reason.strip():
            yield Refusal("Indiquez le motif : il figurera dans l’historique.", key="common.reason")

    @state.transition(
        (M.FUTURE, M.VALID, M.SUSPENDED, M.ENDED),
        M.ANNULLED,
        permission=by(permissions.may_rule_mandate),
        custom=move("Annuler", "a annulé le mandat", reason=True),
    )
    def annul_mandate(self, **given: Any) -> None:
        """A court annulled the election or the appointment; acts signed meanwhile stay."""

    def facts(self, verb: str) -> dict[str, Any]:
        record = self.record
        return {
            "office": record.office,
            "institution": record.institution.name,
            "ends_on": record.ends_on.isoformat() if record.ends_on else "",
        }

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        registry.mandate_moved(self.record, verb, actor)
