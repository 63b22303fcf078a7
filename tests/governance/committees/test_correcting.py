"""The text of a decision put right in a record that replaces another; read with the minutes."""

import io

import docx
import pytest
from django.urls import reverse

from audit.models import Event
from common.lifecycle import NotYours, Refused
from documents import store
from governance.committees import correcting, papers, writing
from governance.committees.confirming import RecordLifecycle
from governance.committees.minutes_lifecycle import MinutesLifecycle
from governance.committees.models import Decision, Minutes, Paper
from governance.committees.models.papers import Copy, PaperKind
from tests import factories
from tests.governance.committees.held import PRIVATE, confirmed, held, models, run
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import plain, words

__all__ = ["confirmed", "held", "models"]

BEFORE, AFTER = "La charte est adoptée.", "La charte, version 2, est adoptée."


@pytest.fixture
def decision(confirmed, held):
    return Decision.unscoped.get(meeting=held, text=BEFORE)


@pytest.fixture
def replaced(confirmed, dasen):
    run()
    RecordLifecycle.move(confirmed, "correct_decisions", actor=dasen, reason="Version omise.")
    return confirmed


def told(reference):
    paper = Paper.unscoped.get(kind=PaperKind.RECORD, copy=Copy.SHARED, about=reference)
    word = docx.Document(io.BytesIO(store.read(paper.document.docx_sha256)))
    return plain("\n".join(each.text for each in word.paragraphs))


def test_a_confirmed_text_changes_only_in_a_record_that_replaces_it(decision, secretary, mayor):
    with pytest.raises(Refused) as refused:
        correcting.correct(actor=secretary, decision=decision, text=AFTER)
    assert "dans un relevé qui en remplace un autre" in words(refused)
    with pytest.raises(NotYours):
        correcting.correct(actor=mayor, decision=decision, text=AFTER)


def test_the_page_corrects_the_text_and_both_records_are_kept(
    decision, replaced, held, dasen, secretary, client_as
):
    browser = client_as(secretary)
    address = reverse("committees:carry", args=[decision.public_id])
    form = browser.get(address).context["form"]
    given = {name: form.initial[name] for name in ("responsible", "due_on")}
    assert browser.post(address, {**given, "text": " "}).status_code == 422
    assert browser.post(address, {**given, "text": AFTER}).status_code == 302
    line = Event.objects.get(verb="correct_decision")
    assert line.reason == "Version omise."
    follower = held.records.get(replaces=replaced)
    RecordLifecycle.move(follower, "confirm_decisions", actor=dasen)
    run()
    assert BEFORE in told(replaced.reference)
    assert AFTER in told(follower.reference)
    assert "Motif : Version omise." in told(follower.reference)
    assert "text" not in browser.get(address).context["form"].fields


def test_a_text_that_the_members_read_in_minutes_waits_for_their_signature(
    decision, replaced, held, secretary
):
    minutes = Minutes.unscoped.get(meeting=held)
    papers.queue(papers.of_minutes(held), "PV", actor=secretary)
    run()
    MinutesLifecycle.move(minutes, "circulate_minutes", actor=secretary)
    with pytest.raises(Refused) as refused:
        correcting.correct(actor=secretary, decision=decision, text=AFTER)
    assert "est soumis aux membres" in words(refused)
    writing.observe(actor=_member(held), minutes=minutes, text="Version 2 ?")
    assert correcting.correct(actor=secretary, decision=decision, text=AFTER).text == AFTER


def _member(held):

    return factories.acting.actor_of(held.invitations.first().mandate)


def test_the_minutes_page_shows_each_decision_to_who_may_read_it(
    decision, held, secretary, project_manager, client_as
):
    address = Minutes.unscoped.get(meeting=held).get_absolute_url()
    page = plain(client_as(secretary).get(address).content.decode())
    private = Decision.unscoped.get(meeting=held, item__title=PRIVATE)
    for each in (decision, private):
        assert each.number in page
        assert each.text in page
        assert plain(each.result) in page
    other = plain(client_as(project_manager).get(address).content.decode())
    assert decision.text in other
    assert private.number not in other
    assert private.text not in other
