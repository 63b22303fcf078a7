"""A planned absence in mid-circuit: dates and reminders follow, the act says so, nobody signs."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from circuits import reminders
from circuits.models import SigningLink
from common import clock
from conventions import awaited
from desk import inbox
from governance import services as governance
from tests.circuits import acts
from tests.workflows.following import instant, tick, told

OWNER = "chef-de-projet"


def announce(here, slug, first, end):
    return governance.announce_absence(
        actor=here.actor(slug),
        mandate=here.people[slug],
        starts_on=dt.date.fromisoformat(first),
        ends_on=dt.date.fromisoformat(end),
    )


def test_a_signature_due_while_away_is_due_after_the_return_with_a_new_link(here, issued):
    step = acts.step_of(issued, "authority")
    tick(acts.NOW.date(), 11)
    old = acts.link_for(step)
    assert step.due_on == dt.date(2026, 6, 3)
    mail.outbox.clear()
    announce(here, "maire", "2026-06-01", "2026-06-15")
    step.refresh_from_db()
    assert step.due_on == dt.date(2026, 6, 18), "three working days after the Monday of the return"
    task = acts.task_of(step)
    assert (task.due_on, task.due_reason) == (step.due_on, "au retour de la personne attendue")
    assert task.mandate == here.people["maire"]
    old.refresh_from_db()
    assert old.status == SigningLink.Status.REVOKED
    tick(acts.NOW.date(), 12)
    (letter,) = [m for m in mail.outbox if m.subject.startswith("À signer")]
    assert letter.subject.startswith("À signer avant le 18 juin 2026")
    assert told(issued)[-1].endswith("a reporté l’échéance au retour de la personne attendue")


def test_a_due_date_outside_the_absence_stays(here, issued):
    step = acts.step_of(issued, "authority")
    announce(here, "maire", "2026-05-11", "2026-05-20")
    step.refresh_from_db()
    assert step.due_on == dt.date(2026, 6, 3)


def test_a_step_that_opens_during_the_absence_is_given_the_time(here, issued):
    announce(here, "maire", "2026-05-04", "2026-07-01")
    step = acts.step_of(issued, "authority")
    assert step.due_on == dt.date(2026, 7, 6)
    assert acts.task_of(step).due_on == step.due_on


def test_an_assembly_does_not_move_with_its_mayor(here):
    convention = acts.at_the_councils(here)
    step = next(each for each in acts.open_steps(convention) if each.kind == "deposit")
    due = step.due_on
    announce(here, "maire", due.isoformat(), (due + dt.timedelta(days=9)).isoformat())
    step.refresh_from_db()
    assert step.due_on == due


def test_nobody_is_reminded_while_away_but_on_their_return(here, issued):
    step = acts.step_of(issued, "authority")
    announce(here, "maire", "2026-05-18", "2026-05-26")
    with clock.at(instant("2026-05-20")):
        reminders.run(clock.now())
        assert acts.task_of(step).reminders == 0
    with clock.at(instant("2026-05-26")):
        reminders.run(clock.now())
    assert acts.task_of(step).reminders == 1


def test_the_act_and_the_calls_say_who_is_away_until_when(here, issued):
    announce(here, "maire", "2026-06-08", "2026-06-22")
    with clock.at(instant("2026-06-09")):
        (said,) = awaited.away(acts.fresh(issued), here.actor(OWNER))
        assert "est absente du 8\u00a0juin 2026 au 21\u00a0juin 2026 inclus" in said
        assert "Personne ne signe à sa place" in said
        assert awaited.away(acts.fresh(issued), here.actor("inspectrice")) == []
        calls = inbox.calls(here.actor(OWNER))
        (call,) = [c for c in calls if c.institution == str(here.commune)]
        assert call.away == said
        client = Client()
        client.force_login(User.objects.get(pk=here.actor(OWNER).user_id))
        assert "est absente du" in client.get(issued.get_absolute_url()).content.decode()
        assert "de retour le" in client.get("/").content.decode()


@pytest.mark.parametrize("slug", ["inspectrice", "president"])
def test_what_waits_for_somebody_else_does_not_move(here, slug, issued):
    step = acts.step_of(issued, "authority")
    announce(here, slug, "2026-06-01", "2026-06-15")
    step.refresh_from_db()
    assert step.due_on == dt.date(2026, 6, 3)
