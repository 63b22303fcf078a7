"""The scene of a school's entry, put back for each file and fresh for each test."""

import copy

import pytest
from django.db import transaction

from common import clock
from tests.conventions.onboarding.scene import NOW, build


@pytest.fixture(scope="module")
def scene_of_the_file(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), clock.at(NOW), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def scene(scene_of_the_file, db):
    with clock.at(NOW):
        yield copy.deepcopy(scene_of_the_file)
