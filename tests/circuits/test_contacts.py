"""A call, a visit: written down, in the history of the act, back on its day."""

import datetime as dt

import pytest
from django.urls import reverse

from circuits import contacts
from circuits.models import Contact
from common import clock
from common.lifecycle import NotYours, Refused
from desk import history as desk
from desk import inbox
from tests.circuits import acts

LATE = acts.NOW + dt.timedelta(days=38)
"""A Thursday, after the date of both signatures."""


@pytest.fixture
def late(here):
    """The mayor's task, late."""
    act = acts.issued(here)
    with clock.at(LATE):
        yield act, acts.task_of(acts.step_of(act, "authority"))


def bodies(actor):
    return {call.institution for call in inbox.calls(actor)}


def texts(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_a_call_is_written_down_and_its_line_comes_back_on_its_day(here, late, client_as):
    act, task = late
    manager = here.actor("chef-de-projet")
    browser = client_as(manager)
    address = reverse("circuits:contact", args=[task.public_id])
    page = texts(browser.get(reverse("desk:inbox")))
    assert address in page
    assert "01 99 00 00 03" in texts(browser.get(address))
    empty = browser.post(address, {"kind": "call", "note": "rappeler"})
    assert empty.status_code == 422
    assert "rappeler" in texts(empty)
    nobody = browser.post(address, {"kind": "call", "outcome": "answered"})
    assert nobody.status_code == 409
    assert "Indiquez qui a répondu" in texts(nobody)
    given = {
        "kind": "call",
        "outcome": "message",
        "spoke_with": "",
        "note": "Message à la mairie.",
        "again_on": "2026-06-18",
    }
    assert browser.post(address, given).status_code == 302
    contact = Contact.unscoped.get()
    assert (contact.outcome, contact.by_id) == ("message", manager.mandate_id)
    assert str(here.commune) not in bodies(manager)
    history = texts(browser.get(act.get_absolute_url()))
    assert "a appelé." in history
    for slug in ("maire", "chef-de-projet"):
        whole = client_as(here.actor(slug)).get(f"{desk.address(act)}")
        assert "Message laissé" in texts(whole)
        assert "Message à la mairie" not in texts(whole), "the note is the staff's"
    with clock.at(LATE + dt.timedelta(days=7)):
        (call,) = [c for c in inbox.calls(manager) if c.institution == str(here.commune)]
        assert "message laissé" in call.tried
    assert "Message à la mairie" in texts(browser.get(address))


def test_without_a_date_the_line_comes_back_after_five_working_days(here, late):
    _act, task = late
    made = contacts.record(
        task, kind="visit", outcome="no_answer", actor=here.actor("chef-de-projet")
    )
    assert made.again_on == dt.date(2026, 6, 18)


def test_who_may_write_down_a_call(here, late, client_as):
    _act, task = late
    address = reverse("circuits:contact", args=[task.public_id])
    for slug in ("maire", "secretaire", "inspectrice", "dasen"):
        assert client_as(here.actor(slug)).get(address).status_code == 404
        with pytest.raises(NotYours):
            contacts.record(task, kind="call", outcome="message", actor=here.actor(slug))


def test_a_step_already_closed_is_not_chased(here, late):
    act, task = late
    acts.sign(acts.step_of(act, "authority"))
    with pytest.raises(Refused, match="Cette étape est close"):
        contacts.record(task, kind="call", outcome="message", actor=here.actor("chef-de-projet"))
