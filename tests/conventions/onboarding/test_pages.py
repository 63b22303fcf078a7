"""The pages of campaigns and files, as the people of the scene read and use them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common import clock, jobs
from common.models import Job
from conventions.onboarding import enrolling, registry, services
from conventions.onboarding.models import Campaign, EntryStatus, SchoolEntry
from governance.models import InstitutionKind
from governance.offices import Office
from tests import factories
from tests.conventions.onboarding.scene import NOW, campaign, entry, everything_holds, fresh, put

S = EntryStatus


def address(name, record, *more):
    return reverse(f"onboarding:{name}", args=[record.public_id, *more])


def text(response):
    return response.content.decode()


# --- campaigns ----------------------------------------------------------------------------------


def test_the_project_manager_opens_a_campaign_with_the_dates_of_the_programme(scene, client_as):
    given = {"school_year": "2027-2028", "opens_on": "2026-11-01", "closes_on": "2027-01-31"}
    client = client_as(scene.cast["manager"])
    answer = client.post(reverse("onboarding:open_campaign"), given, follow=True)
    made = Campaign.unscoped.get(school_year="2027-2028")
    days = dict(made.steps.values_list("step", "due_on"))
    assert days["opinion"] == dt.date(2027, 2, 28)
    assert days["financing"] == dt.date(2027, 4, 15)  # CGCT, art. L. 1612-2
    assert days["count"] == dt.date(2027, 10, 31)
    assert "1612-2" in text(answer)
    assert made.owner_id == scene.cast["manager"].mandate_id


def test_the_budget_is_voted_later_in_the_year_of_the_elections(scene):
    made = services.open_campaign(
        actor=scene.cast["manager"],
        territory=factories.institution(InstitutionKind.DEPARTEMENT),
        school_year="2026-2027",
        opens_on=NOW.date(),
        closes_on=NOW.date(),
    )
    assert made.steps.get(step="financing").due_on == dt.date(2026, 4, 30)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"school_year": "2027-2029"}, "Indiquez deux années qui se suivent"),
        ({"school_year": "2026-2027"}, "Une campagne existe déjà pour cette année scolaire"),
        ({"closes_on": "2026-10-01"}, "se closent avant de s’ouvrir"),
        ({"opens_on": "hier"}, "2027-2028"),
    ],
)
def test_a_wrong_campaign_is_refused_and_what_was_typed_is_kept(scene, client_as, given, words):
    typed = {"school_year": "2027-2028", "opens_on": "2026-11-01", "closes_on": "2027-01-31"}
    answer = client_as(scene.cast["manager"]).post(
        reverse("onboarding:open_campaign"), typed | given
    )
    assert answer.status_code == 422
    assert words in text(answer)
    assert Campaign.unscoped.count() == 1


def test_a_step_takes_another_date_with_its_source(scene, client_as):
    made = campaign("2027-2028", due={"project": dt.date(2027, 1, 31)})
    step = made.steps.get()
    client = client_as(scene.cast["manager"])
    given = {"due_on": "2027-02-15", "source": "délibération du 3 mars", "objective": "12"}
    client.post(address("step", step), given)
    step.refresh_from_db()
    assert (step.due_on, step.objective) == (dt.date(2027, 2, 15), 12)
    assert client.post(address("step", step), given | {"source": ""}).status_code == 422
    refused = client_as(scene.cast["jurist"]).post(address("step", step), given)
    assert refused.status_code == 403


# --- enrolment ----------------------------------------------------------------------------------


def run_all():
    for job in Job.objects.filter(state=Job.State.WAITING):
        jobs.run(job.pk)


def results():
    return [(item.state, item.message) for item in Job.objects.first().items.all()]


def test_a_list_is_enrolled_school_by_school_with_a_result_each(scene, client_as):
    other = factories.school(scene.commune, "École du Lavoir", area=scene.area)
    closed = factories.school(scene.commune, "École close", state="closed")
    pasted = f"{scene.school.uai} ; Tilleuls\nrien\n{closed.uai}\n0800000X\n{scene.school.uai}"
    workbook = SimpleUploadedFile("liste.csv", f"uai;nom\n{other.uai};Lavoir".encode())
    client = client_as(scene.cast["manager"])
    answer = client.post(address("enrol", scene.campaign), {"pasted": pasted, "file": workbook})
    assert answer.status_code == 302
    run_all()
    found = results()
    assert [state for state, _message in found] == ["done", "failed", "failed", "done"]
    assert "n’est pas ouverte" in found[1][1]
    assert "UAI" in found[2][1]
    assert set(SchoolEntry.unscoped.values_list("school__uai", flat=True)) == {
        scene.school.uai, other.uai,
    }  # fmt: skip


def test_schools_of_a_district_are_ticked(scene, client_as):
    client = client_as(scene.cast["manager"])
    url = address("enrol", scene.campaign)
    page = text(client.get(f"{url}?circonscription={scene.area.public_id}"))
    assert scene.school.name in page
    client.post(
        f"{url}?circonscription={scene.area.public_id}", {"schools": [scene.school.public_id]}
    )
    run_all()
    assert SchoolEntry.unscoped.get().school == scene.school
    again = text(client.get(f"{url}?circonscription={scene.area.public_id}"))
    assert scene.school.uai not in again


def test_an_empty_list_is_refused_in_words(scene, client_as):
    answer = client_as(scene.cast["manager"]).post(
        address("enrol", scene.campaign), {"pasted": "aucun"}
    )
    assert answer.status_code == 409
    assert "Aucun UAI dans cette liste" in text(answer)
    assert "aucun</textarea>" in text(answer)


def test_last_year_is_carried_over_but_for_those_who_left(scene, client_as):
    last = campaign("2025-2026", closes_on=dt.date(2026, 7, 1), owner=scene.campaign.owner)
    stayed = entry(last, scene.school, status=S.BILLABLE)
    gone = factories.school(scene.commune, "École partie", area=scene.area)
    entry(last, gone, status=S.EXITED, closed_on=NOW.date())
    client = client_as(scene.cast["manager"])
    page = client.get(address("carry_over", scene.campaign))
    assert "1\xa0école" in text(page) or "1 école" in text(page)
    client.post(address("carry_over", scene.campaign))
    run_all()
    made = SchoolEntry.unscoped.get(campaign=scene.campaign)
    assert made.previous == stayed
    assert "dossier 2025-2026 : facturable" in results()[0][1]
    assert enrolling.carried_over(scene.campaign) == []
    shown = text(client.get(made.get_absolute_url()))
    assert "Dossier 2025-2026" in shown


def test_a_job_done_again_after_a_kill_changes_nothing(scene):
    payload = {"campaign": scene.campaign.pk, "uai": scene.school.uai}
    manager = scene.cast["manager"]
    assert enrolling._enrol_one(payload, manager) == "Inscrite."
    assert enrolling._enrol_one(payload, manager) == "Déjà inscrite."


def test_a_head_proposes_their_school_and_no_other(scene, client_as):
    url = address("enrol_own", scene.campaign)
    head, other = client_as(scene.cast["head"]), scene.cast["other_head"]
    assert client_as(other).post(f"{url}?ecole={scene.school.uai}").status_code == 403
    assert client_as(scene.cast["teacher"]).post(url).status_code == 403
    assert scene.school.name in text(head.get(url))
    assert head.post(url).status_code == 302
    made = SchoolEntry.unscoped.get()
    assert head.get(url).url == made.get_absolute_url()
    assert head.post(url).status_code == 409


# --- the list -----------------------------------------------------------------------------------


@pytest.fixture
def listed(scene):
    """Three schools: late, on time in priority education with a nursery, under an EPCI."""
    epci = factories.institution(InstitutionKind.EPCI, "Communauté du Val")
    put(scene.campaign.steps.model(
        campaign=scene.campaign, step="project", due_on=dt.date(2026, 1, 31), source="règle"
    ))  # fmt: skip
    late = scene.entry()
    nursery = factories.school(
        scene.commune, "École Bel-Air", area=scene.area, kinds=["maternelle"], rep="rep"
    )
    village = factories.commune("Hautmont", parent=epci)
    far = factories.school(village, "École des Crêtes", competent=epci)
    entry(scene.campaign, nursery, status=S.PROJECT_SUBMITTED)
    entry(scene.campaign, far, status=S.SCHOOL_PROJECT)
    return scene, late, epci


def names(page):
    return [line.entry.school.name for line in page.context["lines"]]


def test_late_schools_come_first(listed, client_as):
    scene, _late, _epci = listed
    page = client_as(scene.cast["manager"]).get(address("schools", scene.campaign))
    assert names(page) == ["École des Tilleuls", "École Bel-Air", "École des Crêtes"]
    assert "en retard" in text(page)
    assert "Projet déposé, avant le 31\xa0janvier 2026" in text(page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=bel", ["École Bel-Air"]),
        ("q=hautmont", ["École des Crêtes"]),
        ("ep=oui", ["École Bel-Air"]),
        ("ep=none", ["École des Tilleuls", "École des Crêtes"]),
        ("classes=maternelle", ["École Bel-Air"]),
        ("competence=epci", ["École des Crêtes"]),
        ("retard=on", ["École des Tilleuls"]),
        ("statut=school_project", ["École des Crêtes"]),
        ("etape=financing", ["École des Crêtes"]),
        ("tri=maternelle", ["École Bel-Air", "École des Crêtes", "École des Tilleuls"]),
        ("tri=prioritaire", ["École Bel-Air", "École des Crêtes", "École des Tilleuls"]),
        ("tri=owner__person", ["École des Tilleuls", "École Bel-Air", "École des Crêtes"]),
        ("statut=inconnu&circonscription=x", None),
    ],
)
def test_the_list_is_filtered_and_sorted_by_its_address(listed, client_as, query, expected):
    scene, _late, _epci = listed
    page = client_as(scene.cast["manager"]).get(f"{address('schools', scene.campaign)}?{query}")
    assert page.status_code == 200
    if expected is not None:
        assert names(page) == expected


def test_the_list_by_district_and_by_epci(listed, client_as):
    scene, _late, epci = listed
    client, url = client_as(scene.cast["manager"]), address("schools", scene.campaign)
    by_area = client.get(f"{url}?circonscription={scene.area.public_id}")
    assert names(by_area) == ["École des Tilleuls", "École Bel-Air"]
    assert names(client.get(f"{url}?epci={epci.public_id}")) == ["École des Crêtes"]


def test_the_export_holds_the_rows_and_the_days(listed, client_as):
    scene, late, _epci = listed
    factories.recorded(late.steps.model(entry=late, step="project", passed_on=NOW.date()))
    client, url = client_as(scene.cast["manager"]), address("schools", scene.campaign)
    rows = client.get(f"{url}?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert rows[0].startswith("UAI;École;Commune;EPCI;Circonscription;")
    assert "2026-06-16" in rows[1]
    assert client.get(f"{url}?format=xlsx").content.startswith(b"PK")
    assert client.get(f"{url}?format=pdf").status_code == 404


def test_a_head_finds_on_the_campaign_how_to_propose_their_school(scene, client_as):
    head, here = client_as(scene.cast["head"]), scene.campaign.get_absolute_url()
    where = address("enrol_own", scene.campaign)
    page = text(head.get(here))
    assert "Votre école n’est pas encore inscrite à cette campagne" in page
    assert where in page
    for role in ("manager", "inspector", "teacher"):
        assert where not in text(client_as(scene.cast[role]).get(here)), role
    head.post(where)
    assert where not in text(head.get(here))
    other = client_as(scene.cast["other_head"])
    assert where in text(other.get(here))
    put(scene.campaign, closes_on=NOW.date() - dt.timedelta(days=1))
    assert where not in text(other.get(here))


# --- one file -----------------------------------------------------------------------------------


def test_each_reads_the_sentence_meant_for_them_and_their_buttons(scene, client_as, monkeypatch):
    everything_holds(monkeypatch)
    made = scene.entry()
    head = text(client_as(scene.cast["head"]).get(made.get_absolute_url()))
    assert "Déposez le projet" in head
    assert "Déposer le projet" in head
    mayor = text(client_as(scene.cast["mayor"]).get(made.get_absolute_url()))
    assert "Candidate à la campagne 2026-2027." in mayor
    assert "Déposer le projet" not in mayor
    assert client_as(scene.cast["stranger"]).get(made.get_absolute_url()).status_code == 404


def test_the_file_names_the_convention_that_lists_the_school(scene, client_as, monkeypatch):
    made = scene.entry()
    page = text(client_as(scene.cast["head"]).get(made.get_absolute_url()))
    assert "aucune ne porte encore cette école" in page
    found = registry.Coverage(
        "CONV-2026-012", "En vigueur", "/conventions/essai/",
        opens=lambda actor: actor.office == Office.EXECUTIVE,
    )  # fmt: skip
    monkeypatch.setattr(registry, "_covering", [lambda school, day, classes: found])
    mayor = text(client_as(scene.cast["mayor"]).get(made.get_absolute_url()))
    assert '<a href="/conventions/essai/">CONV-2026-012</a>, en vigueur' in mayor
    teacher = text(client_as(scene.cast["teacher"]).get(made.get_absolute_url()))
    assert "<dd>CONV-2026-012, en vigueur</dd>" in teacher


def test_what_is_missing_stands_in_place_of_the_button(scene, client_as):
    made = scene.entry(status=S.UNDER_CONVENTION)
    page = text(client_as(scene.cast["inspector"]).get(made.get_absolute_url()))
    assert "Il manque avant l’ouverture" in page
    assert address("move", made, "request_opening") not in page


def test_a_move_is_made_from_its_page(scene, client_as):
    made = scene.entry()
    url = address("move", made, "refuse_school")
    head = client_as(scene.cast["head"])
    assert head.get(url).status_code == 200
    assert head.post(url, {"category": "", "reason": ""}).status_code == 422
    head.post(url, {"category": "parents", "reason": "Le conseil d’école n’est pas d’accord."})
    assert fresh(made).status == S.REFUSED_BY_SCHOOL
    assert client_as(scene.cast["mayor"]).get(url).status_code == 403
    assert client_as(scene.cast["stranger"]).get(url).status_code == 404
    answer = head.post(url, {"category": "parents", "reason": "Encore."})
    assert answer.status_code == 409
    assert "Impossible à ce stade" in text(answer)


@pytest.mark.parametrize("verb", ["accept_project", "open_urgently", "inconnue"])
def test_a_move_that_no_person_makes_there_has_no_page(scene, client_as, verb):
    made = scene.entry()
    client = client_as(scene.cast["manager"])
    assert client.post(address("move", made, verb)).status_code == 404


def test_a_file_that_is_over_shows_how_it_ended(scene, client_as):
    made = scene.entry(status=S.EXITED, closed_on=NOW.date(), reason="déménagement")
    page = text(client_as(scene.cast["manager"]).get(made.get_absolute_url()))
    assert "Sortie le 16\xa0juin 2026" in page
    assert clock.today() == NOW.date()
