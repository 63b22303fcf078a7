"""The entry of A’s school, in a campaign that B’s school is not part of."""

import datetime as dt

from common import calendar, clock
from conventions.onboarding import enrolling
from tests import factories
from tests.conventions.onboarding import scene

from .scene import World


def entries_of_a(world: World) -> None:
    manager, today = world.of_a["project_manager"], clock.today()
    following = calendar.school_year_bounds(calendar.school_year(today))[1]
    found = scene.campaign(
        calendar.school_year(following),
        owner=factories.mandate_of(manager),
        opens_on=today - dt.timedelta(days=30),
        closes_on=today + dt.timedelta(days=60),
        due={"project": today + dt.timedelta(days=60)},
    )
    world.things["campaign"] = found
    world.things["campaign step"] = found.steps.get()
    world.things["entry"] = enrolling.enrol(
        actor=manager, campaign=found, school=world.things["school"], classes=["zqclasse"]
    )
