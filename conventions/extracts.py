"""What is read of a text by those who may not read it whole.

An accounts officer prepares the entry of the commitment from the financial article before the
last signature; a head of school reads the act that binds the school, less what others cost.
"""

from collections.abc import Sequence

from documents import text

from . import content
from .models import Convention

FINANCES, AMOUNTS = "Dispositions financières", "Tarif, maximum et simulation"
"""Headings of the models: the financial article, the annex of amounts."""

WHY = {
    "M": "Jusqu’à la dernière signature, vous lisez l’article des dispositions financières ; le "
    "texte entier vous est ouvert ensuite.",
    "m": "Cet acte concerne aussi d’autres écoles : l’annexe de leurs montants n’est pas reprise "
    "ici, ni les fichiers qui la contiennent. Le syndicat répond aux questions sur votre école.",
}


def readable(convention: Convention, may: str) -> Sequence[text.Section]:
    """The sections of the act that the letters ``may`` open; none without a letter of the text."""
    if "T" in may:
        return kept(content.reading(convention), may)
    if "M" in may:
        return [each for each in content.reading(convention) if _is(each, FINANCES)]
    return ()


def kept(found: Sequence[text.Section], may: str) -> Sequence[text.Section]:
    """The sections of a text that the letters ``may`` open: all, or all but the amounts."""
    return [each for each in found if not _is(each, AMOUNTS)] if "m" in may else found


def _is(section: text.Section, heading: str) -> bool:
    return " ".join(section.title.split()).endswith(f" – {heading}")
