"""The entry of A’s school, in a campaign that B’s school is not part of."""

import datetime as dt
from decimal import Decimal
from typing import Any

from common import calendar, clock
from conventions.onboarding import enrolling, participants
from conventions.onboarding.models import (
    EntryDebt,
    EquipmentItem,
    FinancingDecision,
    FinancingPlan,
    FinancingShare,
    OpeningLine,
    OrderKind,
    OrderStatus,
    SchoolEntry,
    UrgentDecision,
    UrgentRow,
    VisitPhoto,
)
from conventions.onboarding.openings import services
from conventions.onboarding.urgent import services as urgent
from tests import factories
from tests.conventions.onboarding import scene, written

from .families import families_of_a
from .files import stored, stored_photo
from .scene import World
from .training import training_of_a


def entries_of_a(world: World) -> None:
    participants.load_circuits(factories.START)
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
    _project(world)
    _financing(world)
    _refusal(world)
    _orders_of_a(world)
    training_of_a(world)
    _urgency_of_a(world)
    families_of_a(world)


def _project(world: World) -> None:
    """Deposited, visited, with a reserve whose day is past."""
    entry = scene.put(world.things["entry"], status="awaiting_opinion")
    project = written.project(
        entry, status="submitted", diagnosis="zqconstat", school_council_extract=stored("Extrait")
    )
    visit = written.visit(
        entry,
        world.of_a["project_manager"],
        visited_on=clock.today(),
        findings="zqvisite",
        room_rows=[{"label": "zqpiece", "network": "Wi-Fi"}],
        recommendation_rows=[{"text": "zqconseil", "owner": "commune", "priority": "later"}],
    )
    world.things["visit photo"] = factories.recorded(
        VisitPhoto(visit=visit, file=stored_photo(), caption="zqphoto")
    )
    world.things["opinion"] = written.opinion(
        project,
        world.things["area"],
        status="with_reserves",
        reserve="zqreserve",
        reserve_due=clock.today() - dt.timedelta(days=1),
        given_at=clock.now(),
    )


def _financing(world: World) -> None:
    """A plan of A, and what its commune decided."""
    today, commune = clock.today(), world.things["commune"]
    plan = factories.recorded(
        FinancingPlan(
            entry=world.things["entry"],
            budget_year=today.year,
            accounts=10,
            unit_price=Decimal("9.87"),
            tariff_reference="zqtarif",
        )
    )
    world.things["financing share"] = factories.recorded(
        FinancingShare(
            plan=plan, nature="subscription", institution=commune, amount=1, reference="zqpart"
        )
    )
    world.things["equipment item"] = factories.recorded(
        EquipmentItem(plan=plan, label="zqmateriel", quantity=1, unit_price=1)
    )
    world.things["financing decision"] = factories.recorded(
        FinancingDecision(
            entry=world.things["entry"],
            institution=commune,
            amount=1,
            status="granted",
            ground="delegation",
            reference="zqaccord",
            asked_on=today,
            decided_on=today,
            file=stored("Décision zqaccord"),
            conditions="zqcondition",
        )
    )


def _refusal(world: World) -> None:
    """The year before, the commune of A refused."""
    today, owner = clock.today(), factories.mandate_of(world.of_a["project_manager"])
    before = scene.campaign(calendar.school_year(today), owner=owner)
    world.things["entry refused"] = factories.recorded(
        SchoolEntry(
            campaign=before,
            school=world.things["school"],
            school_year=before.school_year,
            owner=owner,
            competent=world.things["commune"],
            status="refused_by_authority",
            category="budget",
            reason="zqrefus",
            closed_on=today,
        )
    )


def _orders_of_a(world: World) -> None:
    """A list in preparation, a line of it, and an order that is decided."""
    today, manager = clock.today(), world.of_a["project_manager"]

    def order() -> Any:
        return services.prepare(
            actor=manager,
            kind=OrderKind.OPEN,
            area=world.things["area"],
            effective_on=today,
            report_due=today,
        )

    entry = world.things["entry"]
    world.things["order"] = order()
    line = factories.recorded(OpeningLine(order=world.things["order"], entry=entry))
    world.things["opening line"] = scene.put(line, anomaly="zqanomalie")
    world.things["order decided"] = scene.put(
        order(),
        status=OrderStatus.DECIDED,
        decision_reference="zqdecision",
        decided_on=today,
        decision_file=stored("Décision zqdecision"),
        authority={"name": "M. Garnier", "office": "directeur académique"},
    )


def _urgency_of_a(world: World) -> None:
    """A batch in preparation with the school of A, its decision, a debt of the school."""
    manager, today = world.of_a["project_manager"], clock.today()
    batch = urgent.prepare(
        actor=manager,
        campaign=world.things["campaign"],
        label="zqlot",
        resumes_on=today,
        help_desk="zqassistance",
    )
    entry = world.things["entry"]
    world.things["urgent batch"] = batch
    world.things["urgent row"] = factories.recorded(UrgentRow(batch=batch, entry=entry))
    world.things["urgent decision"] = factories.recorded(
        UrgentDecision(
            batch=batch,
            institution=world.things["commune"],
            ground="delegation",
            reference="zqurgence",
            decided_on=today,
            delegation_reference="zqdelegation",
            file=stored("Décision zqurgence"),
        )
    )
    world.things["entry debt"] = factories.recorded(
        EntryDebt(entry=entry, kind="site_visit", due_on=today)
    )
