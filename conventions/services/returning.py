"""A party sends its corrections back in Word; each is decided, then taken up together."""

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import services as circuits
from circuits.models import Circuit, Step
from common.lifecycle import NotYours, Refusal, Refused
from documents import store
from governance.models import Institution

from .. import participants, permissions, returning, telling
from ..models import Convention, Remark, ReturnedChange, ReturnedText
from ..new_words import NewWords
from ..returns_lifecycle import ReturnLifecycle
from .wording import word

CIRCUIT = "convention.returned"
"""The owner, or the jurist, examines the corrections: a task in À faire."""


def receive_text(
    convention: Convention,
    *,
    file: store.Prepared,
    content: bytes,
    file_name: str,
    institution: Institution,
    actor: Actor,
) -> ReturnedText:
    """Keep a corrected Word file and list its changes.

    ``institution``: the party whose corrections they are, when staff hand them in. Raises
    ``NotYours``, and ``Refused`` out of the review or when the file is not this act's text.
    """
    if not permissions.may_return_text(actor, convention, institution):
        raise NotYours("Ce dépôt revient à une partie à l’acte, ou au syndicat pour elle.")
    if convention.status not in returning.OPEN:
        raise Refused(Refusal("La relecture n’est pas ouverte : aucune correction n’est attendue."))
    sent_hash, changes = returning.read(convention, content)
    with recording(actor) as journal:
        returned = ReturnedText(
            convention=convention,
            institution=institution,
            author=actor.title,
            file=file.keep().sha256,
            file_name=file_name[:150],
            sent_hash=sent_hash,
        )
        returned.full_clean()
        journal.says(returned, "return_text", document_hash=file.sha256)
        returned.save()
        for change in changes:
            change.returned = returned
            change.full_clean()
            change.save()
        circuits.open_circuit(
            CIRCUIT,
            convention,
            players=participants.players(convention),
            url=convention.get_absolute_url(),
        )
    return returned


def take_up(returned: ReturnedText, *, actor: Actor) -> ReturnedText:
    """Put the accepted changes in the text, all or none; comments accepted become remarks.

    Visas given are asked again; the author is told what was refused and why. Raises ``Refused``
    while a change is undecided, or when one no longer finds its place.
    """
    with recording(actor):
        done = ReturnLifecycle.move(returned, "take_up", actor=actor)
        convention = done.convention
        accepted = list(done.changes.filter(status=ReturnedChange.Status.ACCEPTED))
        entering = [change for change in accepted if change.operations]
        if entering:
            word(
                convention,
                [NewWords(c.operations, c.article, c.old, c.new) for c in entering],
                origin=str(done),
                reason="; ".join(dict.fromkeys(c.reason for c in entering if c.reason)),
                actor=actor,
            )
        for note in (change for change in accepted if not change.operations):
            Remark(
                convention=convention,
                institution=done.institution,
                author=note.by or done.author,
                article=note.article[:60],
                text=note.new,
            ).save()
        _close_task(convention)
        telling.examined(done, changed=bool(entering))
    return done


def _close_task(convention: Convention) -> None:
    """The task ends with the last version to examine."""
    if convention.returns.filter(status=ReturnedText.Status.TO_EXAMINE).exists():
        return
    running = Circuit.unscoped.about(convention).filter(kind=CIRCUIT).under_way()
    for step in Step.unscoped.filter(circuit__in=running, status=Step.Status.OPEN):
        circuits.complete(step, actor=SYSTEM, outcome="version examinée")
