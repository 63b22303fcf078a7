"""What must be true before an entry moves, and that no other capability knows."""

import datetime as dt
from collections.abc import Iterator

from common import calendar, clock
from common.french import NBSP, date_fr, list_fr
from common.lifecycle import Refusal
from governance import parameters
from governance.models import CompetencePart, Institution, School, SchoolState

from . import facts
from .models import Campaign, DebtKind, DebtStatus, EntryDebt, RefusalReason, SchoolEntry

SETTLED_BY = {
    DebtKind.PROJECT: "project",
    DebtKind.SITE_VISIT: "visit",
    DebtKind.CONVENTION: "convention",
    DebtKind.SCHOOL_COUNCIL: "school_council",
    DebtKind.DELIBERATION: "deliberation",
    DebtKind.FINANCING_RATIFICATION: "financing_ratification",
}
"""Kind of debt → the fact that settles it."""


def day_of(entry: SchoolEntry) -> dt.date:
    """The day on which who answers for the school is read: its rentrée, or today once past."""
    return max(entry.campaign.starts_on, clock.today())


def competent(entry: SchoolEntry) -> Institution | None:
    """The body that answers for the running and the ENT of the school (P10)."""
    return entry.school.competent_on(day_of(entry), CompetencePart.RUNNING_AND_ENT)


def competent_known(entry: SchoolEntry) -> Iterator[Refusal]:
    if competent(entry) is None:
        yield Refusal(
            f"Aucune collectivité compétente pour {entry.school.name} au {date_fr(day_of(entry))}.",
            "P10",
            "entry.competent",
        )


def year_over(entry: SchoolEntry) -> Iterator[Refusal]:
    """A year ends on the eve of the next rentrée (arrêté du 19 mai 2006)."""
    eve = entry.campaign.ends_on - dt.timedelta(days=1)
    if clock.today() < eve:
        yield Refusal(f"L’année se clôt le {date_fr(eve)}.", "4.3", "entry.year")


def debts_closed(entry: SchoolEntry) -> Iterator[Refusal]:
    waiting = entry.debts.filter(status=DebtStatus.OPEN)
    if names := [debt.get_kind_display().lower() for debt in waiting]:
        yield Refusal(f"À régulariser d’abord{NBSP}: {list_fr(names)}.", "S3", "entry.debts")


def debt_met(debt: EntryDebt) -> Iterator[Refusal]:
    """A debt is settled by the fact that had been skipped."""
    yield from facts.missing(SETTLED_BY[DebtKind(debt.kind)], debt.entry)


def category(given: str) -> Iterator[Refusal]:
    if given not in RefusalReason.values:
        yield Refusal("Choisissez la nature du motif.", "S1", "entry.category")


def purge(purge_on: dt.date | None) -> Iterator[Refusal]:
    """Accounts are purged within three months (arrêté du 30 novembre 2006, art. 6)."""
    months = parameters.value("retention.accounts", on=clock.today())
    last = calendar.end_date(clock.today(), months)
    if purge_on is None or not clock.today() <= purge_on <= last:
        yield Refusal(
            f"Indiquez la date d’effacement des comptes, au plus tard le {date_fr(last)}.",
            "arrêté du 30 novembre 2006, art. 6",
            "entry.purge",
        )


def enrolment(campaign: Campaign, school: School) -> Iterator[Refusal]:
    """A school that will be open enters an open campaign, once (domain, § 4.3)."""
    if not campaign.open:
        yield Refusal(
            f"Les inscriptions à la campagne {campaign.school_year} sont ouvertes du "
            f"{date_fr(campaign.opens_on)} au {date_fr(campaign.closes_on)} inclus.",
            "4.3",
            "entry.campaign",
        )
    day = max(campaign.starts_on, clock.today())
    if school.state == SchoolState.CLOSED or not school.in_force(day):
        yield Refusal(
            f"L’école {school.name} ({school.uai}) n’est pas ouverte au {date_fr(day)}.",
            "4.3",
            "entry.school",
        )
    known = SchoolEntry.unscoped.filter(school=school, school_year=campaign.school_year)
    if known.exists():
        yield Refusal(
            f"L’école {school.name} est déjà inscrite à la campagne {campaign.school_year}.",
            "S0",
            "entry.twice",
        )
