"""What people do with a convention; each function is one action, in one transaction.

The page, the command, the job and the seed call the same functions.
"""

from .deciding import (
    attach_deliberation,
    extend_signing,
    notify,
    refuse,
    register_signed,
    reopen,
    send_to_councils,
    set_transmission,
    skip_councils,
    take_up_text,
    withdraw,
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
    "answer_remark",
    "answer_review",
    "attach_deliberation",
    "begin",
    "choose_signatory",
    "create",
    "extend_signing",
    "notify",
    "refuse",
    "register_signed",
    "reopen",
    "request_changes",
    "revise",
    "send_to_councils",
    "set_transmission",
    "settle_text",
    "skip_councils",
    "submit",
    "take_up_text",
    "version",
    "withdraw",
]
