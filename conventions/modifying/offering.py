"""What « Que faudra-t-il refaire ? » offers to do at once, once an act is signed by everybody."""

from dataclasses import dataclass

from django.urls import reverse

from audit.actor import Actor

from .. import permissions
from ..models import Convention, Stage, Way
from ..requirements import Requirement, Row, stage
from . import beginning, clerical


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: its words, its address."""

    label: str
    url: str


BEGINNINGS = {
    Requirement.AMEND: (Way.AMENDMENT, "Préparer un avenant", "conventions:begin_amendment"),
    Requirement.ENTRY_SLIP: (
        Way.ENTRY_SLIP,
        "Faire entrer une école",
        "conventions:begin_entry_slip",
    ),
}


def offers(convention: Convention, actor: Actor) -> dict[Requirement, Offer]:
    """What may be begun now on this act, by requirement; nothing for whoever does not steer it."""
    alone = not convention.kind.way
    if not alone or stage(convention) != Stage.SIGNED:
        return {}
    if not permissions.may_steer(actor, convention):
        return {}
    found = {
        requirement: Offer(label, reverse(route, args=[convention.public_id]))
        for requirement, (way, label, route) in BEGINNINGS.items()
        if not beginning.refusals(convention, way)
    }
    if not list(clerical.act_refusals(convention)):
        url = reverse("conventions:begin_rectification", args=[convention.public_id])
        found[Requirement.RECTIFY] = Offer("Rectifier une erreur matérielle", url)
    return found


def of_row(row: Row, offered: dict[Requirement, Offer], at: Stage) -> list[Offer]:
    """The buttons of one line of the table: those that its cell names."""
    return [
        Offer(offer.label, f"{offer.url}?changement={row.key}")
        for requirement, offer in offered.items()
        if requirement in row.requires(at)
    ]
