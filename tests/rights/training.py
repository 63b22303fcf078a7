"""Training of A’s school: a session to come, one that is over, the plan of its district."""

import datetime as dt

from common import clock
from conventions.onboarding.models import CoveredSchool, TrainingParticipant
from conventions.onboarding.training import plans, services
from tests import factories
from tests.conventions.onboarding import scene

from .scene import World


def training_of_a(world: World) -> None:
    """Both sessions are led by the adviser of A’s district; the head of the school was called."""
    adviser, campaign = world.of_a["digital_adviser"], world.things["campaign"]
    starts = clock.now() + dt.timedelta(days=30)

    def session(title: str) -> object:
        made = services.plan_session(
            actor=adviser,
            campaign=campaign,
            area=world.things["area"],
            kind="uses",
            title=title,
            starts_at=starts,
            ends_at=starts + dt.timedelta(hours=3),
            place="Salle zqlieu",
            seats=12,
            trainer=factories.mandate_of(adviser),
            holiday_reason="zqvacances",
        )
        factories.recorded(CoveredSchool(session=made, entry=world.things["entry"]))
        return made

    world.things["session"] = session("zqformation")
    over = scene.put(
        session("zqformation"),
        status="attested",
        held_on=clock.today(),
        attested_on=clock.today(),
        attested_by=factories.mandate_of(adviser),
    )
    world.things["training participant"] = factories.recorded(
        TrainingParticipant(
            session=over, mandate=factories.mandate_of(world.of_a["school_head"]), present=True
        )
    )
    plan = plans.begin_plan(actor=adviser, campaign=campaign, area=world.things["area"])
    world.things["training plan"] = scene.put(plan, goals="zqobjectifs", evaluation="zqbilan")
