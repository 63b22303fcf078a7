"""Mails are promised with the change and sent once."""

import datetime as dt

import pytest
from django.core import mail
from django.db import transaction

from common import clock, outbox
from common.models import OutboxMessage, Series
from common.outbox import Mail
from tests.plugins.processes import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.soak]
State = OutboxMessage.State


@pytest.fixture(autouse=True)
def builders(monkeypatch):
    monkeypatch.setattr(outbox, "_builders", {})
    monkeypatch.setattr(outbox.send_message.__class__, "enqueue", lambda task, key: None)

    @outbox.template("hello")
    def hello(context):
        return Mail(to="a@exemple.fr", subject=f"Bonjour {context['n']}", text="Corps", html="<p>")

    return outbox._builders


def post(n=1, **options):
    return outbox.post("hello", {"n": n}, recipient="Anne Martin", **options)


def test_promised_in_the_transaction_and_written_at_sending():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        raise ZeroDivisionError
    assert not OutboxMessage.objects.exists()
    message = post()
    assert (message.subject, mail.outbox) == ("", [])
    assert outbox.send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.subject) == (State.SENT, "Bonjour 1")
    assert [m.to for m in mail.outbox] == [["a@exemple.fr"]]
    assert not outbox.send(message.pk)
    assert len(mail.outbox) == 1


def test_not_before_its_time():
    post(not_before=clock.now() + dt.timedelta(days=1))
    assert outbox.send_due() == 0
    with clock.at(clock.now() + dt.timedelta(days=2)):
        assert outbox.send_due() == 1


def test_a_mail_that_lost_its_object_is_dropped(builders):
    builders["hello"] = lambda context: None
    message = post()
    assert not outbox.send(message.pk)
    message.refresh_from_db()
    assert message.state == State.DROPPED


def test_two_builders_or_none_are_refused():
    with pytest.raises(ValueError, match="two builders"):
        outbox.template("hello")(lambda context: None)
    with pytest.raises(LookupError):
        outbox.post("unknown", {}, recipient="A")


def test_a_server_that_refuses_leaves_the_message_visible_and_retried(settings):
    """Nothing listens on this port: a real refusal of connection."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    message = post()
    assert not outbox.send(message.pk)
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert "ConnectionRefusedError" in message.error
    assert outbox.send_due() == 0  # not at once
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with clock.at(clock.now() + dt.timedelta(minutes=5)):
        assert outbox.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.error, message.attempts) == (State.SENT, "", 2)


def test_given_up_after_many_refusals_then_retried_by_a_person(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    message = post()
    for day in range(outbox.MAX_ATTEMPTS):
        with clock.at(clock.now() + dt.timedelta(days=day + 1)):
            outbox.send(message.pk)
    message.refresh_from_db()
    assert message.state == State.FAILED
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.retry(message)
    assert outbox.send_due() == 1


def test_each_attempt_has_its_own_message_id():
    """A retry carries fresh links: a server must not drop it as a double."""
    message = post()
    outbox.send(message.pk)
    OutboxMessage.objects.update(state=State.WAITING, not_before=clock.now())
    outbox.send(message.pk)
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 2


def count_and_send(number, keys):
    outbox._builders["hello"] = lambda context: Mail("a@exemple.fr", f"{number}", "")
    sent = sum(outbox.send(key) for key in keys)
    Series.objects.create(key=f"sender {number}", year=2026, last=sent)


def test_senders_at_once_send_each_message_once():
    keys = [post(n).pk for n in range(20)]
    assert together(4, count_and_send, keys) == [0] * 4
    assert sum(Series.objects.values_list("last", flat=True)) == 20
    assert not OutboxMessage.objects.exclude(state=State.SENT).exists()
