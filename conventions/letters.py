"""The letter that goes with a copy to be signed by hand: made as soon as paper is chosen.

A line of a job, as the other papers of the act: what failed is said where the copy is printed,
and asked again from there.
"""

from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from circuits import presence
from circuits import registry as circuits
from circuits.models import Step
from common import clock, french, jobs
from common.lifecycle import Refusal, Refused
from common.models import Job
from documents import catalogue, production, store
from documents.models import Document, Slot
from documents.paper import printing
from documents.pdf import pages

from . import kit
from .docdata.builders import letter
from .models import Convention

JOB = "conventions.letter"
MODEL = "lettre-signature-papier"
KIND = "lettre"


@circuits.writes_letters("conventions.convention")
class Letters:
    """What ``circuits`` asks of the letters of a convention."""

    @staticmethod
    def ask(step: Step, slot: Slot) -> None:
        """Have the letter of ``slot`` made, with what is known by now."""
        jobs.ask(
            JOB,
            f"Lettre de {slot.envelope.reference}",
            [(slot.paper_reference, {"step": step.pk, "slot": slot.pk})],
            actor=SYSTEM,
        )

    @staticmethod
    def find(slot: Slot) -> bytes:
        """The latest letter, its code drawn; empty while none is made."""
        found = _made(slot)
        return store.read(found.pdf_sha256) if found is not None else b""

    @staticmethod
    def trouble(slot: Slot) -> str:
        """Why the last letter asked was not made; empty while it is being made, or once it is."""
        job = Job.objects.filter(kind=JOB, items__payload__slot=slot.pk).order_by("-pk").first()
        if job is None or job.state != Job.State.FAILED:
            return ""
        return str(job.items.values_list("message", flat=True).first() or "")


def _made(slot: Slot) -> Document | None:
    about = Convention.unscoped.get(pk=slot.envelope.document.about_id)
    letters = Document.unscoped.about(about).filter(kind=KIND, file_name=_file_name(slot))
    return letters.order_by("-pk").first()


def _file_name(slot: Slot) -> str:
    return f"{slot.paper_reference}-lettre.pdf"


@jobs.handles(JOB)
def letter_item(payload: dict[str, Any], actor: Actor) -> str:
    """Make one letter; ``Refused`` with the reason when it cannot be."""
    step = Step.unscoped.select_related("circuit", "institution").get(pk=payload["step"])
    slot = Slot.unscoped.select_related("envelope__document").get(pk=payload["slot"])
    convention = Convention.unscoped.select_related("owner__institution", "owner__person").get(
        pk=slot.envelope.document.about_id
    )
    party = convention.party(slot.key)
    if party is None:
        raise Refused(Refusal("Cette signature n’est plus attendue."))
    data = letter.build(party, step, slot, presence.awaited(step))
    holes = data.missing_values()
    if holes:
        raise Refused(Refusal(f"Il manque : {french.list_fr(holes)}. Complétez, puis relancez."))
    model = catalogue.in_use(MODEL, clock.today())
    with kit.sentences():
        filled = production.fill(model, data.to_data())
        pdf = production.conversion.to_pdfa(filled.docx, expected_text=slot.paper_reference)
        marked = printing.letter(pdf, slot)
        with (
            store.prepared((filled.docx, store.DOCX), (marked, store.PDF)) as (docx, paper),
            recording(actor),
        ):
            production.keep(
                production.Produced(filled, docx, paper, pages.count(marked)),
                about=convention,
                model=model,
                snapshot=data.to_snapshot(),
                title=f"Lettre pour signer sur papier — {party.institution}",
                purpose=Document.Purpose.ATTACHED,
                file_name=_file_name(slot),
            )
    return f"Lettre {slot.paper_reference} prête."
