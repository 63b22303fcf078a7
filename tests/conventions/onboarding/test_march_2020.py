"""The week of 13 March 2020 (S3): 74 schools of 493 in one batch, 71 open, seven leave after."""

import datetime as dt

import pytest
from django.urls import reverse

from audit import verification
from audit.recording import recording
from common import clock
from conventions.onboarding import board, participants
from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    EntryDebt,
    EntryStatus,
    EntryStep,
    OpeningLine,
    OrderKind,
    SchoolEntry,
)
from conventions.onboarding.openings import services as orders
from conventions.onboarding.urgent import listing, services
from governance.models import CirconscriptionLink, Competence, InstitutionKind, School
from governance.offices import Office
from tests import factories
from tests.conventions.onboarding import scene as scenery
from tests.conventions.onboarding import urgency
from tests.conventions.onboarding.scene import put

MONDAY = dt.datetime(2020, 3, 16, 9, tzinfo=dt.UTC)
SINCE = dt.date(2014, 9, 1)
CONFIRMED = dt.datetime(2014, 9, 2, 9, tzinfo=dt.UTC)
SCHOOLS, URGENT, FAILING, LEAVING = 493, 74, 3, 7
S = EntryStatus


class March:
    """A département of eleven districts; two EPCI answer for the schools of the batch."""

    def __init__(self):
        factories.load_parameters()
        participants.load_circuits(SINCE)
        self.syndicate, self.dsden = factories.syndicate(), factories.dsden()
        since = {"starts_on": SINCE, "confirmed_at": CONFIRMED}
        self.owner = factories.mandate(Office.PROJECT_MANAGER, self.syndicate, **since)
        self.manager = factories.acting.actor_of(self.owner)
        self.campaign = scenery.campaign(
            "2019-2020",
            owner=self.owner,
            territory=self.syndicate,
            opens_on=dt.date(2018, 11, 1),
            closes_on=dt.date(2020, 6, 30),
        )
        self.areas = [factories.circonscription(f"Secteur {n}") for n in range(1, 12)]
        self.epci = factories.institution(InstitutionKind.EPCI, "Communauté du Val")
        self.silent = factories.institution(InstitutionKind.EPCI, "Communauté sans décision")
        for body in (self.epci, self.silent):
            factories.mandate(Office.EXECUTIVE, body, **since)
        factories.mandate(Office.DASEN, self.dsden, **since)
        self.commune = factories.commune("Clairval")
        self.schools = self._schools()
        self.entries = self._entries()

    def _schools(self):
        """In a few writes: what is tried here is the batch."""
        with recording(factories.SYSTEM):
            made = School.unscoped.all().bulk_create_recorded(
                [
                    School(
                        uai=factories.uai(n), name=f"École {n:03}", commune=self.commune,
                        kinds=["elementaire"],
                    )
                    for n in range(SCHOOLS)
                ]
            )  # fmt: skip
            CirconscriptionLink.unscoped.all().bulk_create_recorded(
                [
                    CirconscriptionLink(
                        school=school, circonscription=self.areas[n % 11], starts_on=SINCE
                    )
                    for n, school in enumerate(made)
                    if n != 1
                ]
            )
            Competence.unscoped.all().bulk_create_recorded(
                [
                    Competence(
                        school=school,
                        institution=self.silent if n == 0 else self.epci,
                        starts_on=SINCE,
                    )
                    for n, school in enumerate(made)
                ]
            )
        return made

    def _entries(self):
        """The first 74 are candidates; the others have had their base since the autumn."""
        with recording(factories.SYSTEM):
            made = SchoolEntry.unscoped.all().bulk_create_recorded(
                [
                    SchoolEntry(
                        campaign=self.campaign,
                        school=school,
                        school_year="2019-2020",
                        status=S.CANDIDATE if n < URGENT else S.ACTIVE,
                        competent=self.epci,
                        owner=self.owner,
                    )
                    for n, school in enumerate(self.schools)
                ]
            )
            EntryStep.unscoped.all().bulk_create_recorded(
                [
                    EntryStep(entry=entry, step="opening", passed_on=dt.date(2019, 10, 1))
                    for entry in made[URGENT:]
                ]
            )
        return made


@pytest.fixture
def march(db):
    with clock.at(MONDAY):
        yield March()


def test_seventy_four_schools_in_one_batch(march, client_as):
    """Three fail for three reasons, 71 open; debts with their dates; 15 % of 493; seven leave."""
    urgent = march.entries[:URGENT]
    decided = dict(urgency.DELEGATED, decided_on=MONDAY.date())
    made = services.prepare(
        actor=march.manager,
        campaign=march.campaign,
        label="Semaine du 13 mars 2020",
        resumes_on=dt.date(2020, 5, 11),
        **urgency.PLAN,
    )
    for body in (march.epci, march.dsden):
        services.decide(actor=march.manager, batch=made, institution=body, **decided)
    services.add(actor=march.manager, batch=made, entries=urgent)
    put(SchoolEntry.unscoped.get(pk=urgent[2].pk), status=S.REFUSED_BY_SCHOOL, reason="non",
        category="pedagogy", closed_on=MONDAY.date())  # fmt: skip
    services.launch(actor=march.manager, batch=made)
    said = urgency.run(made)
    opened = [each for each in said if each.startswith("Ouverte en urgence ; dettes")]
    refused = [each for each in said if each not in opened]
    assert (len(said), len(opened), len(refused)) == (URGENT, URGENT - FAILING, FAILING)
    assert "la décision de la collectivité (Communauté sans décision)" in refused[0]
    assert "n’a pas de circonscription" in refused[1]
    assert "est « Refus de l’école »" in refused[2]

    debts = EntryDebt.unscoped.all()
    assert debts.count() == 6 * 71
    assert set(debts.values_list("due_on", flat=True)) == {dt.date(2020, 8, 10)}

    seen = listing.figures(march.manager, urgency.fresh(made))
    assert (seen.schools, seen.enrolled, seen.opened) == (74, 493, 71)
    assert seen.share.startswith("15")
    shown = board.of(march.manager, march.campaign, MONDAY.date() - dt.timedelta(days=1))
    assert shown.total.schools == SCHOOLS
    before = shown.total.cells[board.SHOWN.index("opening")].now
    assert before == SCHOOLS - URGENT
    after = board.of(march.manager, march.campaign, MONDAY.date())
    assert after.total.cells[board.SHOWN.index("opening")].now - before == 71

    page = client_as(march.manager).get(made.get_absolute_url()).content.decode()
    page = page.replace("\u202f", " ").replace("\u00a0", " ")
    assert "74 sur 493, soit 15 %" in page
    assert "71 écoles, avant le 10 août 2020" in page
    campaign = client_as(march.manager).get(
        reverse("onboarding:campaign", args=[march.campaign.public_id])
    )
    assert "Ouvrir en urgence" in campaign.content.decode()

    with clock.at(dt.datetime(2020, 7, 6, 9, tzinfo=dt.UTC)):
        leave(march, urgent[3 : 3 + LEAVING])
        seen = listing.figures(march.manager, urgency.fresh(made))
        assert (seen.waiting, seen.confirmed, seen.gone) == (64, 0, 7)
        shown = board.of(march.manager, march.campaign, clock.today())
        assert shown.total.schools == SCHOOLS - 1 - LEAVING
    assert list(verification.faults()) == []


def leave(march, entries):
    """Seven schools stop after the lockdown: an order closes their base, then they leave."""
    today = clock.today()
    for entry in entries:
        area = entry.school.circonscription_on(today)
        order = orders.prepare(
            actor=march.manager,
            kind=OrderKind.CLOSE,
            area=area,
            effective_on=today,
            report_due=today,
            purge_on=today,
        )
        factories.recorded(OpeningLine(order=order, entry=entry))
        put(order, status="decided", decision_reference="FB", decided_on=today,
            decision_file="d" * 64)  # fmt: skip
        moved = SchoolEntryLifecycle.move(
            SchoolEntry.unscoped.get(pk=entry.pk), "exit", actor=march.manager,
            reason="ne poursuit pas", purge_on=today,
        )  # fmt: skip
        assert moved.status == S.EXITED
