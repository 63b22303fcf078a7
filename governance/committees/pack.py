"""What may be printed for a meeting now: the letters, the sheet, powers, ballots of a point."""

from collections.abc import Iterator

from audit.actor import Actor
from common import clock

from . import counting
from .models import AgendaItem, Meeting, SecretThreshold
from .models.meetings import MeetingStatus
from .models.papers import PaperKind
from .papers import HELD, convocations
from .wanted import Wanted

ROOM = (MeetingStatus.CONVENED, MeetingStatus.ADJOURNED, MeetingStatus.OPEN)


def possible(meeting: Meeting, actor: Actor) -> dict[PaperKind, list[Wanted]]:
    """What may be made of ``meeting`` now, kind by kind; points that ``actor`` does not see have
    no ballot."""
    own = {"committee": meeting.committee, "meeting": meeting}
    found: dict[PaperKind, list[Wanted]] = {}
    if meeting.status in ROOM:
        found[PaperKind.CONVOCATION] = convocations(meeting)
        found[PaperKind.SHEET] = [Wanted(PaperKind.SHEET, **own)]
        if meeting.rules.proxies_per_holder:
            found[PaperKind.POWER] = [Wanted(PaperKind.POWER, **own)]
        found[PaperKind.BALLOT] = list(_ballots(meeting, actor))
    elif meeting.status in HELD:
        found[PaperKind.ATTENDANCE] = [Wanted(PaperKind.ATTENDANCE, **own)]
    return {kind: rows for kind, rows in found.items() if rows}


def _ballots(meeting: Meeting, actor: Actor) -> Iterator[Wanted]:
    """For each point that is voted on, where a secret ballot may be held; one set a college."""
    rules = meeting.rules
    if not rules.secret_nominations and rules.secret_threshold == SecretThreshold.NONE:
        return
    here = counting.room(meeting, None, clock.now())
    colleges = [each.college for each in here.quorum.counts]
    points = AgendaItem.objects.visible_to(actor).filter(meeting=meeting, late=False)
    points = points.exclude(purpose=AgendaItem.Purpose.INFORMATION).filter(approves_minutes_of=None)
    for item in points.in_order():
        number = counting.point_number(item)
        for college in colleges:
            about = ", ".join(filter(None, (f"point {number}", college)))
            yield Wanted(PaperKind.BALLOT, meeting.committee, meeting, item=item, about=about[:120])
