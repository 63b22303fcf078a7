"""Who sees the entries of schools, on which day, and how much (tables, § 2.2)."""

import datetime as dt

import pytest

from common import clock
from conventions.onboarding.models import Campaign, SchoolEntry
from conventions.onboarding.models.scopes import RELATIONS, VISIBLE, rights
from governance.models import CirconscriptionLink
from governance.offices import SYNDICATE_OFFICES, Office
from tests import factories
from tests.conventions.onboarding.scene import NOW, put

TABLE = {
    "STR": {
        *SYNDICATE_OFFICES, Office.INSPECTOR, Office.DIGITAL_ADVISER, Office.DASEN,
        Office.DSDEN_OFFICER, Office.SCHOOL_HEAD, Office.TEACHER, Office.AUDITOR,
    },
    "STr": {Office.EXECUTIVE, Office.AUTHORITY_DIRECTOR, Office.PREPARER},
    "S": {Office.ADMIN},
}  # fmt: skip
"""Letters → who reads them; an office that is not here sees nothing."""


@pytest.mark.parametrize("office", Office.values)
def test_each_office_reads_what_the_table_says(office):
    expected = next((letters for letters, who in TABLE.items() if office in who), "")
    relation = RELATIONS.get(office)
    assert (VISIBLE[relation] if relation else "") == expected


def test_whoever_has_no_letter_knows_no_campaign(scene):
    for role, actor in scene.cast.items():
        seen = Campaign.objects.visible_to(actor).exists()
        assert seen == bool(rights(actor)), role
    assert not rights(scene.cast["parent"])


def seen(actor, entry):
    return SchoolEntry.objects.visible_to(actor).filter(pk=entry.pk).exists()


def test_a_school_goes_to_the_inspector_of_its_new_district_on_the_day(scene):
    """The circonscriptions are redrawn on the first of September: each day has its inspector."""
    entry, change = scene.entry(), dt.date(2026, 9, 1)
    put(CirconscriptionLink.unscoped.get(school=scene.school), ends_on=change)
    factories.recorded(
        CirconscriptionLink(
            school=scene.school,
            circonscription=factories.circonscription("Montval-Ouest"),
            starts_on=change,
        )
    )
    own, other = scene.cast["inspector"], scene.cast["other_inspector"]
    assert (seen(own, entry), seen(other, entry)) == (True, False)
    with clock.at(dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)):
        assert (seen(own, entry), seen(other, entry)) == (False, True)


def test_the_body_that_answers_for_the_school_and_its_commune_both_see_it(scene):
    """Competence went to another body since: the commune keeps sight of a school on its ground."""
    entry = scene.entry()
    epci = factories.institution("epci", "Communauté du Val")
    mayor, president = scene.cast["mayor"], factories.actor(Office.EXECUTIVE, epci)
    assert not seen(president, entry)
    competence = scene.school.competences.get()
    put(competence, ends_on=NOW.date())
    factories.recorded(
        type(competence)(school=scene.school, institution=epci, starts_on=NOW.date())
    )
    assert seen(president, entry)
    assert seen(mayor, entry)


def test_an_auditor_reads_the_entries_of_their_mission(scene):
    entry = scene.entry()
    chamber = factories.institution("other", "Chambre des comptes")
    named, elsewhere, past = (factories.actor(Office.AUDITOR, chamber) for _ in range(3))
    factories.mission(factories.mandate_of(named), scene.commune)
    factories.mission(factories.mandate_of(elsewhere), factories.commune("Loin"))
    factories.mission(factories.mandate_of(past), examined_to=dt.date(2025, 1, 1))
    assert [seen(who, entry) for who in (named, elsewhere, past)] == [True, False, False]
