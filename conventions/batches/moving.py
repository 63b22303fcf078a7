"""The moves that a batch makes with many acts at once: each through the gate, one act at a time.

What one act is refused is said on its line; the others go on. Done again after a kill, a line
finds what was done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from audit.actor import Actor
from audit.recording import recording
from common import jobs
from common.lifecycle import Refusal, Refused
from governance import acting

from .. import issuing, kit, services
from ..lifecycle import ConventionLifecycle
from ..models import BatchRow, Convention
from . import drafts, examining

CREATE, MOVE = "conventions.batch_create", "conventions.batch_move"


# --- from the rows to the drafts ---------------------------------------------------------------
@jobs.handles(CREATE)
def create_item(payload: dict[str, Any], actor: Actor) -> str:
    """Make the act of one row, or find that it is made: row and act are stored together."""
    acting.still_in_office(actor)
    try:
        with recording(actor) as journal:
            row = examining.rows().select_for_update(of=("self",)).get(pk=payload["row"])
            if row.convention is None:
                draft = drafts.of(row, actor)
                row.convention = draft.create(draft.filled(row.values))
                journal.says(row, "create_act", reference=row.convention.reference)
                row.save()
    except ValidationError as error:
        raise Refused(*map(Refusal, error.messages)) from None
    lacking = " Il reste à compléter." if row.finding == BatchRow.Finding.INCOMPLETE else ""
    return f"Brouillon {row.convention.reference}.{lacking}"


# --- one move for many acts -----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BulkMove:
    """A move offered for the acts of a batch: the first of ``verbs`` that the gate allows.

    ``do`` makes it, for one act.
    """

    slug: str
    button: str
    verbs: tuple[str, ...]
    consequence: str
    do: Callable[..., object]

    @property
    def sources(self) -> frozenset[str]:
        """Statuses from which it may be made."""
        return frozenset(self._ends(0))

    @property
    def reached(self) -> frozenset[str]:
        """Statuses in which it was just made."""
        return frozenset(self._ends(1))

    def _ends(self, which: int) -> list[str]:
        return [
            (source, target)[which]
            for verb, source, target, _words in ConventionLifecycle.moves()
            if verb in self.verbs
        ]


def _settle(convention: Convention, *, actor: Actor) -> None:
    """The text is frozen and its papers are asked for in one transaction, as on its own page."""
    with recording(actor):
        kit.ask_kit(services.settle_text(convention, actor=actor), actor=actor)


def _dispatch(convention: Convention, *, actor: Actor) -> None:
    """To the assemblies that must vote; straight to the issue when the votes given cover it."""
    if ConventionLifecycle(convention).refusals("skip_councils", actor=actor):
        services.send_to_councils(convention, actor=actor)
    else:
        services.skip_councils(convention, actor=actor)


def _issue(convention: Convention, *, actor: Actor) -> None:
    """The sealed file is made here, in the time of this line; the gate is asked first."""
    refusals = ConventionLifecycle(convention).refusals("issue", actor=actor)
    if refusals:
        raise Refused(*refusals)
    issuing.issue(convention, actor=actor)


MOVES = {
    move.slug: move
    for move in (
        BulkMove(
            "relecture",
            "Envoyer en relecture",
            ("submit",),
            "Chaque partie reçoit son projet à relire ; le juriste et le délégué aux données "
            "donnent leur visa aux seuls actes qui s’écartent du modèle approuvé.",
            services.submit,
        ),
        BulkMove(
            "arreter",
            "Arrêter le texte",
            ("settle_text",),
            "Le texte de chaque acte est figé : c’est lui que les assemblées voteront, mot pour "
            "mot. Le kit de délibération de chacun se prépare ensuite.",
            _settle,
        ),
        BulkMove(
            "assemblees",
            "Envoyer aux assemblées",
            ("skip_councils", "send_to_councils"),
            "Chaque assemblée qui doit voter reçoit son projet et son kit. Un acte que les "
            "délibérations déjà rendues couvrent passe à l’émission sans nouveau vote.",
            _dispatch,
        ),
        BulkMove(
            "emettre",
            "Émettre les actes",
            ("issue",),
            "Chaque PDF est produit, scellé par le cachet du syndicat et envoyé à ses "
            "signataires, l’un après l’autre.",
            _issue,
        ),
        BulkMove(
            "notifier",
            "Notifier aux parties",
            ("notify",),
            "Chaque partie reçoit le lien de son exemplaire signé et son empreinte.",
            services.notify,
        ),
    )
}


@jobs.handles(MOVE)
def move_item(payload: dict[str, Any], actor: Actor) -> str:
    """Make the move for one act, or only ask the gate; done again, it finds what was done."""
    acting.still_in_office(actor)
    move = MOVES[payload["move"]]
    convention = Convention.unscoped.get(pk=payload["convention"])
    if payload.get("dry"):
        return _asked(move, convention, actor)
    if convention.status not in move.reached:
        _check_state(move, convention)
        move.do(convention, actor=actor)
        convention.refresh_from_db()
    return f"L’acte est « {convention.get_status_display()} »."


def _asked(move: BulkMove, convention: Convention, actor: Actor) -> str:
    """What the gate would answer; nothing moves."""
    _check_state(move, convention)
    lifecycle = ConventionLifecycle(convention)
    refusals: Sequence[Refusal] = ()
    for verb in move.verbs:
        refusals = lifecycle.refusals(verb, actor=actor)
        if not refusals:
            return f"Peut partir : « {_button(verb)} »."
    raise Refused(*refusals)


def _button(verb: str) -> str:
    """The words of a move's button."""
    return next(w.button for name, _from, _to, w in ConventionLifecycle.moves() if name == verb)


def _check_state(move: BulkMove, convention: Convention) -> None:
    if convention.status not in move.sources:
        raise Refused(ConventionLifecycle(convention).wrong_state(move.verbs[-1]))
