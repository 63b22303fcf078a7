"""Every page of the site, and its states: who opens it, on what, with what answer.

A route has a stop, or says in ``NO_PAGE`` why it never shows one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.stage import Visitor

ADMIN, MANAGER, LAWYER, MAYOR, SECRETARY = (
    "administration",
    "chef-de-projet",
    "juriste",
    "maire",
    "secretaire",
)
STRANGER, NEWCOMER = "maire-voisin", "sans-mandat"


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
    """The last form of the page, sent as it is."""
    visitor.page.locator("main form button[type=submit]").last.click()
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


def unreadable_file(visitor: Visitor) -> None:
    visitor.page.locator("main input[type=file]").first.set_input_files(
        {"name": "lisez-moi.txt", "mimeType": "text/plain", "buffer": b"rien"}
    )
    sent_empty(visitor)


def asked_code(visitor: Visitor) -> None:
    visitor.press("Recevoir mon code")


def chose_paper(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Signer sur papier").click()


def came_back(visitor: Visitor) -> None:
    visitor.press("Changer de mode de signature")


def new_link(visitor: Visitor) -> None:
    visitor.press("Recevoir un nouveau lien")


def proposal(visitor: Visitor) -> None:
    visitor.follow("Commune de Saint-Modèle")


STOPS = [
    # The site
    Stop("ui:accessibility"),
    Stop("ui:legal"),
    Stop("ui:privacy"),
    Stop("ui:source"),
    # Accounts
    Stop("account_login"),
    Stop("account_login", act=wrong_password),
    Stop("account_login", act=too_many_passwords),
    Stop("account_login", act=forged),
    Stop("account_logout", MANAGER),
    Stop("account_inactive"),
    Stop("account_reauthenticate", MANAGER),
    Stop("account_change_password", MANAGER),
    Stop("account_change_password", MANAGER, act=sent_empty),
    Stop("account_reset_password"),
    Stop("account_reset_password", act=sent_empty),
    Stop("account_reset_password_done"),
    Stop("account_reset_password_from_key", thing="dead key"),
    Stop("account_reset_password_from_key", thing="key"),
    Stop("account_reset_password_from_key_done"),
    # Public
    Stop("documents:verify"),
    Stop("documents:verify", query="?ref=CONV-2026-001&rev=1&p=2"),
    Stop("documents:verify", act=sent_empty),
    Stop("documents:verify", act=unreadable_file),
    # Demonstration
    Stop("demo:people"),
    Stop("demo:mails"),
    Stop("demo:mail", thing="mail"),
    # Desk
    Stop("desk:inbox", MANAGER),
    Stop("desk:inbox", MANAGER, act=opened_menu),
    Stop("desk:inbox", MAYOR),
    Stop("desk:inbox", STRANGER),
    Stop("desk:inbox", NEWCOMER),
    Stop("desk:search", MANAGER, query="?q=saint"),
    Stop("desk:search", MANAGER, query="?q=introuvable"),
    Stop("desk:search", MANAGER),
    Stop("desk:mails", MANAGER),
    Stop("desk:mails", MANAGER, query="?etat=failed"),
    Stop("desk:mails", MANAGER, query="?etat=dropped"),
    Stop("desk:mails", MAYOR, status=404),
    Stop("desk:history", MANAGER, "history"),
    Stop("desk:job", MANAGER, "running work"),
    Stop("desk:job", MANAGER, "failed work"),
    Stop("desk:job", MANAGER, "done work"),
    # Directory
    Stop("governance:home", ADMIN),
    Stop("governance:home", NEWCOMER, status=403),
    Stop("governance:institutions", ADMIN),
    Stop("governance:institutions", ADMIN, query="?q=introuvable"),
    Stop("governance:create_institution", ADMIN),
    Stop("governance:create_institution", ADMIN, act=sent_empty),
    Stop("governance:create_institution", MAYOR, status=403),
    Stop("governance:institution", ADMIN, "commune"),
    Stop("governance:institution", SECRETARY, "commune"),
    Stop("governance:institution", ADMIN, "syndicate"),
    Stop("governance:change_institution", ADMIN, "commune"),
    Stop("governance:rename_institution", ADMIN, "commune"),
    Stop("governance:announce_council", MANAGER, "commune"),
    Stop("governance:add_institution_channel", SECRETARY, "commune"),
    Stop("governance:schools", ADMIN),
    Stop("governance:school", ADMIN, "school"),
    Stop("governance:change_school", ADMIN, "school"),
    Stop("governance:add_competence", ADMIN, "school"),
    Stop("governance:link_school", ADMIN, "school"),
    Stop("governance:circonscriptions", ADMIN),
    Stop("governance:circonscription", ADMIN, "area"),
    Stop("governance:people", ADMIN),
    Stop("governance:create_person", ADMIN),
    Stop("governance:create_person", ADMIN, act=sent_empty),
    Stop("governance:person", ADMIN, "mayor"),
    Stop("governance:person", ADMIN, "newcomer"),
    Stop("governance:record_mandate", ADMIN, "newcomer"),
    Stop("governance:record_mandate", ADMIN, "newcomer", act=sent_empty),
    Stop("governance:open_account", ADMIN, "newcomer"),
    Stop("governance:invite_again", ADMIN, "invited"),
    Stop("governance:close_account", ADMIN, "mayor"),
    Stop("governance:reopen_account", ADMIN, "closed"),
    Stop("governance:add_person_channel", SECRETARY, "mayor"),
    Stop("governance:close_channel", SECRETARY, "channel"),
    Stop("governance:mandates", ADMIN),
    Stop("governance:mandate", SECRETARY, "mandate"),
    Stop("governance:confirm_mandate", MANAGER, "mandate"),
    Stop("governance:end_mandate", LAWYER, "mandate"),
    Stop("governance:record_delegation", SECRETARY, "mandate"),
    Stop("governance:record_substitution", SECRETARY, "mandate"),
    Stop("governance:register_sheet", SECRETARY, "mandate"),
    Stop("governance:register_sheet", SECRETARY, "mandate", act=sent_empty),
    Stop("governance:publish_delegation", SECRETARY, "delegation"),
    Stop("governance:end_delegation", MANAGER, "published delegation"),
    Stop("governance:end_substitution", MANAGER, "substitution"),
    Stop("governance:parameters", ADMIN),
    Stop("governance:parameter", ADMIN, "parameter"),
    Stop("governance:set_parameter", ADMIN, "parameter"),
    Stop("governance:import_schools", ADMIN),
    Stop("governance:import_schools", ADMIN, act=unreadable_file),
    Stop("governance:import_job", ADMIN, "running import"),
    Stop("governance:import_job", ADMIN, "failed import"),
    Stop("governance:import_job", ADMIN, "done import"),
    # Conventions
    Stop("conventions:list", MANAGER),
    Stop("conventions:list", MANAGER, query="?q=introuvable"),
    Stop("conventions:list", STRANGER),
    Stop("conventions:create", MANAGER),
    Stop("conventions:create", MANAGER, query="?q=introuvable"),
    Stop("conventions:create", MANAGER, query="?q=saint", act=proposal),
    Stop("conventions:create", MAYOR, status=403),
    Stop("conventions:begin", MANAGER, "kind"),
    Stop("conventions:begin", MANAGER, "kind", act=sent_empty),
    Stop("conventions:begin", MAYOR, "kind", status=403),
    Stop("conventions:detail", MANAGER, "draft"),
    Stop("conventions:detail", LAWYER, "review"),
    Stop("conventions:detail", MANAGER, "changes"),
    Stop("conventions:detail", MANAGER, "settled"),
    Stop("conventions:detail", MANAGER, "council"),
    Stop("conventions:detail", MANAGER, "ready"),
    Stop("conventions:detail", MANAGER, "waiting"),
    Stop("conventions:detail", MAYOR, "waiting"),
    Stop("conventions:detail", MANAGER, "signed"),
    Stop("conventions:detail", MANAGER, "unvoted"),
    Stop("conventions:detail", MANAGER, "refused"),
    Stop("conventions:detail", STRANGER, "signed", 404),
    Stop("conventions:edit", MANAGER, "draft"),
    Stop("conventions:edit", MANAGER, "changes"),
    Stop("conventions:edit", MANAGER, "settled", 409),
    Stop("conventions:review", MAYOR, "review"),
    Stop("conventions:review", MAYOR, "review", act=sent_empty),
    Stop("conventions:deliberation", SECRETARY, "council"),
    Stop("conventions:deliberation", SECRETARY, "council", act=sent_empty),
    Stop("conventions:deliberation", SECRETARY, "voted"),
    Stop("conventions:deliberation", SECRETARY, "voted", act=sent_empty),
    Stop("conventions:deliberation", SECRETARY, "ready"),
    Stop("conventions:deliberation_of", MANAGER, "vote of the syndicate"),
    Stop("conventions:sign", MAYOR, "voted", 409),
    Stop("conventions:move", MANAGER, "submit it"),
    Stop("conventions:move", LAWYER, "request_changes it"),
    Stop("conventions:move", MANAGER, "settle_text it"),
    Stop("conventions:move", MANAGER, "send_to_councils it"),
    Stop("conventions:move", MANAGER, "issue it"),
    Stop("conventions:move", MANAGER, "extend_signing it"),
    Stop("conventions:move", MANAGER, "reopen_mentions it"),
    Stop("conventions:move", LAWYER, "reopen_text it"),
    Stop("conventions:move", MANAGER, "withdraw it"),
    Stop("conventions:move", MANAGER, "withdraw it", act=sent_empty),
    Stop("conventions:move", MAYOR, "refuse it"),
    Stop("conventions:move", MANAGER, "notify it"),
    Stop("conventions:move", MANAGER, "register_signed_elsewhere it"),
    Stop("conventions:move", MANAGER, "register_signed_elsewhere it", act=sent_first_empty),
    Stop("conventions:move", LAWYER, "regularise it"),
    Stop("conventions:move", LAWYER, "discover_early_signature it"),
    Stop("conventions:move", LAWYER, "record_annulment it"),
    # Signing
    Stop("circuits:sign", thing="token"),
    Stop("circuits:sign", thing="token", act=asked_code),
    Stop("circuits:sign", STRANGER, "token", 403),
    Stop("circuits:sign", thing="used", status=409),
    Stop("circuits:sign", thing="unknown", status=404),
    Stop("circuits:sign", thing="expired", status=409),
    Stop("circuits:sign", MAYOR, "late step"),
    Stop("circuits:sign", thing="expired", status=409, act=new_link),
    Stop("circuits:sign", MAYOR, "step"),
    Stop("circuits:sign", MAYOR, "step", query="?page=2"),
    Stop("circuits:sign", MAYOR, "step", act=chose_paper),
    Stop("circuits:sign", MAYOR, "step", act=came_back),
    Stop("circuits:refuse", MAYOR, "step"),
    Stop("circuits:refuse", MAYOR, "step", act=sent_empty),
    Stop("circuits:correct", MAYOR, "step"),
    Stop("circuits:correct", MAYOR, "step", act=sent_empty),
    Stop("circuits:signed", MAYOR, "signed step"),
]

POSTS, FILE = "answers a POST, then leads to a page", "gives a file"
NO_PAGE = {
    "account_set_password": "leads to the page of a forgotten password",
    "circuits:ask_code": POSTS,
    "circuits:choose_mode": POSTS,
    "circuits:confirm": POSTS,
    "circuits:open_act": POSTS,
    "circuits:renew": POSTS,
    "circuits:page_image": FILE,
    "circuits:pdf": FILE,
    "conventions:answer": POSTS,
    "conventions:await_vote": POSTS,
    "conventions:autosave": "answers the script of the draft",
    "conventions:document_file": FILE,
    "conventions:document_page": FILE,
    "conventions:kit": FILE,
    "conventions:make_papers": POSTS,
    "conventions:transmission": POSTS,
    "demo:become": POSTS,
    "demo:follow": POSTS,
    "demo:piece": FILE,
    "desk:retry": POSTS,
    "governance:import_progress": "a part of the page of the import, refreshed by its script",
    "governance:sheet_scan": FILE,
    "governance:start_import": POSTS,
    "governance:switch_mandate": POSTS,
}
