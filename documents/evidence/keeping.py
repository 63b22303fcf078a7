"""Keep the evidence of a final copy: each zip once, under its hash, for one reader."""

import datetime as dt
from collections.abc import Mapping

from audit.actor import SYSTEM
from audit.recording import recording

from .. import store
from ..models import Envelope, EvidenceFile
from . import archive

WHOLE = ""
"""The reader of the whole file."""


class AlreadyKept(RuntimeError):
    """The evidence of this final copy was made meanwhile: it stays as it is."""


def find(envelope: Envelope, reader: str) -> EvidenceFile | None:
    """The evidence kept for ``reader``; None before it is made."""
    kept = EvidenceFile.objects.filter(envelope=envelope, reader=reader)
    return kept.select_related("file").first()


def keep(
    envelope: Envelope, zips: Mapping[str, bytes], *, sequence: int, at: dt.datetime
) -> list[EvidenceFile]:
    """Store the zip of each reader, all in one transaction.

    ``sequence``: the checkpoint that they tell. Call outside any transaction. Raises
    ``AlreadyKept`` when another worker did it first, OSError when the disk is full: nothing of
    these is kept then.
    """
    contents = [(data, archive.ZIP) for data in zips.values()]
    with store.prepared(*contents) as files, recording(SYSTEM) as journal:
        locked = Envelope.unscoped.select_for_update().get(pk=envelope.pk)
        if locked.evidence.exists():
            raise AlreadyKept(str(locked))
        made = []
        for reader, file in zip(zips, files, strict=True):
            row = EvidenceFile.objects.create(
                envelope=locked, reader=reader, file=file.keep(), sequence=sequence, at=at
            )
            journal.note(locked, "make_evidence", document_hash=file.sha256)
            made.append(row)
    return made
