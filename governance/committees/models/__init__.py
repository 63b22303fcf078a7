"""Instances, the rules by which they meet, the seats of those who sit, meetings and agendas,
attendance and decisions."""

from .attendance import Power, Presence
from .committees import Committee, CommitteeKind
from .decisions import Decision, MeetingNote
from .followups import FollowUp
from .invitations import Invitation
from .items import AgendaItem
from .meetings import Meeting
from .minutes import Minutes, MinutesItem, MinutesRemark
from .papers import Paper
from .receipts import ReceivedEntry
from .records import DecisionRecord
from .rules import CommitteeRules, SecretThreshold
from .seats import Seat

__all__ = [
    "AgendaItem",
    "Committee",
    "CommitteeKind",
    "CommitteeRules",
    "Decision",
    "DecisionRecord",
    "FollowUp",
    "Invitation",
    "Meeting",
    "MeetingNote",
    "Minutes",
    "MinutesItem",
    "MinutesRemark",
    "Paper",
    "Power",
    "Presence",
    "ReceivedEntry",
    "Seat",
    "SecretThreshold",
]
