"""The redline as HTML: articles that changed, deletions and insertions said, not only coloured.

``del`` and ``ins`` carry their meaning to whoever does not see colours or look: a hidden word says
where each begins and ends.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from documents.redline import alignment
from documents.text.reading import Block, Line


@dataclass(frozen=True, slots=True)
class Article:
    """What changed under one main heading; ``count`` differences, ``html`` shows them."""

    title: str
    count: int
    html: SafeString


@dataclass(frozen=True, slots=True)
class Redline:
    """Two texts compared: articles with a difference, in order, and what kinds they are."""

    articles: tuple[Article, ...]
    changed: int
    added: int
    removed: int

    @property
    def empty(self) -> bool:
        """Whether both texts read the same."""
        return not self.articles


def compared(old: Sequence[Block], new: Sequence[Block]) -> Redline:
    """The differences from ``old`` to ``new``, by article; what reads the same is left out,
    but for the paragraph around a difference."""
    title, counts = "", Counter[str]()
    found: dict[str, int] = {}
    pieces: dict[str, list[str]] = {}
    for pair in alignment.pairs(old, new):
        shown = pair.new or pair.old
        if shown is None:
            continue
        if shown.kind == "heading" and shown.level == 1 and pair.new is not None:
            title = shown.cells[0][0].text
        if pair.same:
            continue
        kind = "added" if pair.old is None else "removed" if pair.new is None else "changed"
        counts[kind] += 1
        found[title] = found.get(title, 0) + 1
        pieces.setdefault(title, []).append(_block(pair))
    articles = tuple(
        Article(name, count, mark_safe("\n".join(pieces[name])))  # noqa: S308 - all escaped below
        for name, count in found.items()
    )
    return Redline(articles, counts["changed"], counts["added"], counts["removed"])


def words(old: str, new: str) -> SafeString:
    """One line as it changed, for a list of changes."""
    return mark_safe(_line(old, new))  # noqa: S308 - every text below is escaped


def _block(pair: alignment.Pair) -> str:
    shown = pair.new or pair.old
    if shown is None or shown.kind != "row":
        said = "".join(_lines(old, new) for old, new in alignment.lines(pair.old, pair.new))
        return f'<p class="cs-redline">{said}</p>'
    columns = max(len(side.cells) for side in (pair.old, pair.new) if side is not None)
    cells = []
    for column in range(columns):
        old, new = _cell(pair.old, column), _cell(pair.new, column)
        cells.append(f"<td>{_line(old, new)}</td>")
    return (
        '<table class="table table-sm cs-redline"><tbody><tr>' + "".join(cells) + "</tr></tbody>"
        "</table>"
    )


def _cell(block: Block | None, column: int) -> str:
    if block is None or column >= len(block.cells):
        return ""
    return "\n".join(line.text for line in block.cells[column]).strip()


def _lines(old: Line | None, new: Line | None) -> str:
    return _line(old.text if old else "", new.text if new else "")


def _line(old: str, new: str) -> str:
    said, at = [], 0
    for hunk in alignment.hunks(old, new):
        said.append(_shown(old[at : hunk.start]))
        if hunk.old:
            said.append(_marked("del", "supprimé", hunk.old))
        if hunk.new:
            said.append(_marked("ins", "ajouté", hunk.new))
        at = hunk.end
    return "".join([*said, _shown(old[at:])])


def _marked(tag: str, word: str, text: str) -> str:
    return (
        f'<{tag}><span class="visually-hidden">[{word} : </span>{_shown(text)}'
        f'<span class="visually-hidden">]</span></{tag}>'
    )


def _shown(text: str) -> str:
    return escape(text).replace("\n", "<br>")
