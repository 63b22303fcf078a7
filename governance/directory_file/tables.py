"""From bytes to rows of text: CSV in any usual form, or the sheet of a workbook."""

import csv
import io
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from common.french import number, typography
from common.uploads.text import decode

MOST_ROWS = 100_000
MOST_COLUMNS = 300
LONGEST_CELL = 5_000
LONGEST_ROW = 20  # lines of text that one row may span
LOOKED_AT = 50_000  # characters in which the separator is sought
_ZIP = b"PK\x03\x04"
_DELIMITERS = ";,\t|"
# « é » and « É » of UTF-8 read once as Windows-1252, then saved again.
_DOUBLE_ENCODED = ("Ã©", "Ã‰", "Ã¨")
_WORKBOOK_ERRORS = (
    *(InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError),
    *(AttributeError, OSError, EOFError, SyntaxError, zlib.error),
)


class UnreadableDirectory(ValueError):
    """A file of which no row can be read; ``str()`` is the sentence for the screen."""

    def __init__(self, sentence: str) -> None:
        super().__init__(typography(sentence))


@dataclass
class Table:
    """Rows as text, each with its first line in the file, blank ones left out."""

    rows: Iterator[tuple[int, list[str]]]
    strict_width: bool  # a CSV row is complete; a sheet leaves out its last empty cells
    warnings: list[str] = field(default_factory=list)


def open_tables(data: bytes) -> Iterator[Table]:
    """The table of a CSV file, or each sheet of a workbook in turn."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableDirectory(
            "Le fichier est vide. Téléchargez de nouveau l'annuaire, puis importez-le."
        )
    if data.startswith(_ZIP):
        yield from _sheets(data)
    else:
        yield _csv(data)


def _csv(data: bytes) -> Table:
    notes = []
    try:
        text = decode(data)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UnreadableDirectory(
            "Fichier CSV ou classeur .xlsx attendu, contenu illisible trouvé. "
            "Enregistrez le fichier au format CSV UTF-8."
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        notes.append("Le fichier n'est pas en UTF-8 : vérifiez les accents des noms.")
    if any(sign in text for sign in _DOUBLE_ENCODED):
        notes.append(
            "Les accents semblent abîmés (« Ã© » au lieu de « é ») : téléchargez de nouveau "
            "le fichier sans l'ouvrir dans un tableur."
        )
    return Table(_csv_rows(text), strict_width=True, warnings=[typography(n) for n in notes])


def _delimiter(text: str) -> str:
    """The separator announced on the first line (« sep=; »), else the most frequent one."""
    lines = [line for line in text[:LOOKED_AT].splitlines() if line.strip()][:10]
    announced = re.fullmatch(rf"(?i)sep=([{_DELIMITERS}])", lines[0].strip()) if lines else None
    if announced:
        return announced[1]
    return max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in lines), default=0))


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    delimiter = _delimiter(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for count, cells in enumerate(rows):
            if count > MOST_ROWS:
                raise _too_many()
            spanned = rows.line_num - line + 1
            if spanned > LONGEST_ROW or any(len(cell) > LONGEST_CELL for cell in cells):
                raise _unclosed(line)
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error:
        raise _unclosed(line) from None


def _unclosed(line: int) -> UnreadableDirectory:
    return UnreadableDirectory(
        f"Ligne {line} : un guillemet ouvert n'est pas refermé, la suite du fichier est "
        "illisible. Corrigez cette ligne ou téléchargez de nouveau le fichier."
    )


def _too_many() -> UnreadableDirectory:
    return UnreadableDirectory(
        f"Le fichier dépasse {number(MOST_ROWS)} lignes. Filtrez-le sur votre département "
        "avant de l'importer."
    )


def _sheets(data: bytes) -> Iterator[Table]:
    with _workbook_errors():
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            # The declared size of a sheet is only a claim.
            sheet.reset_dimensions()
            yield Table(_sheet_rows(sheet), strict_width=False)
    finally:
        book.close()


@contextmanager
def _workbook_errors() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            # Remarks on styles and validations, of no use to a reader of cells.
            warnings.simplefilter("ignore", UserWarning)
            yield
    except _WORKBOOK_ERRORS:
        raise UnreadableDirectory(
            "Ce classeur ne peut pas être lu. Ouvrez-le dans votre tableur, enregistrez-le au "
            "format .xlsx ou CSV UTF-8, puis importez-le de nouveau."
        ) from None


def _sheet_rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    for line in itertools.count(1):
        with _workbook_errors():
            values = next(rows, None)
        if values is None:
            return
        if line > MOST_ROWS + 1:
            raise _too_many()
        cells = [cell_text(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield line, cells


def cell_text(value: object) -> str:
    """What a person reads in a cell: 41.0 is 41, a date is AAAA-MM-JJ."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
