"""One mailbox, one mail: colleagues of a mairie who read the same address are told once."""

import datetime as dt

from circuits import mails, reminders
from circuits.models import Assignment
from common import clock
from common.models import OutboxMessage
from tests.circuits import acts


def _deposits(act):
    return list(Assignment.unscoped.filter(step__kind="deposit", closed_at=None).order_by("pk"))


def test_two_people_behind_one_address_receive_one_mail(here, monkeypatch):
    first, second = _deposits(acts.at_the_councils(here))[:2]
    assert mails.assignment({"assignment": second.pk}) is not None
    monkeypatch.setattr(mails.channels, "mail_address", lambda mandate: "mairie@exemple.example")
    assert mails.assignment({"assignment": first.pk}) is not None
    assert mails.assignment({"assignment": second.pk}) is None


def test_an_answer_that_does_not_come_is_told_once_and_says_whose(here):
    act = acts.at_the_councils(here)
    late = max(task.due_on for task in _deposits(act)) + dt.timedelta(days=40)
    while late.weekday() != 1 or late.month == 8:
        late += dt.timedelta(days=1)
    with clock.at(dt.datetime.combine(late, dt.time(9), dt.UTC)):
        reminders.run(clock.now())
        told = OutboxMessage.objects.filter(template="circuits.escalation")
        subjects = [mails.escalation(each.context).subject for each in told]
    mine = [subject for subject in subjects if act.reference in subject]
    (subject,) = mine
    assert subject.startswith("Sans réponse de la commune de Saint-Modèle (fictive) — ")
