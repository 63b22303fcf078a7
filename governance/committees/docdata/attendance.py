"""Values of the sheet that members sign on arriving."""

from __future__ import annotations

from dataclasses import dataclass

from documents.contract import always, optional
from governance.committees.docdata.rows import CollegeSheet, Guest
from governance.committees.docdata.shared import RecordedMeeting


@dataclass(frozen=True, kw_only=True)
class AttendanceData(RecordedMeeting):
    """It goes round the room: neither telephone nor mail. The hours stay dotted until known."""

    meeting_time: str = always("Heure de la séance")
    meeting_place: str = always("Lieu de la séance")
    groups: tuple[CollegeSheet, ...] = always("Collèges ou groupes de membres")
    guests: tuple[Guest, ...] = optional("Invités", empty=())
    opened_at: str = optional("Heure d’ouverture")
    closed_at: str = optional("Heure de clôture")
    quorum_rule: str = always("Source du quorum")
