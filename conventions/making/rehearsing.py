"""An act of a kind, played from its draft to its last signature, then taken back whole.

The services, the gate and the circuits are the real ones; the bodies and people that the kind
needs and that do not exist are invented. All of it happens in one transaction that is undone:
no act, no mail, no number is kept, and the journal never knew.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from audit.actor import SYSTEM
from audit.recording import recording
from circuits import rulings, terms
from circuits import services as circuits
from circuits.models import Assignment, Circuit, Step, StepKind
from common import clock
from common.lifecycle import Refusal, Refused
from documents import catalogue, production
from documents.contract import DocumentData
from documents.lifecycle import EnvelopeLifecycle, SlotLifecycle
from documents.models import Document, DocumentModel, Envelope, Slot
from governance import acting
from governance.models import Deliberation

from .. import content, issuing, kinds, kit, services
from ..docdata import free
from ..docdata.builders.kit import act_deliberation
from ..lifecycle import ConventionLifecycle
from ..models import ActKind, Convention, KindMail, Party
from . import invented, letters

SAMPLES: dict[str, tuple[object, object]] = {
    "text": ("un exemple de texte", "un autre texte"),
    "date": ("2030-01-15", "2031-02-16"),
    "amount": ("1243.62", "980.00"),
    "number": (12, 34),
    "yes_no": (True, False),
}
"""Two values of each type of field, as they are recorded: the text must differ between them."""


@dataclass
class Played:
    """What one trial showed; ``steps`` and ``mails`` are plain values."""

    reference: str = ""
    register_number: str = ""
    data: dict[str, object] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    mails: list[dict[str, str]] = field(default_factory=list)
    signatures: list[dict[str, Any]] = field(default_factory=list)


class _Undone(Exception):
    """Takes everything back."""


def play(kind: ActKind) -> Played:
    """Play an act of the kind. Raises ``Refused`` with what an author or a lawyer would meet."""
    played = Played()
    try:
        with recording(SYSTEM):
            _play(kind, played)
            raise _Undone
    except _Undone:
        return played


def _play(kind: ActKind, played: Played) -> None:
    bodies, owner = invented.cast(kind)
    convention = services.write(
        kind,
        bodies,
        owner=owner.pk,
        actor=SYSTEM,
        title=f"{kind.label} (essai)",
        starts_on=clock.today() + dt.timedelta(days=60),
        duration_months=kind.duration_months,
        details={row.name: SAMPLES[row.type][0] for row in kind.fields.all()},
    )
    played.reference = convention.reference
    services.submit(convention, actor=SYSTEM)
    _walk(convention, played)
    settled = services.settle_text(_fresh(convention), actor=SYSTEM)
    if settled.model.free:
        _check_text(kind, settled)
    for party in settled.parties.filter(votes=True):
        if settled.model.free:
            _draft_vote(party)
        _vote(party, settled.text_hash)
    ConventionLifecycle.move(settled, "skip_councils", actor=SYSTEM)
    issued = _issue(_fresh(convention))
    played.data = content.issued_data(issued).to_data()
    played.signatures = kinds.signature_fields(issued)
    _walk(issued, played)
    signed = _fresh(convention)
    played.register_number = signed.register_number
    _last_mail(signed, played)


def _fresh(convention: Convention) -> Convention:
    return Convention.unscoped.get(pk=convention.pk)


# --- people's steps -----------------------------------------------------------------------------


def _walk(convention: Convention, played: Played) -> None:
    """Open and close each step that waits for somebody else than the author."""
    seen: set[int] = set()
    while steps := _open_steps(convention):
        for step in steps:
            if step.pk not in seen:
                seen.add(step.pk)
                played.steps.append(_told(step))
                played.mails += _mail(convention, step)
        _close(convention, steps[0])


def _open_steps(convention: Convention) -> list[Step]:
    running = Circuit.unscoped.about(convention).under_way()
    found = Step.unscoped.filter(circuit__in=running, status=Step.Status.OPEN)
    found = found.exclude(kind=StepKind.ACTION).select_related("circuit__template", "institution")
    return list(found.order_by("group", "position"))


def _told(step: Step) -> dict[str, Any]:
    task = step.assignments.first()
    return {
        "circuit": step.circuit.template.label,
        "group": step.group,
        "label": step.label,
        "kind": step.get_kind_display(),
        "who": str(task.mandate) if task and task.mandate else f"{step.institution} (à désigner)",
        "due_on": step.due_on.isoformat() if step.due_on else "",
        "due_reason": step.due_reason,
    }


def _close(convention: Convention, step: Step) -> None:
    task = step.assignments.exclude(mandate=None).first()
    by = acting.actor_of(task.mandate) if task and task.mandate else SYSTEM
    if step.kind == StepKind.SIGNATURE:
        slot = Slot.unscoped.get(envelope=convention.envelope_id, key=step.party)
        words = {"name": by.title}
        SlotLifecycle.move(slot, "sign_on_platform", actor=SYSTEM, signer=words, at=clock.now())
    if step.kind == StepKind.COMMITTEE:
        rulings.deem_met(step, ground="essai")
        return
    circuits.complete(step, actor=SYSTEM, by=by, outcome="essai")


# --- mails ----------------------------------------------------------------------------------------


def _mail(convention: Convention, step: Step) -> Iterator[dict[str, str]]:
    task = step.assignments.select_related("institution", "step__circuit").first()
    if task is None:
        return
    sign = step.kind == StepKind.SIGNATURE
    moment = KindMail.Moment.SIGN if sign else KindMail.Moment.READ
    given = letters.values(
        convention, step=step.label, due=step.due_on, institution=step.institution
    )
    yield _shown(moment, terms.letter(task) or _usual(moment, given), task)


def _last_mail(convention: Convention, played: Played) -> None:
    moment = KindMail.Moment.SIGNED
    given = letters.values(convention)
    written = letters.of(convention.kind, moment, given) or _usual(moment, given)
    played.mails.append(_shown(moment, written, None))


def _usual(moment: str, given: dict[str, str]) -> terms.Letter:
    usual = letters.usual(moment)
    return letters.filled(usual.subject, usual.body, given)


def _shown(moment: str, letter: terms.Letter, task: Assignment | None) -> dict[str, str]:
    to = str(task.mandate or task.institution) if task else "chaque partie"
    label = KindMail.Moment(moment).label
    return {"moment": label, "to": to, "subject": letter.subject, "body": letter.body}


# --- the text -------------------------------------------------------------------------------------


def _check_text(kind: ActKind, convention: Convention) -> None:
    """What is completed after the vote stands in mentions, and nothing else does."""
    settled, issued = content.settled_data(convention), content.issued_data(convention)
    voted, model = convention.text_hash, convention.model
    faults = []
    for each in dataclasses.fields(settled):
        own = free.is_own(each)
        if own:
            row = next(row for row in kind.fields.all() if row.name == each.name)
            other = type(settled).read(each.name, SAMPLES[row.type][1])
        else:
            other = getattr(issued, each.name)
        if not own and each.metadata["when"] != "at_issue":
            continue
        same = _hash(model, settled, each.name, other) == voted
        label = f"« {each.metadata['label']} » ({{{{ {each.name} }}}})"
        if own and same:
            faults.append(
                f"Le champ {label} n’entre pas dans le texte voté : il est écrit dans un "
                "en-tête, ou dans un paragraphe de style « Mention », réservé à ce qui se "
                "complète après le vote."
            )
        elif not own and not same:
            faults.append(
                f"La mention {label} se complète après le vote : dans Word, donnez le style "
                "« Mention » à son paragraphe, sans autre texte de l’acte."
            )
    if faults:
        raise Refused(*map(Refusal, faults))


def _hash(model: DocumentModel, data: DocumentData, name: str, value: object) -> str:
    changed = dataclasses.replace(data, **{name: value})
    return production.fill(model, changed.to_data()).text_hash


def _draft_vote(party: Party) -> None:
    """The délibération that the site would offer to the assembly, filled and not kept."""
    model = catalogue.in_use(kit.MODELS["vote"], clock.today())
    production.fill(model, act_deliberation(party).to_data())


def _vote(party: Party, text_hash: str) -> None:
    """An invented vote of the party, on this very text."""
    yesterday = clock.now() - dt.timedelta(days=1)
    vote = Deliberation(
        institution=party.institution,
        number="ESSAI",
        status=Deliberation.Status.ENFORCEABLE,
        voted_on=yesterday.date(),
        enforceable_at=yesterday,
        object="Essai",
        proof=Deliberation.Proof.STAMP,
        text_hash=text_hash,
    )
    vote.save()
    party.deliberation = vote
    party.save()


def _issue(convention: Convention) -> Convention:
    """The act in signature, its file left out: the file is made afterwards, outside."""
    data = content.issued_data(convention)
    document = Document(
        about_type=convention._meta.label_lower,
        about_id=convention.pk,
        kind=convention.model.kind,
        title=convention.title,
        purpose=Document.Purpose.ISSUED,
        model=convention.model,
        snapshot=data.to_snapshot(),
        text_hash=convention.text_hash,
    )
    document.save()
    envelope = Envelope(
        document=document, reference=convention.reference, text_hash=convention.text_hash
    )
    envelope.save()
    for row in issuing.slots(convention):
        Slot(envelope=envelope, **row).save()
    sealed = EnvelopeLifecycle.move(envelope, "seal", actor=SYSTEM)
    return ConventionLifecycle.move(convention, "issue", actor=SYSTEM, envelope=sealed)
