"""What is held in private stays there, and a secret ballot tells nobody’s choice: a word that
nothing else holds is looked for wherever somebody else reads."""

import json
import logging
import re

import pytest
from django.apps import apps
from django.core import mail, serializers
from django.urls import reverse

from audit.models import Event
from common import clock, outbox
from common.models import OutboxMessage
from demo.models import SentMail
from desk import history
from governance.committees import answering, convening
from governance.committees.models import Decision, ReceivedEntry
from governance.committees.models.invitations import Answer
from governance.offices import Office
from tests import factories
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.test_entries import Page

CANARY = re.compile(r"zqcanari\w*", re.IGNORECASE)
TABLES = [model for model in apps.get_models() if model._meta.managed]


@pytest.fixture
def adviser(committee, seats, epci, epci_president):
    """A member without a voice."""
    factories.seat(committee, epci, Office.EXECUTIVE, college="Collectivités", voting=False)
    return epci_president


def keys():
    return {model: set(model._base_manager.values_list("pk", flat=True)) for model in TABLES}


@pytest.fixture
def ballot(adviser, sitting, client_as, secretary, caplog):
    """A point in private decided by secret ballot from the page, with notes; the rows of it."""
    caplog.set_level(logging.DEBUG)
    page = Page(client_as(secretary), sitting, secretary)
    sitting.comes("dasen", "inspector", "president", "mayor", "other_mayor")
    sitting.move("open_meeting")
    title = "Situation d’un prestataire"
    item = sitting.item(title)
    item.title, item.rapporteur = "zqcanarititre", "zqcanarirapporteur"
    factories.recorded(item)
    page.send("call_item", item)
    page.client.post(
        reverse("committees:notes", args=[item.public_id]),
        {"text": "zqcanarinotes", "base": "", "version": "0"},
        headers={"X-Requested-With": "autosave"},
    )
    before = keys()
    answer = page.send(
        "decide_item", item, nature="decision", text="zqcanaridecision", ballot="secret",
        askers="3",
        **{"total-0-in_favour": "1", "total-0-against": "1", "total-0-abstentions": "0",
           "total-1-in_favour": "2", "total-1-against": "0", "total-1-blank": "1"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.content
    added = {}
    for model, known in before.items():
        rows = model._base_manager.exclude(pk__in=known)
        if rows:
            added[model._meta.label] = json.loads(serializers.serialize("json", rows))
    return added


def test_no_row_of_a_secret_ballot_holds_a_member(ballot, seats, sitting):
    """Nothing is stored voter by voter: no order, no instant, no number to put side by side."""
    decision = Decision.unscoped.get()
    told = {
        "committees.Decision": 1, "committees.HistoricalDecision": 1,
        "committees.HistoricalAgendaItem": 1, "committees.ReceivedEntry": 1,
    }  # fmt: skip
    counts = {label: len(rows) for label, rows in ballot.items()}
    events = counts.pop("audit.Event")
    assert events == 2, "the decision and the point"
    assert {label: n for label, n in counts.items() if not label.startswith("common.")} == told
    assert decision.votes == []
    total = {"in_favour": 3, "against": 1, "abstentions": 0, "blank": 1}
    for name, sum_ in total.items():
        assert sum(tally[name] for tally in decision.tallies.values()) == sum_
    people = {str(seat.public_id) for seat in seats.values()}
    for member in sitting.meeting.presences.all():
        people |= {member.mandate.person.last_name, str(member.mandate.public_id)}
    for label, rows in ballot.items():
        text = json.dumps(rows, ensure_ascii=False)
        assert not [each for each in people if each in text], label
    received = ReceivedEntry.objects.latest("pk")
    assert {field.name for field in received._meta.fields} == {
        "id", "meeting", "key", "sender", "at", "received_at",
    }  # fmt: skip


def test_the_logs_tell_neither_the_point_nor_the_ballot(ballot, caplog):
    written = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "/decider/" in written or not written
    assert not CANARY.search(written)
    assert "total-0" not in written


def test_a_private_point_is_nowhere_for_who_may_not_see_it(
    ballot, sitting, adviser, project_manager, legal_officer, admin, stranger, client_as
):
    found = sitting.meeting
    pages = [
        reverse("committees:list"),
        f"{reverse('committees:list')}?q=zqcanari",
        f"{reverse('committees:list')}?format=csv",
        f"{reverse('committees:list')}?format=xlsx",
        found.committee.get_absolute_url(),
        found.get_absolute_url(),
        reverse("committees:sitting", args=[found.public_id]),
        reverse("committees:calendar", args=[found.public_id]),
        f"{reverse('desk:search')}?q=zqcanari",
        reverse("desk:inbox"),
        reverse("desk:mails"),
    ]
    item = found.items.get(secret=True)
    private = [
        f"{reverse('committees:sitting', args=[found.public_id])}?point={item.public_id}",
        reverse("committees:change_item", args=[item.public_id]),
        reverse("committees:carry", args=[Decision.unscoped.get().public_id]),
    ]
    for actor in (adviser, project_manager, legal_officer, admin, stranger):
        client = client_as(actor)
        for address in (*pages, *private):
            answer = client.get(address)
            text = b"".join(answer) if answer.streaming else answer.content
            said = set(CANARY.findall(text.decode(errors="replace"))) - {"zqcanari"}
            assert not said, (actor.title, address, said)
    assert b"zqcanarititre" in client_as(sitting.actor).get(pages[6]).content


def test_no_mail_names_a_private_point(adviser, sitting, seats, dasen):
    item = sitting.item("Situation d’un prestataire")
    item.title = "zqcanarimail"
    factories.recorded(item)
    with clock.at(sitting.meeting.convened_at):
        own = sitting.meeting.invitations.get(seat=seats["dasen"])
        answering.answer(actor=dasen, invitation=own, answer=Answer.EXCUSED)
        convening.remind_due(sitting.meeting.starts_at)
        outbox.send_due()
    assert OutboxMessage.objects.exists()
    for message in mail.outbox:
        assert not CANARY.search(f"{message.subject}{message.body}{message.attachments}")
    for row in (*OutboxMessage.objects.values(), *SentMail.objects.values()):
        assert not CANARY.search(str(row))


def test_the_history_of_a_private_point_is_its_readers(
    ballot, sitting, adviser, project_manager, client_as
):
    item = sitting.meeting.items.get(secret=True)
    assert Event.objects.filter(object_id=item.pk, verb="decide").exists()
    for record in (item, Decision.unscoped.get(), sitting.meeting):
        kind = next(name for name, model in history.kinds().items() if model is type(record))
        address = reverse("desk:history", args=[kind, record.public_id])
        for actor in (adviser, project_manager):
            said = client_as(actor).get(address).content.decode()
            assert not CANARY.search(said), (kind, actor.title)
