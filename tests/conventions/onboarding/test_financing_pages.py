"""The pages of the financing, as the people of the scene read and use them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.onboarding.lifecycle import SchoolEntryLifecycle
from conventions.onboarding.models import (
    EntryStatus,
    EquipmentItem,
    FinancingDecision,
    FinancingPlan,
    FinancingShare,
)
from demo.paper import sheet
from desk import inbox
from governance.fieldwork import loading
from governance.fieldwork.models import FieldSheet
from governance.models import Deliberation, Institution
from tests import factories
from tests.conventions.onboarding import financed
from tests.conventions.onboarding.scene import entry as enrolled
from tests.conventions.onboarding.scene import fresh
from tests.conventions.onboarding.written import opinion, project

S = EntryStatus


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(name, record, *more):
    return reverse(f"onboarding:{name}", args=[record.public_id, *more])


def text(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def scan(name="acte.pdf"):
    return SimpleUploadedFile(name, sheet("Acte"))


def test_a_plan_is_prepared_from_what_is_known_and_shared_out(scene, client_as):
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    project(entry, status="adopted")
    put_tariff(scene)
    client = client_as(scene.cast["manager"])
    assert "Préparer le plan" in text(client.get(entry.get_absolute_url()))
    page = text(client.get(address("prepare_financing", entry)))
    assert 'value="48"' in page, "the pupils of the project"
    assert 'value="9.87"' in page, "the tariff that was voted"
    given = {"budget_year": "2026", "accounts": "126", "unit_price": "9.87"}
    wrong = client.post(address("prepare_financing", entry), {**given, "accounts": "-1"})
    assert wrong.status_code == 422
    page = text(client.post(address("prepare_financing", entry), given, follow=True))
    assert "1 243,62 €" in page
    assert "totalise 0,0 %" in page
    share = {"nature": "subscription", "institution": scene.commune.name}
    where = address("add_share", entry)
    assert client.post(where, {**share, "amount": "", "rate": ""}).status_code == 422
    crossed = client.post(where, {**share, "amount": "1000", "rate": "70"})
    assert "70 % de 1 243,62 € font 870,53 €, non 1 000,00 €" in text(crossed)
    assert client.post(where, {**share, "rate": "70"}).status_code == 302
    again = client.post(where, {**share, "amount": "1"})
    assert "a déjà une part de cette nature" in text(again)
    client.post(address("remove_share", FinancingShare.unscoped.get()))
    page = text(client.post(where, {**share, "rate": "100"}, follow=True))
    assert "100,0 %" in page
    assert "Avant de demander" not in page
    client.post(reverse("onboarding:move", args=[entry.public_id, "request_financing"]))
    assert fresh(entry).status == S.FINANCING_REQUESTED


def put_tariff(scene):
    synd = Institution.unscoped.get(pk=scene.syndicate.pk)
    factories.deliberation(
        synd, kind=Deliberation.Kind.TARIFF, max_unit_price=Decimal("9.87"), body="comité syndical"
    )


def test_equipment_is_added_after_the_opinion_and_agreed_on_the_page(scene, client_as):
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    financed.plan(scene, entry)
    client = client_as(scene.cast["manager"])
    item = {"label": "Vidéoprojecteur", "quantity": "1", "unit_price": "900"}
    refused = client.post(address("add_item", entry), item)
    assert refused.status_code == 409
    assert "Le projet précède l’équipement" in text(refused)
    assert "Vidéoprojecteur" in text(refused), "what was typed is kept"
    opinion(project(entry, status="adopted"), scene.area, status="favourable")
    named = client.post(address("add_item", entry), {**item, "label": "tablette de l’élève Léo"})
    assert named.status_code == 422
    client.post(address("add_item", entry), item)
    head = client_as(scene.cast["head"])
    assert "Donner mon accord" in text(head.get(address("financing", entry)))
    head.post(address("agree_equipment", entry))
    page = text(head.get(address("financing", entry)))
    assert "école d’accord" in page
    assert "Donner mon accord" not in page
    assert client_as(scene.cast["teacher"]).post(
        address("agree_equipment", entry)
    ).status_code == 403  # fmt: skip
    client.post(address("remove_item", EquipmentItem.unscoped.get()))
    assert not EquipmentItem.unscoped.exists()


def requested(scene, school=None):
    entry = (
        enrolled(scene.campaign, school, status=S.SCHOOL_PROJECT)
        if school
        else scene.entry(status=S.SCHOOL_PROJECT)
    )
    financed.plan(scene, entry)
    return SchoolEntryLifecycle.move(entry, "request_financing", actor=scene.cast["manager"])


def test_the_secretary_of_the_commune_records_the_vote_for_two_schools(scene, client_as):
    entry = requested(scene)
    other = requested(scene, factories.school(scene.commune, "École du Lavoir", area=scene.area))
    client = client_as(scene.cast["preparer"])
    page = text(client.get(entry.get_absolute_url()))
    where = address("decide_financing", entry)
    assert where in page
    assert "École du Lavoir" in text(client.get(where))
    beside = FinancingDecision.unscoped.get(entry=other)
    given = {
        "ground": "deliberation",
        "reference": "2026-07",
        "decided_on": "2026-06-10",
        "also": [str(beside.public_id)],
    }
    early = client.post(where, given)
    assert early.status_code == 409
    assert "exécutoire" in text(early)
    assert not Deliberation.unscoped.filter(number="2026-07").exists()
    given |= {"received_on": "2026-06-12", "file": scan()}
    page = text(client.post(where, given, follow=True))
    assert "La décision est enregistrée" in page
    vote = Deliberation.unscoped.get(number="2026-07")
    assert (vote.status, vote.body) == ("enforceable", "conseil municipal")
    assert {fresh(each).status for each in (entry, other)} <= {S.FINANCED, S.AWAITING_CONVENTION}
    page = text(client.get(address("financing", entry)))
    assert "délibération de l’assemblée n° 2026-07 du 10 juin 2026" in page
    copy = client.get(address("financing_file", beside))
    assert copy.content.startswith(b"%PDF")
    assert client_as(scene.cast["stranger"]).get(address("financing_file", beside)).status_code == (
        404
    )
    assert client.get(where).status_code == 409, "nothing more is awaited"


def test_a_decision_of_the_mayor_names_its_delegation(scene, client_as):
    entry = requested(scene)
    client = client_as(scene.cast["mayor"])
    given = {"ground": "delegation", "reference": "2026-031", "decided_on": "2026-06-16"}
    refused = client.post(address("decide_financing", entry), given)
    assert refused.status_code == 409
    assert "Joignez la copie de la décision" in text(refused)
    given |= {"delegation_reference": "délibération n° 2026-02", "file": scan()}
    assert client.post(address("decide_financing", entry), given).status_code == 302
    ratified = {"number": "2026-09", "voted_on": "2026-06-16", "received_on": "2026-06-16"}
    page = client.post(address("ratify_financing", entry), {**ratified, "file": scan()})
    assert page.status_code in (302, 409)


def test_a_body_that_pays_beside_declines_and_the_plan_is_asked_again(scene, client_as):
    epci = factories.institution("epci", "Communauté du Val")
    president = factories.actor("executive", epci)
    entry = scene.entry(status=S.SCHOOL_PROJECT)
    financed.plan(
        scene,
        entry,
        training_cost=Decimal(300),
        shares=[("subscription", scene.commune, financed.COST), ("training", epci, "300.00")],
    )
    SchoolEntryLifecycle.move(entry, "request_financing", actor=scene.cast["manager"])
    client = client_as(president)
    assert client_as(scene.cast["mayor"]).get(address("decline_financing", entry)).status_code == (
        409
    )
    where = address("decline_financing", entry)
    assert client.post(where, {"category": "", "reason": ""}).status_code == 422
    client.post(where, {"category": "budget", "reason": "hors budget"})
    manager = client_as(scene.cast["manager"])
    page = text(manager.get(address("financing", entry)))
    assert "hors budget" in page
    assert "Demander de nouveau" in page
    manager.post(address("remove_share", FinancingShare.unscoped.get(nature="training")))
    assert manager.post(address("ask_financing_again", entry)).status_code == 409
    manager.post(
        address("add_share", entry),
        {"nature": "training", "institution": scene.commune.name, "amount": "300"},
    )
    assert manager.post(address("ask_financing_again", entry)).status_code == 302


def test_a_refusal_opens_an_action_of_communication_for_who_follows_the_file(scene, client_as):
    loading.load(factories.START)
    entry = requested(scene)
    client = client_as(scene.cast["mayor"])
    client.post(
        reverse("onboarding:move", args=[entry.public_id, "refuse_authority"]),
        {"category": "budget", "reason": "dépense non inscrite"},
    )
    told = FieldSheet.unscoped.get()
    assert (told.kind.code, told.school, told.status) == ("communication", scene.school, "todo")
    assert "ne finance pas cette année (budget)" in told.text
    assert told.due_on > financed.TODAY
    assert str(told) in [
        task.what for group in inbox.groups(scene.cast["manager"]) for task in group.tasks
    ]
    page = text(client_as(scene.cast["head"]).get(entry.get_absolute_url()))
    assert "L’école garde son projet et reste candidate à la campagne 2027-2028" in page


def test_a_refusal_of_the_school_opens_one_too_and_a_site_without_the_kind_none(scene):
    entry = scene.entry()
    SchoolEntryLifecycle.move(
        entry, "refuse_school", actor=scene.cast["head"], reason="non", category="pedagogy"
    )
    assert not FieldSheet.unscoped.exists()
    loading.load(factories.START)
    other = enrolled(scene.campaign, factories.school(scene.commune, "École B", area=scene.area))
    SchoolEntryLifecycle.move(
        other, "refuse_school", actor=scene.cast["inspector"], reason="non", category="parents"
    )
    assert "L’école ne poursuit pas cette année" in FieldSheet.unscoped.get().text


def test_who_pays_what_in_a_campaign_and_its_export(scene, client_as):
    requested(scene)
    requested(scene, factories.school(scene.commune, "École du Lavoir", area=scene.area))
    client = client_as(scene.cast["accounts"])
    where = address("campaign_financing", scene.campaign)
    page = text(client.get(where))
    assert page.count("2 487,24 €") == 4, "the commune and everybody, by nature and in all"
    assert "2 écoles" in page
    lines = client.get(where + "?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert f"Abonnement;{scene.commune};1243.62;;Décision attendue" in lines[1]
    assert "Aucun plan de financement" in text(client.get(where + "?q=introuvable"))
    assert "2 écoles" in text(client.get(where + "?etat=expected"))
    stranger = client_as(scene.cast["stranger"])
    assert "Lavoir" not in text(stranger.get(where))
    assert "Lavoir" not in stranger.get(where + "?format=csv").content.decode()


def test_the_pages_cost_the_same_whatever_the_schools(scene, client_as):
    entry = requested(scene)
    client = client_as(scene.cast["manager"])
    urls = [
        address("campaign_financing", scene.campaign),
        address("campaign_financing", scene.campaign) + "?format=csv",
        address("financing", entry),
    ]

    def asked(url):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = [asked(url) for url in urls]
    for number in range(12):
        requested(scene, factories.school(scene.commune, f"École n° {number}", area=scene.area))
    many = [asked(url) for url in urls]
    assert max(many) < 30
    assert all(after <= before + 1 for before, after in zip(few, many, strict=True))


def test_who_reads_no_text_reads_no_plan(scene, client_as):
    entry = requested(scene)
    assert client_as(scene.cast["admin"]).get(address("financing", entry)).status_code == 404
    assert "1 243,62" not in text(client_as(scene.cast["admin"]).get(entry.get_absolute_url()))
    page = text(client_as(scene.cast["inspector"]).get(entry.get_absolute_url()))
    assert "1 243,62 €" in page
    assert FinancingPlan.unscoped.count() == 1
    day = dt.date(2026, 6, 16)
    assert FinancingDecision.unscoped.get().asked_on == day
