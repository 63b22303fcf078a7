"""Statuses of an issued PDF and of its signature fields, and the moves between them.

Who may sign is not decided here: ``documents`` knows no person. The layer that holds the circuit
asks ``governance.authority`` first, then calls these moves in the same transaction.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from common import clock
from common.french import list_fr
from common.lifecycle import Lifecycle, Refusal, column, move

from .models import Envelope, Slot
from .paper import references

E = Envelope.Status
S = Slot.Status
OPEN = (E.PREPARED, E.ISSUED, E.PARTLY_SIGNED)
ACCOUNT_LEVELS = frozenset({"level.opinion"})
"""Levels that a time-stamped validation by account meets."""


SAID = {
    Slot.Mode.PLATFORM: "avec un code",
    Slot.Mode.CERTIFICATE: "avec un certificat de signature",
    Slot.Mode.PAPER: "sur papier",
}


def level_refused(slot: Slot, mode: str) -> Iterator[Refusal]:
    """The level of the signature is higher than what ``mode`` gives (P15)."""
    if not slot.admits(mode):
        ways = list_fr((SAID[Slot.Mode(each)] for each in slot.modes), "ou")
        yield Refusal(
            f"Cet acte ne se signe pas {SAID[Slot.Mode(mode)]} : il se signe {ways}.",
            key="slot.level",
        )


class EnvelopeLifecycle(Lifecycle[Envelope]):
    """From the sealed PDF to the final copy."""

    label = "cet exemplaire"
    state = column(E)

    @state.transition(
        E.PREPARED, E.ISSUED, permission=None, custom=move(sentence="acte scellé", system=True)
    )
    def seal(self, **given: Any) -> None:
        """The sealed revision is stored."""

    @state.transition(
        E.ISSUED,
        E.PARTLY_SIGNED,
        permission=None,
        custom=move(sentence="première signature", system=True),
    )
    def count_first(self, **given: Any) -> None:
        """One field is signed, others are not."""

    @state.transition(
        (E.ISSUED, E.PARTLY_SIGNED),
        E.COMPLETE,
        permission=None,
        custom=move(sentence="dernière signature", system=True),
    )
    def count_last(self, **given: Any) -> None:
        """Every field is signed, on one chain of revisions."""

    def guard_count_last(self, **given: Any) -> Iterator[Refusal]:
        if self.record.slots.exclude(status=S.ACCEPTED).exists():
            yield Refusal("Il reste des signatures à recueillir.")

    @state.transition(
        E.COMPLETE,
        E.SEALED_FINAL,
        permission=None,
        custom=move(sentence="exemplaire définitif", system=True),
    )
    def finalise(self, **given: Any) -> None:
        """The timestamp is on the file."""
        self.record.finalised_at = clock.now()

    @state.transition(
        OPEN, E.SUPERSEDED, permission=None, custom=move(sentence="remplacé", system=True)
    )
    def supersede(self, **given: Any) -> None:
        """A mention or the text is taken up again: another copy will be issued."""

    @state.transition(
        OPEN, E.CANCELLED, permission=None, custom=move(sentence="annulé", system=True)
    )
    def cancel_envelope(self, **given: Any) -> None:
        """The act is refused or withdrawn."""


class SlotLifecycle(Lifecycle[Slot]):
    """How one signatory signs."""

    label = "cette signature"
    state = column(S)

    @state.transition(
        (S.EMPTY, S.AWAITING_RETURN),
        S.ACCEPTED,
        permission=None,
        custom=move("Recevoir mon code pour signer", "a signé, signature électronique simple"),
    )
    def sign_on_platform(self, **given: Any) -> None:
        """The signatory consented and gave the right code; their words are frozen."""
        self.record.mode = Slot.Mode.PLATFORM
        self.sign(**given)

    def sign(self, *, signer: dict[str, Any], at: Any, **given: Any) -> None:
        """Freeze who signed, and when."""
        self.record.signer = signer
        self.record.signed_at = at

    def guard_sign_on_platform(self, **given: Any) -> Iterator[Refusal]:
        yield from level_refused(self.record, Slot.Mode.PLATFORM)
        yield from self._closed()

    def _closed(self) -> Iterator[Refusal]:
        if self.record.envelope.status not in (E.ISSUED, E.PARTLY_SIGNED):
            yield Refusal("Cet exemplaire n'est plus à signer.")

    @state.transition(
        S.EMPTY,
        S.ACCEPTED,
        permission=None,
        custom=move("Signer depuis mon compte", "a validé depuis son compte, avec horodatage"),
    )
    def validate_by_account(self, **given: Any) -> None:
        """What needs no code: minutes, opinions (P15); never called more than a validation."""
        self.record.mode = Slot.Mode.PLATFORM
        self.sign(**given)

    def guard_validate_by_account(self, **given: Any) -> Iterator[Refusal]:
        if self.record.level not in ACCOUNT_LEVELS:
            yield Refusal("Cet acte ne se signe pas depuis un compte : il demande un code.")
        yield from self.guard_sign_on_platform(**given)

    @state.transition(
        S.EMPTY,
        S.ACCEPTED,
        permission=None,
        custom=move("Signer en présence d’un agent", "a signé en présence d’un agent"),
    )
    def sign_in_presence(self, **given: Any) -> None:
        """The same, on the device of an agent who stated the signatory's identity."""
        self.record.mode = Slot.Mode.PLATFORM
        self.sign(**given)

    def guard_sign_in_presence(self, **given: Any) -> Iterator[Refusal]:
        yield from self.guard_sign_on_platform(**given)

    @state.transition(
        S.EMPTY,
        S.AWAITING_RETURN,
        permission=None,
        custom=move("Signer avec mon certificat", "a choisi de signer avec son certificat"),
    )
    def choose_certificate(self, **given: Any) -> None:
        """The file will be signed elsewhere and returned."""
        self.record.mode = Slot.Mode.CERTIFICATE

    def guard_choose_certificate(self, **given: Any) -> Iterator[Refusal]:
        yield from level_refused(self.record, Slot.Mode.CERTIFICATE)

    @state.transition(
        S.EMPTY,
        S.AWAITING_RETURN,
        permission=None,
        custom=move("Signer sur papier", "a choisi de signer sur papier"),
    )
    def choose_paper(self, **given: Any) -> None:
        """A printed copy will be signed by hand and returned; it bears a short reference."""
        self._on_paper()

    def _on_paper(self) -> None:
        self.record.mode = Slot.Mode.PAPER
        self.record.paper_reference = self.record.paper_reference or references.fresh()

    def guard_choose_paper(self, **given: Any) -> Iterator[Refusal]:
        yield from level_refused(self.record, Slot.Mode.PAPER)
        yield from self._closed()

    @state.transition(
        S.AWAITING_RETURN,
        S.EMPTY,
        permission=None,
        custom=move("Changer de mode", "a changé de mode de signature"),
    )
    def change_mode(self, **given: Any) -> None:
        """Back to the choice of a way to sign."""
        self.record.mode = self.record.usual_mode

    @state.transition(
        S.AWAITING_RETURN,
        S.ACCEPTED,
        permission=None,
        custom=move("Renvoyer le PDF signé", "retour accepté, 7 points sur 7"),
    )
    def return_pdf_ok(self, **given: Any) -> None:
        """The file signed elsewhere continues the one issued, on every point."""
        self.sign(**given)

    def guard_return_pdf_ok(self, **given: Any) -> Iterator[Refusal]:
        if self.record.mode != Slot.Mode.CERTIFICATE:
            yield Refusal("Cette signature n’est pas attendue par certificat.")
        yield from level_refused(self.record, Slot.Mode.CERTIFICATE)
        yield from self._closed()

    @state.transition(
        S.AWAITING_RETURN,
        S.TO_CHECK,
        permission=None,
        custom=move("Renvoyer le PDF signé", "retour à vérifier"),
    )
    def return_pdf_doubt(self, **given: Any) -> None:
        """The same bytes and the same pages, but a point on which an agent decides."""

    def guard_return_pdf_doubt(self, **given: Any) -> Iterator[Refusal]:
        yield from self.guard_return_pdf_ok(**given)

    @state.transition(
        (S.EMPTY, S.AWAITING_RETURN),
        S.TO_CHECK,
        permission=None,
        custom=move("Enregistrer le retour papier", "a enregistré le retour papier"),
    )
    def register_scan(self, **given: Any) -> None:
        """The pages signed by hand came back: an agent will compare them with the act."""
        self._on_paper()

    def guard_register_scan(
        self, *, missing: Sequence[int] = (), **given: Any
    ) -> Iterator[Refusal]:
        """``missing``: pages of the act that the scan does not hold (P14)."""
        yield from level_refused(self.record, Slot.Mode.PAPER)
        yield from self._closed()
        for page in missing:
            yield Refusal(f"Page {page} absente ou illisible.", key="paper.missing")

    @state.transition(
        S.TO_CHECK,
        S.ACCEPTED,
        permission=None,
        custom=move("Certifier conforme", "a certifié le retour conforme", reason=True),
    )
    def certify(self, **given: Any) -> None:
        """An agent, or the second of two, found the return conform: file or paper."""
        self.sign(**given)

    def guard_certify(self, **given: Any) -> Iterator[Refusal]:
        yield from self._closed()

    @state.transition(
        S.TO_CHECK,
        S.AWAITING_RETURN,
        permission=None,
        custom=move("Écarter ce retour", "a écarté le retour", reason=True),
    )
    def reject_return(self, **given: Any) -> None:
        """The return is set aside: another one is awaited."""

    @state.transition(
        (S.EMPTY, S.AWAITING_RETURN),
        S.REFUSED,
        permission=None,
        custom=move("Refuser de signer", "a refusé de signer", reason=True),
    )
    def refuse_slot(self, **given: Any) -> None:
        """The signatory declines, with a reason."""

    @state.transition(
        (S.EMPTY, S.AWAITING_RETURN, S.TO_CHECK, S.ACCEPTED),
        S.VOID,
        permission=None,
        custom=move(sentence="sans effet", system=True),
    )
    def void_slot(self, **given: Any) -> None:
        """The envelope is superseded or cancelled; the signature stays in the history."""
