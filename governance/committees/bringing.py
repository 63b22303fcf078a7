"""Late decisions brought back on an agenda, where whoever prepares it wants so."""

from audit.actor import Actor
from common import clock

from . import agenda
from .models import AgendaItem, Committee, Decision, FollowUp, Meeting
from .models.items import ALIVE, Purpose


def to_bring_back(committee: Committee, actor: Actor) -> list[FollowUp]:
    """Late decisions of ``committee`` that no point of an agenda takes up yet."""
    late = FollowUp.objects.visible_to(actor).late(clock.today()).with_words()
    rows = late.filter(decision__meeting__committee=committee)
    return [row for row in rows if not _taken_up(row.decision)]


def _taken_up(decision: Decision) -> bool:
    return bool(AgendaItem.unscoped.about(decision).filter(status__in=ALIVE).exists())


def bring_back(*, actor: Actor, meeting: Meeting, follow_up: FollowUp) -> AgendaItem:
    """A point that reports on a late decision, in private like the decision itself."""
    decision = follow_up.decision
    return agenda.add(
        actor=actor,
        meeting=meeting,
        title=f"Suite de la décision {decision.number} : {decision.item.title}"[:250],
        purpose=Purpose.INFORMATION,
        subject=decision,
        secret=decision.item.secret,
    )
