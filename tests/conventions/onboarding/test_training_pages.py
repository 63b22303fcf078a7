"""The pages of training, as the people of the scene read and use them, and the mails."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock
from conventions.onboarding.models import (
    CoveredSchool,
    EntryStatus,
    SessionStatus,
    TrainingKind,
    TrainingPlan,
    TrainingSession,
)
from conventions.onboarding.training.lifecycle import SessionLifecycle
from desk import inbox
from tests import factories
from tests.conventions.onboarding import training
from tests.conventions.onboarding.scene import entry, put

S = SessionStatus
GIVEN = {
    "kind": "uses",
    "title": "Publier dans le cahier multimédia",
    "topics": "blog\ncahier multimédia",
    "day": "2026-09-16",
    "begins": "09:00",
    "ends": "12:00",
    "place": "École des Tilleuls",
    "seats": "12",
}


def address(name, record, *more):
    return reverse(f"onboarding:{name}", args=[record.public_id, *more])


def text(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def asked(actor):
    return [task.verb for group in inbox.groups(actor) for task in group.tasks]


def given(scene, **more):
    trainer = factories.mandate_of(scene.cast["adviser"])
    return GIVEN | {
        "campaign": str(scene.campaign.public_id),
        "area": str(scene.area.public_id),
        "trainer": str(trainer.public_id),
        **more,
    }


def test_the_adviser_plans_a_session_and_chooses_its_schools(scene, client_as):
    client, where = client_as(scene.cast["adviser"]), reverse("onboarding:plan_session")
    wrong = client.post(where, given(scene, ends="08:00"))
    assert wrong.status_code == 422
    assert "se termine avant d’avoir commencé" in text(wrong)
    page = text(client.post(where, given(scene), follow=True))
    made = TrainingSession.unscoped.get()
    assert "F-2026-001" in page
    assert made.starts_at == training.at()
    assert "16 septembre 2026" in page
    file = scene.entry(status=EntryStatus.BASE_OPEN)
    assert scene.school.name in text(client.get(address("cover_session", made)))
    page = text(
        client.post(address("cover_session", made), {"entries": [file.public_id]}, follow=True)
    )
    assert scene.school.uai in page
    assert "Formation planifiée" in text(client.get(file.get_absolute_url()))


def test_a_day_of_holidays_keeps_what_was_typed_and_asks_why(scene, client_as):
    training.calendar_known()
    client, where = client_as(scene.cast["officer"]), reverse("onboarding:plan_session")
    answer = client.post(where, given(scene, day="2026-10-20"))
    assert answer.status_code == 409
    assert "pendant les vacances (Zone B, vacances de la Toussaint)" in text(answer)
    assert "École des Tilleuls" in text(answer)
    page = client.post(
        where, given(scene, day="2026-10-20", holiday_reason="stage accepté"), follow=True
    )
    assert "Accepté : stage accepté" in text(page)


def test_past_the_last_known_calendar_the_page_says_so(scene, client_as):
    client, made = client_as(scene.cast["adviser"]), training.session(scene)
    assert "Calendrier scolaire (Zone B) non enregistré" in text(
        client.get(made.get_absolute_url())
    )
    training.calendar_known()
    assert "Calendrier scolaire" not in text(client.get(made.get_absolute_url()))
    put(made, starts_at=training.at(dt.date(2027, 8, 25)),
        ends_at=training.at(dt.date(2027, 8, 25), 12))  # fmt: skip
    page = text(client.get(made.get_absolute_url()))
    assert "non connu au-delà du 3 juillet 2027" in page


def test_a_text_that_names_a_pupil_is_read_again(scene, client_as):
    client, where = client_as(scene.cast["adviser"]), reverse("onboarding:plan_session")
    named = given(scene, topics="suivi de l’élève Martin")
    answer = client.post(where, named)
    assert answer.status_code == 422
    assert "quelqu’un de sa famille semble nommé" in text(answer)
    assert "l’élève Martin" in text(answer)
    assert client.post(where, named | {"names_checked": "on"}).status_code == 302


def test_the_provider_plans_its_session_and_chooses_no_school(scene, client_as):
    named, people = training.cast(scene)
    client = client_as(people["provider"])
    page = text(client.get(reverse("onboarding:plan_session")))
    assert "2026-2027" in page
    assert "Usages pédagogiques" not in page
    own = given(scene, kind="handling", provider=str(named.public_id), trainer="")
    client.post(reverse("onboarding:plan_session"), own)
    made = TrainingSession.unscoped.get()
    assert client.get(address("cover_session", made)).status_code == 403
    assert made.number in text(client.get(reverse("onboarding:sessions")))
    other = client_as(people["other_provider"])
    assert made.number not in text(other.get(reverse("onboarding:sessions")))
    assert other.get(made.get_absolute_url()).status_code == 404
    assert client.get(scene.campaign.get_absolute_url()).status_code == 404
    assert scene.campaign.get_absolute_url() not in text(client.get(made.get_absolute_url()))


def test_people_are_called_counted_and_attested(scene, client_as):
    made = training.session(scene)
    officer, adviser = client_as(scene.cast["officer"]), client_as(scene.cast["adviser"])
    head = factories.mandate_of(scene.cast["head"])
    page = text(officer.get(address("move_session", made, "call")))
    assert head.person.formal_name in page
    assert page.count("checked") == 2, "the head and the teacher, ticked"
    assert officer.post(address("move_session", made, "call"), {}).status_code == 422
    officer.post(address("move_session", made, "call"), {"participants": [head.public_id]})
    assert training.fresh(made).status == S.CALLED
    early = adviser.post(address("move_session", made, "hold"), {})
    assert early.status_code == 422
    row = made.schools.get()
    numbers = {
        f"to-train-{row.pk}": "6", f"teachers-{row.pk}": "4", f"heads-{row.pk}": "1",
        f"new-{row.pk}": "5",
    }  # fmt: skip
    with clock.at(training.at(hour=14)):
        adviser = client_as(scene.cast["adviser"])
        assert "Jour de la séance" in text(adviser.get(reverse("desk:inbox")))
        page = text(adviser.get(address("move_session", made, "hold")))
        assert "aucun nom d’enseignant n’est demandé" in page
        person = made.participants.get()
        answer = adviser.post(
            address("move_session", made, "hold"), numbers | {"attended": [person.public_id]}
        )
        assert answer.status_code == 302, text(answer)
        page = text(adviser.get(made.get_absolute_url()))
        assert "enseignants : 4, directrices et directeurs : 1" in page
        assert "présence constatée" in page
        paper = address("attestation", person)
        assert adviser.get(paper).status_code == 404, "not delivered yet"
        adviser.post(address("move_session", made, "attest"))
    page = text(client_as(scene.cast["head"]).get(paper))
    assert head.person.formal_name in page
    assert made.title in page
    assert client_as(scene.cast["mayor"]).get(paper).status_code == 404
    assert client_as(scene.cast["other_head"]).get(paper).status_code == 404


def test_the_sheet_is_printed_by_who_leads_or_calls(scene, client_as):
    made = training.call(training.session(scene), scene.cast["head"])
    page = text(client_as(scene.cast["adviser"]).get(address("session_sheet", made)))
    assert factories.mandate_of(scene.cast["head"]).person.formal_name in page
    assert client_as(scene.cast["mayor"]).get(address("session_sheet", made)).status_code == 403


@pytest.mark.parametrize(
    ("status", "role", "verb"),
    [
        (S.PLANNED_SESSION, "officer", "Envoyer les convocations"),
        (S.PLANNED_SESSION, "inspector", "Envoyer les convocations"),
        (S.POSTPONED, "inspector", "Envoyer les convocations"),
        (S.CALLED, "adviser", "Enregistrer l’émargement"),
        (S.CALLED, "provider", "Enregistrer l’émargement"),
        (S.HELD, "adviser", "Délivrer les attestations"),
    ],
)
def test_each_awaits_what_is_theirs(scene, status, role, verb):
    named, people = training.cast(scene)
    made = training.past(training.session(scene, provider=named))
    put(made, status=status)
    assert asked(people[role]) == [verb]
    assert inbox.count(people[role]) == 1
    for other in ("other_provider", "other_inspector", "other_adviser"):
        assert asked(people[other]) == []


def test_nothing_is_asked_before_its_time(scene):
    training.session(scene, schools=())
    assert asked(scene.cast["officer"]) == [], "no school yet"
    training.call(training.session(scene), scene.cast["head"])
    assert asked(scene.cast["adviser"]) == [], "the session is to come"


def test_the_plan_is_written_read_and_validated(scene, client_as):
    adviser, inspector = client_as(scene.cast["adviser"]), client_as(scene.cast["inspector"])
    adviser.post(
        reverse("onboarding:begin_plan"),
        {"campaign": str(scene.campaign.public_id), "area": str(scene.area.public_id)},
    )
    plan = TrainingPlan.unscoped.get()
    assert "Il manque : les objectifs" in text(adviser.get(plan.get_absolute_url()))
    given = {
        "goals": "prise en main", "teachers": "42", "advisers": "2", "adviser_share": "50",
        "adviser_hours": "60", "evaluation": "questionnaire",
    }  # fmt: skip
    adviser.post(address("write_plan", plan), given)
    training.session(scene)
    page = text(adviser.get(plan.get_absolute_url()))
    assert "Équivalent temps plein" in page
    assert "Demander le visa" in page
    adviser.post(address("move_plan", plan, "submit_plan"))
    assert asked(scene.cast["inspector"]) == [
        "Envoyer les convocations",
        "Viser un plan de formation",
    ]
    assert inspector.post(address("move_plan", plan, "return_plan"), {}).status_code == 422
    inspector.post(address("move_plan", plan, "return_plan"), {"reason": "revoir les dates"})
    assert asked(scene.cast["adviser"]) == ["Corriger un plan de formation"]
    assert "revoir les dates" in text(adviser.get(plan.get_absolute_url()))
    adviser.post(address("move_plan", plan, "submit_plan"))
    inspector.post(address("move_plan", plan, "validate_plan"))
    page = text(inspector.get(plan.get_absolute_url()))
    assert "avec 1 séance" in page
    assert plan.get_absolute_url() in text(inspector.get(reverse("onboarding:plans")))
    assert client_as(scene.cast["head"]).get(plan.get_absolute_url()).status_code == 404
    assert client_as(scene.cast["head"]).get(reverse("onboarding:plans")).status_code == 403


def test_the_coverage_of_schools_and_inspectors(scene, client_as):
    made = training.past(training.session(scene))
    training.call(made, scene.cast["head"])
    SessionLifecycle.move(
        made, "hold", actor=scene.cast["adviser"],
        schools=training.counts(made, teachers=10, came=6, heads=1, new=7),
    )  # fmt: skip
    second = factories.school(scene.commune, "École du Lavoir", area=scene.area)
    entry(scene.campaign, second)
    own = training.past(
        training.session(scene, by="officer", area=None, kind=TrainingKind.INSPECTORS, schools=())
    )
    training.call(own, scene.cast["inspector"])
    person = own.participants.get()
    SessionLifecycle.move(
        own, "hold", actor=scene.cast["adviser"], present={"inspectors": 1, "others": 0},
        attended=[person.pk],
    )  # fmt: skip
    where = address("coverage", scene.campaign)
    page = text(client_as(scene.cast["officer"]).get(where))
    assert "70 %" in page
    assert "1 sur 2 inspecteurs en fonction" in page
    export = text(client_as(scene.cast["officer"]).get(where + "?format=csv"))
    assert f"{scene.school.uai};" in export
    assert "10;7;70" in export
    short = text(client_as(scene.cast["officer"]).get(where + "?a_former=on"))
    assert scene.school.name in short
    put(made.schools.get(), new_teachers=8)
    short = text(client_as(scene.cast["officer"]).get(where + "?a_former=on"))
    assert scene.school.name not in short
    assert "École du Lavoir" in short
    page = text(client_as(scene.cast["head"]).get(where))
    assert "École du Lavoir" not in page
    assert "inspecteurs en fonction" not in page


def test_the_file_of_a_school_shows_its_training(scene, client_as):
    made = training.session(scene)
    file = made.schools.get().entry
    page = text(client_as(scene.cast["head"]).get(file.get_absolute_url()))
    assert made.number in page
    assert "80 % des enseignants sont à former" in page
    put(made.schools.get(), teachers=5, new_teachers=4, present={"teachers": 4, "heads": 0})
    put(made, status=S.HELD)
    page = text(client_as(scene.cast["mayor"]).get(file.get_absolute_url()))
    assert "4 sur 5, soit 80 %" in page


def test_the_list_is_filtered_and_exported(scene, client_as):
    made = training.session(scene)
    client, where = client_as(scene.cast["officer"]), reverse("onboarding:sessions")
    for query in (
        "q=tilleuls", f"q={made.number}", f"q={scene.school.uai}", "nature=uses", "a_venir=on",
        f"campagne={scene.campaign.public_id}", f"circonscription={scene.area.public_id}",
        "statut=planned_session",
    ):  # fmt: skip
        assert made.number in text(client.get(f"{where}?{query}")), query
    for query in ("q=introuvable", "nature=handling", "statut=held"):
        assert made.number not in text(client.get(f"{where}?{query}")), query
    export = text(client.get(f"{where}?format=csv"))
    assert "2026-09-16;09:00;12:00" in export
    assert client.get(f"{where}?format=xlsx").status_code == 200
    assert client_as(scene.cast["parent"]).get(where).status_code == 403


def test_a_session_goes_into_one_s_calendar(scene, client_as):
    made = training.session(scene)
    answer = client_as(scene.cast["teacher"]).get(address("session_ics", made))
    assert "METHOD:PUBLISH" in text(answer)
    assert "ATTENDEE" not in text(answer)
    assert client_as(scene.cast["other_head"]).get(address("session_ics", made)).status_code == 404


def test_pages_ask_as_much_of_the_database_for_many_schools_as_for_one(
    scene, client_as, django_assert_max_num_queries
):
    made = training.session(scene)
    client = client_as(scene.cast["adviser"])
    for rank in range(12):
        school = factories.school(scene.commune, f"École n° {rank}", area=scene.area)
        training.cover(scene, made, school)
        head = factories.actor("school_head", scene.dsden, school=school)
        training.call(made, head)
    training.past(made)
    pages = [
        made.get_absolute_url(), address("session_sheet", made), reverse("onboarding:sessions"),
        address("move_session", made, "hold"), address("coverage", scene.campaign),
        CoveredSchool.unscoped.first().entry.get_absolute_url(),
    ]  # fmt: skip
    for page in pages:
        client.get(page)
        with django_assert_max_num_queries(50 if "dossiers" in page else 30):
            assert client.get(page).status_code == 200, page
    officer = client_as(scene.cast["officer"])
    put(training.fresh(made), status=S.PLANNED_SESSION)
    officer.get(address("move_session", made, "call"))
    with django_assert_max_num_queries(30):
        officer.get(address("move_session", made, "call"))
