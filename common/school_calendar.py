"""School years and holidays of a zone, as known: beyond what was published, nobody guesses.

Holidays begin after class on their first date and end on the morning of their second (calendrier
scolaire, data.education.gouv.fr): the first date is a day of class, the second one too. Nothing
here knows the current day nor the database.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from common.calendar import ONE_DAY, Territory, is_working_day
from common.french import date_fr, typography
from common.identifiers import ACADEMIES


class Zone(StrEnum):
    """Whose holidays a school follows (Code de l'éducation, art. D. 521-1 and 521-6)."""

    A = "A"
    B = "B"
    C = "C"
    CORSE = "corse"
    GUADELOUPE = "guadeloupe"
    GUYANE = "guyane"
    MARTINIQUE = "martinique"
    MAYOTTE = "mayotte"
    REUNION = "reunion"
    SAINT_PIERRE_ET_MIQUELON = "saint_pierre_et_miquelon"
    NOUVELLE_CALEDONIE = "nouvelle_caledonie"
    POLYNESIE = "polynesie"
    WALLIS_ET_FUTUNA = "wallis_et_futuna"

    @property
    def label(self) -> str:
        return _LABELS.get(self, f"Zone {self.value}")

    @property
    def metropolitan(self) -> bool:
        """Zones whose year always has the four holidays of ``FOUR``."""
        return self in (Zone.A, Zone.B, Zone.C)


FOUR = ("toussaint", "noel", "hiver", "printemps")
"""Words that name the holidays which no year of zones A, B and C goes without."""
_LABELS = {
    Zone.CORSE: "Corse",
    Zone.GUADELOUPE: "Guadeloupe",
    Zone.GUYANE: "Guyane",
    Zone.MARTINIQUE: "Martinique",
    Zone.MAYOTTE: "Mayotte",
    Zone.REUNION: "La Réunion",
    Zone.SAINT_PIERRE_ET_MIQUELON: "Saint-Pierre-et-Miquelon",
    Zone.NOUVELLE_CALEDONIE: "Nouvelle-Calédonie",
    Zone.POLYNESIE: "Polynésie",
    Zone.WALLIS_ET_FUTUNA: "Wallis-et-Futuna",
}
_OF_ACADEMIES = {
    Zone.A: ("03", "04", "06", "07", "08", "10", "13", "22"),
    Zone.B: ("02", "09", "12", "14", "15", "17", "18", "19", "20", "23", "70"),
    Zone.C: ("01", "11", "16", "24", "25"),
    Zone.CORSE: ("27",),
    Zone.REUNION: ("28",),
    Zone.MARTINIQUE: ("31",),
    Zone.GUADELOUPE: ("32",),
    Zone.GUYANE: ("33",),
    Zone.MAYOTTE: ("43",),
}
"""Académies of each zone since January 2016 (arrêté du 16 avril 2015)."""
_BY_ACADEMIE = {code: zone for zone, codes in _OF_ACADEMIES.items() for code in codes}
_BY_DEPARTEMENT = {
    **{d: _BY_ACADEMIE[code] for code, found in ACADEMIES.items() for d in found},
    "975": Zone.SAINT_PIERRE_ET_MIQUELON,
    "986": Zone.WALLIS_ET_FUTUNA,
    "987": Zone.POLYNESIE,
    "988": Zone.NOUVELLE_CALEDONIE,
}


def zone_of_academie(code: str) -> Zone | None:
    """The zone of a parsed code of académie: « 20 » (Amiens) is in zone B."""
    return _BY_ACADEMIE.get(code)


def zone_of_departement(code: str) -> Zone | None:
    """The zone of « 80 », « 2A », « 974 »; None for a code that has none."""
    return _BY_DEPARTEMENT.get(code)


class CalendarUnknown(LookupError):
    """No published calendar covers the day; ``str()`` is the sentence for the screen."""

    def __init__(self, sentence: str) -> None:
        super().__init__(typography(sentence))


@dataclass(frozen=True, slots=True)
class Holiday:
    """From after class on ``after`` to the morning of ``back``, both days of class."""

    name: str
    after: date
    back: date

    def covers(self, day: date) -> bool:
        return self.after < day < self.back


@dataclass(frozen=True, slots=True)
class Year:
    """From the pupils' first day to the eve of the next one, when that one is published."""

    label: str
    first_day: date
    summer_after: date
    holidays: tuple[Holiday, ...]
    next_first_day: date | None = None

    @property
    def known_to(self) -> date:
        """The last day of which something is known."""
        return self.next_first_day - ONE_DAY if self.next_first_day else self.summer_after


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of a zone, in the order of the years."""

    zone: Zone
    years: tuple[Year, ...]

    @property
    def known_to(self) -> date | None:
        return self.years[-1].known_to if self.years else None

    def year_on(self, day: date) -> Year:
        """The school year of ``day``; ``CalendarUnknown`` when no published year covers it."""
        place = bisect_right([year.first_day for year in self.years], day) - 1
        if place >= 0 and day <= self.years[place].known_to:
            return self.years[place]
        raise CalendarUnknown(self._unknown(place))

    def holiday_on(self, day: date) -> str:
        """« Vacances de Noël », or the empty string on a day outside holidays."""
        year = self.year_on(day)
        if day > year.summer_after:
            return "Vacances d’été"
        return next((each.name for each in year.holidays if each.covers(day)), "")

    def next_school_day(self, day: date, territory: Territory = Territory.METROPOLE) -> date:
        """``day`` itself, or the first one after, Monday to Friday, outside holidays.

        Wednesday counts: some schools have class. ``CalendarUnknown`` when the known years end
        before such a day.
        """
        while self.holiday_on(day) or not is_working_day(day, territory):
            day += ONE_DAY
        return day

    def _unknown(self, place: int) -> str:
        head = f"Calendrier scolaire ({self.zone.label})"
        if not self.years:
            return f"{head} non enregistré."
        if place < 0:
            return f"{head} non connu avant le {date_fr(self.years[0].first_day)}."
        known, following = self.years[place], self.years[place + 1 : place + 2]
        if following:
            return (f"{head} non connu entre le {date_fr(known.known_to)} et le "
                    f"{date_fr(following[0].first_day)}.")  # fmt: skip
        return f"{head} non connu au-delà du {date_fr(known.known_to)}."
