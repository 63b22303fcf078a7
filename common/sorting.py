"""Names in the order of a French dictionary: « Édith » before « Yann », « Gézaincourt » before
« Glisy »."""

import unicodedata
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models.functions import Collate

SQLITE = "contreseing_french"
POSTGRESQL = "fr-x-icu"


def french(field: str) -> Collate:
    """``field`` for ``order_by``, accents and capitals set aside."""
    return Collate(field, POSTGRESQL if connection.vendor == "postgresql" else SQLITE)


def key(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _compare(one: str, other: str) -> int:
    left, right = (key(one), one), (key(other), other)
    return (left > right) - (left < right)


def _teach_sqlite(connection: Any, **given: Any) -> None:
    """SQLite knows no language: each connection is given this order."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(SQLITE, _compare)


def connect() -> None:
    connection_created.connect(_teach_sqlite, dispatch_uid="common.sorting")
