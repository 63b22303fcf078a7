"""The last day to send a convocation: dates alone."""

import datetime as dt

import pytest

from common.french import NBSP
from governance.committees.notice import Notice, last_request_day

D = dt.date
#: Meeting, days, clear, last day: the vectors T01 to T05, holidays, the nights when clocks change.
VECTORS = [
    (D(2026, 9, 24), 5, True, D(2026, 9, 18)),
    (D(2026, 9, 24), 1, True, D(2026, 9, 22)),
    (D(2026, 9, 7), 5, True, D(2026, 9, 1)),
    (D(2028, 3, 6), 5, True, D(2028, 2, 29)),
    (D(2027, 1, 4), 5, True, D(2026, 12, 29)),
    (D(2026, 5, 14), 5, True, D(2026, 5, 8)),  # Ascension, from 8 May: holidays count
    (D(2027, 3, 30), 3, True, D(2027, 3, 26)),  # over Easter Monday and the night of 28 March
    (D(2026, 10, 26), 3, True, D(2026, 10, 22)),  # over the night of 25 October
    (D(2026, 9, 24), 5, False, D(2026, 9, 19)),
    (D(2026, 9, 24), 0, True, D(2026, 9, 24)),
    (D(2026, 9, 24), 0, False, D(2026, 9, 24)),
]


@pytest.mark.parametrize(("meeting", "days", "clear", "last"), VECTORS)
def test_the_last_day_is_in_time_and_the_day_after_is_not(meeting, days, clear, last):
    notice = Notice(days, clear=clear)
    assert notice.last_day(meeting) == last
    assert notice.in_time(last, meeting)
    assert not notice.in_time(last + dt.timedelta(days=1), meeting)


def test_the_sentence_says_the_day_and_why():
    assert Notice(5).sentence(D(2026, 9, 24)) == (
        f"Dernier jour pour envoyer la convocation{NBSP}: vendredi 18{NBSP}septembre 2026. "
        f"5{NBSP}jours francs avant la séance du jeudi 24{NBSP}septembre 2026{NBSP}: ni le jour "
        "de l’envoi ni celui de la séance ne comptent."
    )
    assert "5 jours avant" in Notice(5, clear=False).sentence(D(2026, 9, 24)).replace(NBSP, " ")
    assert "Aucun délai n’est exigé." in Notice(0).sentence(D(2026, 9, 24))


def test_a_day_late_leaves_four_clear_days_instead_of_five():
    said = Notice(5).kept(D(2026, 9, 19), D(2026, 9, 24)).replace(NBSP, " ")
    assert said == "4 jours francs au lieu de 5"


def test_an_urgency_is_admitted_up_to_its_own_day_or_not_at_all():
    meeting = D(2026, 9, 24)
    assert Notice(5, urgent=1).in_time_for_urgency(D(2026, 9, 22), meeting)
    assert not Notice(5, urgent=1).in_time_for_urgency(D(2026, 9, 23), meeting)
    assert not Notice(5).in_time_for_urgency(D(2026, 9, 18), meeting)
    assert Notice(5).urgency(meeting) == ""
    assert "mardi 22" in Notice(5, urgent=1).urgency(meeting)


def test_a_point_is_asked_for_in_calendar_days():
    assert last_request_day(D(2026, 9, 24), 10) == D(2026, 9, 14)
