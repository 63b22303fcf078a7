"""Campaigns, the entry of each school, the steps that it passed and its debts, the orders that
open or close the bases, the training of schools."""

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
from .training import (
    Attendee,
    CoveredSchool,
    SessionStatus,
    TrainingKind,
    TrainingParticipant,
    TrainingSession,
)
from .training_plans import PlanStatus, TrainingPlan

__all__ = [
    "AWAITED",
    "FINAL",
    "LEFT",
    "PASSED_BY",
    "STRUCTURE",
    "Attendee",
    "BaseOpeningOrder",
    "Campaign",
    "CampaignStep",
    "CheckName",
    "CoveredSchool",
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
    "PlanStatus",
    "Profile",
    "ProjectStatus",
    "RefusalReason",
    "SchoolEntry",
    "SessionStatus",
    "SiteVisit",
    "StepName",
    "Track",
    "TrainingKind",
    "TrainingParticipant",
    "TrainingPlan",
    "TrainingSession",
    "VisitPhoto",
]
