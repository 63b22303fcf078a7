"""SQLite lets any value into any column: that is a fault to name, never a crash."""

import pytest
from django.db import connection

from audit import verification
from tests.audit.test_tampering import bend, sql

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sqlite_alone(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses a wrong type by itself")


def faults():
    return list(verification.faults())


WRONG = {
    "sequence": "'abc'", "at": "'hier'", "object_id": "x'00ff'", "data": "x'ff'",
    "hash": "x'ff'", "previous_hash": "x'ff'", "reason": "x'fffe'", "actor_user": "1.5",
}  # fmt: skip


@pytest.mark.parametrize("column", WRONG)
def test_wrong_type_in_the_journal_is_a_fault_and_not_a_crash(column, stored):
    bend(f"UPDATE audit_event SET {column} = {WRONG[column]} WHERE sequence = 2")
    assert any("Journal" in fault for fault in faults())


@pytest.mark.parametrize("column", ["title", "amount", "due", "recorded_at", "public_id", "facts",
                                    "institution", "open", "hour", "span", "share"])  # fmt: skip
@pytest.mark.parametrize("value", ["'abc'", "x'ff'", "1.5e300"])
def test_wrong_type_in_a_row_is_named(column, value, stored):
    sql("PRAGMA ignore_check_constraints = ON")
    for table in ("testapp_dossier", "testapp_historicaldossier"):
        bend(f"UPDATE {table} SET {column} = {value} WHERE id = %s", stored[1].pk)
    sql("PRAGMA ignore_check_constraints = OFF")
    entry = stored[1].history.values_list("pk", flat=True).get()
    found = faults()
    assert len(found) == 1
    assert f"l'entrée d'historique {entry}" in found[0]
