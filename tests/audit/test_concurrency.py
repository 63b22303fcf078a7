"""Several processes write the journal at once."""

import pytest
from django.db import transaction

from audit import verification
from audit.actor import Actor
from audit.models import Event
from audit.recording import recording
from tests.app.models import Dossier
from tests.plugins.processes import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]


def write_25(number):
    actor = Actor(label=f"p{number}", title=f"processus {number}", user_id=number)
    for n in range(25):
        with recording(actor) as journal:
            dossier = Dossier.unscoped.create(title=f"{number}-{n}")
            journal.note(dossier, "open")


def test_eight_processes_give_one_chain_without_gap():
    assert together(8, write_25) == [0] * 8
    assert list(Event.objects.values_list("sequence", flat=True)) == list(range(1, 401))
    assert Event.objects.filter(verb="create").count() == 200
    assert list(verification.faults()) == []


def rename(number, key):
    actor = Actor(label=f"p{number}", title=f"processus {number}", user_id=number)
    for n in range(10):
        with transaction.atomic(), recording(actor):
            dossier = Dossier.unscoped.get(pk=key)
            dossier.title = f"{number}-{n}"
            dossier.save()


def test_four_processes_on_one_record_raise_no_false_alarm(stored):
    assert together(4, rename, stored[0].pk) == [0] * 4
    assert stored[0].history.count() == 41
    assert list(verification.faults()) == []
