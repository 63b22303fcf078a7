"""Take scans in: the files are kept first, then each page is read as one line of a job.

Order that survives a kill: files on disk under their intents, then one transaction keeps them
with their rows and the job. A page read twice after a kill is stored once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from audit.actor import Actor
from audit.recording import recording
from common import jobs
from common.lifecycle import Refusal, Refused
from common.models import Job

from .. import store
from ..models import PagePlacement, ScanDeposit, ScanFile, ScannedPage, Slot
from ..pdf.errors import PdfRefused
from . import comparing, reading, scanning

JOB = "documents.read_scan"
MOST_PAGES = 500
"""Of one deposit: what an agent can look at, and a worker read in a few minutes."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was handed over, already checked by the gate."""

    name: str
    content: bytes
    kind: str


def deposit(files: Sequence[Given], *, actor: Actor, to: ScanDeposit | None = None) -> ScanDeposit:
    """Keep ``files``, in a new deposit or in addition to one, and have their pages read.

    Raises ``Refused`` for a file that cannot be read or too many pages, OSError when the disk is
    full: nothing is kept then.
    """
    counts = [_count(each) for each in files]
    held = sum(to.files.values_list("pages", flat=True)) if to is not None else 0
    if held + sum(counts) > MOST_PAGES:
        raise Refused(
            Refusal(
                f"{held + sum(counts)} pages : {MOST_PAGES} au plus dans un dépôt. Déposez les "
                "actes en plusieurs fois."
            )
        )
    with (
        store.prepared(*((each.content, each.kind) for each in files)) as kept,
        recording(actor),
    ):
        owner = to or ScanDeposit.objects.create(
            person_id=actor.person_id,
            institution_id=actor.institution_id,
            deposited_by=actor.label,
        )
        last = owner.files.aggregate(last=Max("position"))["last"] or 0
        label = f"Lecture de {sum(counts)} pages numérisées"
        items: list[tuple[str, dict[str, object]]] = []
        named = list(zip(files, kept, counts, strict=True))
        for position, (each, _file, pages) in enumerate(named, start=last + 1):
            items += [
                (f"{each.name}, page {index}",
                 {"deposit": owner.pk, "position": position, "index": index})
                for index in range(1, pages + 1)
            ]  # fmt: skip
        job = jobs.ask(JOB, label, items, actor=actor)
        for position, (each, file, pages) in enumerate(named, start=last + 1):
            ScanFile.objects.create(
                deposit=owner,
                position=position,
                name=each.name[:150],
                file=file.keep(),
                pages=pages,
                job=job.public_id,
            )
    return owner


def _count(given: Given) -> int:
    try:
        return scanning.count(given.content, given.kind)
    except PdfRefused as refused:
        raise Refused(Refusal(f"« {given.name} » : {refused}")) from None


@jobs.handles(JOB)
def read_item(payload: dict[str, Any], actor: Actor) -> str:
    """Read one page; what was read before a kill stands."""
    file = ScanFile.objects.select_related("file").get(
        deposit=payload["deposit"], position=payload["position"]
    )
    index = int(payload["index"])
    row = file.read.filter(index=index).first()
    return _said(row if row is not None else _read(file, index))


def _read(file: ScanFile, index: int) -> ScannedPage:
    try:
        image = scanning.image(store.read(file.file.sha256), file.file.kind, index)
        found = reading.read(image)
    except PdfRefused as refused:
        raise Refused(Refusal(str(refused))) from None
    mark = found.mark
    values = {"found": found.found, "turn": found.turn}
    if mark is not None:
        values |= {
            "differs": comparing.with_the_act(scanning.upright(image, found.turn), mark),
            "reference": mark.reference,
            "revision": mark.revision,
            "page": mark.page,
            "sheet": mark.sheet,
        }
    try:
        with transaction.atomic():
            return ScannedPage.objects.create(file=file, index=index, **values)
    except IntegrityError:  # another worker, taken for dead, read it meanwhile
        return ScannedPage.objects.get(file=file, index=index)


def _said(row: ScannedPage) -> str:
    """What the line of the job says; which act it is for is said once all is sorted."""
    if row.found != ScannedPage.Found.CODE:
        return f"{row.get_found_display().capitalize()}."
    turned = ", à redresser" if row.turn else ""
    what = f"page {row.page}" if row.page else "lettre"
    return f"{row.reference}, exemplaire {row.revision}, {what}{turned}."


def reading_now(deposit: ScanDeposit) -> list[Job]:
    """The works that still read pages of the deposit."""
    waiting = (Job.State.WAITING, Job.State.RUNNING)
    asked = deposit.files.values_list("job", flat=True)
    return list(Job.objects.filter(public_id__in=list(asked), state__in=waiting))


def unread(deposit: ScanDeposit) -> list[tuple[ScanFile, int, str]]:
    """Pages that no work could read, with the reason that its line gives."""
    found = []
    for file in deposit.files.all():
        read = set(file.read.values_list("index", flat=True))
        job = Job.objects.filter(public_id=file.job).first()
        lines = {}
        if job is not None:
            failed = job.items.filter(state=Job.State.FAILED, payload__position=file.position)
            lines = {item.payload["index"]: item.message for item in failed}
        found += [(file, index, words) for index, words in lines.items() if index not in read]
    return found


def place(
    scanned: ScannedPage, *, slot: Slot | None, page: int = 0, turn: int = 0, actor: Actor
) -> PagePlacement:
    """Say by hand where a page goes; ``slot`` None sets it aside.

    Raises ``Refused`` for a page that the act does not have.
    """
    if slot is not None and not 1 <= page <= slot.envelope.document.pages:
        raise Refused(
            Refusal(
                f"Page {page} : l’acte {slot.envelope.reference} compte "
                f"{slot.envelope.document.pages} pages."
            )
        )
    with recording(actor):
        return PagePlacement.objects.create(
            scanned=scanned,
            slot=slot,
            page=page if slot is not None else 0,
            turn=turn % 360,
            person_id=actor.person_id,
            label=actor.label,
        )
