"""Kinds of sheet: those of the software, those that an administrator makes; their versions."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from common import clock
from common.lifecycle import NotYours, Refused
from governance.fieldwork import loading, services, telling
from governance.fieldwork.forms_kinds import KindForm
from governance.fieldwork.models import FieldSheet, SheetKind
from governance.fieldwork.typed import LABELS
from tests import factories

pytestmark = pytest.mark.django_db
ASKED = {
    "label": "Réunion de rentrée",
    "purpose": "Ce qui se dit à la rentrée.",
    "subjects": ["school"],
    "offices": ["inspector"],
    "due_days": 5,
    "label_0": "Sujet",
    "type_0": "text",
    "required_0": "on",
    "label_1": "Présents",
    "type_1": "count",
    "label_2": "Suite",
    "type_2": "choice",
    "choices_2": "Oui\nNon\n",
}


def asked(**changes):
    return {name: value for name, value in {**ASKED, **changes}.items() if value is not None}


@pytest.mark.parametrize("said", loading.described(), ids=lambda said: said["code"])
def test_each_kind_of_the_software_is_right(said, db):
    kind = loading.shipped(said)
    kind.full_clean()
    assert 3 <= len(kind.typed) <= 6
    assert any(field.required for field in kind.typed)


def test_the_software_ships_the_kinds_of_the_design_once(db):
    assert loading.load(clock.today()) == 15
    assert loading.load(clock.today()) == 0
    labels = set(SheetKind.unscoped.values_list("label", flat=True))
    assert {
        "Contact de terrain", "Appel", "Action de communication", "Frein des familles",
        "Matériel reconditionné", "Action du CCAS", "Demande de configuration", "Expérimentation",
        "Usage remarquable ou culturel", "Connecteur de logiciel métier", "Avis sur une ressource",
        "Espace partagé du cycle 3", "Personne ressource", "Raccordement réseau",
        "Procédure collège–lycée",
    } == labels  # fmt: skip


def test_what_concerns_families_is_a_number_in_every_shipped_kind(db):
    for said in loading.described():
        for field in loading.shipped(said).typed:
            if "amilles" in field.label:
                assert field.type == "accounts", (said["code"], field.label)


def test_an_administrator_makes_a_kind_without_code_and_people_write_it(
    client_as, admin, inspector, school
):
    page = reverse("fieldwork:create_kind")
    answer = client_as(admin).post(page, asked())
    kind = SheetKind.unscoped.get(code="reunion-de-rentree")
    assert answer.headers["Location"] == kind.get_absolute_url()
    assert [(f.name, f.type, f.required) for f in kind.typed] == [
        ("Sujet", "text", True),
        ("Présents", "count", False),
        ("Suite", "choice", False),
    ]
    written = client_as(inspector).post(
        reverse("fieldwork:write", args=[kind.code]) + f"?sur=school:{school.public_id}",
        {"day": "2026-01-05", "champ-0": "Cantine", "champ-1": "4", "state": "done", "text": ""},
    )
    assert written.status_code == 302
    assert FieldSheet.unscoped.get().values == {"Sujet": "Cantine", "Présents": 4}


def test_a_new_version_leaves_written_sheets_their_fields(client_as, admin, inspector, school):
    client_as(admin).post(reverse("fieldwork:create_kind"), asked())
    first = SheetKind.unscoped.get(code="reunion-de-rentree")
    sheet = services.write(
        actor=inspector, kind=first, day=clock.today(), school=school,
        values={"Sujet": "Cantine", "Présents": 4},
    )  # fmt: skip
    changed = asked(label_0="Thème", label_1="", label_3="Lieu", type_3="text", label_2="Suite")
    page = reverse("fieldwork:change_kind", args=[first.public_id])
    assert client_as(admin).post(page, {**changed, "label_1": "Date", "type_1": "date"}).status_code
    second = SheetKind.unscoped.latest().get(code=first.code)
    assert second.version == 2
    assert [field.label for field in second.typed] == ["Thème", "Date", "Suite", "Lieu"]
    assert second.typed[0].name == "Sujet"  # renamed, it stays the same field
    sheet.refresh_from_db()
    assert telling.values(sheet) == [("Sujet", "Cantine"), ("Présents", "4")]
    assert client_as(admin).post(page, changed).status_code == 409  # no longer the one in use


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label_2": None}, "label_2"),
        ({"label_1": "sujet"}, "label_1"),
        ({"choices_2": "Oui"}, "choices_2"),
        ({"subjects": []}, "subjects"),
        ({"offices": ["dasen"]}, "offices"),
        ({"type_0": "secret"}, "type_0"),
    ],
)
def test_a_kind_that_makes_no_sense_is_refused_beside_its_field(db, changes, field):
    form = KindForm(asked(**changes))
    assert not form.is_valid()
    assert field in form.errors


def test_a_field_that_changes_its_meaning_takes_another_name(db, admin):
    form = KindForm(asked())
    assert form.is_valid()
    kind = services.create_kind(actor=admin, code="rentree", **form.said)
    form = KindForm(asked(label_0="Sujet du jour", label_3="Sujet", type_3="long"), kind=kind)
    assert form.is_valid(), form.errors
    names = [row["name"] for row in form.said["fields"]]
    assert names == ["Sujet", "Présents", "Suite", "Sujet (2)"]


def test_two_kinds_do_not_share_a_name(admin):
    form = KindForm(asked())
    assert form.is_valid()
    services.create_kind(actor=admin, code="rentree", **form.said)
    with pytest.raises(Refused, match="porte déjà ce nom"):
        services.create_kind(actor=admin, code="rentree", **form.said)


@pytest.mark.parametrize("who", ["legal_officer", "inspector", "mayor"])
def test_others_keep_no_kind(request, who):
    actor, kind = request.getfixturevalue(who), factories.sheet_kind()
    with pytest.raises(NotYours):
        services.create_kind(actor=actor, code="x", label="X")
    with pytest.raises(NotYours):
        services.renew_kind(actor=actor, kind=kind)
    with pytest.raises(NotYours):
        services.retire_kind(actor=actor, kind=kind, retired=True)


def test_a_kind_with_two_or_seven_fields_is_refused(db):
    row = {"name": "a", "label": "a", "type": "text"}
    for count in (2, 7):
        fields = [{**row, "name": f"c{n}", "label": f"c{n}"} for n in range(count)]
        kind = SheetKind(code="x", label="X", purpose="y", subjects=["school"], fields=fields)
        with pytest.raises(ValidationError, match=f"trouvé : {count}"):
            kind.full_clean()


def test_a_retired_kind_comes_back(client_as, admin):
    kind = factories.sheet_kind()
    page = reverse("fieldwork:retire_kind", args=[kind.public_id])
    client_as(admin).post(page)
    assert not SheetKind.unscoped.offered().filter(code=kind.code).exists()
    client_as(admin).post(page)
    assert SheetKind.unscoped.offered().filter(code=kind.code).exists()


def test_every_type_has_its_words():
    assert set(LABELS) >= {
        "text", "long", "number", "count", "date", "choice", "yes_no", "school", "institution",
    }  # fmt: skip
