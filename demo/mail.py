"""Mails and text messages of the demonstration: nothing leaves, everything lands in the mailbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .models import SentMail

TEXT = "SMS"
"""Subject under which a text message is shown."""


class MailboxBackend(BaseEmailBackend):
    """Keeps each message for the page « Courriels »."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = next(
                (a[0] for a in getattr(message, "alternatives", []) if a[1] == "text/html"), ""
            )
            SentMail.objects.create(
                to=", ".join(message.to), subject=message.subject, text=message.body, html=html
            )
        return len(email_messages)


def keep_text(to: str, text: str) -> None:
    """A text message, kept beside the mails under the number that would have rung."""
    SentMail.objects.create(to=to, subject=TEXT, text=text)
