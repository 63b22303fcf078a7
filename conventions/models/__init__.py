"""Conventions and the kinds of act that they belong to."""

from .acts import (
    Convention,
    ConventionSchool,
    LegalGround,
    ModelDefaults,
    Party,
    RefusalCategory,
    Remark,
    StateMode,
    Status,
)
from .kinds import ACADEMIE, AUTHORITY, CANOPE, STATE, SYNDICATE, TRIPARTITE, ActKind, KindParty

__all__ = [
    "ACADEMIE",
    "AUTHORITY",
    "CANOPE",
    "STATE",
    "SYNDICATE",
    "TRIPARTITE",
    "ActKind",
    "Convention",
    "ConventionSchool",
    "KindParty",
    "LegalGround",
    "ModelDefaults",
    "Party",
    "RefusalCategory",
    "Remark",
    "StateMode",
    "Status",
]
