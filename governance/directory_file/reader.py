"""``read``: the whole file, its schools, its faults, and what was left aside."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from common.french import list_fr, plural, quoted, typography
from governance.directory_file.facts import Notes, RowFault, SchoolRow
from governance.directory_file.layouts import Columns, Layout, recognise
from governance.directory_file.rows import RowReader
from governance.directory_file.tables import Table, UnreadableDirectory, open_tables
from governance.directory_file.traps import Trap, found
from governance.territories import CommuneIndex

HEADER_WITHIN = 20  # rows: titles and notes may stand above the columns


@dataclass(frozen=True)
class Directory:
    """What a file gives. ``skipped``: reason → rows that are no public school.

    ``columns`` are the fields that the file has: an absent one says nothing of the school.
    ``mentioned`` are the UAI of every row, refused or left aside ones too. ``warnings`` are those
    ``about_file`` and the first remark of each kind; ``traps`` count what is odd.
    """

    name: str
    rows: tuple[SchoolRow, ...]
    faults: tuple[RowFault, ...]
    layout: Layout
    skipped: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    about_file: tuple[str, ...] = ()
    traps: tuple[Trap, ...] = ()


def read(source: Path | bytes, name: str = "", communes: CommuneIndex | None = None) -> Directory:
    """The public schools of a directory file, in the order of the file.

    ``UnreadableDirectory`` when no school can be read at all: empty file, unknown columns,
    damaged workbook. With ``communes``, codes of merged communes are brought up to date.
    A file from outside passes ``common.uploads.check`` first.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    shown = name or ("" if isinstance(source, bytes) else source.name)
    table, columns, rows = _find_header(data)
    notes = Notes()
    kept: dict[str, SchoolRow] = {}
    mentioned = set()
    place = columns.positions["uai"]
    for line, cells in rows:
        mentioned.update("".join(cell.split()).upper() for cell in cells[place : place + 1])
        if _right_width(line, cells, columns, table, notes):
            school = RowReader(line, cells, columns, notes, communes).school()
            if school:
                _keep(school, kept, columns, notes)
    about_file = (*table.warnings, *_column_warnings(columns))
    return Directory(
        name=shown,
        rows=tuple(kept.values()),
        faults=tuple(sorted(notes.faults, key=lambda fault: _place(fault, columns))),
        layout=columns.layout,
        skipped=dict(notes.skipped),
        warnings=(*about_file, *_remarks(notes)),
        columns=frozenset(columns.positions),
        mentioned=frozenset(mentioned - {""}),
        about_file=about_file,
        traps=found(
            marked=data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")),
            columns=columns,
            rows=kept.values(),
            skipped=notes.skipped,
            remarks=notes.remarks,
            oddities=notes.oddities,
        ),
    )


def _place(fault: RowFault, columns: Columns) -> tuple[int, int]:
    """From top to bottom and left to right, as a person corrects the file."""
    return fault.line, columns.headers.index(fault.column) if fault.column else -1


def _find_header(data: bytes) -> tuple[Table, Columns, Iterator[tuple[int, list[str]]]]:
    best: Columns | None = None
    for table in open_tables(data):
        for count, (_, cells) in enumerate(table.rows):
            columns = recognise(cells)
            if not columns.missing():
                return table, columns, table.rows
            if best is None or len(columns.positions) > len(best.positions):
                best = columns
            if count >= HEADER_WITHIN:
                break
    if best is None:
        raise UnreadableDirectory(
            "Le fichier ne contient aucune ligne. Téléchargez de nouveau l'annuaire."
        )
    missing = best.missing()
    found = list_fr(quoted(header) for header in best.headers[:8] if header) or "aucune"
    raise UnreadableDirectory(
        f"{plural(len(missing), 'Colonne manquante', 'Colonnes manquantes')} : "
        f"{list_fr(missing)}. Trouvé : {found}. Importez l'annuaire de l'éducation "
        "(data.education.gouv.fr) au format CSV ou Excel, sans renommer ses colonnes."
    )


def _right_width(line: int, cells: list[str], columns: Columns, table: Table, notes: Notes) -> bool:
    """A row with other columns than the header's is cut, or shifted: nothing in it is sure."""
    width = len(columns.headers)
    too_long = any(cell.strip() for cell in cells[width:])
    too_short = table.strict_width and len(cells) < width
    if not (too_long or too_short):
        return True
    message = typography(
        f"Attendu : {width} colonnes ; trouvé : {len(cells)}. "
        "Vérifiez les séparateurs et les guillemets de la ligne."
    )
    notes.faults.append(RowFault(line, "", "", message, blocking=True))
    return False


def _keep(school: SchoolRow, kept: dict[str, SchoolRow], columns: Columns, notes: Notes) -> None:
    """A school on several rows is one school, unless the rows speak of two places."""
    first = kept.get(school.uai)
    if first is None:
        kept[school.uai] = school
        return
    same_place = (first.commune_insee, first.commune_name.casefold()) == (
        school.commune_insee,
        school.commune_name.casefold(),
    )
    if same_place:
        pupils = school.pupils if first.pupils is None else first.pupils
        kept[school.uai] = replace(first, kinds=first.kinds | school.kinds, pupils=pupils)
        text = typography(f"école {school.uai} déjà lue ligne {first.line}, lignes réunies.")
        notes.remark("repeated", school.line, text)
        return
    message = typography(
        f"Attendu : une seule commune par UAI ; trouvé : {school.uai} déjà lu ligne "
        f"{first.line} pour une autre commune. Gardez la ligne exacte."
    )
    column = columns.header("uai")
    notes.faults.append(RowFault(school.line, column, school.uai, message, blocking=True))


def _column_warnings(columns: Columns) -> list[str]:
    texts = [
        f"La colonne {quoted(name)} figure plusieurs fois : la première est lue."
        for name in columns.doubled
    ]
    if "sector" not in columns.positions:
        texts.append(
            "Le fichier n'indique pas le secteur : toutes ses écoles sont lues comme publiques."
        )
    if "insee" not in columns.positions:
        texts.append(
            "Le fichier n'indique pas le code des communes : elles ne sont connues que par "
            "leur nom."
        )
    return [typography(text) for text in texts]


def _remarks(notes: Notes) -> list[str]:
    """« Ligne 12 : … (et 30 autres lignes) »."""
    texts = []
    for count, first in notes.remarks.values():
        others = count - 1
        tail = f" (et {others} {plural(others, 'autre ligne', 'autres lignes')})" if others else ""
        texts.append(first + typography(tail))
    return texts
