"""A rectification as a file: printed when it is proposed, and again once every party accepted."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits.models import Step
from common import clock, french, jobs
from common.models import Job
from documents import catalogue, production
from documents.models import Document

from ..docdata.rectification import RectificationData
from ..docdata.rows import Acceptance, RectifiedItem
from ..kit import sentences
from ..models import Party, Rectification
from . import answering

JOB = "conventions.rectification"
MODEL = "rectification-erreur-materielle"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a party answered, by whom and when; blank while its answer is awaited.

    ``letter``: the paper by which it did, None on screen. ``at``: when the answer was recorded.
    """

    party: Party
    person: str = ""
    at: dt.datetime | None = None
    words: str = ""
    letter: Document | None = None

    @property
    def when(self) -> str:
        """The day and hour of an answer on screen; else its letter, and who recorded it."""
        if self.letter is not None:
            return answering.said(self.letter)
        return french.datetime_fr(self.at, self.party.institution.time_zone)


def answers(rectification: Rectification) -> list[Answer]:
    """A line a party of the act, in its order."""
    steps: dict[int, Step] = {}
    if rectification.circuit is not None:
        steps = {step.institution_id: step for step in rectification.circuit.steps.all()}
    papers = answering.letters(rectification)
    found = []
    for party in rectification.convention.parties.select_related("institution"):
        step, letter = steps.get(party.institution_id), papers.get(party.institution_id)
        signer = letter.snapshot["signed_by"] if letter is not None else ""
        refused = rectification.closing_party_id == party.institution_id
        if refused:
            found.append(Answer(party, signer, rectification.closed_at, "refusée", letter))
        elif step is not None and step.status in Step.MET:
            person = signer or step.done_by
            found.append(Answer(party, person, step.closed_at, "acceptée", letter))
        else:
            found.append(Answer(party))
    return found


def data(rectification: Rectification) -> RectificationData:
    """What the file says."""
    act = rectification.convention
    return RectificationData(
        rectification_number=rectification.reference,
        rectified_act_title=french.typography(act.title),
        rectified_act_reference=act.reference,
        initial_register_number=act.register_number,
        rectified_act_date=act.act_date,
        case_reference=act.reference,
        rectified_items=tuple(
            RectifiedItem(
                place=french.typography(error.place),
                wrong_text=error.wrong,
                right_text=error.right,
                evidence=french.typography(error.evidence),
            )
            for error in rectification.errors.all()
        ),
        acceptances=tuple(_line(each) for each in answers(rectification)),
    )


def _line(answer: Answer) -> Acceptance:
    return Acceptance(
        party=french.typography(str(answer.party.institution)),
        person=french.typography(answer.person),
        accepted_at=french.typography(answer.when),
        answer=answer.words,
    )


def ask(rectification: Rectification) -> Job:
    """Have the worker print it: a line a party, empty until it answers."""
    return jobs.ask(
        JOB,
        f"Rectification {rectification.reference}",
        [(rectification.reference, {"rectification": rectification.pk})],
        actor=SYSTEM,
    )


@jobs.handles(JOB)
def rectification_item(payload: dict[str, Any], actor: Actor) -> str:
    """Print a rectification as it stands; done again after a kill, it finds what was printed."""
    rectification = Rectification.unscoped.select_related("convention").get(
        pk=payload["rectification"]
    )
    said = data(rectification)
    known = rectification.document
    if known is not None and known.snapshot == said.to_snapshot():
        return f"{known.title}."
    model = catalogue.in_use(MODEL, clock.today())
    act, state = rectification.convention, rectification.get_status_display().lower()
    with (
        sentences(),
        production.produced(model, said.to_data(), expected=rectification.reference) as made,
        recording(actor) as journal,
    ):
        document = production.keep(
            made,
            about=act,
            model=model,
            snapshot=said.to_snapshot(),
            title=f"{rectification}, {state}",
            purpose=Document.Purpose.ATTACHED,
            file_name=f"{act.reference}-rectification-{rectification.reference}.pdf",
        )
        rectification.document = document
        journal.says(rectification, "print")
        rectification.save()
    return f"{document.title}."
