"""Where the rules of an instance come from, as the explanations cite them.

The rules that hold are those in force on the day of the meeting: a citation is read from them,
never written in a sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from common import french


@dataclass(frozen=True)
class Citation:
    """A text and its articles: « règlement intérieur, art. 5.2 et 5.5 »."""

    text: str
    articles: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.articles:
            return self.text
        return f"{self.text}, art.{french.NBSP}{french.list_fr(self.articles)}"


Citations = Mapping[str, Citation]
"""Key of an explanation (« quorum.reached ») → what it rests on."""


def cite(citations: Citations, keys: Iterable[str]) -> str:
    """The sources of several explanations in one parenthesis, each article once.

    Articles of one text are gathered; a key without a source of its own takes that of its
    parent (« quorum.reached.proxies » → « quorum.reached » → « quorum »), else says nothing.
    """
    gathered: dict[str, list[str]] = {}
    for key in keys:
        found = _nearest(citations, key)
        if found is None:
            continue
        articles = gathered.setdefault(found.text, [])
        articles.extend(article for article in found.articles if article not in articles)
    return "; ".join(str(Citation(text, tuple(articles))) for text, articles in gathered.items())


def parenthesis(citations: Citations, *keys: str) -> str:
    """« (règlement intérieur, art. 5.2) » with the space before it, or nothing."""
    cited = cite(citations, keys)
    return f" ({cited})" if cited else ""


def _nearest(citations: Citations, key: str) -> Citation | None:
    while key:
        if key in citations:
            return citations[key]
        key = key.rpartition(".")[0]
    return None
