"""What somebody changed in the Word file that was sent to them, one change at a time.

Twelve kinds. Tracked changes say who and when; the comparison with what was sent finds what was
typed without tracking, and what was hidden. Each change that may enter the text carries the
operations of ``documents.redline.wording`` that make it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from documents.redline import alignment, wording
from documents.redline.corrections import (
    KEPT,
    LONG_ENOUGH_TO_MOVE,
    MAX_CHANGES,
    OBSTACLES,
    TOO_LONG,
    Change,
    Kind,
    NotThisText,
)
from documents.redline.files import Corrected
from documents.redline.looks import Looks
from documents.redline.revisions import BY, W, authors
from documents.rendering.package import parse_part, read_package
from documents.text.reading import Block, Line, normalised

__all__ = ["OBSTACLES", "Change", "NotThisText", "changes"]


def changes(sent: bytes, returned: bytes, *, frames: Collection[str] = ()) -> list[Change]:
    """The changes from ``sent`` (filled with its values marked) to the file that came back.

    ``frames``: the words printed in each signature frame. Refuses (``ModelError``) an unsafe
    file, and ``NotThisText``.
    """
    found = _Comparison(sent, returned, frames).listed()
    if len(found) > MAX_CHANGES:
        raise NotThisText(
            f"Ce fichier compte plus de {MAX_CHANGES} modifications : ce n’est plus une relecture. "
            "Repartez du fichier Word proposé sur cette page."
        )
    return found


class _Comparison:
    def __init__(self, sent: bytes, returned: bytes, frames: Collection[str]) -> None:
        package = read_package(returned)
        self.sent = Corrected(read_package(sent), accept=True)
        self.final = Corrected(package, accept=True)
        self.base = Corrected(package, accept=False)
        self.frames = frozenset(map(normalised, frames))
        if max(self.final.length, self.base.length) > TOO_LONG + 2 * self.sent.length:
            raise NotThisText(
                "Ce fichier est beaucoup plus long que le texte envoyé. Repartez du fichier Word "
                "proposé sur cette page."
            )
        self.pairs = alignment.pairs(self.sent.blocks, self.final.blocks)
        kept = sum(pair.old is not None and pair.new is not None for pair in self.pairs)
        if kept < KEPT * len(self.sent.blocks):
            raise NotThisText(
                f"Ce fichier n’est pas le texte envoyé : {kept} paragraphes sur "
                f"{len(self.sent.blocks)} s’y retrouvent. Repartez du fichier Word proposé ici."
            )
        self.anchors = wording.anchors(self.sent.blocks)
        self.looks = Looks(self.sent.package), Looks(self.final.package)
        self._find_untracked()

    def _find_untracked(self) -> None:
        """What differs from the text sent once every tracked change is refused."""
        self.before: dict[int, Block | None] = {}
        self.typed: set[tuple[bool, tuple[str, ...]]] = set()
        for pair in alignment.pairs(self.sent.blocks, self.base.blocks):
            if pair.old is not None:
                self.before[id(pair.old)] = pair.new
            elif pair.new is not None:
                self.typed.add(alignment.key(pair.new))
        tree = parse_part(self.final.package.members[self.final.package.main], "")
        found = {name for name, _ in authors(tree)}
        self.only_author = found.pop() if len(found) == 1 else ""

    def listed(self) -> list[Change]:
        """Every change, in the order of the text; then what stands around it."""
        found: list[Change] = []
        self.moved = self._moves()
        article, kept = "", None
        index = 0
        while index < len(self.pairs):
            pair = self.pairs[index]
            shown = pair.new or pair.old
            if shown is not None and shown.kind == "heading" and shown.level == 1:
                article = shown.cells[0][0].text
            if pair.old is not None and pair.new is not None:
                found += self._changed(pair.old, pair.new, article)
                kept, index = pair.old, index + 1
                continue
            group = self._group(index)
            index += len(group)
            found += self._whole(group, article, kept)
        return [*found, *self._running(), *self._comments()]

    # --- whole paragraphs and rows ------------------------------------------------------------
    def _moves(self) -> dict[int, Block]:
        """Blocks of the text sent that stand elsewhere, by ``id`` of their new block."""
        gone = [pair.old for pair in self.pairs if pair.old and pair.new is None]
        come = [pair.new for pair in self.pairs if pair.new and pair.old is None]
        found: dict[int, Block] = {}
        for new in come:
            old = next((b for b in gone if alignment.key(b) == alignment.key(new)), None)
            if old is not None and len(new.text) >= LONG_ENOUGH_TO_MOVE:
                gone.remove(old)
                found[id(new)] = old
        return found

    def _group(self, index: int) -> list[alignment.Pair]:
        """A heading with what comes or goes with it; else one paragraph, or one row.

        Paragraphs that moved together are one move.
        """
        first = self.pairs[index]
        moved = self._move_of(first)
        with_heading = (first.new or first.old or _NOTHING).kind == "heading"
        group = [first]
        for pair in self.pairs[index + 1 :]:
            shown = pair.new or pair.old
            same_side = (pair.old is None, pair.new is None) == (
                first.old is None,
                first.new is None,
            )
            if not same_side or shown is None or self._move_of(pair) != moved:
                break
            if not moved and (not with_heading or shown.kind == "heading"):
                break
            group.append(pair)
        return group

    def _move_of(self, pair: alignment.Pair) -> bool:
        if pair.new is not None and pair.old is None:
            return id(pair.new) in self.moved
        return pair.old in self.moved.values()

    def _whole(
        self, group: Sequence[alignment.Pair], article: str, kept: Block | None
    ) -> Iterator[Change]:
        first = group[0]
        after = self.anchors[id(kept)] if kept is not None else None
        if self._move_of(first):
            if first.new is None:  # told where it arrives
                return
            olds = [self.moved[id(pair.new)] for pair in group if pair.new is not None]
            yield self._move(olds, [p.new for p in group if p.new], article, after)
        elif first.new is None:
            yield self._deleted([pair.old for pair in group if pair.old], article)
        else:
            yield self._added([p.new for p in group if p.new], article, after, kept)

    def _move(
        self, olds: list[Block], news: list[Block], article: str, after: wording.Anchor | None
    ) -> Change:
        words = "\n".join(block.text for block in olds)
        obstacle = self._fixed(olds)
        made = [{"op": "move", "at": self.anchors[id(b)], "after": after} for b in olds]
        change = Change("clause_moved", article, words, words, obstacle=obstacle)
        change = self._attributed(change, news, tracked=alignment.key(news[0]) not in self.typed)
        return replace(change, operations=() if obstacle else tuple(made))

    def _deleted(self, olds: list[Block], article: str) -> Change:
        obstacle = self._fixed(olds) or ("value" if _row_of_values(olds[0]) else "")
        kind = _kind_of(olds[0], "clause_deleted")
        untracked = self.before.get(id(olds[0])) is None
        change = Change(
            "value" if obstacle in ("value", "mention", "signature") else kind,
            article,
            "\n".join(block.text for block in olds),
            "",
            obstacle=obstacle or ("note" if kind == "note" else ""),
        )
        there = [b for b in (self.before.get(id(old)) for old in olds) if b is not None]
        change = self._attributed(change, there, tracked=not untracked)
        made = [{"op": "delete", "at": self.anchors[id(block)]} for block in olds]
        return replace(change, operations=() if change.obstacle else tuple(made))

    def _added(
        self,
        news: list[Block],
        article: str,
        after: wording.Anchor | None,
        kept: Block | None,
    ) -> Change:
        kind = _kind_of(news[0], "clause_added")
        obstacle = "note" if kind == "note" else ""
        if news[0].kind == "row" and (kept is None or kept.kind != "row" or _row_of_values(kept)):
            obstacle = "value"
        change = Change(
            kind, article, "", "\n".join(block.text for block in news), obstacle=obstacle
        )
        change = self._attributed(change, news, tracked=alignment.key(news[0]) not in self.typed)
        made = [
            {
                "op": "insert",
                "after": after,
                "kind": block.kind,
                "level": block.level,
                "cells": [" ".join(line.text for line in cell).strip() for cell in block.cells],
            }
            for block in news
        ]
        return replace(change, operations=() if obstacle else tuple(made))

    def _fixed(self, olds: list[Block]) -> str:
        """Why these paragraphs may not go: a mention, a frame to sign."""
        for block in olds:
            if any(line.mention for cell in block.cells for line in cell):
                return "mention"
            if self.frames & {normalised(text) for text in alignment.key(block)[1]}:
                return "signature"
        return ""

    # --- words of a paragraph -----------------------------------------------------------------
    def _changed(self, old: Block, new: Block, article: str) -> Iterator[Change]:
        said = False
        was = {
            id(one): two
            for one, two in alignment.lines(old, self.before.get(id(old)))
            if one is not None
        }
        last: Line | None = None
        for one, two in alignment.lines(old, new):
            last = one or last
            for change in self._line(old, last, one, two, was, article):
                said = True
                yield change
        hides = any(id(line.element) in self.final.hidden for c in new.cells for line in c)
        if not said and (hides or self._looks_other(old, new)):
            change = Change("look", article, old.text, new.text, hidden=hides, obstacle="look")
            was_so = self.before.get(id(old))
            tracked = was_so is not None and not self._looks_other(old, was_so)
            yield self._attributed(change, [new], tracked=tracked)

    def _line(
        self,
        block: Block,
        last: Line | None,
        one: Line | None,
        two: Line | None,
        was: dict[int, Line | None],
        article: str,
    ) -> Iterator[Change]:
        """The changes of one paragraph; one that is added to a cell joins the last one there."""
        if one is None:
            if two is None or last is None:
                return
            end = len(last.text)
            hunks = [alignment.Hunk(end, end, "", "\n" + two.text, end, end)]
            base: set[tuple[int, int, str]] = set()
            one = last
        else:
            hunks = alignment.hunks(one.text, two.text if two else "")
            before = was.get(id(one))
            base = {
                (h.start, h.end, h.new)
                for h in alignment.hunks(one.text, before.text if before else "")
            }
        together = [hunks] if block.kind == "row" and hunks else [[hunk] for hunk in hunks]
        for group in together:
            typed = any(h[0] <= k.end and k.start <= h[1] for h in base for k in group)
            change = self._words(block, one, group, article)
            if block.kind == "row":
                change = replace(change, old=one.text, new=two.text if two else "", around="")
            yield self._attributed(change, [], tracked=not typed, line=two or one)

    def _words(
        self, block: Block, line: Line, group: Sequence[alignment.Hunk], article: str
    ) -> Change:
        hunk = group[0]
        obstacle = "mention" if line.mention else ""
        if not obstacle and normalised(line.text) in self.frames:
            obstacle = "signature"
        made = wording.edit_of(line, self.anchors[id(line)], group)
        if not obstacle and made is None:
            obstacle = "value"
        kind: Kind
        if obstacle:
            kind = "value"
        elif block.kind == "row":
            kind = "cell"
        elif block.kind == "note":
            kind, obstacle = "note", "note"
        elif block.kind == "item":
            kind = "item"
        else:
            kind = "replaced" if hunk.old and hunk.new else "inserted" if hunk.new else "deleted"
        return Change(
            kind,
            article,
            hunk.old,
            hunk.new,
            around=_around(line.text, hunk.start),
            obstacle=obstacle,
            operations=() if obstacle or made is None else (made,),
        )

    def _looks_other(self, old: Block, new: Block) -> bool:
        if (old.kind, old.level) != (new.kind, new.level):
            return True
        ours, theirs = self.looks
        return any(
            one is not None and two is not None and ours.of(one) != theirs.of(two)
            for one, two in alignment.lines(old, new)
        )

    # --- around the text ----------------------------------------------------------------------
    def _running(self) -> Iterator[Change]:
        ours, theirs = self.sent.running(), self.final.running()
        for kind in ("header", "footer"):
            gone = [words for k, words in ours - theirs if k == kind]
            come = [words for k, words in theirs - ours if k == kind]
            title = "En-tête" if kind == "header" else "Pied de page"
            before = gone or [words for k, words in ours if k == kind]
            for old, new in zip_longest(before if come else (), come, fillvalue=""):
                if new:
                    yield Change("header", title, old, new, obstacle="header")

    def _comments(self) -> Iterator[Change]:
        known = {normalised(words) for _, words, _, _ in self.sent.comments()}
        places = self._places_of_comments()
        for key, words, author, date in self.final.comments():
            if normalised(words) not in known and words.strip():
                yield Change(
                    "note",
                    places.get(key, ""),
                    "",
                    words,
                    tracked=True,
                    author=author,
                    date=date,
                    obstacle="note",
                )

    def _places_of_comments(self) -> dict[str, str]:
        """The article in which each comment stands."""
        titles = {
            id(b.cells[0][0].element): b.cells[0][0].text
            for b in self.final.blocks
            if b.kind == "heading" and b.level == 1
        }
        article, found = "", {}
        for element in self.final.tree.iter(W + "p", W + "commentReference"):
            if element.tag == W + "p":
                article = titles.get(id(element), article)
            else:
                found[element.get(W + "id", "")] = article
        return found

    def _attributed(
        self, change: Change, there: Sequence[Block], *, tracked: bool, line: Line | None = None
    ) -> Change:
        """With its author, its date, and whether the file hides it."""
        nodes = [each.element for block in there for cell in block.cells for each in cell]
        if line is not None:
            nodes.append(line.element)
        signed = next((by for node in nodes if (by := _signed(node))), "")
        author, _, date = signed.partition("|")
        return replace(
            change,
            tracked=tracked,
            hidden=change.hidden or any(id(node) in self.final.hidden for node in nodes),
            author=(author or self.only_author) if tracked else "",
            date=date if tracked else "",
        )


_NOTHING = Block("paragraph", ())


def _signed(node: Any) -> str:
    if node is None:
        return ""
    row = next(node.iterancestors(W + "tr"), None)
    return node.get(BY, "") or (row.get(BY, "") if row is not None else "")


def _kind_of(block: Block, whole: Kind) -> Kind:
    special: dict[str, Kind] = {"row": "cell", "item": "item", "note": "note"}
    return special.get(block.kind, whole)


def _row_of_values(block: Block) -> bool:
    """A row that the model repeats for each value of a list."""
    runs = [run for cell in block.cells for line in cell for run in line.runs if run.text.strip()]
    return block.kind == "row" and any(run.given for run in runs)


def _around(text: str, offset: int) -> str:
    """The few words before an insertion, so that one knows where it is."""
    words = text[:offset].split()
    return ("… " if len(words) > 6 else "") + " ".join(words[-6:])
