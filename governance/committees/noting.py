"""Notes of a point, written by several hands: each sentence is kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import Refusal, Refused
from governance.services.store import lock, require, store

from . import accounting, permissions
from .models import AgendaItem, MeetingNote

SENTENCE = re.compile(r"[^.!?\n]*[.!?]*\s*")
"""A sentence with the space after it."""
COMPARED = 500_000
"""Pairs of sentences compared at most: two long texts rewritten whole are kept one after the
other."""


@dataclass(frozen=True, slots=True)
class Merged:
    """One text of two. ``both``: a sentence that both had changed stands there twice, theirs
    first."""

    text: str
    both: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """A note as stored, and whether somebody reads a sentence twice in it."""

    note: MeetingNote
    both: bool = False


def save(*, actor: Actor, item: AgendaItem, text: str, base: str) -> Saved:
    """Keep ``text``, written from ``base``; what somebody else wrote since then is kept with it.

    Refused (409) when both texts together are longer than the notes of a point may be.
    """
    require(permissions.may_run_item(actor, item), permissions.RUNS)
    with recording(actor):
        if item.meeting is not None:
            lock(item.meeting)  # a close under way copies the notes
        lock(item)
        found = MeetingNote.unscoped.filter(item=item).first() or MeetingNote(item=item)
        merged = merge(base, text, found.text)
        if found.pk is not None and found.text == merged.text:
            return Saved(found, merged.both)
        limit = MeetingNote._meta.get_field("text").max_length or 0
        if len(merged.text) > limit:
            raise Refused(
                Refusal(f"Les notes de ce point dépassent {limit} signes : raccourcissez-les.")
            )
        return Saved(keep(found, merged.text), merged.both)


def keep(note: MeetingNote, text: str) -> MeetingNote:
    """Store ``text``, and take it up in the minutes of a meeting already closed."""
    before, note.text = note.text, text
    note.version += 1
    stored = store(note, "save_note")
    accounting.take_up(stored.item, before, text)
    return stored


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Both changes of ``base`` in one text, sentence by sentence."""
    base, mine, theirs = (text.replace("\r\n", "\n") for text in (base, mine, theirs))
    if theirs in (base, mine):
        return Merged(mine)
    if mine == base:
        return Merged(theirs)
    text, both = "", False
    for old, own, other in _regions(*(_sentences(each) for each in (base, mine, theirs))):
        if own == other or other == old:
            text = _joined(text, own)
        elif own == old:
            text = _joined(text, other)
        else:
            text = _joined(_joined(text, other), own)
            both = both or bool(old)
    return Merged(text, both)


def _sentences(text: str) -> list[str]:
    return [found for found in SENTENCE.findall(text) if found]


def _joined(before: str, added: list[str]) -> str:
    """Sentences put one after the other, a new line where nothing parted them."""
    after = "".join(added)
    glued = before and after and not before[-1].isspace() and not after[0].isspace()
    return before + ("\n" if glued else "") + after


Region = tuple[list[str], list[str], list[str]]


def _regions(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[Region]:
    """Pieces of the three texts side by side, cut where all three agree."""
    own, other = _matched(base, mine), _matched(base, theirs)
    start = (0, 0, 0)
    for rank in range(len(base)):
        if rank in own and rank in other:
            yield _cut((base, mine, theirs), start, (rank, own[rank], other[rank]))
            kept = [max(mine[own[rank]], theirs[other[rank]], key=len)]  # with its space
            yield kept, kept, kept
            start = (rank + 1, own[rank] + 1, other[rank] + 1)
    yield _cut((base, mine, theirs), start, (len(base), len(mine), len(theirs)))


def _cut(texts: Sequence[list[str]], start: Sequence[int], end: Sequence[int]) -> Region:
    base, mine, theirs = (text[a:b] for text, a, b in zip(texts, start, end, strict=True))
    return base, mine, theirs


def _matched(base: list[str], text: list[str]) -> dict[int, int]:
    """Rank of a sentence of ``base`` → its rank in ``text``, where it stands unchanged."""
    base, text = ([each.strip() for each in texts] for texts in (base, text))
    start = _alike(base, text)
    end = _alike(base[start:][::-1], text[start:][::-1])
    found = {rank: rank for rank in range(start)}
    found |= {len(base) - n: len(text) - n for n in range(1, end + 1)}
    before, after = base[start : len(base) - end], text[start : len(text) - end]
    if len(before) * len(after) > COMPARED:
        return found
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        for n in range(block.size):
            found[start + block.a + n] = start + block.b + n
    return found


def _alike(base: list[str], text: list[str]) -> int:
    """How many sentences both begin with."""
    pairs = enumerate(zip(base, text, strict=False))
    return next((rank for rank, (a, b) in pairs if a != b), min(len(base), len(text)))
