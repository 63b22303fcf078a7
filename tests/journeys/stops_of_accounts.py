"""The pages of the way in and of one's own account; the officer has a second factor."""

from demo.world import PASSWORD
from tests.journeys.stage import Visitor
from tests.journeys.stop import (
    ADMIN,
    MANAGER,
    OFFICER,
    POSTS,
    Stop,
    forged,
    sent_empty,
    too_many_passwords,
    wrong_password,
)


def proved(visitor: Visitor) -> None:
    """The password given again, unless it just was."""
    if not visitor.page.get_by_label("Mot de passe").count():
        return
    visitor.field("Mot de passe").fill(PASSWORD)
    visitor.press("Confirmer et continuer")


def not_enrolled(visitor: Visitor) -> None:
    """The code typed is not the one of the application."""
    proved(visitor)
    visitor.field("Code").fill("000000")
    visitor.press("Ajouter l’application")


def asked_for_it(visitor: Visitor) -> None:
    """The password is right: the code of the application is asked for."""
    visitor.field("Adresse électronique").fill(f"{OFFICER}@demonstration.example")
    visitor.field("Mot de passe").fill(PASSWORD)
    visitor.press("Se connecter")


def not_the_code(visitor: Visitor) -> None:
    asked_for_it(visitor)
    visitor.field("Code").fill("000000")
    visitor.press("Se connecter")


STOPS = [
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
    Stop("mfa_index", MANAGER),
    Stop("mfa_index", OFFICER),
    Stop("mfa_activate_totp", MANAGER, act=proved),
    Stop("mfa_activate_totp", MANAGER, act=not_enrolled),
    Stop("mfa_view_recovery_codes", OFFICER, act=proved),
    Stop("mfa_generate_recovery_codes", OFFICER, act=proved),
    Stop("mfa_deactivate_totp", OFFICER, act=proved),
    Stop("mfa_reauthenticate", OFFICER),
    Stop("mfa_reauthenticate", OFFICER, act=sent_empty),
    Stop("mfa_authenticate"),
    Stop("account_login", act=asked_for_it),
    Stop("account_login", act=not_the_code),
    Stop("governance:open_account", ADMIN, "newcomer"),
    Stop("governance:invite_again", ADMIN, "invited"),
    Stop("governance:close_account", ADMIN, "mayor"),
    Stop("governance:reopen_account", ADMIN, "closed"),
    Stop("governance:reset_second_factor", ADMIN, "mayor"),
    Stop("desk:trust", ADMIN),
    Stop("desk:trust", MANAGER, status=404),
]

NO_PAGE = {
    "account_set_password": "leads to the page of a forgotten password",
    "mfa_download_recovery_codes": "gives a file",
    "desk:refresh_trust": POSTS,
}
