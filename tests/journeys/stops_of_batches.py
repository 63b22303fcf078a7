"""The pages of the batches of acts, and their states."""

from tests.journeys.stage import Visitor
from tests.journeys.stop import ADMIN, LAWYER, MANAGER, MAYOR, Stop, sent_empty, unreadable_file


def chosen_first(visitor: Visitor) -> None:
    """The first row of the table is ticked: the bar of what may be done with it appears."""
    visitor.page.locator("main tbody .cs-tick input").first.check()


def nothing_chosen(visitor: Visitor) -> None:
    """Every row is unticked, then the list is sent as it is, as without script."""
    for box in visitor.page.locator("main tbody .cs-tick input").all():
        box.evaluate("e => { e.checked = false }")
    send = visitor.page.locator("main form[data-bulk] button[name=envoyer]")
    with visitor.page.expect_navigation():
        send.evaluate("e => e.click()")


def searched(visitor: Visitor) -> None:
    visitor.field("Commune, EPCI").fill("saint")
    with visitor.page.expect_navigation():
        visitor.press("Chercher")


STOPS = [
    Stop("conventions:follow", MANAGER),
    Stop("conventions:follow", ADMIN, query="?etat=retard"),
    Stop("conventions:follow", LAWYER, query="?etat=annulled"),
    Stop("conventions:follow", MAYOR, status=404),
    Stop("conventions:batches", MANAGER),
    Stop("conventions:batches", LAWYER),
    Stop("conventions:create_batch", MANAGER),
    Stop("conventions:create_batch", MANAGER, act=sent_empty),
    Stop("conventions:create_batch", MANAGER, act=unreadable_file),
    Stop("conventions:create_batch", LAWYER, status=403),
    Stop("conventions:batch", MANAGER, "batch"),
    Stop("conventions:batch", LAWYER, "batch"),
    Stop("conventions:batch", MANAGER, "batch under way"),
    Stop("conventions:send_batch", MANAGER, "send it"),
    Stop("conventions:send_batch", MANAGER, "send it", act=nothing_chosen),
    Stop("conventions:send_batch", MANAGER, "nothing to send"),
    Stop("conventions:batch_rows", MANAGER, "rows of a batch"),
    Stop("conventions:batch_rows", MANAGER, "rows of a batch", act=chosen_first),
    Stop("conventions:batch_rows", MANAGER, "rows of a batch", query="?constat=row_impossible"),
    Stop("conventions:batch_rows", MANAGER, "rows abandoned"),
    Stop("conventions:add_batch_rows", MANAGER, "rows of a batch"),
    Stop("conventions:add_batch_rows", MANAGER, "rows of a batch", act=sent_empty),
    Stop("conventions:batch_row", MANAGER, "row ready"),
    Stop("conventions:batch_row", MANAGER, "row unknown"),
    Stop("conventions:batch_row", MANAGER, "row unknown", act=searched),
    Stop("conventions:abandon_batch", MANAGER, "rows of a batch"),
]

POSTS = "answers a POST, then leads to a page"
NO_PAGE = {
    "conventions:batch_work": "a part of the page of the batch, refreshed by its script",
    "conventions:choose_batch_body": POSTS,
    "conventions:examine_batch": POSTS,
    "conventions:launch_batch": POSTS,
    "conventions:retry_batch": POSTS,
}
