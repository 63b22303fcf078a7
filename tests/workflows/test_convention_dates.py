"""What time alone brings to a convention, day by day, as ``manage.py tick`` finds it."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from audit.actor import SYSTEM
from circuits.models import Circuit, Step
from common import clock
from common.lifecycle import Refused
from conventions import following as by_date
from conventions import services as conventions
from conventions.lifecycle import ConventionLifecycle
from conventions.models import Convention, Status
from demo import rehearsal
from desk import inbox, ticking
from tests.circuits import acts
from tests.conventions import case as build
from tests.workflows.following import (
    awaited,
    instant,
    issued_on,
    live_links,
    promised,
    reminded,
    tasks_of,
    tick,
    told,
    waits_at,
)

S = Status
OWNER = "chef-de-projet"
QUESTION = "Relancer et prolonger, ou retirer ?"


# --- a review closes by its date (P5) ---


def test_a_review_without_answer_closes_the_day_after_its_date_and_is_no_consent(here):
    """Twenty working days from 4 May 2026, three public holidays in between: 4 June."""
    convention = acts.draft(here)
    conventions.submit(convention, actor=here.actor(OWNER))
    reviews = acts.open_steps(convention, "review")
    assert {step.due_on for step in reviews} == {dt.date(2026, 6, 4)}
    tick("2026-06-04", 23)
    assert waits_at(convention) == ["review"]
    with (
        clock.at(instant("2026-06-04", 23)),
        pytest.raises(Refused, match="peut encore faire des observations jusqu’au 4"),
    ):
        conventions.settle_text(acts.fresh(convention), actor=here.actor(OWNER))
    tick("2026-06-05", 0, 1)
    closed = Step.unscoped.filter(pk__in=[step.pk for step in reviews])
    assert {step.status for step in closed} == {"unanswered"}
    assert waits_at(convention) == ["settle"]
    assert "relecture close sans observation, ce qui n’est pas un accord" in told(convention)[-1]
    with clock.at(instant("2026-06-05")):
        settled = conventions.settle_text(acts.fresh(convention), actor=here.actor(OWNER))
    assert settled.status == S.TEXT_SETTLED


def test_time_closes_no_visa(here):
    """P9: the inspector's visa is awaited as long as it takes."""
    convention = acts.draft(here, state_mode="dasen_signs")
    conventions.submit(convention, actor=here.actor(OWNER))
    tick("2026-12-01")
    assert waits_at(convention) == ["review"]
    assert [s.kind for s in acts.open_steps(convention)] == ["visa"]


# --- the question asked about an act that stays unsigned (P12) ---


def test_after_ninety_days_the_owner_is_asked_and_the_act_lapses_not(here):
    """T32: issued on Friday 12 June 2026, asked on Thursday 10 September."""
    convention = issued_on(here, "2026-06-12")
    acts.sign(acts.step_of(convention, "state"))
    tick("2026-09-09", 23)
    assert tasks_of(here.actor(OWNER)) == []
    tick("2026-09-10", 0, 5)
    tick("2026-09-10", 0, 6)
    with clock.at(instant("2026-09-10")):
        (group,) = inbox.groups(here.actor(OWNER))
        (task,) = group.tasks
    assert task.verb == QUESTION
    assert task.url == convention.get_absolute_url()
    assert acts.fresh(convention).status == S.AWAITING_SIGNATURE
    assert waits_at(convention) == ["sign"]


def test_the_question_waits_for_its_own_day_in_the_syndicates_zone(here):
    """Issued at 00 h 30 in Paris: still the day before in UTC."""
    with clock.at(instant("2026-06-12", 0, 30)):
        convention = acts.issued(here)
    tick("2026-09-09", 12)
    assert QUESTION not in tasks_of(here.actor(OWNER))
    tick("2026-09-10", 0, 5)
    assert tasks_of(here.actor(OWNER)) == [QUESTION]
    assert acts.fresh(convention).status == S.AWAITING_SIGNATURE


def test_more_time_answers_the_question_tells_the_signatories_and_is_asked_again_after(here):
    convention = issued_on(here, "2026-05-04")
    tick("2026-08-02")
    sent = promised(convention)
    until = dt.date(2026, 9, 30)
    with clock.at(instant("2026-08-03")):
        conventions.extend_signing(
            acts.fresh(convention), actor=here.actor(OWNER), reason="été", until=until
        )
        assert tasks_of(here.actor(OWNER)) == []
    assert {s.due_on for s in acts.open_steps(convention, "signature")} == {until}
    assert promised(convention) == sent + 2
    tick("2026-08-03", 12)
    assert live_links(convention) == 2
    tick("2026-09-30")
    assert QUESTION not in tasks_of(here.actor(OWNER))
    tick("2026-10-01")
    assert tasks_of(here.actor(OWNER)) == [QUESTION]


@pytest.mark.parametrize("answer", ["withdraw", "refuse", "sign", "reopen_mentions"])
def test_whatever_ends_the_signature_ends_the_question(here, answer):
    convention = issued_on(here, "2026-05-04")
    tick("2026-08-02")
    question = Circuit.unscoped.about(convention).get(kind="convention.unsigned")
    manager = here.actor(OWNER)
    with clock.at(instant("2026-08-03")):
        if answer == "withdraw":
            conventions.withdraw(acts.fresh(convention), actor=manager, reason="sans suite")
        elif answer == "refuse":
            conventions.refuse(
                acts.fresh(convention), actor=here.actor("maire"), reason="non", category="budget"
            )
        elif answer == "sign":
            conventions.extend_signing(
                acts.fresh(convention), actor=manager, reason="été", until=dt.date(2026, 9, 1)
            )
            acts.sign_all(convention)
        else:
            conventions.reopen(
                acts.fresh(convention), "reopen_mentions", actor=manager, reason="un nom"
            )
    question.refresh_from_db()
    assert question.status in ("stopped", "completed")
    assert QUESTION not in tasks_of(manager)
    waits_at(convention)


def test_an_act_signed_while_the_question_waits_needs_no_answer(here):
    convention = issued_on(here, "2026-05-04")
    tick("2026-08-02")
    with clock.at(instant("2026-08-02", 10)):
        signed = acts.sign_all(convention)
    assert signed.status == S.SIGNED
    assert [what for what, _who in awaited(convention)] == ["Notifier l’acte aux parties"]


# --- entry into force, end, replacement ---


def notified(here):
    return rehearsal.notify(acts.sign_all(acts.issued(here)), here)


def test_an_act_enters_into_force_on_its_day_even_found_out_a_week_later(here):
    convention = notified(here)
    tick(convention.starts_on - dt.timedelta(days=1), 23)
    assert acts.fresh(convention).status == S.NOTIFIED
    tick(convention.starts_on + dt.timedelta(days=7))
    found = acts.fresh(convention)
    assert (found.status, found.in_force_on) == (S.IN_FORCE, convention.starts_on)
    assert waits_at(found) == []


def test_an_act_notified_after_its_date_takes_effect_with_the_notification(here):
    """P4: the latest of last signature, notification and agreed date."""
    convention = acts.sign_all(acts.issued(here))
    late = convention.starts_on + dt.timedelta(days=40)
    with clock.at(instant(late)):
        rehearsal.notify(convention, here)
    tick(late, 10)
    assert acts.fresh(convention).in_force_on == late


def test_without_its_framework_an_act_waits(here):
    convention = notified(here)
    framework = Convention.unscoped.get(pk=convention.framework_id)
    framework.status = S.EXPIRED
    build.saved(framework, "prepare_test")
    tick(convention.starts_on)
    assert (acts.fresh(convention).status, waits_at(convention)) == (S.NOTIFIED, ["in_force"])


def test_an_act_expires_the_day_after_its_end(here):
    convention = notified(here)
    tick(convention.starts_on)
    tick(convention.ends_on, 23)
    assert acts.fresh(convention).status == S.IN_FORCE
    tick(convention.ends_on + dt.timedelta(days=9))
    ended = acts.fresh(convention)
    assert (ended.status, ended.closed_on) == (S.EXPIRED, convention.ends_on + dt.timedelta(days=1))
    assert told(ended)[-1].endswith("est arrivée à son terme")


def test_the_successor_in_force_replaces_the_act(here):
    convention, successor = notified(here), notified(here)
    successor.successor_of = convention
    build.saved(successor)
    tick(convention.starts_on)
    old = acts.fresh(convention)
    assert (old.status, old.closed_on) == (S.SUPERSEDED, successor.starts_on)


# --- the command ---


def test_tick_now_plays_the_dates_in_demonstration_and_says_what_it_did(here, capsys):
    convention = acts.draft(here)
    conventions.submit(convention, actor=here.actor(OWNER))
    call_command("tick", now="2026-06-05T09:00+02:00")
    assert "'closed': 2" in capsys.readouterr().out
    assert waits_at(convention) == ["settle"]
    assert clock.today() == acts.NOW.date(), "the clock comes back"


@pytest.mark.parametrize(
    ("now", "said"),
    [("demain", "Instant illisible"), ("2026-06-05T09:00", "Précisez le décalage horaire")],
)
def test_tick_now_refuses_an_instant_that_it_cannot_read(now, said):
    with pytest.raises(CommandError, match=said):
        call_command("tick", now=now)


@override_settings(DEMO=False)
def test_the_clock_of_a_real_site_does_not_move():
    with pytest.raises(CommandError, match="qu'en démonstration"):
        call_command("tick", now="2026-06-05T09:00+02:00")


def test_a_part_of_tick_that_fails_does_not_hold_the_others(here, monkeypatch):
    convention = issued_on(here, "2026-05-04")
    monkeypatch.setattr(by_date, "move_by_date", lambda: 1 / 0)
    with clock.at(instant("2026-05-19")):
        done = ticking.run()
    assert done["conventions"].startswith("ZeroDivisionError")
    assert reminded(convention) == [1]


def test_a_guard_that_refuses_leaves_the_other_acts_moving(here):
    waiting, ready = notified(here), notified(here)
    waiting.starts_on += dt.timedelta(days=30)
    build.saved(waiting)
    tick(ready.starts_on)
    assert acts.fresh(ready).status == S.IN_FORCE
    assert acts.fresh(waiting).status == S.NOTIFIED
    assert ConventionLifecycle(acts.fresh(ready)).refusals("expire", actor=SYSTEM)
