"""Statuses of a meeting and of a point of its agenda, and the moves between them.

The only module that writes ``Meeting.status`` and ``AgendaItem.status``; call ``move``. A meeting
is created in preparation by ``meetings.plan``, a point waits by ``agenda.ask`` (tables, § 1.5).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from audit.actor import SYSTEM, Actor
from common import clock
from common.lifecycle import Lifecycle, Refusal, by, column, move, system
from governance.models import Mandate
from governance.services.store import store

from . import (
    accounting,
    agenda_order,
    answered_powers,
    convening,
    counting,
    deciding,
    effects,
    guards,
    holding,
    late,
    minutes_guards,
    papers,
    permissions,
    secretaries,
)
from .minutes_lifecycle import MinutesLifecycle
from .models import AgendaItem, DecisionRecord, Meeting
from .models.items import ItemStatus
from .models.meetings import MeetingStatus
from .models.minutes import MinutesStatus

M = MeetingStatus
I = ItemStatus  # noqa: E741 as M above: the statuses of the table


class MeetingLifecycle(Lifecycle[Meeting]):
    """From the preparation to the close, and the cancellation."""

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

    def guard_cancel_meeting(self, **given: Any) -> Iterator[Refusal]:
        yield from guards.cancelling(self.record)

    @state.transition(
        (M.CONVENED, M.ADJOURNED),
        M.OPEN,
        permission=by(permissions.may_run),
        custom=move("Ouvrir la séance", "a ouvert la séance"),
    )
    def open_meeting(self, *, actor: Actor, at: dt.datetime | None = None, **given: Any) -> None:
        """Whoever presides is kept; powers given in the answers become those of the meeting."""
        now = late.hour(self.record, at)
        here = counting.room(self.record, None, now)
        self.answered = counting.powers(self.record, now) if not self.record.opened_at else {}
        self.record.chair = here.presiding()
        self.record.secretary = self.record.secretary or secretaries.proposed(self.record, actor)
        self.record.opened_at = self.record.opened_at or now
        self.record.resumes_at = None
        self._count(here, now)
        self.record.opening_quorum = self.record.opening_quorum or self.record.quorum_sentence

    def guard_open_meeting(
        self, *, at: dt.datetime | None = None, **given: Any
    ) -> Iterator[Refusal]:
        yield from holding.opening(self.record, late.hour(self.record, at))

    @state.transition(
        (M.CONVENED, M.OPEN),
        M.NO_QUORUM,
        permission=by(permissions.may_run),
        custom=move("Constater l’absence de quorum", "a constaté que le quorum n’est pas atteint"),
    )
    def find_no_quorum(self, *, actor: Actor, at: dt.datetime | None = None, **given: Any) -> None:
        """Points not decided are put off; what was decided stands. At a meeting that never opens,
        whoever could preside finds it, else the authority that convened the members."""
        now = late.hour(self.record, at)
        here = counting.room(self.record, None, now)
        if self.record.opened_at is None:
            self.record.chair = here.presiding() or self.record.convener
        self.record.secretary = self.record.secretary or secretaries.proposed(self.record, actor)
        lost = self.record.quorum.get("reached") is False and self.record.quorum_sentence
        self._count(here, now)
        self.record.quorum_sentence = lost or self.record.quorum_sentence

    def guard_find_no_quorum(
        self, *, at: dt.datetime | None = None, **given: Any
    ) -> Iterator[Refusal]:
        yield from holding.no_quorum(self.record, late.hour(self.record, at))

    @state.transition(
        M.NO_QUORUM,
        M.RECONVENED,
        permission=by(permissions.may_prepare_meeting),
        custom=move("Convoquer de nouveau", "a convoqué de nouveau, faute de quorum"),
    )
    def reconvene(self, **given: Any) -> None:
        """A second session takes the same agenda; ``reconvening`` plans and convenes it."""

    def guard_reconvene(
        self, *, starts_at: dt.datetime | None = None, **given: Any
    ) -> Iterator[Refusal]:
        yield from guards.second_session(self.record, starts_at)

    @state.transition(
        M.OPEN,
        M.ADJOURNED,
        permission=by(permissions.may_run),
        custom=move("Suspendre la séance", "a suspendu la séance"),
    )
    def adjourn(self, *, resumes_at: dt.datetime, **given: Any) -> None:
        """To be opened again, on the same agenda, at ``resumes_at``."""
        self.record.resumes_at = resumes_at

    def guard_adjourn(
        self, *, resumes_at: dt.datetime | None = None, **given: Any
    ) -> Iterator[Refusal]:
        if resumes_at is None or resumes_at <= clock.now():
            yield Refusal("Indiquez le jour et l’heure de la reprise, à venir.")

    @state.transition(
        M.OPEN,
        M.ADJOURNED,
        permission=by(permissions.may_run),
        custom=move("", "séance suspendue : personne ne préside plus", system=True),
    )
    def lose_chair(self, *, sentence: str, **given: Any) -> None:
        """Whoever presided has left, and nobody there may take the chair (art. 3.4)."""
        self.record.quorum_sentence = sentence
        self.record.resumes_at = None

    def guard_lose_chair(self, **given: Any) -> Iterator[Refusal]:
        yield from holding.without_chair(self.record)

    @state.transition(
        (M.NO_QUORUM, M.OPEN),
        M.CLOSED,
        permission=by(permissions.may_run),
        custom=move("Clore la séance", "a clos la séance"),
    )
    def close_after_loss(self, *, at: dt.datetime | None = None, **given: Any) -> None:
        """Every point has its outcome; the record of decisions is made, provisional."""
        self.record.closed_at = late.end(self.record, at)

    def guard_close_after_loss(self, **given: Any) -> Iterator[Refusal]:
        yield from holding.closing(self.record)

    @state.transition(
        M.CLOSED,
        M.ARCHIVED,
        permission=system,
        custom=move("", "séance terminée : PV signé", system=True),
    )
    def archive(self, **given: Any) -> None:
        """Nothing is awaited of it any more."""

    def guard_archive(self, **given: Any) -> Iterator[Refusal]:
        minutes = accounting.of(self.record)
        if minutes is None or minutes.status != MinutesStatus.SIGNED:
            yield Refusal("Le procès-verbal n’est pas signé.")

    def _count(self, here: counting.Room, now: dt.datetime) -> None:
        self.record.quorum = counting.snapshot(here.quorum, now)
        self.record.quorum_sentence = counting.explain(here)

    def _ask_to_ratify(self, actor: Actor) -> None:
        """An urgency is voted first (CGCT, art. L. 2121-11; règlement intérieur, art. 4.4)."""
        item = AgendaItem(
            committee=self.record.committee,
            title="Ratification de l’urgence",
            purpose=AgendaItem.Purpose.DECISION,
            ratifies_urgency=True,
        )
        item.status, item.meeting = I.PLACED, self.record
        store(item, "ask_to_ratify")

    def facts(self, verb: str) -> dict[str, Any]:
        return {"number": self.record.number, "starts_at": self.record.starts_at.isoformat()}

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        match verb:
            case "convene":
                if self.record.urgency_reason:
                    self._ask_to_ratify(actor)
                convening.invite(self.record)
                letters = papers.convocations(self.record)
                papers.queue(letters, f"Convocations à la séance {self.record.number}", actor=actor)
            case "cancel_meeting":
                for item in counting.still_to_decide(self.record):
                    ItemLifecycle.move(item, "return_item", actor=SYSTEM)
                convening.tell_cancelled(self.record)
            case "open_meeting":
                answered_powers.hand_in(self.record, self.answered, self.record.opened_at)
            case "close_after_loss":
                store(DecisionRecord(meeting=self.record), "make_record")
                accounting.begin(self.record)
            case "find_no_quorum":
                why = self.record.quorum_sentence
                for item in counting.still_to_decide(self.record):
                    ItemLifecycle.move(item, "defer", actor=SYSTEM, reason=why)


class ItemLifecycle(Lifecycle[AgendaItem]):
    """From the request to the agenda, to its outcome, and off it."""

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
        self.record.quorum, self.record.quorum_sentence = {}, ""
        self.record.put_off_reason = ""

    def guard_place(self, *, meeting: Meeting | None = None, **given: Any) -> Iterator[Refusal]:
        yield from guards.placing(self.record, meeting)

    @state.transition(
        I.PLACED,
        I.UNDER_DISCUSSION,
        permission=by(permissions.may_run_item),
        custom=move("Appeler le point", "a appelé le point"),
    )
    def call(self, **given: Any) -> None:
        """The debate begins; the room is counted for this point."""
        self._count()

    def guard_call(self, **given: Any) -> Iterator[Refusal]:
        yield from holding.calling(self.record)

    @state.transition(
        I.UNDER_DISCUSSION,
        I.DECIDED,
        permission=by(permissions.may_run_item),
        custom=move("Enregistrer la décision", "a enregistré la décision"),
    )
    def decide(self, *, at: dt.datetime | None = None, **given: Any) -> None:
        """With a decision; or none, for a point that only informs."""
        self.decided_at = late.hour(self.record.meeting, at)
        self._count(self.decided_at)

    def guard_decide(
        self,
        *,
        motion: deciding.Motion | None = None,
        at: dt.datetime | None = None,
        **given: Any,
    ) -> Iterator[Refusal]:
        yield from deciding.refusals(self.record, motion, late.hour(self.record.meeting, at))
        if motion is not None:
            yield from minutes_guards.vote_on_minutes(self.record)

    @state.transition(
        (I.PENDING, I.PLACED, I.UNDER_DISCUSSION, I.DEFERRED),
        I.WITHDRAWN,
        permission=by(permissions.may_put_off),
        custom=move("Retirer", "a retiré le point", reason=True),
    )
    def withdraw_item(self, *, reason: str, **given: Any) -> None:
        """It will not be discussed, or no further."""
        if holding.under_way(self.record):
            self.record.put_off_reason = reason.strip()

    def guard_withdraw_item(self, **given: Any) -> Iterator[Refusal]:
        if not holding.under_way(self.record):
            yield from guards.open_agenda(self.record)

    @state.transition(
        (I.PLACED, I.UNDER_DISCUSSION),
        I.DEFERRED,
        permission=by(permissions.may_put_off),
        custom=move("Renvoyer", "a renvoyé le point à une autre séance", reason=True),
    )
    def defer(self, *, reason: str, **given: Any) -> None:
        """It waits for another meeting; put off during one, it stays in its account."""
        if holding.under_way(self.record):
            self.record.put_off_reason = reason.strip()
            return
        self.record.meeting = None
        self.record.late = False

    def guard_defer(self, **given: Any) -> Iterator[Refusal]:
        if not holding.under_way(self.record):
            yield from guards.open_agenda(self.record)

    @state.transition(
        (I.PLACED, I.UNDER_DISCUSSION),
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

    def after(self, verb: str, *, actor: Actor, reason: str, **given: Any) -> None:
        motion = given.get("motion")
        if verb == "decide" and motion is not None:
            decision = deciding.keep(self.record, motion, self.decided_at)
            before = self.record.approves_minutes_of
            if before is not None and decision.adopted:
                MinutesLifecycle.move(
                    before.minutes, "approve_minutes", actor=SYSTEM, decision=decision
                )
        if verb == "withdraw_item":
            effects.withdrawn(self.record, reason, actor)

    def _count(self, at: dt.datetime | None = None) -> None:
        """Keep the room of this point with its sentence; « quorum perdu » stays said."""
        at = at or clock.now()
        here = counting.room(self.record.meeting, self.record, at)
        self.record.quorum = counting.snapshot(here.quorum, at)
        self.record.quorum_sentence = counting.explain(here, self.record)
