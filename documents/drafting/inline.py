"""One line of a drafted text, cut into pieces that Word can hold without breaking a Jinja tag.

A run of Word is the smallest thing that a lawyer's edit may split. Each tag stands alone in its
run, whatever the bold or italic around it, so that the model stays readable by the renderer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from documents.drafting.typography import COMMAND_FIRST, VALUE_FIRST, spaced

TAG = re.compile(r"\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}", re.S)
COMMENT = re.compile(r"<!--\s*((?:(?!-->).)*?)\s*-->", re.S)
_COMMAND = re.compile(r"\{%-?\s*((?:(?!%\}).)*?)\s*-?%\}", re.S)
_MARKS = re.compile("(\\*\\*|\\*|\\[|\\]|☐|\n|[\ue000-\uefff])")
_FIXED_PITCH = re.compile(r"short_hash|sha256|(?:^|\.|_)hash\b")
_CONDITION = re.compile(r"(?:el)?if\s+(.*)", re.S)


@dataclass(frozen=True)
class Piece:
    """A stretch of text of one appearance. ``marked``: a point that a lawyer must still settle."""

    text: str
    bold: bool = False
    italic: bool = False
    marked: bool = False
    fixed_pitch: bool = False


def command(tag: str) -> str:
    """``if x`` for ``{% if x %}``; empty for a value ``{{ x }}`` or for any other text."""
    match = _COMMAND.fullmatch(tag.strip())
    return match.group(1) if match else ""


def masked(text: str) -> tuple[str, list[str]]:
    """The text with each tag replaced by one private character, and the tags in order.

    More than 2 048 tags in a line are refused: the private characters would run out.
    """
    tags: list[str] = []

    def replace(match: re.Match[str]) -> str:
        if len(tags) >= 2048:
            raise ValueError("Une ligne porte plus de 2 048 balises : la couper en paragraphes.")
        tags.append(match.group())
        first = COMMAND_FIRST if match.group().startswith("{%") else VALUE_FIRST
        return chr(ord(first) + len(tags) - 1)

    return TAG.sub(replace, text), tags


def unmasked(text: str, tags: list[str]) -> str:
    """The reverse of ``masked``, for a part of the masked text."""
    return re.sub("[\ue000-\uefff]", lambda match: _tag(match.group(), tags), text)


def pieces(line: str) -> list[Piece]:
    """The pieces of a line: bold, italic and marked stretches, each tag in a piece of its own."""
    mask, tags = masked(closed_up(COMMENT.sub("", line)))
    return list(_pieces(_MARKS.split(spaced(mask)), tags))


def _pieces(parts: list[str], tags: list[str]) -> Iterator[Piece]:
    bold = italic = marked = False
    for part in parts:
        if part == "**":
            bold = not bold
        elif part == "*":
            italic = not italic
        elif part == "[":
            marked = True
            yield Piece("[", bold, italic, marked)
        elif part == "]":
            yield Piece("]", bold, italic, marked)
            marked = False
        elif len(part) == 1 and "\ue000" <= part <= "\uefff":
            tag = _tag(part, tags)
            pitch = tag.startswith("{{") and bool(_FIXED_PITCH.search(tag))
            yield Piece(tag, bold, italic, marked, pitch)
        elif part:
            yield Piece(part, bold, italic, marked)


def set_apart(parts: Iterable[Piece]) -> tuple[list[Piece], list[str]]:
    """The pieces without the points that a lawyer must settle, and these points in order.

    The space before a point goes with it: « l’article 12 [à confirmer]. » leaves « l’article 12. ».
    """
    kept: list[Piece] = []
    points: list[str] = []
    inside = False
    for piece in parts:
        if not piece.marked:
            kept.append(piece)
        elif inside:
            points[-1] += piece.text
        else:
            points.append(piece.text)
            if kept:
                kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" "))
        inside = piece.marked and piece.text != "]"
    return kept, points


def _tag(character: str, tags: list[str]) -> str:
    index = ord(character) - ord(VALUE_FIRST)
    return tags[index if index < 2048 else index - 2048]


def open_commands(text: str) -> int:
    """How many ``if`` or ``for`` the text opens without closing them."""
    depth = 0
    for match in TAG.finditer(text):
        word = command(match.group()).split(" ")[0]
        depth += 1 if word in {"if", "for"} else -1 if word in {"endif", "endfor"} else 0
    return depth


def branches(line: str) -> list[tuple[str, str]] | None:
    """The branches of a line that is one whole condition: ``(command, text)`` of each.

    None when the line is something else: such a line always prints something, and its conditions
    stay inside the paragraph.
    """
    found: list[tuple[str, str]] = []
    depth, start = 0, 0
    text = line.strip()
    for match in TAG.finditer(text):
        name = command(match.group())
        word = name.split(" ")[0]
        if depth == 0 and (word != "if" or text[start : match.start()].strip() or found):
            return None
        if word in {"if", "for"}:
            depth += 1
        if depth == 1 and word in {"if", "elif", "else", "endif"}:
            if found:
                found[-1] = (found[-1][0], text[start : match.start()].strip())
            if word != "endif":
                found.append((name, ""))
            start = match.end()
        if word in {"endif", "endfor"}:
            depth -= 1
    return found if found and depth == 0 and not text[start:].strip() else None


def closed_up(line: str) -> str:
    """The line with the space before an optional phrase moved inside it.

    « Un point. {% if x %}Un autre.{% endif %} La suite. » would print two spaces without x.
    """
    out, depth, at, opened = "", 0, 0, -1
    for match in TAG.finditer(line):
        out += line[at : match.start()]
        at = match.end()
        word = command(match.group()).split(" ")[0]
        if word == "if" and depth == 0:
            opened = len(out) if out.endswith(" ") else -1
        if word in {"else", "elif"} and depth == 1:
            opened = -1
        if word in {"if", "for"}:
            depth += 1
        if word in {"endif", "endfor"}:
            depth -= 1
        out += match.group()
        if word == "endif" and depth == 0 and opened >= 0 and line[at : at + 1] in {" ", ""}:
            after_tag = out.index("%}", opened) + 2
            out = out[: opened - 1] + out[opened:after_tag] + " " + out[after_tag:]
            opened = -1
    return out + line[at:]


def shared_condition(line: str) -> str:
    """The condition under which a line made only of conditions prints anything; else empty.

    Covers a line such as ``{% if a %}…{% endif %} {% if b %}…{% endif %}``: without it, the
    paragraph would stay, empty, when neither holds.
    """
    conditions: list[str] = []
    depth, start = 0, 0
    for match in TAG.finditer(line):
        word = command(match.group()).split(" ")[0]
        if depth == 0 and (word != "if" or line[start : match.start()].strip()):
            return ""
        if depth == 1 and word == "else":
            return ""
        if word in {"if", "for"}:
            depth += 1
        if depth == 1 and (condition := _CONDITION.fullmatch(command(match.group()))):
            conditions.append(f"({condition.group(1)})")
        if word in {"endif", "endfor"}:
            depth -= 1
            start = match.end()
    return " or ".join(conditions) if not line[start:].strip() else ""
