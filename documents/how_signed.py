"""How a signature that was given is told: when, by whom, in which way; from what it froze."""

import datetime as dt
from typing import Any

from common import french

from .models import Slot

PARIS = "Europe/Paris"


def when(slot: Slot, zone: Any = PARIS) -> str:
    """« 4 mai 2026 à 10 h 00 »; of a paper, the day written by hand, with its hour if it has one.

    The mandate and the délibération were judged on that day, not on the day of the scan.
    """
    paper = on_paper(slot)
    if not paper:
        return french.datetime_fr(slot.signed_at, zone)
    day = french.date_fr(dt.date.fromisoformat(paper["signed_on"]))
    if not paper["signed_time"]:
        return f"{day}, date écrite sur le papier"
    time = dt.time.fromisoformat(paper["signed_time"])
    return f"{day} à {time:%H}\u00a0h\u00a0{time:%M}, heure écrite sur le papier"


def on_paper(slot: Slot) -> dict[str, Any]:
    """What agents read on the paper of a signature; empty for one given in another way."""
    if slot.mode != Slot.Mode.PAPER:
        return {}
    signature = getattr(slot, "signature", None)
    return signature.evidence.get("paper", {}) if signature is not None else {}


def certified_by(slot: Slot) -> list[str]:
    """The agents who compared the paper with the act, in their order."""
    signature = getattr(slot, "signature", None)
    checked = signature.evidence.get("checked", []) if signature is not None else []
    return [each["by"] for each in checked]


def who(slot: Slot) -> str:
    """« Mme Hélène Dumont, maire de Cerisy »."""
    words = slot.signer
    named = (words.get("name") or slot.label, words.get("quality"))
    return ", ".join(str(each) for each in named if each)
