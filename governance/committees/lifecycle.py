"""Statuses of a meeting and of a point of its agenda, and the moves between them.

The only module that writes ``Meeting.status`` and ``AgendaItem.status``; call ``move``. A meeting
is created in preparation by ``meetings.plan``, a point waits by ``agenda.ask`` (tables, § 1.5).
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from audit.actor import SYSTEM, Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move, system
from governance.models import Mandate

from . import agenda_order, convening, guards, permissions
from .models import AgendaItem, Meeting
from .models.items import ItemStatus
from .models.meetings import MeetingStatus

M = MeetingStatus
I = ItemStatus  # noqa: E741 as M above: the statuses of the table


class MeetingLifecycle(Lifecycle[Meeting]):
    """From the preparation to the convocation, and the cancellation."""

    state = column(M)
    label: ClassVar[str] = "la séance"

    @state.transition(
        M.PLANNED,
        M.CONVENED,
        permission=by(permissions.may_prepare_meeting),
        custom=move("Envoyer les convocations", "a convoqué les membres"),
    )
    def convene(self, *, convener: Mandate, urgency_reason: str = "", **given: Any) -> None:
        """The convocation leaves in the name of ``convener``."""
        self.record.convener = convener
        self.record.convened_at = clock.now()
        self.record.urgency_reason = urgency_reason.strip()

    def guard_convene(
        self, *, actor: Actor, convener: Mandate, urgency_reason: str = "", **given: Any
    ) -> Iterator[Refusal]:
        yield from guards.convocation(self.record, actor, convener, urgency_reason)

    @state.transition(
        (M.PLANNED, M.CONVENED, M.ADJOURNED, M.NO_QUORUM),
        M.CANCELLED,
        permission=by(permissions.may_prepare_meeting),
        custom=move("Annuler la séance", "a annulé la séance", reason=True),
    )
    def cancel_meeting(self, *, reason: str, **given: Any) -> None:
        """Whoever was convened is told; the points wait for another meeting."""
        self.record.cancelled_at = clock.now()
        self.record.cancel_reason = reason.strip()
        self.record.sequence += 1

    def facts(self, verb: str) -> dict[str, Any]:
        return {"number": self.record.number, "starts_at": self.record.starts_at.isoformat()}

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        if verb == "convene":
            convening.invite(self.record)
        else:
            for item in self.record.items.filter(status=I.PLACED):
                ItemLifecycle.move(item, "return_item", actor=SYSTEM)
            convening.tell_cancelled(self.record)


class ItemLifecycle(Lifecycle[AgendaItem]):
    """From the request to the agenda, and off it."""

    state = column(I)
    label: ClassVar[str] = "le point"

    @state.transition(
        (I.PENDING, I.DEFERRED),
        I.PLACED,
        permission=by(permissions.may_keep_item),
        custom=move("Inscrire", "a inscrit le point à l’ordre du jour"),
    )
    def place(self, *, meeting: Meeting, **given: Any) -> None:
        """On the agenda of ``meeting``, the last; apart when it is convened already."""
        self.record.meeting = meeting = guards.current(meeting)
        self.record.late = meeting.status != M.PLANNED
        self.record.position = agenda_order.last_position(meeting) + 1

    def guard_place(self, *, meeting: Meeting | None = None, **given: Any) -> Iterator[Refusal]:
        yield from guards.placing(self.record, meeting)

    @state.transition(
        (I.PENDING, I.PLACED, I.DEFERRED),
        I.WITHDRAWN,
        permission=by(permissions.may_keep_item),
        custom=move("Retirer", "a retiré le point", reason=True),
    )
    def withdraw_item(self, **given: Any) -> None:
        """It will not be discussed."""

    def guard_withdraw_item(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.open_agenda(self.record)

    @state.transition(
        I.PLACED,
        I.DEFERRED,
        permission=by(permissions.may_keep_item),
        custom=move("Renvoyer", "a renvoyé le point à une autre séance", reason=True),
    )
    def defer(self, **given: Any) -> None:
        """It waits for another meeting."""
        self.record.meeting = None
        self.record.late = False

    def guard_defer(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.open_agenda(self.record)

    @state.transition(
        I.PLACED,
        I.PENDING,
        permission=system,
        custom=move("", "point à inscrire de nouveau : séance annulée", system=True),
    )
    def return_item(self, **given: Any) -> None:
        """Its meeting is cancelled."""
        self.record.meeting = None
        self.record.late = False

    def facts(self, verb: str) -> dict[str, Any]:
        meeting = self.record.meeting
        return {"meeting": meeting.number if meeting is not None else ""}
