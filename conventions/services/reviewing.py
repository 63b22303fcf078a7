"""The text is read, remarked upon, and frozen."""

from audit.actor import Actor
from audit.recording import recording
from circuits import services as circuits
from circuits.models import Step
from common import clock
from common.lifecycle import NotYours, Refusal, Refused

from .. import content, permissions, redline
from ..lifecycle import ConventionLifecycle
from ..models import Convention, RefusalCategory, Remark, Way
from . import deciding


def submit(convention: Convention, *, actor: Actor) -> Convention:
    """Send to review: partners read, the jurist and the data-protection officer give visas."""
    return ConventionLifecycle.move(convention, "submit", actor=actor)


def request_changes(
    convention: Convention, *, actor: Actor, reason: str, article: str = ""
) -> Convention:
    """Ask for a correction: the text goes back to its author, the reason stays as a remark."""
    with recording(actor):
        if reason.strip() and actor.institution_id is not None:
            Remark(
                convention=convention,
                institution_id=actor.institution_id,
                author=actor.title,
                article=article,
                text=reason,
                blocking=True,
            ).save()
        return ConventionLifecycle.move(
            convention, "request_changes", actor=actor, reason=reason, article=article
        )


def answer_remark(remark: Remark, *, answer: str, actor: Actor) -> Remark:
    """The owner answers a remark; a blocking one no longer blocks."""
    if not permissions.may_steer(actor, remark.convention):
        raise NotYours("La réponse revient au porteur de la convention.")
    if not answer.strip():
        raise Refused(Refusal("Écrivez la réponse : elle sera lue par la partie qui a demandé."))
    with recording(actor) as journal:
        locked = Remark.unscoped.select_for_update().get(pk=remark.pk)
        locked.answer, locked.answered_at = answer, clock.now()
        journal.says(locked, "answer")
        locked.save()
    return locked


def answer_review(
    convention: Convention, step: Step, *, actor: Actor, answer: str, text: str, article: str = ""
) -> None:
    """A reader's answer: nothing to say, a remark that does not block, or a request for changes.

    A slip is not read again: the inspector who does not give a visa refuses it.
    """
    if answer == "changes" and convention.kind.way == Way.ENTRY_SLIP:
        deciding.refuse(convention, actor=actor, reason=text, category=RefusalCategory.PROJECT)
        return
    if answer == "changes":
        request_changes(convention, actor=actor, reason=text, article=article)
        return
    with recording(actor):
        if answer == "remark":
            Remark(
                convention=convention,
                institution_id=actor.institution_id,
                author=actor.title,
                article=article,
                text=text,
            ).save()
        circuits.complete(step, actor=actor, outcome="sans observation" if answer == "ok" else text)


def settle_text(convention: Convention, *, actor: Actor) -> Convention:
    """Freeze the text: its data and its hash are what the councils will vote (P1)."""
    data = content.project_data(convention)
    return ConventionLifecycle.move(
        convention,
        "settle_text",
        actor=actor,
        snapshot=data.to_snapshot(),
        text_hash=content.text_hash(convention, data),
        matches_model=redline.is_empty(convention),
    )
