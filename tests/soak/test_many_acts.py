"""Hundreds of acts made and sent by a worker killed with SIGKILL: each once, none lost.

The kills fall on random steps of the work: a draft made, an act sent, a mail delivered.
"""

import random
import time
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import verification
from common import clock, jobs
from common.models import Job, JobItem, OutboxMessage
from conventions.batches import moving, services
from conventions.models import Convention
from tests.circuits import acts
from tests.conventions import communes
from tests.depth import SOAK
from tests.plugins.processes import start
from tests.soak import life

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]

COUNT, KILLS = (300, 3) if SOAK else (12, 1)
FEW = 10
MOST = 30
"""Queries of the board, whatever the number of acts."""
JITTER = 0.05  # s: less than a line takes
SAID = f"SEED={life.SEED}"


class Watch:
    """A work seen from outside while workers do it, some of them killed on the way."""

    def __init__(self, site):
        self.at, self.kills, self.seen, self.mails = acts.NOW, 0, 0, site / "mails"

    def follow(self, batch, marks, rng):
        """Workers until nothing is left; one is killed past each step of ``marks``: so many lines
        done and mails received."""
        self.seen = 0
        for mark in marks:
            child = start(life.toil, self.at)
            while child.exitcode is None and self.steps(batch) < mark:
                time.sleep(0.03)
            time.sleep(rng.uniform(0, JITTER))
            assert child.exitcode is None, f"{SAID}: over before the kill"
            child.kill()
            child.join()
            self.kills += 1
            self.at += life.PAUSE
            assert life.is_over(), SAID
            assert list(verification.faults()) == [], SAID
        child = start(life.toil, self.at)
        while child.exitcode is None:
            self.steps(batch)
            child.join(0.05)
        assert child.exitcode == 0, SAID
        assert self.done(batch) == COUNT, SAID

    def done(self, batch):
        """What the bar shows; it never goes back."""
        shown = jobs.shown(communes.work(batch))["done"]
        assert shown >= self.seen, SAID
        self.seen = shown
        return shown

    def steps(self, batch):
        return self.done(batch) + len(list(self.mails.glob("*.eml")))


def marks_of(rng):
    """Steps to kill at, of the creation then of the sending: a draft, a move, a mail."""
    last = COUNT - 4  # some are left to do when the kill comes
    draft, move, mail = (rng.randint(1, last) for _ in range(3))
    chosen = rng.sample([(0, draft), (1, move), (1, COUNT + mail)], KILLS)
    return tuple(sorted(mark for phase, mark in chosen if phase == each) for each in (0, 1))


def test_acts_are_made_and_sent_once_each_by_workers_that_die(site, client_as):
    rng = random.Random(life.SEED)
    here = acts.build()
    manager = here.actor("chef-de-projet")
    communes.invent(here, COUNT)
    batch = communes.opened("\n".join(communes.names(COUNT)), manager)
    watch, (making, sending) = Watch(site), marks_of(rng)
    services.launch(batch, actor=manager)
    watch.follow(batch, making, rng)
    check_made(batch)
    relecture = moving.MOVES["relecture"]
    with clock.at(watch.at):
        services.send(communes.fresh(batch), relecture, communes.in_batch(batch), actor=manager)
    watch.follow(batch, sending, rng)
    assert watch.kills == KILLS, SAID
    check_sent(site, batch, watch.kills)
    with clock.at(watch.at):
        check_board(here, client_as(manager), batch, manager)


def check_made(batch):
    """An act for each row, under numbers that follow one another, each told on its line."""
    expected = [f"CONV-2026-{number:03d}" for number in range(1, COUNT + 1)]
    made = Convention.unscoped.filter(reference__startswith="CONV-2026").order_by("reference")
    assert list(made.values_list("reference", flat=True)) == expected, SAID
    rows = list(batch.rows.order_by("position").values_list("convention__reference", flat=True))
    assert sorted(rows) == expected, SAID
    bodies = Counter(
        (row.convention.party("authority").institution_id, row.institution_id)
        for row in batch.rows.select_related("convention")
    )
    assert all(party == body for party, body in bodies), SAID
    assert set(bodies.values()) == {1}, SAID
    check_results(batch, [f"Brouillon {reference}." for reference in rows])


def check_results(batch, expected):
    """One result for each line, none of them failed."""
    job = communes.work(batch)
    assert job.state == Job.State.DONE, SAID
    items = JobItem.objects.filter(job=job).order_by("position")
    assert [item.message for item in items] == expected, SAID


def check_sent(site, batch, kills):
    """Each act under review once; whoever reads it was asked once, by one mail."""
    check_results(batch, ["L’acte est « En relecture »."] * COUNT)
    sent = communes.in_batch(batch)
    assert {act.status for act in sent} == {"under_review"}, SAID
    for act in sent:
        assert len(acts.open_steps(act)) == len({s.party for s in acts.open_steps(act)}), SAID
    asked = OutboxMessage.objects.filter(template="circuits.assignment")
    promised = Counter(asked.values_list("about_id", "recipient_label"))
    assert len(promised) == 2 * COUNT, SAID  # the mayor and the inspector of each
    assert set(promised.values()) == {1}, SAID
    life.check_mails(site, kills, SAID)
    assert list(verification.faults()) == [], SAID


def check_board(here, browser, batch, manager):
    """As many queries for all these acts as for a few."""
    communes.invent(here, FEW, first=COUNT + 1)
    few = communes.opened("\n".join(communes.names(FEW, first=COUNT + 1)), manager)
    services.launch(few, actor=manager)
    communes.run(few)
    communes.send(few, "relecture", manager)
    browser.get(few.get_absolute_url())
    for query in ("", "?etat=under_review&tri=-depuis", "?format=csv", "?format=xlsx"):
        asked = queries(browser, few.get_absolute_url() + query)
        assert queries(browser, batch.get_absolute_url() + query) == asked, query
        assert asked < MOST, query


def queries(browser, url):
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)
