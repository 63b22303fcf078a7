"""The school calendar on the site: what is shipped, the official file, a year typed by hand."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common import clock
from common.lifecycle import NotYours, Refused
from common.school_calendar import CalendarUnknown, Holiday, Zone
from common.uploads import Kind
from governance import school_years, services
from governance.directory_file import UnreadableDirectory
from governance.imports import school_periods
from governance.imports import school_years as importing
from governance.models import SchoolYear
from tests import factories

pytestmark = pytest.mark.django_db
PUBLISHED = Path(__file__).resolve().parents[3] / "shared/data/ref"
D = dt.date
HEAD = ("description", "population", "start_date", "end_date", "location", "zones",
        "annee_scolaire")  # fmt: skip
AMIENS = ("Amiens", "Zone B")
ROWS = [
    ("Vacances d'Été", "Élèves", "2026-07-03T22:00:00+00:00", "2026-08-31T22:00:00+00:00",
     *AMIENS, "2025-2026"),
    ("Vacances de la Toussaint", "-", "2026-10-16T22:00:00+00:00", "2026-11-01T23:00:00+00:00",
     *AMIENS, "2026-2027"),
    ("Vacances de Noël", "-", "2026-12-18T23:00:00+00:00", "2027-01-03T23:00:00+00:00",
     *AMIENS, "2026-2027"),
    ("Vacances d'Hiver", "-", "2027-02-19T23:00:00+00:00", "2027-03-07T23:00:00+00:00",
     *AMIENS, "2026-2027"),
    ("Vacances de Printemps", "-", "2027-04-16T22:00:00+00:00", "2027-05-02T22:00:00+00:00",
     *AMIENS, "2026-2027"),
    ("Vacances de Noël", "-", "2026-12-18T23:00:00+00:00", "2027-01-03T23:00:00+00:00",
     "Lille", "Zone B", "2026-2027"),
    ("Prérentrée des enseignants", "Enseignants", "2026-08-30T22:00:00+00:00",
     "2026-08-30T22:00:00+00:00", *AMIENS, "2026-2027"),
    ("Début des Vacances d'Été", "-", "2027-07-02T22:00:00+00:00", "2027-07-02T22:00:00+00:00",
     *AMIENS, "2026-2027"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def now(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC))


def table(rows, head=HEAD):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([head, *rows])
    return ("﻿" + out.getvalue()).encode()


def read(rows):
    return importing.plan(school_periods.read("calendrier.csv", table(rows), Kind.CSV))


def record(actor, **given):
    base = {
        "zone": "B", "label": "2026-2027", "starts_on": D(2026, 9, 1),
        "summer_after": D(2027, 7, 3), "source": "Arrêté", "checked_on": D(2026, 11, 28),
        "holidays": [Holiday("Vacances de Noël", D(2026, 12, 19), D(2027, 1, 4))],
    }  # fmt: skip
    return services.record_school_year(actor=actor, **{**base, **given})


def test_the_years_that_were_read_are_shipped_once():
    assert school_years.load(D(2026, 1, 1)) == 2
    assert school_years.load(D(2026, 1, 1)) == 0
    calendar = school_years.calendar_of(Zone.B)
    assert calendar.holiday_on(D(2023, 2, 12)) == "Vacances d’hiver"
    assert calendar.holiday_on(D(2026, 4, 27)) == ""
    assert [year.label for year in calendar.years] == ["2022-2023", "2025-2026"]
    assert all(row.source and row.checked_on for row in SchoolYear.unscoped.all())


def test_a_year_ends_where_the_next_one_starts(admin):
    school_years.load(D(2026, 1, 1))
    record(admin)
    calendar = school_years.calendar_of(Zone.B)
    assert calendar.year_on(D(2026, 8, 31)).label == "2025-2026"
    assert calendar.year_on(D(2026, 9, 1)).label == "2026-2027"
    with pytest.raises(CalendarUnknown, match=r"au-delà du 3.juillet 2027"):
        calendar.year_on(D(2027, 9, 1))


def test_two_first_days_for_one_year_are_refused(admin):
    record(admin)
    with pytest.raises(Refused, match=r"2026-2027 est enregistrée au 1er.septembre 2026"):
        record(admin, label="2025-2026", starts_on=D(2025, 9, 1), summer_after=D(2026, 7, 4),
               holidays=[], next_starts_on=D(2026, 9, 2))  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"label": "2026-2028"}, "AAAA-AAAA"),
        ({"starts_on": D(2025, 9, 1)}, "a lieu en 2026"),
        ({"summer_after": D(2026, 7, 4)}, "commencent en 2027"),
        ({"next_starts_on": D(2027, 7, 1)}, "après leur début"),
        ({"holidays": [Holiday("Noël", D(2027, 1, 4), D(2026, 12, 19))]}, "deux dates"),
        ({"holidays": [Holiday("Noël", D(2026, 12, 19), D(2027, 1, 4)),
                       Holiday("Hiver", D(2027, 1, 1), D(2027, 1, 9))]}, "sans chevauchement"),
    ],
)  # fmt: skip
def test_a_year_that_does_not_hold_is_refused(admin, given, said):
    with pytest.raises(ValidationError) as refused:
        record(admin, **given)
    assert said in " ".join(refused.value.messages)


def test_only_those_who_keep_the_directory_record_a_year(mayor, inspector):
    for actor in (mayor, inspector):
        with pytest.raises(NotYours):
            record(actor)


def test_the_official_file_gives_the_years_of_a_zone():
    school_years.load(D(2026, 1, 1))
    first, second = read(ROWS).years
    assert (first.label, first.action) == ("2025-2026", "changed")
    assert first.next_starts_on == D(2026, 9, 1)
    assert (second.label, second.action) == ("2026-2027", "new")
    assert (second.starts_on, second.summer_after) == (D(2026, 9, 1), D(2027, 7, 3))
    assert second.holidays == [
        Holiday("Vacances de la Toussaint", D(2026, 10, 17), D(2026, 11, 2)),
        Holiday("Vacances de Noël", D(2026, 12, 19), D(2027, 1, 4)),
        Holiday("Vacances d’Hiver", D(2027, 2, 20), D(2027, 3, 8)),
        Holiday("Vacances de Printemps", D(2027, 4, 17), D(2027, 5, 3)),
    ]
    assert len(first.holidays) == 4, "a file that begins in summer keeps what is known"


def test_the_same_file_as_json_or_icalendar_says_the_same():
    objects = [dict(zip(HEAD, row, strict=True)) for row in ROWS]
    school_years.load(D(2026, 1, 1))
    expected = [(y.label, y.holidays, y.summer_after) for y in read(ROWS).years]
    for document in (objects, {"results": objects}, {"records": [{"fields": o} for o in objects]}):
        found = school_periods.read("c.json", json.dumps(document).encode(), Kind.JSON)
        years = importing.plan(found).years
        assert [(y.label, y.holidays, y.summer_after) for y in years] == expected
    events = [
        ("Vacances d'Été - Zone B", "20260704", "20260901"),
        ("Vacances de la Toussaint - Zone B", "20261017", "20261102"),
        ("Vacances de Noël - Zone B", "20261219", "20270104"),
        ("Vacances d'Hiver - Zone B", "20270220", "20270308"),
        ("Vacances de Printemps - Zone B", "20270417", "20270503"),
        ("Vacances d'Été - Zone B", "20270703", "20270703"),
    ]
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART;VALUE=DATE:{a}\r\nDTEND;VALUE=DATE:{b}\r\n"
        f"SUMMARY:{s}\r\nEND:VEVENT\r\n"
        for n, (s, a, b) in enumerate(events)
    )
    ical = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n"
    found = school_periods.read("Zone-B.ics", ical.encode(), Kind.CALENDAR)
    assert [(y.label, y.holidays, y.summer_after) for y in importing.plan(found).years] == expected


def test_a_year_published_in_part_is_left_aside_with_its_reason():
    (alone,) = read(ROWS[1:3]).years
    assert alone.action == "refused"
    assert "Il manque la rentrée des élèves" in alone.message
    assert "Il manque les vacances d’été" in read(ROWS[:3]).years[-1].message
    without_winter = [*ROWS[:3], *ROWS[4:]]
    assert "Il manque les vacances d’hiver" in read(without_winter).years[-1].message


def test_two_dates_for_one_period_are_refused():
    other = ("Vacances de Noël", "-", "2026-12-19T23:00:00+00:00", "2027-01-03T23:00:00+00:00",
             "Reims", "Zone B", "2026-2027")  # fmt: skip
    year = read([*ROWS, other]).years[-1]
    assert year.action == "refused"
    assert "deux fois Vacances de Noël" in year.message


def test_rows_that_are_not_understood_are_told_one_by_one():
    bad = [
        ("Vacances", "-", "demain", "2027-01-03", *AMIENS, "2026-2027"),
        ("Vacances", "-", "2026-12-19", "2027-01-03", "Nulle part", "", "2026-2027"),
        ("Vacances", "-", "2026-12-19", "2027-01-03", *AMIENS, "2026/27"),
        ("Vacances", "-", "2027-01-03", "2026-12-19", *AMIENS, "2026-2027"),
    ]
    faults = read([*ROWS, *bad]).faults
    assert [fault.split("\xa0:")[0] for fault in faults] == [f"Ligne {n}" for n in (10, 11, 12, 13)]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.CSV, b"a;b\n1;2\n"), (Kind.JSON, b"{"), (Kind.JSON, b"3"), (Kind.JSON, b"[]"),
        (Kind.JSON, b"[" * 5000), (Kind.CALENDAR, b"rien"), (Kind.CSV, table([])),
    ],
)  # fmt: skip
def test_a_file_without_any_period_is_refused_in_french(kind, data):
    with pytest.raises(UnreadableDirectory):
        school_periods.read("fichier", data, kind)


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="no ../shared/data/ref beside the checkout")
def test_a_real_calendar_put_in_the_official_columns_is_read():
    path = PUBLISHED / "calendrier-scolaire-zones-2024-2027.csv"
    with path.open(encoding="utf-8") as file:
        rows = [
            (row["vacances"], "-", row["premier_jour"],
             str(D.fromisoformat(row["dernier_jour"]) + dt.timedelta(1)), "",
             f"Zone {row['zone']}", "")
            for row in csv.DictReader(file, delimiter=";")
        ]  # fmt: skip
    found = read(rows)
    assert found.faults == ()
    assert {(y.zone.value, y.label) for y in found.years if y.action == "new"} >= {
        (zone, "2025-2026") for zone in "ABC"
    }


def test_the_page_never_guesses(client_as, admin):
    factories.load_parameters()
    school_years.load(D(2026, 1, 1))
    page = client_as(admin).get(reverse("governance:school_years")).content.decode()
    assert "non connu au-delà du 4\xa0juillet 2026" in page
    assert "Aucune date n’est supposée" in page


def test_the_preview_writes_nothing_then_the_very_file_is_recorded(client_as, admin):
    school_years.load(D(2026, 1, 1))
    client = client_as(admin)
    upload = SimpleUploadedFile("calendrier.csv", table(ROWS), "text/csv")
    shown = client.post(reverse("governance:import_school_years"), {"file": upload})
    assert shown.status_code == 200
    assert "Enregistrer 2" in shown.content.decode().replace("\xa0", " ")
    assert SchoolYear.unscoped.count() == 2
    token = shown.context["token"]
    stored = client.post(reverse("governance:store_school_years"), {"token": token}, follow=True)
    assert "2026-2027" in stored.content.decode()
    row = SchoolYear.unscoped.get(label="2026-2027")
    assert "calendrier.csv" in row.source
    assert row.history.count() == 1
    again = client.post(reverse("governance:store_school_years"), {"token": token})
    assert again.status_code == 409


def test_the_preview_of_somebody_else_is_refused(client_as, admin, project_manager):
    upload = SimpleUploadedFile("calendrier.csv", table(ROWS), "text/csv")
    shown = client_as(admin).post(reverse("governance:import_school_years"), {"file": upload})
    given = {"token": shown.context["token"]}
    answer = client_as(project_manager).post(reverse("governance:store_school_years"), given)
    assert answer.status_code == 409
    assert SchoolYear.unscoped.count() == 0


def test_what_was_typed_is_kept_when_it_is_refused(client_as, admin):
    given = {"zone": "B", "label": "2026-2028", "starts_on": "2026-09-01", "christmas_after":
             "2026-12-19", "source": "Arrêté lu au bulletin"}  # fmt: skip
    answer = client_as(admin).post(reverse("governance:record_school_year"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Arrêté lu au bulletin" in page
    assert "Deux dates attendues" in page
    assert "deux années qui se suivent" in page


def test_a_year_typed_by_hand_is_recorded(client_as, admin):
    given = {"zone": "reunion", "label": "2026-2027", "starts_on": "2026-08-17",
             "christmas_after": "2026-12-19", "christmas_back": "2027-01-04",
             "summer_after": "2027-07-03", "source": "Arrêté",
             "checked_on": "2026-11-28"}  # fmt: skip
    answer = client_as(admin).post(reverse("governance:record_school_year"), given)
    assert answer.status_code == 302
    assert school_years.calendar_of(Zone.REUNION).holiday_on(D(2026, 12, 25)) == "Vacances de Noël"


def test_the_zone_of_a_school_and_of_an_institution(school, commune, syndicate):
    assert school_years.zone_of_school(school) == Zone.B
    assert school_years.zone_of(commune) == Zone.B
    assert school_years.usual_zone() == Zone.B
