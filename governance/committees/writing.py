"""The minutes as their secretary writes them, and what the members observe on them."""

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.lifecycle import Refusal, Refused
from common.models import Job
from governance.models import Mandate
from governance.services.store import require, store

from . import papers, permissions
from .minutes_lifecycle import MinutesLifecycle
from .models import Minutes, MinutesItem, MinutesRemark
from .models.minutes import MinutesStatus, Settled
from .models.papers import PaperKind

WRITTEN = (MinutesStatus.DRAFTING, MinutesStatus.CONTESTED)
"""The text may still change: before it is given out, or to take an observation up."""


def save_text(*, actor: Actor, point: MinutesItem, text: str, version: int) -> MinutesItem:
    """What the minutes tell of the debate on a point; the notes stay as they were taken.

    Refused (409) once the draft is given out, and when somebody else saved since ``version``.
    """
    require(permissions.may_write_minutes(actor, point.minutes), permissions.WRITES)
    with recording(actor):
        found: MinutesItem = MinutesItem.unscoped.select_for_update().get(pk=point.pk)
        _open(found.minutes)
        if found.version != version:
            raise Refused(
                Refusal(
                    "Ce texte a changé depuis l’ouverture de la page. Reprenez-y le vôtre, puis "
                    "enregistrez.",
                    key="common.stale",
                )
            )
        found.text = text.strip()
        found.version += 1
        return store(found, "write_minutes")


def produce(*, actor: Actor, minutes: Minutes) -> Job:
    """Have the copies made from the text as it stands; a file corrected by hand is replaced by
    ``editing``, which says first what would be lost."""
    require(permissions.may_write_minutes(actor, minutes), permissions.WRITES)
    if minutes.status == MinutesStatus.SIGNED:
        raise Refused(Refusal("Le procès-verbal est signé : il ne change plus."))
    wanted = papers.of_minutes(minutes.meeting)
    kept = [papers.latest(minutes.meeting, PaperKind.MINUTES, each.copy) for each in wanted]
    if any(each is not None and each.edited for each in kept):
        raise Refused(
            Refusal(
                "Un exemplaire a été corrigé à la main : ouvrez « Corriger dans Word » pour voir "
                "ce que le produire de nouveau ferait perdre.",
                key="paper.edited",
            )
        )
    return papers.queue(wanted, f"Procès-verbal {minutes.reference}", actor=actor)


def observe(
    *, actor: Actor, minutes: Minutes, text: str, point: MinutesItem | None = None
) -> MinutesRemark:
    """An observation of somebody convened to the meeting; others may follow."""
    with recording(actor):
        moved = MinutesLifecycle.move(minutes, "contest_minutes", actor=actor, text=text)
        if point is not None and point.minutes_id != moved.pk:
            raise Refused(Refusal("Choisissez un point de cette séance."))
        author = Mandate.unscoped.get(pk=actor.mandate_id)
        return store(
            MinutesRemark(minutes=moved, point=point, author=author, text=text.strip()),
            "observe_minutes",
        )


def answer(*, actor: Actor, remark: MinutesRemark, settled: Settled, words: str) -> MinutesRemark:
    """What becomes of an observation, told at the end of the minutes; until they go out again."""
    require(permissions.may_write_minutes(actor, remark.minutes), permissions.WRITES)
    with recording(actor):
        found: MinutesRemark = MinutesRemark.unscoped.select_for_update().get(pk=remark.pk)
        _open(found.minutes)
        found.settled, found.answer, found.answered_at = settled, words.strip(), clock.now()
        return store(found, "answer_remark")


def _open(minutes: Minutes) -> None:
    found = Minutes.unscoped.select_for_update().get(pk=minutes.pk)
    if found.status not in WRITTEN:
        raise Refused(
            Refusal(
                f"Le procès-verbal est « {found.get_status_display()} » : son texte ne change "
                "plus. Une correction passe par une observation."
            )
        )
