"""What the register asks of somebody today: sheets to follow, calls to make."""

from typing import Any

from audit.actor import Actor
from circuits import contacts
from common import clock

from . import permissions
from .models import FieldSheet


def to_follow(actor: Actor) -> Any:
    """The sheets left to do that ``actor`` wrote or inherits, the most urgent first."""
    if not permissions.may_read(actor):
        return FieldSheet.unscoped.none()
    rows = FieldSheet.objects.visible_to(actor).to_do().kept_by(actor)
    return rows.with_words().order_by("due_on", "pk")


def to_call(actor: Actor) -> Any:
    """Calls whose day has come: « Qui appeler ce matin ».

    Those of the syndicate, for whoever calls there; one's own, for the others.
    """
    rows = FieldSheet.objects.visible_to(actor).to_do()
    if contacts.may_follow(actor):
        rows = rows.filter(author__institution=actor.institution_id)
    else:
        rows = rows.kept_by(actor)
    due = rows.filter(kind__by_phone=True, due_on__lte=clock.today())
    return due.with_words().order_by("due_on", "pk")
