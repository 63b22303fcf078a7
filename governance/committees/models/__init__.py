"""Instances, the rules by which they meet, the seats of those who sit, meetings and agendas."""

from .committees import Committee, CommitteeKind
from .invitations import Invitation
from .items import AgendaItem
from .meetings import Meeting
from .rules import CommitteeRules, SecretThreshold
from .seats import Seat

__all__ = [
    "AgendaItem",
    "Committee",
    "CommitteeKind",
    "CommitteeRules",
    "Invitation",
    "Meeting",
    "Seat",
    "SecretThreshold",
]
