"""Whom ``tick`` reminds of an act, on which day, and how often (P12)."""

import re

import pytest
from django.core import mail

from circuits import reminders
from circuits.lifecycle import CircuitLifecycle
from circuits.models import Assignment, Circuit
from common import clock, outbox
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
    assert reminded(convention) == [0]
    tick(first, 7, 59)
    assert reminded(convention) == [0], "at night"
    tick(first, 8)
    assert reminded(convention) == [1]
    tick(first, 19)
    assert reminded(convention) == [1]


def test_the_second_reminder_of_july_waits_for_september(here):
    """T31: 3 July + 30 days falls in August."""
    convention = issued_on(here, "2026-07-03")
    tick("2026-07-20")
    tick("2026-08-03")
    assert reminded(convention) == [1]
    tick("2026-09-01")
    assert reminded(convention) == [2]
    tick("2026-09-30")
    assert reminded(convention) == [2], "two reminders, then people call"


def test_a_reminder_brings_a_new_link_that_kills_the_one_before(here):
    convention = issued_on(here, "2026-05-04")
    tick("2026-05-04", 10)
    before = live_links(convention)
    tick("2026-05-19")
    letters = [m for m in mail.outbox if m.subject.startswith("À signer")]
    assert len(letters) == 3
    assert live_links(convention) == before == 2
    assert len({m.body for m in letters}) == 3


class Killed(BaseException):
    """The machine stops here."""


def test_a_tick_killed_half_way_reminds_nobody_twice(here, monkeypatch):
    both = [issued_on(here, "2026-05-04") for _ in range(2)]
    sent = sum(map(promised, both))
    whole, calls = reminders._remind, []

    def once(*args):
        if calls:
            raise Killed
        calls.append(args)
        return whole(*args)

    monkeypatch.setattr(reminders, "_remind", once)
    with pytest.raises(Killed):
        tick("2026-05-19")
    assert sum(map(promised, both)) == sent + 1
    monkeypatch.undo()
    tick("2026-05-19", 9, 1)
    assert sum(map(promised, both)) == sent + 2
    assert [reminded(each) for each in both] == [[1], [1]]


def test_a_reminder_whose_mail_cannot_be_promised_is_not_counted(here, monkeypatch):
    convention = issued_on(here, "2026-05-04")

    def full(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(reminders.outbox, "post", full)
    with clock.at(instant("2026-05-19")):
        assert "OSError" in str(ticking.run()["reminders"])
    assert reminded(convention) == [0]
    monkeypatch.undo()
    tick("2026-05-19", 9, 1)
    assert reminded(convention) == [1]


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
        assert reminded(convention) == [1], day
    tick("2026-06-25")
    assert reminded(convention) == [2]


def test_an_overseas_mairie_is_reminded_in_its_own_hours_and_holidays(here):
    """20 December is a holiday in La Réunion alone; noon in Paris is the afternoon there."""
    convention = issued_on(here, "2027-12-03")
    body = here.commune
    body.time_zone, body.postal_code, body.insee_code = "Indian/Reunion", "97400", ""
    build.saved(body)
    tick("2027-12-20")
    mayor = Assignment.unscoped.open().about(convention).get(institution=body)
    assert (mayor.reminders, weekly_mails()) == (0, 1)
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
    assert reminded(convention) == [0]


# --- late ---


def told_late():
    """(template, slug-like label) of the mails of escalation."""
    mails = OutboxMessage.objects.filter(template__in=("circuits.secretary", "circuits.escalation"))
    return [(m.template.removeprefix("circuits."), m.recipient_label) for m in mails.order_by("pk")]


def test_whom_to_call_this_morning_then_secretary_call_and_visit(here):
    """P12: after its date a task of another body is to be called; ten working days later its
    secretary is told, then the owner to call, then the owner to visit; a body without secretary
    is called at once. Nobody signs by it."""
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
    assert told_late() == []
    tick("2026-06-17")
    tick("2026-06-18")
    owner, secretary = str(here.people[OWNER]), str(here.people["secretaire"])
    assert sorted(told_late()) == [("escalation", owner), ("secretary", secretary)]
    with clock.at(instant("2026-06-18")):
        advice = {call.institution: call.advice for call in inbox.calls(manager)}
    assert "Secrétariat prévenu le 17" in advice[str(here.commune)]
    assert "À appeler depuis le 17" in advice[str(here.dsden)]
    tick("2026-06-23")
    assert len(told_late()) == 2
    tick("2026-06-24")
    assert told_late()[2:] == [("escalation", owner)], "five working days: call the town hall"
    tick("2026-07-01")
    tick("2026-07-08")
    tick("2026-07-09")
    assert told_late()[3:] == [("escalation", owner)] * 2, "ten more: visit both"
    for day in ("2026-08-20", "2026-10-01"):
        tick(day)
    assert len(told_late()) == 5
    outbox.send_due()
    visits = [m for m in mail.outbox if "proposez une visite" in m.body]
    assert len(visits) >= 2
    assert acts.fresh(convention).status == S.AWAITING_SIGNATURE


def test_the_mail_to_the_secretary_holds_no_link_to_sign(here):
    issued_on(here, "2026-05-04")
    tick("2026-06-17")
    (letter,) = [m for m in mail.outbox if m.subject.startswith("En attente chez vous")]
    assert "/signer/" not in letter.body
    assert "secretaire" in letter.to[0]


def test_no_escalation_in_august_nor_at_night(here):
    issued_on(here, "2026-06-25")  # expected on 27 July: the tenth working day is in August
    tick("2026-08-20")
    tick("2026-09-01", 6)
    assert told_late() == []
    tick("2026-09-01", 8)
    assert len(told_late()) == 2


# --- one mail a week ---


def weekly_mails():
    return OutboxMessage.objects.filter(template="circuits.weekly").count()


def test_an_inspector_reads_one_mail_on_monday_that_lists_everything(here):
    first, second = issued_on(here, "2026-05-05"), issued_on(here, "2026-05-06")
    tick("2026-05-08")
    assert weekly_mails() == 0, "a holiday, and nothing before this week"
    tick("2026-05-11", 7, 59)
    assert weekly_mails() == 0, "at night"
    tick("2026-05-11", 8)
    tick("2026-05-11", 9)
    tick("2026-05-13")
    assert weekly_mails() == 1
    (letter,) = [m for m in mail.outbox if "vous attendent" in m.subject]
    assert letter.subject == "2 actes vous attendent"
    for act in (first, second):
        assert act.reference in letter.body
    body = letter.body.replace("\u00a0", " ")
    assert body.count("dernière date : ") == 2
    assert "Signer 2 actes avec un seul code" in body
    assert not re.search(r"/signer/[\w-]{30,}/", letter.body.replace("ensemble", ""))
    acts.sign(acts.step_of(second, "state"))
    tick("2026-05-18")
    assert weekly_mails() == 2
    assert len([m for m in mail.outbox if m.subject == "1 acte vous attend"]) == 1


def test_the_weekly_mail_of_a_holiday_leaves_on_the_next_working_day_and_never_in_august(here):
    issued_on(here, "2026-05-15")
    tick("2026-05-25")  # Whit Monday
    assert weekly_mails() == 0
    tick("2026-05-26")
    assert weekly_mails() == 1
    for day in ("2026-08-03", "2026-08-10"):
        tick(day)
    assert weekly_mails() == 1


def test_a_week_without_tick_on_monday_still_has_its_mail(here):
    issued_on(here, "2026-05-06")
    tick("2026-05-13")
    tick("2026-05-15")
    assert weekly_mails() == 1


def test_nothing_that_waits_is_no_mail(here):
    act = issued_on(here, "2026-05-06")
    with clock.at(instant("2026-05-07")):
        acts.sign_all(act)
    tick("2026-05-11")
    assert weekly_mails() == 0
