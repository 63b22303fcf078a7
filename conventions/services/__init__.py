"""What people do with a convention; each function is one action, in one transaction.

The page, the command, the job and the seed call the same functions.
"""

from ..new_words import NewWords
from .correcting import (
    ask_again,
    ask_correction,
    correct_clause,
    correct_value,
    resolve,
)
from .deciding import (
    attach_deliberation,
    confirm_enforceable,
    extend_signing,
    notify,
    refuse,
    reopen,
    send_to_councils,
    set_transmission,
    skip_councils,
    take_up_text,
    withdraw,
)
from .establishing import (
    abandon_early_signed,
    await_vote,
    discover_early_signature,
    establish_text,
    record_annulment,
    register_signed,
    regularise,
    terminate,
)
from .library import insert_variant, propose_variant
from .preparing import (
    Preparation,
    SchoolLine,
    begin,
    create,
    revise,
    version,
    write,
)
from .returning import receive_text, take_up
from .reviewing import (
    answer_remark,
    answer_review,
    request_changes,
    settle_text,
    submit,
)
from .signatories import choose_signatory, may_choose, offered_to_sign
from .signatories import is_open as signatory_open
from .wording import unword, word

__all__ = [
    "NewWords",
    "Preparation",
    "SchoolLine",
    "abandon_early_signed",
    "answer_remark",
    "answer_review",
    "ask_again",
    "ask_correction",
    "attach_deliberation",
    "await_vote",
    "begin",
    "choose_signatory",
    "confirm_enforceable",
    "correct_clause",
    "correct_value",
    "create",
    "discover_early_signature",
    "establish_text",
    "extend_signing",
    "insert_variant",
    "may_choose",
    "notify",
    "offered_to_sign",
    "propose_variant",
    "receive_text",
    "record_annulment",
    "refuse",
    "register_signed",
    "regularise",
    "reopen",
    "request_changes",
    "resolve",
    "revise",
    "send_to_councils",
    "set_transmission",
    "settle_text",
    "signatory_open",
    "skip_councils",
    "submit",
    "take_up",
    "take_up_text",
    "terminate",
    "unword",
    "version",
    "withdraw",
    "word",
    "write",
]
