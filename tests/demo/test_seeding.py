"""The data of the demonstration: complete, in order, and left alone by a second start."""

import datetime as dt
import re

import pytest
from django.db import transaction
from django.utils.html import strip_tags

from audit.models import Event
from circuits import rulings
from circuits.models import Circuit
from common import clock
from conventions.models import Convention, DataExchange, MessageReport, MessageSender, Status
from conventions.onboarding.models import (
    BaseOpeningOrder,
    SchoolEntry,
    TrainingPlan,
    TrainingSession,
)
from demo import seeding
from demo.models import SentMail
from demo.people import CAST
from demo.seeding import decided, invented, moments, running, schools
from demo.seeding.scale import FULL, SMALL
from desk import inbox
from governance import acting
from governance.committees import minutes_guards
from governance.committees.models import AgendaItem, DecisionRecord, FollowUp, Meeting
from governance.committees.models.meetings import MeetingStatus
from governance.models import Institution, Mandate, School
from governance.offices import Office
from tests.circuits import acts

AUTUMN = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
HELD = (MeetingStatus.CLOSED, MeetingStatus.ARCHIVED)


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small demonstration, played once for the file."""
    with (
        acts.site(tmp_path_factory.mktemp("seeded")),
        django_db_blocker.unblock(),
        clock.at(AUTUMN),
        transaction.atomic(),
    ):
        seeding.run(SMALL)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def played(seeded, db):
    """The demonstration on the day it was played, as it was after each test."""
    with clock.at(AUTUMN):
        yield


def test_a_second_start_changes_nothing(played):
    before = Event.objects.count()
    said = []
    assert seeding.run(SMALL, say=said.append) == 0
    assert Event.objects.count() == before
    assert "rien n’est changé" in said[0]


def test_instants_are_recorded_in_order(played):
    instants = list(Event.objects.order_by("sequence").values_list("at", flat=True))
    assert instants == sorted(instants)
    assert instants[0].date() == moments.beginning(AUTUMN).date()


def test_schools_have_the_key_the_mark_and_the_pupils_of_the_programme(played):
    rows = School.unscoped.order_by("uai")
    assert rows.count() == SMALL.schools
    assert sum(school.pupils for school in rows) == SMALL.pupils
    assert rows.first().uai == "0809001Z"
    assert all("(fictive)" in school.name for school in rows)


def test_uai_of_the_demonstration_range():
    assert [invented.uai(rank) for rank in (1, 2, 250, 493)] == [
        "0809001Z",
        "0809002A",
        "0809250V",
        "0809493J",
    ]


def test_pupils_are_shared_to_the_last_one():
    shares = schools.shared_out(FULL.pupils - 126, FULL.schools - 1)
    assert sum(shares) + 126 == 43_810
    assert min(shares) > 0


def test_no_two_invented_people_bear_the_same_name():
    everybody = list(invented.people())
    assert len(everybody) == len(set(everybody))


def test_each_person_of_the_cast_can_be_become(played):
    held = set(
        Mandate.unscoped.exclude(person__user=None).values_list("person__user__email", flat=True)
    )
    assert {person.email for person in CAST} <= held


def test_what_went_wrong_is_told_of_invented_communes_alone(played):
    wrong = (
        Status.REFUSED,
        Status.WITHDRAWN,
        Status.TERMINATED,
        Status.ANNULLED,
        Status.SIGNED_SUBJECT_TO_DELIBERATION,
        Status.CHANGES_REQUESTED,
    )
    acts = Convention.unscoped.filter(status__in=wrong)
    assert acts.count() >= 4
    assert all(act.authority.fictitious for act in acts)


def test_scenes_of_what_goes_wrong_are_set_in_invented_communes(played):
    neutral = {Status.DRAFT, Status.UNDER_REVIEW, Status.TEXT_SETTLED}
    real = [case for case in running.cases(SMALL) if not case.body.fictitious]
    assert real
    assert all(case.status in neutral for case in real)
    assert all(case.end is None or case.end is running._kit for case in real)


def test_one_village_has_no_electronic_address(played):
    village = Institution.unscoped.get(insee_code="80Z03")
    assert village.population == 312
    assert not village.channels.exists()
    mayor = Mandate.unscoped.get(institution=village, office="executive", status="valid")
    assert mayor.sheets.get().email == ""


def test_the_platform_did_not_open_before_the_elected_were_in_office():
    just_after = dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
    assert moments.beginning(just_after).date() == dt.date(2026, 4, 7)


def test_people_write_to_parents_around_an_act_of_an_invented_commune(played):
    sender = MessageSender.unscoped.first()
    assert sender.may_write(clock.now())
    assert sender.convention.authority.fictitious
    assert MessageReport.unscoped.get().status == MessageReport.Status.RECORDED


def test_a_connector_is_in_service_and_a_project_waits_for_the_officer(played):
    connector = DataExchange.unscoped.get(nature=DataExchange.Nature.CONNECTOR)
    project = DataExchange.unscoped.get(nature=DataExchange.Nature.PROJECT)
    assert (connector.status, connector.has_visa) == (DataExchange.Status.IN_SERVICE, True)
    assert (project.status, project.health) == (DataExchange.Status.SUBMITTED, True)
    assert project.aipd_file
    assert all("fictif" in each.processor for each in (connector, project))


BARE = re.compile(
    r"\b(?:[Dd]e|[Àà]|[Pp]ar|[Pp]our) (?:Direction|Syndicat|Commune|Communauté|Académie|Atelier)\b"
    r"|\bà (?:maire|président)\b|\bde (?:inspect|enseign|adjoint)"
    r"|(?<!art)(?<!\bM)(?<!\bL)(?<!\bR)(?<!Mme)\. [a-zàéè]"
)
"""A body without its article, an office without elision, a sentence that begins in lower case."""

TEXT_OF_THE_ACT = re.compile(r"<div class=.cs-text. data-verbatim>.*?</div></details>", re.S)


def test_what_people_read_of_the_scenes_has_its_articles_and_its_capitals(played, client_as):
    manager = acting.actor_of(Mandate.unscoped.with_words().get(office=Office.PROJECT_MANAGER))
    client = client_as(manager)
    read = {}
    for act in Convention.unscoped.filter(envelope__isnull=False) | Convention.unscoped.exclude(
        status__in=[Status.IN_FORCE, Status.EXPIRED, Status.TERMINATED, Status.SUPERSEDED]
    ):
        page = client.get(act.get_absolute_url()).content.decode()
        told = re.sub(
            r"<div class=\"cs-text\" data-verbatim>.*?</div></details>", " ", page, flags=re.S
        )
        read[act.reference] = strip_tags(re.sub(r"<(?:/p|/li|/dd|/h\d|br|/b)>", " | ", told))
    for sent in SentMail.objects.all():
        read[f"mail {sent.pk}"] = f"{sent.subject} | {sent.text}"
    found = {}
    for where, words in read.items():
        plain = " ".join(words.replace("\u00a0", " ").split())
        if seen := BARE.search(plain):
            found[where] = plain[max(0, seen.start() - 60) : seen.end() + 60]
    assert read
    assert not found


def test_an_act_waits_for_the_committee_another_went_on_and_a_follow_up_is_late(played):
    first, second = Convention.unscoped.filter(title__in=decided.TITLES).order_by("pk")
    waits = [each for each in (first, second) if rulings.waiting(each)]
    assert waits == [second]
    assert AgendaItem.unscoped.about(second).get().status == "pending"
    record = DecisionRecord.unscoped.filter(meeting__committee__reference=decided.ETHICS).latest(
        "pk"
    )
    assert record.status == "confirmed"
    assert FollowUp.unscoped.late(clock.today()).filter(decision__meeting=record.meeting).exists()
    circuit = Circuit.unscoped.about(first).latest("pk")
    assert circuit.kind == "convention.settle", "the process went on"


def test_the_minutes_of_the_first_meeting_are_approved_at_the_next_and_signed_by_both(played):
    first, second = Meeting.unscoped.filter(
        committee__reference=decided.ETHICS, status__in=HELD
    ).order_by("starts_at")
    minutes = first.minutes
    assert minutes.approved_in.meeting == second
    assert minutes.circulated_at < second.starts_at < minutes.signed_at
    assert (minutes.status, first.status) == ("signed_minutes", "archived")
    signed = [slot for each in minutes_guards.envelopes(minutes) for slot in each.slots.all()]
    assert {slot.signer["name"] for slot in signed} == {
        officer.person.formal_name for officer in (first.chair, first.secretary)
    }
    assert first.decisions.get().follow_up.status == "open"


def test_the_coming_campaign_gives_each_of_its_people_something_to_do(played):
    """The head finishes a project, inspectors have several to read, one school gave up."""
    tasks = {}
    for office in (Office.SCHOOL_HEAD, Office.INSPECTOR, Office.PROJECT_MANAGER):
        email = next(each.email for each in CAST if each.office == office)
        mandate = Mandate.unscoped.with_words().get(person__user__email=email)
        groups = inbox.groups(acting.actor_of(mandate))
        tasks[office] = {task.verb for group in groups for task in group.tasks}
    assert "Écrire et déposer le projet pédagogique" in tasks[Office.SCHOOL_HEAD]
    assert "Donner un avis sur le projet" in tasks[Office.INSPECTOR]
    assert "Visiter l’école, puis demander l’avis de l’inspection" in tasks[Office.PROJECT_MANAGER]
    entries = SchoolEntry.unscoped.filter(school_year="2027-2028")
    assert {"candidate", "awaiting_opinion", "school_project"} <= set(
        entries.values_list("status", flat=True)
    )


def test_the_year_under_way_has_a_school_at_each_stage_and_every_page_something_to_show(played):
    entries = SchoolEntry.unscoped.filter(school_year="2026-2027").select_related("school__commune")
    assert all(entry.school.commune.fictitious for entry in entries)
    assert sorted(entries.values_list("status", flat=True)) == [
        "active", "candidate", "financing_requested", "opening_requested", "refused_by_authority",
        "refused_by_school", "trained", "training_planned",
    ]  # fmt: skip
    (active,) = entries.filter(status="active")
    assert active.visit.photos.count() == 2
    assert len(active.visit.seen_rooms) == 4
    assert active.handover_classes.count() == 2
    assert active.loans.filter(status="lent").count() == 2
    sessions = TrainingSession.unscoped.order_by("starts_at")
    assert [each.status for each in sessions] == ["attested", "called"]
    assert sessions.last().starts_at > AUTUMN
    orders = BaseOpeningOrder.unscoped.order_by("pk")
    assert [each.status for each in orders] == ["executed", "requested_order"]
    assert TrainingPlan.unscoped.get().status == "plan_validated"


def test_who_is_awaited_this_year_finds_it_to_do(played):
    email = next(each.email for each in CAST if each.slug == "dasen")
    dasen = Mandate.unscoped.with_words().get(person__user__email=email)
    groups = inbox.groups(acting.actor_of(dasen))
    assert "Décider l’ouverture de bases" in {t.verb for group in groups for t in group.tasks}
    late = SchoolEntry.unscoped.get(school_year="2026-2027", status="financing_requested")
    mayor = (
        Mandate.unscoped.valid(clock.now())
        .with_words()
        .get(institution=late.competent, office=Office.EXECUTIVE)
    )
    groups = inbox.groups(acting.actor_of(mayor))
    found = [task for group in groups for task in group.tasks if "financement" in task.verb]
    assert any(task.late for task in found), "the vote of the budget is past"


def test_a_school_that_enters_this_year_is_not_a_candidate_for_the_next(played):
    coming = set(
        SchoolEntry.unscoped.filter(school_year="2027-2028").values_list("school", flat=True)
    )
    for entry in SchoolEntry.unscoped.filter(school_year="2026-2027"):
        assert (entry.school_id in coming) == entry.final
