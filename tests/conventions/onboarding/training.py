"""A session of the district of the scene, its school, the people who may be called."""

import datetime as dt
from zoneinfo import ZoneInfo

from conventions.onboarding.models import (
    CoveredSchool,
    EntryStatus,
    SessionStatus,
    TrainingKind,
    TrainingParticipant,
    TrainingSession,
)
from conventions.onboarding.training import plans, services
from conventions.onboarding.training.attendance import Count
from governance.models import InstitutionKind, SchoolYear
from governance.offices import Office
from tests import factories
from tests.conventions.onboarding.scene import NOW, entry, put

PARIS = ZoneInfo("Europe/Paris")
DAY = dt.date(2026, 9, 16)
S = SessionStatus


def at(day=DAY, hour=9, minute=0):
    return dt.datetime.combine(day, dt.time(hour, minute), PARIS)


def calendar_known():
    """Zone B, school year 2026-2027, as it was published."""
    return factories.recorded(
        SchoolYear(
            zone="B",
            label="2026-2027",
            starts_on=dt.date(2026, 9, 1),
            summer_after=dt.date(2027, 7, 3),
            holidays=[
                {"name": "Vacances de la Toussaint", "after": "2026-10-17", "back": "2026-11-02"},
                {"name": "Vacances de Noël", "after": "2026-12-19", "back": "2027-01-04"},
                {"name": "Vacances d’hiver", "after": "2027-02-20", "back": "2027-03-08"},
                {"name": "Vacances de printemps", "after": "2027-04-17", "back": "2027-05-03"},
            ],
            source="essai",
            checked_on=dt.date(2026, 6, 1),
        )
    )


def cast(scene):
    """The cast of entries, with who leads from outside."""
    named = factories.institution(InstitutionKind.PROVIDER, "Édite-École SAS")
    other = factories.institution(InstitutionKind.PROVIDER, "Autre-ENT SARL")
    canope = factories.institution(InstitutionKind.CANOPE, "Réseau Canopé")
    return named, scene.cast | {
        "provider": factories.actor(Office.PROVIDER, named),
        "other_provider": factories.actor(Office.PROVIDER, other),
        "canope": factories.actor(Office.CANOPE_OFFICER, canope),
    }


def fields(scene, **given):
    """What the form of a session gives."""
    given.setdefault("kind", TrainingKind.USES)
    given.setdefault("title", "Publier dans le cahier multimédia")
    given.setdefault("starts_at", at())
    given.setdefault("ends_at", given["starts_at"] + dt.timedelta(hours=3))
    given.setdefault("place", "École des Tilleuls")
    given.setdefault("seats", 12)
    if "trainer" not in given:
        given["trainer"] = factories.mandate_of(scene.cast["adviser"])
    return given


def session(scene, *, by="adviser", status=None, schools=None, area="own", **given):
    """Planned by the adviser of the district, for its school unless said otherwise."""
    actor = scene.cast[by] if isinstance(by, str) else by
    made = services.plan_session(
        actor=actor,
        campaign=scene.campaign,
        area=scene.area if area == "own" else area,
        dsden=scene.dsden,
        **fields(scene, **given),
    )
    for school in [scene.school] if schools is None else schools:
        cover(scene, made, school)
    return put(made, status=status) if status else made


def past(made, days=1):
    """The session was yesterday."""
    starts = NOW - dt.timedelta(days=days)
    return put(made, starts_at=starts, ends_at=starts + dt.timedelta(hours=3))


def cover(scene, made, school, status=EntryStatus.BASE_OPEN):
    file = school.entries.first() or entry(scene.campaign, school, status=status)
    return factories.recorded(CoveredSchool(session=made, entry=file))


def call(made, *actors):
    """As the convocations left them."""
    for actor in actors:
        factories.recorded(TrainingParticipant(session=made, mandate=factories.mandate_of(actor)))
    return put(made, status=S.CALLED, called_at=NOW)


def counts(made, *, teachers=5, came=4, heads=1, new=5):
    """The same numbers for every school of the session."""
    one = Count(teachers=teachers, present={"teachers": came, "heads": heads}, new_teachers=new)
    return {row.pk: one for row in made.schools.all()}


def fresh(made):
    return TrainingSession.unscoped.get(pk=made.pk)


def plan(scene, *, by="adviser", status=None, **given):
    made = plans.begin_plan(actor=scene.cast[by], campaign=scene.campaign, area=scene.area)
    written = {
        "goals": "prise en main avant l’automne", "teachers": 42, "advisers": 2,
        "adviser_share": 50, "adviser_hours": 60, "tender_on": None,
        "evaluation": "questionnaire à trois mois, en nombres",
    }  # fmt: skip
    made = put(made, **(written | given))
    return put(made, status=status) if status else made
