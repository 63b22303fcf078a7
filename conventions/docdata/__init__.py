"""Contracts between the conventions and their Word models."""

from conventions.docdata.academie import AcademieData
from conventions.docdata.amendment import AmendmentData
from conventions.docdata.canope import CanopeData
from conventions.docdata.entry_slip import EntrySlipData
from conventions.docdata.framework import FrameworkDeliberationData
from conventions.docdata.kit import (
    DraftDeliberationData,
    EnforceabilityCertificateData,
    NotificationData,
    SignatorySheetData,
    SummaryNoteData,
    TransmittalSlipData,
)
from conventions.docdata.rectification import RectificationData
from conventions.docdata.tripartite import TripartiteData

__all__ = [
    "AcademieData",
    "AmendmentData",
    "CanopeData",
    "DraftDeliberationData",
    "EnforceabilityCertificateData",
    "EntrySlipData",
    "FrameworkDeliberationData",
    "NotificationData",
    "RectificationData",
    "SignatorySheetData",
    "SummaryNoteData",
    "TransmittalSlipData",
    "TripartiteData",
]
