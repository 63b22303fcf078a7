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
    batch,
    batch_row,
    changes,
    clauses,
    documents,
    every_key,
    forged_copy,
    histories,
    keys,
    kind,
    kind_step,
    late_tasks,
    moves,
    of_kind,
    plain,
    remarks,
    returns,
    rulings,
    thing,
    variant,
    variant_in_act,
)
from .cases_of_accounts import CASES as ACCOUNTS
from .cases_of_committees import CASES as COMMITTEES
from .cases_of_entries import CASES as ENTRIES
from .cases_of_families import CASES as FAMILIES
from .cases_of_fieldwork import CASES as FIELDWORK
from .cases_of_modifications import CASES as MODIFICATIONS
from .cases_of_paper import CASES as PAPER
from .cases_of_schools import CASES as SCHOOLS
from .cases_of_training import CASES as TRAINING
from .cases_of_undertakings import CASES as UNDERTAKINGS
from .people import ALL
from .visible import STAGES, readers

NOBODY: frozenset[str] = frozenset()
DIRECTORY_KEEPERS = frozenset({"admin", "project_manager"})
OWN_KEEPERS = frozenset({"executive", "authority_director", "preparer"})
ACT_KEEPERS = OWN_KEEPERS | {"project_manager", "legal_officer"}
MISSION_KEEPERS = frozenset({"legal_officer", "syndicate_director"})
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
HANDED = OWN_KEEPERS | STAFF - {"accounts_officer"}
ADMIN = frozenset({"admin"})
KIND_READERS = frozenset({"admin", "project_manager", "legal_officer"})
PREPARERS = frozenset({"project_manager"})
INSPECTOR = frozenset({"inspector"})

#: Who corrects a text in Word, who reads what was returned, who decides of it.
RETURNING = frozenset(
    {
        "executive", "deputy", "authority_director", "preparer", "inspector",
        "project_manager", "legal_officer",
    }
)  # fmt: skip
LIBRARIANS = frozenset({"project_manager", "legal_officer", "dpo", "syndicate_director"})
#: Who follows the syndicate's acts together; one of them prepares them.
FOLLOWERS = LIBRARIANS | {"syndicate_president", "accounts_officer", "admin"}
ONLY_FOLLOWING = FOLLOWERS - PREPARERS
COMMENTING = RETURNING - {"preparer"} | {"dpo"}
DECIDING = frozenset({"project_manager", "legal_officer"})
READ_WHOLE = readers("in_force", "T") - readers("in_force", "m")
RETURNED = readers("under_review", "D") | OWN_KEEPERS | {"deputy"}

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
    **ACCOUNTS,
    **COMMITTEES,
    **ENTRIES,
    **FIELDWORK,
    **SCHOOLS,
    **TRAINING,
    **FAMILIES,
    # The site
    **{
        f"ui:{page}": _page(Answer.OPEN)
        for page in ("accessibility", "legal", "privacy", "personal_data", "source")
    },
    "circuits:notice": _page(Answer.OPEN),
    "documents:verify": _page(Answer.OPEN),
    # Made elsewhere; tests/conventions/test_copies.py tries the others.
    "conventions:copy": Case(Answer.HIDDEN, forged_copy, {}, None),
    "conventions:copy_file": Case(Answer.HIDDEN, forged_copy, {}, None),
    "conventions:copy_evidence": Case(Answer.HIDDEN, forged_copy, {}, None),
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
    "governance:check_channel": _hidden(
        DECIDING, STAFF - DECIDING | OWN_KEEPERS, thing("signing channel"), how="essai"
    ),
    "governance:confirm_mandate": _kept(
        frozenset({"project_manager"}), thing("mandate"), compared="on"
    ),
    "governance:end_mandate": _kept(
        frozenset({"legal_officer"}), thing("mandate"), on="2030-01-01", reason="x"
    ),
    "governance:rule_mandate": _kept(
        frozenset({"project_manager", "legal_officer"}), rulings, reason="x"
    ),
    "governance:record_delegation": _kept(ACT_KEEPERS, thing("mandate"), act_number="essai"),
    "governance:record_substitution": _kept(ACT_KEEPERS, thing("mandate"), reason="essai"),
    "desk:risks": _page(Answer.NAMES),
    "desk:handover": _hidden(HANDED, NOBODY, thing("commune")),
    "desk:make_handover": _hidden(HANDED, NOBODY, thing("commune")),
    "desk:handover_pdf": _hidden(HANDED, NOBODY, thing("commune")),
    "governance:announce_absence": _kept(
        ACT_KEEPERS, thing("mandate"), starts_on="2030-01-01", last_day="2030-01-05"
    ),
    "governance:end_absence": _hidden(ACT_KEEPERS, STAFF, thing("absence"), compared="on"),
    "governance:record_mission": _kept(MISSION_KEEPERS, thing("auditor"), reference="essai"),
    "governance:end_mission": _hidden(
        MISSION_KEEPERS, STAFF | {"auditor"}, thing("mission"), on="2030-01-01", reason="essai"
    ),
    "governance:mission_letter": _hidden(STAFF | {"auditor"}, NOBODY, thing("mission")),
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
    "circuits:contact": _hidden(
        frozenset({"project_manager", "support_officer"}), NOBODY, late_tasks, outcome="message"
    ),
    "circuits:presence": _hidden(
        frozenset({"project_manager", "legal_officer", "syndicate_director"}),
        NOBODY,
        thing("step"),
        stated="on",
        identity="known",
    ),
    "circuits:choose_together": _page(Answer.NAMES),
    "circuits:together": _hidden(INSPECTOR, NOBODY, thing("batch")),
    "circuits:together_code": _hidden(INSPECTOR, NOBODY, thing("batch"), **SIGNING),
    "circuits:together_confirm": _hidden(INSPECTOR, NOBODY, thing("batch"), **SIGNING),
    "circuits:ask_code": _link(SIGNATORIES, keys(), **SIGNING),
    "circuits:open_act": _link(SIGNATORIES, keys(), **SIGNING),
    "circuits:confirm": _link(SIGNATORIES, every_key, **SIGNING),
    "circuits:signed": _link(NOBODY, keys()),
    "circuits:refuse": _link(SIGNATORIES, keys(), **SAYING),
    "circuits:correct": _link(SIGNATORIES, keys(), **SAYING),
    "circuits:choose_mode": _link(SIGNATORIES, keys(), **SIGNING),
    "circuits:return_pdf": _link(SIGNATORIES, every_key),
    "circuits:return_for": _hidden(frozenset({"preparer"}), NOBODY, thing("step")),
    "circuits:return_file": _hidden(frozenset({"preparer"}), NOBODY, thing("step")),
    "circuits:examine": _hidden(
        DECIDING, NOBODY, thing("returned slot"), decision="reject", reason="essai"
    ),
    "circuits:received": _hidden(DECIDING, NOBODY, thing("returned slot")),
    "circuits:printed": _link(SIGNATORIES, every_key),
    "circuits:renew": _link(SIGNATORIES, keys()),
    "circuits:page_image": _link(SIGNATORIES, keys(page=1)),
    "circuits:pdf": _link(SIGNATORIES, every_key),
    # Conventions
    "conventions:list": _page(Answer.LIST),
    "conventions:create": _kept(PREPARERS),
    "conventions:begin": _kept(PREPARERS, of_kind("academie"), title="Essai"),
    # Batches
    "conventions:follow": _hidden(FOLLOWERS, NOBODY, plain),
    "conventions:batches": _hidden(FOLLOWERS, NOBODY, plain),
    "conventions:create_batch": _hidden(
        PREPARERS, ONLY_FOLLOWING, plain, label="Essai", pasted="zqcommune"
    ),
    "conventions:batch": _hidden(FOLLOWERS, NOBODY, batch()),
    "conventions:batch_work": _hidden(LIBRARIANS, NOBODY, batch()),
    "conventions:retry_batch": _hidden(PREPARERS, ONLY_FOLLOWING, batch(), sure="on"),
    "conventions:send_batch": _hidden(
        PREPARERS, ONLY_FOLLOWING, batch(step="relecture"), acte="essai"
    ),
    "conventions:batch_rows": _hidden(PREPARERS, ONLY_FOLLOWING, batch(), inclure="1"),
    "conventions:add_batch_rows": _hidden(PREPARERS, ONLY_FOLLOWING, batch(), pasted="essai"),
    "conventions:batch_row": _hidden(PREPARERS, ONLY_FOLLOWING, batch_row, title="Essai"),
    "conventions:choose_batch_body": _hidden(
        PREPARERS, ONLY_FOLLOWING, batch_row, institution="essai"
    ),
    "conventions:examine_batch": _hidden(PREPARERS, ONLY_FOLLOWING, batch(), sure="on"),
    "conventions:launch_batch": _hidden(PREPARERS, ONLY_FOLLOWING, batch(), sure="on"),
    "conventions:abandon_batch": _hidden(PREPARERS, ONLY_FOLLOWING, batch(), sure="on"),
    "conventions:kinds": _kept(KIND_READERS),
    "conventions:create_kind": _kept(ADMIN, label="Essai", series="ES", duration_months="12"),
    "conventions:kind": _kept(KIND_READERS, kind()),
    "conventions:change_kind": _kept(ADMIN, kind(), label="Essai"),
    "conventions:move_kind": _kept(ADMIN, kind(verb="retire"), reason="essai"),
    "conventions:add_kind_part": _kept(ADMIN, kind(), label="Essai"),
    "conventions:kind_part": _kept(ADMIN, kind(role="syndicate"), label="Essai"),
    "conventions:remove_kind_part": _kept(ADMIN, kind(role="syndicate"), sure="on"),
    "conventions:add_kind_step": _kept(ADMIN, kind(number=1), label="Essai"),
    "conventions:propose_kind_steps": _kept(ADMIN, kind(), sure="on"),
    "conventions:change_kind_step": _kept(ADMIN, kind_step, label="Essai"),
    "conventions:remove_kind_step": _kept(ADMIN, kind_step, sure="on"),
    "conventions:kind_model": _kept(KIND_READERS, kind(), step="choose"),
    "conventions:kind_word": _kept(KIND_READERS, kind(which="depart")),
    "conventions:kind_fields": _kept(ADMIN, kind(), label="Essai"),
    "conventions:kind_mails": _kept(ADMIN, kind(), subject_sign="Essai"),
    "conventions:kind_page": _kept(KIND_READERS, kind(what="essai", number=1)),
    "conventions:detail": _hidden(readers("draft"), NOBODY, act(*STAGES)),
    "conventions:edit": _hidden(PREPARERS, readers("draft"), act("draft"), title="Essai"),
    "conventions:autosave": _hidden(PREPARERS, readers("draft"), act("draft"), title="Essai"),
    "conventions:kit": _hidden(
        readers("in_deliberation", "T"), NOBODY, act("in_deliberation", "in_force")
    ),
    "conventions:evidence": _hidden(
        readers("in_force", "EF"), NOBODY, act("in_force", "awaiting_signature")
    ),
    "conventions:make_papers": _hidden(
        PREPARERS, readers("in_deliberation", "T"), act("in_deliberation")
    ),
    "conventions:sign": _hidden(
        frozenset({"executive", "deputy", "inspector", "dasen", "syndicate_president"}),
        NOBODY,
        act("awaiting_signature", "in_deliberation"),
    ),
    "conventions:redline": _hidden(readers("draft", "D"), NOBODY, act("draft", "in_force")),
    "conventions:redline_word": _hidden(readers("draft", "D"), NOBODY, act("draft", "in_force")),
    "conventions:working_word": _hidden(
        readers("under_review", "T"), NOBODY, act("under_review", "in_force")
    ),
    "conventions:return_text": _hidden(
        RETURNING, readers("under_review", "C"), act("under_review", "in_force"), institution="x"
    ),
    "conventions:returned": _hidden(RETURNED, NOBODY, returns),
    "conventions:returned_file": _hidden(RETURNED, NOBODY, returns),
    "conventions:decide": _hidden(DECIDING, RETURNED, changes, decision="refuse", reason="essai"),
    "conventions:take_up": _hidden(DECIDING, RETURNED, returns),
    "conventions:library": _hidden(LIBRARIANS, NOBODY, plain),
    "conventions:library_clause": _hidden(LIBRARIANS, NOBODY, thing("library_clause")),
    "conventions:decide_variant": _hidden(
        frozenset({"legal_officer"}), LIBRARIANS, variant(verb="approuver")
    ),
    "conventions:insert_variant": _hidden(
        DECIDING, LIBRARIANS - DECIDING, variant_in_act, sure="on"
    ),
    "conventions:clauses": _hidden(
        readers("under_review", "C"), NOBODY, act("under_review", "in_force")
    ),
    "conventions:clause": _hidden(readers("under_review", "C"), NOBODY, clauses()),
    "conventions:clause_act": _hidden(
        COMMENTING, readers("under_review", "C"), clauses(verb="demander"), text="essai"
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
    "conventions:signatory": _hidden(
        DECIDING,
        readers("in_deliberation", "T"),
        act("in_deliberation", "in_force", role="authority"),
        mandate="attendue",
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
    "conventions:deliberation_paper": _hidden(
        readers("in_deliberation", "T"),
        NOBODY,
        act("in_deliberation", "in_force", role="authority", paper="file"),
    ),
    "conventions:establish_text": _hidden(
        frozenset({"legal_officer"}),
        readers("in_deliberation", "T"),
        act("in_deliberation", "in_force", role="authority"),
        sure="on",
    ),
    "conventions:transmission": _hidden(
        frozenset({"project_manager", "legal_officer"}),
        readers("signed", "T"),
        act("signed", "in_force", role="authority"),
        value="required",
    ),
    "conventions:move": _hidden(PREPARERS, readers("draft"), moves, **SAYING),
    "conventions:redo": _hidden(
        readers("in_deliberation", "D"), NOBODY, act("in_deliberation", "in_force"), to="R01"
    ),
    "conventions:document_page": _hidden(READ_WHOLE, NOBODY, documents(number=1)),
    "conventions:document_file": _hidden(READ_WHOLE, NOBODY, documents(form="pdf")),
    **MODIFICATIONS,
    **UNDERTAKINGS,
    **PAPER,
    "desk:inbox": _page(Answer.LIST),
    "desk:search": _page(Answer.NAMES),
    "desk:history": _hidden(readers("in_deliberation"), NOBODY, histories),
    "desk:mails": _hidden(STAFF | {"support_officer", "admin"}, NOBODY, plain),
    "desk:job": _hidden(PREPARERS, NOBODY, thing("job")),
    "desk:retry": _hidden(PREPARERS, NOBODY, thing("job")),
    "demo:people": _page(Answer.DEMONSTRATION),
    "demo:become": _page(Answer.DEMONSTRATION, lambda world: [{"slug": "maire"}]),
    "demo:piece": _page(
        Answer.DEMONSTRATION, lambda world: [{"kind": "deliberation", "key": "essai"}]
    ),
    "demo:mails": _page(Answer.DEMONSTRATION),
    "demo:mail": _page(Answer.DEMONSTRATION, lambda world: [{"pk": 1}]),
    "demo:follow": _page(Answer.DEMONSTRATION, lambda world: [{"pk": 1}]),
}
