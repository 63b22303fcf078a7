"""Whom ``tick`` reminds of an act, on which day, and how often (P12)."""

import pytest
from django.core import mail

from circuits import reminders
from circuits.lifecycle import CircuitLifecycle
from circuits.models import Assignment, Circuit
from common import clock
from common.models import OutboxMessage
from conventions.models import Status
from desk import inbox, ticking
from tests.circuits import acts
from tests.conventions import case as build
from tests.workflows.following import instant, issued_on, live_links, promised, reminded, tick

S = Status
OWNER = "chef-de-projet"


@pytest.mark.parametrize(
    ("issued", "silent", "first"),
    [
        ("2026-06-12", "2026-06-27", "2026-06-29"),  # T29: a Saturday, put off to Monday
        ("2026-06-29", "2026-07-14", "2026-07-15"),  # the national day
        ("2026-07-20", "2026-08-31", "2026-09-01"),  # T30: August
        ("2026-05-04", "2026-05-18", "2026-05-19"),
    ],
)
def test_the_first_reminder_comes_on_a_working_day_outside_august(here, issued, silent, first):
    convention = issued_on(here, issued)
    tick(silent)
    assert reminded(convention) == [0, 0]
    tick(first, 7, 59)
    assert reminded(convention) == [0, 0], "at night"
    tick(first, 8)
    assert reminded(convention) == [1, 1]
    tick(first, 19)
    assert reminded(convention) == [1, 1]


def test_the_second_reminder_of_july_waits_for_september(here):
    """T31: 3 July + 30 days falls in August."""
    convention = issued_on(here, "2026-07-03")
    tick("2026-07-20")
    tick("2026-08-03")
    assert reminded(convention) == [1, 1]
    tick("2026-09-01")
    assert reminded(convention) == [2, 2]
    tick("2026-09-30")
    assert reminded(convention) == [2, 2], "two reminders, then people call"


def test_a_reminder_brings_a_new_link_that_kills_the_one_before(here):
    convention = issued_on(here, "2026-05-04")
    tick("2026-05-04", 10)
    before = live_links(convention)
    tick("2026-05-19")
    letters = [m for m in mail.outbox if m.subject.startswith("À signer")]
    assert len(letters) == 4
    assert live_links(convention) == before == 2
    assert len({m.body for m in letters}) == 4


class Killed(BaseException):
    """The machine stops here."""


def test_a_tick_killed_half_way_reminds_nobody_twice(here, monkeypatch):
    convention = issued_on(here, "2026-05-04")
    sent = promised(convention)
    whole, calls = reminders._remind, []

    def once(*args):
        if calls:
            raise Killed
        calls.append(args)
        return whole(*args)

    monkeypatch.setattr(reminders, "_remind", once)
    with pytest.raises(Killed):
        tick("2026-05-19")
    assert promised(convention) == sent + 1
    monkeypatch.undo()
    tick("2026-05-19", 9, 1)
    assert promised(convention) == sent + 2
    assert reminded(convention) == [1, 1]


def test_a_reminder_whose_mail_cannot_be_promised_is_not_counted(here, monkeypatch):
    convention = issued_on(here, "2026-05-04")

    def full(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(reminders.outbox, "post", full)
    with clock.at(instant("2026-05-19")):
        assert "OSError" in str(ticking.run()["reminders"])
    assert reminded(convention) == [0, 0]
    monkeypatch.undo()
    tick("2026-05-19", 9, 1)
    assert reminded(convention) == [1, 1]


def test_two_ticks_that_read_the_same_task_remind_it_once(here):
    convention = issued_on(here, "2026-05-04")
    sent = promised(convention)
    with clock.at(instant("2026-05-19")):
        pace = reminders._pace(clock.today())
        for task in 2 * list(reminders._waiting().filter(step__in=acts.open_steps(convention))):
            reminders._remind(task, clock.now(), pace)
    assert promised(convention) == sent + 2


def test_after_weeks_without_tick_one_reminder_leaves_and_the_next_keeps_its_distance(here):
    convention = issued_on(here, "2026-05-04")
    for day in ("2026-06-10", "2026-06-11", "2026-06-24"):
        tick(day)
        assert reminded(convention) == [1, 1], day
    tick("2026-06-25")
    assert reminded(convention) == [2, 2]


def test_an_overseas_mairie_is_reminded_in_its_own_hours_and_holidays(here):
    """20 December is a holiday in La Réunion alone; noon in Paris is the afternoon there."""
    convention = issued_on(here, "2027-12-03")
    body = here.commune
    body.time_zone, body.postal_code, body.insee_code = "Indian/Reunion", "97400", ""
    build.saved(body)
    tick("2027-12-20")
    mayor = Assignment.unscoped.open().about(convention).get(institution=body)
    others = Assignment.unscoped.open().about(convention).exclude(institution=body)
    assert (mayor.reminders, [t.reminders for t in others]) == (0, [1])
    tick("2027-12-21", 18)
    mayor.refresh_from_db()
    assert mayor.reminders == 0, "21 h there"
    tick("2027-12-22", 9)
    mayor.refresh_from_db()
    assert mayor.reminders == 1


def test_a_paused_circuit_reminds_nobody(here):
    convention = issued_on(here, "2026-05-04")
    circuit = Circuit.unscoped.about(convention).get(status="running")
    CircuitLifecycle.move(circuit, "pause", actor=here.actor(OWNER), reason="attente du budget")
    tick("2026-05-19")
    assert reminded(convention) == [0, 0]


# --- late ---


def test_whom_to_call_this_morning_and_when_the_owner_is_told(here):
    """P12: after its date a task of another body is to be called; ten working days later the
    owner is told by mail, once."""
    convention = issued_on(here, "2026-05-04")
    manager = here.actor(OWNER)
    with clock.at(instant("2026-06-03")):
        assert list(inbox.calls(manager)) == []
    with clock.at(instant("2026-06-04")):
        called = list(inbox.calls(manager))
        assert {call.institution for call in called} == {str(here.commune), str(here.dsden)}
        assert "01 99 00 00 03" in {call.phone for call in called}
        assert list(inbox.calls(here.actor("maire"))) == []
    tick("2026-06-16")
    assert OutboxMessage.objects.filter(template="circuits.escalation").count() == 0
    tick("2026-06-17")
    tick("2026-06-18")
    assert OutboxMessage.objects.filter(template="circuits.escalation").count() == 2
    assert convention.status == S.AWAITING_SIGNATURE
