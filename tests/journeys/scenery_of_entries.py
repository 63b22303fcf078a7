"""A campaign with the school of the demonstration."""

import datetime as dt
from decimal import Decimal
from typing import Any

from audit.actor import SYSTEM
from audit.recording import recording
from common import calendar, clock, jobs
from conventions.onboarding import enrolling, services
from conventions.onboarding.financing import services as financing
from conventions.onboarding.models import (
    Campaign,
    EquipmentItem,
    FinancingDecision,
    FinancingShare,
    InspectorOpinion,
    OpeningLine,
    OrderKind,
    PedagogicalProject,
    SchoolEntry,
    UrgentDecision,
)
from conventions.onboarding.openings import services as openings
from conventions.onboarding.projects import services as projects
from conventions.onboarding.urgent import services as urgent
from demo import world
from tests import factories
from tests.conventions.onboarding.written import WRITTEN
from tests.journeys import scenery_of_families, scenery_of_training


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
    project, opinion = _deposited(here, entry)
    _financed(here, entry)
    waiting, launched, opened = _urgent(here, campaign)
    order, line = _order(here, entry)
    return {
        **scenery_of_training.things(here, campaign, entry),
        **scenery_of_families.things(here, entry),
        "base order": (order.public_id,),
        "base order return": (order.public_id, "withdraw_order"),
        "opening line": (line.public_id,),
        "opening check": (line.public_id, "dpia"),
        "opening leave out": (line.public_id, "leave_out"),
        "campaign": (campaign.public_id,),
        "campaign step": (campaign.steps.get(step="opinion").public_id,),
        "school entry": (entry.public_id,),
        "financing": (entry.public_id,),
        "urgent batch": (waiting.public_id,),
        "urgent batch launched": (launched.public_id,),
        "urgent entry": (opened.public_id,),
        "urgent debt": (opened.debts.first().public_id, "waive"),
        "school refusal": (entry.public_id, "refuse_school"),
        "school project": (entry.public_id,),
        "project taken up": (entry.public_id, "return_project"),
        "school opinion": (opinion.public_id,),
        "project": (project.public_id,),
    }


def _deposited(here: world.World, entry: Any) -> tuple[Any, Any]:
    """A project deposited and visited, whose opinion waits."""
    manager = here.actor("chef-de-projet")
    with recording(SYSTEM):
        project = PedagogicalProject(entry=entry, status="submitted", **WRITTEN)
        project.save()
        entry.status = "awaiting_opinion"
        entry.save()
        opinion = InspectorOpinion(project=project, project_version=1, circonscription=here.area)
        opinion.save()
    projects.record_visit(
        actor=manager,
        entry=entry,
        visited_on=clock.today(),
        internet_access="fibre",
        room_rows=[{"label": "classe 1", "network": "prise murale"}],
        findings="réseau à compléter",
    )
    return project, opinion


def _financed(here: world.World, entry: SchoolEntry) -> None:
    """A plan that the commune shares with its EPCI, equipment to choose, decisions of each kind."""
    today = clock.today()
    plan = financing.prepare(
        actor=here.actor("chef-de-projet"),
        entry=entry,
        budget_year=today.year,
        accounts=126,
        unit_price=Decimal("9.87"),
    )
    factories.recorded(
        EquipmentItem(plan=plan, label="Vidéoprojecteur", quantity=2, unit_price=Decimal(900))
    )
    assert entry.competent is not None
    beside = factories.institution("epci", "Communauté du Val")
    for body, amount in ((entry.competent, "1243.62"), (beside, "300")):
        factories.recorded(
            FinancingShare(
                plan=plan, nature="subscription", institution=body, amount=Decimal(amount)
            )
        )
        asked = {"entry": entry, "institution": body, "amount": Decimal(amount)}
        factories.recorded(FinancingDecision(**asked, asked_on=today, due_on=today))
    school_syndicate = factories.institution("school_syndicate", "Syndicat scolaire du Val")
    factories.recorded(
        FinancingDecision(
            entry=entry,
            institution=school_syndicate,
            status="granted",
            ground="delegation",
            reference="2026-031",
            delegation_reference="délibération n° 2026-02",
            conditions="Après la réunion de rentrée.",
            asked_on=today,
            decided_on=today,
        )
    )


def _order(here: world.World, entry: SchoolEntry) -> tuple[Any, OpeningLine]:
    """A list of the district, with the school on it."""
    today = clock.today()
    area = entry.school.circonscription_on(today)
    assert area is not None
    order = openings.prepare(
        actor=here.actor("chef-de-projet"),
        kind=OrderKind.OPEN,
        area=area,
        effective_on=today,
        report_due=today + dt.timedelta(days=7),
    )
    return order, factories.recorded(OpeningLine(order=order, entry=entry))


def _urgent(here: world.World, campaign: Campaign) -> tuple[Any, ...]:
    """A batch in preparation, another whose school is open, and that school."""
    manager, today = here.actor("chef-de-projet"), clock.today()
    plan = {
        "help_desk": "Le 00 00, de 8 h à 18 h",
        "training": "Visioconférence",
        "families": "Mot",
    }

    def batch(label: str, name: str) -> tuple[Any, SchoolEntry]:
        school = factories.school(here.school.commune, name, area=here.area)
        entry = enrolling.enrol(actor=manager, campaign=campaign, school=school)
        made = urgent.prepare(
            actor=manager, campaign=campaign, label=label, resumes_on=today, **plan
        )
        for body in (here.school.commune, here.area.dsden):
            factories.recorded(
                UrgentDecision(
                    batch=made,
                    institution=body,
                    ground="delegation",
                    reference="2026-041",
                    decided_on=today,
                    delegation_reference="délibération n° 2026-02",
                    file="a" * 64,
                )
            )
        urgent.add(actor=manager, batch=made, entries=[entry])
        return made, entry

    waiting, _entry = batch("Semaine d’essai", "École du Lavoir")
    launched, opened = batch("Semaine passée", "École du Pont")
    work = urgent.work(urgent.launch(actor=manager, batch=launched))
    assert work is not None
    jobs.run(work.pk)
    return waiting, launched, opened
