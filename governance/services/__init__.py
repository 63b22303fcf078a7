"""Changes to the directory and to mandates: keyword-only verbs that take who acts.

Each opens ``recording(actor)``, checks the right (``NotYours``, 403), the rule (``Refused``, 409)
and the fields (``ValidationError``), then stores the change and its line of the journal.
"""

from .absences import announce_absence, end_absence
from .accounts import (
    close_account,
    invite_again,
    open_account,
    reopen_account,
    reset_second_factor,
)
from .acts import (
    add_channel,
    check_channel,
    close_channel,
    end_delegation,
    end_substitution,
    publish_delegation,
    record_delegation,
    record_substitution,
    register_sheet,
)
from .deliberations import announce_council, expect_deliberation, record_deliberation
from .directory import (
    change_institution,
    change_school,
    close_membership,
    create_circonscription,
    create_institution,
    create_person,
    create_school,
    link_school,
    record_competence,
    record_membership,
    rename_institution,
    set_parameter,
)
from .mandates import (
    confirm_mandate,
    end_mandate,
    record_mandate,
    roll_mandates,
    rule_mandate,
    set_end,
    waive_habilitation,
)
from .missions import end_mission, record_mission
from .opening import Newcomer, open_site
from .school_years import record_school_year

__all__ = [
    "Newcomer",
    "add_channel",
    "announce_absence",
    "announce_council",
    "change_institution",
    "change_school",
    "check_channel",
    "close_account",
    "close_channel",
    "close_membership",
    "confirm_mandate",
    "create_circonscription",
    "create_institution",
    "create_person",
    "create_school",
    "end_absence",
    "end_delegation",
    "end_mandate",
    "end_mission",
    "end_substitution",
    "expect_deliberation",
    "invite_again",
    "link_school",
    "open_account",
    "open_site",
    "publish_delegation",
    "record_competence",
    "record_delegation",
    "record_deliberation",
    "record_mandate",
    "record_membership",
    "record_mission",
    "record_school_year",
    "record_substitution",
    "register_sheet",
    "rename_institution",
    "reopen_account",
    "reset_second_factor",
    "roll_mandates",
    "rule_mandate",
    "set_end",
    "set_parameter",
    "waive_habilitation",
]
