"""Long work: each item once, whatever dies in the middle."""

import datetime as dt
import time

import pytest
from django.db import transaction

from audit.actor import SYSTEM, Actor
from common import clock, jobs
from common.lifecycle import NotYours, Refusal, Refused
from common.models import Job, Series
from tests.plugins.processes import killed_when, start, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]
ACTOR = Actor(label="A", title="maire", user_id=7, institution_id=1)


@pytest.fixture
def handler(monkeypatch):
    """``handler(function)``: register it under the kind « test » for one test."""
    monkeypatch.setattr(jobs, "_handlers", {})
    sent = []
    monkeypatch.setattr(jobs.run_job.__class__, "enqueue", lambda task, key: sent.append(key))

    def register(function):
        jobs.handles("test")(function)
        return sent

    return register


def items(count):
    return [(f"n° {n}", {"n": n}) for n in range(count)]


def states(job):
    return list(job.items.values_list("state", flat=True))


def test_asked_in_a_transaction_and_sent_once_it_is_stored(handler):
    sent = handler(lambda payload, actor: "fait")
    with transaction.atomic():
        job = jobs.ask("test", "Essai", items(2), actor=ACTOR)
        assert sent == []
    assert sent == [job.pk]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.ask("test", "Perdu", items(1), actor=ACTOR)
        raise ZeroDivisionError
    assert Job.objects.count() == len(sent) == 1


def test_each_item_gets_its_payload_and_the_actor_and_its_result(handler):
    seen = []
    handler(lambda payload, actor: seen.append((payload["n"], actor)) or f"ligne {payload['n']}")
    job = jobs.run(jobs.ask("test", "Essai", items(2), actor=ACTOR).pk)
    assert seen == [(0, ACTOR), (1, ACTOR)]
    assert list(job.items.values_list("message", flat=True)) == ["ligne 0", "ligne 1"]
    assert job.state == Job.State.DONE
    assert jobs.run(job.pk) is None
    assert len(seen) == 2


def test_one_bad_item_does_not_stop_the_others_and_is_retried_alone(handler):
    done, broken = [], True

    def work(payload, actor):
        match payload["n"]:
            case 1 if broken:
                raise Refused(Refusal("Le mandat est terminé."))
            case 2 if broken:
                raise NotYours("Cette action revient au maire.")
            case 3 if broken:
                raise OSError("secret of the machine")
        done.append(payload["n"])
        return "fait"

    handler(work)
    job = jobs.run(jobs.ask("test", "Essai", items(5), actor=ACTOR).pk)
    assert job.state == Job.State.FAILED
    messages = list(job.items.values_list("message", flat=True))
    assert messages[1:3] == ["Le mandat est terminé.", "Cette action revient au maire."]
    assert "secret" not in messages[3]
    broken = False
    jobs.retry_failed(job)
    assert jobs.run(job.pk).state == Job.State.DONE
    assert sorted(done) == [0, 1, 2, 3, 4]


def test_two_handlers_or_none_are_refused(handler):
    handler(lambda payload, actor: "")
    with pytest.raises(ValueError, match="two handlers"):
        jobs.handles("test")(lambda payload, actor: "")
    with pytest.raises(LookupError):
        jobs.ask("unknown", "Essai", [], actor=SYSTEM)


def once(payload, actor):
    """Leave a row that a second run of the same item would refuse to leave again."""
    if not Series.objects.filter(key="done", year=payload["n"]).exists():
        Series.objects.create(key="done", year=payload["n"])
        if payload["n"] == 2 and not Series.objects.filter(key="stop").exists():
            Series.objects.create(key="stop", year=1)
            time.sleep(60)
    return "fait"


def test_kill_9_in_the_middle_of_an_item_loses_nothing_and_doubles_nothing(handler):
    handler(once)
    job = jobs.ask("test", "Essai", items(6), actor=ACTOR)
    child = start(jobs.run, job.pk)
    with killed_when(lambda: Series.objects.filter(key="stop").exists(), child):
        assert child.exitcode == -9
    assert states(job) == ["done", "done", "running", "waiting", "waiting", "waiting"]
    assert jobs.run(job.pk) is None  # its worker may still live
    with clock.at(clock.now() + jobs.STALE + dt.timedelta(seconds=1)):
        assert jobs.send_again() == 1
        assert jobs.run(job.pk).state == Job.State.DONE
    assert states(job) == ["done"] * 6
    assert Series.objects.filter(key="done").count() == 6
    assert job.items.get(position=3).attempts == 2


def test_an_item_that_kills_its_worker_each_time_is_given_up(handler):
    handler(lambda payload, actor: "fait")
    job = jobs.ask("test", "Essai", items(2), actor=ACTOR)
    job.items.filter(position=1).update(attempts=jobs.MAX_ATTEMPTS, state=Job.State.RUNNING)
    assert jobs.run(job.pk).state == Job.State.FAILED
    assert states(job) == ["failed", "done"]
    assert "interrompus" in job.items.first().message


def test_what_nobody_took_is_sent_again_but_not_at_each_minute(handler):
    sent = handler(lambda payload, actor: "")
    jobs.ask("test", "Essai", items(1), actor=ACTOR)
    assert jobs.send_again() == 0
    with clock.at(clock.now() + jobs.STALE * 2):
        assert (jobs.send_again(), jobs.send_again()) == (1, 0)
    assert len(sent) == 2


def run_as_if_all_were_stale(number, key):
    with clock.at(clock.now() + jobs.STALE * (number + 1) * 2):
        jobs.run(key)


def leave_a_row(payload, actor):
    Series.objects.create(key=f"{time.monotonic_ns()}"[-12:], year=payload["n"])
    return "fait"


def test_two_workers_that_both_hold_the_job_share_its_items(handler):
    """The first was taken for dead and was not: only what it had in hand may be done again."""
    handler(leave_a_row)
    job = jobs.ask("test", "Essai", items(40), actor=ACTOR)
    assert together(4, run_as_if_all_were_stale, job.pk) == [0] * 4
    done = list(Series.objects.values_list("year", flat=True))
    assert sorted(set(done)) == list(range(40))
    assert len(done) - 40 <= 3, "one item in hand for each of the three taken for dead"
    assert states(job) == ["done"] * 40
