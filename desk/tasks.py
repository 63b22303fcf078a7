"""One line of « À faire », and what schools and the field register put there."""

import datetime as dt
from dataclasses import dataclass

from conventions.modifying import school_events
from conventions.onboarding.openings.listing import Waiting
from conventions.onboarding.training.listing import Waiting as Training
from governance.fieldwork.models import FieldSheet


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the page."""

    id: str
    verb: str
    what: str
    since: str
    due: dt.date | None
    reason: str
    late: bool
    url: str
    button: str


def to_follow(sheet: FieldSheet, today: dt.date) -> Task:
    """A sheet of the field register that its author left to do."""
    return Task(
        id=str(sheet.public_id),
        verb="Appeler" if sheet.kind.by_phone else "Donner suite à une fiche",
        what=str(sheet),
        since="",
        due=sheet.due_on,
        reason="Échéance donnée à la fiche.",
        late=sheet.late,
        url=sheet.get_absolute_url(),
        button="Ouvrir la fiche",
    )


def to_amend(found: school_events.ToAmend, today: dt.date) -> Task:
    """An act in force that an event of its schools calls to amend."""
    act = found.convention
    return Task(
        id=str(act.public_id),
        verb="Prévoir un avenant",
        what=act.title,
        since=found.sentence,
        due=found.due,
        reason="Date d’effet de l’événement d’école.",
        late=found.due < today,
        url=act.get_absolute_url(),
        button="Ouvrir la convention",
    )


def to_open(found: Waiting, today: dt.date) -> Task:
    """A list of schools to complete, to decide or to execute."""
    return Task(
        id=str(found.order.public_id),
        verb=found.verb,
        what=str(found.order),
        since="",
        due=found.due,
        reason=found.reason,
        late=found.due < today,
        url=found.order.get_absolute_url(),
        button=found.button,
    )


def to_train(found: Training, today: dt.date) -> Task:
    """A session to call to, to count or to attest; a plan to read or to correct."""
    return Task(
        id=str(found.record.public_id),
        verb=found.verb,
        what=str(found.record),
        since="",
        due=found.due,
        reason=found.reason,
        late=found.due is not None and found.due < today,
        url=found.record.get_absolute_url(),
        button=found.button,
    )
