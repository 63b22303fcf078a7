"""The pages of the register: a form made of typed fields, a warning of names, filters, exports."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from common import clock
from demo import paper
from governance.fieldwork import services
from governance.fieldwork.models import FieldSheet, SheetKind
from governance.fieldwork.typed import LABELS
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(code="field_contact", place=None):
    about = f"?sur={place}" if place else ""
    return reverse("fieldwork:write", args=[code]) + about


def given(**changes):
    said = {
        "day": clock.today().isoformat(),
        "champ-0": "Visite d’une école",
        "state": "done",
        "text": "",
        "due_on": (clock.today() + DAY).isoformat(),
    }
    return {**said, **changes}


def said(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_a_sheet_is_written_from_the_page_of_a_school(client_as, inspector, school):
    client = client_as(inspector)
    factories.sheet_kind()
    about = f"school:{school.public_id}"
    assert f"{reverse('fieldwork:choose')}?sur={about}" in said(
        client.get(school.get_absolute_url())
    )
    assert address("configuration", about) in said(
        client.get(f"{reverse('fieldwork:choose')}?sur={about}")
    )
    pdf = SimpleUploadedFile("note.pdf", paper.sheet("Note"), "application/pdf")
    answer = client.post(address(place=about), given(file=pdf, text="Bien."))
    sheet = FieldSheet.unscoped.get()
    assert answer.headers["Location"] == sheet.get_absolute_url()
    page = said(client.get(sheet.get_absolute_url()))
    assert "Visite d’une école" in page
    assert sheet.get_absolute_url() in said(client.get(school.get_absolute_url()))
    file = client.get(reverse("fieldwork:file", args=[sheet.public_id]))
    assert file.headers["Content-Type"] == "application/pdf"
    assert 'filename="piece.pdf"' in file.headers["Content-Disposition"]


def test_what_it_is_about_may_be_typed(client_as, mayor, school, commune):
    client = client_as(mayor)
    factories.sheet_kind()
    for name, value, found in (("school", school.uai, school), ("institution", "Clairval", None)):
        assert client.post(address(), given(**{name: value})).status_code == 302
        sheet = FieldSheet.unscoped.order_by("-pk").first()
        assert sheet.school == found
        assert sheet.institution == (None if found else commune)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Indiquez l’école ou l’institution concernée"),
        ({"school": "0809999Z"}, "Aucune école n’a l’UAI"),
        ({"institution": "Nulle part"}, "Aucune institution ne répond"),
        ({"day": "hier"}, "date"),
        ({"champ-0": "Apéritif", "institution": "Clairval"}, "Apéritif"),
        ({"champ-3": "-4", "institution": "Clairval"}, "supérieure ou égale à 0"),
        ({"state": "todo", "due_on": "", "institution": "Clairval"}, "Donnez l’échéance"),
        ({"day": "2999-01-01", "institution": "Clairval"}, "jour à venir"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_what_was_typed_is_kept(
    client_as, project_manager, commune, changes, words
):
    factories.sheet_kind()
    answer = client_as(project_manager).post(address(), given(text="À garder", **changes))
    assert answer.status_code == 422
    assert words in said(answer)
    assert "À garder" in said(answer)
    assert not FieldSheet.unscoped.exists()


def test_both_a_school_and_a_body_are_one_too_many(client_as, project_manager, school, commune):
    factories.sheet_kind()
    both = given(school=school.uai, institution="Clairval")
    answer = client_as(project_manager).post(address(), both)
    assert "pas les deux" in said(answer)


@pytest.mark.parametrize("field", ["text", "champ-4"])
def test_a_name_of_a_pupil_is_warned_of_once_and_then_confirmed(
    client_as, project_manager, commune, field
):
    factories.sheet_kind()
    client = client_as(project_manager)
    typed = given(institution="Clairval", **{field: "La maman de Zoé a appelé."})
    assert 'type="hidden" name="names_checked"' in said(client.get(address()))
    answer = client.post(address(), typed)
    assert answer.status_code == 422
    assert "« Zoé » : un élève ou quelqu’un de sa famille semble nommé" in said(answer)
    assert "Vous restez responsable" in said(answer)
    assert not FieldSheet.unscoped.exists()
    assert client.post(address(), {**typed, "names_checked": "on"}).status_code == 302


def test_the_names_of_the_place_are_no_names_of_people(client_as, project_manager, commune):
    factories.sheet_kind()
    typed = given(institution="Clairval", text="Les familles de Clairval attendent la fibre.")
    assert client_as(project_manager).post(address(), typed).status_code == 302


@pytest.mark.parametrize(
    ("word", "data"),
    [
        ("terminer", {"outcome": "L’élève Léo est équipé."}),
        ("abandonner", {"reason": "La famille Petit refuse."}),
    ],
)
def test_the_moves_are_looked_into_too(client_as, inspector, school, word, data):
    sheet = factories.sheet(factories.mandate_of(inspector), school=school)
    page = reverse("fieldwork:step", args=[sheet.public_id, word])
    client = client_as(inspector)
    assert client.post(page, data).status_code == 422
    assert client.post(page, {**data, "names_checked": "on"}).status_code == 302


def test_a_sheet_is_closed_and_opened_again_from_its_page(client_as, inspector, school):
    sheet = factories.sheet(factories.mandate_of(inspector), school=school)
    client, page = client_as(inspector), sheet.get_absolute_url()
    assert "Déclarer faite" in said(client.get(page))
    client.post(reverse("fieldwork:step", args=[sheet.public_id, "terminer"]), {"outcome": "Fait"})
    assert "Rouvrir la fiche" in said(client.get(page))
    later = (clock.today() + DAY).isoformat()
    again = reverse("fieldwork:step", args=[sheet.public_id, "rouvrir"])
    assert client.post(again, {"reason": "Reste un poste", "due_on": later}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.status == "todo"
    assert client.get(page + "inconnu/").status_code == 404


def test_a_sheet_changed_meanwhile_is_not_overwritten(client_as, inspector, school):
    sheet = factories.sheet(factories.mandate_of(inspector), school=school)
    page = reverse("fieldwork:change", args=[sheet.public_id])
    seen = services.edition(sheet)
    client = client_as(inspector)
    assert client.post(page, given(text="Un", edition=seen)).status_code == 302
    answer = client.post(page, given(text="Deux", edition=seen))
    assert answer.status_code == 409
    assert "Deux" in said(answer)
    sheet.refresh_from_db()
    assert sheet.text == "Un"


def test_the_list_is_filtered_by_its_address(client_as, project_manager, inspector, school, area):
    manager = factories.mandate_of(project_manager)
    old = clock.today() - 40 * DAY
    mine = factories.sheet(manager, school=school, circonscription=area)
    late = factories.sheet(
        factories.mandate_of(inspector), "call", school=school, day=old, due_on=old,
        values={"Objet de l’appel": "Rappeler"},
    )  # fmt: skip
    elsewhere = factories.sheet(manager, institution=factories.commune("Brumont"), status="done")
    rows = {"mine": mine, "late": late, "elsewhere": elsewhere}
    client = client_as(project_manager)

    def shown(query):
        page = said(client.get(reverse("fieldwork:list") + query))
        return {name for name, row in rows.items() if row.get_absolute_url() in page}

    assert shown("") == {"mine", "late", "elsewhere"}
    assert shown("?nature=call") == {"late"}
    assert shown("?etat=retard") == {"late"}
    assert shown("?etat=faites") == {"elsewhere"}
    assert shown("?etat=abandonnees") == set()
    assert shown("?miennes=on") == {"mine", "elsewhere"}
    assert shown(f"?circonscription={area.public_id}") == {"mine"}
    assert shown("?q=brumont") == {"elsewhere"}
    assert shown(f"?q={school.uai}") == {"mine", "late"}
    assert shown(f"?au={old.isoformat()}") == {"late"}
    assert shown(f"?sur=school:{school.public_id}") == {"mine", "late"}
    assert shown("?du=jamais&circonscription=x&sur=school:x&nature=x") == set(rows)


def test_the_export_has_a_column_for_each_field_of_the_kind_asked(
    client_as, project_manager, school
):
    factories.sheet(
        factories.mandate_of(project_manager), school=school, text="=1+1",
        values={"Occasion": "Conseil d’école", "Personnes présentes": 12},
    )  # fmt: skip
    client = client_as(project_manager)
    page = reverse("fieldwork:list")
    book = load_workbook(io.BytesIO(client.get(f"{page}?nature=field_contact&format=xlsx").content))
    head, line = list(book.active.values)
    found = dict(zip(head, line, strict=True))
    assert found["Personnes présentes"] == 12
    assert (found["Occasion"], found["UAI"]) == ("Conseil d’école", school.uai)
    every = client.get(f"{page}?format=csv").content.decode()
    assert "Occasion : Conseil d’école ; Personnes présentes : 12" in every
    assert "'=1+1" in every
    assert client.get(f"{page}?format=doc").status_code == 404


def test_each_type_is_asked_stored_and_read_again(client_as, admin, inspector, school, commune):
    types = [name for name in LABELS if name not in ("choice", "text", "long")]
    typed = {
        "number": "12.5", "count": "3", "accounts": "7", "date": "2026-03-02", "yes_no": "non",
        "phone": "03 22 00 00 00", "school": school.uai, "schools": school.uai,
        "institution": "Clairval",
    }  # fmt: skip
    read = {
        "number": "12,5", "count": "3", "accounts": "7", "date": "2 mars 2026", "yes_no": "non",
        "phone": "03 22 00 00 00", "school": str(school), "schools": str(school),
        "institution": "Clairval",
    }  # fmt: skip
    assert set(types) == set(typed)
    for part in (types[:5], types[4:]):
        kind = factories.recorded(
            SheetKind(
                code=f"essai-{part[0]}", label=f"Essai {part[0]}", purpose="x",
                subjects=["school"], offices=["inspector"],
                fields=[{"name": f"F {t}", "label": f"F {t}", "type": t} for t in part],
            )
        )  # fmt: skip
        values = {f"champ-{rank}": typed[each] for rank, each in enumerate(part)}
        client = client_as(inspector)
        page = address(kind.code, f"school:{school.public_id}")
        assert client.post(page, {**given(state="todo"), **values}).status_code == 302
        sheet = FieldSheet.unscoped.get(kind=kind)
        shown = said(client.get(sheet.get_absolute_url()))
        for each in part:
            assert f"<dt>F {each}</dt><dd>{read[each]}</dd>" in shown
        again = reverse("fieldwork:change", args=[sheet.public_id])
        form = client.get(again).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields if name != "file"}
        before = sheet.values
        assert client.post(again, sent).status_code == 302
        sheet.refresh_from_db()
        assert sheet.values == before


def test_an_unknown_place_or_kind_does_not_exist(client_as, project_manager, school):
    factories.sheet_kind()
    client = client_as(project_manager)
    for page in (
        address("rien"),
        address(place="school:x"),
        address(place="convention:00000000-0000-4000-8000-000000000000"),
        address(place=f"planete:{school.public_id}"),
    ):
        assert client.get(page).status_code == 404
