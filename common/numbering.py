"""Numbers without a gap or a double, under any load.

The number is given inside the transaction that uses it: if that fails, the number was never
given. The row lock of the series makes two writers wait for each other. Inside ``recording``,
allot before the block ends: its last act takes the lock of the journal.
"""

from django.db import connection

from .models import Series


def allot(key: str, year: int) -> int:
    """The next number of series ``key`` in ``year``, from 1. Call inside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given inside the transaction that uses it")
    Series.objects.bulk_create([Series(key=key, year=year)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(key=key, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
