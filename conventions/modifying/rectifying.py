"""A rectification while its author writes it, then while the parties answer (P7)."""

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import services as circuits
from circuits.models import Circuit
from circuits.services import Player
from common import clock
from common.lifecycle import NotYours, Refusal, Refused
from documents import store
from governance import acting
from governance.models import Mandate
from governance.offices import Office

from .. import content, permissions, telling
from ..models import Convention, Rectification, RectifiedError
from ..register import case_reference
from . import answering, clerical, correcting, rectification_file
from .rectification_lifecycle import RectificationLifecycle, step_of

SERIES = "REC"
CIRCUIT = "convention.rectify"
BY_LETTER = "answer_by_letter"
NOT_THEIRS = "Une rectification est préparée par le chef de projet du syndicat."
OPEN = (Rectification.Status.DRAFT, Rectification.Status.PROPOSED)


def begin(initial: Convention, *, actor: Actor) -> Rectification:
    """Open a rectification of an act signed by everybody; its number is given now, for ever."""
    _own(initial, actor)
    found = list(clerical.act_refusals(initial))
    if found:
        raise Refused(*found)
    with recording(actor) as journal:
        made = Rectification(
            convention=initial,
            reference=case_reference(SERIES, clock.today().year),
            owner=Mandate.unscoped.get(pk=actor.mandate_id),
        )
        made.full_clean()
        journal.says(made, "prepare")
        made.save()
        journal.note(initial, "begin_rectification", reference=made.reference)
    return made


def _own(initial: Convention, actor: Actor) -> None:
    if not permissions.may_steer(actor, initial) or actor.mandate_id is None:
        raise NotYours(NOT_THEIRS)


def add(
    rectification: Rectification,
    *,
    key: str,
    wrong: str,
    right: str,
    row: str,
    evidence: str,
    actor: Actor,
) -> RectifiedError:
    """Write one error of a clause of the text in force.

    Raises ``Refused`` when the words are not there, or when the change is one of an obligation.
    """
    initial = rectification.convention
    found = correcting.find(initial, key, wrong.strip(), right.strip())
    return _add(
        rectification,
        RectifiedError(
            key=found.key,
            place=found.place[:250],
            row=row,
            wrong=wrong.strip(),
            right=right.strip(),
            evidence=evidence.strip(),
            operations=[found.operation],
        ),
        (found.before, found.after),
        actor,
    )


def describe(
    rectification: Rectification,
    *,
    place: str,
    wrong: str,
    right: str,
    row: str,
    evidence: str,
    actor: Actor,
) -> RectifiedError:
    """The same for an act of which the site only keeps the signed copy: words typed from it."""
    made = RectifiedError(
        key="copie",
        place=place.strip()[:250],
        row=row,
        wrong=wrong.strip(),
        right=right.strip(),
        evidence=evidence.strip(),
    )
    return _add(rectification, made, (made.wrong, made.right), actor)


def _add(
    rectification: Rectification, made: RectifiedError, passage: tuple[str, str], actor: Actor
) -> RectifiedError:
    initial = rectification.convention
    _own(initial, actor)
    before, after = passage
    found = list(
        correcting.refused(initial, row=made.row, place=made.place, before=before, after=after)
    )
    if found:
        raise Refused(*found)
    with recording(actor) as journal:
        made.rectification = _draft(rectification)
        made.full_clean()
        journal.says(made, "write_error")
        made.save()
    return made


def _draft(rectification: Rectification) -> Rectification:
    locked = Rectification.unscoped.select_for_update().get(pk=rectification.pk)
    if locked.status != Rectification.Status.DRAFT:
        raise Refused(RectificationLifecycle(locked).wrong_state("propose_rectification"))
    return locked


def remove(error: RectifiedError, *, actor: Actor) -> None:
    """Take an error out of the draft."""
    _own(error.rectification.convention, actor)
    with recording(actor) as journal:
        _draft(error.rectification)
        journal.says(error, "take_out_error")
        error.delete()


# --- the answers ----------------------------------------------------------------------------------
def propose(rectification: Rectification, *, actor: Actor) -> Rectification:
    """Ask each party to accept: nobody signs, no assembly votes."""
    initial = rectification.convention
    with recording(actor):
        moved = RectificationLifecycle.move(rectification, "propose_rectification", actor=actor)
        opened = circuits.open_circuit(
            CIRCUIT, initial, players=_players(initial), url=moved.get_absolute_url()
        )
        moved.circuit = opened
        moved.save()
        rectification_file.ask(moved)
    return moved


def _players(initial: Convention) -> dict[str, list[Player]]:
    """Each party by the office that bound it; ``Refused`` when no step is made for an office."""
    asked = {row.party for row in circuits.latest(CIRCUIT).steps.all()}
    found: dict[str, list[Player]] = {}
    for party in initial.parties.select_related("institution", "convention__kind"):
        office = content.office_of(party)
        if office not in asked:
            raise Refused(
                Refusal(
                    f"Aucune étape n’est prévue pour l’acceptation de {party.institution} "
                    f"({Office(office).label.lower()}) : rectifiez par un avenant."
                )
            )
        area = initial.circonscription if office == Office.INSPECTOR else None
        found.setdefault(office, []).append(Player(party.institution, area))
    return found


def answer(
    rectification: Rectification, *, accepts: bool, reason: str = "", actor: Actor
) -> Rectification:
    """A party accepts, or refuses with its reason: one refusal closes the rectification.

    Raises ``NotYours`` when nothing is awaited of the actor, ``Refused`` when they could not sign
    the act today.
    """
    step = step_of(actor, rectification)
    if step is None:
        raise NotYours("Aucune réponse n’est attendue de vous sur cette rectification.")
    with recording(actor):
        if accepts:
            RectificationLifecycle.move(rectification, "accept_rectification", actor=actor)
            circuits.complete(step, actor=actor, outcome="acceptée")
        else:
            moved = RectificationLifecycle.move(
                rectification, "refuse_rectification", actor=actor, reason=reason
            )
            _stop(moved, f"{actor.title} : {reason}")
            telling.rectified(moved)
    return Rectification.unscoped.get(pk=rectification.pk)


def record_letter(
    rectification: Rectification,
    letter: answering.Letter,
    *,
    accepts: bool,
    file: store.Prepared,
    reason: str = "",
    actor: Actor,
) -> Rectification:
    """An agent records what a party answered by a letter, which is kept in the dossier of the act.

    Raises ``NotYours`` for who does not steer the act, ``Refused`` when the letter is no answer:
    see ``answering.against_letter``; a refusal without its reason.
    """
    with recording(actor):
        moved = RectificationLifecycle.move(
            rectification,
            "record_acceptance" if accepts else "record_refusal",
            actor=actor,
            reason=letter.words if accepts else reason,
            letter=letter,
        )
        answering.keep(moved, letter, file, accepts=accepts, actor=actor)
        told = f"{moved} {answering.WORDS[accepts]} : {letter.words}"
        if accepts:
            circuits.complete(
                letter.step,
                actor=SYSTEM,
                verb=BY_LETTER,
                by=actor,
                signer=acting.actor_of(letter.mandate),
                outcome=f"acceptée par {letter.words}, enregistré par {actor.label}",
                reason=told,
            )
        else:
            circuits.tell(letter.step, f"{BY_LETTER}_{letter.step.kind}", actor=actor, reason=told)
            _stop(moved, f"{acting.actor_of(letter.mandate).title} : {reason}")
            telling.rectified(moved)
    return Rectification.unscoped.get(pk=rectification.pk)


def answered(circuit: Circuit) -> None:
    """Called when the circuit closes: every party has accepted."""
    found = Rectification.unscoped.filter(
        circuit=circuit, status=Rectification.Status.PROPOSED
    ).first()
    if found is not None:
        moved = RectificationLifecycle.move(found, "complete_acceptances", actor=SYSTEM)
        telling.rectified(moved)
        rectification_file.ask(moved)


def withdraw(rectification: Rectification, *, reason: str, actor: Actor) -> Rectification:
    """The syndicate gives it up; the parties that were asked are told."""
    asked = rectification.status == Rectification.Status.PROPOSED
    with recording(actor):
        moved = RectificationLifecycle.move(
            rectification, "withdraw_rectification", actor=actor, reason=reason
        )
        _stop(moved, reason)
        if asked:
            telling.rectified(moved)
    return moved


def end_with(initial: Convention, reason: str) -> None:
    """The act has ended: what was to be rectified has no object any more."""
    for row in initial.rectifications.filter(status__in=OPEN):
        withdraw(row, reason=reason, actor=SYSTEM)


def _stop(rectification: Rectification, reason: str) -> None:
    circuit = rectification.circuit
    if circuit is not None and circuit.status == Circuit.Status.RUNNING:
        circuits.stop(circuit, actor=SYSTEM, reason=reason)


def pending(initial: Convention) -> Rectification | None:
    """The rectification of the act that waits for answers; None when there is none."""
    found: Rectification | None = initial.rectifications.filter(
        status=Rectification.Status.PROPOSED
    ).first()
    return found
