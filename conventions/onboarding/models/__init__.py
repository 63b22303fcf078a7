"""Campaigns, the entry of each school, the steps that it passed and its debts."""

from .campaigns import STRUCTURE, Campaign, CampaignStep
from .entries import DebtKind, DebtStatus, EntryDebt, EntryStep, SchoolEntry
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
    "RefusalReason",
    "SchoolEntry",
    "StepName",
    "Track",
]
