"""An act at each of its moments, and its pages as a person reads them."""

import html
import re
import tempfile

import pytest
from django.urls import reverse

from common import jobs
from conventions import issuing
from documents import production
from documents.models import WriteIntent
from documents.store import path_of
from tests.circuits import acts
from tests.circuits.fixtures import here, world_of_the_file
from tests.plugins import traces
from tests.soak.life import paper

__all__ = ["here", "world_of_the_file"]


def read(answer) -> str:
    """The words of a page, spaces made plain."""
    text = html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def converted(monkeypatch):
    """A page already converted in the place of LibreOffice, for faults that are elsewhere."""
    monkeypatch.setattr(production.conversion, "to_pdfa", paper)


@pytest.fixture
def ready(here):
    return acts.ready(here)


@pytest.fixture
def manager(here, client_as):
    """``manager(act)``: the act's page as the project manager reads it."""
    browser = client_as(here.actor("chef-de-projet"))
    return lambda act: read(browser.get(act.get_absolute_url()))


@pytest.fixture
def produce(here):
    """``produce(act)``: ask for the issue and do the worker's part; the act afterwards."""

    def work(act):
        jobs.run(issuing.ask(act, actor=here.actor("chef-de-projet")).pk)
        return acts.fresh(act)

    return work


@pytest.fixture
def issued(ready, produce, converted):
    return produce(ready)


@pytest.fixture
def signatory(here, client_as):
    """``signatory(act)``: the mayor's way to sign, with a code at hand; the answer of the page."""

    def sign(act):
        step = acts.step_of(act, "authority")
        browser = client_as(acts.signing.acting.actor_of(acts.task_of(step).mandate))
        link = acts.link_for(step)
        if not link.codes.exists():
            acts.code_for(link)
        address = reverse("circuits:confirm", args=[step.public_id])
        return browser.post(address, {"read": "on", "process": "on", "code": "123456"})

    return sign


@pytest.fixture(autouse=True)
def own_temporary_files(tmp_path, monkeypatch):
    """LibreOffice's folders of one test are not those of a run beside it."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


@pytest.fixture
def nothing_left(here):
    """``nothing_left()``: remember the store; call what it gives after a fault. The files of the
    test then go, as its rows do."""

    def remember():
        nonlocal kept
        kept = traces.stored()
        return check

    def check():
        assert traces.stored() == kept
        assert not WriteIntent.objects.exists()

    first = kept = traces.stored()
    yield remember
    for name in traces.stored() - first:
        path_of(name).unlink()
