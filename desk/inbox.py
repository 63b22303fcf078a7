"""Everything that waits for one mandate, sorted by urgency, in the words of the page."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from audit.actor import Actor
from circuits import contacts, reminders, returning, watching
from circuits import services as circuits
from circuits.models import Assignment, Contact, StepKind
from circuits.paper import certifying
from common import calendar, clock, french
from conventions.modifying import school_events
from conventions.onboarding.openings import listing as openings
from conventions.onboarding.training import listing as training
from documents.models import PaperReturn, SignedReturn
from governance import absences
from governance.committees import waiting
from governance.committees.models import Invitation, Meeting
from governance.fieldwork import telling
from governance.fieldwork import waiting as fieldwork
from governance.models import Mandate
from governance.offices import Office

from .tasks import Task, to_amend, to_follow, to_open, to_train

BUTTONS = {
    StepKind.ACTION: "Ouvrir le dossier",
    StepKind.REVIEW: "Relire et répondre",
    StepKind.VISA: "Donner mon visa",
    StepKind.OPINION: "Donner mon avis",
    StepKind.DEPOSIT: "Déposer la délibération",
    StepKind.SIGNATURE: "Lire et signer",
    StepKind.ACKNOWLEDGEMENT: "Accuser réception",
    StepKind.COMMITTEE: "Voir où en est le point",
}
OF_A_CIRCUIT = {"convention.rectify": "Lire et répondre", "minutes.sign": "Lire et signer"}
"""Buttons of what is more than its kind says: a rectification is accepted or refused."""
SHOWN = 200
CALLS = 8
EXAMINED_WITHIN = 2
"""Business days in which a doubtful return is examined."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one urgency, the most urgent group first."""

    title: str
    late: bool
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to telephone: their time has passed, and they answer by voice (P12)."""

    institution: str
    phone: str
    what: str
    since: str
    url: str
    note_url: str
    tried: str = ""
    advice: str = ""
    away: str = ""


def groups(actor: Actor) -> list[Group]:
    """The tasks of ``actor`` by urgency; an empty list when nothing waits."""
    today = clock.today()
    found = Assignment.objects.visible_to(actor).open().asked().with_subject()[:SHOWN]
    tasks = [_examination(each, today) for each in returning.to_examine(actor)[:SHOWN]]
    tasks += [_certification(each, today) for each in certifying.to_certify(actor)[:SHOWN]]
    tasks += [_task(each, today) for each in found]
    tasks += _of_meetings(actor, today)[:SHOWN]
    tasks += [to_follow(each, today) for each in fieldwork.to_follow(actor)[:SHOWN]]
    tasks += [to_amend(each, today) for each in school_events.to_amend(actor)[:SHOWN]]
    tasks += [to_open(each, today) for each in openings.waiting(actor)][:SHOWN]
    tasks += [to_train(each, today) for each in training.waiting(actor)][:SHOWN]
    horizon = calendar.add_business_days(today, 1)
    week = today + dt.timedelta(days=7)
    parts = [
        ("En retard", True, [t for t in tasks if t.late]),
        ("Aujourd’hui et demain", False, [t for t in tasks if _until(t, today, horizon)]),
        (
            "Cette semaine",
            False,
            [t for t in tasks if _until(t, horizon + dt.timedelta(days=1), week)],
        ),
        ("Plus tard", False, [t for t in tasks if t.due is None or t.due > max(week, horizon)]),
    ]
    return [Group(title, late, tuple(each)) for title, late, each in parts if each]


def _until(task: Task, first: dt.date, last: dt.date) -> bool:
    return task.due is not None and first <= task.due <= last


def _task(assignment: Assignment, today: dt.date) -> Task:
    step = assignment.step
    return Task(
        id=str(assignment.public_id),
        verb=step.label,
        what=step.circuit.subject_label,
        since=_since(assignment, today),
        due=assignment.due_on,
        reason=f"{assignment.due_reason[:1].upper()}{assignment.due_reason[1:]}.",
        late=assignment.due_on is not None and assignment.due_on < today,
        url=assignment.page,
        button=OF_A_CIRCUIT.get(step.circuit.kind, BUTTONS[StepKind(step.kind)]),
    )


def _of_meetings(actor: Actor, today: dt.date) -> list[Task]:
    """What instances ask: a date, a convocation, an answer, minutes."""
    if not waiting.concerns(actor):
        return []
    return [
        *(_to_convene(*each, today) for each in waiting.to_convene(actor)),
        *(_to_plan(each, today) for each in waiting.to_plan(actor)),
        *(_to_answer(each, today) for each in waiting.to_answer(actor)),
        *(_about_minutes(each, today) for each in waiting.about_minutes(actor)),
    ]


def _to_convene(meeting: Meeting, last: dt.date, today: dt.date) -> Task:
    """The convocation of a meeting in preparation, while it is still in time."""
    return Task(
        id=str(meeting.public_id),
        verb="Envoyer la convocation",
        what=meeting.title,
        since="",
        due=last,
        reason="Dernier jour du délai de convocation.",
        late=last < today,
        url=meeting.get_absolute_url(),
        button="Préparer la séance",
    )


def _to_plan(found: waiting.ToPlan, today: dt.date) -> Task:
    """An instance whose rules ask for a meeting that nobody prepares."""
    many = french.plural(found.per_year, "séance", "séances")
    cited = f" ({found.source})" if found.source else ""
    return Task(
        id=str(found.committee.public_id),
        verb="Préparer une séance",
        what=found.committee.name,
        since="",
        due=found.due,
        reason=f"{found.per_year} {many} par an au moins{cited}.",
        late=found.due < today,
        url=reverse("committees:plan", args=[found.committee.public_id]),
        button="Choisir une date",
    )


def _to_answer(invitation: Invitation, today: dt.date) -> Task:
    """A convocation that waits for one's answer."""
    meeting = invitation.meeting
    return Task(
        id=str(invitation.public_id),
        verb="Répondre à la convocation",
        what=meeting.title,
        since="",
        due=meeting.day,
        reason="Jour de la séance.",
        late=meeting.day < today,
        url=reverse("committees:answer", args=[invitation.public_id]),
        button="Répondre",
    )


def _about_minutes(found: waiting.Due, today: dt.date) -> Task:
    """A record to confirm, minutes to write, to read, to approve, to sign."""
    return Task(
        id=found.key,
        verb=found.verb,
        what=found.meeting.title,
        since="",
        due=found.due,
        reason=found.reason,
        late=found.due is not None and found.due < today,
        url=found.url,
        button=found.button,
    )


def _examination(found: SignedReturn, today: dt.date) -> Task:
    """A file signed elsewhere, on which an agent decides."""
    return _returned(
        found,
        today,
        verb="Examiner un fichier signé",
        what=f"{found.slot.envelope.document.title}, signature de {found.signer['name']}",
        came="déposé",
        route="circuits:examine",
        button="Examiner",
    )


def _certification(found: PaperReturn, today: dt.date) -> Task:
    """A paper signed by hand, whose pages an agent compares with the act."""
    slot = found.slot
    return _returned(
        found,
        today,
        verb="Certifier un retour papier",
        what=f"{slot.envelope.document.title}, {slot.label}, exemplaire {slot.paper_reference}",
        came="enregistré",
        route="circuits:certify",
        button="Comparer les pages",
    )


def _returned(
    found: SignedReturn | PaperReturn,
    today: dt.date,
    *,
    verb: str,
    what: str,
    came: str,
    route: str,
    button: str,
) -> Task:
    """What came back for a signature and waits for an agent."""
    deposited = calendar.act_date(found.at)
    due = calendar.add_business_days(deposited, EXAMINED_WITHIN)
    return Task(
        id=str(found.slot.public_id),
        verb=verb,
        what=what,
        since=f"Reçu le {french.date_fr(deposited)}, {came} par {found.deposited_by}.",
        due=due,
        reason="Le signataire attend de savoir si sa signature compte.",
        late=due < today,
        url=reverse(route, args=[found.slot.public_id]),
        button=button,
    )


def examined(actor: Actor, mandates: list[Mandate]) -> list[Task]:
    """What came back signed and is being examined: nothing to do, until the answer."""
    here = [mandate for mandate in mandates if mandate.pk == actor.mandate_id]
    found = watching.examined(here, actor)[:SHOWN]
    return [_under_examination(each, actor) for each in found]


def _under_examination(task: Any, actor: Actor) -> Task:
    came = calendar.act_date(task.returned_at, task.institution.time_zone)
    own = task.mandate_id == actor.mandate_id
    whose = "Votre document signé"
    if not own:
        signatory = task.mandate.person.formal_name if task.mandate else "la personne attendue"
        whose = f"Le document signé de {signatory}"
    return Task(
        id=str(task.public_id),
        verb=task.step.label,
        what=task.step.circuit.subject_label,
        since=f"{whose} est arrivé le {french.date_fr(came)}, il est en cours de vérification. "
        f"S’il est écarté, {'vous en serez prévenu' if own else 'la personne en sera prévenue'} "
        f"et {'pourrez' if own else 'pourra'} signer de nouveau.",
        due=calendar.add_business_days(came, EXAMINED_WITHIN),
        reason="Réponse attendue du syndicat.",
        late=False,
        url=task.page,
        button="Voir où en est la vérification",
    )


def _since(assignment: Assignment, today: dt.date) -> str:
    """« Chez vous depuis 3 jours ouvrés ; 1 rappel, le dernier le 19 mai 2026. »"""
    opened = calendar.act_date(assignment.opened_at)
    days = calendar.business_days_between(opened, today)
    when = (
        "aujourd’hui"
        if days == 0
        else f"{days} {french.plural(days, 'jour ouvré', 'jours ouvrés')}"
    )
    reminded = assignment.reminders
    said = f" ; {reminded} {french.plural(reminded, 'rappel', 'rappels')}" if reminded else ""
    if reminded and assignment.reminded_at is not None:
        last = calendar.act_date(assignment.reminded_at, assignment.institution.time_zone)
        said += f", le dernier le {french.date_fr(last)}"
    return f"Chez vous depuis {when}{said}."


def count(actor: Actor) -> int:
    """How many tasks wait, for the bubble of the menu."""
    back = len(returning.to_examine(actor)) + len(certifying.to_certify(actor))
    back += len(_of_meetings(actor, clock.today())) + fieldwork.to_follow(actor).count()
    back += len(school_events.to_amend(actor)) + sum(1 for _ in openings.waiting(actor))
    back += sum(1 for _ in training.waiting(actor))
    return Assignment.objects.visible_to(actor).open().asked().count() + back


def mandates_to_confirm(actor: Actor) -> int:
    """Mandates of others that wait for a project manager before they give any right."""
    if actor.office != Office.PROJECT_MANAGER:
        return 0
    rows = Mandate.objects.visible_to(actor).filter(confirmed_at=None)
    rows = rows.exclude(person=actor.person_id).exclude(status=Mandate.Status.ANNULLED)
    return int(rows.count())


def calls(actor: Actor) -> list[Call]:
    """« Qui appeler ce matin »: late steps of partners, for whoever calls, then the calls of the
    field register whose day has come."""
    return [*_late_steps(actor), *_sheets_to_call(actor)]


def _sheets_to_call(actor: Actor) -> Iterator[Call]:
    for sheet in fieldwork.to_call(actor)[:CALLS]:
        told = telling.call(sheet)
        yield Call(
            institution=sheet.place,
            phone=told.phone,
            what=told.about or sheet.kind.label,
            since=f"Fiche, à faire avant le {french.date_fr(sheet.due_on)}",
            url=sheet.get_absolute_url(),
            note_url=reverse("fieldwork:step", args=[sheet.public_id, "terminer"]),
        )


def _late_steps(actor: Actor) -> Iterator[Call]:
    """A step that waits for several people of one body is one call; one that was called or visited
    comes back on the day written down then."""
    if not contacts.may_follow(actor):
        return
    today = clock.today()
    late = circuits.late_elsewhere(actor.institution_id, today)[:SHOWN]
    steps = {(task.step_id, task.institution_id): task for task in reversed(late)}
    last = contacts.latest(step for step, _body in steps)
    due = [task for task in reversed(steps.values()) if not _later(last.get(task.step_id), today)]
    shown, now = due[:CALLS], clock.now()
    away = absences.away((task.mandate for task in shown if task.mandate), now)
    for task in shown:
        tried, absence = last.get(task.step_id), away.get(task.mandate_id or 0)
        yield Call(
            institution=str(task.institution),
            phone=task.institution.phone,
            what=task.step.circuit.subject_label,
            since=_called_for(task),
            url=task.step.circuit.subject_url,
            note_url=reverse("circuits:contact", args=[task.public_id]),
            tried=contacts.words(tried) if tried is not None else "",
            advice=_advice(task),
            away=absences.told(absence, now) if absence else "",
        )


def _later(contact: Contact | None, today: dt.date) -> bool:
    return contact is not None and contact.again_on is not None and contact.again_on > today


def _advice(task: Assignment) -> str:
    """How far the escalation went: secretary, call, visit."""
    if task.escalated_at is None:
        return ""
    day = french.date_fr(calendar.act_date(task.escalated_at, task.institution.time_zone))
    return {
        reminders.SECRETARY: f"Secrétariat prévenu le {day}.",
        reminders.CALL: f"À appeler depuis le {day}.",
        reminders.VISIT: f"Les appels n’ont pas suffi au {day} : proposez une visite.",
    }.get(task.escalation, "")


def _called_for(task: Assignment) -> str:
    """« Signer la convention, attendu le 3 juin 2026 », or that nobody holds the office."""
    if task.mandate is None:
        return f"{task.step.label} : titulaire à désigner"
    return f"{task.step.label}, attendu le {french.date_fr(task.due_on)}"
