"""The only clock of the site."""

import datetime as dt

import pytest

from audit import registry
from common import clock

MARCH = dt.datetime(2026, 3, 29, 23, 30, tzinfo=dt.UTC)


def test_it_is_aware_and_in_utc():
    assert clock.now().tzinfo is dt.UTC


def test_moved_inside_the_block_alone():
    with clock.at(MARCH):
        assert clock.now() - MARCH < dt.timedelta(minutes=1)
        assert registry.now() - MARCH < dt.timedelta(minutes=1)  # the journal follows
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_put_back_after_an_error():
    with pytest.raises(ZeroDivisionError), clock.at(MARCH):
        raise ZeroDivisionError
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_it_runs_on():
    with clock.at(MARCH):
        first = clock.now()
        assert clock.now() >= first


@pytest.mark.parametrize(
    ("zone", "day"),
    [("", 30), ("Europe/Paris", 30), ("America/Martinique", 29), ("Pacific/Noumea", 30)],
)
def test_the_day_is_that_of_the_place(zone, day, settings):
    settings.TIME_ZONE = "Europe/Paris"
    with clock.at(MARCH):
        assert clock.today(zone) == dt.date(2026, 3, day)


def test_an_instant_without_zone_is_refused():
    with pytest.raises(TypeError), clock.at(dt.datetime(2026, 3, 29)):  # noqa: DTZ001
        pass
