"""Sessions of the district of the demonstration at each stage, and two plans."""

import datetime as dt
from typing import Any

from common import clock
from conventions.onboarding.models import (
    Campaign,
    CoveredSchool,
    SchoolEntry,
    TrainingParticipant,
    TrainingPlan,
    TrainingSession,
)
from conventions.onboarding.training import plans, services
from demo import world
from tests import factories
from tests.conventions.onboarding.scene import put


def things(here: world.World, campaign: Campaign, entry: SchoolEntry) -> dict[str, tuple[Any, ...]]:
    coming = _session(here, campaign, entry)
    called = _called(here, _session(here, campaign, entry))
    begun = clock.now() - dt.timedelta(hours=4)
    past = {"starts_at": begun, "ends_at": begun + dt.timedelta(hours=3)}
    to_count = put(_called(here, _session(here, campaign, entry)), **past)
    held = _counted(put(_called(here, _session(here, campaign, entry)), status="held", **past))
    attested = _counted(
        put(
            _called(here, _session(here, campaign, entry)),
            status="attested",
            attested_on=clock.today(),
            **past,
        )
    )
    draft, asked = _plans(here, campaign)
    return {
        "training to come": (coming.public_id,),
        "training call": (coming.public_id, "call"),
        "training postponed": (called.public_id, "postpone"),
        "training cancelled": (called.public_id, "cancel_session"),
        "training sheet": (to_count.public_id, "hold"),
        "training held": (held.public_id,),
        "training attested": (attested.public_id,),
        "attestation": (attested.participants.get().public_id,),
        "training plan": (draft.public_id,),
        "training plan asked": (asked.public_id,),
        "training plan return": (asked.public_id, "return_plan"),
    }


def _session(here: world.World, campaign: Campaign, entry: SchoolEntry) -> TrainingSession:
    starts = clock.now() + dt.timedelta(days=20)
    made = services.plan_session(
        actor=here.actor("erun"),
        campaign=campaign,
        area=here.area,
        kind="uses",
        title="Publier dans le cahier multimédia",
        topics="blog de la classe\ncahier multimédia",
        starts_at=starts,
        ends_at=starts + dt.timedelta(hours=3),
        place="École de la commune, salle informatique",
        seats=16,
        trainer=here.people["erun"],
        material="identifiants professionnels",
        holiday_reason="stage volontaire",
    )
    factories.recorded(CoveredSchool(session=made, entry=entry, teachers=6))
    return made


def _called(here: world.World, made: TrainingSession) -> TrainingSession:
    factories.recorded(TrainingParticipant(session=made, mandate=here.people["directrice"]))
    return put(made, status="called", called_at=clock.now())


def _counted(made: TrainingSession) -> TrainingSession:
    put(made.schools.get(), present={"teachers": 4, "heads": 1}, new_teachers=5)
    put(made.participants.get(), present=True)
    return put(made, held_on=clock.today())


def _plans(here: world.World, campaign: Campaign) -> tuple[TrainingPlan, TrainingPlan]:
    """One being written, one whose visa is asked, for another year."""
    written = {
        "goals": "Prise en main avant les vacances d’automne.",
        "teachers": 42,
        "advisers": 2,
        "adviser_share": 50,
        "adviser_hours": 60,
        "evaluation": "Questionnaire à trois mois, en nombres.",
    }
    draft = plans.begin_plan(actor=here.actor("erun"), campaign=campaign, area=here.area)
    put(draft, **written)
    other = factories.recorded(
        Campaign(
            school_year="2019-2020",
            territory=campaign.territory,
            owner=campaign.owner,
            opens_on=dt.date(2018, 11, 1),
            closes_on=dt.date(2019, 1, 31),
        )
    )
    asked = plans.begin_plan(actor=here.actor("erun"), campaign=other, area=here.area)
    return draft, put(asked, status="plan_submitted", **written)
