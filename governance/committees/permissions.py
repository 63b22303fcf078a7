"""Who may do what with instances; one predicate serves the service, the page and the button."""

from audit.actor import Actor
from governance.offices import Office

from .models.scopes import OVERSEERS

KEEPERS = frozenset(
    {Office.PROJECT_MANAGER, Office.LEGAL_OFFICER, Office.COMMITTEE_SECRETARY, Office.ADMIN}
)
WHOSE = "la juriste, au chef de projet, au secrétaire d’instance ou à l’administrateur"


def may_keep(actor: Actor) -> bool:
    """Create instances and their kinds, change rules, give seats and end them."""
    return actor.system or (actor.mandate_id is not None and actor.office in KEEPERS)


def may_read_kinds(actor: Actor) -> bool:
    """Kinds of instances are a matter of the syndicate."""
    return actor.mandate_id is not None and actor.office in OVERSEERS


def may_read(actor: Actor) -> bool:
    """Who acts under a mandate has a list of instances, were it empty."""
    return actor.mandate_id is not None
