"""The families' side on the page of a file: handed, activated, asked, lent."""

from typing import Any

from .. import sections
from ..lifecycle import OPENED
from ..models import FamilyRequest, HandoverClass, SchoolEntry
from . import permissions, telling


def facts(request: Any, entry: SchoolEntry) -> dict[str, Any] | None:
    """Nothing before the base is open, unless something is written already."""
    classes = list(HandoverClass.objects.visible_to(request.actor).filter(entry=entry))
    rows = list(FamilyRequest.objects.visible_to(request.actor).filter(entry=entry))
    if entry.status not in OPENED and not classes and not rows:
        return None
    latest, activated = telling.activated(entry)
    hands = permissions.may_hand(request.actor, entry)
    counts = permissions.may_count(request.actor, entry)
    words = ("Élèves", "Responsables", "Fiches remises", "Fiches refusées", "Reste à remettre")
    totals = telling.numbers(telling.totals(classes), masked=not hands)
    return {
        "classes": len(classes),
        "totals": list(zip(words, totals, strict=True)),
        "latest": latest,
        "activated": activated,
        "asked": telling.asked(rows),
        "to_answer": [each for each in rows if each.answered_on is None],
        "may_hand": hands,
        "may_count": counts,
        "may_help": hands or counts,
    }


sections.register("families", order=80, template="onboarding/families_panel.html", facts=facts)
