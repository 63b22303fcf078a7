"""Campaigns, the entry of each school, the steps that it passed and its debts."""

from .campaigns import STRUCTURE, Campaign, CampaignStep
from .entries import DebtKind, DebtStatus, EntryDebt, EntryStep, SchoolEntry
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
    "Campaign",
    "CampaignStep",
    "DebtKind",
    "DebtStatus",
    "EntryDebt",
    "EntryStatus",
    "EntryStep",
    "InspectorOpinion",
    "OpinionStatus",
    "PedagogicalProject",
    "ProjectStatus",
    "RefusalReason",
    "SchoolEntry",
    "SiteVisit",
    "StepName",
    "Track",
    "VisitPhoto",
]
