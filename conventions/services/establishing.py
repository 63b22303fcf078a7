"""What happened outside the site, or is established afterwards: acts signed elsewhere or too
early, their regularisation, the end of an act by termination or by a court."""

import datetime as dt
from collections.abc import Mapping

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import NotYours, Refusal, Refused
from documents import production, store
from governance import services as governance
from governance import wording
from governance.lifecycle import DeliberationLifecycle
from governance.models import Deliberation

from .. import coverage, permissions
from ..lifecycle import ConventionLifecycle
from ..models import Convention, Party, Status
from .deciding import attach_deliberation

AWAITED: dict[str, str] = {
    Status.DRAFT: "Autorisation de signer la convention {}",
    Status.IN_DELIBERATION: "Autorisation de signer la convention {}",
    Status.SIGNED_SUBJECT_TO_DELIBERATION: "Approbation de la convention {} et confirmation de sa "
    "signature",
}
"""Object of the vote that an assembly's file lacks, by status of the act."""


def register_signed(
    convention: Convention,
    verb: str,
    *,
    file: store.Prepared,
    file_name: str,
    signed_at: dt.datetime,
    actor: Actor,
    votes: Mapping[str, Deliberation] | None = None,
) -> Convention:
    """Enter an act signed elsewhere, with its file: ``register_signed_elsewhere`` when each
    délibération precedes the signature, else ``register_early_signed`` (P3).

    ``votes``: the délibération on which the signature of a party rests, by role.
    """
    with recording(actor):
        for role, vote in (votes or {}).items():
            party = convention.parties.get(role=role)
            if party.deliberation_id != vote.pk:
                attach_deliberation(party, vote, actor=actor)
        production.receive(
            file,
            about=convention,
            kind="signed_elsewhere",
            title="Acte signé hors plateforme",
            file_name=file_name,
        )
        return ConventionLifecycle.move(
            convention, verb, actor=actor, signed_at=signed_at, file_sha256=file.sha256
        )


def await_vote(party: Party, *, actor: Actor) -> Party:
    """Open the file of a vote that the act rests on, that replaces one which does not cover it,
    or that will regularise it: the paper is then deposited on its own page. The vote already
    awaited or under proof is kept.

    Raises ``NotYours``, ``Refused`` when the act waits for no vote of this kind.
    """
    convention = party.convention
    if not permissions.may_steer(actor, convention):
        raise NotYours("Ce dépôt revient au porteur de la convention.")
    if convention.status not in AWAITED or not party.votes:
        raise Refused(Refusal("Aucune délibération n’est à déposer à ce stade."))
    if convention.status == Status.IN_DELIBERATION and _is_covered(party):
        raise Refused(
            Refusal(f"{wording.institution_title(party.institution)} a déjà délibéré sur cet acte.")
        )
    with recording(actor) as journal:
        locked = Party.unscoped.select_for_update().get(pk=party.pk)
        vote = locked.deliberation
        if vote is None or vote.enforceable_at is not None or coverage.spent(locked):
            locked.deliberation = governance.expect_deliberation(
                institution=party.institution,
                target=convention,
                object=AWAITED[convention.status].format(convention.reference),
                actor=actor,
            )
            journal.says(locked, "attach_deliberation")
            locked.save()
    return locked


def _is_covered(party: Party) -> bool:
    return isinstance(coverage.covering(party), Deliberation)


def establish_text(party: Party, *, actor: Actor) -> Deliberation:
    """The jurist states that the vote of the party annexed this very text (P1)."""
    if party.deliberation is None:
        whose = wording.of_institution(party.institution)
        raise Refused(Refusal(f"Aucune délibération {whose} n’est enregistrée."))
    return DeliberationLifecycle.move(
        party.deliberation, "establish_text", actor=actor, text_hash=party.convention.text_hash
    )


def discover_early_signature(convention: Convention, *, actor: Actor, reason: str) -> Convention:
    """A signature precedes the enforceability of a vote: the act waits to be regularised."""
    return ConventionLifecycle.move(
        convention, "discover_early_signature", actor=actor, reason=reason
    )


def regularise(
    convention: Convention, *, deliberation: Deliberation, confirms_signature: bool, actor: Actor
) -> Convention:
    """A later vote approves the act and confirms the signature: its party rests on it."""
    with recording(actor):
        moved = ConventionLifecycle.move(
            convention,
            "regularise",
            actor=actor,
            deliberation=deliberation,
            confirms_signature=confirms_signature,
        )
        for party in moved.parties.filter(institution=deliberation.institution_id):
            if party.deliberation_id != deliberation.pk:
                attach_deliberation(party, deliberation, actor=actor)
    return moved


def abandon_early_signed(convention: Convention, *, actor: Actor, reason: str) -> Convention:
    """The council did not confirm, or the parties agree: the irregular act is taken back."""
    return ConventionLifecycle.move(convention, "abandon_early_signed", actor=actor, reason=reason)


def terminate(
    convention: Convention, *, actor: Actor, reason: str, effective_on: dt.date
) -> Convention:
    """The notice has run, or the parties agree (article 15)."""
    return ConventionLifecycle.move(
        convention, "terminate", actor=actor, reason=reason, effective_on=effective_on
    )


def record_annulment(
    convention: Convention, *, file: store.Prepared, file_name: str, actor: Actor, reason: str
) -> Convention:
    """A court annulled the act: its decision joins the dossier."""
    with recording(actor):
        production.receive(
            file,
            about=convention,
            kind="court_decision",
            title="Décision de justice",
            file_name=file_name,
        )
        return ConventionLifecycle.move(
            convention, "record_annulment", actor=actor, reason=reason, file_sha256=file.sha256
        )
