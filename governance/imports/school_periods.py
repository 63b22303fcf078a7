"""One period after another, from the official calendar: a name, a zone, a year, two dates.

Instants of the open data are midnights of Paris, or of the territory: the day is told by
whichever of the two gives an hour of zero.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from common.french import PARIS, list_fr, quoted, typography
from common.identifiers import InvalidIdentifier, parse_school_year
from common.school_calendar import Zone, zone_of_academie
from common.uploads import Kind
from common.uploads.text import decode
from governance.directory_file.layouts import plain
from governance.directory_file.tables import UnreadableDirectory, open_tables

COLUMNS = ("description", "start_date", "end_date", "zones", "annee_scolaire")
MOST = 20_000
SAID = 20
SCHOOL_YEAR_TURNS = 8  # August: the summer holidays of a year begin in July, and end in September
_ACADEMIES = {
    "paris": "01", "aix_marseille": "02", "besancon": "03", "bordeaux": "04",
    "clermont_ferrand": "06", "dijon": "07", "grenoble": "08", "lille": "09", "lyon": "10",
    "montpellier": "11", "nancy_metz": "12", "poitiers": "13", "rennes": "14",
    "strasbourg": "15", "toulouse": "16", "nantes": "17", "orleans_tours": "18", "reims": "19",
    "amiens": "20", "limoges": "22", "nice": "23", "creteil": "24", "versailles": "25",
    "normandie": "70", "caen": "70", "rouen": "70",
}  # fmt: skip
_ZONES = {
    **{f"zone_{zone.value.lower()}": zone for zone in (Zone.A, Zone.B, Zone.C)},
    **{plain(zone.label): zone for zone in Zone},
    "reunion": Zone.REUNION,
    "wallis_et_futuna": Zone.WALLIS_ET_FUTUNA,
}
_TIME_ZONES = {
    Zone.GUADELOUPE: "America/Guadeloupe",
    Zone.GUYANE: "America/Cayenne",
    Zone.MARTINIQUE: "America/Martinique",
    Zone.MAYOTTE: "Indian/Mayotte",
    Zone.REUNION: "Indian/Reunion",
    Zone.SAINT_PIERRE_ET_MIQUELON: "America/Miquelon",
    Zone.NOUVELLE_CALEDONIE: "Pacific/Noumea",
    Zone.POLYNESIE: "Pacific/Tahiti",
    Zone.WALLIS_ET_FUTUNA: "Pacific/Wallis",
}


@dataclass(frozen=True, slots=True)
class Period:
    """Holidays of ``zone`` in the year ``label``, from after class on ``after`` to ``back``."""

    name: str
    zone: Zone
    label: str
    after: dt.date
    back: dt.date


@dataclass
class Reading:
    """What a file gives, and a sentence for each row that was refused (``SAID`` at most)."""

    periods: list[Period] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refused: int = 0

    def refuse(self, where: str, why: str) -> None:
        self.refused += 1
        if len(self.faults) < SAID:
            self.faults.append(typography(f"{where} : {why}"))


def read(name: str, data: bytes, kind: Kind) -> Reading:
    """The periods of a file that passed the gate; ``UnreadableDirectory`` when it has none."""
    readers: dict[Kind, Callable[[str, bytes], Iterator[tuple[str, Mapping[str, str]]]]] = {
        Kind.JSON: _json,
        Kind.CALENDAR: _calendar,
    }
    reading = Reading()
    for count, (where, row) in enumerate(readers.get(kind, _table)(name, data)):
        if count >= MOST:
            raise UnreadableDirectory("Ce fichier a trop de lignes : gardez les années utiles.")
        _keep(where, row, reading)
    if not reading.periods and not reading.faults:
        raise UnreadableDirectory(
            "Aucune période de vacances dans ce fichier. Importez le calendrier scolaire officiel "
            "(data.education.gouv.fr), au format CSV, JSON ou iCalendar."
        )
    return reading


def _keep(where: str, row: Mapping[str, str], reading: Reading) -> None:
    if "enseignant" in plain(row.get("population", "")):
        return
    name = row.get("description", "").strip()[:100]
    zone = _zone(row)
    if not name or zone is None:
        said = row.get("zones") or row.get("location", "")
        reading.refuse(where, f"zone attendue (Zone A, B, C, Corse…), trouvé {quoted(said)}.")
        return
    try:
        after, back = (_day(row.get(key, ""), zone) for key in ("start_date", "end_date"))
        label = parse_school_year(row.get("annee_scolaire", "") or _label(after))
    except InvalidIdentifier as refused:
        reading.refuse(where, str(refused))
        return
    except ValueError:
        said = f"{row.get('start_date', '')} – {row.get('end_date', '')}"
        reading.refuse(where, f"deux dates attendues, trouvé {quoted(said)}.")
        return
    if back < after:
        reading.refuse(where, f"{name} : la reprise précède le départ.")
        return
    reading.periods.append(Period(typography(name), zone, label, after, back))


def _zone(row: Mapping[str, str]) -> Zone | None:
    found = _ZONES.get(plain(row.get("zones", "")))
    if found is not None:
        return found
    for place in re.split(r"[,;]", row.get("location", "")):
        words = plain(place)
        code = _ACADEMIES.get(words)
        if code or words in _ZONES:
            return zone_of_academie(code) if code else _ZONES[words]
    return None


def _day(text: str, zone: Zone) -> dt.date:
    """A date, or an instant that is midnight somewhere; ``ValueError`` otherwise."""
    text = text.strip()
    if "T" not in text and " " not in text:
        return dt.date.fromisoformat(text)
    instant = dt.datetime.fromisoformat(text)
    if instant.tzinfo is None:
        return instant.date()
    for name in (PARIS, _TIME_ZONES.get(zone, PARIS)):
        local = instant.astimezone(ZoneInfo(name))
        if (local.hour, local.minute) == (0, 0):
            return local.date()
    raise ValueError(text)


def _label(day: dt.date) -> str:
    first = day.year if day.month >= SCHOOL_YEAR_TURNS else day.year - 1
    return f"{first}-{first + 1}"


def _table(name: str, data: bytes) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A CSV file: the columns by name, whatever their case."""
    table = next(open_tables(data))
    _, head = next(table.rows)
    names = [plain(cell) for cell in head]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise UnreadableDirectory(
            f"Colonnes manquantes : {list_fr(missing)}. Importez le calendrier scolaire officiel "
            "(data.education.gouv.fr) sans renommer ses colonnes."
        )
    for line, cells in table.rows:
        yield f"Ligne {line}", dict(zip(names, cells, strict=False))


def _json(name: str, data: bytes) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A list of objects, alone or under ``results`` or ``records``, as the portal exports it."""
    try:
        found: Any = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise UnreadableDirectory("Ce fichier JSON est abîmé : téléchargez-le de nouveau.") from (
            error
        )
    if isinstance(found, dict):
        found = found.get("results") or found.get("records")
    if not isinstance(found, list):
        raise UnreadableDirectory(
            "Liste de périodes attendue. Exportez le calendrier scolaire officiel au format JSON."
        )
    for place, row in enumerate(found, start=1):
        fields = row.get("fields", row) if isinstance(row, dict) else {}
        fields = fields if isinstance(fields, dict) else {}
        yield f"Élément {place}", {plain(k): str(v or "") for k, v in fields.items()}


def _calendar(name: str, data: bytes) -> Iterator[tuple[str, Mapping[str, str]]]:
    """An iCalendar file of one zone: the zone stands in an event, or in the name of the file."""
    try:
        events = Calendar.from_ical(decode(data)).walk("VEVENT")
    except (ValueError, IndexError, KeyError) as error:
        raise UnreadableDirectory(
            "Ce calendrier iCalendar est illisible : téléchargez-le de nouveau."
        ) from error
    of_file = re.search(r"zone_([abc])(?![a-z])", plain(name))
    for place, event in enumerate(events, start=1):
        summary, location = (str(event.get(key, "")) for key in ("SUMMARY", "LOCATION"))
        of_event = re.search(r"(?i)\bzone ([abc])\b", summary)
        zone = of_event or of_file
        words = re.sub(r"(?i)\s*[-–(]?\s*zones? [abc](\s*,\s*[abc])*\)?\s*$", "", summary)
        yield (
            f"Événement {place}",
            {
                "description": words,
                "location": location,
                "zones": f"Zone {zone[1].upper()}" if zone else location,
                "start_date": _ical_day(event.get("DTSTART")),
                "end_date": _ical_day(event.get("DTEND")) or _ical_day(event.get("DTSTART")),
            },
        )


def _ical_day(value: Any) -> str:
    day = getattr(value, "dt", None)
    return day.isoformat() if isinstance(day, dt.date) else ""
