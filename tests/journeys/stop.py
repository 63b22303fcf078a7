"""One page of the walk: who opens it, on what, what is done there, with what answer."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.circuits import acts
from tests.journeys.stage import Visitor

ADMIN, MANAGER, LAWYER, OFFICER, MAYOR, SECRETARY, INSPECTOR = (
    "administration",
    "chef-de-projet",
    "juriste",
    "dpo",
    "maire",
    "secretaire",
    "inspectrice",
)
STRANGER, NEWCOMER, AUDITOR = "maire-voisin", "sans-mandat", "auditrice"


@dataclass(frozen=True)
class Stop:
    """One page: ``thing`` names the scenery of its address, ``act`` what is done once there."""

    route: str
    who: str = ""
    thing: str = ""
    status: int = 200
    query: str = ""
    act: Callable[[Visitor], None] | None = None

    def __str__(self) -> str:
        done = self.act.__name__ if self.act else ""
        words = (self.route, self.who or "visitor", self.thing, self.query, done)
        return " ".join(filter(None, words))


# --- what is done on a page -----------------------------------------------------------------------


def sent_empty(visitor: Visitor) -> None:
    """The last form shown on the page, sent as it is."""
    visitor.page.locator("main form button[type=submit]:visible").last.click()
    visitor.page.wait_for_load_state()


def sent_first_empty(visitor: Visitor) -> None:
    """The first form of a page that has several."""
    visitor.page.locator("main form").first.locator("button[type=submit]").first.click()
    visitor.page.wait_for_load_state()


def wrong_password(visitor: Visitor) -> None:
    visitor.field("Adresse électronique").fill("personne@demonstration.example")
    visitor.field("Mot de passe").fill("inexact")
    visitor.press("Se connecter")


def too_many_passwords(visitor: Visitor) -> None:
    for _ in range(6):
        wrong_password(visitor)


def forged(visitor: Visitor) -> None:
    """The form comes back without the token of the page."""
    visitor.page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'x'")
    wrong_password(visitor)


def opened_menu(visitor: Visitor) -> None:
    visitor.page.locator(".cs-who summary").first.click()


def opened_pages(visitor: Visitor) -> None:
    """Everything that the page folds is shown."""
    for folded in visitor.page.locator("main details > summary").all():
        folded.click()


def unreadable_file(visitor: Visitor) -> None:
    visitor.page.locator("main input[type=file]").first.set_input_files(
        {"name": "lisez-moi.txt", "mimeType": "text/plain", "buffer": b"rien"}
    )
    sent_empty(visitor)


def unreadable_first_file(visitor: Visitor) -> None:
    """The same, on a page of several forms."""
    visitor.page.locator("main input[type=file]").first.set_input_files(
        {"name": "lisez-moi.txt", "mimeType": "text/plain", "buffer": b"rien"}
    )
    sent_first_empty(visitor)


def unsigned_file(visitor: Visitor) -> None:
    """Another file than the one to sign comes back."""
    visitor.page.locator("main input[type=file]").set_input_files(
        {"name": "acte.pdf", "mimeType": "application/pdf", "buffer": acts.blank_pdf()}
    )
    sent_empty(visitor)


def asked_code(visitor: Visitor) -> None:
    visitor.press("Recevoir mon code")


def chose_paper(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Signer sur papier").click()


def came_back(visitor: Visitor) -> None:
    """Paper, then another way: chosen here when the stop before was left out of the walk."""
    chosen = visitor.page.get_by_role("button", name="Changer de mode de signature")
    if not chosen.count():
        chose_paper(visitor)
        chosen.wait_for()
    visitor.press("Changer de mode de signature")


def new_link(visitor: Visitor) -> None:
    visitor.press("Recevoir un nouveau lien")


def proposal(visitor: Visitor) -> None:
    visitor.follow("Commune de Saint-Modèle")


POSTS, FILE = "answers a POST, then leads to a page", "gives a file"
"""Why a route shows no page."""
