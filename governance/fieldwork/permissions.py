"""Who may do what in the field register; one predicate serves the service, page and button."""

from audit.actor import Actor
from governance.models import Circonscription, Institution, School
from governance.offices import Office

from .models import FieldSheet, SheetKind
from .models.scopes import PARTNERS, STAFF, is_kept_by, reaches

READERS = STAFF | {Office.ADMIN} | frozenset(PARTNERS)
KIND_KEEPERS = frozenset({Office.ADMIN, Office.PROJECT_MANAGER})
WHOSE_KINDS = "l’administrateur ou au chef de projet"
WRITES = "syndicat et aux partenaires à qui cette nature de fiche est ouverte, sur leur territoire"
KEEPS = "qui l’a écrite, à qui lui succède ou au chef de projet"


def may_read(actor: Actor) -> bool:
    """Has a list of sheets, were it empty."""
    return actor.mandate_id is not None and actor.office in READERS


def letters(actor: Actor) -> str:
    """What ``actor`` reads of the sheets that they see: T text, D what was written before, S state,
    dates and places alone (tables, § 2.2)."""
    return "S" if actor.office == Office.ADMIN else "TD"


def may_read_text(actor: Actor) -> bool:
    return "T" in letters(actor)


def may_write_kind(actor: Actor, kind: SheetKind) -> bool:
    """Write a sheet of that kind about something of one's territory."""
    if actor.mandate_id is None or kind.retired:
        return False
    return actor.office in STAFF or (actor.office in PARTNERS and actor.office in kind.offices)


def may_write_about(
    actor: Actor,
    *,
    school: School | None = None,
    institution: Institution | None = None,
    area: Circonscription | None = None,
) -> bool:
    """What it is about is within the reach of ``actor``."""
    if actor.office in STAFF:
        return actor.mandate_id is not None
    return actor.office in PARTNERS and reaches(actor, school, institution, area)


def may_keep(actor: Actor, sheet: FieldSheet) -> bool:
    """Change a sheet, close it, open it again: its author, who inherits it, the project manager."""
    if actor.mandate_id is None:
        return False
    return actor.office == Office.PROJECT_MANAGER or is_kept_by(actor, sheet)


def may_put_to_committee(actor: Actor, sheet: FieldSheet) -> bool:
    """The syndicate, and whoever keeps the sheet."""
    return actor.mandate_id is not None and (actor.office in STAFF or is_kept_by(actor, sheet))


def may_read_kinds(actor: Actor) -> bool:
    """How kinds are made is a matter of the syndicate."""
    return actor.mandate_id is not None and actor.office in STAFF | {Office.ADMIN}


def may_keep_kinds(actor: Actor) -> bool:
    """Define kinds, without code."""
    return actor.system or (actor.mandate_id is not None and actor.office in KIND_KEEPERS)


def may_read_catalogue(actor: Actor) -> bool:
    """Whoever acts under a mandate: every school of the programme has the same resources."""
    return actor.mandate_id is not None
