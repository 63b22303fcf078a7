"""The pages of the field register."""

from tests.journeys.stage import Visitor
from tests.journeys.stop import (
    ADMIN,
    FILE,
    INSPECTOR,
    MANAGER,
    MAYOR,
    POSTS,
    STRANGER,
    Stop,
    sent_empty,
)


def warned(visitor: Visitor) -> None:
    """A name of a pupil was typed."""
    visitor.page.locator("[name=outcome]").fill("La maman de Zoé est prévenue.")
    sent_empty(visitor)


STOPS = [
    Stop("fieldwork:list", MANAGER),
    Stop("fieldwork:list", MANAGER, query="?q=introuvable"),
    Stop("fieldwork:list", INSPECTOR, query="?etat=retard&miennes=on"),
    Stop("fieldwork:list", STRANGER),
    Stop("fieldwork:choose", MANAGER),
    Stop("fieldwork:choose", MAYOR),
    Stop("fieldwork:write", MANAGER, "field contact"),
    Stop("fieldwork:write", MANAGER, "field contact", act=sent_empty),
    Stop("fieldwork:write", MAYOR, "call", 404),
    Stop("fieldwork:sheet", INSPECTOR, "field sheet"),
    Stop("fieldwork:sheet", MAYOR, "done field sheet"),
    Stop("fieldwork:sheet", ADMIN, "field sheet"),
    Stop("fieldwork:sheet", STRANGER, "field sheet", 404),
    Stop("fieldwork:change", INSPECTOR, "field sheet"),
    Stop("fieldwork:change", INSPECTOR, "field sheet", act=sent_empty),
    Stop("fieldwork:step", INSPECTOR, "complete field sheet", act=warned),
    Stop("fieldwork:step", INSPECTOR, "drop field sheet", act=sent_empty),
    Stop("fieldwork:step", MANAGER, "reopen field sheet"),
    Stop("fieldwork:calls", MANAGER),
    Stop("fieldwork:calls", MAYOR),
    Stop("fieldwork:indicators", MANAGER),
    Stop("fieldwork:indicators", MANAGER, query="?nature=family_blocker"),
    Stop("fieldwork:indicators", STRANGER),
    Stop("fieldwork:catalogue", MAYOR),
    Stop("fieldwork:kinds", ADMIN),
    Stop("fieldwork:kind", ADMIN, "sheet kind"),
    Stop("fieldwork:kind", MANAGER, "old sheet kind"),
    Stop("fieldwork:create_kind", ADMIN),
    Stop("fieldwork:create_kind", ADMIN, act=sent_empty),
    Stop("fieldwork:change_kind", ADMIN, "sheet kind"),
]

NO_PAGE = {"fieldwork:file": FILE, "fieldwork:retire_kind": POSTS}
