"""The file of a redrawing: an UAI, its new district, the day when it changes, a row per school.

Rows that are refused are told one by one, with what was expected; the others make the batch.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

from common import identifiers
from common.french import date_fr, list_fr, plural, quoted, typography
from common.identifiers import InvalidIdentifier

from ..directory_file.layouts import NAMES, plain
from ..directory_file.tables import UnreadableDirectory, open_tables
from ..imports.districts import district_name
from ..models import Circonscription, School, SchoolEventKind
from . import guards

COLUMNS: dict[str, tuple[str, ...]] = {
    "uai": NAMES["uai"],
    "area": (
        *("nouvelle_circonscription", "circonscription_nouvelle", "circonscription_2"),
        *NAMES["circonscription"],
    ),
    "day": ("a_compter_du", "a_partir_du", "date_d_effet", "date_effet", "date", "du"),
}  # fmt: skip
HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Move:
    """A school that goes to a district on ``day``."""

    school: School
    area: Circonscription
    day: dt.date


@dataclass
class Batch:
    """The moves of a file, and a sentence for each row that was left aside."""

    moves: list[Move] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unchanged: int = 0


class Reader:
    """Knows the schools and the districts once, reads row after row."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.batch = Batch()
        self.lines: dict[str, int] = {}
        self.schools = {each.uai: each for each in School.unscoped.all()}
        self.areas: dict[str, list[Circonscription]] = {}
        for area in Circonscription.unscoped.select_related("dsden"):
            for key in {plain(district_name(area.name)), plain(area.name), plain(area.uai)}:
                if key:
                    self.areas.setdefault(key, []).append(area)

    def row(self, line: int, uai: str, area: str, day: str) -> None:
        """One row: a move, a school that does not move, or a fault."""
        try:
            move = Move(self._school(line, uai), self._area(area), self._day(day))
            refusals = [
                *guards.school(move.school, move.day),
                *guards.past(move.school, move.day, SchoolEventKind.REDRAWING),
                *guards.district(move.area, move.day),
            ]
            if refusals:
                raise ValueError(refusals[0].sentence)
        except ValueError as refused:
            self.batch.faults.append(typography(f"Ligne {line} : {refused}"))
            return
        if move.school.circonscription_on(move.day) == move.area:
            self.batch.unchanged += 1
            return
        self.batch.moves.append(move)

    def _school(self, line: int, text: str) -> School:
        try:
            uai = identifiers.parse_uai(text)
        except InvalidIdentifier as refused:
            raise ValueError(str(refused)) from refused
        first = self.lines.setdefault(uai, line)
        if first != line:
            raise ValueError(
                f"l'école {uai} est déjà ligne {first}. Gardez une seule ligne par école."
            )
        if uai not in self.schools:
            raise ValueError(
                f"aucune école n'a l'UAI {uai} au répertoire. Vérifiez l'UAI, ou importez d'abord "
                "l'annuaire des écoles."
            )
        return self.schools[uai]

    def _area(self, text: str) -> Circonscription:
        words = text.strip()
        keys = (plain(district_name(words)), plain(words))
        found = next((self.areas[key] for key in keys if key and key in self.areas), [])
        if len(found) == 1:
            return found[0]
        if not words:
            raise ValueError("la nouvelle circonscription n'est pas indiquée.")
        if found:
            names = list_fr(f"{each} ({each.dsden})" for each in found)
            raise ValueError(f"plusieurs circonscriptions du nom de {quoted(words)} : {names}. "
                             "Donnez l'UAI de la circonscription.")  # fmt: skip
        raise ValueError(
            f"circonscription inconnue : {quoted(words)}. Recopiez le nom du répertoire, ou "
            "ajoutez-la d'abord."
        )

    def _day(self, text: str) -> dt.date:
        value = text.strip()
        if not value:
            return self.day
        iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?", value)
        french = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", value)
        parts = iso.groups() if iso else french.groups()[::-1] if french else ()
        try:
            return dt.date(*map(int, parts))
        except (TypeError, ValueError):
            raise ValueError(
                f"date attendue (JJ/MM/AAAA), trouvé {quoted(value)}. Une case vide prend la date "
                f"du redécoupage, le {date_fr(self.day)}."
            ) from None


def read(data: bytes, day: dt.date) -> Batch:
    """The batch of a file that passed the gate; ``UnreadableDirectory`` when it has no row.

    A row without date takes ``day``.
    """
    reader = Reader(day)
    best: set[str] = set()
    for table in open_tables(data):
        for count, (_, head) in enumerate(table.rows):
            names = [plain(cell) for cell in head]
            places = {
                column: names.index(next(name for name in known if name in names))
                for column, known in COLUMNS.items()
                if set(known) & set(names)
            }
            best = max(best, set(places), key=len)
            if {"uai", "area"} <= set(places):
                for line, cells in table.rows:
                    reader.row(line, *(_cell(cells, places.get(c, -1)) for c in COLUMNS))
                return _checked(reader.batch)
            if count >= HEADER_WITHIN:
                break
    labels = {"uai": "« UAI »", "area": "« Nouvelle circonscription »"}
    missing = [label for column, label in labels.items() if column not in best]
    raise UnreadableDirectory(
        f"{plural(len(missing), 'Colonne manquante', 'Colonnes manquantes')} : "
        f"{list_fr(missing)}. Attendu : une ligne par école, avec son UAI, sa nouvelle "
        "circonscription et, si elle diffère, la date."
    )


def of_schools(uais: str, area: Circonscription, day: dt.date) -> Batch:
    """The batch of a typed list of UAI, all for one district."""
    reader = Reader(day)
    for line, uai in enumerate(re.split(r"[\s;,]+", uais.strip()), start=1):
        reader.row(line, uai, area.uai or area.name, "")
    return _checked(reader.batch)


def _checked(batch: Batch) -> Batch:
    if not batch.moves and not batch.faults:
        found = (
            "chaque école est déjà dans sa circonscription"
            if batch.unchanged
            else "aucune ligne d'école"
        )
        raise UnreadableDirectory(f"Rien à redécouper : {found}.")
    return batch


def _cell(cells: list[str], place: int) -> str:
    return cells[place].strip() if 0 <= place < len(cells) else ""
