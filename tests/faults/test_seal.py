"""The seal of the syndicate has ended: nothing is sealed, the act stays, the page says why."""

import dataclasses
import datetime as dt

import pytest

from common import jobs
from common.lifecycle import Refused
from common.models import Job
from conventions import issuing
from conventions.evidence import making
from conventions.models import Status
from documents.models import EvidenceFile, Signature
from documents.pdf import keys
from tests.circuits import acts
from tests.faults.conftest import read

pytestmark = pytest.mark.django_db
SAID = "Le certificat du cachet a expiré le 03/05/2026"


@pytest.fixture
def ended(monkeypatch):
    """``ended()``: the seal ended the day before; called again, it is renewed."""
    load, state = keys.load, {"over": False}

    def loaded(*args):
        key = load(*args)
        over = {"not_after": acts.NOW - dt.timedelta(days=1)}
        return dataclasses.replace(key, **over) if state["over"] else key

    monkeypatch.setattr(keys, "load", loaded)
    return lambda: state.update(over=not state["over"])


def test_an_act_is_not_issued(ended, ready, produce, converted, nothing_left):
    whole = nothing_left()
    ended()
    with pytest.raises(Refused, match=SAID):
        produce(ready)
    act = acts.fresh(ready)
    assert (act.status, act.envelope) == (Status.READY_TO_ISSUE, None)
    whole()
    ended()
    assert produce(act).status == Status.AWAITING_SIGNATURE


def test_a_seal_that_ends_before_the_worker_leaves_the_act(
    ended, ready, here, manager, converted, nothing_left
):
    whole = nothing_left()
    job = issuing.ask(ready, actor=here.actor("chef-de-projet"))
    ended()
    jobs.run(job.pk)
    act = acts.fresh(ready)
    assert (act.status, act.envelope) == (Status.READY_TO_ISSUE, None)
    page = manager(act)
    assert SAID in page
    assert "L’acte est resté « prêt à émettre » : vous pouvez recommencer." in page
    whole()


def test_a_signature_is_not_given(ended, issued, signatory, nothing_left):
    whole = nothing_left()
    ended()
    answer = signatory(issued)
    assert answer.status_code == 503
    assert f"La signature n’a pas été enregistrée : {SAID}" in read(answer)
    assert "Votre code reste valable" in read(answer)
    assert not Signature.objects.exists()
    whole()
    ended()
    assert signatory(issued).status_code == 302


def test_an_evidence_waits_for_the_new_seal(ended, issued, nothing_left):
    act = acts.sign_all(issued)
    acts.final(act)
    job = Job.objects.get(kind=making.JOB, items__payload__envelope=act.envelope_id)
    whole = nothing_left()
    ended()
    jobs.run(job.pk)
    assert SAID in job.items.get().message
    assert not EvidenceFile.objects.exists()
    whole()
    ended()
    with acts.clock.at(acts.NOW + jobs.STALE * 2):
        assert making.owed() == 1
    assert EvidenceFile.objects.filter(envelope=act.envelope_id).count() == 4
