"""What each audited model gets: a history table, a journal line per save, no silent path.

Seen by the history: ``save``, ``create``, ``get_or_create``, ``update_or_create``, ``delete`` of
one record, and the recorded bulk methods. Refused: ``update``, ``bulk_create``, ``bulk_update``
and ``delete`` of a set, fixtures, saves that ask for no history, cascades that would blank a
column. What SQL changes by hand is found by ``verify_history``. A data migration sees plain
models without any of this: let it load the real model and write inside ``recording(SYSTEM)``.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction
from simple_history.models import HistoricalRecords
from simple_history.utils import get_change_reason_from_object

from . import recording, registry

M = TypeVar("M", bound=models.Model)
_FALLBACK = {"+": "create", "~": "change", "-": "delete"}


class SilentPath(RuntimeError):
    """A write that would leave no trace; use the recorded twin."""


class RecordedHistory(HistoricalRecords):  # type: ignore[misc]
    """simple-history without its ways out, and a line in the journal for each row."""

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if issubclass(sender, self.cls) and hasattr(
            sender._meta, "simple_history_manager_attribute"
        ):
            models.signals.pre_save.connect(_may_be_saved, sender=sender)

    def pre_delete(self, instance: models.Model, **kwargs: Any) -> None:
        recording.current()
        super().pre_delete(instance, **kwargs)

    def post_save(
        self,
        instance: models.Model,
        created: bool,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
        **kwargs: Any,
    ) -> None:
        # A partial save leaves other columns as they are in the database, not in memory.
        source = _stored(type(instance), [instance])[instance.pk] if update_fields else instance
        _record(instance, source, "+" if created else "~")

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        _record(instance, instance, "-")


def _may_be_saved(instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    """Refuse before anything is written: outside a transaction it would stay."""
    recording.current()
    if raw:
        raise SilentPath("a fixture leaves no history: create the records inside recording().")
    if hasattr(instance, "skip_history_when_saving"):
        raise SilentPath("skip_history_when_saving is refused on an audited record.")


def history() -> HistoricalRecords:
    """The history of a model; the acting user is kept as a plain number, never as a key."""
    return RecordedHistory(
        inherit=True,
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=lambda historical: None,
        history_user_setter=lambda historical, user: None,
    )


def _record(instance: models.Model, source: models.Model, kind: str) -> None:
    """Write the history row of ``instance`` with the values of ``source``, and its line."""
    journal = recording.current()
    row = _entry(journal, source, kind)
    _insert(row)
    journal.saved(instance, row, _FALLBACK[kind])


def _entry(journal: recording.Journal, source: models.Model, kind: str) -> Any:
    model = registry.history_model(type(source))
    return model(
        history_date=registry.now(),
        history_type=kind,
        history_user_id=journal.actor.user_id,
        history_change_reason=get_change_reason_from_object(source),
        **{field.attname: getattr(source, field.attname) for field in model.tracked_fields},
    )


def _insert(row: Any) -> None:
    """Insert a history row: a third of the cost of ``row.save()``, which each save would pay."""
    statement, fields = _insertion(type(row), connection.vendor)  # type: ignore[arg-type]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    for field, value in zip(fields, values, strict=True):
        if hasattr(value, "resolve_expression"):
            raise ValueError(f"{value!r} in {field.name}: the history needs the value itself.")
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row.pk = cursor.fetchone()[0]


@cache
def _insertion(model: type[models.Model], vendor: str) -> tuple[str, list[Any]]:
    quote = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "  # noqa: S608 our own names
        f"VALUES ({', '.join(['%s'] * len(fields))}) RETURNING {quote(str(model._meta.pk.column))}"
    ), fields


def _stored(model: type[M], records: Sequence[M]) -> dict[Any, M]:
    """The rows of ``records`` as the database holds them, by key."""
    keys = [record.pk for record in records]
    return {row.pk: row for row in model._base_manager.filter(pk__in=keys)}


class RecordedQuerySet(models.QuerySet[M]):
    """Refuses the writes that simple-history does not see; offers recorded ones."""

    def update(self, **kwargs: Any) -> int:
        """Refused, unless nothing would change: Django tries a blanking before each delete."""
        if not models.QuerySet.exists(self):
            return 0
        raise SilentPath("update() leaves no history: save each record, or bulk_update_recorded().")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[M]:
        raise SilentPath("bulk_create() leaves no history: use bulk_create_recorded().")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise SilentPath("bulk_update() leaves no history: use bulk_update_recorded().")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise SilentPath("delete() on a set is refused: remove records one by one.")

    def _raw_delete(self, using: str | None) -> int:
        raise SilentPath("_raw_delete() leaves no history: remove records one by one.")

    def bulk_create_recorded(self, records: Sequence[M], *, batch_size: int = 500) -> list[M]:
        """Insert ``records`` with their history rows and journal lines."""
        journal = recording.current()
        stored = super().bulk_create(records, batch_size=batch_size)
        self._write_history(journal, stored, stored, "+", batch_size)
        return stored

    def bulk_update_recorded(
        self, records: Sequence[M], fields: Iterable[str], *, batch_size: int = 500
    ) -> int:
        """Store ``fields`` of ``records`` with their history rows and journal lines.

        All or nothing: a record that is no longer in the database is refused with the others.
        """
        journal, names = recording.current(), list(fields)
        with transaction.atomic():
            for start in range(0, len(records), batch_size):
                batch = records[start : start + batch_size]
                self._plain_bulk_update(batch, names)
                rows = _stored(self.model, batch)
                if len(rows) < len({record.pk for record in batch}):
                    raise ObjectDoesNotExist("a record to update is no longer there")
                sources = [rows[record.pk] for record in batch]
                self._write_history(journal, batch, sources, "~", batch_size)
        return len(records)

    def _plain_bulk_update(self, records: Sequence[M], names: Sequence[str]) -> None:
        plain: models.QuerySet[M] = models.QuerySet(self.model, using=self.db)
        plain.bulk_update(records, names)

    def _write_history(
        self,
        journal: recording.Journal,
        records: Sequence[M],
        sources: Sequence[M],
        kind: str,
        batch_size: int,
    ) -> None:
        entries = [_entry(journal, source, kind) for source in sources]
        model = registry.history_model(self.model)
        rows = model._base_manager.bulk_create(entries, batch_size=batch_size)
        for record, row in zip(records, rows, strict=True):
            journal.saved(record, row, _FALLBACK[kind])
