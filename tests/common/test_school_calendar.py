"""School years and holidays: the published dates, their edges, and what nobody knows."""

import datetime as dt

import pytest

from common.calendar import Territory
from common.identifiers import ACADEMIES
from common.school_calendar import (
    Calendar,
    CalendarUnknown,
    Holiday,
    Year,
    Zone,
    zone_of_academie,
    zone_of_departement,
)

D = dt.date
AUTUMN = Holiday("Vacances de la Toussaint", D(2025, 10, 18), D(2025, 11, 3))
CHRISTMAS = Holiday("Vacances de Noël", D(2025, 12, 20), D(2026, 1, 5))
WINTER = Holiday("Vacances d’hiver", D(2026, 2, 14), D(2026, 3, 2))
SPRING = Holiday("Vacances de printemps", D(2026, 4, 11), D(2026, 4, 27))
OLD = Year("2022-2023", D(2022, 9, 1), D(2023, 7, 8), ())
YEAR = Year("2025-2026", D(2025, 9, 1), D(2026, 7, 4), (AUTUMN, CHRISTMAS, WINTER, SPRING))
KNOWN = Calendar(Zone.B, (OLD, YEAR))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (D(2025, 10, 18), ""),
        (D(2025, 10, 19), AUTUMN.name),
        (D(2025, 11, 2), AUTUMN.name),
        (D(2025, 11, 3), ""),
        (D(2025, 12, 20), ""),
        (D(2026, 1, 4), CHRISTMAS.name),
        (D(2026, 1, 5), ""),
        (D(2026, 2, 15), WINTER.name),
        (D(2026, 3, 2), ""),
        (D(2026, 4, 26), SPRING.name),
        (D(2026, 7, 4), ""),
    ],
)
def test_holidays_begin_after_class_and_end_in_the_morning(day, name):
    assert KNOWN.holiday_on(day) == name


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (D(2026, 7, 5), "non connu au-delà du 4 juillet 2026."),
        (D(2026, 11, 28), "non connu au-delà du 4 juillet 2026."),
        (D(2022, 8, 31), "non connu avant le 1er septembre 2022."),
        (D(2024, 3, 1), "non connu entre le 8 juillet 2023 et le 1er septembre 2025."),
    ],
)
def test_a_day_that_no_published_year_covers_is_never_guessed(day, said):
    for question in (KNOWN.holiday_on, KNOWN.year_on, KNOWN.next_school_day):
        with pytest.raises(CalendarUnknown) as unknown:
            question(day)
        sentence = str(unknown.value).replace("\xa0", " ")
        assert sentence == f"Calendrier scolaire (Zone B) {said}"


def test_a_zone_without_any_year_says_so():
    with pytest.raises(CalendarUnknown, match=r"Calendrier scolaire \(Corse\) non enregistré"):
        Calendar(Zone.CORSE, ()).year_on(D(2026, 1, 1))


def test_summer_is_known_once_the_next_first_day_is_published():
    year = Year("2025-2026", YEAR.first_day, YEAR.summer_after, (), D(2026, 9, 1))
    calendar = Calendar(Zone.B, (year,))
    assert calendar.holiday_on(D(2026, 8, 31)) == "Vacances d’été"
    assert calendar.year_on(D(2026, 8, 31)).label == "2025-2026"
    assert calendar.known_to == D(2026, 8, 31)
    with pytest.raises(CalendarUnknown):
        calendar.year_on(D(2026, 9, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (D(2025, 10, 17), D(2025, 10, 17)),
        (D(2025, 10, 18), D(2025, 11, 3)),
        (D(2025, 11, 8), D(2025, 11, 10)),
        (D(2025, 11, 11), D(2025, 11, 12)),
        (D(2026, 4, 11), D(2026, 4, 27)),
    ],
    ids=["a Friday", "a Saturday before holidays", "a week-end", "Armistice", "spring"],
)
def test_the_next_day_of_class(day, expected):
    assert KNOWN.next_school_day(day) == expected


def test_the_public_holidays_are_those_of_the_territory():
    good_friday = D(2026, 4, 3)
    assert KNOWN.next_school_day(good_friday) == good_friday
    assert KNOWN.next_school_day(good_friday, Territory.MOSELLE) == D(2026, 4, 7)


@pytest.mark.parametrize(
    ("academie", "zone"),
    [("20", Zone.B), ("09", Zone.B), ("70", Zone.B), ("24", Zone.C), ("03", Zone.A),
     ("27", Zone.CORSE), ("28", Zone.REUNION), ("05", None)],
)  # fmt: skip
def test_the_zone_of_an_academie(academie, zone):
    assert zone_of_academie(academie) == zone


def test_every_academie_has_its_zone():
    assert [code for code in ACADEMIES if zone_of_academie(code) is None] == []


@pytest.mark.parametrize(
    ("departement", "zone"),
    [("80", Zone.B), ("94", Zone.C), ("2A", Zone.CORSE), ("978", Zone.GUADELOUPE),
     ("988", Zone.NOUVELLE_CALEDONIE), ("99", None)],
)  # fmt: skip
def test_the_zone_of_a_departement(departement, zone):
    assert zone_of_departement(departement) == zone
