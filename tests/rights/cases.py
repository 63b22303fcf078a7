"""One case a route: which things of A its address names, what anybody else is answered, and who
of A's own people passes.

A route without a case fails ``test_every_route_has_a_case``.
"""

from .answers import (
    Answer,
    Build,
    Case,
    Own,
    act,
    documents,
    every_key,
    histories,
    keys,
    moves,
    of_kind,
    plain,
    remarks,
    thing,
)
from .people import OF_A
from .visible import STAGES, readers

ALL = frozenset({*map(str, OF_A), "competent_executive", "auditor"})
NOBODY: frozenset[str] = frozenset()
DIRECTORY_KEEPERS = frozenset({"admin", "project_manager"})
OWN_KEEPERS = frozenset({"executive", "authority_director", "preparer"})
ACT_KEEPERS = OWN_KEEPERS | {"project_manager", "legal_officer"}
STAFF = frozenset(
    {
        "project_manager",
        "legal_officer",
        "accounts_officer",
        "syndicate_president",
        "syndicate_director",
        "dpo",
    }
)
ADMIN = frozenset({"admin"})
PREPARERS = frozenset({"project_manager"})

SIGNING = {"code": "123456", "read": "on", "process": "on", "mode": "choose_paper"}
SAYING = {"reason": "essai", "category": "budget", "article": "1", "answer": "changes"}


def _page(answer: Answer, build: Build = plain, /, **data: object) -> Case:
    """About nothing of A's own, or a list: ``test_lists`` says who finds what there."""
    return Case(answer, build, data, None)


def _public(build: Build) -> Case:
    """A page of the directory: for whoever acts under a mandate."""
    return Case(Answer.DIRECTORY, build, {}, Own(ALL, NOBODY))


def _kept(may: frozenset[str], build: Build = plain, /, **data: object) -> Case:
    """An action on a record that everybody may see."""
    return Case(Answer.KEPT, build, data, Own(may, ALL))


def _hidden(may: frozenset[str], told: frozenset[str], build: Build, /, **data: object) -> Case:
    """A record that does not exist for others."""
    return Case(Answer.HIDDEN, build, data, Own(may, told))


def _link(may: frozenset[str], build: Build, /, **data: object) -> Case:
    """A link to sign, or the step itself for whoever is signed in."""
    return Case(Answer.ADDRESSED, build, data, Own(may, NOBODY))


#: The mayor of A signs; the others of the commune are answered by a sentence (409).
SIGNATORIES = frozenset({"executive", "deputy", "authority_director", "preparer"})

CASES: dict[str, Case] = {
    # Accounts
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
    # The site
    "ui:accessibility": _page(Answer.OPEN),
    "ui:legal": _page(Answer.OPEN),
    "ui:privacy": _page(Answer.OPEN),
    "ui:source": _page(Answer.OPEN),
    "documents:verify": _page(Answer.OPEN),
    # The directory
    "governance:home": _page(Answer.NAMES),
    "governance:institutions": _page(Answer.NAMES),
    "governance:schools": _page(Answer.NAMES),
    "governance:circonscriptions": _page(Answer.NAMES),
    "governance:people": _page(Answer.NAMES),
    "governance:mandates": _page(Answer.NAMES),
    "governance:parameters": _page(Answer.NAMES),
    "governance:switch_mandate": _page(Answer.KEPT),
    # A preparer records people and, at home, their mandates: the forms show names alone.
    "governance:create_person": _page(Answer.NAMES),
    "governance:record_mandate": _page(Answer.NAMES, thing("mayor")),
    "governance:parameter": _public(thing("parameter")),
    "governance:institution": _public(thing("commune")),
    "governance:school": _public(thing("school")),
    "governance:circonscription": _public(thing("area")),
    "governance:person": _public(thing("mayor")),
    "governance:mandate": _public(thing("mandate")),
    "governance:open_account": _kept(ADMIN, thing("mayor"), email="essai@val.example"),
    "governance:invite_again": _kept(ADMIN, thing("mayor"), sure="on"),
    "governance:close_account": _kept(ADMIN, thing("mayor"), reason="essai"),
    "governance:reopen_account": _kept(ADMIN, thing("mayor"), reason="essai"),
    "governance:create_institution": _kept(DIRECTORY_KEEPERS, name="Essai", kind="other"),
    "governance:change_institution": _kept(DIRECTORY_KEEPERS, thing("commune"), name="Essai"),
    "governance:rename_institution": _kept(DIRECTORY_KEEPERS, thing("commune"), name="Essai"),
    "governance:announce_council": _kept(
        OWN_KEEPERS | {"project_manager"}, thing("commune"), date="2030-01-01"
    ),
    "governance:add_institution_channel": _kept(
        ACT_KEEPERS | {"admin"}, thing("commune"), kind="email", value="essai@val.example"
    ),
    "governance:change_school": _kept(DIRECTORY_KEEPERS, thing("school"), name="Essai"),
    "governance:add_competence": _kept(DIRECTORY_KEEPERS, thing("school"), institution="Brumont"),
    "governance:link_school": _kept(DIRECTORY_KEEPERS, thing("school")),
    "governance:add_person_channel": _kept(
        ACT_KEEPERS, thing("mayor"), kind="email", value="essai@val.example"
    ),
    "governance:close_channel": _hidden(ACT_KEEPERS, STAFF, thing("channel"), reason="essai"),
    "governance:confirm_mandate": _kept(
        frozenset({"project_manager"}), thing("mandate"), compared="on"
    ),
    "governance:end_mandate": _kept(
        frozenset({"legal_officer"}), thing("mandate"), on="2030-01-01", reason="x"
    ),
    "governance:record_delegation": _kept(ACT_KEEPERS, thing("mandate"), act_number="essai"),
    "governance:record_substitution": _kept(ACT_KEEPERS, thing("mandate"), reason="essai"),
    "governance:register_sheet": _kept(ACT_KEEPERS, thing("mandate"), email="essai@val.example"),
    "governance:sheet_scan": _hidden(ACT_KEEPERS, STAFF, thing("sheet")),
    "governance:publish_delegation": _hidden(
        ACT_KEEPERS, STAFF, thing("delegation"), published_at="2026-01-01T10:00"
    ),
    "governance:end_delegation": _hidden(ACT_KEEPERS, STAFF, thing("delegation"), reason="essai"),
    "governance:end_substitution": _hidden(
        ACT_KEEPERS, STAFF | {"deputy"}, thing("substitution"), reason="essai"
    ),
    "governance:set_parameter": _kept(
        frozenset({"admin", "legal_officer"}), thing("parameter"), value="1"
    ),
    "governance:import_schools": _kept(DIRECTORY_KEEPERS),
    "governance:start_import": _kept(DIRECTORY_KEEPERS, token="essai"),
    "governance:import_job": _kept(DIRECTORY_KEEPERS, thing("import_job")),
    "governance:import_progress": _kept(DIRECTORY_KEEPERS, thing("import_job")),
    # Signing
    "circuits:sign": _link(SIGNATORIES, every_key),
    "circuits:ask_code": _link(SIGNATORIES, keys(), **SIGNING),
    "circuits:open_act": _link(SIGNATORIES, keys(), **SIGNING),
    "circuits:confirm": _link(SIGNATORIES, every_key, **SIGNING),
    "circuits:signed": _link(NOBODY, keys()),
    "circuits:refuse": _link(SIGNATORIES, keys(), **SAYING),
    "circuits:correct": _link(SIGNATORIES, keys(), **SAYING),
    "circuits:choose_mode": _link(SIGNATORIES, keys(), **SIGNING),
    "circuits:renew": _link(SIGNATORIES, keys()),
    "circuits:page_image": _link(SIGNATORIES, keys(page=1)),
    "circuits:pdf": _link(SIGNATORIES, every_key),
    # Conventions
    "conventions:list": _page(Answer.LIST),
    "conventions:create": _kept(PREPARERS),
    "conventions:begin": _kept(PREPARERS, of_kind("academie"), title="Essai"),
    "conventions:detail": _hidden(readers("draft"), NOBODY, act(*STAGES)),
    "conventions:edit": _hidden(PREPARERS, readers("draft"), act("draft"), title="Essai"),
    "conventions:autosave": _hidden(PREPARERS, readers("draft"), act("draft"), title="Essai"),
    "conventions:kit": _hidden(
        readers("in_deliberation", "T"), NOBODY, act("in_deliberation", "in_force")
    ),
    "conventions:make_papers": _hidden(
        PREPARERS, readers("in_deliberation", "T"), act("in_deliberation")
    ),
    "conventions:sign": _hidden(
        frozenset({"executive", "deputy", "inspector", "dasen", "syndicate_president"}),
        NOBODY,
        act("awaiting_signature", "in_deliberation"),
    ),
    "conventions:review": _hidden(
        NOBODY, readers("under_review", "T"), act("under_review", "in_force"), **SAYING
    ),
    "conventions:answer": _hidden(PREPARERS, readers("under_review", "C"), remarks, answer="essai"),
    "conventions:deliberation": _hidden(
        readers("in_deliberation", "T"),
        NOBODY,
        act("in_deliberation", "in_force"),
        step="confirm",
        number="9",
    ),
    "conventions:deliberation_of": _hidden(
        readers("in_deliberation", "T"),
        NOBODY,
        act("in_deliberation", "in_force", role="authority"),
        step="confirm",
        number="9",
    ),
    "conventions:await_vote": _hidden(
        PREPARERS, readers("draft", "T"), act("draft", "in_force", role="authority"), sure="on"
    ),
    "conventions:transmission": _hidden(
        frozenset({"project_manager", "legal_officer"}),
        readers("signed", "T"),
        act("signed", "in_force", role="authority"),
        value="required",
    ),
    "conventions:move": _hidden(PREPARERS, readers("draft"), moves, **SAYING),
    "conventions:document_page": _hidden(readers("in_force", "T"), NOBODY, documents(number=1)),
    "conventions:document_file": _hidden(readers("in_force", "T"), NOBODY, documents(form="pdf")),
    # The desk
    "desk:inbox": _page(Answer.LIST),
    "desk:search": _page(Answer.NAMES),
    "desk:history": _hidden(readers("in_deliberation"), NOBODY, histories),
    "desk:mails": _hidden(STAFF | {"support_officer", "admin"}, NOBODY, plain),
    "desk:job": _hidden(PREPARERS, NOBODY, thing("job")),
    "desk:retry": _hidden(PREPARERS, NOBODY, thing("job")),
    # The demonstration
    "demo:people": _page(Answer.DEMONSTRATION),
    "demo:become": _page(Answer.DEMONSTRATION, lambda world: [{"slug": "maire"}]),
    "demo:piece": _page(
        Answer.DEMONSTRATION, lambda world: [{"kind": "deliberation", "key": "essai"}]
    ),
    "demo:mails": _page(Answer.DEMONSTRATION),
    "demo:mail": _page(Answer.DEMONSTRATION, lambda world: [{"pk": 1}]),
    "demo:follow": _page(Answer.DEMONSTRATION, lambda world: [{"pk": 1}]),
}
