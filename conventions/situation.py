"""Where a convention stands, in a sentence addressed to the reader, and what they do next.

A status is never shown alone: the sentence says who is awaited, since when, until when.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from audit.actor import Actor
from circuits.models import Assignment, Circuit, Step, StepKind
from common import calendar, clock, french
from documents import finals
from documents.models import Envelope, Slot
from governance import wording
from governance.models import CouncilDate

from . import permissions
from .lifecycle import ConventionLifecycle
from .models import Convention, Party, Status

S = Status
READING = frozenset({StepKind.REVIEW, StepKind.VISA, StepKind.OPINION})
CLOSED = (S.REFUSED, S.WITHDRAWN, S.TERMINATED, S.SUPERSEDED, S.ANNULLED, S.EXPIRED)


@dataclass(frozen=True, slots=True)
class Next:
    """The one next action of a reader: its button, its address, by when and why."""

    label: str
    route: str
    due_on: dt.date | None = None
    reason: str = ""
    verb: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the vertical circuit."""

    title: str
    state: str
    text: str
    mode: str = ""
    mode_label: str = ""


def sentence(convention: Convention, actor: Actor) -> str:
    """The situation as ``actor`` reads it."""
    mine = permissions.open_steps(convention, actor)
    match convention.status:
        case S.DRAFT:
            return _draft(convention, actor)
        case S.UNDER_REVIEW:
            return _review(convention, mine)
        case S.CHANGES_REQUESTED:
            return _changes(convention, actor)
        case S.TEXT_SETTLED:
            day = french.date_fr(_day(convention.text_settled_at))
            if permissions.may_steer(actor, convention):
                return f"Texte arrêté le {day}. Envoyez le projet aux assemblées."
            return "Texte arrêté ; il sera soumis aux assemblées."
        case S.IN_DELIBERATION:
            return _deliberation(convention, mine)
        case S.READY_TO_ISSUE:
            if permissions.may_steer(actor, convention):
                return "Délibérations exécutoires. Complétez les mentions et émettez l’acte."
            return "Délibérations exécutoires ; l’acte va être émis."
        case S.AWAITING_SIGNATURE:
            return _signature(convention, mine)
        case S.SIGNED:
            return _signed(convention, actor)
        case S.SIGNED_SUBJECT_TO_DELIBERATION:
            return (
                "Signée sous réserve de délibération. Ni ouverture de base ni facturation dans "
                "l’attente d’une délibération qui approuve la convention et confirme la signature."
            )
        case S.NOTIFIED:
            effect = max(d for d in (convention.starts_on, convention.notified_on) if d)
            return (
                f"Notifiée le {french.date_fr(convention.notified_on)}. Rien à faire : elle "
                f"prendra effet le {french.date_fr(effect)}."
            )
        case S.IN_FORCE:
            return _in_force(convention)
    return _closed(convention)


def _draft(convention: Convention, actor: Actor) -> str:
    from . import content

    if not permissions.may_steer(actor, convention):
        return "En préparation au syndicat."
    missing = content.missing(convention)
    if missing:
        return f"Brouillon. Il manque : {french.list_fr(missing)}."
    return "Brouillon complet : envoyez-le en relecture."


def _review(convention: Convention, mine: list[Step]) -> str:
    reading = [step for step in mine if step.kind in READING]
    if reading:
        what = "visa" if reading[0].kind == StepKind.VISA else "relecture"
        agreed = "attendu" if what == "visa" else "attendue"
        return f"Votre {what} est {agreed} avant le {french.date_fr(reading[0].due_on)}."
    waiting = [step for step in open_steps(convention) if step.kind in READING]
    if not waiting:
        return "Relecture close : le texte peut être arrêté."
    until = max((step.due_on for step in waiting if step.due_on), default=None)
    bodies = list(dict.fromkeys(str(step.institution) for step in waiting))
    have = french.plural(len(bodies), "n’a", "n’ont")
    said = (
        f"En relecture depuis {_since(waiting)} : {french.list_fr(bodies)} {have} pas encore "
        "répondu."
    )
    if until and all(step.kind == StepKind.REVIEW for step in waiting):
        said += (
            f" Sans observation au {french.date_fr(until)}, la relecture sera close : ce n’est "
            "pas un accord."
        )
    return said


def _changes(convention: Convention, actor: Actor) -> str:
    remark = convention.remarks.filter(answered_at=None).order_by("-pk").first()
    who = remark.institution if remark else "une partie"
    if permissions.may_steer(actor, convention):
        why = f" : « {remark.text.strip().rstrip('.')} »" if remark else ""
        return f"{who} demande une correction{why}."
    return f"En correction au syndicat, à la demande de {who}."


def _deliberation(convention: Convention, mine: list[Step]) -> str:
    waiting = [step for step in open_steps(convention) if step.kind == StepKind.DEPOSIT]
    if not waiting:
        return "Délibérations reçues, en cours d’examen."
    body = waiting[0].institution
    council = (
        CouncilDate.unscoped.filter(institution=body, date__gte=clock.today())
        .order_by("date")
        .first()
    )
    announced = (
        f"Prochain conseil annoncé : {french.date_full_fr(council.date)}."
        if council
        else "Date du prochain conseil inconnue."
    )
    if mine:
        return f"La délibération {wording.of_institution(body)} est attendue. {announced}"
    where = "À la mairie" if body.kind == body.Kind.COMMUNE else f"Chez {body}"
    return f"{where} depuis {_since(waiting)}. {announced}"


def _signature(convention: Convention, mine: list[Step]) -> str:
    signing = [step for step in mine if step.kind == StepKind.SIGNATURE]
    if signing:
        party = convention.party(signing[0].party)
        vote = party.deliberation if party else None
        since = (
            "La délibération est exécutoire depuis le "
            f"{french.date_fr(_day(vote.enforceable_at))} : "
            if vote is not None and vote.enforceable_at
            else ""
        )
        until = french.date_full_fr(signing[0].due_on)
        return f"En attente de votre signature. {since}vous pouvez signer jusqu’au {until}."
    envelope = convention.envelope
    if envelope is None:
        return "L’acte est en cours de production."
    done = [str(slot.label) for slot in envelope.slots.all() if slot.status == Slot.Status.ACCEPTED]
    left = [str(slot.label) for slot in envelope.slots.all() if slot.status != Slot.Status.ACCEPTED]
    if not done:
        return f"Émise, pas encore signée. Signatures attendues : {french.list_fr(left)}."
    verb = "Reste la signature de" if len(left) == 1 else "Restent les signatures de"
    return (
        f"Signée par {french.list_fr(done)}. {verb} {french.list_fr(left)} ; la convention "
        "portera la date de la dernière signature."
    )


def _signed(convention: Convention, actor: Actor) -> str:
    day = french.date_fr(convention.act_date)
    number = f", n° {convention.register_number}"
    final = convention.signed_elsewhere or (
        convention.envelope is not None
        and convention.envelope.status == Envelope.Status.SEALED_FINAL
    )
    if not final:
        trouble = (
            finals.trouble(convention.envelope)
            if convention.envelope is not None and permissions.may_steer(actor, convention)
            else ""
        )
        awaited = trouble or "Horodatage de l’exemplaire définitif en cours."
        return f"Signée par toutes les parties le {day}{number}. {awaited}"
    if permissions.may_steer(actor, convention):
        return f"Signée par toutes les parties le {day}{number}. Notifiez-la."
    return f"Signée par toutes les parties le {day}{number}. Notification en cours."


def _in_force(convention: Convention) -> str:
    return (
        f"En vigueur du {french.date_fr(convention.starts_on)} au "
        f"{french.date_fr(convention.ends_on)} inclus."
    )


def _closed(convention: Convention) -> str:
    day = french.date_fr(convention.closed_on)
    match convention.status:
        case S.REFUSED:
            why = convention.get_closing_category_display().lower()
            return f"Refus de {convention.closing_party} enregistré le {day}. Motif : {why}."
        case S.WITHDRAWN:
            return f"Retirée le {day} : {convention.closing_reason}. Aucune partie n’est engagée."
        case S.TERMINATED:
            return f"Résiliée au {day} : {convention.closing_reason}."
        case S.SUPERSEDED:
            return f"Remplacée le {day} par la convention qui lui succède."
        case S.ANNULLED:
            return f"Annulée, décision enregistrée le {day} : {convention.closing_reason}."
    return f"Expirée le {day}."


def next_action(convention: Convention, actor: Actor) -> Next | None:
    """The one thing that this reader does now, or None."""
    for step in permissions.open_steps(convention, actor):
        due, reason = step.due_on, step.due_reason
        if step.kind == StepKind.SIGNATURE:
            return Next("Lire et signer", "conventions:sign", due, reason)
        if step.kind in (StepKind.REVIEW, StepKind.VISA, StepKind.OPINION):
            label = "Donner mon visa" if step.kind == StepKind.VISA else "Répondre à la relecture"
            return Next(label, "conventions:review", due, reason)
        if step.kind == StepKind.DEPOSIT:
            return Next("Déposer la délibération", "conventions:deliberation", due, reason)
        if step.kind == StepKind.ACTION and step.verbs:
            return _owner_action(convention, actor, step)
    notify = dict(ConventionLifecycle(convention).available(actor)).get("notify")
    return Next(notify.button, "conventions:move", verb="notify") if notify else None


def _owner_action(convention: Convention, actor: Actor, step: Step) -> Next | None:
    available = dict(ConventionLifecycle(convention).available(actor))
    if convention.status in (S.DRAFT, S.CHANGES_REQUESTED):
        return Next(
            "Compléter la convention", "conventions:edit", step.due_on, step.due_reason, "submit"
        )
    for verb in step.verbs:
        if verb in available:
            return Next(
                available[verb].button, "conventions:move", step.due_on, step.due_reason, verb
            )
    return None


def open_steps(convention: Convention) -> list[Step]:
    """Steps that wait for somebody, whoever reads."""
    return list(
        Step.unscoped.filter(
            circuit__in=Circuit.unscoped.about(convention).under_way(), status=Step.Status.OPEN
        )
        .select_related("institution", "circuit")
        .order_by("group", "position")
    )


def _since(steps: Iterable[Step]) -> str:
    opened = min(step.opened_at for step in steps if step.opened_at)
    days = calendar.business_days_between(_day(opened), clock.today())
    if days == 0:
        return "aujourd’hui"
    return f"{days} {french.plural(days, 'jour ouvré', 'jours ouvrés')}"


def _day(instant: dt.datetime | None) -> dt.date:
    return calendar.act_date(instant) if instant else clock.today()


def lines(convention: Convention) -> list[StepLine]:
    """The whole circuit: done (who, when), now (who, due), to come."""
    parts = (_vote_lines, _elsewhere_lines) if convention.signed_elsewhere else SITE_PARTS
    found = [line for part in parts for line in part(convention)]
    found += _end_lines(convention)
    if convention.status not in CLOSED:
        return found
    day = french.date_fr(convention.closed_on)
    ended = StepLine(convention.get_status_display(), "done", f"le {day}" if day else "")
    return [*(line for line in found if line.state == "done"), ended]


def _elsewhere_lines(convention: Convention) -> list[StepLine]:
    """An act signed elsewhere has its date, and its number once its délibérations allow one."""
    number = f", n° {convention.register_number}" if convention.register_number else ""
    signed = french.date_fr(convention.act_date)
    return [StepLine("Acte signé hors plateforme", "done", f"le {signed}{number}")]


def _text_lines(convention: Convention) -> list[StepLine]:
    if convention.text_settled_at:
        day = french.date_fr(_day(convention.text_settled_at))
        return [StepLine("Texte arrêté", "done", f"le {day}")]
    now = [_now(step) for step in open_steps(convention) if step.kind != StepKind.SIGNATURE]
    return now or [StepLine("Texte arrêté", "next", "Après la relecture")]


def _vote_lines(convention: Convention) -> list[StepLine]:
    found = []
    for party in convention.parties.select_related("institution", "deliberation"):
        vote = party.deliberation
        if not party.votes or vote is None:
            continue
        title = f"Délibération : {party.institution}"
        if vote.enforceable_at:
            day = french.date_fr(_day(vote.enforceable_at))
            words = f"n° {vote.number}, exécutoire le {day} ({vote.get_proof_display()})"
            found.append(StepLine(title, "done", words))
        else:
            found.append(StepLine(title, "now", "Preuve du caractère exécutoire attendue"))
    return found


def _sign_lines(convention: Convention) -> list[StepLine]:
    if convention.envelope is None:
        return [
            StepLine(f"Signature : {party.institution}", "next", "Après l’émission de l’acte")
            for party in convention.parties.all()
        ]
    issued = french.datetime_fr(convention.issued_at, "Europe/Paris")
    found = [StepLine("Acte émis et scellé", "done", issued)]
    waiting = {step.party: step for step in open_steps(convention)}
    for slot in convention.envelope.slots.all():
        found.append(_slot_line(slot, waiting.get(slot.key)))
    return found


def _slot_line(slot: Slot, step: Step | None) -> StepLine:
    if slot.status == Slot.Status.ACCEPTED:
        signer = slot.signer
        when = french.datetime_fr(slot.signed_at, "Europe/Paris")
        return StepLine(
            slot.label,
            "done",
            f"Signée par {signer.get('name')}, {signer.get('office')}, le {when}",
            slot.mode,
            slot.get_mode_display(),
        )
    if step is None:
        return StepLine(slot.label, "next", "À son tour")
    line = _now(step)
    return StepLine(slot.label, "now", line.text, slot.mode, slot.get_mode_display())


def _now(step: Step) -> StepLine:
    task = (
        Assignment.unscoped.filter(step=step, closed_at=None)
        .select_related("mandate__person")
        .first()
    )
    who = task.mandate.person.formal_name if task and task.mandate else "titulaire à désigner"
    due = (
        f" À faire avant le {french.date_full_fr(step.due_on)} : {step.due_reason}."
        if (step.due_on)
        else ""
    )
    return StepLine(
        f"{step.label} — {step.institution}", "now", f"{who}, depuis {_since([step])}.{due}"
    )


SITE_PARTS = (_text_lines, _vote_lines, _sign_lines)


def _end_lines(convention: Convention) -> list[StepLine]:
    notified = convention.notified_on
    return [
        StepLine("Notification aux parties", "done", f"le {french.date_fr(notified)}")
        if notified
        else StepLine("Notification aux parties", "next", "Après la dernière signature"),
        StepLine("Entrée en vigueur", "done", f"le {french.date_fr(convention.in_force_on)}")
        if convention.in_force_on
        else StepLine("Entrée en vigueur", "next", french.date_full_fr(convention.starts_on)),
    ]


def party_summary(party: Party) -> str:
    """SIREN and the act that binds the party, on one line."""
    vote = party.deliberation
    said = [f"SIREN {party.institution.siren}"] if party.institution.siren else []
    if vote is not None and vote.number:
        state = "exécutoire" if vote.enforceable_at else "pas encore exécutoire"
        said.append(f"délibération n° {vote.number}, {state}")
    return " · ".join(said) or party.institution.get_kind_display()
