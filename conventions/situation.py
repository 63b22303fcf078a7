"""Where a convention stands, in a sentence addressed to the reader, and what they do next.

A status is never shown alone: the sentence says who is awaited, since when, until when.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from audit.actor import Actor
from circuits import signing as circuits_signing
from circuits.models import Circuit, Step, StepKind
from common import articles, calendar, clock, french
from common.lifecycle import Move, Refusal
from documents import finals
from documents.models import Envelope, Slot
from governance import wording
from governance.models import CouncilDate
from governance.offices import Office

from . import coverage, gates, guards, permissions
from .lifecycle import ConventionLifecycle
from .models import Convention, Status, Way
from .modifying import rectifying, sentences

S = Status
READING = frozenset({StepKind.REVIEW, StepKind.VISA, StepKind.OPINION})
CLOSED = (S.REFUSED, S.WITHDRAWN, S.TERMINATED, S.SUPERSEDED, S.ANNULLED, S.EXPIRED)


@dataclass(frozen=True, slots=True)
class Next:
    """The one next action of a reader: its button, its address, by when and why.

    ``refusals``: what is missing before it can be done; the page says it beside the button.
    """

    label: str
    route: str
    due_on: dt.date | None = None
    reason: str = ""
    verb: str = ""
    role: str = ""
    refusals: tuple[Refusal, ...] = ()


def sentence(convention: Convention, actor: Actor, reprint: str = "") -> str:
    """The situation as ``actor`` reads it; ``reprint`` is what ``to_reprint`` says."""
    if reprint:
        return reprint
    mine = permissions.open_steps(convention, actor)
    slip = convention.kind.way == Way.ENTRY_SLIP
    if slip and (said := sentences.of_slip(convention, actor, mine)):
        return said
    match convention.status:
        case S.DRAFT:
            return _draft(convention, actor)
        case S.UNDER_REVIEW:
            return _review(convention, mine)
        case S.CHANGES_REQUESTED:
            return _changes(convention, actor)
        case S.TEXT_SETTLED:
            day = french.date_fr(day_of(convention.text_settled_at))
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
            return _signature(convention, actor, mine)
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
    if not permissions.may_steer(actor, convention):
        return "En préparation au syndicat."
    gaps = list(guards.submit(convention))
    if gaps:
        return f"Brouillon. {' '.join(gap.sentence for gap in gaps)}"
    return "Brouillon complet : envoyez-le en relecture."


def _review(convention: Convention, mine: list[Step]) -> str:
    reading = [step for step in mine if step.kind in READING]
    if reading:
        what = "visa" if reading[0].kind == StepKind.VISA else "relecture"
        agreed = "attendu" if what == "visa" else "attendue"
        return f"Votre {what} est {agreed} avant le {french.date_fr(reading[0].due_on)}."
    waiting = [step for step in open_steps(convention) if step.kind in READING]
    if not waiting:
        return _before_committee(convention)
    until = max((step.due_on for step in waiting if step.due_on), default=None)
    bodies = list(dict.fromkeys(wording.the_institution(step.institution) for step in waiting))
    have = french.plural(len(bodies), "n’a", "n’ont")
    said = (
        f"En relecture depuis {since(waiting)} : {french.list_fr(bodies)} {have} pas encore "
        "répondu."
    )
    if until and all(step.kind == StepKind.REVIEW for step in waiting):
        said += (
            f" Sans observation au {french.date_fr(until)}, la relecture sera close : ce n’est "
            "pas un accord."
        )
    return said


def _before_committee(convention: Convention) -> str:
    """Everybody answered; an instance may still have to."""
    for step in open_steps(convention):
        if step.kind == StepKind.COMMITTEE:
            return f"En attente depuis {since([step])} : {step.label.lower()}."
    return "Relecture close : le texte peut être arrêté."


def _changes(convention: Convention, actor: Actor) -> str:
    remark = convention.remarks.filter(answered_at=None).order_by("-pk").first()
    body = remark.institution if remark else None
    if permissions.may_steer(actor, convention):
        why = f" : {french.nested(remark.text.strip().rstrip('.'))}" if remark else ""
        who = wording.institution_title(body) if body else "Une partie"
        return f"{who} demande une correction{why}."
    whose = wording.from_institution(body) if body else "d’une partie"
    return f"En correction au syndicat, à la demande {whose}."


def _deliberation(convention: Convention, mine: list[Step]) -> str:
    waiting = [step for step in open_steps(convention) if step.kind == StepKind.DEPOSIT]
    if not waiting:
        return "Délibérations reçues, en cours d’examen."
    body = waiting[0].institution
    if gap := _uncovered(convention, waiting[0]):
        return gap
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
    where = "à la mairie" if body.kind == body.Kind.COMMUNE else wording.to_institution(body)
    return f"{articles.capital(where)} depuis {since(waiting)}. {announced}"


def _uncovered(convention: Convention, step: Step) -> str:
    """Why the vote proved by the body does not let the act go on; empty when it is not proved."""
    bodies = {party.institution_id: party for party in convention.parties.all()}
    party = bodies.get(step.institution_id)
    if party is None or party.deliberation is None or not party.deliberation.enforceable_at:
        return ""
    found = coverage.covering(party)
    return found.sentence if isinstance(found, Refusal) else ""


def to_reprint(convention: Convention, actor: Actor) -> str:
    """The copy issued prints somebody else than who signs now (R08): said to whoever takes the
    mention up, and to whoever waits for it; empty for others, and when no copy is out."""
    if convention.status != S.AWAITING_SIGNATURE:
        return ""
    steers = permissions.may_steer(actor, convention)
    for step in open_steps(convention):
        task = step.assignments.filter(closed_at=None).exclude(mandate=None).first()
        if step.kind != StepKind.SIGNATURE or task is None:
            continue
        if not steers and task.mandate_id != actor.mandate_id:
            continue
        if circuits_signing.printed_otherwise(step, task.mandate) is None:
            continue
        who, whose = task.mandate.person.formal_name, wording.the_institution(step.institution)
        if not steers:
            return (
                "L’acte émis porte un autre nom que le vôtre : le syndicat reprend cette mention, "
                "puis vous adresse l’acte à signer."
            )
        return (
            f"{who} signe désormais pour {whose}, et l’acte émis porte un autre nom. Reprenez "
            "cette mention, puis émettez de nouveau l’acte."
        )
    return ""


def _signature(convention: Convention, actor: Actor, mine: list[Step]) -> str:
    signing = [step for step in mine if step.kind == StepKind.SIGNATURE]
    if signing and (came := _under_examination(convention, signing[0])) is not None:
        paper = came.mode == Slot.Mode.PAPER
        what = "Votre exemplaire papier" if paper else "Votre fichier signé"
        return f"{what} est reçu : un agent du syndicat l’examine. Vous n’avez rien à faire."
    if signing:
        party = convention.party(signing[0].party)
        vote = party.deliberation if party else None
        since = (
            "la délibération est exécutoire depuis le "
            f"{french.date_fr(day_of(vote.enforceable_at))} : "
            if vote is not None and vote.enforceable_at
            else ""
        )
        until = french.date_full_fr(signing[0].due_on)
        may = articles.capital(f"{since}vous pouvez signer jusqu’au {until}.")
        return f"En attente de votre signature. {may}"
    envelope = convention.envelope
    if envelope is None:
        return "L’acte est en cours de production."
    bodies = {party.role: party.institution for party in convention.parties.all()}
    done, left = [], []
    for slot in envelope.slots.all():
        signed = slot.status == Slot.Status.ACCEPTED
        (done if signed else left).append(bodies[slot.key])
    if not done:
        awaited = french.list_fr(map(wording.the_institution, left))
        return f"Émise, pas encore signée. Signatures attendues : {awaited}."
    verb = "Reste la signature" if len(left) == 1 else "Restent les signatures"
    signers = french.list_fr(map(wording.the_institution, done))
    return (
        f"Signée par {signers}. {verb} "
        f"{french.list_fr(map(wording.from_institution, left))} ; la convention "
        "portera la date de la dernière signature."
    )


def _under_examination(convention: Convention, step: Step) -> Slot | None:
    """The signature of a step whose document came back and that an agent examines."""
    if convention.envelope is None:
        return None
    slots = convention.envelope.slots.filter(key=step.party, status=Slot.Status.TO_CHECK)
    found: Slot | None = slots.first()
    return found


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
    day, reason = french.date_fr(convention.closed_on), french.unstopped(convention.closing_reason)
    match convention.status:
        case S.REFUSED:
            why = convention.get_closing_category_display().lower()
            body = convention.closing_party
            whose = f" {wording.from_institution(body)}" if body else ""
            return f"Refus{whose} enregistré le {day}. Motif : {why}."
        case S.WITHDRAWN:
            return f"Retirée le {day} : {reason}. Aucune partie n’est engagée."
        case S.TERMINATED:
            return f"Résiliée au {day} : {reason}."
        case S.SUPERSEDED:
            return f"Remplacée le {day} par la convention qui lui succède."
        case S.ANNULLED:
            return f"Annulée, décision enregistrée le {day} : {reason}."
    return f"Expirée le {day}."


def next_action(convention: Convention, actor: Actor, reprint: str = "") -> Next | None:
    """The one thing that this reader does now, or None; ``reprint`` as for ``sentence``."""
    if reprint:
        offered = dict(gates.available(convention, actor))
        for verb in ("reopen_mentions", "reopen_entry_slip"):
            if verb in offered:
                return Next(offered[verb].button, "conventions:move", verb=verb)
    for step in permissions.open_steps(convention, actor):
        due, reason = step.due_on, step.due_reason
        if step.kind == StepKind.SIGNATURE and _under_examination(convention, step):
            return Next("Voir où en est la vérification", "conventions:sign")
        if step.kind == StepKind.SIGNATURE:
            return Next("Lire et signer", "conventions:sign", due, reason)
        if step.circuit.kind == rectifying.CIRCUIT:
            label = "Répondre à la rectification"
            return Next(label, "conventions:pending_rectification", due, reason)
        if step.kind == StepKind.ACKNOWLEDGEMENT:
            return Next("Accuser réception", "conventions:review", due, reason)
        if step.kind in READING:
            label = "Donner mon visa" if step.kind == StepKind.VISA else "Répondre à la relecture"
            return Next(label, "conventions:review", due, reason)
        if step.kind == StepKind.DEPOSIT:
            return Next("Déposer la délibération", "conventions:deliberation", due, reason)
        if "establish_text" in step.verbs and (party := coverage.text_unknown(convention)):
            label = "Comparer le texte voté"
            return Next(label, "conventions:deliberation_of", due, reason, role=party.role)
        if step.kind == StepKind.ACTION and step.verbs:
            return _owner_action(convention, actor, step)
    lifecycle = ConventionLifecycle(convention)
    notify = dict(lifecycle.available(actor)).get("notify")
    if notify is None:
        return None
    refusals = tuple(lifecycle.refusals("notify", actor=actor))
    return Next(notify.button, "conventions:move", verb="notify", refusals=refusals)


def button(verb: str, words: Move, actor: Actor) -> str:
    """The words of a move for its reader: the owner does not refuse, they record a vote."""
    owner_refuses = verb == "refuse" and actor.office == Office.PROJECT_MANAGER
    return "Clore après le vote défavorable" if owner_refuses else words.button


def _owner_action(convention: Convention, actor: Actor, step: Step) -> Next | None:
    available = dict(gates.available(convention, actor))
    if "submit" in available:
        lifecycle = ConventionLifecycle(convention)
        ready = not lifecycle.refusals("submit", actor=actor)
        label = "Vérifier et envoyer en relecture" if ready else "Compléter la convention"
        if convention.status == S.CHANGES_REQUESTED:
            label = "Corriger et renvoyer en relecture"
        return Next(label, "conventions:edit", step.due_on, step.due_reason, "submit")
    found = [
        Next(
            available[verb].button,
            "conventions:move",
            step.due_on,
            step.due_reason,
            verb=verb,
            refusals=tuple(gates.of(convention, verb).refusals(verb, actor=actor)),
        )
        for verb in step.verbs
        if verb in available
    ]
    return next((each for each in found if not each.refusals), found[0] if found else None)


def open_steps(convention: Convention) -> list[Step]:
    """Steps that wait for somebody, whoever reads."""
    return list(
        Step.unscoped.filter(
            circuit__in=Circuit.unscoped.about(convention).under_way(), status=Step.Status.OPEN
        )
        .select_related("institution", "circuit")
        .order_by("group", "position")
    )


def since(steps: Iterable[Step]) -> str:
    """How long the first of these steps has been open."""
    return elapsed(min(step.opened_at for step in steps if step.opened_at))


def elapsed(opened: dt.datetime) -> str:
    """« aujourd’hui », « 3 jours ouvrés »."""
    days = calendar.business_days_between(day_of(opened), clock.today())
    if days == 0:
        return "aujourd’hui"
    return f"{days} {french.plural(days, 'jour ouvré', 'jours ouvrés')}"


def day_of(instant: dt.datetime | None) -> dt.date:
    return calendar.act_date(instant) if instant else clock.today()
