"""The seal of the site, for those who can have it renewed: warned 30 days before it ends."""

from audit.actor import Actor
from common import clock
from documents.pdf import keys
from governance.offices import Office

KEEPERS = frozenset(
    {Office.ADMIN, Office.SYNDICATE_DIRECTOR, Office.LEGAL_OFFICER, Office.PROJECT_MANAGER}
)


def trouble(actor: Actor) -> str:
    """Why nothing can be sealed, or until when it can; empty while all is well, and for others."""
    if actor.office not in KEEPERS:
        return ""
    found = keys.status(clock.now())
    return found.refusal or found.warning
