"""The life of one act in a process that may be killed at any instant: work, mails, signatures.

Everything is done by the ways of the site: the worker's jobs, the parts of ``tick``, the outbox
over real SMTP, the signatory's pages from the link and the code of their mails.
"""

import datetime as dt
import os
import random
from collections import Counter

from django.db import connection
from django.test import Client
from django.urls import reverse

from common import clock, jobs, outbox
from common.models import Job, JobItem, OutboxMessage
from conventions import issuing
from conventions.models import Convention
from demo.rehearsal import CODE, LINK
from desk import ticking
from documents import conversion
from governance import channels
from tests.circuits import acts
from tests.plugins import mailserver, traces

SEED = int(os.environ.get("SEED", random.randrange(10**6)))
#: From one life to the next: longer than a job is held, a mail retried or a code refused.
PAUSE = dt.timedelta(minutes=31)


def paper(docx, *, expected_text):
    """A page already converted, in the place of LibreOffice: most of the rounds are not about it"""
    return acts.blank_pdf()


def live(key, here, folder, at):
    """From wherever the act stands to its signed and timestamped copy, everyone told.

    Each answer that a client received is noted in ``folder/acknowledged`` at once, in a way that
    survives the death of this process.
    """
    with clock.at(at):
        ticking.run()
        if Convention.unscoped.get(pk=key).status == Convention.Status.READY_TO_ISSUE:
            issuing.ask(Convention.unscoped.get(pk=key), actor=here.actor("chef-de-projet"))
        work()
        while steps := acts.open_steps(Convention.unscoped.get(pk=key), "signature"):
            for step in steps:
                sign_from_mail(step, folder / "mails")
                acknowledge(folder / "acknowledged", f"{key} {step.party}")
        work()
        outbox.send_due()
        conversion.close_shared_pool()


def toil(at):
    """A worker who does what is asked, then the mails: no act of its own."""
    with clock.at(at):
        ticking.run()
        work()
        outbox.send_due()


def work():
    """What a worker finds in its queue, and what these works ask for in their turn."""
    tried = set()
    left = Job.objects.exclude(state__in=["done", "failed"])
    while waiting := set(left.values_list("pk", flat=True)) - tried:
        for key in sorted(waiting):
            jobs.run(key)
        tried |= waiting
    failed = list(JobItem.objects.filter(state="failed").values_list("message", flat=True))
    assert not failed, failed


def acknowledge(path, line):
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def sign_from_mail(step, box):
    """Open the personal link, ask for the code, read it in the next mail, sign."""
    address = channels.signing_address(acts.task_of(step).mandate)
    outbox.send_due()
    token = latest(box, address, LINK)[0]
    visitor = Client()
    visitor.post(reverse("circuits:ask_code", args=[token]))
    outbox.send_due()
    code = "".join(latest(box, address, CODE))
    visitor.post(reverse("circuits:open_act", args=[token]), {"code": code})
    answer = visitor.post(
        reverse("circuits:confirm", args=[token]), {"read": "on", "process": "on", "code": code}
    )
    assert answer.status_code == 302, answer.content.decode()


def latest(box, address, pattern):
    """What the last letter to ``address`` that holds ``pattern`` says."""
    for letter in reversed(mailserver.letters(box)):
        found = pattern.search(mailserver.words(letter)) if address in letter["To"] else None
        if found:
            return found.groups()
    raise AssertionError(f"{pattern.pattern} never reached {address}")


# --- after a kill, and at the end --------------------------------------------------------------
def is_over():
    """Whether the server's side of the dead process went too."""
    return connection.vendor != "postgresql" or traces.eventually(lambda: _others() == 0)


def _others():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def check_mails(site, kills, said):
    """Each promise kept once; a kill in the window between 250 and our note repeats one mail."""
    assert not OutboxMessage.objects.filter(state__in=["waiting", "failed"]).exists(), said
    letters = mailserver.letters(site / "mails")
    ids = [letter["Message-ID"].strip("<>").split("@")[0] for letter in letters]
    assert len(ids) == len(set(ids)), said
    received = Counter(each.rpartition(".")[0] for each in ids)
    sent = OutboxMessage.objects.filter(state=OutboxMessage.State.SENT)
    assert {str(key) for key in sent.values_list("public_id", flat=True)} <= set(received), said
    for message in OutboxMessage.objects.filter(public_id__in=received):
        assert received[str(message.public_id)] <= message.attempts, said
    assert received.total() - len(received) <= kills, said
