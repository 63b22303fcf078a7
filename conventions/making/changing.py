"""Change a version of a kind that no act began with: the one way in for every part of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from audit.actor import Actor
from audit.recording import Journal, recording
from common import french
from common.lifecycle import NotYours, Refusal, Refused

from .. import permissions, stale
from ..models import ActKind
from . import describing
from .lifecycle import KindLifecycle


@contextmanager
def changing(kind: ActKind, actor: Actor, verb: str = "describe_kind") -> Iterator[ActKind]:
    """The fresh row, saved at the end; a version already tried goes back to the draft.

    Raises ``NotYours``, ``Refused`` for a version published or retired, or changed by somebody
    else since ``kind.seen``.
    """
    allowed(actor)
    with recording(actor) as journal:
        locked = ActKind.unscoped.select_for_update().get(pk=kind.pk)
        refuse_published(locked)
        if kind.seen and kind.seen != describing.fingerprint(locked):
            raise Refused(stale.refusal(locked, french.quoted(locked.label)))
        yield locked
        save(locked, journal, verb)
        if locked.status == ActKind.Status.TRIED:
            KindLifecycle.move(locked, "take_up", actor=actor)


def refuse_published(kind: ActKind) -> None:
    """Raises ``Refused`` for a version published or retired."""
    if not kind.editable:
        raise Refused(
            Refusal(
                f"Cette version est « {kind.get_status_display()} » : elle ne change plus. "
                "Ouvrez une nouvelle version ; les actes en cours gardent la leur."
            )
        )


def save(kind: ActKind, journal: Journal, verb: str) -> None:
    """Keep the row under a verb that the history tells."""
    kind.full_clean()
    journal.says(kind, verb)
    kind.save()


def allowed(actor: Actor) -> None:
    """Raises ``NotYours`` for anybody but the administrator."""
    if not permissions.may_make_kinds(actor):
        raise NotYours(permissions.NOT_A_MAKER)
