"""Campaigns, the entry of each school, the steps that it passed and its debts, what its entry
costs and who pays, the orders that open or close the bases, the training of schools, the batches
of urgency."""

from .campaigns import STRUCTURE, Campaign, CampaignStep
from .entries import DebtKind, DebtStatus, EntryDebt, EntryStep, SchoolEntry
from .financing import (
    DecisionStatus,
    EquipmentAgreement,
    EquipmentItem,
    FinancingDecision,
    FinancingPlan,
    FinancingShare,
    Ground,
    Nature,
    Side,
)
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
from .urgent import UrgentBatch, UrgentDecision, UrgentRow, UrgentStatus

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
    "DecisionStatus",
    "EntryDebt",
    "EntryStatus",
    "EntryStep",
    "EquipmentAgreement",
    "EquipmentItem",
    "FinancingDecision",
    "FinancingPlan",
    "FinancingShare",
    "Ground",
    "InspectorOpinion",
    "LineStatus",
    "Nature",
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
    "Side",
    "SiteVisit",
    "StepName",
    "Track",
    "TrainingKind",
    "TrainingParticipant",
    "TrainingPlan",
    "TrainingSession",
    "UrgentBatch",
    "UrgentDecision",
    "UrgentRow",
    "UrgentStatus",
    "VisitPhoto",
]
