"""How words look, as far as a reader notices: bold, italic, underlined, struck, highlighted.

Resolved through styles, because each word processor writes the same look its own way.
"""

from typing import Any

from documents.redline.revisions import W
from documents.rendering.package import Package
from documents.text.reading import Line, Styles, characters

NOTICED = ("b", "i", "u", "strike", "highlight")
_OFF = ("0", "false", "off", "none", "")


class Looks:
    """Reads the look of the paragraphs of one file."""

    def __init__(self, package: Package) -> None:
        self.styles = Styles(package)

    def of(self, line: Line) -> tuple[tuple[str, ...], ...]:
        """For each word character of a paragraph, what a reader notices of it."""
        paragraph = line.element
        base = self._style_looks(paragraph.find(f"{W}pPr/{W}pStyle"))
        found = []
        for run in paragraph.iter(W + "r"):
            if next(run.iterancestors(W + "p")) is not paragraph:
                continue
            look = run.find(W + "rPr")
            own = self._style_looks(look.find(W + "rStyle") if look is not None else None)
            noticed = tuple(name for name in NOTICED if self._on(name, [look, *own], base))
            text = "".join(characters(item) for item in run)
            found += [noticed for c in text if c.isalnum()]
        return tuple(found)

    def _style_looks(self, named: Any) -> list[Any]:
        if named is None:
            return []
        return [style.find(W + "rPr") for style in self.styles.chain(named.get(W + "val", ""))]

    def _on(self, name: str, own: list[Any], base: list[Any]) -> bool:
        """The first that speaks of it decides: the run, its style, the paragraph's style."""
        for look in (*own, *base):
            flag = look.find(W + name) if look is not None else None
            if flag is not None:
                return flag.get(W + "val", "on") not in _OFF
        return False
