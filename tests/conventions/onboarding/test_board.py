"""The board of a campaign: districts × steps, beside last year at the same date."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import clock
from conventions.onboarding import board, enrolling
from conventions.onboarding.models import EntryStatus, EntryStep, StepName
from tests import factories
from tests.conventions.onboarding.scene import NOW, campaign, entry, put

S = EntryStatus


def passed(entry, step, day):
    return factories.recorded(EntryStep(entry=entry, step=step, passed_on=day))


def schools(count, area, place):
    return [factories.school(place, f"École n° {n}", area=area) for n in range(count)]


def figures(row):
    return {
        step: (cell.now, cell.before)
        for step, cell in zip(board.SHOWN, row.cells, strict=True)
        if cell.now or cell.before
    }


@pytest.fixture
def two_years(scene):
    """Four schools of a district and one of another, this year and last year."""
    other = factories.circonscription("Montval-Ouest")
    here = [scene.school, *schools(3, scene.area, scene.commune)]
    there = schools(1, other, scene.commune)
    last = campaign("2025-2026", closes_on=dt.date(2026, 7, 1), owner=scene.campaign.owner)
    for school in (*here, *there):
        before = entry(last, school)
        passed(before, "project", dt.date(2025, 5, 1))
        passed(before, "opinion", dt.date(2025, 6, 17))  # the day after the date compared
    for rank, school in enumerate((*here, *there)):
        now = entry(scene.campaign, school)
        if rank < 3:
            passed(now, "project", dt.date(2026, 6, 16))
        if rank == 0:
            passed(now, "opinion", dt.date(2026, 6, 17))  # not yet
    return scene, here


def test_each_district_is_counted_beside_last_year_at_the_same_date(two_years):
    scene, _here = two_years
    shown = board.of(scene.cast["manager"], scene.campaign, NOW.date())
    assert (shown.day, shown.before_day) == (dt.date(2026, 6, 16), dt.date(2025, 6, 16))
    east, west = shown.rows
    assert (east.area.name, east.schools, figures(east)) == (
        "Montval-Est", 4, {"project": (3, 4)},
    )  # fmt: skip
    assert (west.area.name, west.schools, figures(west)) == (
        "Montval-Ouest", 1, {"project": (0, 1)},
    )  # fmt: skip
    assert (shown.total.schools, figures(shown.total)) == (5, {"project": (3, 5)})


def test_a_school_that_left_is_no_longer_counted_from_that_day_on(two_years):
    scene, here = two_years
    gone = here[0].entries.get(campaign=scene.campaign)
    put(gone, status=S.EXITED, closed_on=dt.date(2026, 6, 20))
    manager = scene.cast["manager"]
    before = board.of(manager, scene.campaign, dt.date(2026, 6, 19))
    after = board.of(manager, scene.campaign, dt.date(2026, 6, 20))
    assert (before.total.schools, after.total.schools) == (5, 4)
    assert figures(after.total)["project"] == (2, 5)


def test_each_sees_the_figures_of_theirs(two_years):
    scene, _here = two_years
    own = board.of(scene.cast["inspector"], scene.campaign, NOW.date())
    assert [row.area.name for row in own.rows] == ["Montval-Est"]
    nobody = board.of(scene.cast["stranger"], scene.campaign, NOW.date())
    assert (nobody.rows, nobody.total.schools) == ((), 0)


@pytest.mark.parametrize(
    ("day", "before"),
    [((2024, 2, 29), (2023, 2, 28)), ((2025, 2, 28), (2024, 2, 28)), ((2026, 3, 1), (2025, 3, 1))],
)
def test_the_same_day_a_year_earlier(day, before):
    assert board.year_before(dt.date(*day)) == dt.date(*before)


@pytest.mark.parametrize(
    ("share", "tint"),
    [(0, 0), (19, 0), (20, 1), (39, 1), (40, 2), (60, 3), (79, 3), (80, 4), (100, 4)],
)
def test_a_cell_is_tinted_by_its_share_of_the_schools(share, tint):
    row = board._cells(None, {board.ALL: 100, "project": share}, None)
    assert (row.cells[0].tint, len(row.cells[0].bars)) == (tint, tint)


def test_the_board_and_the_list_cost_the_same_whatever_the_schools(scene, client_as):
    """Under thirty queries, and no more for sixty schools than for one."""
    client = client_as(scene.cast["manager"])
    urls = [
        reverse("onboarding:campaign", args=[scene.campaign.public_id]),
        reverse("onboarding:schools", args=[scene.campaign.public_id]),
        reverse("onboarding:schools", args=[scene.campaign.public_id]) + "?format=csv",
        reverse("onboarding:schools", args=[scene.campaign.public_id]) + "?retard=on&ep=oui",
    ]

    def asked(url):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    enrolling.enrol(actor=scene.cast["manager"], campaign=scene.campaign, school=scene.school)
    few = [asked(url) for url in urls]
    for school in schools(20, scene.area, scene.commune):
        passed(entry(scene.campaign, school), "project", NOW.date())
    many = [asked(url) for url in urls]
    assert max(many) < 30
    assert all(after <= before + 1 for before, after in zip(few, many, strict=True))
    assert clock.today() == NOW.date()


def told(now, before=None):
    cells = [board.Cell(now.get(step, 0), None if before is None else before.get(step, 0), 0)
             for step in board.SHOWN]  # fmt: skip
    day = None if before is None else NOW.date()
    found = board.Board(NOW.date(), day, (), board.Row(None, 9, tuple(cells)), {}, {})
    return found.told.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_head_of_the_page_tells_what_is_reached_beside_last_year():
    now = {StepName.CONVENTION: 7, StepName.OPENING: 1}
    assert told({}) == "Aucune n’est encore conventionnée."
    assert told(now) == "7 sont conventionnées et 1 a sa base ouverte."
    assert told(now, {StepName.CONVENTION: 6, StepName.ACTIVATION: 2}) == (
        "7 sont conventionnées, 1 a sa base ouverte et 0 est active ; "
        "l’an dernier à la même date : 6, 0 et 2."
    )
