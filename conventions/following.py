"""What happens around conventions without anybody clicking: votes, dates, succession."""

from django.db.models import Q

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import services as circuits
from circuits.models import Assignment, Circuit, Step, StepKind
from common import calendar, clock
from common.lifecycle import Refused
from governance import parameters
from governance import registry as governance
from governance.models import Deliberation

from . import coverage, gates, participants
from .lifecycle import ConventionLifecycle
from .models import Convention, Party, Status, Way

UNSIGNED = "convention.unsigned"
VOTED_TEXT = "convention.voted_text"
MOVES_BY_DATE = (
    (Q(status=Status.NOTIFIED), "enter_into_force"),
    (Q(status=Status.SIGNED, kind__way=Way.ENTRY_SLIP), "admit_school"),
    (Q(status=Status.IN_FORCE), "renew"),
    (Q(status=Status.IN_FORCE), "expire"),
)


@governance.on_deliberation_moved
def deliberation_moved(deliberation: Deliberation, verb: str, actor: Actor) -> None:
    """A vote became enforceable, its text was established, or its proof was withdrawn: look at
    the acts that rest on it."""
    parties = Party.unscoped.filter(deliberation=deliberation).select_related("convention")
    for party in parties:
        if verb in ("prove", "establish_text"):
            deposit_done(party, actor)
            _ask_about_text(party.convention)
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


def deposit_done(party: Party, actor: Actor) -> None:
    """Close the deposit step of the body once a vote covers the act, in the name of ``actor``,
    who brought the last piece."""
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
        circuits.complete(step, actor=SYSTEM, by=actor, outcome=f"délibération n° {vote.number}")


def _ask_about_text(convention: Convention) -> None:
    """The jurist has a task as long as a vote proved says nothing of the text that it annexed."""
    waiting = Step.unscoped.filter(
        circuit__in=Circuit.unscoped.about(convention).filter(kind=VOTED_TEXT),
        status=Step.Status.OPEN,
    )
    if coverage.text_unknown(convention):
        if not waiting.exists():
            circuits.open_circuit(
                VOTED_TEXT,
                convention,
                players=participants.players(convention),
                url=convention.get_absolute_url(),
            )
        return
    for step in waiting:
        circuits.complete(step, actor=SYSTEM, outcome="texte voté établi")


def move_by_date() -> int:
    """Entries into force (schools too), replacements, ends of term due today; for ``tick``."""
    moved = 0
    for due, verb in MOVES_BY_DATE:
        rows = Convention.unscoped.filter(due).select_related("kind")
        for convention in rows.order_by("starts_on"):
            try:
                gates.move(convention, verb, actor=SYSTEM)
            except Refused:
                continue
            moved += 1
    return moved


def ask_about_unsigned() -> int:
    """Ask about the acts that wait too long: nothing lapses by itself, somebody decides (P12).

    The owner of each act gets a task; answered by more time, it comes back when that time has
    passed. Called by ``tick``; returns how many questions were asked.
    """
    days = int(parameters.value("unsigned.question", on=clock.today()))
    waiting = Convention.unscoped.filter(status=Status.AWAITING_SIGNATURE, issued_at__isnull=False)
    return sum(_ask_if_due(convention, days) for convention in waiting)


def _ask_if_due(convention: Convention, days: int) -> bool:
    """One question at a time; two ticks at once ask it once."""
    with recording(SYSTEM):
        locked = Convention.unscoped.select_for_update().get(pk=convention.pk)
        if locked.status != Status.AWAITING_SIGNATURE or not _question_is_due(locked, days):
            return False
        circuits.open_circuit(
            UNSIGNED,
            locked,
            players=participants.players(locked),
            url=locked.get_absolute_url(),
        )
    return True


def _question_is_due(convention: Convention, days: int) -> bool:
    asked = Circuit.unscoped.about(convention).filter(
        kind=UNSIGNED, opened_at__gte=convention.issued_at
    )
    if not asked.exists():
        issued = calendar.act_date(convention.issued_at)
        return clock.today() >= calendar.unsigned_question(issued, days)
    if asked.under_way().exists():
        return False
    still = Assignment.unscoped.open().about(convention)
    granted = still.filter(step__kind=StepKind.SIGNATURE).order_by("-due_on").first()
    return granted is not None and granted.due_on < clock.today()
