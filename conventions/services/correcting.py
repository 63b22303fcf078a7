"""A correction is asked on one clause or one value, made there alone, and found to answer."""

from collections.abc import Sequence
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import services as circuits
from circuits.models import Step
from circuits.services import Player
from common.lifecycle import NotYours, Refusal, Refused
from governance import wording
from governance.models import Institution

from .. import guards, permissions, redline, telling
from ..models import Convention, Remark, RemarkMessage, Status
from ..new_words import NewWords
from ..remarks_lifecycle import RemarkLifecycle
from ..term import end_of
from .wording import ask_visas_again, word

CIRCUIT = "convention.clause"


def ask_correction(
    convention: Convention,
    *,
    key: str,
    title: str,
    text: str,
    blocking: bool,
    corrector: Institution | None = None,
    actor: Actor,
) -> Remark:
    """Open the thread of a clause or a value, or go on in the one that is open.

    ``corrector``: the party that must correct; the syndicate when None. The act stays where it
    is, and the answers of the other readers too. Raises ``NotYours``, and ``Refused`` out of the
    review or without words.
    """
    if not permissions.may_comment(actor, convention):
        raise NotYours("Cette demande revient à une partie à l’acte, au juriste ou au porteur.")
    if convention.status != Status.UNDER_REVIEW:
        raise Refused(Refusal("La relecture n’est pas ouverte : demandez une reprise du texte."))
    if not text.strip():
        raise Refused(Refusal("Écrivez ce qui doit changer, et pourquoi."))
    with recording(actor) as journal:
        thread = _thread(convention, key)
        if thread is not None:
            return _go_on(thread, text, blocking, actor)
        body = corrector or convention.owner.institution
        player = (
            Player(body, mandate=convention.owner)
            if body.pk == convention.owner.institution_id
            else Player(body, convention.circonscription)
        )
        circuit = circuits.open_circuit(
            CIRCUIT,
            convention,
            players={"corrector": [player]},
            url=f"{convention.get_absolute_url()}clauses/{key}/",
        )
        thread = Remark(
            convention=convention,
            institution_id=actor.institution_id,
            author=actor.title,
            article=title[:60],
            text=text,
            blocking=blocking,
            clause=key,
            corrector=body,
            task=circuit.steps.first(),
        )
        thread.full_clean()
        journal.says(thread, "comment")
        thread.save()
    return thread


def _steers(actor: Actor, convention: Convention) -> bool:
    return permissions.may_steer(actor, convention)


def _thread(convention: Convention, key: str) -> Remark | None:
    open_threads = convention.remarks.select_for_update().filter(clause=key)
    found: Remark | None = open_threads.exclude(status=Remark.Status.RESOLVED).first()
    return found


def _go_on(thread: Remark, text: str, blocking: bool, actor: Actor) -> Remark:
    journal_of_the_caller = recording(actor)
    with journal_of_the_caller as journal:
        message = RemarkMessage(remark=thread, author=actor.title, text=text)
        journal.says(message, "reply")
        message.save()
        if blocking and not thread.blocking:
            thread.blocking = True
            thread.save()
    return thread


def correct_clause(
    thread: Remark, changes: Sequence[NewWords], *, reason: str, actor: Actor
) -> Remark:
    """Reword the clause of a thread, and nothing else; raises ``Refused`` when nothing changes."""
    if not changes:
        raise Refused(Refusal("Rien n’a changé dans cette clause : corrigez-la, ou répondez."))
    with recording(actor):
        done = _corrected(thread, reason, actor)
        word(
            thread.convention,
            changes,
            origin=f"Correction demandée par {wording.the_institution(thread.institution)}",
            reason=reason or thread.text,
            actor=actor,
        )
    return done


def correct_value(thread: Remark, name: str, value: Any, *, reason: str, actor: Actor) -> Remark:
    """Give one value of the act another content; its guards of submission must still hold."""
    with recording(actor) as journal:
        done = _corrected(thread, reason, actor)
        locked = Convention.unscoped.select_for_update().get(pk=thread.convention_id)
        if getattr(locked, name) == value:
            raise Refused(Refusal("Cette valeur n’a pas changé : corrigez-la, ou répondez."))
        of_the_model = redline.is_empty(locked)
        setattr(locked, name, value)
        locked.ends_on = end_of(locked)
        locked.full_clean()
        refusals = list(guards.submit(locked))
        if refusals:
            raise Refused(*refusals)
        journal.says(locked, "correct_value", fields=[name])
        locked.save()
        words = name in redline.FREE or of_the_model
        if words and locked.status == Status.UNDER_REVIEW:
            ask_visas_again(locked, actor)
    return done


def _corrected(thread: Remark, reason: str, actor: Actor) -> Remark:
    done = RemarkLifecycle.move(thread, "correct", actor=actor, reason=reason)
    if reason.strip():
        _go_on(done, reason, False, actor)
    _close_task(done)
    telling.corrected(done)
    return done


def ask_again(thread: Remark, *, reason: str, actor: Actor) -> Remark:
    """The correction does not answer: the clause is open again to whoever must correct it."""
    with recording(actor):
        moved = RemarkLifecycle.move(thread, "ask_again", actor=actor, reason=reason)
        return _go_on(moved, reason, False, actor)


def resolve(thread: Remark, *, actor: Actor) -> Remark:
    """Who asked is satisfied: the clause is closed again, and blocks nothing any more."""
    with recording(actor):
        moved = RemarkLifecycle.move(thread, "resolve", actor=actor)
        _close_task(moved)
    return moved


def _close_task(thread: Remark) -> None:
    task = thread.task
    if task is not None and task.status == Step.Status.OPEN:
        circuits.complete(task, actor=SYSTEM, outcome=f"{thread.article} : corrigé")
