"""A migration operation: the database refuses two overlapping periods of one key.

PostgreSQL only (exclusion constraint on a ``daterange``); SQLite has one writer, and the check
made by ``full_clean`` inside the transaction is enough. When the server does not allow the
``btree_gist`` extension, nothing is added: the lock taken by the services still protects.
"""

from typing import Any

from django.db import Error, transaction
from django.db.migrations.operations.base import Operation


def has_btree_gist(connection: Any) -> bool:
    """Whether the extension is there, creating it when the server lets us."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except Error:
        return False
    return True


class NoOverlap(Operation):
    """``NoOverlap("competence", ["school_id", "part"])``; ``where`` is plain SQL."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, key: list[str], where: str = "") -> None:
        self.model = model
        self.key = key
        self.where = where

    @property
    def name(self) -> str:
        return f"{self.model}_no_overlap"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change: Django knows nothing of this constraint."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        connection = schema_editor.connection
        if connection.vendor != "postgresql" or not has_btree_gist(connection):
            return
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        parts = [f"{column} WITH =" for column in self.key]
        parts.append("daterange(starts_on, ends_on) WITH &&")
        where = f" WHERE ({self.where})" if self.where else ""
        schema_editor.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT {self.name} '
            f"EXCLUDE USING gist ({', '.join(parts)}){where}"
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS {self.name}')

    def describe(self) -> str:
        return f"No overlapping periods in {self.model}"
