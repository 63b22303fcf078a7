"""Numbers without a gap or a double."""

import pytest
from django.db import transaction

from common.models import Series
from common.numbering import allot
from tests.plugins.processes import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]


def test_series_and_years_are_counted_apart():
    with transaction.atomic():
        given = [allot("convention", 2026), allot("convention", 2026), allot("avenant", 2026)]
        assert [*given, allot("convention", 2027)] == [1, 2, 1, 1]


def test_a_number_given_in_a_failed_transaction_is_given_again():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        allot("convention", 2026)
        raise ZeroDivisionError
    with transaction.atomic():
        assert allot("convention", 2026) == 1


def test_outside_a_transaction_it_is_refused():
    with pytest.raises(RuntimeError):
        allot("convention", 2026)
    assert not Series.objects.exists()


def take_20(number):
    for _ in range(20):
        with transaction.atomic():
            # Each number leaves a row of its own: a double or a gap would show.
            Series.objects.create(key="taken", year=allot("convention", 2026))


def test_eight_processes_leave_no_gap_and_no_double():
    assert together(8, take_20) == [0] * 8
    taken = Series.objects.filter(key="taken").order_by("year").values_list("year", flat=True)
    assert list(taken) == list(range(1, 161))
