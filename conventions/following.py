"""What happens around conventions without anybody clicking: votes, dates, succession."""

from audit.actor import SYSTEM, Actor
from circuits import services as circuits
from circuits.models import Circuit, Step, StepKind
from common import clock
from common.lifecycle import Refused
from governance import registry as governance
from governance.models import Deliberation

from . import coverage
from .lifecycle import ConventionLifecycle
from .models import Convention, Party, Status

MOVES_BY_DATE = (
    (Status.NOTIFIED, "enter_into_force"),
    (Status.IN_FORCE, "renew"),
    (Status.IN_FORCE, "expire"),
)


@governance.on_deliberation_moved
def deliberation_moved(deliberation: Deliberation, verb: str, actor: Actor) -> None:
    """A vote became enforceable, or its proof was withdrawn: look at the acts that rest on it."""
    parties = Party.unscoped.filter(deliberation=deliberation).select_related("convention")
    for party in parties:
        if verb == "prove":
            deposit_done(party)
        elif verb in ("contest_proof", "annul") and _rests_on_nothing(party):
            ConventionLifecycle.move(
                party.convention,
                "await_deliberation",
                actor=SYSTEM,
                reason=f"la délibération n° {deliberation.number} n’est plus établie",
            )


def _rests_on_nothing(party: Party) -> bool:
    """The act was about to be issued, and no vote of this body covers it any more."""
    ready = party.convention.status == Status.READY_TO_ISSUE
    return ready and not isinstance(coverage.covering(party), Deliberation)


def deposit_done(party: Party) -> None:
    """Close the deposit step of the body once a vote covers the act."""
    vote = coverage.covering(party)
    if not isinstance(vote, Deliberation):
        return
    steps = Step.unscoped.filter(
        circuit__subject_type=party.convention._meta.label_lower,
        circuit__subject_id=party.convention_id,
        circuit__status=Circuit.Status.RUNNING,
        kind=StepKind.DEPOSIT,
        institution=party.institution,
        status=Step.Status.OPEN,
    )
    for step in steps:
        circuits.complete(step, actor=SYSTEM, outcome=f"délibération n° {vote.number}")


def move_by_date() -> int:
    """Entries into force, replacements and ends of term due today; called by ``tick``."""
    moved = 0
    for status, verb in MOVES_BY_DATE:
        for convention in Convention.unscoped.filter(status=status).order_by("starts_on"):
            try:
                ConventionLifecycle.move(convention, verb, actor=SYSTEM)
            except Refused:
                continue
            moved += 1
    return moved


def unsigned_since(days: int) -> list[Convention]:
    """Acts issued more than ``days`` ago that still wait: a person is asked (P12)."""
    limit = clock.now().timestamp() - days * 86400
    return [
        convention
        for convention in Convention.unscoped.filter(status=Status.AWAITING_SIGNATURE)
        if convention.issued_at is not None and convention.issued_at.timestamp() <= limit
    ]
