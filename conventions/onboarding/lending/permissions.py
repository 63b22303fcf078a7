"""Who asks for equipment, lends it, takes it back."""

from audit.actor import Actor
from governance.offices import SYNDICATE_OFFICES, Office

from .. import permissions as of_entries
from ..models import Loan, LoanRequest, SchoolEntry

ASKS = "la direction de l’école"
LENDS = "chef de projet du syndicat"


def may_read_stock(actor: Actor) -> bool:
    offices = SYNDICATE_OFFICES | {Office.ADMIN}
    return actor.mandate_id is not None and actor.office in offices


def may_keep_stock(actor: Actor) -> bool:
    return of_entries.may_keep(actor)


def may_ask(actor: Actor, entry: SchoolEntry) -> bool:
    return of_entries.heads(actor, entry.school)


def may_lend(actor: Actor, request: LoanRequest) -> bool:
    return of_entries.may_keep(actor)


def may_take_back(actor: Actor, loan: Loan) -> bool:
    """Whoever lends, or the adviser who collects in the district."""
    return of_entries.may_keep(actor) or of_entries.advises(actor, loan.entry.school)


def may_declare(actor: Actor, loan: Loan) -> bool:
    """Say that it does not come back."""
    return may_take_back(actor, loan) or of_entries.heads(actor, loan.entry.school)
