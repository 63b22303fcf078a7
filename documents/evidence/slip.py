"""The bordereau de preuve as PDF/A-3: the facts as people read them, the same as data attached."""

import datetime as dt

from ..pdf import sheets

NAME, DATA = "bordereau-de-preuve.pdf", "preuve.json"


def render(html: str, data: bytes, *, at: dt.datetime) -> bytes:
    """The unsealed bordereau, with ``data`` attached as ``preuve.json``; the same each time."""
    told = "Les faits recueillis, tels que le programme de vérification les lit"
    return sheets.render(html, [sheets.Attached(DATA, data, told)], at=at)


def seal(pdf: bytes, *, reference: str, at: dt.datetime) -> bytes:
    """``pdf`` with the syndicate's seal; see ``documents.pdf.sheets``."""
    reason = f"Cachet électronique du syndicat sur le bordereau de preuve de l’acte {reference}"
    return sheets.seal(pdf, reason=reason, at=at)
