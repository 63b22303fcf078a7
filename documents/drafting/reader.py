"""Reads a drafted text: a YAML header, then paragraphs, lists, tables and mentions to complete.

The dialect is small and our own: ``#`` opens a part on a new page, ``##`` and ``###`` are
headings, ``1.`` and ``-`` are lists, ``|`` are tables, ``::: mention`` … ``:::`` are the mentions
to complete, a line holding only a Jinja command governs the blocks that follow it, and each line
of a group is a paragraph of its own. What follows « Pièges de rédaction » is advice to whoever
lays the text out, and is left aside.
"""

from __future__ import annotations

import re

from documents.drafting.blocks import (
    Control,
    Frame,
    Heading,
    Item,
    Paragraph,
    Place,
    Row,
    Table,
    TableLayout,
    Text,
)
from documents.drafting.inline import (
    COMMENT,
    TAG,
    branches,
    command,
    masked,
    open_commands,
    shared_condition,
    unmasked,
)

_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.S)
_ADVICE = re.compile(r"^#+ Pièges", re.M)
_HEADING = re.compile(r"(#{1,4})\s+(.*)")
_ITEM = re.compile(r"(?:(\d+)\.|-)\s+(.*)")
_TABLE_LINE = re.compile(r"((?:\{%[^%]*%\}\s*)*)\|(.*)")
_RULE_ROW = re.compile(r"\|?[\s:|-]+\|?")
_FIELD = re.compile(r"\[champ de signature (\d+)[^\]]*\]")
_FRAME = re.compile(r"\[cadre[^\]]*?(\d+)\s*×\s*(\d+)\s*mm\]")
_SIZE = re.compile(r"champ de signature (\d+)\s*:\s*(\d+)\s*×\s*(\d+)\s*mm")
_CLAUSE = re.compile(r"Clause (?:facultative|conditionnelle)\s*—\s*(?:paramètre\s*:\s*)?(\w+)?")
_RUNNING = "*(en-tête, hors empreinte du texte)*"
_FIELD_SIZE = (85.0, 32.0)


class TextRefused(ValueError):
    """The text cannot be laid out; the sentence says where and what was expected."""


def read_front(source: str) -> tuple[dict[str, object], str]:
    """The YAML header and the body of a text. Refuses a text without a header."""
    match = _FRONT.match(source.replace("\r\n", "\n"))
    if match is None:
        raise TextRefused(
            "Le texte doit commencer par un en-tête YAML placé entre deux lignes « --- »."
        )
    try:
        import yaml
    except ImportError as error:
        raise TextRefused(
            "La lecture de l’en-tête demande PyYAML, qui n’est pas installé ici : "
            "installer les outils de développement (requirements/dev.txt)."
        ) from error
    front = yaml.safe_load(match.group(1))
    missing = [key for key in ("code", "title", "kind", "version") if key not in (front or {})]
    if missing:
        raise TextRefused(f"L’en-tête ne dit pas : {', '.join(missing)}.")
    return front, match.group(2)


def read(source: str) -> Text:
    """The blocks of a text, in order.

    Refuses a condition or loop left open, and an odd or nested mention, with its line number.
    """
    front, body = read_front(source)
    before = source.replace("\r\n", "\n").count("\n", 0, -len(body) or None)
    return read_body(front, body, first_line=before + 1)


def read_body(front: dict[str, object], body: str, *, first_line: int = 1) -> Text:
    """The blocks of a text whose header is known; ``first_line`` numbers its refusals."""
    cut = _ADVICE.search(body)
    reader = _Reader(Text(front=front))
    reader.first_line = first_line
    reader.take((body[: cut.start()] if cut else body).split("\n"))
    return reader.text


class _Reader:
    """Goes down the lines once, keeping the group of lines under way and the current place."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.group: list[str] = []
        self.place = Place()
        self.note = ""
        self.layout = TableLayout()
        self.field_size = _FIELD_SIZE
        self.depth = 0
        self.first_line = 1

    def take(self, lines: list[str]) -> None:
        at = 0
        while at < len(lines):
            try:
                at = self._one(lines, at)
            except TextRefused as refusal:
                raise TextRefused(f"Ligne {self.first_line + at} : {refusal}") from None
        self._flush()
        if self.depth or self.place.mention:
            raise TextRefused("Une condition, une boucle ou une mention n’est pas refermée.")

    def _one(self, lines: list[str], at: int) -> int:
        """Takes the line at ``at``, or the table that starts there; returns the next index."""
        line = lines[at].strip()
        if _TABLE_LINE.match(line):
            return self._table(lines, at)
        if line == "" or line == "---":
            self._flush()
        elif line.startswith(":::"):
            self._mention(opening=line != ":::")
        elif comment := COMMENT.fullmatch(line):
            self._comment(comment.group(1))
        elif name := command(line) if TAG.fullmatch(line) else "":
            self._control(name)
        elif match := _HEADING.fullmatch(line):
            self._flush()
            self.text.blocks.append(Heading(len(match.group(1)), match.group(2)))
        elif match := _FIELD.fullmatch(line):
            self._flush()
            self._frame(*self.field_size, signature=int(match.group(1)))
        elif match := _FRAME.fullmatch(line):
            self._flush()
            self._frame(float(match.group(1)), float(match.group(2)))
        elif (match := _ITEM.fullmatch(line)) and (not self.group or match.group(1) is None):
            self._item(int(match.group(1) or 0), match.group(2))
        elif _RUNNING in line:
            self.text.running_line = line.replace(_RUNNING, "").strip()
        elif self.group and open_commands(self.group[-1]):
            self.group[-1] += "\n" + line
        else:
            self.group.append(line)
        return at + 1

    def _mention(self, *, opening: bool) -> None:
        self._flush()
        if opening == self.place.mention:
            raise TextRefused("« ::: » ouvre ou ferme une mention : l’un des deux manque.")
        self.place = Place(mention=opening)

    def _comment(self, words: str) -> None:
        self._flush()
        if words.startswith("tableau"):
            self.layout = _table_layout(words)
        elif size := _SIZE.search(words):
            self.place = Place(mention=self.place.mention, signature=int(size.group(1)))
            self.field_size = (float(size.group(2)), float(size.group(3)))
        elif _CLAUSE.match(words):
            self._clause(words)

    def _clause(self, words: str) -> None:
        match = _CLAUSE.match(words)
        name = match.group(1) if match else None
        if name and re.search(r"_|^rpi", name) and name not in self.text.clauses:
            self.text.clauses.append(name)
        self.note = words

    def _control(self, name: str) -> None:
        self._flush()
        word = name.split(" ")[0]
        self.depth += 1 if word in {"if", "for"} else -1 if word in {"endif", "endfor"} else 0
        if self.depth < 0:
            raise TextRefused(f"« {name} » ne ferme rien.")
        self.text.blocks.append(Control(name))

    def _frame(self, width: float, height: float, *, signature: int = 0) -> None:
        self.text.blocks.append(Frame(width, height, signature, self.place))
        self.field_size = _FIELD_SIZE

    def _item(self, number: int, words: str) -> None:
        self._flush()
        for name, part in branches(words) or [("", words)]:
            if name:
                self.text.blocks.append(Control(name))
            if part:
                self.text.blocks.append(Item(number, part, self.place))
        if branches(words):
            self.text.blocks.append(Control("endif"))

    def _flush(self) -> None:
        """Ends the group of lines under way: one paragraph a line, tight but for the last."""
        group, self.group = self.group, []
        role = _role(group, first=all(isinstance(b, Heading) for b in self.text.blocks))
        for index, line in enumerate(group):
            if open_commands(line):
                raise TextRefused(f"Condition ou boucle ouverte dans : {line[:60]}")
            for words in COMMENT.findall(line):
                self._clause(words)
            self._line(line, tight=index < len(group) - 1, role=role)

    def _line(self, line: str, *, tight: bool, role: str) -> None:
        note, self.note = self.note, ""
        parts = branches(line)
        condition = shared_condition(line) if parts is None else ""
        if condition:
            parts = [(f"if {condition}", line)]
        for name, part in parts or [("", line)]:
            if name:
                self.text.blocks.append(Control(name))
            if part:
                self.text.blocks.append(Paragraph(part, self.place, tight, role, note))
                note = ""
        if parts:
            self.text.blocks.append(Control("endif"))

    def _table(self, lines: list[str], at: int) -> int:
        self._flush()
        start, depth = at, 0
        rows: list[Row | Control] = []
        while at < len(lines):
            line = lines[at].strip()
            if TAG.fullmatch(line) and command(line) and depth > 0:
                new: list[Row | Control] = [Control(command(line))]
            elif match := _TABLE_LINE.match(line):
                new = [Control(command(tag)) for tag in TAG.findall(match.group(1))]
                new += [] if at == start + 1 and _RULE_ROW.fullmatch(line) else _row(match.group(2))
            else:
                break
            rows += new
            depth += sum(_step(row.command) for row in new if isinstance(row, Control))
            at += 1
        header = rows[0]
        if depth or not isinstance(header, Row):
            raise TextRefused("Un tableau commence par ses titres et referme ses conditions.")
        layout, self.layout = self.layout, TableLayout()
        if layout.widths and len(layout.widths) != len(header.cells):
            raise TextRefused(
                f"{len(layout.widths)} largeurs pour un tableau de {len(header.cells)} colonnes."
            )
        self.text.blocks.append(Table(header, tuple(rows[1:]), layout, self.place))
        return at


def _step(name: str) -> int:
    word = name.split(" ")[0]
    return 1 if word in {"if", "for"} else -1 if word in {"endif", "endfor"} else 0


def _row(line: str) -> list[Row | Control]:
    """The cells of a table line, or the command that it only carries."""
    mask, tags = masked(line)
    cells = [unmasked(cell, tags).strip() for cell in mask.split("|")]
    last = cells.pop() if len(cells) > 1 else ""
    after: list[Row | Control] = [Control(command(tag)) for tag in TAG.findall(last)]
    written = [cell for cell in cells if cell]
    if len(written) == 1 and TAG.fullmatch(written[0]) and command(written[0]):
        return [Control(command(written[0])), *after]
    return [Row(tuple(cells)), *after]


def _table_layout(words: str) -> TableLayout:
    widths = re.search(r"largeurs ([\d/,]+) mm", words)
    return TableLayout(
        widths=tuple(float(w.replace(",", ".")) for w in widths.group(1).split("/"))
        if widths
        else (),
        landscape=bool(re.search(r"paysage(?! au-delà)", words)),
        amounts_right=bool(re.search(r"(montants|chiffres) alignés à droite", words)),
        centred="centrées" in words,
        fixed_pitch="chasse fixe" in words,
    )


def _role(group: list[str], *, first: bool) -> str:
    """The part a group of lines plays on the page."""
    if group and first and group[0].startswith("**{{"):
        return "subtitle"
    if len(group) > 1 and all(line.startswith("{{ recipient_") for line in group):
        return "recipient"
    return "plain"
