"""Where a school that is not in the campaign is entered: shown to who may, while it is open."""

import datetime as dt

import pytest
from django.urls import reverse

from conventions.onboarding.models import SchoolEntry
from tests import factories
from tests.conventions.onboarding.scene import NOW, put

MAY = {"manager", "colleague", "head", "inspector"}


@pytest.fixture
def where(scene):
    """The link to enter the school of the scene."""
    url = reverse("onboarding:enrol_own", args=[scene.campaign.public_id])
    return f"{url}?ecole={scene.school.uai}"


@pytest.fixture
def listed(scene):
    return reverse("onboarding:schools", args=[scene.campaign.public_id])


def text(response):
    return response.content.decode().replace("\xa0", " ")


def test_the_page_of_a_school_leads_there_for_who_may_and_nobody_else(scene, client_as, where):
    for role, actor in scene.cast.items():
        if actor.system:
            continue
        client = client_as(actor)
        page = client.get(scene.school.get_absolute_url())
        assert (where in text(page)) == (role in MAY), role
        if role not in MAY:
            told = 404 if role == "parent" else 403  # who sees no entry knows no campaign
            assert client.get(where).status_code == told, role
            assert client.post(where).status_code == told, role
    assert not SchoolEntry.unscoped.exists()


def test_an_inspector_enters_a_school_from_its_page(scene, client_as, where):
    inspector, page = client_as(scene.cast["inspector"]), scene.school.get_absolute_url()
    assert f"Inscrire {scene.school.name}" in text(inspector.get(where))
    made = inspector.post(where)
    assert made.url == SchoolEntry.unscoped.get(school=scene.school).get_absolute_url()
    assert where not in text(inspector.get(page))


def test_the_list_names_the_schools_of_the_district_that_are_missing(
    scene, client_as, where, listed
):
    beside = factories.school(scene.commune, "École Bel-Air", area=scene.area)
    inspector = client_as(scene.cast["inspector"])
    said = text(inspector.get(listed))
    assert "2 écoles de votre circonscription ne sont pas inscrites" in said
    assert where in said
    inspector.post(where)
    said = text(inspector.get(listed))
    assert "1 école de votre circonscription n’est pas inscrite" in said
    assert where not in said
    assert f"?ecole={beside.uai}" in said
    other = text(client_as(scene.cast["other_inspector"]).get(listed))
    assert "École du Pont" in other
    assert f"?ecole={beside.uai}" not in other
    for role in ("manager", "head", "adviser", "dasen"):
        assert "?ecole=" not in text(client_as(scene.cast[role]).get(listed)), role


@pytest.mark.parametrize("closed", ["campaign over", "campaign to come", "school", "before it"])
def test_nothing_leads_there_once_the_campaign_or_the_school_is_closed(
    scene, client_as, where, listed, closed
):
    day = dt.timedelta(days=1)
    if closed == "campaign over":
        put(scene.campaign, closes_on=NOW.date() - day)
    elif closed == "campaign to come":
        put(scene.campaign, opens_on=NOW.date() + day)
    elif closed == "school":
        put(scene.school, state="closed")
    else:
        put(scene.school, ends_on=scene.campaign.starts_on - day)
    inspector = client_as(scene.cast["inspector"])
    assert where not in text(inspector.get(scene.school.get_absolute_url()))
    assert where not in text(inspector.get(listed))


def test_a_school_that_left_the_district_is_no_more_proposed(scene, client_as, where, listed):
    put(scene.school.circonscription_links.get(), ends_on=NOW.date())
    inspector = client_as(scene.cast["inspector"])
    assert where not in text(inspector.get(scene.school.get_absolute_url()))
    assert where not in text(inspector.get(listed))
    assert inspector.post(where).status_code == 403
