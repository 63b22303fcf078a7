"""The cases of accounts: the way in, one's own second factor, what the administrator does."""

from .answers import Answer, Build, Case, Own, plain, thing
from .people import ALL

ADMIN = frozenset({"admin"})
NOBODY: frozenset[str] = frozenset()


def _page(answer: Answer, build: Build = plain, /, **data: object) -> Case:
    """About nobody: the same for everybody."""
    return Case(answer, build, data, None)


def _kept(may: frozenset[str], build: Build, /, **data: object) -> Case:
    """An action on a record that everybody may see."""
    return Case(Answer.KEPT, build, data, Own(may, ALL))


CASES: dict[str, Case] = {
    "account_login": _page(Answer.OPEN, login="zq@val.example", password="x"),
    "account_logout": _page(Answer.OPEN),
    "account_inactive": _page(Answer.OPEN),
    "account_reauthenticate": _page(Answer.OPEN, password="x"),
    "account_change_password": _page(Answer.OPEN, oldpassword="x"),
    "account_set_password": _page(Answer.OPEN),
    "account_reset_password": _page(Answer.OPEN, email="personne@val.example"),
    "account_reset_password_done": _page(Answer.OPEN),
    "account_reset_password_from_key": _page(
        Answer.OPEN, lambda world: [{"uidb36": "zzzz", "key": "essai-essai"}]
    ),
    "account_reset_password_from_key_done": _page(Answer.OPEN),
    "mfa_authenticate": _page(Answer.OPEN, code="000000"),
    "mfa_index": _page(Answer.OPEN),
    "mfa_reauthenticate": _page(Answer.OPEN, code="000000"),
    "mfa_activate_totp": _page(Answer.OPEN, code="000000"),
    "mfa_deactivate_totp": _page(Answer.OPEN),
    "mfa_view_recovery_codes": _page(Answer.OPEN),
    "mfa_generate_recovery_codes": _page(Answer.OPEN),
    "mfa_download_recovery_codes": _page(Answer.OPEN),
    "governance:open_account": _kept(ADMIN, thing("mayor"), email="essai@val.example"),
    "governance:invite_again": _kept(ADMIN, thing("mayor"), sure="on"),
    "governance:close_account": _kept(ADMIN, thing("mayor"), reason="essai"),
    "governance:reopen_account": _kept(ADMIN, thing("mayor"), reason="essai"),
    "desk:trust": Case(Answer.HIDDEN, plain, {}, Own(ADMIN, NOBODY)),
    "desk:refresh_trust": Case(Answer.HIDDEN, plain, {}, Own(ADMIN, NOBODY)),
    "governance:reset_second_factor": _kept(ADMIN, thing("mayor"), reason="essai"),
}
