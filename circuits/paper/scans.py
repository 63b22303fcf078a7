"""Scans of signed papers: who deposits them, what they see of them, what they register (P13, P14).

An agent of the syndicate deposits pages of any act; whoever prepares for a body, those of its own
acts: the pages of others are told as unknown, and nothing more is said of them.
"""

import uuid

from django.db.models import QuerySet

from audit.actor import Actor
from audit.recording import recording
from common import french, jobs
from common.lifecycle import NotYours, Refusal, Refused
from common.models import Job
from documents.models import PaperReturn, ScanDeposit, ScannedPage, Slot
from documents.paper import checking, deposits, references, registering, sorting
from governance.offices import Office

from .. import links, services
from ..models import Circuit, Step, StepKind
from ..returning import EXAMINERS
from . import telling

NOT_YOURS = "Une numérisation est déposée par le syndicat, ou par le secrétariat du signataire."
READING = Refusal("La lecture des pages n’est pas finie : attendez-la quelques secondes.")


def may_deposit(actor: Actor) -> bool:
    held = actor.mandate_id is not None
    return held and (actor.office in EXAMINERS or actor.office == Office.PREPARER)


class Reader:
    """The signatures whose papers ``actor`` may register; see ``documents.paper.sorting``."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._steps: dict[tuple[str, int, str], list[Step]] = {}

    def reaches(self, slot: Slot) -> bool:
        if self.actor.office in EXAMINERS:
            return True
        own = self.actor.institution_id
        return any(step.institution_id == own for step in self._of(slot))

    def awaits(self, slot: Slot) -> bool:
        return any(
            step.status == Step.Status.OPEN and step.circuit.status == Circuit.Status.RUNNING
            for step in self._of(slot)
        )

    def _of(self, slot: Slot) -> list[Step]:
        """Every step that asked for this signature: an act may be sent to sign twice."""
        about = slot.envelope.document
        key = (about.about_type, about.about_id, slot.key)
        if key not in self._steps:
            self._steps[key] = list(
                Step.unscoped.select_related("circuit").filter(
                    circuit__subject_type=about.about_type,
                    circuit__subject_id=about.about_id,
                    kind=StepKind.SIGNATURE,
                    party=slot.key,
                )
            )
        return self._steps[key]


def visible(actor: Actor) -> QuerySet[ScanDeposit]:
    """The deposits that ``actor`` may open, latest first: all for an agent, else their body's."""
    if not may_deposit(actor):
        return ScanDeposit.objects.none()
    found = ScanDeposit.objects.order_by("-pk")
    return found if actor.office in EXAMINERS else found.filter(institution_id=actor.institution_id)


def find(public_id: uuid.UUID, actor: Actor) -> ScanDeposit | None:
    return visible(actor).filter(public_id=public_id).first()


def deposit(
    files: list[deposits.Given], *, actor: Actor, to: ScanDeposit | None = None
) -> ScanDeposit:
    """Keep files and have their pages read; raises ``NotYours``, and what ``deposits`` raises."""
    if not may_deposit(actor):
        raise NotYours(NOT_YOURS)
    return deposits.deposit(files, actor=actor, to=to)


def retry(found: ScanDeposit) -> None:
    """Read again the pages that no work could read."""
    asked = found.files.values_list("job", flat=True)
    for job in Job.objects.filter(public_id__in=list(asked)):
        jobs.retry_failed(job)


def copies(found: ScanDeposit, actor: Actor) -> list[Slot]:
    """The copies awaited of the acts that the deposit names: where a page may be put by hand."""
    pages = ScannedPage.objects.filter(file__deposit=found).exclude(reference="")
    slots = Slot.unscoped.filter(
        envelope__reference__in=pages.values("reference"), envelope__status__in=sorting.TO_SIGN
    ).select_related("envelope__document")
    reader = Reader(actor)
    return [slot for slot in slots if sorting.may_fill(slot, reader)]


def copy_named(words: str, actor: Actor) -> Slot:
    """The copy of a short reference typed by hand; raises ``Refused`` when none is awaited."""
    reference = references.typed(words)
    slots = Slot.unscoped.select_related("envelope__document")
    slot = slots.filter(paper_reference=reference).first() if reference else None
    if slot is None or not sorting.may_fill(slot, Reader(actor)):
        said = french.quoted(words.strip(), 20)
        raise Refused(
            Refusal(
                f"Référence courte {said} : aucun papier n’est attendu sous cette référence. Elle "
                "est imprimée sur la lettre et au bas de chaque page, par exemple « FS-7K2P »."
            )
        )
    return slot


def place(scanned: ScannedPage, slot: Slot | None, *, page: int, turn: int, actor: Actor) -> None:
    """Say by hand where a page goes; ``slot`` None sets it aside.

    Raises ``Refused`` for a page already registered, or that the act does not have.
    """
    held = checking.standing().filter(deposit=scanned.file.deposit_id)
    if any(scanned.pk in [row["scanned"] for row in each.pages] for each in held):
        raise Refused(Refusal("Cette page est déjà dans un retour enregistré."))
    deposits.place(scanned, slot=slot, page=page, turn=turn, actor=actor)


def register(found: ScanDeposit, slot_id: uuid.UUID, *, actor: Actor) -> PaperReturn:
    """Register the complete copy of one signature: an agent then compares its pages.

    Raises ``Refused``: still reading, pages missing or twice, signature no more awaited.
    """
    if deposits.reading_now(found):
        raise Refused(READING)
    piles = sorting.sort(found, Reader(actor)).piles
    pile = next((each for each in piles if each.slot.public_id == slot_id), None)
    step = links.step_of_slot(pile.slot) if pile is not None else None
    if pile is None or step is None:
        raise Refused(Refusal("Ce dépôt ne contient pas d’exemplaire attendu de cette signature."))
    with registering.assembled(pile, actor) as file, recording(actor):
        kept = registering.keep(found, pile, file, actor=actor)
        services.tell(step, "register_scan_signature", actor=actor)
        telling.registered(step, kept)
    return kept
