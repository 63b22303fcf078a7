"""Contracts between the conventions and their Word models."""

from conventions.docdata.kit import (
    DraftDeliberationData,
    EnforceabilityCertificateData,
    NotificationData,
    SignatorySheetData,
    SummaryNoteData,
    TransmittalSlipData,
)
from conventions.docdata.tripartite import TripartiteData

__all__ = [
    "DraftDeliberationData",
    "EnforceabilityCertificateData",
    "NotificationData",
    "SignatorySheetData",
    "SummaryNoteData",
    "TransmittalSlipData",
    "TripartiteData",
]
