"""Who reads which sheet, role by role; an administrator, its state alone."""

import pytest
from django.urls import reverse

from desk import history
from governance.fieldwork import services
from governance.fieldwork.models import FieldSheet, SheetKind
from governance.offices import Office
from tests import factories

pytestmark = pytest.mark.django_db
PEOPLE = (
    "project_manager", "legal_officer", "accounts_officer", "syndicate_president",
    "syndicate_director", "dpo", "admin", "mayor", "authority_director", "preparer", "deputy",
    "inspector", "other_inspector", "school_head", "other_mayor", "stranger", "dasen",
    "dsden_officer", "canope_director", "provider", "auditor",
)  # fmt: skip
SYNDICATE = {
    "project_manager", "legal_officer", "accounts_officer", "syndicate_president",
    "syndicate_director", "dpo", "admin",
}  # fmt: skip
LOCAL = {"mayor", "authority_director", "preparer"}


def readers(request, sheet):
    return {
        who
        for who in PEOPLE
        if FieldSheet.objects.visible_to(request.getfixturevalue(who)).filter(pk=sheet.pk).exists()
    }


@pytest.fixture
def author(project_manager):
    return factories.mandate_of(project_manager)


def test_a_sheet_about_a_school(request, author, school):
    sheet = placed(author, school=school)
    assert readers(request, sheet) == SYNDICATE | LOCAL | {"inspector", "school_head"}


def placed(author, code="field_contact", values=None, **where):
    fields = services.placed(**where)
    if values is not None:
        fields["values"] = values
    return factories.sheet(author, code, **fields)


def test_a_sheet_about_a_commune(request, author, commune, school):
    assert readers(request, placed(author, institution=commune)) == SYNDICATE | LOCAL | {
        "inspector"
    }


def test_a_body_of_two_districts_is_read_by_both_inspectors(
    request, author, commune, school, other_area
):
    factories.school(commune, "École du Pont", area=other_area)
    sheet = placed(author, institution=commune)
    assert readers(request, sheet) >= {"inspector", "other_inspector"}


def test_a_body_of_one_district_is_not_read_by_the_inspector_next_door(
    request, author, commune, school
):
    assert "other_inspector" not in readers(request, placed(author, institution=commune))


def test_a_kind_not_opened_to_a_mayor_is_not_read_by_her(request, author, commune, school):
    call = {"Objet de l’appel": "Rappeler"}
    sheet = placed(author, "call", call, institution=commune)
    assert readers(request, sheet) == SYNDICATE | {"inspector"}


def test_reseau_canope_reads_its_own_kinds(request, author, syndicate, commune):
    said = {"Ressource": "Sons", "Éditeur": "Ronde", "Avis": "Recommandée", "Motifs": "Clair."}
    sheet = placed(author, "resource_opinion", said, institution=syndicate)
    assert readers(request, sheet) == SYNDICATE | {"canope_director"}


def test_a_school_that_changes_hands_is_read_by_who_answers_for_it_now(
    request, author, school, epci_president, mayor
):
    sheet = placed(author, school=school)
    held = school.competences.get()
    held.institution = factories.mandate_of(epci_president).institution
    factories.recorded(held)
    assert FieldSheet.objects.visible_to(epci_president).filter(pk=sheet.pk).exists()
    assert not FieldSheet.objects.visible_to(mayor).exists()


def test_the_author_goes_on_reading_a_sheet_whose_school_left_the_district(
    inspector, other_inspector, school, other_area
):
    sheet = placed(factories.mandate_of(inspector), school=school)
    sheet.circonscription = other_area
    factories.recorded(sheet)
    for reader in (inspector, other_inspector):
        assert FieldSheet.objects.visible_to(reader).filter(pk=sheet.pk).exists()


def test_kinds_are_read_by_the_syndicate_and_by_those_who_write_them(
    admin, mayor, school_head, canope_director, dasen
):
    factories.sheet_kind()

    def seen(actor):
        return set(SheetKind.objects.visible_to(actor).values_list("code", flat=True))

    assert len(seen(admin)) == 15
    assert "ccas" in seen(mayor)
    assert "call" not in seen(mayor)
    assert "configuration" in seen(school_head)
    assert seen(canope_director) == {"resource_opinion"}
    assert seen(dasen) == set()


def test_an_administrator_sees_its_state_and_nothing_of_what_it_says(
    client_as, admin, project_manager, inspector, school
):
    sheet = placed(factories.mandate_of(inspector), school=school)
    sheet.text, sheet.outcome, sheet.file = "Propos réservé", "Suite réservée", "a" * 64
    factories.recorded(sheet)
    pages = [
        sheet.get_absolute_url(),
        history.address(sheet),
        f"{reverse('fieldwork:list')}?format=csv&nature=field_contact",
    ]
    for page in pages:
        answer = client_as(admin).get(page)
        assert answer.status_code == 200
        for secret in ("réserv", "Visite d’une école"):
            assert secret not in answer.content.decode().replace("Contenu réservé", "")
        assert "Propos réservé" in client_as(project_manager).get(page).content.decode()
    file = reverse("fieldwork:file", args=[sheet.public_id])
    assert client_as(admin).get(file).status_code == 404


@pytest.mark.parametrize("office", [Office.DEPUTY, Office.DASEN, Office.PROVIDER])
def test_offices_without_a_part_in_the_field_have_no_register(client_as, office):
    actor = factories.actor(office, factories.institution("other"))
    assert client_as(actor).get(reverse("fieldwork:list")).status_code == 403
