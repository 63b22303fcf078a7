"""Conventions and the kinds of act that they belong to."""

from .acts import (
    Convention,
    ConventionSchool,
    LegalGround,
    ModelDefaults,
    Party,
    RefusalCategory,
    StateMode,
    Status,
)
from .batches import Batch, BatchRow
from .changes import Change, Stage
from .exchanges import DataExchange
from .kinds import (
    ACADEMIE,
    AUTHORITY,
    CANOPE,
    STATE,
    SYNDICATE,
    TRIPARTITE,
    ActKind,
    Called,
    KindField,
    KindMail,
    KindParty,
    Way,
)
from .library import ClauseVariant, LibraryClause
from .messages import MessageReport, MessageSender
from .modifications import AmendmentReason, Modification, ModifiedArticle
from .rectifications import Rectification, RectifiedError
from .remarks import Remark, RemarkMessage
from .returns import ReturnedChange, ReturnedText
from .words import OwnWording

__all__ = [
    "ACADEMIE",
    "AUTHORITY",
    "CANOPE",
    "STATE",
    "SYNDICATE",
    "TRIPARTITE",
    "ActKind",
    "AmendmentReason",
    "Batch",
    "BatchRow",
    "Called",
    "Change",
    "ClauseVariant",
    "Convention",
    "ConventionSchool",
    "DataExchange",
    "KindField",
    "KindMail",
    "KindParty",
    "LegalGround",
    "LibraryClause",
    "MessageReport",
    "MessageSender",
    "ModelDefaults",
    "Modification",
    "ModifiedArticle",
    "OwnWording",
    "Party",
    "Rectification",
    "RectifiedError",
    "RefusalCategory",
    "Remark",
    "RemarkMessage",
    "ReturnedChange",
    "ReturnedText",
    "Stage",
    "StateMode",
    "Status",
    "Way",
]
