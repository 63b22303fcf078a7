"""A campaign with the school of the demonstration."""

import datetime as dt
from typing import Any

from common import calendar, clock
from conventions.onboarding import enrolling, services
from demo import world


def things(here: world.World) -> dict[str, tuple[Any, ...]]:
    manager, today = here.actor("chef-de-projet"), clock.today()
    following = calendar.school_year_bounds(calendar.school_year(today))[1]
    campaign = services.open_campaign(
        actor=manager,
        territory=here.syndicate,
        school_year=calendar.school_year(following),
        opens_on=today - dt.timedelta(days=30),
        closes_on=today + dt.timedelta(days=60),
    )
    entry = enrolling.enrol(actor=manager, campaign=campaign, school=here.school)
    return {
        "campaign": (campaign.public_id,),
        "campaign step": (campaign.steps.get(step="opinion").public_id,),
        "school entry": (entry.public_id,),
        "school refusal": (entry.public_id, "refuse_school"),
    }
