"""What people do with a convention; each function is one action, in one transaction.

The page, the command, the job and the seed call the same functions.
"""

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
    record_annulment,
    register_signed,
    regularise,
    terminate,
)
from .preparing import (
    Preparation,
    SchoolLine,
    begin,
    create,
    revise,
    version,
)
from .reviewing import (
    answer_remark,
    answer_review,
    request_changes,
    settle_text,
    submit,
)
from .signatories import choose_signatory

__all__ = [
    "Preparation",
    "SchoolLine",
    "abandon_early_signed",
    "answer_remark",
    "answer_review",
    "attach_deliberation",
    "await_vote",
    "begin",
    "choose_signatory",
    "confirm_enforceable",
    "create",
    "discover_early_signature",
    "extend_signing",
    "notify",
    "record_annulment",
    "refuse",
    "register_signed",
    "regularise",
    "reopen",
    "request_changes",
    "revise",
    "send_to_councils",
    "set_transmission",
    "settle_text",
    "skip_councils",
    "submit",
    "take_up_text",
    "terminate",
    "version",
    "withdraw",
]
