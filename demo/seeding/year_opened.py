"""Schools of the year that are financed: their base opened, their teachers trained, their families
given accounts. Each chapter does again nothing of what it did before an interruption."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from audit.actor import Actor
from common import clock
from conventions.onboarding.families import services as families
from conventions.onboarding.lending import checks
from conventions.onboarding.lending import services as lending
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    Attendee,
    BaseOpeningOrder,
    CheckName,
    CoveredSchool,
    EntryStatus,
    HandoverClass,
    ItemKind,
    LoanItem,
    OpeningLine,
    OrderKind,
    OrderStatus,
    PlanStatus,
    Profile,
    RequestCategory,
    SchoolEntry,
    SessionStatus,
    TrainingKind,
    TrainingPlan,
    TrainingSession,
)
from conventions.onboarding.openings import services as openings
from conventions.onboarding.openings.lifecycle import LineLifecycle, OrderLifecycle
from conventions.onboarding.training import calling, days, plans
from conventions.onboarding.training import services as training
from conventions.onboarding.training.attendance import Count
from conventions.onboarding.training.lifecycle import SessionLifecycle
from conventions.onboarding.training.plan_lifecycle import PlanLifecycle
from demo.world import World

from .year import ACTIVE, OPENING, SERVED, TRAINED, TRAINING, acting_head, fated, fresh, kept

S = EntryStatus
OPENED = tuple(fate for fate in SERVED if fate != OPENING)
HELD, COMING = "Prendre en main l’espace de la classe", "Écrire et publier avec ses élèves"
"""Titles of the session that was held, of the one that comes."""
BEFORE = {CheckName.FAMILIES: "réunion de rentrée", CheckName.CONTACT: "la direction de l’école"}
"""What the adviser ticks, with what shows it; the project manager ticks the rest."""


# --- the bases ------------------------------------------------------------------------------------
def ask_opening(world: World, now: dt.datetime) -> None:
    """Two lists of the inspector: the first is for the rentrée, the second came after it."""
    for fates, effect in ((OPENED, 5), ((OPENING,), 60)):
        entries = [entry for entry, _fate in fated(now, *fates)]
        waiting = [each for each in entries if each.status == S.UNDER_CONVENTION]
        if not waiting:
            continue
        order = _listed(world, waiting, clock.today() + dt.timedelta(days=effect))
        OrderLifecycle.move(order, "request_order", actor=world.actor("inspectrice"))


def _listed(world: World, entries: list[SchoolEntry], day: dt.date) -> BaseOpeningOrder:
    inspector, adviser = world.actor("inspectrice"), world.actor("erun")
    lines = OpeningLine.unscoped.filter(entry__in=entries)
    begun = lines.select_related("order").first()
    order = (
        begun.order
        if begun is not None
        else openings.prepare(
            actor=inspector,
            kind=OrderKind.OPEN,
            area=world.area,
            effective_on=day,
            report_due=day + dt.timedelta(days=7),
        )
    )
    for entry in entries:
        line = lines.filter(entry=entry).first()
        line = line or openings.add_line(actor=inspector, order=order, entry=entry)
        for name in CheckName:
            if not line.checks.filter(name=name).exists():
                openings.tick(
                    actor=adviser if name in BEFORE else world.actor("chef-de-projet"),
                    line=line,
                    name=name,
                    on=clock.today(),
                    evidence=BEFORE.get(name, ""),
                )
    return BaseOpeningOrder.unscoped.get(pk=order.pk)


def open_bases(world: World, now: dt.datetime) -> None:
    """The DASEN decided the first list elsewhere; the adviser executes it, school by school."""
    dasen, adviser = world.actor("dasen"), world.actor("erun")
    lines = OpeningLine.unscoped.filter(entry__in=[each.pk for each, _ in fated(now, *OPENED)])
    for order in BaseOpeningOrder.unscoped.filter(pk__in=lines.values("order")):
        if order.status == OrderStatus.REQUESTED_ORDER:
            number = f"{clock.today().year}-118"
            with kept(dasen, "DÉCISION D’OUVERTURE DE BASES", f"n° {number}") as sha256:
                order = OrderLifecycle.move(
                    order, "decide", actor=dasen, decision_reference=number,
                    decided_on=clock.today(), file=sha256,
                )  # fmt: skip
        if order.status == OrderStatus.DECIDED and order.effective_on <= clock.today():
            order = OrderLifecycle.move(order, "start_execution", actor=adviser)
        for line in order.lines.filter(status="ready").select_related("order", "entry__school"):
            LineLifecycle.move(line, "import_line", actor=adviser, counts=_accounts(line.entry))


def _accounts(entry: SchoolEntry) -> dict[str, int]:
    """Accounts by profile, from the pupils of the school."""
    pupils = entry.school.pupils or 20
    return {
        Profile.PUPILS.value: pupils,
        Profile.GUARDIANS.value: pupils * 19 // 10,
        Profile.TEACHERS.value: max(1, pupils // 24),
        Profile.HEADS.value: 1,
    }


# --- training -------------------------------------------------------------------------------------
def plan_training(world: World, now: dt.datetime) -> None:
    """One session for the schools that go first, another to come, the plan of the district."""
    first = [fresh(entry) for entry, _fate in fated(now, ACTIVE, TRAINED)]
    later = [fresh(entry) for entry, _fate in fated(now, TRAINING)]
    if not first or first[0].status not in (S.BASE_OPEN, S.TRAINING_PLANNED):
        return
    _session(world, HELD, clock.today() + dt.timedelta(days=8), first)
    _session(world, COMING, now.date() + dt.timedelta(days=12), later)
    _plan(world, first[0])


def _session(world: World, title: str, day: dt.date, entries: list[SchoolEntry]) -> None:
    adviser, inspector = world.actor("erun"), world.actor("inspectrice")
    if not entries:
        return
    session = TrainingSession.unscoped.filter(title=title).first()
    if session is None:
        while day.weekday() > 4:
            day += dt.timedelta(days=1)
        zone = ZoneInfo(world.dsden.time_zone)
        off = days.off(day, world.dsden, world.area)
        session = training.plan_session(
            actor=adviser,
            campaign=entries[0].campaign,
            area=world.area,
            kind=TrainingKind.USES,
            title=title,
            topics="Comptes et premiers messages\nUne publication par classe",
            starts_at=days.instant(day, dt.time(9), zone),
            ends_at=days.instant(day, dt.time(12), zone),
            place="Collège du Gabarit (fictif), salle informatique",
            seats=20,
            trainer=world.people["erun"],
            service_time="animations pédagogiques",
            holiday_reason="Les équipes ont demandé ce jour-là." if off else "",
        )
    if session.status == SessionStatus.PLANNED_SESSION:
        training.cover(actor=adviser, session=session, entries=entries)
        session = TrainingSession.unscoped.get(pk=session.pk)
        called = list(calling.candidates(session))
        SessionLifecycle.move(session, "call", actor=inspector, participants=called)


def _plan(world: World, entry: SchoolEntry) -> None:
    """Written by the adviser, validated by the inspector."""
    adviser = world.actor("erun")
    rows = TrainingPlan.unscoped.filter(campaign=entry.campaign, circonscription=world.area)
    plan = rows.first()
    if plan is None:
        plan = plans.begin_plan(actor=adviser, campaign=entry.campaign, area=world.area)
    if plan.status == PlanStatus.PLAN_DRAFT:
        plan = plans.write_plan(
            actor=adviser,
            plan=plan,
            goals="Chaque équipe publie avant les vacances d’hiver.\n"
            "Chaque école sait aider une famille à activer son compte.",
            teachers=24,
            advisers=1,
            adviser_share=50,
            adviser_hours=120,
            tender_on=None,
            evaluation="Questionnaire en fin de séance ; une classe sur trois visitée en juin.",
        )
        plan = PlanLifecycle.move(plan, "submit_plan", actor=adviser)
    if plan.status == PlanStatus.PLAN_SUBMITTED:
        PlanLifecycle.move(plan, "validate_plan", actor=world.actor("inspectrice"))


def hold_training(world: World) -> None:
    """The session was held: those who came are counted, their attestations given."""
    adviser = world.actor("erun")
    session = TrainingSession.unscoped.filter(title=HELD, status=SessionStatus.CALLED).first()
    if session is not None and session.starts_at <= clock.now():
        rows = CoveredSchool.unscoped.filter(session=session).select_related("entry__school")
        session = SessionLifecycle.move(
            session, "hold", actor=adviser,
            schools={row.pk: _came(row.entry) for row in rows},
            attended=list(session.participants.values_list("pk", flat=True)),
        )  # fmt: skip
        SessionLifecycle.move(session, "attest", actor=adviser)


def _came(entry: SchoolEntry) -> Count:
    """Every teacher of the school, and its head."""
    teachers = _accounts(entry)[Profile.TEACHERS]
    present = {Attendee.TEACHERS.value: teachers, Attendee.HEADS.value: 1}
    return Count(teachers + 1, present, new_teachers=teachers + 1)


# --- families -------------------------------------------------------------------------------------
def bring_families(world: World, now: dt.datetime) -> None:
    """One school handed every sheet and connected; the other has begun. Keys are lent."""
    for entry, fate in fated(now, ACTIVE, TRAINED):
        head = acting_head(entry)
        if entry.status != S.TRAINED:
            continue
        if not HandoverClass.unscoped.filter(entry=entry).exists():
            families.inform(
                actor=head, entry=entry, informed_on=clock.today() - dt.timedelta(days=3),
                how="réunion de rentrée", charter_on=clock.today() - dt.timedelta(days=3),
            )  # fmt: skip
            _classes(head, entry, left=0 if fate == ACTIVE else 6)
        if fate == ACTIVE:
            SchoolEntryLifecycle.move(fresh(entry), "distribute", actor=head)
    _lent(world, now)


def _classes(head: Actor, entry: SchoolEntry, *, left: int) -> None:
    """Two classes that sum to the pupils of the school; ``left`` sheets are still to hand."""
    pupils = entry.school.pupils or 20
    for label, count in (("CP-CE1", pupils // 2), ("CE2-CM2", pupils - pupils // 2)):
        guardians = count * 19 // 10
        declined = 1 if guardians > 1 else 0
        handed = max(0, guardians - declined - left)
        families.count_class(
            actor=head, entry=entry, label=label, nursery=False, pupils=count,
            guardians=guardians, handed=handed, declined=declined,
        )  # fmt: skip


def _lent(world: World, now: dt.datetime) -> None:
    """Five keys in stock, two lent to the first school; the second asks for computers."""
    manager = world.actor("chef-de-projet")
    entries = {fate: entry for entry, fate in fated(now, ACTIVE, TRAINED)}
    if LoanItem.unscoped.exists() or ACTIVE not in entries:
        return
    end = clock.today() + dt.timedelta(days=300)
    keys = lending.bring(
        actor=manager, kind=ItemKind.KEY, owner=world.syndicate,
        rows=[(f"CLE-{rank:03d}", "") for rank in range(1, 6)],
        subscription_ends_on=end, monthly_cost=Decimal("9.90"),
    )  # fmt: skip
    asked = lending.ask(
        actor=acting_head(entries[ACTIVE]), entry=entries[ACTIVE], kind=ItemKind.KEY, quantity=2,
        need="Deux familles sans connexion, pour les devoirs du soir.",
    )  # fmt: skip
    lending.lend(
        actor=manager, request=asked, items=keys[:2],
        due_on=clock.today() + dt.timedelta(days=120), ticked=[*checks.OUT[ItemKind.KEY]],
    )  # fmt: skip
    if TRAINED in entries:
        lending.ask(
            actor=acting_head(entries[TRAINED]), entry=entries[TRAINED], kind=ItemKind.COMPUTER,
            quantity=3, need="Trois postes pour l’accueil du soir.",
        )  # fmt: skip


def count_connections(world: World, now: dt.datetime) -> None:
    """First connections counted: the school is active; families ask for help."""
    for entry, _fate in fated(now, ACTIVE):
        if entry.status != S.ACCOUNTS_DISTRIBUTED:
            continue
        open_ones = {name: max(1, count * 6 // 10) for name, count in _accounts(entry).items()}
        families.count_activations(
            actor=world.actor("erun"), entry=entry, read_on=clock.today(), counts=open_ones
        )
        head = acting_head(entry)
        for category, count, answered in (
            (RequestCategory.ACTIVATION, 4, clock.today()),
            (RequestCategory.PASSWORD, 2, None),
        ):
            families.ask_help(
                actor=head, entry=entry, category=category, families=count,
                received_on=clock.today() - dt.timedelta(days=2), answered_on=answered,
            )  # fmt: skip
