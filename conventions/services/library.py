"""The clause library: variants proposed, and put into an act."""

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import NotYours, Refusal, Refused

from .. import clauses, permissions
from ..models import ClauseVariant, Convention, LibraryClause, OwnWording
from .wording import word


def propose_variant(
    clause: LibraryClause, *, title: str, effect: str, text: str, reason: str, actor: Actor
) -> ClauseVariant:
    """Propose another wording of a clause; it enters no act before the jurist approved it."""
    if not permissions.may_propose_variant(actor):
        raise NotYours("La bibliothèque de clauses est tenue par le syndicat.")
    with recording(actor) as journal:
        variant = ClauseVariant(
            clause=clause,
            title=title,
            effect=effect,
            text=text,
            reason=reason,
            proposed_by=actor.title,
        )
        variant.full_clean()
        journal.says(variant, "propose_variant")
        variant.save()
    return variant


def insert_variant(
    convention: Convention, variant: ClauseVariant, *, actor: Actor
) -> list[OwnWording]:
    """Put an approved variant in the clause of an act: it becomes words of its own.

    Raises ``NotYours``, and ``Refused`` when it is not approved, when the act has no such clause,
    or once the text is settled.
    """
    if not permissions.may_steer_or_law(actor, convention):
        raise NotYours("Cette insertion revient au porteur de la convention ou au juriste.")
    if variant.status != ClauseVariant.Status.APPROVED:
        raise Refused(Refusal("Cette variante n’est pas approuvée par le juriste."))
    place = clauses.clause(convention, variant.clause.key)
    if place is None or convention.model.code != variant.clause.model_code:
        raise Refused(Refusal(f"Le texte de cet acte n’a pas la clause « {variant.clause} »."))
    changes = clauses.with_variant(
        place, variant.text, replaces=variant.effect == ClauseVariant.Effect.REPLACE
    )
    return word(
        convention,
        changes,
        origin=f"Variante « {variant} » de la bibliothèque",
        reason=variant.reason,
        actor=actor,
    )
