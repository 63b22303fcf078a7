"""The directory of institutions and people, the acts that empower them, dated parameters."""

from .absences import Absence
from .acts import (
    ChannelKind,
    ChannelScope,
    ContactChannel,
    Ground,
    SignatorySheet,
    SigningDelegation,
    Substitution,
)
from .deliberations import (
    CouncilDate,
    Deliberation,
    DeliberationKind,
    DeliberationStatus,
    Membership,
    MembershipKind,
    Proof,
)
from .institutions import (
    Circonscription,
    Competence,
    CompetencePart,
    Institution,
    InstitutionKind,
    InstitutionName,
)
from .missions import (
    MISSION_SUBJECTS,
    Mission,
    MissionInstitution,
    examined,
    missions_in_force,
)
from .parameters import LegalParameter, ParameterScope, SourceStatus
from .people import ActKind, Civility, Mandate, MandateStatus, Person
from .periods import covers
from .renewals import renewed, still_held, theirs
from .school_events import SchoolEvent, SchoolEventKind, SchoolEventLine, SchoolEventStatus
from .school_years import SchoolYear
from .schools import CirconscriptionLink, Rep, Rpi, School, SchoolKind, SchoolState

__all__ = [
    "MISSION_SUBJECTS",
    "Absence",
    "ActKind",
    "ChannelKind",
    "ChannelScope",
    "Circonscription",
    "CirconscriptionLink",
    "Civility",
    "Competence",
    "CompetencePart",
    "ContactChannel",
    "CouncilDate",
    "Deliberation",
    "DeliberationKind",
    "DeliberationStatus",
    "Ground",
    "Institution",
    "InstitutionKind",
    "InstitutionName",
    "LegalParameter",
    "Mandate",
    "MandateStatus",
    "Membership",
    "MembershipKind",
    "Mission",
    "MissionInstitution",
    "ParameterScope",
    "Person",
    "Proof",
    "Rep",
    "Rpi",
    "School",
    "SchoolEvent",
    "SchoolEventKind",
    "SchoolEventLine",
    "SchoolEventStatus",
    "SchoolKind",
    "SchoolState",
    "SchoolYear",
    "SignatorySheet",
    "SigningDelegation",
    "SourceStatus",
    "Substitution",
    "covers",
    "examined",
    "missions_in_force",
    "renewed",
    "still_held",
    "theirs",
]
