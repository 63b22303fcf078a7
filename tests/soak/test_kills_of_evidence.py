"""``kill -9`` at each write of what proves an act: its evidence, and a file signed elsewhere.

A child does the work and kills itself at its write number n: a file opened, synced or renamed, a
row written, a transaction stored. Then nothing half-way is seen, recovery leaves no file behind,
and the work done again ends as if nothing had happened.
"""

import itertools
import os
import random
import signal
from pathlib import Path

import pytest
from django.db import connection

from audit import verification
from circuits import returning
from circuits.models import Step
from common import clock, jobs
from conventions.evidence import making
from documents import store
from documents.lifecycle import SlotLifecycle
from documents.models import EvidenceFile, Signature, StoredFile, WriteIntent
from tests.circuits import acts
from tests.depth import SOAK
from tests.documents.pdf import forgeries
from tests.plugins import traces
from tests.plugins.processes import start
from tests.soak import life

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]
WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT", "RELEASE", "SAVEPOINT")
SAMPLE = 4
"""Moments tried in a daily run, of all those that there are."""


def dying_at(turn, work, *args):
    """Do the work; die at the write number ``turn``."""
    writes = itertools.count(1)

    def count():
        if next(writes) == turn:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(function):
        def counted(*given, **named):
            count()
            return function(*given, **named)

        return counted

    os.fsync, Path.rename = before(os.fsync), before(Path.rename)
    with connection.execute_wrapper(_counting(count)):
        work(*args)


def _counting(count):
    def execute(run, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES):
            count()
        return run(sql, params, many, context)

    return execute


def moments(work, *args):
    """How many writes the work makes, counted in a child that does not die."""
    reader, writer = os.pipe()

    def counted():
        total = itertools.count()

        def count():
            next(total)

        sync, rename = os.fsync, Path.rename
        os.fsync = lambda *given: (count(), sync(*given))[1]
        Path.rename = lambda *given: (count(), rename(*given))[1]
        with connection.execute_wrapper(_counting(count)):
            work(*args)
        os.write(writer, str(next(total)).encode())

    child = start(counted)
    child.join()
    assert child.exitcode == 0
    os.close(writer)
    return int(os.read(reader, 20))


def chosen(total):
    """All the moments at full depth; a few of them, drawn, in a daily run."""
    every = range(1, total + 1)
    return every if SOAK else sorted(random.Random(life.SEED).sample(every, SAMPLE))


def whole(said):
    assert life.is_over(), said
    assert list(verification.faults()) == [], said


def recovered(said):
    """After recovery the store holds what the rows say, and no intent."""
    with clock.at(acts.NOW + store.FORGOTTEN * 2):
        store.recover()
    assert traces.stored() == set(StoredFile.objects.values_list("sha256", flat=True)), said
    assert not WriteIntent.objects.exists(), said


def killed(prepare, work):
    """For each chosen moment, something prepared anew whose work was killed then."""
    total = moments(*work(prepare()))
    assert total > 8
    for turn in chosen(total):
        said = f"SEED={life.SEED}, write {turn} of {total}"
        thing = prepare()
        child = start(dying_at, turn, *work(thing))
        child.join()
        assert child.exitcode == -signal.SIGKILL, said
        whole(said)
        yield said, thing


# --- evidence ---------------------------------------------------------------------------------
def make(key, at):
    with clock.at(at):
        making.make(acts.fresh(acts.Convention.unscoped.get(pk=key)).envelope)


def test_killed_at_a_write_of_the_evidence(site):
    here = acts.build()
    numbers, model = itertools.count(1), acts.ready(here)

    def final():
        act = acts.sign_all(acts.issue(acts.copied(model, next(numbers)), here))
        acts.final(act)
        return act

    for said, act in killed(final, lambda act: (make, act.pk, acts.NOW)):
        made = EvidenceFile.objects.filter(envelope=acts.fresh(act).envelope).count()
        assert made in (0, 4), f"{said}: {made}"
        recovered(said)
        with clock.at(acts.NOW + jobs.STALE * 3):
            making.make(acts.fresh(act).envelope)
        assert EvidenceFile.objects.filter(envelope=acts.fresh(act).envelope).count() == 4, said
        recovered(said)


# --- a file signed elsewhere --------------------------------------------------------------------
def give_back(step_id, content, at):
    step = Step.unscoped.select_related("circuit", "institution").get(pk=step_id)
    with clock.at(at):
        mandate = acts.task_of(step).mandate
        given = returning.Deposit(
            step=step,
            mandate=mandate,
            actor=acts.signing.acting.actor_of(mandate),
            content=content,
            name="acte-signe.pdf",
            facts=acts.FACTS,
        )
        returning.deposit(given)


def test_killed_at_a_write_of_a_returned_file(site):
    here = acts.build()
    numbers, model = itertools.count(1), acts.ready(here)
    mayor = forgeries.signer(site, "Hélène DUMONT")

    def awaited():
        act = acts.issue(acts.copied(model, next(numbers)), here)
        step = acts.step_of(act, "authority")
        slot = act.envelope.slots.get(key="authority")
        signatory = acts.signing.acting.actor_of(acts.task_of(step).mandate)
        SlotLifecycle.move(slot, "choose_certificate", actor=signatory)
        head = store.read(act.envelope.head.file.sha256)
        return act, step.pk, forgeries.sign(head, mayor, "sig_authority")

    for said, (act, *rest) in killed(awaited, lambda given: (give_back, *given[1:], acts.NOW)):
        signatures = Signature.objects.filter(slot__envelope=act.envelope)
        assert signatures.count() in (0, 1), said
        recovered(said)
        if not signatures.exists():
            give_back(*rest, acts.NOW + store.FORGOTTEN * 3)
        assert signatures.count() == 1, said
        slot = act.envelope.slots.get(key="authority")
        assert (slot.status, slot.mode) == ("accepted", "certificate"), said
        recovered(said)
