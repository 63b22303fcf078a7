"""A list as people have it: pasted, or a CSV file or a workbook; one body a line.

What is kept of a line is what may name a body: its code and its name, found by the heads of the
columns when the file has some, else by their form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from common import french
from common.lifecycle import Refusal, Refused
from governance.directory_file.layouts import plain
from governance.directory_file.tables import UnreadableDirectory, open_tables

MOST = 900
"""Lines of one batch: the communes of a large département, and what one form can send back."""

CODES = ("siren", "siret", "insee", "uai", "code_commune", "code_insee", "codgeo", "code")
NAMES = ("commune", "collectivite", "epci", "institution", "nom", "libelle", "mairie", "ville")
HEAD_WITHIN = 10  # rows: a title and notes may stand above the columns
_CODE = re.compile(r"[0-9]{9}|[0-9]{14}|[0-9]{7}[A-Z]|[0-9][0-9AB][0-9Z][0-9]{2}")
_BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what was typed, the code that it gives, and the name."""

    typed: str
    code: str
    name: str


def pasted(text: str) -> list[Line]:
    """The lines of a text; cells are cut at a tabulation or a semicolon."""
    rows = (re.split(r"[\t;]", _BULLET.sub("", line)) for line in text.splitlines())
    return list(_lines(rows))


def from_file(data: bytes) -> list[Line]:
    """The lines of a file that passed the gate of uploads; ``Refused`` when none can be read."""
    try:
        for table in open_tables(data):
            rows = [cells for _line, cells in table.rows]
            if rows:
                return list(_of_table(rows))
    except UnreadableDirectory as refused:
        raise Refused(Refusal(str(refused))) from None
    raise Refused(Refusal("Ce fichier n’a aucune ligne : vérifiez-le, puis déposez-le de nouveau."))


def is_code(text: str) -> bool:
    """A SIREN, a SIRET, an UAI, a code of commune or a postal code."""
    return _CODE.fullmatch(text) is not None


def _of_table(rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    for rank, cells in enumerate(rows[:HEAD_WITHIN]):
        wanted = _columns(cells)
        if wanted:
            body = rows[rank + 1 :]
            return _lines([row[i] for i in wanted if i < len(row)] for row in body)
    return _lines(rows)


def _columns(cells: Sequence[str]) -> list[int]:
    """Ranks of the column of codes and of that of names; none when the row is no head."""
    heads = [plain(cell) for cell in cells]
    if any(is_code(_squeezed(cell)) for cell in cells):
        return []
    code = _first(heads, CODES)
    name = _first(["" if rank == code else head for rank, head in enumerate(heads)], NAMES)
    return [rank for rank in (code, name) if rank is not None]


def _first(heads: Sequence[str], wanted: Sequence[str]) -> int | None:
    """The first column whose head is, else holds, one of the words, the surest first."""
    for word in wanted:
        if word in heads:
            return heads.index(word)
    for word in wanted:
        for rank, head in enumerate(heads):
            if word in head.split("_"):
                return rank
    return None


def _lines(rows: Iterator[list[str]] | Sequence[Sequence[str]]) -> Iterator[Line]:
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row if cell.strip()]
        if not cells:
            continue
        code = next((_squeezed(cell) for cell in cells if is_code(_squeezed(cell))), "")
        name = next((cell for cell in cells if not is_code(_squeezed(cell))), "")
        typed = " ; ".join(dict.fromkeys(cells))
        yield Line(typed[:250], code, name[:200])


def _squeezed(text: str) -> str:
    return "".join(text.split()).upper()


def check(rows: int, others: int = 0) -> None:
    """Refuse an empty list, and one longer than a batch; ``others``: rows it has already."""
    if not rows:
        raise Refused(
            Refusal(
                "Aucune collectivité dans la liste : collez des noms ou des codes, déposez un "
                "fichier, ou choisissez un territoire où des écoles sont ouvertes."
            )
        )
    check_length(rows + others)


def check_length(total: int) -> None:
    """Refuse more rows than one batch holds."""
    if total > MOST:
        raise Refused(
            Refusal(
                f"{french.number(total)} lignes : un lot en compte {MOST} au plus. Faites "
                "plusieurs lots, par circonscription par exemple."
            )
        )
