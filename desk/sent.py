"""The mails of the site as its staff may see them: never their words, which hold links."""

from django.core.paginator import Page, Paginator

from audit.actor import Actor
from common.models import OutboxMessage
from governance.offices import SYNDICATE_OFFICES, Office

STATES = OutboxMessage.State.choices


def may_see(actor: Actor) -> bool:
    """The syndicate's staff and the administrator: subject, addressee, state."""
    return actor.office in SYNDICATE_OFFICES or actor.office == Office.ADMIN


def page(number: str | None, state: str) -> Page:  # type: ignore[type-arg]
    """Fifty messages, latest first, in one state when asked."""
    found = OutboxMessage.objects.order_by("-pk")
    if state in dict(STATES):
        found = found.filter(state=state)
    return Paginator(found, 50).get_page(number)
