"""The invented world, built once per file of tests and given back as it was after each test."""

import datetime as dt

import pytest
from django.db import transaction

from common import clock
from tests.circuits import acts


@pytest.fixture(scope="module")
def world_of_the_file(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with (
        acts.site(folder),
        django_db_blocker.unblock(),
        clock.at(acts.NOW - dt.timedelta(hours=1)),
        transaction.atomic(),
    ):
        yield acts.build()
        transaction.set_rollback(True)


@pytest.fixture
def here(world_of_the_file, db):
    """The demonstration's bodies and people, on the Monday of ``acts.NOW``."""
    with clock.at(acts.NOW):
        yield world_of_the_file


@pytest.fixture(scope="module")
def issued_of_the_file(world_of_the_file):
    with clock.at(acts.NOW):
        return acts.issued(world_of_the_file)


@pytest.fixture
def issued(here, issued_of_the_file):
    """An act that awaits its signatures, brought there once per file."""
    return acts.fresh(issued_of_the_file)
