"""Mail backend of the demonstration: nothing leaves, everything lands in the mailbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .models import SentMail


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
