"""Somebody else holds the database: the page says so, nothing is half done, a retry succeeds."""

import sqlite3
from contextlib import closing, contextmanager
from unittest import mock

import pytest
from django.db import connection, connections
from django.urls import reverse

from audit import verification
from circuits import signing
from common import clock
from documents import store
from documents.models import Signature
from tests.circuits import acts
from tests.faults.conftest import read

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" not in connection.vendor, reason="PostgreSQL locks rows, not all"),
]


@contextmanager
def impatient():
    """Wait for the lock as long as a test may."""
    options = connections["default"].settings_dict["OPTIONS"]
    connection.close()
    with mock.patch.dict(options, {"timeout": 0.05}):
        yield
    connection.close()


@contextmanager
def locked():
    """Another process is writing."""
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def locked_once_the_file_is_written():
    recording = signing.recording
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:

        def late(actor):
            other.execute("BEGIN IMMEDIATE")
            return recording(actor)

        with mock.patch.object(signing, "recording", late):
            yield
        other.execute("ROLLBACK")


def test_a_signature_while_the_database_is_held(tmp_path, client_as):
    with acts.site(tmp_path), clock.at(acts.NOW):
        act = acts.issued(acts.build())
        step = acts.step_of(act, "authority")
        browser = client_as(acts.signing.acting.actor_of(acts.task_of(step).mandate))
        browser.raise_request_exception = False
        acts.code_for(acts.link_for(step))
        form = {"read": "on", "process": "on", "code": "123456"}
        address = address_of(step)
        browser.get(address_of(step, "sign"))  # the session is already written
        for holder in (locked, locked_once_the_file_is_written):
            with impatient(), holder():
                answer = browser.post(address, form)
            assert answer.status_code == 503
            assert answer["Retry-After"] == "60"
            page = read(answer)
            assert "La base de données est occupée ou ne répond pas" in page
            assert "rien n’a été enregistré. Réessayez dans une minute" in page
            assert not Signature.objects.exists()
            assert list(verification.faults()) == []
        assert browser.post(address, form).status_code == 302
        assert Signature.objects.count() == 1
        with clock.at(acts.NOW + store.FORGOTTEN * 2):
            assert store.recover() == 1  # the file of the second try, left to recovery
        assert list(verification.faults()) == []


def address_of(step, name="confirm"):
    return reverse(f"circuits:{name}", args=[step.public_id])
