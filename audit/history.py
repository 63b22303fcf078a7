"""What each audited model gets: a history table, a journal line per save, no silent path."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import post_create_historical_record, pre_create_historical_record

from . import recording, registry

M = TypeVar("M", bound=models.Model)
_FALLBACK = {"+": "create", "~": "change", "-": "delete"}


def history() -> HistoricalRecords:
    """The history of a model; the acting user is kept as a plain number, never as a key."""
    return HistoricalRecords(
        inherit=True,
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=lambda historical: None,
        history_user_setter=lambda historical, user: None,
    )


@receiver(pre_create_historical_record)
def _date_history(sender: Any, history_instance: Any, **kwargs: Any) -> None:
    history_instance.history_date = registry.now()
    history_instance.history_user_id = recording.current().actor.user_id


@receiver(post_create_historical_record)
def _journal_history(sender: Any, instance: Any, history_instance: Any, **kwargs: Any) -> None:
    recording.current().saved(instance, history_instance, _FALLBACK[history_instance.history_type])


class SilentPath(RuntimeError):
    """A bulk write that would leave no trace; use the recorded twin."""


class RecordedQuerySet(models.QuerySet[M]):
    """Refuses the writes that simple-history does not see; offers recorded ones."""

    def update(self, **kwargs: Any) -> int:
        raise SilentPath("update() leaves no history: save each record, or bulk_update_recorded().")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        raise SilentPath("bulk_create() leaves no history: use bulk_create_recorded().")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise SilentPath("bulk_update() leaves no history: use bulk_update_recorded().")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise SilentPath("delete() on a set is refused: remove records one by one.")

    def bulk_create_recorded(self, records: Sequence[M], *, batch_size: int = 500) -> list[M]:
        """Insert ``records`` with their history rows and journal lines."""
        journal = recording.current()
        stored = super().bulk_create(records, batch_size=batch_size)
        self._write_history(journal, stored, "+", batch_size)
        return stored

    def bulk_update_recorded(
        self, records: Sequence[M], fields: Iterable[str], *, batch_size: int = 500
    ) -> int:
        """Store ``fields`` of ``records`` with their history rows and journal lines."""
        journal = recording.current()
        changed = super().bulk_update(records, list(fields), batch_size=batch_size)
        self._write_history(journal, records, "~", batch_size)
        return changed

    def _write_history(
        self, journal: recording.Journal, records: Sequence[M], kind: str, batch_size: int
    ) -> None:
        manager: Any = self.model
        rows = manager.history.bulk_history_create(
            records,
            batch_size=batch_size,
            update=kind == "~",
            default_date=registry.now(),
            custom_historical_attrs={"history_user_id": journal.actor.user_id},
        )
        for record, row in zip(records, rows, strict=True):
            journal.saved(record, row, _FALLBACK[kind])
