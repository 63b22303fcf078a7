"""What the register asks of somebody: in À faire, among the calls, before an instance."""

import datetime as dt

import pytest
from django.urls import reverse

from circuits import matters
from common import clock
from desk import inbox
from governance.committees import cases
from governance.committees.models.items import Purpose
from governance.fieldwork import waiting
from governance.offices import Office
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
CALL = {"Objet de l’appel": "Fixer une date"}


def tasks(actor):
    return [task for group in inbox.groups(actor) for task in group.tasks]


def test_a_sheet_left_to_do_waits_in_the_inbox_of_its_author(inspector, mayor, school, parameters):
    sheet = factories.sheet(factories.mandate_of(inspector), school=school)
    (task,) = tasks(inspector)
    assert (task.verb, task.due, task.late) == ("Donner suite à une fiche", sheet.due_on, False)
    assert task.url == sheet.get_absolute_url()
    assert inbox.count(inspector) == 1
    assert tasks(mayor) == []


def test_a_late_one_is_said_to_be_late(inspector, school, parameters):
    due = clock.today() - DAY
    factories.sheet(factories.mandate_of(inspector), school=school, day=due, due_on=due)
    (task,) = tasks(inspector)
    assert task.late


def test_a_closed_one_waits_no_more(inspector, school, parameters):
    factories.sheet(factories.mandate_of(inspector), school=school, status="done")
    assert tasks(inspector) == []
    assert inbox.count(inspector) == 0


@pytest.fixture
def call(project_manager, commune):
    """A call of the project manager, due today, to a town hall that has a telephone."""
    commune.phone = "03 22 00 00 01"
    factories.recorded(commune)
    return factories.sheet(
        factories.mandate_of(project_manager), "call", institution=commune, values=CALL,
        due_on=clock.today(),
    )  # fmt: skip


def test_a_call_of_today_is_among_those_to_make_with_its_telephone(
    call, project_manager, syndicate, client_as, parameters
):
    (line,) = inbox.calls(project_manager)
    assert (line.institution, line.phone, line.what) == (
        "Clairval", "03 22 00 00 01", "Fixer une date",
    )  # fmt: skip
    assert line.note_url == reverse("fieldwork:step", args=[call.public_id, "terminer"])
    page = client_as(project_manager).get(reverse("fieldwork:calls")).content.decode()
    assert "tel:0322000001" in page
    colleague = factories.actor(Office.SUPPORT_OFFICER, syndicate)
    assert [each.institution for each in inbox.calls(colleague)] == ["Clairval"]


def test_the_number_of_the_sheet_goes_before_that_of_the_directory(
    call, project_manager, parameters
):
    call.values = {**CALL, "Autre numéro": "06 00 00 00 02"}
    factories.recorded(call)
    (line,) = inbox.calls(project_manager)
    assert line.phone == "06 00 00 00 02"


def test_a_call_of_another_day_or_of_somebody_else_is_not(
    call, project_manager, inspector, school, legal_officer, parameters
):
    assert list(waiting.to_call(inspector)) == []
    assert list(waiting.to_call(legal_officer)) == []
    own = factories.sheet(
        factories.mandate_of(inspector), "call", school=school, values=CALL, due_on=clock.today()
    )
    assert list(waiting.to_call(inspector)) == [own]
    call.due_on = clock.today() + DAY
    factories.recorded(call)
    assert list(waiting.to_call(project_manager)) == []


def test_a_sheet_that_is_no_call_is_not_telephoned(project_manager, commune, parameters):
    manager = factories.mandate_of(project_manager)
    factories.sheet(manager, institution=commune, due_on=clock.today())
    assert list(waiting.to_call(project_manager)) == []


# --- Before an instance -------------------------------------------------------------------------


@pytest.fixture
def steering(parameters, area, dsden, inspector):
    """The steering committee of the district, where the inspector sits."""
    committee = factories.committee("steering", circonscription=area)
    factories.seat(committee, dsden, Office.INSPECTOR, circonscription=area)
    return committee


def test_a_sheet_is_put_to_the_steering_committee_of_its_district(
    steering, inspector, school, area, client_as
):
    sheet = factories.sheet(factories.mandate_of(inspector), school=school, circonscription=area)
    matter = matters.of(sheet)
    assert (matter.owner(sheet), matter.area(sheet)) == (sheet.author, area)
    client = client_as(inspector)
    put = reverse("committees:put_case", args=["field_sheet", sheet.public_id])
    assert put in client.get(sheet.get_absolute_url()).content.decode()
    answer = client.post(
        put,
        {
            "committee": str(steering.public_id),
            "title": "Bilan de l’essai",
            "purpose": Purpose.OPINION,
            "question": "",
        },
    )
    assert answer.status_code == 302
    (standing,) = cases.standings(sheet, inspector)
    assert standing.item.title == "Bilan de l’essai"
    assert sheet.get_absolute_url() in client.get(standing.item.get_absolute_url()).content.decode()


def test_who_only_reads_a_sheet_does_not_put_it(
    steering, inspector, mayor, school, area, client_as
):
    sheet = factories.sheet(factories.mandate_of(inspector), school=school, circonscription=area)
    assert cases.offered(mayor, sheet) == []
    put = reverse("committees:put_case", args=["field_sheet", sheet.public_id])
    assert client_as(mayor).get(put).status_code == 403


def test_an_instance_of_another_district_is_not_offered(steering, project_manager, other_area):
    sheet = factories.sheet(
        factories.mandate_of(project_manager), circonscription=other_area,
        institution=factories.commune("Brumont"),
    )  # fmt: skip
    assert steering not in cases.offered(project_manager, sheet)
