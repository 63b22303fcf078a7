"""Mails and text messages: promised in the transaction of the change, sent afterwards.

A row holds a template name and ids. Its words, links and codes are made at the moment of
sending; a retry makes new ones, so no secret is ever stored. Sending never blocks a signature.
"""

import datetime as dt
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Model, QuerySet
from django_tasks import task

from . import clock, texting
from .models import OutboxMessage

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail; ``kind`` may bear parameters (« text/calendar; … »)."""

    name: str
    content: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to go: one recipient, the same words in text and HTML."""

    to: str
    subject: str
    text: str
    html: str = ""
    files: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text message ready to go to a telephone (``common.texting``). ``subject``: what the list
    of messages says of it, since its words are kept nowhere."""

    to: str
    subject: str
    text: str


Builder = Callable[[dict[str, object]], Mail | Text | None]
_builders: dict[str, Builder] = {}


def template(name: str) -> Callable[[Builder], Builder]:
    """Register the writer: ``(context) -> Mail`` or ``Text``, None when it has no object left."""

    def register(function: Builder) -> Builder:
        if name in _builders:
            raise ValueError(f"mail template {name!r} has two builders")
        _builders[name] = function
        return function

    return register


def templates() -> list[str]:
    return sorted(_builders)


def post(
    name: str,
    context: dict[str, object],
    *,
    recipient: str,
    about: Model | None = None,
    not_before: dt.datetime | None = None,
) -> OutboxMessage:
    """Promise a mail inside the present transaction. ``recipient`` is a printed label."""
    if name not in _builders:
        raise LookupError(f"no builder for mail {name!r}")
    message = OutboxMessage.objects.create(
        template=name,
        context=context,
        recipient_label=recipient,
        about_type=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        not_before=not_before or clock.now(),
    )
    transaction.on_commit(lambda: _send_soon(message.pk))
    return message


def _send_soon(message_id: int) -> None:
    try:
        send_message.enqueue(message_id)
    except Exception:  # the row is stored: tick sends it
        logger.exception("mail %s could not be queued", message_id)


@task()
def send_message(message_id: int) -> None:
    """Entry point of the worker."""
    send(message_id)


def send(message_id: int) -> bool:
    """Send one message if it is due; True when it left. Twice at once sends it once.

    The message is claimed first, then sent outside any transaction. If the machine stops between
    the sending and the note of it, the message leaves a second time: better twice than never.
    """
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update()
            .filter(pk=message_id, state=OutboxMessage.State.WAITING, not_before__lte=clock.now())
            .first()
        )
        if message is None:
            return False
        message.attempts += 1
        message.not_before = clock.now() + dt.timedelta(minutes=min(2**message.attempts, 240))
        message.save(update_fields=["attempts", "not_before"])
    return _deliver(message)


def _deliver(message: OutboxMessage) -> bool:
    try:
        mail = _builders[message.template](message.context)
        if mail is None:
            message.state = OutboxMessage.State.DROPPED
        else:
            message.subject = mail.subject[:250]
            if isinstance(mail, Text):
                texting.send(mail.to, mail.text)
            else:
                _post(mail, message)
            message.state, message.sent_at = OutboxMessage.State.SENT, clock.now()
        message.error = ""
    except Exception as error:
        logger.warning("mail %s: %s", message.pk, error)
        message.error = _why(error)
        if message.attempts >= MAX_ATTEMPTS:
            message.state = OutboxMessage.State.FAILED
    message.save(update_fields=["subject", "state", "sent_at", "error"])
    return message.state == OutboxMessage.State.SENT


def _post(mail: Mail, message: OutboxMessage) -> None:
    letter = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to])
    # One id per attempt: a retry carries new links, it must not be taken for a double.
    letter.extra_headers["Message-ID"] = f"<{message.public_id}.{message.attempts}@contreseing>"
    if mail.html:
        letter.attach_alternative(mail.html, "text/html")
    for file in mail.files:
        letter.attach(file.name, file.content, file.kind)
    letter.send()


def _why(error: Exception) -> str:
    """Why a mail did not leave, for the syndicate's staff: in French, without its content."""
    match error:
        case texting.NotSent():
            return str(error)
        case smtplib.SMTPRecipientsRefused():
            code = next(iter(error.recipients.values()))[0]
            return (
                f"Le serveur de courriels refuse cette adresse (réponse {code}). Vérifiez-la dans "
                "la fiche de la personne."
            )
        case smtplib.SMTPResponseException():
            return (
                f"Le serveur de courriels a refusé ce message (réponse {error.smtp_code}). Si cela "
                "dure, prévenez l’administrateur."
            )
        case OSError():  # smtplib's other errors are OSError too
            return (
                f"Le serveur de courriels ne répond pas ({type(error).__name__}). Si cela dure, "
                "prévenez l’administrateur."
            )
    return f"Incident technique ({type(error).__name__}). Prévenez l’administrateur."


def in_trouble(messages: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    """Of these mails, those that tried to leave and did not, or were given up."""
    states = [OutboxMessage.State.WAITING, OutboxMessage.State.FAILED]
    return messages.filter(state__in=states).exclude(error="").order_by("pk")


def retry(message: OutboxMessage) -> None:
    """Promise again a message that was given up, at once and with all its attempts."""
    with transaction.atomic():
        given_up = OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.FAILED)
        if given_up.update(state=OutboxMessage.State.WAITING, attempts=0, not_before=clock.now()):
            transaction.on_commit(lambda: _send_soon(message.pk))


def send_due() -> int:
    """Send every message that is due; called by ``tick``. Returns how many left."""
    due = OutboxMessage.objects.filter(
        state=OutboxMessage.State.WAITING, not_before__lte=clock.now()
    ).values_list("pk", flat=True)
    return sum(send(pk) for pk in list(due.order_by("pk")))
