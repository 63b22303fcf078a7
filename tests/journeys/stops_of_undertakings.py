"""The pages of what parties undertake: roles, messages to parents, exchanges of data."""

from tests.journeys.stage import Visitor
from tests.journeys.stop import (
    FILE,
    INSPECTOR,
    MANAGER,
    MAYOR,
    OFFICER,
    POSTS,
    Stop,
    sent_empty,
    sent_first_empty,
)


def line_added(visitor: Visitor) -> None:
    """A line more in a list of the text."""
    visitor.press("Ajouter une ligne")


STOPS = [
    Stop("conventions:roles", MAYOR, "waiting"),
    Stop("conventions:adjust_roles", MANAGER, "draft"),
    Stop("conventions:adjust_roles", MANAGER, "draft", act=sent_empty),
    Stop("conventions:adjust_roles", MANAGER, "settled", 409),
    Stop("conventions:adjust_list", MANAGER, "draft list"),
    Stop("conventions:adjust_list", MANAGER, "draft list", act=sent_empty),
    Stop("conventions:adjust_list", MANAGER, "draft list", act=line_added),
    Stop("conventions:adjust_categories", MANAGER, "draft"),
    Stop("conventions:messages", MAYOR, "in force"),
    Stop("conventions:messages", MANAGER, "draft"),
    Stop("conventions:authorise_sender", MAYOR, "in force"),
    Stop("conventions:authorise_sender", MANAGER, "in force", act=sent_empty),
    Stop("conventions:authorise_sender", MAYOR, "settled", 409),
    Stop("conventions:end_sender", MAYOR, "sender"),
    Stop("conventions:end_sender", MAYOR, "sender", act=sent_empty),
    Stop("conventions:report_message", INSPECTOR, "in force"),
    Stop("conventions:report_message", INSPECTOR, "in force", act=sent_empty),
    Stop("conventions:report", MAYOR, "report"),
    Stop("conventions:report", MANAGER, "report"),
    Stop("conventions:report", MANAGER, "report", act=sent_empty),
    Stop("conventions:report", INSPECTOR, "examined report"),
    Stop("conventions:exchanges", OFFICER),
    Stop("conventions:exchanges", MAYOR, query="?nature=project&etat=exchange_closed"),
    Stop("conventions:create_exchange", MAYOR, "new connector"),
    Stop("conventions:create_exchange", MANAGER, "new project", act=sent_empty),
    Stop("conventions:exchange", MAYOR, "exchange without analysis"),
    Stop("conventions:exchange", MAYOR, "exchange without analysis", act=sent_first_empty),
    Stop("conventions:exchange", OFFICER, "exchange to approve"),
    Stop("conventions:exchange", OFFICER, "exchange to approve", act=sent_first_empty),
    Stop("conventions:exchange", MAYOR, "exchange sent back"),
    Stop("conventions:exchange", MANAGER, "exchange in service"),
    Stop("conventions:exchange", INSPECTOR, "exchange taken back"),
    Stop("conventions:describe_exchange", MAYOR, "exchange in service"),
    Stop("conventions:describe_exchange", MAYOR, "exchange to approve", 409),
]

NO_PAGE = {
    "conventions:act_on_report": POSTS,
    "conventions:act_on_exchange": POSTS,
    "conventions:exchange_paper": FILE,
}
