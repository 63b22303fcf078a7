"""Which convention lists a school: what entries ask of conventions, which they do not import."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from audit.actor import Actor
from conventions.models import Convention, ConventionSchool, Status
from conventions.onboarding import registry
from conventions.onboarding.registry import Coverage
from conventions.visibility import ENDED
from governance.models import School

EARLY = Status.SIGNED_SUBJECT_TO_DELIBERATION
WHOLE = "tout"
"""« toutes », « toute l’école »: how an annex says that no class is left out."""


@registry.by_conventions
def of_school(school: School, day: dt.date, classes: Sequence[str]) -> Coverage | None:
    """The act in force on ``day`` first, then one signed too early, then one under way."""
    rows = ConventionSchool.unscoped.filter(school=school).exclude(convention__status__in=ENDED)
    rows = rows.filter(Q(convention__ends_on=None) | Q(convention__ends_on__gte=day))
    found = [row.convention for row in rows.select_related("convention") if _lists(row, classes)]
    if not found:
        return None
    best = min(found, key=lambda act: (act.status != Status.IN_FORCE, act.status != EARLY, -act.pk))
    return Coverage(
        reference=best.reference,
        status=best.get_status_display(),
        url=best.get_absolute_url(),
        in_force=_in_force(best, day),
        subject_to_deliberation=best.status == EARLY,
        max_amount=best.max_yearly_amount,
        max_accounts=best.max_accounts,
        months=best.duration_months,
        opens=lambda actor: _opens(best, actor),
    )


def _opens(act: Convention, actor: Actor) -> bool:
    return bool(Convention.objects.visible_to(actor).filter(pk=act.pk).exists())


def _in_force(act: Convention, day: dt.date) -> bool:
    return act.status == Status.IN_FORCE and (act.ends_on is None or act.ends_on >= day)


def _lists(row: ConventionSchool, classes: Sequence[str]) -> bool:
    """The annex names these classes, or leaves none out (M18)."""
    named = row.levels.casefold()
    if not named or WHOLE in named:
        return True
    return all(each.casefold() in named for each in classes)
