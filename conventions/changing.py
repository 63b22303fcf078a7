"""What the gate makes of a change (N10): visas asked or kept, votes kept or not, partners told.

A text taken up again opens a ``Change``; sent to review, it is compared with what it was; settled,
it is closed. A vote holds as long as no change since asks for another (``requirements.carries``).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits.models import Step, StepKind
from common import clock, french
from common.lifecycle import NotYours, Refusal, Refused
from governance.offices import Office

from . import classifying, content, permissions, requirements, telling
from .classifying import Changed, State
from .models import Change, Convention, LegalGround, Stage, Status
from .requirements import Requirement

OF_TEXT = Refusal(
    "Ce changement touche le texte voté : reprenez le texte, non une mention.",
    "CGCT, art. L. 2122-21",
    key="change.text",
)


def take_up(
    convention: Convention,
    verb: str,
    *,
    actor: Actor,
    reason: str,
    changes: Sequence[str] = (),
    **given: object,
) -> None:
    """Remember what stands, to compare it with what replaces it; release the text, unless a
    mention alone is taken up. Inside the move ``verb``, which saves the act.

    A text that nobody settled has nothing to remember. Raises ``Refused`` for a kind of change
    that is unknown, or that a mention cannot be.
    """
    refusals = list(refused_rows(verb, changes))
    if refusals:
        raise Refused(*refusals)
    if convention.text_hash:
        _remember(convention, verb, actor, reason, list(changes))
    if verb != "reopen_mentions":
        convention.snapshot, convention.text_hash = {}, ""
        convention.text_settled_at, convention.matches_model = None, False


def _remember(
    convention: Convention, verb: str, actor: Actor, reason: str, declared: list[str]
) -> None:
    open_one = current(convention)
    if open_one is not None and not open_one.of_mentions:
        return
    stored = Convention.unscoped.get(pk=convention.pk)  # its status is still the one it leaves
    with recording(actor) as journal:
        if open_one is not None:
            _close(open_one, open_one.before_hash, [])
        change = Change(
            convention=convention,
            verb=verb,
            stage=requirements.stage(stored),
            reason=reason,
            before=_recorded(_settled(convention, verb == "reopen_mentions")),
            before_hash=convention.text_hash,
            declared=declared,
            opened_at=clock.now(),
        )
        journal.says(change, "take_up", reason=reason, declared=declared)
        change.save()


def refused_rows(verb: str, declared: Sequence[str]) -> Iterator[Refusal]:
    """Rows that are unknown, or that a mention cannot be."""
    table = requirements.rows()
    for key in declared:
        if key not in table:
            yield Refusal(f"Changement inconnu : {french.quoted(key)}. Choisissez dans la liste.")
        elif verb == "reopen_mentions" and not table[key].mention:
            yield OF_TEXT


def current(convention: Convention) -> Change | None:
    """The change under way, or None."""
    found: Change | None = convention.changes.filter(closed_at=None).first()
    return found


def compare(convention: Convention) -> None:
    """Class what was written, when the text goes back to review."""
    change = current(convention)
    if change is None or change.of_mentions:
        return
    data = content.project_data(convention)
    now = _state(convention, data.to_snapshot(), content.text_hash(convention, data))
    _keep_found(change, classifying.classes(_before(change), now, _roles(convention)))


def settle(convention: Convention) -> None:
    """Close the change on the text just settled, and tell the parties when it asks for it."""
    change = current(convention)
    if change is None:
        return
    now = _state(convention, convention.snapshot, convention.text_hash)
    found = classifying.classes(_before(change), now, _roles(convention))
    _close(change, convention.text_hash, found)
    if change.rows and Requirement.INFORM in requirements.required(change):
        telling.changed(convention, change)


def issue(convention: Convention) -> None:
    """Close a change of mentions on the copy just issued."""
    change = current(convention)
    if change is None or not change.of_mentions or convention.envelope is None:
        return
    now = _state(convention, convention.envelope.document.snapshot, convention.text_hash)
    _close(change, "", classifying.classes(_before(change), now, _roles(convention)))


def unasked(
    convention: Convention,
    *,
    snapshot: dict[str, Any] | None = None,
    text_hash: str = "",
    **given: object,
) -> Iterator[Refusal]:
    """A value changed since the text went to review, and asks for a visa that nobody was asked."""
    change = current(convention)
    if change is None or snapshot is None or change.of_mentions:
        return
    now = _state(convention, snapshot, text_hash)
    found = classifying.classes(_before(change), now, _roles(convention))
    asked = requirements.required(change)
    for key in found:
        more = (requirements.union([key], change.stage) - asked) & VISAS
        if more:
            label = requirements.rows()[key].label
            yield Refusal(
                f"Depuis l’envoi en relecture, le texte a encore changé ({label}) : demandez une "
                "correction, puis renvoyez-le en relecture pour recueillir le visa.",
                requirements.rows()[key].source,
            )


VISAS = frozenset({Requirement.VISA, Requirement.VISA_DPO})


def kept(convention: Convention, step: Step) -> str:
    """Why a review or a visa need not be asked again for the change under way; "" when it must."""
    change = current(convention)
    if change is None or not change.rows or step.kind not in (StepKind.VISA, StepKind.REVIEW):
        return ""
    asked = requirements.required(change)
    labels = french.list_fr(requirements.rows()[key].label for key in change.rows)
    if step.kind == StepKind.REVIEW:
        again = asked & {*VISAS, Requirement.VOTE}
        return "" if again else f"information des parties, sans nouvelle relecture ({labels})"
    if Requirement.VISA in asked:
        return ""
    if Office.DPO in step.offices and Requirement.VISA_DPO in asked:
        return ""
    if Office.LEGAL_OFFICER in step.offices and convention.legal_ground == LegalGround.OTHER:
        return ""
    return f"visa conservé, le changement n’en demande pas de nouveau ({labels})"


# --- classing by people ---------------------------------------------------------------------------
def reclass(convention: Convention, *, row: str, to: str, reason: str, actor: Actor) -> Change:
    """Class a change otherwise. Without ``row``, its author adds ``to``: that only asks for more.
    The jurist may replace ``row`` by ``to``, with a reason, until the act is signed.

    Raises ``NotYours``, ``Refused``.
    """
    lowers = bool(row)
    if lowers and not permissions.may_decide_law(actor, convention):
        raise NotYours(
            "Seul le juriste classe un changement autrement que la comparaison ; vous pouvez en "
            "ajouter un."
        )
    if not permissions.may_steer_or_law(actor, convention):
        raise NotYours("Ce classement revient au porteur de la convention ou au juriste.")
    change = convention.changes.order_by("-pk").first()
    if change is None or requirements.stage(convention) == Stage.SIGNED:
        raise Refused(Refusal("Aucun changement n’est à classer sur cet acte."))
    refusals = list(refused_rows(change.verb, [to]))
    if lowers and row not in change.found:
        refusals.append(Refusal("Ce changement n’a pas été constaté sur le texte."))
    if not reason.strip():
        refusals.append(Refusal("Indiquez le motif : il figurera dans l’historique."))
    if refusals:
        raise Refused(*refusals)
    with recording(actor) as journal:
        locked = Change.unscoped.select_for_update().get(pk=change.pk)
        if lowers:
            others = [each for each in locked.lowered if each["row"] != row]
            replaced = {"row": row, "to": to, "reason": reason, "by": actor.title}
            locked.lowered = [*others, replaced]
        else:
            locked.declared = [*locked.declared, to]
        verb = "lower_class" if lowers else "raise_class"
        journal.says(locked, verb, reason=reason, row=row, to=to)
        locked.save()
        journal.note(convention, verb, reason=reason, row=row, to=to)
    return locked


def described(convention: Convention, change: Change) -> list[Changed]:
    """What changed so far, value by value; nothing while the text has a hole."""
    contract = content.act.contract(convention)
    if convention.status in (Status.DRAFT, Status.CHANGES_REQUESTED):
        if content.missing(convention):
            return []
        after = content.project_data(convention).to_snapshot()
    elif change.of_mentions:
        after = convention.envelope.document.snapshot if convention.envelope else {}
    else:
        after = convention.snapshot or content.project_data(convention).to_snapshot()
    return classifying.described(change.before["values"], after, contract)


# --- states ---------------------------------------------------------------------------------------
def _settled(convention: Convention, mentions: bool) -> State:
    """The text as it stands before it is taken up; with its mentions when they are what changes."""
    issued = convention.envelope.document.snapshot if convention.envelope and mentions else None
    return _state(convention, issued or convention.snapshot, convention.text_hash)


def _state(convention: Convention, values: dict[str, Any], text_hash: str) -> State:
    model = convention.model
    parties = {party.role: party.institution_id for party in convention.parties.all()}
    return State(values, text_hash, f"{model.code} {model.version}" if model else "", parties)


def _recorded(state: State) -> dict[str, Any]:
    return {
        "values": dict(state.values),
        "model": state.model,
        "parties": dict(state.parties or {}),
    }


def _before(change: Change) -> State:
    return State(
        change.before["values"],
        change.before_hash,
        change.before["model"],
        change.before["parties"],
    )


def _roles(convention: Convention) -> list[str]:
    return [party.role for party in convention.parties.all()]


def _keep_found(change: Change, found: list[str]) -> None:
    with recording(SYSTEM) as journal:
        change.found = found
        journal.says(change, "class_change", found=found)
        change.save()


def _close(change: Change, after_hash: str, found: list[str]) -> None:
    with recording(SYSTEM) as journal:
        change.found, change.after_hash, change.closed_at = found, after_hash, clock.now()
        journal.says(change, "close_change", found=found)
        change.save()
