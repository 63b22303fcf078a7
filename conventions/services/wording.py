"""An act says something that its model does not: its own words, put in and taken back."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from audit.actor import Actor
from audit.recording import recording
from circuits import services as circuits
from circuits.models import Circuit, Step, StepKind
from common.lifecycle import NotYours, Refusal, Refused

from .. import guards, participants, permissions, redline
from ..models import Convention, OwnWording, Status
from ..new_words import NewWords

WRITABLE = (Status.DRAFT, Status.UNDER_REVIEW, Status.CHANGES_REQUESTED)
NOT_NOW = "Le texte de cet acte est arrêté : demandez d’abord une correction, qui le rouvre."


def word(
    convention: Convention,
    changes: Sequence[NewWords],
    *,
    origin: str,
    reason: str,
    actor: Actor,
) -> list[OwnWording]:
    """Put words of its own into the text of an act, all or none.

    ``origin``: where they come from, as it will be read. Raises ``Refused`` once the text is
    settled, or when a change finds no place in the text as it is now. Visas already given are
    asked again: they were given on another text.
    """
    with recording(actor) as journal:
        locked = Convention.unscoped.select_for_update().get(pk=convention.pk)
        if locked.status not in WRITABLE:
            raise Refused(Refusal(NOT_NOW))
        last = locked.own_words.aggregate(last=Max("batch"))["last"] or 0
        rows = [
            OwnWording(
                convention=locked,
                batch=last + 1,
                operation=dict(operation),
                article=change.article[:250],
                old=change.old,
                new=change.new,
                origin=origin[:250],
                reason=reason,
            )
            for change in changes
            for operation in change.operations
        ]
        for row in rows:
            row.full_clean()
            journal.says(row, "word", reason=reason)
            row.save()
        _all_placed(locked)
        if locked.status == Status.UNDER_REVIEW:
            ask_visas_again(locked, actor)
    return rows


def unword(row: OwnWording, *, actor: Actor, reason: str) -> None:
    """Take an act's own words back to its model's; ``Refused`` when others rest on them."""
    if not permissions.may_steer_or_law(actor, row.convention):
        raise NotYours("Ce retrait revient au porteur de la convention ou au juriste.")
    with recording(actor) as journal:
        locked = Convention.unscoped.select_for_update().get(pk=row.convention_id)
        if locked.status not in WRITABLE:
            raise Refused(Refusal(NOT_NOW))
        going = OwnWording.unscoped.get(pk=row.pk)
        journal.says(going, "unword", reason=reason)
        going.delete()
        _all_placed(locked)
        if locked.status == Status.UNDER_REVIEW:
            ask_visas_again(locked, actor)


def _all_placed(convention: Convention) -> None:
    refusals = redline.lost(convention)
    if refusals:
        raise Refused(*refusals)


def ask_visas_again(convention: Convention, actor: Actor) -> None:
    """Those who had given their visa give it on the new text; the other readers keep theirs."""
    given = [s for s in guards.review_steps(convention) if s.kind == StepKind.VISA]
    given = [step for step in given if step.status in Step.MET]
    if not given or redline.is_empty(convention):
        return
    about = Circuit.unscoped.about(convention)
    for circuit in about.filter(kind=guards.VISAS_AGAIN).under_way():
        circuits.stop(circuit, actor=actor, reason="le texte a encore changé")
    players: dict[str, Any] = dict(participants.players(convention))
    wanted = {step.party for step in given}
    circuits.open_circuit(
        guards.VISAS_AGAIN,
        convention,
        players={role: who for role, who in players.items() if role in wanted},
        url=convention.get_absolute_url(),
    )
