"""Who counts what is handed to families, what is activated, what families ask."""

from audit.actor import Actor

from .. import permissions as of_entries
from ..models import SchoolEntry

HANDS = "la direction et aux enseignants de cette école"
READS_COUNTS = "chef de projet, à l’ERUN de la circonscription ou à la direction de l’école"
HELPS = "l’école, à l’ERUN de la circonscription ou au syndicat"


def may_hand(actor: Actor, entry: SchoolEntry) -> bool:
    """The head and the teachers of that very school."""
    return of_entries.of_school(actor, entry.school)


def may_count(actor: Actor, entry: SchoolEntry) -> bool:
    """Write how many accounts connected."""
    if of_entries.may_keep(actor) or of_entries.heads(actor, entry.school):
        return True
    return of_entries.advises(actor, entry.school)


def may_help(actor: Actor, entry: SchoolEntry) -> bool:
    """Record what families of the school asked, and that they were helped."""
    return may_hand(actor, entry) or may_count(actor, entry)
