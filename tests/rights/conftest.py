"""One world for the whole folder, in a transaction that is taken back at the end."""

import logging

import pytest
import structlog
from django.db import transaction
from django.test import override_settings
from django_structlog.middlewares import request as request_log

from tests import factories

from . import acts, committees, entries, fieldwork, people
from .scene import World

SESSIONS_IN_MEMORY = "django.contrib.sessions.backends.cache"


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> World:
    folder = tmp_path_factory.mktemp("rights")
    with (
        override_settings(
            MEDIA_ROOT=folder / "files", VAR_DIR=folder, SESSION_ENGINE=SESSIONS_IN_MEMORY
        ),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield _built()
        transaction.set_rollback(True)


def _built() -> World:
    world = World()
    factories.load_parameters()
    people.bodies(world)
    people.cast_of_a(world)
    people.cast_of_b(world)
    people.directory_of_a(world)
    committees.instances_of_a(world)
    entries.entries_of_a(world)
    acts.conventions(world)
    acts.signatures_of_a(world)
    fieldwork.sheets_of_a(world)
    acts.works(world)
    return world


@pytest.fixture(autouse=True)
def _rows(world, db):
    """Each test sees the world and leaves it as it was."""


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    """A refusal is logged with its trace: here thousands of them are asked for."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    silent = structlog.make_filtering_bound_logger(logging.CRITICAL)
    monkeypatch.setattr(request_log, "logger", structlog.wrap_logger(None, wrapper_class=silent))
