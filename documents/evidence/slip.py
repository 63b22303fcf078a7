"""The bordereau de preuve as PDF/A-3: the facts as people read them, the same as data attached."""

import datetime as dt

from ..pdf import sealing, sheets
from ..pdf.reading import Kind, Reading

NAME, DATA = "bordereau-de-preuve.pdf", "preuve.json"
REASON = "Cachet électronique du syndicat sur le bordereau de preuve de l’acte "
"""What the seal says, before the reference of the act."""


def render(html: str, data: bytes, *, at: dt.datetime) -> bytes:
    """The unsealed bordereau, with ``data`` attached as ``preuve.json``; the same each time."""
    told = "Les faits recueillis, tels que le programme de vérification les lit"
    return sheets.render(html, [sheets.Attached(DATA, data, told)], at=at)


def seal(pdf: bytes, *, reference: str, at: dt.datetime) -> bytes:
    """``pdf`` with the syndicate's seal, then a timestamp of its own.

    Raises ``documents.pdf.errors.PdfRefused``: ``SealUnavailable``, ``TimestampUnavailable``.
    """
    return sealing.add_timestamp(sheets.seal(pdf, reason=f"{REASON}{reference}", at=at), at=at)


def named(reading: Reading) -> str:
    """The reference of the act whose bordereau a PDF claims to be; empty for anything else."""
    sealed = (s.reason for s in reading.signatures if s.kind is Kind.SEAL)
    return next((r.removeprefix(REASON) for r in sealed if r.startswith(REASON)), "")
