"""Who prepares, asks, decides and executes an order; one predicate for service, page, button."""

from typing import TYPE_CHECKING

from django.db.models import Q

from audit.actor import Actor
from governance.models import Mandate, SigningDelegation, Substitution
from governance.offices import AREA_OFFICES, SYNDICATE_OFFICES, Office

if TYPE_CHECKING:
    from governance.models import Circonscription

    from ..models import BaseOpeningOrder, OpeningLine

PREPARES = "chef de projet, au service de la DSDEN ou à l’inspection de la circonscription"
EXECUTES = "qui exécute l’ordre : ERUN, DRANE ou prestataire désigné"
READING = SYNDICATE_OFFICES | AREA_OFFICES | {
    Office.ADMIN, Office.DASEN, Office.DSDEN_OFFICER, Office.DRANE, Office.PROVIDER,
}  # fmt: skip
"""Offices that have orders to read; which ones is said by their scope."""


def may_read(actor: Actor) -> bool:
    return actor.mandate_id is not None and actor.office in READING


def may_read_whole(actor: Actor) -> bool:
    """The provider reads what is to be executed, not how it was prepared."""
    return actor.office != Office.PROVIDER


def may_prepare_somewhere(actor: Actor) -> bool:
    offices = (Office.PROJECT_MANAGER, Office.DSDEN_OFFICER, Office.INSPECTOR)
    return actor.mandate_id is not None and actor.office in offices


def may_prepare(actor: Actor, area: "Circonscription") -> bool:
    """Begin a list for that district."""
    if actor.mandate_id is None:
        return False
    if actor.office == Office.DSDEN_OFFICER:
        return actor.institution_id == area.dsden_id
    return actor.office == Office.PROJECT_MANAGER or _inspects(actor, area.pk)


def authored(actor: Actor, order: "BaseOpeningOrder") -> bool:
    """Who began the list, or whoever holds the same office after or beside them."""
    if actor.mandate_id is None:
        return False
    owner = order.owner
    same = actor.office == owner.office and actor.institution_id == owner.institution_id
    return same and may_prepare(actor, order.circonscription)


def may_request(actor: Actor, order: "BaseOpeningOrder") -> bool:
    """The inspector of the district."""
    return _inspects(actor, order.circonscription_id)


def may_return(actor: Actor, order: "BaseOpeningOrder") -> bool:
    here = actor.institution_id == order.circonscription.dsden_id
    return here and actor.office in (Office.DASEN, Office.DSDEN_OFFICER)


def may_decide(actor: Actor, order: "BaseOpeningOrder") -> bool:
    """The DASEN, or somebody to whom the DASEN delegated or who replaces them; whether the
    delegation covers the decision that day is a guard of the move."""
    dsden = order.circonscription.dsden_id
    if actor.mandate_id is None:
        return False
    if actor.office == Office.DASEN:
        return actor.institution_id == dsden
    delegated = Q(delegate=actor.mandate_id, delegator__institution=dsden)
    replaced = Q(replacement=actor.mandate_id, absent__institution=dsden)
    return bool(
        SigningDelegation.unscoped.filter(delegated, delegator__office=Office.DASEN).exists()
        or Substitution.unscoped.filter(replaced, absent__office=Office.DASEN).exists()
    )


def may_execute(actor: Actor, order: "BaseOpeningOrder") -> bool:
    """The adviser of the district, the DRANE of the académie, the provider that is named."""
    if actor.mandate_id is None:
        return False
    match actor.office:
        case Office.DIGITAL_ADVISER:
            return _of_area(actor, order.circonscription_id)
        case Office.DRANE:
            return actor.institution_id == order.circonscription.dsden.parent_id
        case Office.PROVIDER:
            return order.provider_id is not None and actor.institution_id == order.provider_id
    return False


def may_withdraw(actor: Actor, order: "BaseOpeningOrder") -> bool:
    """The author, until it is decided; the DASEN from then on."""
    return _directs(actor, order) if order.decided else authored(actor, order)


def may_check(actor: Actor, line: "OpeningLine") -> bool:
    """Who follows the school says what is acquired: author, inspector, adviser, syndicate."""
    order = line.order
    if actor.mandate_id is None:
        return False
    return (
        actor.office == Office.PROJECT_MANAGER
        or authored(actor, order)
        or (actor.office in AREA_OFFICES and _of_area(actor, order.circonscription_id))
    )


def may_report(actor: Actor, line: "OpeningLine") -> bool:
    return may_execute(actor, line.order)


def may_leave_out(actor: Actor, line: "OpeningLine") -> bool:
    return authored(actor, line.order) or _directs(actor, line.order)


def _directs(actor: Actor, order: "BaseOpeningOrder") -> bool:
    return actor.office == Office.DASEN and actor.institution_id == order.circonscription.dsden_id


def _inspects(actor: Actor, area: int) -> bool:
    return actor.office == Office.INSPECTOR and _of_area(actor, area)


def _of_area(actor: Actor, area: int) -> bool:
    return bool(Mandate.unscoped.filter(pk=actor.mandate_id, circonscription=area).exists())
