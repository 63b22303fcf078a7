"""Agents who certify at the same second, kills while the final copy is bound: once, or not yet."""

import time
from unittest import mock

import pytest

from circuits.models import Step
from circuits.paper import certifying
from common import clock
from common.lifecycle import Refused
from documents import signing, store
from documents.models import (
    BoundCopy,
    PaperCheck,
    Revision,
    Signature,
    WriteIntent,
)
from tests.circuits import acts
from tests.circuits.paper import returns
from tests.plugins import traces
from tests.plugins.processes import killed_when, start, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]
AGENTS = ("juriste", "chef-de-projet")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def here(folder):
    with acts.site(folder), clock.at(acts.NOW):
        yield acts.build()


def at_once(here, convention, found):
    """Each of the two agents presses twice, all at the same instant."""
    read = returns.read(convention)

    def press(number):
        try:
            certifying.certify(found, read, actor=here.actor(AGENTS[number % 2]))
        except Refused:
            return

    return together(4, press)


@pytest.mark.parametrize("torn", [False, True])
def test_agents_at_once_give_one_signature(here, torn):
    convention = acts.issued(here)
    found = returns.registered(convention, here, torn=torn)
    step = acts.step_of(convention, "authority")
    assert at_once(here, convention, found) == [0] * 4
    assert Signature.objects.filter(slot=found.slot).count() == 1
    people = [each.person_id for each in PaperCheck.objects.filter(paper_return=found)]
    assert len(people) == len(set(people)) == (2 if torn else 1)
    assert Step.unscoped.get(pk=step.pk).status == Step.Status.DONE


def test_killed_between_the_files_and_their_rows_the_final_copy_is_bound_later(here):
    convention = acts.issued(here)
    found = returns.registered(convention, here)
    certifying.certify(found, returns.read(convention), actor=here.actor("juriste"))
    convention = acts.sign_all(convention)
    envelope, before = convention.envelope, traces.stored()

    def stopped():
        with mock.patch.object(signing, "recording", side_effect=lambda actor: time.sleep(60)):
            signing.finalise(envelope)

    with killed_when(lambda: WriteIntent.objects.count() == 2, start(stopped)):
        assert not BoundCopy.objects.exists()
        assert not Revision.objects.filter(envelope=envelope, operation="final").exists()
    with clock.at(clock.now() + 2 * store.FORGOTTEN):
        store.recover()
    assert not WriteIntent.objects.exists()
    assert traces.stored() == before
    signing.finalise(envelope)
    assert BoundCopy.objects.filter(envelope=envelope).count() == 1
    assert acts.fresh(convention).envelope.status == "sealed_final"
    assert signing.finalise(acts.fresh(convention).envelope) is None
