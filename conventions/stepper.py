"""The vertical circuit of a convention: each line done (who, when), now (who, due) or to come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from circuits.models import Assignment, Circuit, Step, StepKind
from common import articles, french
from documents import how_signed
from documents.models import Slot
from governance import channels, wording
from governance.models import Institution

from . import coverage, situation
from .models import AUTHORITY, Convention, Party, Status, Way


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the vertical circuit."""

    title: str
    state: str
    text: str
    mode: str = ""
    mode_label: str = ""


Part = Callable[[Convention], list[StepLine]]


def lines(convention: Convention) -> list[StepLine]:
    """The whole circuit: done (who, when), now (who, due), to come."""
    found = [line for part in _parts(convention) for line in part(convention)]
    if convention.status not in situation.CLOSED:
        return found
    day = french.date_fr(convention.closed_on)
    ended = StepLine(convention.get_status_display(), "done", f"le {day}" if day else "")
    return [*(line for line in found if line.state == "done"), ended]


def _parts(convention: Convention) -> tuple[Part, ...]:
    """The parts of the path that an act follows."""
    if convention.kind.way == Way.ENTRY_SLIP:
        return (_slip_lines, _sign_lines, _visa_lines, _entry_lines)
    if convention.signed_elsewhere:
        return (_vote_lines, _elsewhere_lines, _end_lines)
    return (_prepare_lines, _read_lines, _text_lines, _vote_lines, _sign_lines, _end_lines)


def _slip_lines(convention: Convention) -> list[StepLine]:
    """Its author completes and issues a slip: nobody reads it before, no assembly votes again."""
    return _waiting(convention, "convention.slip.prepare")


def _visa_lines(convention: Convention) -> list[StepLine]:
    """The visa of the inspector, on the copy under way."""
    found = _steps(convention, "convention.slip").filter(kind=StepKind.VISA)
    step = found.select_related("institution", "circuit").order_by("-pk").first()
    if step is None or convention.status == Status.DRAFT:
        return [StepLine("Visa de l’inspecteur", "next", "Après la signature")]
    return [_read_line(step)]


def _entry_lines(convention: Convention) -> list[StepLine]:
    entered = convention.in_force_on
    if entered:
        return [StepLine("Entrée de l’école", "done", f"le {french.date_fr(entered)}")]
    return [StepLine("Entrée de l’école", "next", french.date_full_fr(convention.starts_on))]


def _elsewhere_lines(convention: Convention) -> list[StepLine]:
    """An act signed elsewhere has its date, and its number once its délibérations allow one."""
    number = f", n° {convention.register_number}" if convention.register_number else ""
    signed = french.date_fr(convention.act_date)
    return [StepLine("Acte signé hors plateforme", "done", f"le {signed}{number}")]


def _prepare_lines(convention: Convention) -> list[StepLine]:
    """The draft, or the correction that a party asked for; then when the text went to review."""
    if now := _waiting(convention, "convention.prepare", "convention.correct"):
        return now
    sent = _steps(convention, "convention.prepare", "convention.correct")
    last = sent.filter(status=Step.Status.DONE).order_by("-closed_at").first()
    return [StepLine("Envoi en relecture", "done", _by(last))] if last else []


def _read_lines(convention: Convention) -> list[StepLine]:
    """Each reading and visa: given by whom, met beforehand and why, or awaited."""
    if convention.status in (Status.DRAFT, Status.CHANGES_REQUESTED):
        return [StepLine("Relecture et visas", "next", "Après l’envoi en relecture")]
    review = (
        Circuit.unscoped.about(convention).filter(kind__startswith="convention.review.")
    ).order_by("-pk")
    steps = Step.unscoped.filter(circuit=review.first()).select_related("institution", "circuit")
    return [_read_line(step) for step in steps.order_by("group", "position")]


def _read_line(step: Step) -> StepLine:
    if step.status == Step.Status.OPEN:
        return _now(step)
    title = f"{step.label} — {step.institution}"
    if step.kind == StepKind.COMMITTEE and step.status == Step.Status.DONE:
        return StepLine(title, "done", f"{articles.capital(step.outcome)}, {_by(step)}")
    if step.status in (Step.Status.DONE, Step.Status.DONE_WITH_RESERVES):
        return StepLine(title, "done", _by(step))
    if step.status in (Step.Status.DEEMED_MET, Step.Status.UNANSWERED):
        return StepLine(title, "done", articles.capital(step.outcome))
    return StepLine(title, "next", step.get_status_display())


def _text_lines(convention: Convention) -> list[StepLine]:
    if convention.text_settled_at:
        day = french.date_fr(situation.day_of(convention.text_settled_at))
        return [StepLine("Texte arrêté", "done", f"le {day}")]
    now = _waiting(convention, "convention.settle")
    return now or [StepLine("Arrêt du texte", "next", "Après la relecture")]


def _vote_lines(convention: Convention) -> list[StepLine]:
    found = _waiting(convention, "convention.dispatch")
    for party in convention.parties.select_related("institution", "deliberation"):
        if party.votes:
            found.append(_vote_line(convention, party))
    return found


def _vote_line(convention: Convention, party: Party) -> StepLine:
    title = f"Délibération {wording.of_institution(party.institution)}"
    vote = party.deliberation or coverage.framework_for(party)
    if vote is not None and vote.enforceable_at:
        day = french.date_fr(situation.day_of(vote.enforceable_at))
        words = f"n° {vote.number}, exécutoire le {day} ({vote.get_proof_display()})"
        return StepLine(title, "done", words)
    if convention.status == Status.IN_DELIBERATION or (vote is not None and vote.number):
        awaited = "Preuve du caractère exécutoire attendue" if vote and vote.number else "Attendue"
        return StepLine(title, "now", awaited)
    return StepLine(title, "next", "Après l’arrêt du texte")


def _sign_lines(convention: Convention) -> list[StepLine]:
    slip = convention.kind.way == Way.ENTRY_SLIP
    if convention.envelope is None or convention.status in (Status.READY_TO_ISSUE, Status.DRAFT):
        issue = _waiting(convention, "convention.issue") or [
            StepLine("Émission de l’acte", "next", "Après les délibérations")
        ]
        return ([] if slip else issue) + [
            StepLine(_signature_of(party.institution), "next", "Après l’émission de l’acte")
            for party in convention.parties.select_related("institution")
            if not slip or party.role == AUTHORITY
        ]
    issued = french.datetime_fr(convention.issued_at, "Europe/Paris")
    found = [StepLine("Acte émis et scellé", "done", issued)]
    bodies = {party.role: party.institution for party in convention.parties.all()}
    waiting = {step.party: step for step in situation.open_steps(convention)}
    for slot in convention.envelope.slots.all():
        title = _signature_of(bodies[slot.key])
        found.append(_slot_line(slot, title, waiting.get(slot.key)))
    return found


def _signature_of(body: Institution) -> str:
    return f"Signature {wording.from_institution(body)}"


def _slot_line(slot: Slot, title: str, step: Step | None) -> StepLine:
    if slot.status == Slot.Status.ACCEPTED:
        signer = slot.signer
        when = how_signed.when(slot)
        return StepLine(
            title,
            "done",
            f"Signée par {signer.get('name')}, {_in_quality(signer)}, le {when}{_level(signer)}"
            f"{_certified(slot)}",
            slot.mode,
            slot.get_mode_display(),
        )
    if step is None:
        return StepLine(title, "next", "À son tour")
    line = _now(step, pressing=slot.status != Slot.Status.TO_CHECK)
    said = f"{line.text}{_returned(slot)}"
    return StepLine(title, "now", said, slot.mode, slot.get_mode_display())


def _certified(slot: Slot) -> str:
    """Of a paper: who compared its scan with the act, and who keeps it."""
    paper = how_signed.on_paper(slot)
    if not paper:
        return ""
    agents = french.list_fr(how_signed.certified_by(slot))
    return f". Numérisation certifiée par {agents} ; original conservé par {paper['holder']}"


def _returned(slot: Slot) -> str:
    """What is awaited of a signature given elsewhere."""
    if slot.status == Slot.Status.TO_CHECK and slot.mode == Slot.Mode.PAPER:
        found = slot.paper_returns.last()
        first = found.checks.first() if found is not None else None
        if first is not None:
            return f" Retour papier certifié par {first.label} ; un second agent est attendu."
        return " Retour papier enregistré, à certifier par un agent."
    if slot.status == Slot.Status.TO_CHECK:
        return " Retour reçu, en cours de vérification."
    if slot.status != Slot.Status.AWAITING_RETURN:
        return ""
    return " Fichier signé attendu." if slot.mode == Slot.Mode.CERTIFICATE else " Papier attendu."


def _level(signer: Mapping[str, object]) -> str:
    """« , signature avancée », for what a certificate proves."""
    return f", signature {signer['level']}" if "level" in signer else ""


def _in_quality(signer: Mapping[str, object]) -> str:
    """« maire », or the formula of whoever signed for another."""
    if signer.get("ground", "holder") == "holder":
        return str(signer.get("office", ""))
    return f"« {signer.get('formula', '')} »"


def _now(step: Step, *, pressing: bool = True) -> StepLine:
    """Who is awaited, since when and for when; the last unless it waits for somebody else."""
    task = (
        Assignment.unscoped.filter(step=step, closed_at=None)
        .select_related("mandate__person")
        .first()
    )
    who = task.mandate.person.formal_name if task and task.mandate else "titulaire à désigner"
    due = (
        f" À faire avant le {french.date_full_fr(step.due_on)} : {step.due_reason}."
        if step.due_on and pressing
        else ""
    )
    since = situation.elapsed(task.opened_at) if task else situation.since([step])
    return StepLine(
        f"{step.label} — {step.institution}",
        "now",
        f"{who}, depuis {since}.{due}{_without_sheet(step, task)}",
    )


def _without_sheet(step: Step, task: Assignment | None) -> str:
    """A signatory who can receive neither link nor code: whoever prepares the act reads it here."""
    if step.kind != StepKind.SIGNATURE or task is None or task.mandate is None:
        return ""
    if channels.signing_address(task.mandate):
        return ""
    return " Sans fiche signataire ni adresse pour signer : papier ou certificat."


def _waiting(convention: Convention, *kinds: str) -> list[StepLine]:
    """What waits for somebody in the circuits of these kinds."""
    return [_now(step) for step in situation.open_steps(convention) if step.circuit.kind in kinds]


def _steps(convention: Convention, *kinds: str) -> QuerySet[Step]:
    circuits = Circuit.unscoped.about(convention).filter(kind__in=kinds)
    return Step.unscoped.filter(circuit__in=circuits)


def _by(step: Step) -> str:
    """Who ended a step, and when."""
    day = french.date_fr(situation.day_of(step.closed_at))
    return f"{step.done_by}, le {day}" if step.done_by else f"le {day}"


def _end_lines(convention: Convention) -> list[StepLine]:
    notified = convention.notified_on
    told = [StepLine("Notification aux parties", "done", f"le {french.date_fr(notified)}")]
    awaited = _waiting(convention, "convention.notify", "convention.regularise") or [
        StepLine("Notification aux parties", "next", "Après la dernière signature")
    ]
    return [
        *(told if notified else awaited),
        StepLine("Entrée en vigueur", "done", f"le {french.date_fr(convention.in_force_on)}")
        if convention.in_force_on
        else StepLine("Entrée en vigueur", "next", french.date_full_fr(convention.starts_on)),
    ]


def party_summary(party: Party) -> str:
    """SIREN, the act that binds the party and who was chosen to sign for it, on one line."""
    vote = party.deliberation
    said = [f"SIREN {party.institution.siren}"] if party.institution.siren else []
    if vote is not None and vote.number:
        state = "exécutoire" if vote.enforceable_at else "pas encore exécutoire"
        said.append(f"délibération n° {vote.number}, {state}")
    if party.signatory is not None:
        chosen = party.signatory
        said.append(f"signature de {chosen.person.formal_name}, {wording.office(chosen)}")
    return " · ".join(said) or party.institution.get_kind_display()
