"""An entry slip on its pages: offered on the act, written, issued; the schools of the act."""

import datetime as dt

import pytest
from django.urls import reverse

from conventions.models import Convention
from tests import factories
from tests.conventions import case as build
from tests.conventions.modifying import scene, signed
from tests.conventions.modifying.test_pages_of_amendments import said, url

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def act_of_the_file(world_of_the_file):
    return signed.in_force(world_of_the_file)


@pytest.fixture
def initial(act_of_the_file, here):
    return Convention.unscoped.get(pk=act_of_the_file.pk)


@pytest.fixture
def manager(here, client_as):
    return client_as(here.actor("chef-de-projet"))


def typed(school, **values):
    """What the author types."""
    given = {
        "school": school.pk,
        "levels": "élémentaire, 1 classe",
        "forecast_accounts": "12",
        "starts_on": "2027-01-04",
        "project_title": "Lire et écrire",
        "project_opinion": "favourable",
        "project_opinion_date": "2026-02-20",
    }
    return given | values


def test_it_is_offered_on_the_act_and_by_the_table(here, initial, manager, client_as):
    begin = url("begin_entry_slip", initial)
    assert f'href="{begin}"' in manager.get(initial.get_absolute_url()).content.decode()
    page = manager.get(url("redo", initial)).content.decode()
    assert f'href="{begin}?changement=R12"' in page
    assert f'href="{begin}?changement=R13"' not in page
    mayor = client_as(here.actor("maire"))
    assert begin not in mayor.get(initial.get_absolute_url()).content.decode()
    assert mayor.get(begin).status_code == 403


def test_it_is_prepared_in_one_page_and_what_was_typed_is_kept(here, initial, manager):
    school = signed.another_school(here)
    begin = url("begin_entry_slip", initial)
    page = said(manager.get(begin))
    assert "34 comptes" in page
    assert "École du Pont (fictive)" in page
    faulty = manager.post(begin, typed(school, project_opinion="with_reserves", starts_on=""))
    assert faulty.status_code == 422
    assert "Écrivez les réserves" in said(faulty)
    assert "Lire et écrire" in faulty.content.decode()
    late = manager.post(begin, typed(school, starts_on="2040-01-01"))
    assert late.status_code == 409
    assert "ne peut faire revivre une convention expirée" in said(late)
    done = manager.post(begin, typed(school))
    act = Convention.unscoped.get(reference="BE-2026-001")
    assert done.url == act.get_absolute_url()
    shown = said(manager.get(done.url))
    assert "Bulletin complet : émettez-le." in shown
    assert "Émettre le bulletin d’entrée" in shown
    assert manager.get(url("edit", act)).url == url("edit_entry_slip", act)
    assert manager.get(url("edit_modification", act)).status_code == 404


def test_what_is_missing_is_said_before_it_is_issued(here, initial, manager):
    act = signed.slip(initial, here, accounts=200)
    shown = said(manager.get(act.get_absolute_url()))
    assert "cette école demande un avenant" in shown
    refused = manager.post(reverse("conventions:move", args=[act.public_id, "issue_entry_slip"]))
    assert refused.status_code == 409
    page = manager.get(url("edit_entry_slip", act))
    assert "Il reste 34 comptes" in said(page)
    sent = typed(act.schools.get().school, version=page.context["edition"])
    assert manager.post(url("edit_entry_slip", act), sent).status_code == 302
    again = manager.post(url("edit_entry_slip", act), sent)
    assert again.status_code == 409
    assert "a changé depuis" in said(again)


def test_the_act_lists_its_schools_those_that_enter_and_those_that_leave(here, initial, manager):
    act = signed.slip(initial, here)
    scene.put(act, "awaiting_signature")
    shown = said(manager.get(initial.get_absolute_url()))
    assert "1 école, 126 comptes" in shown
    assert "Entrent École du Pont (fictive)" in shown
    here.school.state, here.school.ends_on = "closed", dt.date(2026, 5, 1)
    build.saved(here.school, "close")
    assert "Un avenant la retire." in said(manager.get(initial.get_absolute_url()))


def test_a_long_list_is_folded_and_closed_schools_stand_out(here, initial, manager):
    for number in range(10):
        school = build.school(here.commune, factories.uai(960 + number), f"École {number}", 2)
        row = type(initial.schools.first())(convention=initial, school=school, forecast_accounts=2)
        build.saved(row)
    shown = said(manager.get(initial.get_absolute_url()))
    assert "Toutes les écoles" in shown
    assert "11 écoles, 146 comptes" in shown
