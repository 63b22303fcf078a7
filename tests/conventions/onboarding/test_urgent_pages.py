"""The pages of the urgent track, as the people of the scene read and use them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.onboarding.models import DebtStatus, EntryDebt, UrgentBatch, UrgentRow
from demo.paper import sheet
from tests import factories
from tests.conventions.onboarding import urgency
from tests.conventions.onboarding.scene import entry as enrolled
from tests.conventions.onboarding.urgency import PLAN, fresh_entry


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(name, record, *more):
    return reverse(f"onboarding:{name}", args=[record.public_id, *more])


def text(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_from_the_campaign_to_the_schools_open_by_the_pages(scene, client_as):
    entry = scene.entry()
    client = client_as(scene.cast["manager"])
    assert "Ouvrir en urgence" in text(client.get(scene.campaign.get_absolute_url()))
    where = address("prepare_urgent", scene.campaign)
    given = {"label": "Semaine du 16 juin", "resumes_on": "2026-06-16", **PLAN}
    named = client.post(where, {**given, "families": "un mot à la famille Petit"})
    assert named.status_code == 422
    assert "Semaine du 16 juin" in text(named)
    page = text(client.post(where, given, follow=True))
    assert "Il manque : la décision de la collectivité et la décision de l’Éducation" in page
    made = UrgentBatch.unscoped.get()
    for institution in (scene.commune.name, scene.dsden.name):
        decision = {
            "institution": institution,
            "reference": "2026-041",
            "decided_on": "2026-06-16",
            "ground": "delegation",
            "delegation_reference": "délibération n° 2026-02",
            "file": SimpleUploadedFile("decision.pdf", sheet("Décision")),
        }
        answer = client.post(address("join_decision", made), decision)
        assert answer.status_code == 302, text(answer)
    copy = client.get(address("urgent_file", made.decisions.first()))
    assert copy.content.startswith(b"%PDF")
    add = address("add_urgent_rows", made)
    assert scene.school.uai in text(client.get(f"{add}?circonscription={scene.area.public_id}"))
    other = factories.circonscription("Montval-Ouest")
    assert scene.school.uai not in text(client.get(f"{add}?circonscription={other.public_id}"))
    client.post(add, {"entries": [str(entry.public_id)]})
    client.post(address("remove_urgent_row", UrgentRow.unscoped.get()))
    page = text(client.post(add, {"entries": [str(entry.public_id)]}, follow=True))
    assert "Ouvrir ces écoles en urgence" in page
    client.post(address("launch_urgent", made))
    bar = client.get(address("urgent_work", made), headers={"HX-Request": "true"})
    assert "0 sur 1" in text(bar)
    urgency.run(made)
    bar = client.get(address("urgent_work", made), headers={"HX-Request": "true"})
    assert bar.headers["HX-Refresh"] == "true"
    page = text(client.get(made.get_absolute_url()))
    assert "Ouverte en urgence ; dettes : " in page
    assert "1 sur 1, soit 100 %" in page
    assert "Visite technique, avant le 15 septembre 2026" in page
    lines = client.get(made.get_absolute_url() + "?format=csv").content.decode("utf-8-sig")
    assert "2026-09-15" in lines
    client.post(address("set_return", made), {"resumes_on": "2026-07-01"})
    assert "avant le 30 septembre 2026" in text(client.get(made.get_absolute_url()))


def test_what_a_school_owes_is_on_its_page_and_the_director_waives(scene, client_as):
    entry = scene.entry()
    made, _said = urgency.launched(scene, [entry])
    page = text(client_as(scene.cast["head"]).get(entry.get_absolute_url()))
    assert "La visite technique n’est ni faite ni dispensée" in page
    assert made.get_absolute_url() not in page, "a head reads no batch"
    debt = EntryDebt.unscoped.get(entry=entry, kind="site_visit")
    where = address("move_debt", debt, "waive")
    assert client_as(scene.cast["manager"]).get(where).status_code == 403
    director = client_as(scene.cast["director"])
    assert director.post(where, {"reason": ""}).status_code == 422
    assert director.post(where, {"reason": "école neuve, reçue le mois dernier"}).status_code == 302
    assert EntryDebt.unscoped.get(pk=debt.pk).status == DebtStatus.WAIVED
    other = EntryDebt.unscoped.get(entry=entry, kind="convention")
    refused = client_as(scene.cast["manager"]).post(address("move_debt", other, "settle"))
    assert refused.status_code == 409
    assert director.get(address("move_debt", other, "oublier")).status_code == 404


def test_a_refused_school_says_why_and_is_taken_up_again(scene, client_as):
    alone = factories.commune("Seuleville")
    school = factories.school(alone, "École seule", area=scene.area)
    made, _said = urgency.launched(scene, [enrolled(scene.campaign, school)])
    client = client_as(scene.cast["manager"])
    page = text(client.get(made.get_absolute_url()))
    assert "la décision de la collectivité (Seuleville)" in page
    assert "Reprendre 1 école en échec" in page
    assert client.post(address("retry_urgent", made)).status_code == 302


def test_who_reads_a_batch(scene, client_as):
    entry = scene.entry()
    made, _said = urgency.launched(scene, [entry])
    for role in ("director", "dasen", "officer", "inspector", "adviser", "admin"):
        assert client_as(scene.cast[role]).get(made.get_absolute_url()).status_code == 200, role
    for role in ("mayor", "head", "other_inspector", "other_dasen", "stranger"):
        assert client_as(scene.cast[role]).get(made.get_absolute_url()).status_code == 404, role
    listed = reverse("onboarding:urgents")
    assert made.label in text(client_as(scene.cast["inspector"]).get(listed))
    assert made.label not in text(client_as(scene.cast["other_inspector"]).get(listed))
    assert client_as(scene.cast["mayor"]).get(listed).status_code == 403


def test_a_batch_is_abandoned_with_its_reason(scene, client_as):
    made = urgency.batch(scene, [scene.entry()])
    client = client_as(scene.cast["manager"])
    assert client.post(address("abandon_urgent", made), {"reason": ""}).status_code == 422
    client.post(address("abandon_urgent", made), {"reason": "les écoles rouvrent"})
    assert "Le lot est abandonné" in text(client.get(made.get_absolute_url()))
    assert client.get(address("change_urgent", made)).status_code == 200
    changed = {"label": "x", "resumes_on": "2026-06-16", **PLAN}
    assert client.post(address("change_urgent", made), changed).status_code == 409


def test_the_pages_cost_the_same_whatever_the_schools(scene, client_as):
    entry = scene.entry()
    made, _said = urgency.launched(scene, [entry])
    client = client_as(scene.cast["manager"])
    urls = [
        made.get_absolute_url(),
        made.get_absolute_url() + "?format=csv",
        reverse("onboarding:urgents"),
        fresh_entry(entry).get_absolute_url(),
    ]

    def asked(url):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = [asked(url) for url in urls]
    for n in range(8):
        school = factories.school(scene.commune, f"École n° {n}", area=scene.area)
        factories.recorded(UrgentRow(batch=made, entry=enrolled(scene.campaign, school)))
    many = [asked(url) for url in urls]
    assert max(many[:3]) < 30
    assert all(after <= before + 1 for before, after in zip(few, many, strict=True))
