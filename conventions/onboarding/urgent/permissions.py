"""Who prepares, launches and reads a batch of urgency."""

from typing import TYPE_CHECKING

from audit.actor import Actor
from governance.offices import AREA_OFFICES, SYNDICATE_OFFICES, Office

from .. import permissions as of_entries

if TYPE_CHECKING:
    from ..models import UrgentBatch

PREPARES = "chef de projet du syndicat"
READS = "syndicat, à la DSDEN et aux circonscriptions concernées"
READING = SYNDICATE_OFFICES | AREA_OFFICES | {Office.ADMIN, Office.DASEN, Office.DSDEN_OFFICER}


def may_read(actor: Actor) -> bool:
    """Has batches to read; which ones is said by their scope."""
    return actor.mandate_id is not None and actor.office in READING


def may_prepare(actor: Actor) -> bool:
    return of_entries.may_keep(actor)


def may_run(actor: Actor, batch: "UrgentBatch") -> bool:
    """The project manager prepares a batch, launches it, takes it up again."""
    return of_entries.may_keep(actor)
