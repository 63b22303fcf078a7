"""French typography of a whole page: text nodes only, once, when the page is written.

``common.french.typography`` holds the rules. Here: which characters of a page are words. What
must stay to the letter is left alone: form values, code, and any element marked
``data-verbatim`` (the text of an act, a fingerprint, what a person typed and will edit again).
"""

import html
import re

from common import french

_TOKENS = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)")
_LETTERED = {"textarea", "pre", "code", "kbd", "samp", "script", "style", "svg", "option", "title"}
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_VERBATIM = re.compile(r"\sdata-verbatim\b")
_BREAK = "\n\x00"
_FIRST = re.compile(r"\b1er\b")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;|quot;)(?:#\d+|#x[0-9a-fA-F]+|\w+);")


def of_page(markup: str) -> str:
    """``markup`` with right spaces and apostrophes in its words; applying it twice is harmless."""
    if "\x00" in markup:
        return markup
    tokens = _TOKENS.split(markup)
    words = _word_tokens(tokens)
    if not words:
        return markup
    text = _BREAK.join(_ENTITY.sub(_unescape, tokens[i]) for i in words)
    for index, corrected in zip(words, french.typography(text).split(_BREAK), strict=True):
        tokens[index] = _FIRST.sub("1<sup>er</sup>", corrected)
    return "".join(tokens)


def of_text(text: str) -> str:
    """Plain words to safe markup: escaped, with right spaces and « 1er » raised."""
    return _FIRST.sub("1<sup>er</sup>", html.escape(french.typography(text)))


def _unescape(found: re.Match[str]) -> str:
    """&#x27; is an apostrophe like another; a character that would open markup stays escaped."""
    plain = html.unescape(found[0])
    return html.escape(plain) if plain in "<>&\"'\x00" and plain != "'" else plain


def _word_tokens(tokens: list[str]) -> list[int]:
    """Positions of the text nodes to correct: ``tokens`` alternates text and tag."""
    found: list[int] = []
    skipped, depth = "", 0
    for index, token in enumerate(tokens):
        if index % 2 == 0:
            if token and not skipped and not token.isspace():
                found.append(index)
            continue
        tag = _TAG.match(token)
        if tag is None:
            continue
        closing, name = bool(tag[1]), tag[2].lower()
        if skipped:
            if name == skipped:
                depth += -1 if closing else 1
                skipped = skipped if depth else ""
        elif (
            not closing
            and name not in _VOID
            and not token.endswith("/>")
            and (name in _LETTERED or _VERBATIM.search(token))
        ):
            skipped, depth = name, 1
    return found
