"""Several acts signed by one person with one code for the list shown (P9).

The person chooses among the acts that wait for them, reads each, and enters one code, bound to
the list. Each act is then signed by itself: one that may no longer be signed is refused with its
reason and stays; the others are signed. A kill in between signs nothing twice.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock, french, jobs
from common.lifecycle import NotYours, Refusal, Refused
from common.models import Job
from governance import acting
from governance.models import Mandate
from governance.offices import Office

from . import codes, links, signing
from .lifecycle import CodeLifecycle
from .models import Assignment, Circuit, SigningBatch, SigningBatchItem, SigningLink, Step, StepKind

OFFICES = frozenset({Office.SYNDICATE_PRESIDENT, Office.DASEN, Office.INSPECTOR})
"""Offices that sign many acts of one kind: those that P9 names."""
MOST = 100
"""Acts in one list: what a person can still be said to have had before their eyes."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One act that waits for a signature, and what forbids it now."""

    step: Step
    ready: signing.Readiness

    @property
    def key(self) -> str:
        return str(self.step.public_id)

    @property
    def refusals(self) -> list[Refusal]:
        """What keeps the act out of a list signed with a code."""
        return [*self.ready.refusals, *self.ready.level_refusals]


def may_sign_together(actor: Actor) -> bool:
    """President of the syndicate, DASEN, inspector."""
    return actor.mandate_id is not None and actor.office in OFFICES


def mandate_of(actor: Actor) -> Mandate:
    """The mandate under which a list is signed; ``NotYours`` for other offices."""
    mandate = acting.mandate_of(actor)
    if mandate is None or not may_sign_together(actor):
        raise NotYours(
            "La signature de plusieurs actes ensemble revient au président du syndicat, au "
            "directeur académique et aux inspecteurs."
        )
    return mandate


def waiting(mandate: Mandate) -> list[Waiting]:
    """The acts that wait for the signature of ``mandate``, the most urgent first."""
    return [Waiting(step, signing.readiness(step, mandate)) for step in _steps(mandate)[:MOST]]


def count(actor: Actor) -> int:
    """How many acts an actor could sign together; 0 for other offices."""
    if not may_sign_together(actor):
        return 0
    return _tasks(actor.mandate_id).count()


def _tasks(mandate_id: int | None) -> Any:
    tasks = Assignment.unscoped.open().asked()
    return tasks.filter(
        mandate=mandate_id,
        step__kind=StepKind.SIGNATURE,
        step__status=Step.Status.OPEN,
        step__circuit__status=Circuit.Status.RUNNING,
    )


def _steps(mandate: Mandate) -> list[Step]:
    tasks = _tasks(mandate.pk).select_related("step__circuit", "step__institution")
    return [task.step for task in tasks.order_by("due_on", "pk")]


def compose(chosen: Iterable[str], *, actor: Actor) -> SigningBatch:
    """A list of the acts chosen (ids of their steps), each with its link and its file.

    Raises ``NotYours``, ``Refused`` when nothing is chosen, when an act does not wait for this
    person or may not be signed now: each reason names its act.
    """
    mandate = mandate_of(actor)
    wanted = set(chosen)
    found = [each for each in waiting(mandate) if each.key in wanted]
    if not found:
        raise Refused(Refusal("Cochez au moins un acte à signer."))
    refusals = [
        Refusal(f"{each.ready.terms.reference} : {each.refusals[0].sentence}")
        for each in found
        if each.refusals
    ]
    if len(found) < len(wanted):
        refusals.append(Refusal("Un acte coché n’attend plus votre signature : reprenez la liste."))
    if refusals:
        raise Refused(*refusals)
    with recording(actor) as journal:
        batch = SigningBatch(mandate=mandate, list_hash=_hash_of(found), opened_at=clock.now())
        journal.says(batch, "compose_list", acts=len(found))
        batch.save()
        for position, each in enumerate(found, start=1):
            SigningBatchItem(
                batch=batch,
                link=links.for_session(
                    each.step,
                    mandate,
                    envelope_id=each.ready.terms.envelope_id,
                    text_hash=each.ready.terms.text_hash,
                ),
                position=position,
                label=f"{each.ready.terms.reference} — {each.ready.terms.title}"[:250],
                document_sha256=signing.code_scope(each.ready),
            ).save()
    return batch


def _hash_of(found: Sequence[Waiting]) -> str:
    """SHA-256 of « reference, file » line by line, in the order shown."""
    lines = (f"{each.ready.terms.reference} {signing.code_scope(each.ready)}" for each in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def find(public_id: Any, actor: Actor) -> SigningBatch | None:
    """A list of one's own; None for anybody else's."""
    if actor.mandate_id is None:
        return None
    return SigningBatch.unscoped.filter(public_id=public_id, mandate=actor.mandate_id).first()


def items(batch: SigningBatch) -> list[SigningBatchItem]:
    """The acts of a list, in its order."""
    return list(
        batch.items.select_related(
            "link__step__circuit", "link__step__institution", "link__mandate"
        )
    )


def opened(batch: SigningBatch, session: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """By id of an item, when this browser opened its act and whether it downloaded it; whatever
    the link by which it came."""
    rows = items(batch)
    ways: dict[int, list[int]] = {}
    found = SigningLink.unscoped.filter(
        step__in=[item.link.step_id for item in rows], mandate=batch.mandate_id
    )
    for step, pk in found.values_list("step", "pk"):
        ways.setdefault(step, []).append(pk)
    return {
        item.pk: {
            "opened_at": next(
                (at for pk in ways[item.link.step_id] if (at := session.get(f"opened-{pk}"))), ""
            ),
            "downloaded": any(session.get(f"downloaded-{pk}") for pk in ways[item.link.step_id]),
        }
        for item in rows
    }


def consent_words(batch: SigningBatch, total: int) -> tuple[str, str]:
    """What the two boxes say for a list."""
    acts = f"{total} {french.plural(total, 'acte', 'actes')}"
    return (
        f"J’ai pu lire chacun des {acts} de cette liste et je consens, au nom de l’institution "
        "que je représente, aux engagements qu’ils contiennent.",
        "J’accepte de les signer par voie électronique, selon le procédé de signature "
        "électronique simple décrit dans la notice.",
    )


def ask_code(batch: SigningBatch, *, actor: Actor, kind: str = "") -> None:
    """Ask for the one code of the list; refused once it was confirmed."""
    _check_unconfirmed(batch)
    codes.ask(batch, document_sha256=batch.list_hash, actor=actor, kind=kind)


def confirm(
    batch: SigningBatch,
    *,
    code: str,
    consent: signing.Consent,
    facts: Mapping[str, str],
    read: Mapping[int, Mapping[str, Any]],
    actor: Actor,
) -> Job:
    """Enter the code of the list, then queue its acts; returns the work to follow.

    ``facts``: ip and user agent of the request; ``read``: by id of an item, when its act was
    opened and whether it was downloaded. Raises ``Refused``: boxes, code, list already confirmed.
    """
    if not consent.given:
        raise Refused(Refusal("Cochez les deux cases pour signer.", key="consent.missing"))
    _check_unconfirmed(batch)
    checked = codes.check(batch, code, document_sha256=batch.list_hash)
    with recording(actor) as journal:
        locked = SigningBatch.unscoped.select_for_update().get(pk=batch.pk)
        _check_unconfirmed(locked)
        CodeLifecycle.move(checked, "enter_code", actor=SYSTEM)
        rows = items(locked)
        for item in rows:
            item.facts = dict(read.get(item.pk, {}))
            item.save()
        job = jobs.ask(
            "circuits.sign_together",
            f"Signature de {len(rows)} {french.plural(len(rows), 'acte', 'actes')}",
            [(item.label[:200], {"item": item.pk}) for item in rows],
            actor=actor,
        )
        locked.confirmed_at, locked.job = clock.now(), job.public_id
        locked.words, locked.facts = list(consent.words), dict(facts)
        journal.says(locked, "confirm_list", document_hash=locked.list_hash, acts=len(rows))
        locked.save()
    return job


def _check_unconfirmed(batch: SigningBatch) -> None:
    if batch.confirmed_at is not None:
        raise Refused(Refusal("Cette liste est déjà confirmée.", key="list.confirmed"))


@jobs.handles("circuits.sign_together")
def sign_item(payload: dict[str, Any], actor: Actor) -> str:
    """Sign one act of a confirmed list, or find that it is signed."""
    item = SigningBatchItem.unscoped.select_related("batch", "link__step__circuit").get(
        pk=payload["item"]
    )
    signing.sign_listed(item)
    return "Signé."
