"""Forty computed deadlines, then what must hold for every day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import calendar as cal
from common.calendar import Territory
from common.french import date_full_fr
from common.identifiers import parse_school_year


def d(text):
    return date.fromisoformat(text)


def at(text):
    return datetime.fromisoformat(text)


def plain(text):
    return text.replace("\u00a0", " ")


# id, function, arguments, expected (days are compared with their printed form)
DAYS = [
    ("T01", cal.last_sending_day, (d("2026-09-24"), 5), "vendredi 18 septembre 2026"),
    ("T02", cal.last_sending_day, (d("2026-09-24"), 1), "mardi 22 septembre 2026"),
    ("T03", cal.last_sending_day, (d("2026-09-07"), 5), "mardi 1er septembre 2026"),
    ("T04", cal.last_sending_day, (d("2028-03-06"), 5), "mardi 29 février 2028"),
    ("T05", cal.last_sending_day, (d("2027-01-04"), 5), "mardi 29 décembre 2026"),
    ("T07", cal.second_convocation, (d("2026-09-24"), 3), "lundi 28 septembre 2026"),
    ("T08", cal.standstill, (d("2026-06-01"), 11), "vendredi 12 juin 2026"),
    ("T09", cal.standstill, (d("2026-06-01"), 16), "mercredi 17 juin 2026"),
    ("T10", cal.standstill, (d("2010-12-28"), 16), "jeudi 13 janvier 2011"),
    ("T11", cal.bid_period, (d("2026-03-03"), 35), "mardi 7 avril 2026"),
    ("T12", cal.bid_period, (d("2026-04-16"), 15), "lundi 4 mai 2026"),
    ("T13", cal.bid_period, (d("2026-06-12"), 30), "lundi 13 juillet 2026"),
    ("T14", cal.end_date, (d("2026-09-01"), 36), "vendredi 31 août 2029"),
    ("T15", cal.end_date, (d("2024-02-29"), 36), "dimanche 28 février 2027"),
    ("T16", cal.end_date, (d("2024-02-29"), 48), "lundi 28 février 2028"),
    ("T17", cal.end_date, (d("2026-08-31"), 6), "dimanche 28 février 2027"),
    ("T18", cal.months_before, (d("2029-08-31"), 4), "lundi 30 avril 2029"),
    ("T19", cal.months_before, (d("2029-08-31"), 6), "mercredi 28 février 2029"),
    ("T20", cal.months_before, (d("2028-06-29"), 4), "mardi 29 février 2028"),
    ("T21", cal.two_clear_months, (d("2026-06-10"),), "mardi 11 août 2026"),
    ("T22", cal.two_clear_months, (d("2026-12-12"),), "lundi 15 février 2027"),
    ("T23", cal.add_business_days, (d("2026-06-05"), 6), "lundi 15 juin 2026"),
    ("T24", cal.add_business_days, (d("2026-04-30"), 5), "lundi 11 mai 2026"),
    (
        "T25",
        cal.add_business_days,
        (d("2027-12-17"), 1, Territory.REUNION),
        "mardi 21 décembre 2027",
    ),
    ("T26", cal.add_business_days, (d("2027-12-17"), 1), "lundi 20 décembre 2027"),
    ("T27", cal.add_business_days, (d("2027-05-26"), 2, Territory.GUADELOUPE), "lundi 31 mai 2027"),
    (
        "T28",
        cal.add_business_days,
        (d("2026-04-02"), 2, Territory.MOSELLE),
        "mercredi 8 avril 2026",
    ),
    ("T29", cal.reminder_date, (d("2026-06-12"), 15), "lundi 29 juin 2026"),
    ("T30", cal.reminder_date, (d("2026-07-20"), 15), "mardi 1er septembre 2026"),
    ("T31", cal.reminder_date, (d("2026-07-03"), 30), "mardi 1er septembre 2026"),
    ("T32", cal.unsigned_question, (d("2026-06-12"), 90), "jeudi 10 septembre 2026"),
    ("T33", cal.minutes_draft, (d("2026-09-24"), 15), "vendredi 9 octobre 2026"),
]
INSTANTS = [
    ("T34", cal.code_expiry, (at("2026-10-25T02:55+02:00"), 10), "2026-10-25T02:05+01:00"),
    ("T35", cal.code_expiry, (at("2026-03-29T01:55+01:00"), 10), "2026-03-29T03:05+02:00"),
    ("T36", cal.end_of_day, (d("2026-06-30"), "Europe/Paris"), "2026-06-30T22:00+00:00"),
    ("T37", cal.end_of_day, (d("2026-06-30"), "Indian/Reunion"), "2026-06-30T20:00+00:00"),
    ("T38", cal.end_of_day, (d("2026-06-30"), "America/Guadeloupe"), "2026-07-01T04:00+00:00"),
    ("T39", cal.end_of_day, (d("2026-10-25"), "Europe/Paris"), "2026-10-25T23:00+00:00"),
]


@pytest.mark.parametrize(
    ("compute", "arguments", "expected"), [c[1:] for c in DAYS], ids=[c[0] for c in DAYS]
)
def test_day(compute, arguments, expected):
    assert plain(date_full_fr(compute(*arguments))) == expected


@pytest.mark.parametrize(
    ("compute", "arguments", "expected"), [c[1:] for c in INSTANTS], ids=[c[0] for c in INSTANTS]
)
def test_instant(compute, arguments, expected):
    computed = compute(*arguments)
    assert computed == at(expected)
    assert computed.tzinfo is UTC


def test_t06_four_clear_days_instead_of_five():
    assert cal.clear_days(d("2026-09-19"), d("2026-09-24")) == 4
    assert cal.clear_days(d("2026-09-18"), d("2026-09-24")) == 5


def test_t34_and_t35_are_printed_on_the_clock_of_paris():
    paris = ZoneInfo("Europe/Paris")
    winter = cal.code_expiry(at("2026-10-25T02:55+02:00"), 10).astimezone(paris)
    summer = cal.code_expiry(at("2026-03-29T01:55+01:00"), 10).astimezone(paris)
    assert winter.isoformat() == "2026-10-25T02:05:00+01:00"
    assert summer.isoformat() == "2026-03-29T03:05:00+02:00"


def test_t40_the_act_bears_the_day_of_the_syndicate():
    signed_at = at("2026-06-12T20:30+00:00")
    on_the_spot = signed_at.astimezone(ZoneInfo("Indian/Reunion"))
    assert on_the_spot.isoformat() == "2026-06-13T00:30:00+04:00"
    assert cal.act_date(signed_at) == d("2026-06-12")
    assert cal.act_date(signed_at, "Indian/Reunion") == d("2026-06-13")
    assert cal.act_date(on_the_spot) == d("2026-06-12")


def test_an_instant_without_zone_is_refused():
    naive = datetime(2026, 6, 12, 20, 30)  # noqa: DTZ001
    for compute in (lambda: cal.act_date(naive), lambda: cal.code_expiry(naive, 10)):
        with pytest.raises(ValueError, match="fuseau"):
            compute()


def test_no_notice_means_the_day_itself():
    assert cal.last_sending_day(d("2026-09-24"), 0) == d("2026-09-24")
    assert cal.clear_days(d("2026-09-24"), d("2026-09-24")) == 0


def test_a_reminder_pushed_into_august_waits_for_september():
    assert cal.reminder_date(d("2027-07-16"), 15) == d("2027-09-01")  # Saturday 31 July
    assert cal.reminder_date(d("2027-07-16"), 15, quiet_month=None) == d("2027-08-02")
    assert cal.reminder_date(d("2029-08-01"), 15) == d("2029-09-03")  # 1 September: Saturday


def test_days_at_the_town_hall():
    assert cal.business_days_between(d("2026-06-05"), d("2026-06-15")) == 6
    assert cal.business_days_between(d("2026-06-15"), d("2026-06-15")) == 0
    assert cal.business_days_between(d("2026-06-15"), d("2026-06-05")) == 0


def test_holidays_are_named_in_french():
    assert cal.holiday_name(d("2026-04-06")) == "Lundi de Pâques"
    assert cal.holiday_name(d("2026-04-07")) == ""


@pytest.mark.parametrize(
    ("departement", "day"),
    [
        ("57", "2026-04-03"),
        ("67", "2026-12-26"),
        ("971", "2027-05-27"),
        ("972", "2026-05-22"),
        ("973", "2026-06-10"),
        ("974", "2027-12-20"),
        ("976", "2026-04-27"),
        ("988", "2026-09-24"),
    ],
)
def test_holidays_of_one_territory(departement, day):
    assert cal.holiday_name(d(day), cal.territory_of(departement))
    assert not cal.holiday_name(d(day), cal.territory_of("80"))


def test_every_territory_has_its_holidays():
    assert all(cal.holiday_name(d("2026-07-14"), territory) for territory in Territory)


@pytest.mark.parametrize(
    ("day", "label"),
    [("2026-08-31", "2025-2026"), ("2026-09-01", "2026-2027"), ("2027-01-01", "2026-2027")],
)
def test_school_year(day, label):
    assert cal.school_year(d(day)) == label


def test_impossible_durations_are_refused():
    with pytest.raises(ValueError, match="négatif"):
        cal.add_business_days(d("2026-06-05"), -1)
    with pytest.raises(ValueError, match="un mois"):
        cal.end_date(d("2026-06-05"), 0)


days = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@given(days, st.integers(0, 60))
def test_the_last_sending_day_is_in_time_and_the_next_is_not(meeting, notice):
    last = cal.last_sending_day(meeting, notice)
    assert cal.clear_days(last, meeting) >= notice
    if notice:
        assert cal.clear_days(last + timedelta(days=1), meeting) < notice


@given(days, st.integers(1, 40), st.sampled_from(Territory))
def test_business_days_are_counted_as_they_are_added(day, count, territory):
    reached = cal.add_business_days(day, count, territory)
    assert cal.is_working_day(reached, territory)
    assert cal.business_days_between(day, reached, territory) == count


@given(days, st.integers(1, 120))
def test_a_duration_ends_before_the_next_one_starts(start, months):
    end = cal.end_date(start, months)
    assert start < end
    assert cal.end_date(start, months + 1) > end
    assert 27 * months <= (end - start).days <= 31 * months


@given(days)
def test_a_school_year_holds_its_days(day):
    label = parse_school_year(cal.school_year(day))
    first, after = cal.school_year_bounds(label)
    assert first <= day < after


@given(days, st.integers(0, 90))
def test_nobody_is_reminded_in_august_nor_on_a_sunday(sent, wait):
    day = cal.reminder_date(sent, wait)
    assert day >= sent + timedelta(days=wait)
    assert day.month != 8
    assert cal.is_working_day(day)
