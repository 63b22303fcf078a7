"""The convention of an invented commune, put back for each file and fresh for each test."""

import copy

import pytest
from django.db import transaction
from django.test import override_settings

from common import clock
from tests.circuits.fixtures import here, issued, issued_of_the_file, world_of_the_file
from tests.conventions.case import NOW, build

__all__ = ["here", "issued", "issued_of_the_file", "world_of_the_file"]


@pytest.fixture(scope="module")
def case_of_the_file(django_db_setup, django_db_blocker, tmp_path_factory):
    with (
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")),
        django_db_blocker.unblock(),
        clock.at(NOW),
        transaction.atomic(),
    ):
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def case(case_of_the_file, db):
    """The directory, the models and the parameters that a draft rests on, at ``NOW``."""
    with clock.at(NOW):
        yield copy.deepcopy(case_of_the_file)
