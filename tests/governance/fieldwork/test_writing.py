"""Write a sheet: who, about what, with which fields; correct it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event
from common import calendar, clock
from common.lifecycle import NotYours, Refused
from governance.fieldwork import places, services
from governance.fieldwork.models import FieldSheet, SheetStatus
from governance.offices import Office
from tests import factories

DAY = dt.timedelta(days=1)
VALUES = {"Occasion": "18 heures en mairie", "Personnes présentes": 9}

pytestmark = pytest.mark.django_db


def written(actor, code="field_contact", **given):
    given.setdefault("day", clock.today())
    given.setdefault("values", dict(VALUES))
    return services.write(actor=actor, kind=factories.sheet_kind(code), **given)


def test_a_sheet_about_a_school_is_written_at_once_and_is_done(inspector, school, area):
    sheet = written(inspector, school=school, text="Tout va bien.")
    assert (sheet.status, sheet.closed_on) == (SheetStatus.DONE, clock.today())
    assert (sheet.school, sheet.circonscription) == (school, area)
    assert sheet.values == VALUES
    assert list(Event.objects.filter(object_type="fieldwork.fieldsheet").values_list("verb")) == [
        ("write_sheet",),
        ("complete_sheet",),
    ]


def test_with_something_left_to_do_it_waits_for_its_day(project_manager, commune):
    sheet = written(project_manager, institution=commune, due_on=clock.today() + 3 * DAY)
    assert (sheet.status, sheet.closed_on) == (SheetStatus.TODO, None)
    assert sheet.place == "Clairval"


def test_the_due_date_that_is_proposed_is_counted_in_business_days(db):
    kind = factories.sheet_kind("configuration")
    friday = dt.date(2026, 5, 8)  # a holiday, before a week-end
    assert services.due_by(kind, friday) == calendar.add_business_days(friday, 5)


def test_a_body_whose_schools_have_one_district_is_in_it(project_manager, commune, school, area):
    assert written(project_manager, institution=commune).circonscription == area


def test_a_body_whose_schools_have_two_districts_is_in_none(
    project_manager, commune, school, other_area
):
    factories.school(commune, "École du Pont", area=other_area)
    assert written(project_manager, institution=commune).circonscription is None


def test_about_the_whole_programme_it_belongs_to_the_syndicate(canope_director, syndicate):
    said = {"Ressource": "Sons", "Éditeur": "Ronde", "Avis": "Recommandée", "Motifs": "Clair."}
    sheet = written(canope_director, "resource_opinion", values=said, institution=syndicate)
    assert sheet.for_programme
    assert sheet.place == "tout le programme"


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("inspector", "school"),
        ("inspector", "commune"),
        ("mayor", "commune"),
        ("mayor", "school"),
        ("preparer", "commune"),
        ("authority_director", "school"),
        ("school_head", "school"),
        ("project_manager", "other_commune"),
        ("legal_officer", "school"),
    ],
)
def test_each_writes_about_their_own_territory(request, who, where):
    school = request.getfixturevalue("school")
    actor, place = request.getfixturevalue(who), request.getfixturevalue(where)
    given = {"school": place} if place == school else {"institution": place}
    assert written(actor, **given).author_id == actor.mandate_id


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("other_inspector", "school"),
        ("other_inspector", "commune"),
        ("stranger", "commune"),
        ("stranger", "school"),
        ("school_head", "commune"),
        ("deputy", "commune"),
        ("dasen", "school"),
        ("provider", "school"),
        ("admin", "school"),
        ("canope_director", "school"),
    ],
)
def test_nobody_writes_elsewhere_nor_without_a_territory(request, who, where):
    school = request.getfixturevalue("school")
    actor, place = request.getfixturevalue(who), request.getfixturevalue(where)
    given = {"school": place} if place == school else {"institution": place}
    with pytest.raises(NotYours, match="partenaires à qui cette nature"):
        written(actor, **given)
    assert not FieldSheet.unscoped.exists()


def test_a_kind_that_is_not_opened_to_an_office_is_refused_to_it(mayor, commune):
    call = {"Objet de l’appel": "Date de la réunion"}
    with pytest.raises(NotYours):
        written(mayor, "call", values=call, institution=commune)


def test_a_retired_kind_takes_no_new_sheet(project_manager, admin, commune):
    kind = services.retire_kind(actor=admin, kind=factories.sheet_kind(), retired=True)
    with pytest.raises(NotYours):
        services.write(
            actor=project_manager, kind=kind, day=clock.today(), values=VALUES, institution=commune
        )


def test_a_kind_about_schools_is_refused_about_a_commune(project_manager, commune):
    said = {"Technologie": "Fibre", "État": "Demandé"}
    with pytest.raises(Refused, match="porte sur : une école"):
        written(project_manager, "network", values=said, institution=commune)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Renseignez « Occasion »"),
        ({"Occasion": "Apéritif"}, "« Occasion » : valeur inattendue"),
        ({**VALUES, "Personnes présentes": -1}, "valeur inattendue"),
        ({**VALUES, "Personnes présentes": "neuf"}, "valeur inattendue"),
        ({**VALUES, "Prénom": "x"}, "Champ inconnu"),
    ],
)
def test_values_that_the_kind_does_not_ask_for_are_refused(project_manager, commune, values, said):
    with pytest.raises(ValidationError, match=said):
        written(project_manager, institution=commune, values=values)
    assert not FieldSheet.unscoped.exists()


def test_a_sheet_left_to_do_is_corrected_and_keeps_its_file(inspector, school):
    sheet = written(inspector, school=school, due_on=clock.today() + DAY, file="a" * 64)
    seen = services.edition(sheet)
    changed = services.change(
        actor=inspector, sheet=sheet, day=sheet.day, values=VALUES, text="Mieux dit.", seen=seen
    )
    assert (changed.text, changed.file, changed.due_on) == ("Mieux dit.", "a" * 64, sheet.due_on)
    with pytest.raises(Refused, match="a changé depuis l’ouverture"):
        services.change(
            actor=inspector, sheet=sheet, day=sheet.day, values=VALUES, text="Autre", seen=seen
        )


def test_a_closed_sheet_is_not_corrected(inspector, school):
    sheet = written(inspector, school=school)
    with pytest.raises(Refused, match="rouvrez-la"):
        services.change(actor=inspector, sheet=sheet, day=sheet.day, values=VALUES)


def test_a_sheet_is_corrected_by_who_keeps_it_alone(inspector, mayor, project_manager, school):
    sheet = written(inspector, school=school, due_on=clock.today() + DAY)
    with pytest.raises(NotYours, match="qui l’a écrite"):
        services.change(actor=mayor, sheet=sheet, day=sheet.day, values=VALUES)
    services.change(actor=project_manager, sheet=sheet, day=sheet.day, values=VALUES)


def test_the_kinds_offered_somewhere_are_those_one_may_write_there(
    inspector, other_inspector, mayor, commune, school
):
    factories.sheet_kind()
    about = places.of(school)
    assert "configuration" in {kind.code for kind in places.kinds_for(inspector, about)}
    assert places.kinds_for(other_inspector, about) == []
    body = places.of(commune)
    assert {kind.code for kind in places.kinds_for(mayor, body)} >= {"ccas", "connector"}
    assert "network" not in {kind.code for kind in places.kinds_for(mayor, body)}
    assert "call" not in {kind.code for kind in places.kinds_for(mayor, body)}


def test_who_holds_the_same_office_keeps_the_sheets_of_who_left(dsden, area, school):
    adviser = factories.actor(Office.DIGITAL_ADVISER, dsden, circonscription=area)
    heir = factories.actor(Office.DIGITAL_ADVISER, dsden, circonscription=area)
    sheet = factories.sheet(factories.mandate_of(adviser), school=school, circonscription=area)
    assert not FieldSheet.objects.visible_to(heir).kept_by(heir).exists()
    with pytest.raises(NotYours):
        services.change(actor=heir, sheet=sheet, day=sheet.day, values=VALUES)
    gone = factories.mandate_of(adviser)
    gone.ends_on = clock.today()
    factories.recorded(gone)
    assert FieldSheet.objects.visible_to(heir).kept_by(heir).get() == sheet
    services.change(actor=heir, sheet=sheet, day=sheet.day, values=VALUES)
