"""Instances, the rules by which they meet, and the seats of those who sit."""

from .committees import Committee, CommitteeKind
from .rules import CommitteeRules, SecretThreshold
from .seats import Seat

__all__ = ["Committee", "CommitteeKind", "CommitteeRules", "Seat", "SecretThreshold"]
