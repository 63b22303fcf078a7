"""The campaign of the coming school year: schools enrolled, projects, visits, opinions."""

import datetime as dt
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock
from conventions.onboarding import enrolling
from conventions.onboarding import services as campaigns
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    Campaign,
    InspectorOpinion,
    PedagogicalProject,
    SchoolEntry,
)
from conventions.onboarding.projects import services as projects
from conventions.onboarding.projects import writing
from conventions.onboarding.projects.lifecycle import OpinionLifecycle
from demo.world import World
from governance import acting
from governance.models import CirconscriptionLink, Mandate, School
from governance.offices import Office

from . import officials, projects_written, schools
from .visited import ADVICE, ROOMS

HERE, ELSEWHERE, DISTRICTS = 30, 12, 2
"""Schools enrolled in the district of the cast, in each of the two others, and how many these."""
WRITING, DEPOSITED, ASKED = "writing", "deposited", "asked"
FAVOURABLE, RESERVED, UNFAVOURABLE, DECLINED = "favourable", "reserved", "unfavourable", "declined"
FATES = (
    WRITING, ASKED, FAVOURABLE, ASKED, RESERVED, ASKED, DEPOSITED, ASKED, UNFAVOURABLE, DECLINED,
)  # fmt: skip
"""What becomes of the schools, in turn; the school of the cast writes its project."""
TO_REVIEW = (ASKED, FAVOURABLE, RESERVED, UNFAVOURABLE)


def open_coming(world: World, now: dt.datetime) -> None:
    """The campaign of the next school year, and the schools that enrol."""
    if Campaign.unscoped.filter(school_year=coming(now)).exists():
        return
    manager, today = world.actor("chef-de-projet"), clock.today()
    campaign = campaigns.open_campaign(
        actor=manager,
        territory=world.syndicate,
        school_year=coming(now),
        opens_on=today,
        closes_on=max(
            dt.date(calendar.school_year_bounds(coming(now))[0].year, 1, 31),
            today + dt.timedelta(days=60),
        ),
    )
    for school in _chosen(world):
        enrolling.enrol(actor=manager, campaign=campaign, school=school)


def coming(now: dt.datetime) -> str:
    """The school year after that of ``now``."""
    return calendar.school_year(calendar.school_year_bounds(calendar.school_year(now.date()))[1])


def _chosen(world: World) -> Iterator[School]:
    """Those that enter this year are left where they are; those that do not go on come back."""
    entering = SchoolEntry.unscoped.in_progress().values("school")
    for area in schools.areas(world)[: 1 + DISTRICTS]:
        many = HERE if area == world.area else ELSEWHERE
        links = CirconscriptionLink.unscoped.filter(circonscription=area, ends_on=None)
        rows = School.unscoped.filter(pk__in=links.values("school")).exclude(pk__in=entering)
        yield from rows.order_by("pk")[:many]


def _fates(now: dt.datetime) -> Iterator[tuple[SchoolEntry, str]]:
    rows = SchoolEntry.unscoped.filter(school_year=coming(now)).select_related("school", "campaign")
    return zip(rows.order_by("pk"), cycle(FATES), strict=False)


def bring_heads(now: dt.datetime) -> None:
    """A head in each school that enrols; the head of the cast has hers already."""
    with recording(SYSTEM):
        held = set(
            Mandate.unscoped.filter(office=Office.SCHOOL_HEAD).values_list("school", flat=True)
        )
        officials.bring_heads(
            entry.school for entry, _fate in _fates(now) if entry.school_id not in held
        )


def bring_projects(world: World, now: dt.datetime) -> None:
    """Projects begun or deposited; where one is, the visit, then the opinion asked."""
    manager = world.actor("chef-de-projet")
    for rank, (entry, fate) in enumerate(_fates(now)):
        if fate == DECLINED or PedagogicalProject.unscoped.filter(entry=entry).exists():
            continue
        head = _head(entry)
        project = writing.start(actor=head, entry=entry)
        written = projects_written.of(entry.school, rank // 2)
        if fate == WRITING:
            written = dict(islice(written.items(), 6))
        project = writing.save(actor=head, project=project, given=written, version=project.version)
        if fate == WRITING:
            continue
        projects.submit(actor=head, project=project, no_name=True)
        if fate in TO_REVIEW:
            _visit(manager, entry, rank)
            SchoolEntryLifecycle.move(entry, "request_opinion", actor=manager)


def _visit(manager: Actor, entry: SchoolEntry, rank: int) -> None:
    if rank % 5 == 0:
        projects.waive_visit(
            actor=manager, entry=entry, reason="École visitée au printemps, rien n’a changé depuis."
        )
        return
    projects.record_visit(
        actor=manager,
        entry=entry,
        visited_on=clock.today(),
        internet_access=("Fibre", "ADSL 8 Mbit/s", "Fibre annoncée pour l’été")[rank % 3],
        room_rows=ROOMS[: 3 + rank % 2],
        recommendation_rows=ADVICE[: rank % 3],
        findings="Prises murales dans deux classes ; un vidéoprojecteur par cycle.",
    )


def bring_opinions(now: dt.datetime) -> None:
    """What inspectors answered, and the schools that do not go on."""
    for entry, fate in _fates(now):
        opinion = InspectorOpinion.unscoped.filter(project__entry=entry, status="requested").first()
        if fate == DECLINED and not entry.final:
            SchoolEntryLifecycle.move(
                entry,
                "refuse_school",
                actor=_head(entry),
                reason="L’équipe change à la rentrée : elle préfère attendre un an.",
                category="pedagogy",
            )
        elif opinion is not None and fate in OPINIONS:
            verb, given = OPINIONS[fate]
            OpinionLifecycle.move(opinion, verb, actor=_inspector(opinion), **given())


OPINIONS: dict[str, Any] = {
    FAVOURABLE: (
        "give_favourable",
        lambda: {"reason": "Usages précis, place des parents bien pensée."},
    ),
    RESERVED: (
        "give_reserves",
        lambda: {
            "reason": "Le projet tient ; son évaluation reste à dire.",
            "reserve": "Ajouter un indicateur de lecture pour les deux cycles.",
            "reserve_due": clock.today() + dt.timedelta(days=40),
        },
    ),
    UNFAVOURABLE: (
        "give_unfavourable",
        lambda: {"reason": "Le texte décrit du matériel : les objectifs des élèves manquent."},
    ),
}


def _head(entry: SchoolEntry) -> Actor:
    return _acting(
        Mandate.unscoped.valid(clock.now()).filter(office=Office.SCHOOL_HEAD, school=entry.school)
    )


def _inspector(opinion: InspectorOpinion) -> Actor:
    return _acting(
        Mandate.unscoped.valid(clock.now()).filter(
            office=Office.INSPECTOR, circonscription=opinion.circonscription
        )
    )


def _acting(rows: Any) -> Actor:
    return acting.actor_of(rows.with_words().get())
