"""Who sees which convention: the table of the design, role by role, kept apart from the site's.

Letters: T text · D drafts · C comments · E own evidence · F full file · S status, dates and
parties · M the financial article · m less the files with the amounts of other schools · "" unseen.
A role of A that has no line sees none.
"""

_STAGES = (
    ("draft",),
    ("under_review", "changes_requested"),
    ("text_settled", "in_deliberation", "ready_to_issue"),
    ("awaiting_signature",),
    (
        "signed",
        "signed_subject_to_deliberation",
        "notified",
        "in_force",
        "expired",
        "terminated",
        "superseded",
    ),
    ("refused", "withdrawn", "annulled"),
)
STAGES = ("draft", "under_review", "in_deliberation", "awaiting_signature", "in_force", "refused")
"""One status for each column of the table."""

_STAFF = ("TDC", "TDC", "TDC", "TDCF", "TDCF", "TDCF")
_PARTY = ("", "TC", "TC", "TCE", "TCE", "T")
_STATE = ("", "S", "T", "T", "T", "S")
_RECTOR = ("", "", "S", "S", "T", "")
TABLE = {
    "project_manager": _STAFF,
    "legal_officer": _STAFF,
    "dpo": _STAFF,
    "syndicate_director": _STAFF,
    "syndicate_president": ("S", "TC", "TC", "TCE", "TF", "T"),
    "accounts_officer": ("", "", "", "SM", "T", "S"),
    "executive": _PARTY,
    "deputy": _PARTY,
    "authority_director": _PARTY,
    "preparer": ("", "TC", "TC", "T", "T", "T"),
    "competent_executive": ("", "", "S", "S", "T", ""),
    "inspector": ("", "TC", "TC", "TCE", "TE", "T"),
    "dasen": _STATE,
    "dsden_officer": _STATE,
    "rector": _RECTOR,
    "drane": _RECTOR,
    "school_head": ("", "", "S", "S", "Tm", "S"),
    "digital_adviser": ("", "", "S", "S", "T", ""),
    "auditor": ("", "", "T", "T", "TDF", "TD"),
    "admin": ("S", "S", "S", "S", "S", "S"),
}


def letters(who: str, status: str) -> str:
    """What a role of A sees of A's convention in ``status``."""
    stage = next(n for n, statuses in enumerate(_STAGES) if status in statuses)
    return TABLE.get(who, ("",) * len(_STAGES))[stage]


def readers(status: str, needed: str = "STDCEF") -> frozenset[str]:
    """The roles of A that hold one of the letters ``needed`` in ``status``."""
    return frozenset(who for who in TABLE if set(letters(who, status)) & set(needed))
