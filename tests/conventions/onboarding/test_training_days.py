"""When a session is held and whom it trains: holidays, clocks, the district and its schools."""

import datetime as dt

import pytest

from common.lifecycle import NotYours, Refused
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    EntryStatus,
    SchoolEntry,
    SessionStatus,
    TrainingKind,
)
from conventions.onboarding.training import listing, services
from tests import factories
from tests.conventions.onboarding import training
from tests.conventions.onboarding.scene import NOW, entry, put

S = SessionStatus
YESTERDAY = NOW.date() - dt.timedelta(days=1)


def test_a_session_is_out_of_the_holidays_unless_somebody_says_why(scene):
    training.calendar_known()
    day = {"starts_at": training.at(dt.date(2026, 10, 20))}
    with pytest.raises(Refused, match=r"pendant les vacances \(Zone B, vacances de la Toussaint"):
        training.session(scene, schools=(), **day)
    made = training.session(scene, schools=(), holiday_reason="stage volontaire", **day)
    assert made.number == "F-2026-001"
    with pytest.raises(Refused, match=r"est férié \(Armistice"):
        training.session(scene, schools=(), starts_at=training.at(dt.date(2026, 11, 11)))


def test_the_days_beside_holidays_are_days_of_class(scene):
    """They begin after class and end on the morning of the return."""
    training.calendar_known()
    for day in (dt.date(2026, 10, 17), dt.date(2026, 11, 2)):
        assert training.session(scene, schools=(), starts_at=training.at(day)).day == day


def test_a_day_that_the_school_calendar_does_not_know_is_not_refused(scene):
    made = training.session(scene, schools=(), starts_at=training.at(dt.date(2026, 10, 20)))
    assert made.status == S.PLANNED_SESSION


def test_a_session_is_to_come_and_of_the_year_of_its_campaign(scene):
    with pytest.raises(Refused, match="est déjà passé"):
        training.session(scene, schools=(), starts_at=training.at(dt.date(2026, 6, 15)))
    with pytest.raises(Refused, match="est hors de la campagne 2026-2027"):
        training.session(scene, schools=(), starts_at=training.at(dt.date(2027, 9, 1)))


def test_hours_are_read_on_the_clock_of_the_dsden_whatever_the_season(scene):
    """The night of 25 October 2026, the clocks go back."""
    saturday = dt.date(2026, 10, 24)
    summer = training.session(scene, schools=(), starts_at=training.at(saturday))
    winter = training.session(scene, schools=(), starts_at=training.at(dt.date(2026, 10, 26)))
    assert (summer.starts_at.astimezone(dt.UTC).hour, summer.starts_here.hour) == (7, 9)
    assert (winter.starts_at.astimezone(dt.UTC).hour, winter.starts_here.hour) == (8, 9)
    overnight = training.session(
        scene, schools=(), starts_at=training.at(saturday, 22),
        ends_at=training.at(dt.date(2026, 10, 25), 4),
    )  # fmt: skip
    assert overnight.minutes == 7 * 60
    assert listing.lasts(overnight) == "7 h"
    dsden = scene.area.dsden
    put(dsden, time_zone="Indian/Reunion")
    late = training.session(
        scene, schools=(), starts_at=dt.datetime(2026, 9, 16, 20, 30, tzinfo=dt.UTC)
    )
    assert late.day == dt.date(2026, 9, 17)


# --- its schools --------------------------------------------------------------------------------


def test_the_adviser_who_covers_a_school_plans_its_training(scene):
    file = scene.entry(status=EntryStatus.BASE_OPEN)
    with pytest.raises(Refused, match="Aucune séance de formation ne couvre cette école"):
        SchoolEntryLifecycle.move(file, "plan_training", actor=scene.cast["adviser"])
    made = training.session(scene, schools=())
    services.cover(actor=scene.cast["adviser"], session=made, entries=[file])
    assert SchoolEntry.unscoped.get(pk=file.pk).status == EntryStatus.TRAINING_PLANNED


def test_the_service_of_the_state_covers_a_school_and_the_adviser_still_plans(scene):
    file = scene.entry(status=EntryStatus.BASE_OPEN)
    made = training.session(scene, schools=())
    services.cover(actor=scene.cast["officer"], session=made, entries=[file])
    assert SchoolEntry.unscoped.get(pk=file.pk).status == EntryStatus.BASE_OPEN
    moved = SchoolEntryLifecycle.move(file, "plan_training", actor=scene.cast["adviser"])
    assert moved.status == EntryStatus.TRAINING_PLANNED


@pytest.mark.parametrize(
    ("kind", "status"),
    [(TrainingKind.FAMILIES, None), (TrainingKind.USES, S.CANCELLED_SESSION)],
)
def test_a_meeting_of_parents_or_a_session_cancelled_trains_no_school(scene, kind, status):
    made = training.session(scene, kind=kind, status=status)
    file = made.schools.get().entry
    with pytest.raises(Refused, match="Aucune séance de formation ne couvre cette école"):
        SchoolEntryLifecycle.move(file, "plan_training", actor=scene.cast["adviser"])


def test_a_session_takes_the_schools_of_its_district_and_campaign(scene):
    adviser, made = scene.cast["adviser"], training.session(scene, schools=())
    elsewhere = factories.school(
        scene.commune, "École du Lac", area=factories.circonscription("Montval-Nord")
    )
    with pytest.raises(Refused, match="n’est pas dans le ressort Montval-Est au"):
        services.cover(actor=adviser, session=made, entries=[entry(scene.campaign, elsewhere)])
    gone = scene.entry(status=EntryStatus.EXITED)
    with pytest.raises(Refused, match="elle n’est plus à former cette année"):
        services.cover(actor=adviser, session=made, entries=[gone])
    put(gone, status=EntryStatus.BASE_OPEN)
    for _twice in range(2):
        assert services.cover(actor=adviser, session=made, entries=[gone]) == 1
    assert services.cover(actor=adviser, session=made, entries=[]) == 0
    put(made, status=S.CALLED)
    with pytest.raises(Refused, match="reportez-la pour la changer"):
        services.cover(actor=adviser, session=made, entries=[gone])
    with pytest.raises(NotYours):
        services.cover(actor=scene.cast["other_adviser"], session=made, entries=[gone])


def test_a_session_changes_while_nobody_is_called(scene):
    adviser, made = scene.cast["adviser"], training.session(scene)
    changed = services.change_session(actor=adviser, session=made, place="Salle du conseil")
    assert changed.place == "Salle du conseil"
    with pytest.raises(Refused, match="est déjà passé"):
        services.change_session(actor=adviser, session=made, starts_at=training.at(YESTERDAY))
    put(training.fresh(made), status=S.HELD)
    with pytest.raises(Refused, match="elle ne change plus"):
        services.change_session(actor=adviser, session=made, place="Ailleurs")
    with pytest.raises(NotYours):
        services.change_session(actor=scene.cast["officer"], session=made, place="Ailleurs")
