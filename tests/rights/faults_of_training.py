"""The rules of visibility of training, taken out one at a time."""

from conventions.onboarding.models.training_scopes import (
    ParticipantQuerySet,
    PlanQuerySet,
    SessionQuerySet,
)
from governance.models.people import Q

from .faults import MAYOR, Fault, everything, of

SESSIONS = of("onboarding:session")


def anywhere(_rows: object, *_actor: object) -> Q:
    """A condition left out."""
    return Q(pk__isnull=False)


TRAINING: dict[str, Fault] = {
    "training sessions": Fault(SessionQuerySet, "scope", everything, MAYOR, SESSIONS),
    "sessions of a relation": Fault(
        SessionQuerySet, "_reached", anywhere, of("inspector next door", "dsden_officer"), SESSIONS
    ),
    "sessions that cover a school": Fault(
        SessionQuerySet, "_covering", anywhere, of("executive", "school_head next door"), SESSIONS
    ),
    "sessions that one leads": Fault(
        SessionQuerySet, "_led", anywhere, of("provider", "canope_officer"), SESSIONS
    ),
    "people called to a session": Fault(
        ParticipantQuerySet,
        "scope",
        everything,
        of("executive", "provider"),
        of("onboarding:attestation", "onboarding:training_paper"),
    ),
    "training plans": Fault(
        PlanQuerySet,
        "scope",
        everything,
        of("executive", "inspector"),
        of("onboarding:plan", "onboarding:plan_paper"),
    ),
}
