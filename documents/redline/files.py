"""One state of a Word file that came back: its changes accepted, or refused."""

from collections import Counter
from collections.abc import Iterator

from documents.redline.revisions import W, reveal, settle, without_field_results
from documents.rendering.package import Package, parse_part
from documents.text.reading import blocks_of, normalised


class Corrected:
    """One state of a Word file: its blocks, the article of each, what it hides."""

    def __init__(self, package: Package, *, accept: bool) -> None:
        self.package = package
        self.tree = parse_part(package.members[package.main], package.main)
        settle(self.tree, accept=accept)
        self.hidden = {id(paragraph): paragraph for paragraph in reveal(self.tree)}
        self.blocks = blocks_of(package, self.tree)
        self.length = sum(
            len(line.text) for block in self.blocks for cell in block.cells for line in cell
        )

    def running(self) -> Counter[tuple[str, str]]:
        """What headers and footers say, page numbers left out."""
        said: Counter[tuple[str, str]] = Counter()
        for name in self.package.templated:
            kind = self.package.types[name].rpartition(".")[2].removesuffix("+xml")
            if kind not in ("header", "footer"):
                continue
            tree = parse_part(self.package.members[name], name)
            settle(tree, accept=True)
            without_field_results(tree)
            words = normalised(" ".join(b.text for b in blocks_of(self.package, tree)))
            if words:
                said[kind, words] = 1
        return said

    def comments(self) -> Iterator[tuple[str, str, str, str]]:
        """Identifier, words, author and date of each comment."""
        for name, kind in self.package.types.items():
            if kind.endswith(".comments+xml"):
                for each in parse_part(self.package.members[name], name).iter(W + "comment"):
                    words = " ".join(t.text or "" for t in each.iter(W + "t"))
                    get = each.get
                    yield get(W + "id", ""), words, get(W + "author", ""), get(W + "date", "")
