"""Schools enter a campaign: one at a time, or a list of them as a work with a result per school."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import clock, identifiers, jobs
from common.lifecycle import Refusal, Refused
from common.models import Job
from governance.directory_file.tables import UnreadableDirectory, open_tables
from governance.models import CompetencePart, Mandate, School, covers
from governance.offices import Office
from governance.services.store import lock, require, store

from . import guards, permissions, registry
from .models import LEFT, Campaign, SchoolEntry

JOB = "onboarding.enrol"
_UAI = re.compile(r"\b[0-9]{7}\s?[A-Za-z]\b")
MOST = 6000
"""Schools of one list: more than any territory has."""


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


def proposable(actor: Actor, campaign: Campaign) -> School | None:
    """The school that ``actor`` heads, while it may still enter ``campaign``; None otherwise."""
    if actor.office != Office.SCHOOL_HEAD or not campaign.open:
        return None
    own = School.objects.visible_to(actor).filter(mandates=actor.mandate_id)
    found: School | None = own.exclude(entries__school_year=campaign.school_year).first()
    return found


def campaigns_for(actor: Actor, school: School) -> list[Campaign]:
    """The campaigns open today into which ``actor`` may still enter ``school``."""
    if not permissions.may_enrol(actor, school):
        return []
    today = clock.today()
    rows = Campaign.objects.visible_to(actor).filter(opens_on__lte=today, closes_on__gte=today)
    return [each for each in rows if not list(guards.enrolment(each, school))]


def missing(actor: Actor, campaign: Campaign) -> Any:
    """The schools of the district of an inspector that may still enter ``campaign``; none for
    anybody else, nor once it is closed."""
    if actor.office != Office.INSPECTOR or not campaign.open:
        return School.unscoped.none()
    today = clock.today()
    here = Mandate.unscoped.filter(pk=actor.mandate_id).values_list("circonscription", flat=True)
    rows = School.objects.visible_to(actor).in_circonscription(here.get(), today)
    rows = rows.filter(covers(max(campaign.starts_on, today))).exclude(state=School.State.CLOSED)
    rows = rows.exclude(entries__school_year=campaign.school_year).select_related("commune")
    return rows.order_by("commune__name", "name", "pk")


def panel(request: Any, school: School) -> dict[str, Any] | None:
    """On the page of a school: where whoever may can enter it; None when there is nowhere."""
    found = campaigns_for(request.actor, school)
    return {"campaigns": found} if found else None


def owner_of(campaign: Campaign, actor: Actor) -> Mandate:
    """The project manager who enrols, or who follows the campaign when somebody else does."""
    if permissions.may_keep(actor):
        own: Mandate = Mandate.unscoped.get(pk=actor.mandate_id)
        return own
    return campaign.owner


# --- many at once -------------------------------------------------------------------------------
def codes(text: str) -> list[str]:
    """The UAI written in a text, each once, in order; whatever else stands there is left."""
    found = ("".join(each.split()).upper() for each in _UAI.findall(text))
    return list(dict.fromkeys(found))


def codes_of_file(data: bytes) -> list[str]:
    """The UAI of a CSV file or of a workbook that passed the gate of uploads."""
    try:
        cells = [cell for table in open_tables(data) for _line, row in table.rows for cell in row]
    except UnreadableDirectory as refused:
        raise Refused(Refusal(str(refused))) from None
    return codes("\n".join(cells))


def carried_over(campaign: Campaign) -> list[str]:
    """The UAI of last year's schools that did not leave and are not enrolled yet (4.3)."""
    before = SchoolEntry.unscoped.filter(
        school_year__lt=campaign.school_year, campaign__territory=campaign.territory
    )
    last = before.order_by("-school_year").values_list("school_year", flat=True).first()
    here = SchoolEntry.unscoped.filter(school_year=campaign.school_year)
    rows = before.filter(school_year=last).exclude(status__in=LEFT)
    rows = rows.exclude(school__in=here.values("school"))
    return list(rows.order_by("school__name").values_list("school__uai", flat=True))


def ask(*, actor: Actor, campaign: Campaign, uais: Iterable[str]) -> Job:
    """Enrol the schools of these UAI, each on its own: what failed is said beside it."""
    require(permissions.may_keep(actor), permissions.KEEPS)
    wanted = list(uais)
    if not wanted:
        raise Refused(Refusal("Aucun UAI dans cette liste : collez-en un par ligne, par exemple "
                              "0809001Z, ou déposez un fichier qui en contient."))  # fmt: skip
    if len(wanted) > MOST:
        raise Refused(Refusal(f"Une liste compte {MOST} écoles au plus : faites-en plusieurs."))
    names = dict(School.unscoped.filter(uai__in=wanted).values_list("uai", "name"))
    items = [
        (f"{names.get(uai, 'École inconnue')} ({uai})", {"campaign": campaign.pk, "uai": uai})
        for uai in wanted
    ]
    return jobs.ask(JOB, f"Inscriptions à la campagne {campaign.school_year}", items, actor=actor)


@jobs.handles(JOB)
def _enrol_one(payload: dict[str, Any], actor: Actor) -> str:
    """Done again after a kill, it says that the school is there and changes nothing."""
    campaign = Campaign.unscoped.get(pk=payload["campaign"])
    try:
        uai = identifiers.parse_uai(payload["uai"])
    except identifiers.InvalidIdentifier as refused:
        raise Refused(Refusal(str(refused))) from None
    school = School.unscoped.filter(uai=uai).first()
    if school is None:
        raise Refused(
            Refusal(f"Aucune école du répertoire n’a l’UAI {uai} : importez l’annuaire d’abord.")
        )
    known = SchoolEntry.unscoped.filter(school=school, campaign=campaign)
    if known.exists():
        return "Déjà inscrite."
    entry = enrol(actor=actor, campaign=campaign, school=school)
    if entry.previous is None:
        return "Inscrite."
    before = entry.previous
    return f"Inscrite ; dossier {before.school_year} : {before.get_status_display().lower()}."
