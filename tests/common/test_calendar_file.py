"""The file that a calendar reads: instants in UTC, words escaped, lines folded."""

import datetime as dt
from zoneinfo import ZoneInfo

from common import calendar_file
from common.calendar_file import CalendarEvent, Method


def event(**fields):
    known = {
        "uid": "7@contreseing",
        "sequence": 0,
        "stamp": dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC),
        "start": dt.datetime(2026, 10, 24, 18, tzinfo=ZoneInfo("Europe/Paris")),
        "summary": "Comité d’éthique; séance, CE2026-02",
        "location": "Salle \\ mairie",
        "description": "Répondre\nici",
    }
    return CalendarEvent(**{**known, **fields})


def test_a_calendar_reads_instants_in_utc_and_escaped_words():
    text = calendar_file.write(event(), Method.PUBLISH)
    assert "DTSTART:20261024T160000Z\r\n" in text
    winter = event(start=dt.datetime(2026, 10, 25, 18, tzinfo=ZoneInfo("Europe/Paris")))
    assert "DTSTART:20261025T170000Z\r\n" in calendar_file.write(winter, Method.PUBLISH)
    assert "SUMMARY:Comité d’éthique\\; séance\\, CE2026-02\r\n" in text
    assert "LOCATION:Salle \\\\ mairie\r\n" in text
    assert "DESCRIPTION:Répondre\\nici\r\n" in text
    assert "ATTENDEE" not in text


def test_long_lines_are_folded_without_cutting_a_letter():
    summary = "é" * 200
    text = calendar_file.write(event(summary=summary), Method.REQUEST)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert f"SUMMARY:{summary}" in text.replace("\r\n ", "")


def test_a_cancelled_meeting_is_taken_off():
    text = calendar_file.write(
        event(sequence=1, organizer="s@example.fr", attendee="m@example.fr"), Method.CANCEL
    )
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"} <= set(text.split("\r\n"))
    assert "ATTENDEE;RSVP=FALSE:mailto:m@example.fr" in text


def test_an_event_lasts_as_long_as_is_known_across_the_change_of_clocks():
    assert "DURATION:PT2H\r\n" in calendar_file.write(event(), Method.PUBLISH)
    three = event(lasts=dt.timedelta(hours=3))
    assert "DURATION:PT3H\r\n" in calendar_file.write(three, Method.PUBLISH)
