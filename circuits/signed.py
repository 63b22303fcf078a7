"""What somebody signed between two days: governance asks before it says that they could not."""

import datetime as dt

from governance import registry as governance
from governance.models import Mandate

from .models import Step, StepKind


@governance.signed_between
def signed_between(mandate: Mandate, first: dt.date, end: dt.date, ground: str) -> str:
    """Reference of an act signed under ``mandate`` in [first, end), days of its body; else « »."""
    midnight = dt.time(tzinfo=mandate.zone)
    found = Step.unscoped.filter(
        kind=StepKind.SIGNATURE,
        status=Step.Status.DONE,
        authority__mandate_id=mandate.pk,
        closed_at__gte=dt.datetime.combine(first, midnight),
        closed_at__lt=dt.datetime.combine(end, midnight),
    ).select_related("circuit")
    if ground:
        found = found.filter(authority__ground=ground)
    step = found.order_by("closed_at").first()
    return step.circuit.subject_label.split(" — ")[0] if step is not None else ""
