"""What must be true before accounts are said to be distributed, then the school active."""

from collections.abc import Iterator
from typing import Any

from common.french import NBSP, list_fr, plural
from common.lifecycle import Refusal

from .. import facts
from ..models import ActivationCount, Handover, HandoverClass, Profile, SchoolEntry


@facts.provides("distribution")
def distribution(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """Families informed, charter given, each guardian handed a sheet of their own (P31, M45)."""
    found = Handover.unscoped.filter(entry=entry).first()
    if found is None or found.informed_on is None:
        yield facts.absent("distribution")
    if found is None or found.charter_on is None:
        yield Refusal(
            "Indiquez quand la charte d’utilisation a été remise.", "4.3", "entry.charter"
        )
    classes = list(HandoverClass.unscoped.filter(entry=entry))
    if not classes:
        yield Refusal(
            "Comptez les fiches remises, classe par classe : aucune classe n’est dans la liste.",
            "M45",
            "entry.classes",
        )
    if left := [each for each in classes if each.left]:
        said = [f"{each.label} ({_sheets(each.left)})" for each in left]
        yield Refusal(
            f"Chaque responsable reçoit sa fiche. Il en reste à remettre{NBSP}: {list_fr(said)}.",
            "P31",
            "entry.sheets",
        )


@facts.provides("activations")
def activations(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """A teacher and a pupil at least have connected (4.3)."""
    latest = ActivationCount.unscoped.filter(entry=entry).first()
    counts = latest.counts if latest is not None else {}
    if not counts.get(Profile.TEACHERS) or not counts.get(Profile.PUPILS):
        yield facts.absent("activations")


def _sheets(count: int) -> str:
    return f"{count} {plural(count, 'fiche', 'fiches')}"
