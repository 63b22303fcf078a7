"""The entry of eight schools in the school year under way, each to where its story stands today.

All in the district of the cast, in communes that exist on no map: some refuse, some are late.
Each chapter does again nothing of what it did before an interruption.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import calendar, clock
from conventions import gates
from conventions.models import AUTHORITY, Convention
from conventions.onboarding import enrolling
from conventions.onboarding import services as campaigns
from conventions.onboarding.financing import services as financing
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    Campaign,
    EntryStatus,
    InspectorOpinion,
    Nature,
    PedagogicalProject,
    SchoolEntry,
    SiteVisit,
)
from conventions.onboarding.projects import services as projects
from conventions.onboarding.projects import writing
from conventions.onboarding.projects.lifecycle import OpinionLifecycle
from demo import paper
from demo.world import World
from documents import store
from governance import acting
from governance.models import Mandate, School
from governance.offices import Office

from . import officials, past, projects_written, territory
from .visited import ADVICE, ROOMS

S = EntryStatus
ACTIVE, MONEY, TRAINED, NO_MONEY = "active", "money", "trained", "no_money"
TRAINING, OPENING, GAVE_UP, LATE = "training", "opening", "gave_up", "late"
FATES = (ACTIVE, MONEY, TRAINED, NO_MONEY, TRAINING, OPENING, GAVE_UP, LATE)
"""What becomes of the schools of ``territory.entering``, in that order."""
SERVED = tuple(FATES[rank] for rank in territory.SERVED)
"""Their commune finances, and has a convention in force: active, trained, in training, opening."""
PROPOSED = (*SERVED, MONEY, NO_MONEY)
"""Their project was accepted."""


def this_year(now: dt.datetime) -> str:
    """The school year under way."""
    return calendar.school_year(now.date())


def fated(now: dt.datetime, *wanted: str) -> Iterator[tuple[SchoolEntry, str]]:
    """The files of the year whose fate is among ``wanted`` (all when none is given)."""
    rows = SchoolEntry.unscoped.filter(school_year=this_year(now)).order_by("pk")
    for entry, fate in zip(
        rows.select_related("school", "campaign", "competent"), FATES, strict=False
    ):
        if not wanted or fate in wanted:
            yield entry, fate


@contextmanager
def kept(actor: Actor, *words: str) -> Iterator[str]:
    """A copy of an act that was signed elsewhere; its hash."""
    with store.prepared((paper.sheet(*words), store.PDF)) as (file,), recording(actor):
        yield file.keep().sha256


def acting_head(entry: SchoolEntry) -> Actor:
    """The head of the school, in office now."""
    return _acting(Office.SCHOOL_HEAD, school=entry.school)


def _acting(office: Office, **where: Any) -> Actor:
    held = Mandate.unscoped.valid(clock.now()).filter(office=office, **where)
    return acting.actor_of(held.with_words().get())


def fresh(entry: SchoolEntry) -> SchoolEntry:
    """The file as it is stored now."""
    return SchoolEntry.unscoped.select_related("school", "campaign", "competent").get(pk=entry.pk)


# --- the campaign and the projects ----------------------------------------------------------------
def open_year(world: World, now: dt.datetime) -> None:
    """The campaign, followed in a spreadsheet until the platform opened, and its schools."""
    manager, today = world.actor("chef-de-projet"), clock.today()
    campaign = Campaign.unscoped.filter(school_year=this_year(now)).first()
    if campaign is None:
        first = calendar.school_year_bounds(this_year(now))[0]
        campaign = campaigns.open_campaign(
            actor=manager,
            territory=world.syndicate,
            school_year=this_year(now),
            opens_on=min(dt.date(first.year - 1, 11, 3), today),
            closes_on=max(dt.date(first.year, 1, 31), today + dt.timedelta(days=2)),
        )
    for commune in territory.entering():
        school = School.unscoped.filter(commune=commune).order_by("pk").first()
        known = SchoolEntry.unscoped.filter(campaign=campaign, school=school)
        if school is not None and not known.exists():
            enrolling.enrol(actor=manager, campaign=campaign, school=school)
    held = set(Mandate.unscoped.filter(office=Office.SCHOOL_HEAD).values_list("school", flat=True))
    with recording(SYSTEM):
        officials.bring_heads(
            entry.school for entry, _fate in fated(now) if entry.school_id not in held
        )
    _in_force()


def _in_force() -> None:
    """The acts of these communes took effect at the rentrée."""
    rows = Convention.unscoped.filter(
        status=Convention.Status.NOTIFIED,
        starts_on__lte=clock.today(),
        parties__role=AUTHORITY,
        parties__institution__in=territory.entering(),
    )
    for convention in rows.order_by("pk"):
        gates.move(convention, "enter_into_force", actor=SYSTEM)


def bring_accepted(world: World, now: dt.datetime) -> None:
    """Projects written, schools visited, opinions given; one school gives up, one is late."""
    manager, inspector = world.actor("chef-de-projet"), world.actor("inspectrice")
    for rank, (entry, fate) in enumerate(fated(now)):
        if fate == GAVE_UP and not entry.final:
            SchoolEntryLifecycle.move(
                entry, "refuse_school", actor=acting_head(entry), category="technical",
                reason="Les travaux de l’école durent jusqu’au printemps : rien n’est câblé.",
            )  # fmt: skip
        if fate not in PROPOSED:
            continue
        if entry.status == S.CANDIDATE:
            _submitted(entry, rank)
        entry = fresh(entry)
        if entry.status == S.PROJECT_SUBMITTED:
            _visited(world.actor("erun"), entry, rank)
            SchoolEntryLifecycle.move(entry, "request_opinion", actor=manager)
        opinion = InspectorOpinion.unscoped.filter(project__entry=entry, status="requested").first()
        if opinion is not None:
            OpinionLifecycle.move(
                opinion, "give_favourable", actor=inspector,
                reason="Usages précis, progressifs, et la place des familles est dite.",
            )  # fmt: skip


def _submitted(entry: SchoolEntry, rank: int) -> None:
    head = acting_head(entry)
    project = PedagogicalProject.unscoped.filter(entry=entry).first()
    if project is None:
        project = writing.start(actor=head, entry=entry)
    project = writing.save(
        actor=head,
        project=project,
        given=projects_written.of(entry.school, rank),
        version=project.version,
    )
    projects.submit(actor=head, project=project, no_name=True)


def _visited(adviser: Actor, entry: SchoolEntry, rank: int) -> None:
    visit = SiteVisit.unscoped.filter(entry=entry).first()
    if visit is None:
        visit = projects.record_visit(
            actor=adviser,
            entry=entry,
            visited_on=clock.today(),
            attendees="La direction de l’école\nLe premier adjoint",
            internet_access="Fibre, 100 Mbit/s",
            download_mbps="86.4",
            upload_mbps="41.0",
            filtering="Filtrage par la commune",
            room_rows=ROOMS,
            electrical_note="Aucune anomalie visible",
            findings="Réseau à compléter dans une classe ; le reste suffit pour commencer.",
            recommendation_rows=ADVICE,
        )
    for view in paper.VIEWS[visit.photos.count() :] if rank == 0 else ():
        content = (paper.photograph(view), "image/jpeg")
        with store.prepared(content) as (file,), recording(adviser):
            sha256 = file.keep().sha256
            projects.add_photo(actor=adviser, visit=visit, sha256=sha256, caption=view)


# --- the money ------------------------------------------------------------------------------------
def ask_money(world: World, now: dt.datetime) -> None:
    """The subscription of a year, paid by the commune, is asked of it."""
    manager = world.actor("chef-de-projet")
    for entry, _fate in fated(now, *PROPOSED):
        if entry.status != S.SCHOOL_PROJECT:
            continue
        plan = financing.prepare(
            actor=manager,
            entry=entry,
            budget_year=entry.campaign.starts_on.year,
            accounts=entry.school.pupils or 20,
            unit_price=past.PRICE,
            tariff_reference="délibération n° 2026-05",
        )
        if not plan.shares.exists():
            financing.add_share(
                actor=manager,
                plan=plan,
                nature=Nature.SUBSCRIPTION,
                institution=entry.competent,
                amount=plan.total,
            )
        SchoolEntryLifecycle.move(fresh(entry), "request_financing", actor=manager)


def decide_money(now: dt.datetime) -> None:
    """Communes decide, one refuses, one has not answered yet."""
    for rank, (entry, fate) in enumerate(fated(now, *SERVED, NO_MONEY)):
        if entry.status != S.FINANCING_REQUESTED or entry.competent is None:
            continue
        mayor = _acting(Office.EXECUTIVE, institution=entry.competent)
        if fate == NO_MONEY:
            SchoolEntryLifecycle.move(
                entry, "refuse_authority", actor=mayor, category="budget",
                reason="Le budget de l’année va à la toiture de l’école ; la commune redemandera.",
            )  # fmt: skip
            continue
        number = f"{clock.today().year}-{31 + rank:03d}"
        with kept(mayor, "DÉCISION DU MAIRE", f"n° {number}", entry.school.name) as sha256:
            financing.grant(
                actor=mayor,
                decisions=list(financing.open_for(mayor, entry)),
                ground="delegation",
                reference=number,
                decided_on=clock.today(),
                file=sha256,
                delegation_reference="délibération n° 2026-02 du 3 avril 2026",
                budget_year=clock.today().year,
                budget_line="chapitre 011, article 611",
            )
