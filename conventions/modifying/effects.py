"""What an act does, at its moves, to those that change it and to the one that it changes."""

from audit.actor import SYSTEM

from ..models import Convention, Status
from . import carrying, rectifying
from .lifecycle import SIGNED, ModificationLifecycle

ENDS = {
    Status.EXPIRED: "expire_with",
    Status.SUPERSEDED: "expire_with",
    Status.TERMINATED: "terminate_with",
    Status.ANNULLED: "terminate_with",
}


def moved(convention: Convention) -> None:
    """Called after each move of an act, in its transaction, once it is saved."""
    if convention.kind.way:
        carrying.moved(convention)
    elif convention.status in ENDS:
        _end_with(convention)


def _end_with(initial: Convention) -> None:
    """Whatever changes the act, signed or in force, ends with it."""
    verb = ENDS[Status(initial.status)]
    reason = f"{initial.reference} : {initial.get_status_display().lower()}"
    rectifying.end_with(initial, reason)
    for row in initial.modifications.filter(act__status__in=SIGNED).select_related("act"):
        ModificationLifecycle.move(row.act, verb, actor=SYSTEM, reason=reason)
