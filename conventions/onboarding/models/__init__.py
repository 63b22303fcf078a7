"""Campaigns, the entry of each school, the steps that it passed and its debts,
and the orders that open or close the bases."""

from .campaigns import STRUCTURE, Campaign, CampaignStep
from .entries import DebtKind, DebtStatus, EntryDebt, EntryStep, SchoolEntry
from .openings import (
    BaseOpeningOrder,
    CheckName,
    LineStatus,
    OpeningCheck,
    OpeningLine,
    OrderKind,
    OrderStatus,
    Profile,
)
from .projects import (
    InspectorOpinion,
    OpinionStatus,
    PedagogicalProject,
    ProjectStatus,
    SiteVisit,
    VisitPhoto,
)
from .statuses import (
    AWAITED,
    FINAL,
    LEFT,
    PASSED_BY,
    EntryStatus,
    RefusalReason,
    StepName,
    Track,
)

__all__ = [
    "AWAITED",
    "FINAL",
    "LEFT",
    "PASSED_BY",
    "STRUCTURE",
    "BaseOpeningOrder",
    "Campaign",
    "CampaignStep",
    "CheckName",
    "DebtKind",
    "DebtStatus",
    "EntryDebt",
    "EntryStatus",
    "EntryStep",
    "InspectorOpinion",
    "LineStatus",
    "OpeningCheck",
    "OpeningLine",
    "OpinionStatus",
    "OrderKind",
    "OrderStatus",
    "PedagogicalProject",
    "Profile",
    "ProjectStatus",
    "RefusalReason",
    "SchoolEntry",
    "SiteVisit",
    "StepName",
    "Track",
    "VisitPhoto",
]
