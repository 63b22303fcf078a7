"""Eight browsers sign many acts at the same time: one signature each, numbers without a hole.

By default ten acts, twenty when everything is run, each step tried by two of the processes; fifty,
by all of them, under ``make soak`` (``SOAK=1``).

``PLANTED=1`` takes the protections away (row locks and unique constraints; on SQLite, immediate
transactions): the same race must then be lost, which shows that it can be.
"""

import os
import random
from collections import Counter
from contextlib import ExitStack, contextmanager, nullcontext
from unittest import mock

import pytest
from django.db import connection, connections, models
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit import verification
from circuits.models import Circuit, Step
from common import clock
from conventions.models import Convention
from documents.models import Envelope, Revision, Signature, Slot
from governance.middleware import SESSION_KEY
from tests.circuits import acts
from tests.depth import FULL, SOAK
from tests.plugins.processes import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]

PROCESSES = 8
ACTS, RIVALS = (50, PROCESSES) if SOAK else (20 if FULL else 10, 2)
SEED = int(os.environ.get("SEED", random.randrange(10**6)))
PLANTED = bool(os.environ.get("PLANTED"))
UNIQUE = {Signature: ("slot", "revision"), Revision: ("envelope", "number")}


@contextmanager
def without_protections():
    """The planted bug: nobody waits for anybody, and the database accepts doubles."""
    with ExitStack() as stack:
        with connection.schema_editor() as editor:
            for name in UNIQUE[Signature]:
                one = Signature._meta.get_field(name)
                plain = models.ForeignKey(one.remote_field.model, models.PROTECT)
                plain.set_attributes_from_name(name)
                plain.model = Signature
                editor.alter_field(Signature, one, plain)
            editor.remove_constraint(Revision, Revision._meta.constraints[0])
        if connection.vendor == "sqlite":
            options = connections["default"].settings_dict["OPTIONS"]
            stack.enter_context(mock.patch.dict(options, {"transaction_mode": "DEFERRED"}))
        stack.enter_context(
            mock.patch.object(models.QuerySet, "select_for_update", lambda self, *a, **k: self)
        )
        yield


def browser(mandate):
    """Somebody signed in under their mandate; an error of the site is an answer, not a crash."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=mandate.person.user_id))
    session = client.session
    session[SESSION_KEY] = mandate.pk
    session.save()
    return client


def sign_everything(number, folder, awaited):
    """One process: its share of the steps, each by its signatory; keeps the answers."""
    order = list(enumerate(awaited))
    random.Random(SEED).shuffle(order)  # the same for all: rivals meet on each act
    order = [found for place, found in order if (number - place) % PROCESSES < RIVALS]
    clients, answers = {}, Counter()
    for step, mandate in order:
        if mandate.pk not in clients:
            clients[mandate.pk] = browser(mandate)
        answer = clients[mandate.pk].post(
            reverse("circuits:confirm", args=[step.public_id]),
            {"read": "on", "process": "on", "code": "123456"},
        )
        answers[answer.status_code] += 1
    (folder / f"{number}").write_text("\n".join(f"{k} {v}" for k, v in answers.items()))


def race(folder, steps):
    """All the processes on all the steps; how many answers of each kind."""
    awaited = []
    for step in steps:
        mandate = acts.task_of(step).mandate
        acts.code_for(acts.link_for(step))
        awaited.append((step, mandate))
    folder.mkdir()
    codes = together(PROCESSES, sign_everything, folder, awaited)
    answers = Counter()
    for path in folder.iterdir():
        for line in path.read_text().splitlines():
            status, count = line.split()
            answers[int(status)] += int(count)
    return codes, answers


def test_eight_processes_sign_many_acts_at_once(tmp_path):
    with acts.site(tmp_path), clock.at(acts.NOW):
        conventions = acts.many(acts.build(), ACTS)
        with without_protections() if PLANTED else nullcontext():
            both = [acts.step_of(c, p) for c in conventions for p in ("authority", "state")]
            first = race(tmp_path / "first", both)
            last = race(tmp_path / "last", [acts.step_of(c, "syndicate") for c in conventions])
        check(first, last, conventions)


def check(first, last, conventions):
    total = first[1] + last[1]
    assert first[0] == last[0] == [0] * PROCESSES, f"SEED={SEED}"
    assert [status for status in total if status >= 500] == [], total
    assert first[1][302] >= 2 * ACTS
    assert last[1][302] >= ACTS
    for party in ("authority", "state", "syndicate"):
        assert Signature.objects.filter(slot__key=party).count() == ACTS, party
    assert not Slot.unscoped.exclude(status="accepted").exists()
    for envelope in Envelope.unscoped.all():
        numbers = list(envelope.revisions.values_list("number", flat=True))
        assert numbers == [1, 2, 3, 4], numbers
    done = Step.unscoped.filter(kind="signature", circuit__status=Circuit.Status.COMPLETED)
    assert Counter(done.values_list("status", flat=True)) == {"done": 3 * ACTS}
    registered = Convention.unscoped.filter(pk__in=[c.pk for c in conventions])
    numbers = sorted(registered.values_list("register_number", flat=True))
    assert numbers == [f"CONV2026_{n:03d}" for n in range(2, ACTS + 2)]
    assert list(verification.faults()) == []
