"""The text of a decision put right, in a record that replaces another (règlement intérieur, 9.3).

The record confirmed first stays as it was read, with its files; the one that follows gives the
reason. What the decision already did stays done.
"""

from collections.abc import Iterator

from audit.actor import Actor
from audit.recording import recording
from common.french import NBSP
from common.lifecycle import Refusal, Refused
from governance.services.store import require, store

from . import accounting, permissions
from .models import Decision, DecisionRecord, Meeting, Minutes
from .models.minutes import MinutesStatus
from .models.records import RecordStatus

READ = (MinutesStatus.CIRCULATED, MinutesStatus.APPROVED)
"""Minutes that quote the decisions, in the hands of the members and not yet sealed for good."""


def following(meeting: Meeting) -> DecisionRecord | None:
    """The record that replaces another and waits for its confirmation; None otherwise."""
    rows = DecisionRecord.unscoped.filter(meeting=meeting, status=RecordStatus.PROVISIONAL)
    found: DecisionRecord | None = rows.exclude(replaces=None).first()
    return found


def refusals(meeting: Meeting) -> Iterator[Refusal]:
    """Why no text of ``meeting`` may be corrected now."""
    if following(meeting) is None:
        yield Refusal(
            f"Le texte d’une décision se corrige dans un relevé qui en remplace un autre{NBSP}: "
            "« Corriger le relevé » en demande le motif.",
            "règlement intérieur, art. 9.3",
        )
    minutes = accounting.of(meeting)
    if minutes is not None and minutes.status in READ:
        yield Refusal(
            "Le procès-verbal qui cite cette décision est soumis aux membres : faites-y une "
            "observation, ou corrigez le texte une fois le procès-verbal signé."
        )


def correct(*, actor: Actor, decision: Decision, text: str) -> Decision:
    """Another text for ``decision``, with the reason of the record that says it; the same text
    changes nothing. ``Refused`` (409) outside such a record."""
    require(permissions.may_run(actor, decision.meeting), permissions.RUNS)
    with recording(actor):
        list(Minutes.unscoped.select_for_update().filter(meeting=decision.meeting_id))
        list(DecisionRecord.unscoped.select_for_update().filter(meeting=decision.meeting_id))
        found: Decision = Decision.unscoped.select_for_update().get(pk=decision.pk)
        if found.text == text.strip():
            return found
        if refused := list(refusals(found.meeting)):
            raise Refused(*refused)
        record = following(found.meeting)
        found.text = text.strip()
        return store(found, "correct_decision", reason=record.reason if record else "")
