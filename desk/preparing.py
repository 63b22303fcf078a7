"""The préparateur's desk (P13): one switch between communes, and what their officials must do.

They read, print and deposit; they neither sign nor see a code. What waits for the mayor is shown
to them so that they can bring it, not as tasks of their own.
"""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from audit.actor import Actor
from circuits import links, returning, watching
from circuits.models import Assignment, StepKind
from circuits.paper import choosing
from common import clock
from governance import absences, wording
from governance.models import Absence, Mandate

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """One mandate of the person, with what waits for it."""

    key: str
    label: str
    tasks: int
    late: int
    current: bool


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that an official of one's own body has to do."""

    id: str
    verb: str
    what: str
    since: str
    due: dt.date | None
    reason: str
    late: bool
    url: str
    button: str = "Voir le dossier"


def desks(actor: Actor, mandates: list[Mandate]) -> list[Desk]:
    """The mandates between which one may switch; empty when there is no choice."""
    if len(mandates) < 2:
        return []
    counts = watching.counts(mandates, clock.today())
    return [
        Desk(
            key=str(mandate.public_id),
            label=wording.quality(mandate),
            tasks=counts[mandate.pk][0],
            late=counts[mandate.pk][1],
            current=mandate.pk == actor.mandate_id,
        )
        for mandate in mandates
    ]


def awaited(actor: Actor, mandates: list[Mandate]) -> list[Awaited]:
    """What waits for the officials of the body for which one acts, the most urgent first."""
    here = [mandate for mandate in mandates if mandate.pk == actor.mandate_id]
    today, now = clock.today(), clock.now()
    tasks = list(watching.watched(here).asked()[:SHOWN])
    away = absences.away((task.mandate for task in tasks if task.mandate), now)
    return [_line(task, today, now, away.get(task.mandate_id or 0)) for task in tasks]


def _line(task: Assignment, today: dt.date, now: dt.datetime, away: Absence | None) -> Awaited:
    mandate = task.mandate
    who = "d’un titulaire à désigner : enregistrez le mandat ou l’intérim"
    if mandate is not None:
        who = f"de {mandate.person.formal_name}, {wording.office(mandate)}"
    return Awaited(
        id=str(task.public_id),
        verb=task.step.label,
        what=task.step.circuit.subject_label,
        since=f"Attendu {who}. {absences.told(away, now) if away else ''}".strip(),
        due=task.due_on,
        reason=f"{task.due_reason[:1].upper()}{task.due_reason[1:]}.",
        late=task.due_on is not None and task.due_on < today,
        **_way(task),
    )


def _way(task: Assignment) -> dict[str, str]:
    """Where the preparer goes: to the return of a signed file when one is awaited."""
    step = task.step
    slot = links.slot_of_step(step) if step.kind == StepKind.SIGNATURE else None
    if slot is not None and returning.expects_file(slot):
        url = reverse("circuits:return_for", args=[step.public_id])
        return {"url": url, "button": "Renvoyer le PDF signé"}
    if slot is not None and choosing.prints(slot):
        url = reverse("circuits:paper_for", args=[step.public_id])
        return {"url": url, "button": "Imprimer l’exemplaire à signer"}
    return {"url": step.circuit.subject_url}


def own_absences(actor: Actor) -> list[Absence]:
    """One's announced absences, in progress or to come."""
    if actor.mandate_id is None:
        return []
    found = Absence.objects.visible_to(actor).filter(
        mandate_id=actor.mandate_id, ends_on__gt=clock.today()
    )
    return list(found.select_related("mandate__person", "mandate__institution"))
