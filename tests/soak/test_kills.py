"""``kill -9`` at random instants of issuing, converting, signing and mailing.

Each act lives in a process of its own, killed up to twice; a last process ends its life.
Then nothing is orphan, truncated, lost or twice. The one exception is stated and measured: a mail
is promised at least once, so a kill between the server's 250 and our note of it may send that
mail again, with new words; one kill repeats one mail at most.
"""

import itertools
import random
import shutil
import time
from collections import Counter

import pytest

from audit import verification
from common import clock, jobs
from common.models import Job, OutboxMessage
from conventions.models import Convention
from documents import production, store
from documents.models import Revision, Signature, Slot, StoredFile, WriteIntent
from documents.pdf import reading
from tests.circuits import acts
from tests.depth import SOAK
from tests.plugins import traces
from tests.plugins.processes import start
from tests.soak import life

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]

SEED = life.SEED
#: 20 kills in one turn; the 15 turns of ``make soak`` make 300.
KILLS, CONVERTED = (15, 5) if SOAK else (3, 0)
#: Once more, and the job gives up an item that kills whoever works at it: a person then asks again.
KILLS_PER_ACT = jobs.MAX_ATTEMPTS - 1
PAUSE = life.PAUSE


def test_killed_while_issuing_signing_and_mailing(site, monkeypatch):
    monkeypatch.setattr(production.conversion, "to_pdfa", life.paper)
    here = acts.build()
    model = acts.ready(here)
    numbers = itertools.count(1)
    rounds(site, here, KILLS, lambda: acts.copied(model, next(numbers)))


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.skipif(not CONVERTED, reason="long: run by make soak")
def test_killed_while_converting_too(site):
    here = acts.build()
    rounds(site, here, CONVERTED, lambda: acts.ready(here))
    gone = traces.eventually(lambda: traces.offices() == (set(), set()))
    assert gone, f"SEED={SEED}: {traces.offices()}"


def rounds(site, here, wanted, make):
    """Acts, each killed a few times then left to end, until there were ``wanted`` kills."""
    rng = random.Random(SEED)
    done = [make()]
    began = time.monotonic()
    left_to_end(done[0], here, site, acts.NOW)
    span, kills = time.monotonic() - began, 0
    while kills < wanted:
        act = make()
        done.append(act)
        at = acts.NOW
        for _ in range(min(KILLS_PER_ACT, wanted - kills)):
            child = start(life.live, act.pk, here, site, at)
            at += PAUSE
            child.join(rng.uniform(0, span))
            if child.exitcode is not None:
                break
            child.kill()
            child.join()
            kills += 1
            check_once_killed(site)
        left_to_end(act, here, site, at)
    with clock.at(acts.NOW + PAUSE * 10):
        store.recover()
    check_at_the_end(site, done, kills)


def left_to_end(act, here, site, at):
    child = start(life.live, act.pk, here, site, at)
    child.join()
    assert child.exitcode == 0, f"SEED={SEED}"


def acknowledged(site):
    lines = (site / "acknowledged").read_text().splitlines()
    return {(int(key), party) for key, party in map(str.split, lines)}


def check_once_killed(site):
    """Nothing half-way is visible, and what was answered to a signatory is stored."""
    assert life.is_over()
    assert list(verification.faults()) == [], f"SEED={SEED}"
    for key, party in acknowledged(site):
        assert Signature.objects.filter(slot__key=party, slot__envelope=envelope(key)).exists()


def envelope(key):
    return Convention.unscoped.get(pk=key).envelope


def check_at_the_end(site, done, kills):
    said = f"SEED={SEED}"
    assert list(verification.faults()) == [], said
    check_files(said)
    for act in done:
        check_act(acts.fresh(act), said)
    assert acknowledged(site) >= {(act.pk, "syndicate") for act in done[:1]}, said
    numbers = Convention.unscoped.filter(pk__in=[act.pk for act in done])
    assert sorted(numbers.values_list("register_number", flat=True)) == [
        f"CONV2026_{number:03d}" for number in range(2, len(done) + 2)
    ], said
    assert not Job.objects.exclude(state=Job.State.DONE).exists(), said
    check_mails(site, kills, said)


def check_files(said):
    """On disk: the kept files, whole, and nothing else."""
    on_disk = traces.stored()
    assert on_disk == set(StoredFile.objects.values_list("sha256", flat=True)), said
    assert not WriteIntent.objects.exists(), said
    for sha256 in on_disk:
        assert acts.digest(store.path_of(sha256).read_bytes()) == sha256, said


def check_act(act, said):
    """Signed by the three, each once; every state that was signed is the start of the final."""
    assert act.status == Convention.Status.SIGNED, said
    revisions = list(act.envelope.revisions.order_by("number"))
    assert [r.number for r in revisions] == [1, 2, 3, 4, 5], said
    assert [r.operation for r in revisions] == [
        Revision.Operation.ISSUE,
        *[Revision.Operation.SIGNATURE] * 3,
        Revision.Operation.FINAL,
    ], said
    assert Counter(act.envelope.slots.values_list("status", flat=True)) == {
        Slot.Status.ACCEPTED: 3
    }, said
    assert Signature.objects.filter(slot__envelope=act.envelope).count() == 3, said
    final = store.read(act.envelope.final.file.sha256)
    for revision in revisions:
        assert final.startswith(store.read(revision.file.sha256)), said
    found = reading.read(final).signatures
    assert {each.field for each in found} >= set(acts.ANCHORS), said
    assert all(each.valid for each in found), said


def check_mails(site, kills, said):
    life.check_mails(site, kills, said)
    promised = Counter(
        OutboxMessage.objects.filter(template="conventions.signed_copy").values_list(
            "about_id", "recipient_label"
        )
    )
    assert set(promised.values()) == {1}, said
