"""What every service shares: the lock, the full check, the line of the journal."""

from typing import Any, TypeVar

from django.db.models import Model

from audit.recording import current
from common.lifecycle import NotYours
from common.models import Record

R = TypeVar("R", bound=Record)


def require(allowed: bool, whose: str) -> None:
    """Refuse (403) with the name of those to whom the action belongs."""
    if not allowed:
        raise NotYours(f"Cette action revient à {whose}. Vous pouvez consulter le dossier.")


def lock(record: Model) -> None:
    """Hold the row whose periods are about to be compared, to the end of the transaction.

    On SQLite the transaction already is the only writer.
    """
    type(record)._base_manager.select_for_update().get(pk=record.pk)


def store(record: R, verb: str, *, reason: str = "", **facts: Any) -> R:
    """Check every field and constraint of ``record``, name the change, save it."""
    record.full_clean()
    current().says(record, verb, reason=reason, **facts)
    record.save()
    return record
