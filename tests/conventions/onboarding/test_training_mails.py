"""The mails of a session: called, postponed, cancelled, each with its event for the calendar."""

import datetime as dt

import pytest
from django.core import mail

from common import outbox
from common.models import OutboxMessage
from conventions.onboarding.training.lifecycle import SessionLifecycle
from governance.models import ChannelKind, ContactChannel
from tests import factories
from tests.conventions.onboarding import training


@pytest.fixture
def addressed(scene):
    """The head has an address of their own."""
    head = factories.mandate_of(scene.cast["head"])
    factories.recorded(
        ContactChannel(
            person=head.person, kind=ChannelKind.EMAIL, scope="personal", value="tete@example.fr",
            starts_on=factories.START,
        )
    )  # fmt: skip
    return head


def leave():
    for message in OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING).order_by("pk"):
        outbox.send(message.pk)
    found, mail.outbox = mail.outbox, []
    return found


def test_the_mails_of_a_session_carry_its_event(scene, addressed):
    made = training.session(scene, remote_link="https://visio.example/x", material="un portable")
    move = SessionLifecycle.move
    called = move(made, "call", actor=scene.cast["officer"], participants=[addressed])
    (letter,) = [each for each in leave() if each.to == ["tete@example.fr"]]
    assert "16 septembre 2026" in letter.subject.replace("\u00a0", " ")
    assert "À apporter : un portable" in letter.body
    assert made.get_absolute_url() in letter.body
    name, event, kind = letter.attachments[0]
    assert (name, "method=REQUEST" in kind) == ("formation.ics", True)
    assert "DTSTART:20260916T070000Z" in event
    assert "DURATION:PT3H" in event
    assert scene.school.name not in event.replace("École des Tilleuls", "", 1)
    moved = move(
        called, "postpone", actor=scene.cast["adviser"], reason="neige",
        starts_at=training.at(dt.date(2026, 9, 23)), ends_at=training.at(dt.date(2026, 9, 23), 12),
    )  # fmt: skip
    (letter,) = leave()
    assert "Séance reportée" in letter.subject
    assert "neige" in letter.body
    assert "METHOD:CANCEL" in letter.attachments[0][1]
    again = move(moved, "call", actor=scene.cast["officer"], participants=[addressed])
    (letter,) = leave()
    assert "remplace celle du 16 septembre 2026" in letter.body.replace("\u00a0", " ")
    move(again, "cancel_session", actor=scene.cast["adviser"], reason="salle fermée")
    (letter,) = leave()
    assert "est annulée" in letter.body


def test_a_mail_that_no_longer_says_the_truth_does_not_leave(scene, addressed):
    made = training.session(scene)
    move = SessionLifecycle.move
    called = move(made, "call", actor=scene.cast["officer"], participants=[addressed])
    move(called, "cancel_session", actor=scene.cast["adviser"], reason="salle fermée")
    (letter,) = leave()
    assert "est annulée" in letter.body
    dropped = OutboxMessage.objects.get(template="onboarding.training_call")
    assert dropped.state == OutboxMessage.State.DROPPED
