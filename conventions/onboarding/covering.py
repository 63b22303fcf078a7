"""The convention that a school waits for: found by the layer that knows conventions."""

from collections.abc import Iterator
from typing import Any

from common import clock
from common.lifecycle import Refusal

from . import facts, registry
from .models import SchoolEntry
from .registry import Coverage


def found(entry: SchoolEntry) -> Coverage | None:
    """The convention of ``entry`` on the first day of its year, or today once it has begun."""
    day = max(entry.campaign.starts_on, clock.today())
    return registry.coverage(entry.school, day, entry.classes)


@facts.provides("convention")
def in_force(entry: SchoolEntry, **given: Any) -> Iterator[Refusal]:
    """A school enters under a convention in force, not subject to a délibération (P3)."""
    coverage = found(entry)
    if coverage is None:
        yield facts.absent("convention")
    elif coverage.subject_to_deliberation:
        yield Refusal(
            f"La convention {coverage.reference} est signée sous réserve de délibération : ni "
            "ouverture ni facturation dans l’attente.",
            "P3",
            "entry.subject_to_deliberation",
        )
    elif not coverage.in_force:
        yield Refusal(
            f"La convention {coverage.reference} n’est pas encore en vigueur : elle est au stade "
            f"« {coverage.status} ».",
            "P3",
            "entry.convention",
        )
