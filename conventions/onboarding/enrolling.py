"""Schools enter a campaign: one at a time here, each on its own."""

from collections.abc import Sequence

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import Refused
from governance.models import CompetencePart, Mandate, School
from governance.services.store import lock, require, store

from . import guards, permissions, registry
from .models import Campaign, SchoolEntry


def enrol(
    *, actor: Actor, campaign: Campaign, school: School, classes: Sequence[str] = ()
) -> SchoolEntry:
    """The file of ``school`` in ``campaign``, candidate; last year's file stands beside.

    ``classes``: those that enter, none for the whole school. Refused when the school is closed or
    already enrolled, or the campaign is not open (409).
    """
    require(permissions.may_enrol(actor, school), permissions.ENROLS)
    with recording(actor):
        lock(school)
        refusals = list(guards.enrolment(campaign, school))
        if refusals:
            raise Refused(*refusals)
        entry = SchoolEntry(
            campaign=campaign,
            school=school,
            school_year=campaign.school_year,
            classes=list(classes),
            owner=owner_of(campaign, actor),
            previous=previous(campaign, school),
        )
        entry.competent = school.competent_on(guards.day_of(entry), CompetencePart.RUNNING_AND_ENT)
        store(entry, "enrol")
        registry.moved(entry, "enrol", actor)
    return entry


def previous(campaign: Campaign, school: School) -> SchoolEntry | None:
    """The latest file of the school before that campaign, unless another one follows it."""
    found: SchoolEntry | None = (
        SchoolEntry.unscoped.filter(
            school=school, school_year__lt=campaign.school_year, next__isnull=True
        )
        .order_by("-school_year")
        .first()
    )
    return found


def owner_of(campaign: Campaign, actor: Actor) -> Mandate:
    """The project manager who enrols, or who follows the campaign when somebody else does."""
    if permissions.may_keep(actor):
        own: Mandate = Mandate.unscoped.get(pk=actor.mandate_id)
        return own
    return campaign.owner
