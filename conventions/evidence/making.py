"""Make the evidence of a final act: one zip for the syndicate, one for each body, once.

Asked in the transaction that makes the copy final; done again after a kill, what was kept is
found. Made again from the same data, a zip has the same bytes (``again``).
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from audit import chain
from audit.actor import SYSTEM, Actor
from audit.models import Checkpoint
from common import clock, jobs
from common.lifecycle import Refusal, Refused
from common.models import Job, JobItem
from documents import store
from documents.evidence import archive, keeping, kit, slip
from documents.models import Envelope, EvidenceFile
from documents.pdf.errors import PdfRefused, TimestampUnavailable
from governance.models import Institution

from ..models import Convention
from . import facts, journal, readers
from . import slip as slips

JOB = "conventions.evidence"
NOT_STAMPED = Refusal(
    "Le dossier de preuve attend l’horodatage de son bordereau : l’autorité d’horodatage n’a pas "
    "répondu. Un nouvel essai suivra."
)
AT_ONCE = 20
Seal = Callable[[bytes, str, dt.datetime], bytes]
logger = logging.getLogger(__name__)


def ask(envelope: Envelope) -> None:
    """Have the worker make the evidence of an act that just became final."""
    jobs.ask(
        JOB,
        f"Dossier de preuve de {envelope.reference}",
        [(envelope.reference, {"envelope": envelope.pk})],
        actor=SYSTEM,
    )


@jobs.handles(JOB)
def make_item(payload: dict[str, Any], actor: Actor) -> str:
    """Make the evidence of one envelope; what another worker kept stays."""
    make(Envelope.unscoped.get(pk=payload["envelope"]))
    return "dossier de preuve établi"


def make(envelope: Envelope) -> None:
    """Record a checkpoint, then keep the zip of every reader. Nothing is done twice.

    Raises ``Refused`` when the copy is not final, the journal was altered, no seal or no timestamp
    can be had, and ``documents.store.FileDamaged`` when a revision was altered.
    """
    if envelope.final is None:
        raise Refused(Refusal("L’exemplaire n’est pas définitif : aucune preuve n’en est établie."))
    if envelope.evidence.exists():
        return
    at = clock.now()
    checkpoint = chain.checkpoint(at)
    convention = Convention.unscoped.get(envelope=envelope)
    every = [None, *readers.bodies(convention)]
    try:
        zips = _zips(convention, checkpoint, every, at, _newly_sealed)
        keeping.keep(envelope, zips, sequence=checkpoint.sequence, at=at)
    except journal.JournalDamaged as damage:
        raise Refused(
            Refusal(f"Le journal ne se vérifie plus : {damage}. Rien n’est attesté.")
        ) from None
    except TimestampUnavailable as silent:
        raise Refused(NOT_STAMPED) from silent
    except PdfRefused as refused:
        raise Refused(Refusal(str(refused))) from None
    except keeping.AlreadyKept:
        return


def trouble(envelope: Envelope) -> str:
    """Why a final copy has no evidence yet, as a sentence; empty while nothing failed."""
    failed = JobItem.objects.filter(
        job__kind=JOB, payload__envelope=envelope.pk, state=Job.State.FAILED
    )
    return failed.order_by("-pk").values_list("message", flat=True).first() or ""


def owed() -> int:
    """Make what a kill, a full disk or an older version left unmade; called by ``tick``."""
    lacking = Envelope.unscoped.filter(
        status=Envelope.Status.SEALED_FINAL,
        document__about_type=Convention._meta.label_lower,
        evidence=None,
        finalised_at__lt=clock.now() - jobs.STALE,
    )
    made = 0
    for envelope in lacking.order_by("pk")[:AT_ONCE]:
        try:
            make(envelope)
        except (Refused, OSError, store.FileDamaged) as fault:
            logger.exception("evidence of %s", envelope.reference)
            if isinstance(fault, Refused) and NOT_STAMPED in fault.refusals:
                break  # the authority is silent for the others too
        else:
            made += 1
    return made


def again(kept: EvidenceFile) -> bytes:
    """The zip made again from what the site holds now, for the instant at which it was made.

    A seal is never the same twice: the bordereau keeps the one it has, when it says the same.
    """
    convention = Convention.unscoped.get(envelope=kept.envelope)
    checkpoint = Checkpoint.objects.filter(sequence=kept.sequence, at=kept.at)[0]
    found = [b for b in readers.bodies(convention) if readers.name(b) == kept.reader]
    reader = found[0] if found else None
    before = archive.read(store.read(kept.file.sha256))[slip.NAME]

    def sealed(pdf: bytes, reference: str, at: dt.datetime) -> bytes:
        return before if before.startswith(pdf) else _newly_sealed(pdf, reference, at)

    return _zips(convention, checkpoint, [reader], kept.at, sealed)[kept.reader]


def _newly_sealed(pdf: bytes, reference: str, at: dt.datetime) -> bytes:
    return slip.seal(pdf, reference=reference, at=at)


def _zips(
    convention: Convention,
    checkpoint: Checkpoint,
    every: list[Institution | None],
    at: dt.datetime,
    sealed: Seal,
) -> dict[str, bytes]:
    """The zip of each reader, by its name."""
    extracts = journal.extract(convention, checkpoint, every)
    revisions = {
        facts.revision_name(each): store.read(each.file.sha256)
        for each in convention.envelope.revisions.select_related("file")
    }
    signatures = facts.of_the_pdf(convention.envelope, at)
    scans = facts.paper_files(convention.envelope)
    papers = {name: store.read(sha256) for name, sha256 in scans.items()}
    zips = {}
    for reader in every:
        told = facts.gather(convention, reader, at, signatures)
        extract = extracts[reader and reader.pk]
        data = archive.to_json(told)
        page = slips.html(told, extract, whole=reader is None)
        name = readers.name(reader) if reader else keeping.WHOLE
        files = {
            **kit.files(),
            **revisions,
            **papers,
            slip.DATA: data,
            "journal.json": archive.to_json(extract.to_data()),
            slip.NAME: sealed(slip.render(page, data, at=at), convention.reference, at),
        }
        zips[name] = archive.pack(files, reference=convention.reference, at=at)
    return zips
