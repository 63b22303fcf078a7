"""Register the pages of one copy, put in order, for an agent to certify.

The file is assembled and written first, then one transaction keeps it with its row, the state of
the signature and the journal: what a kill leaves is an intent, which recovery removes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import Refusal, Refused

from .. import store
from ..lifecycle import SlotLifecycle
from ..models import PaperReturn, ScanDeposit
from . import assembling
from .sorting import Pile, Sheet

VERB = "register_scan"


@contextmanager
def assembled(pile: Pile, actor: Actor) -> Iterator[store.Prepared]:
    """The pages of a copy on disk, in order, waiting for the transaction that keeps them.

    Raises ``Refused``: a page missing or twice, a signature given or registered meanwhile;
    OSError when the disk is full. A file not kept is removed.
    """
    if pile.doubles:
        raise Refused(Refusal(pile.told()))
    refusals = SlotLifecycle(pile.slot).refusals(VERB, actor=actor, missing=pile.missing)
    if refusals:
        raise Refused(*refusals)
    data = assembling.assembled(_leaves(pile))
    with store.prepared((data, store.PDF)) as (file,):
        yield file


def keep(deposit: ScanDeposit, pile: Pile, file: store.Prepared, *, actor: Actor) -> PaperReturn:
    """Keep the copy; its signature then waits for an agent. ``Refused`` when it no more may."""
    with recording(actor) as journal:
        slot = SlotLifecycle.move(pile.slot, VERB, actor=actor, missing=pile.missing)
        journal.note(slot, "registered_scan", document_hash=file.sha256)
        return PaperReturn.objects.create(
            slot=slot,
            deposit=deposit,
            file=file.keep(),
            pages=[_row(each) for each in pile.sheets],
            doubts=pile.doubts,
            person_id=actor.person_id,
            deposited_by=actor.label,
        )


def _leaves(pile: Pile) -> list[assembling.Leaf]:
    contents: dict[str, bytes] = {}
    found = []
    for sheet in pile.sheets:
        file = sheet.scanned.file.file
        if file.sha256 not in contents:
            contents[file.sha256] = store.read(file.sha256)
        data = contents[file.sha256]
        found.append(assembling.Leaf(data, file.kind, sheet.scanned.index, sheet.turn))
    return found


def _row(sheet: Sheet) -> dict[str, Any]:
    """One page as it is kept with the return, and told in the evidence."""
    scanned = sheet.scanned
    return {
        "page": sheet.page,
        "scanned": scanned.pk,
        "file": scanned.file.name,
        "sha256": scanned.file.file.sha256,
        "index": scanned.index,
        "turn": sheet.turn,
        "by_hand": sheet.by_hand,
        "differs": scanned.differs,
    }
