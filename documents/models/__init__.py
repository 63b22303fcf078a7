"""Files, Word models, produced documents, signed revisions, scans of paper."""

from .issued import (
    Document,
    DocumentModel,
    DocumentQuerySet,
    Envelope,
    EvidenceFile,
    ReturnCheck,
    Revision,
    Signature,
    SignedReturn,
    Slot,
    StoredFile,
    WriteIntent,
)
from .paper import (
    BoundCopy,
    PagePlacement,
    PaperCheck,
    PaperReturn,
    ScanDeposit,
    ScanFile,
    ScannedPage,
)

__all__ = [
    "BoundCopy",
    "Document",
    "DocumentModel",
    "DocumentQuerySet",
    "Envelope",
    "EvidenceFile",
    "PagePlacement",
    "PaperCheck",
    "PaperReturn",
    "ReturnCheck",
    "Revision",
    "ScanDeposit",
    "ScanFile",
    "ScannedPage",
    "Signature",
    "SignedReturn",
    "Slot",
    "StoredFile",
    "WriteIntent",
]
