"""Indicators: how many sheets, the sums of their counts, the small ones masked; the catalogue."""

import datetime as dt

import pytest
from django.urls import reverse

from common import clock
from governance.fieldwork import catalogue, counting
from governance.fieldwork.models import FieldSheet
from tests import factories

pytestmark = pytest.mark.django_db
BLOCKER = "family_blocker"
SMALL = counting.small(5)


@pytest.fixture
def author(project_manager, parameters):
    return factories.mandate_of(project_manager)


@pytest.fixture
def blockers(author, school):
    """``blockers(area, 3, 4)``: a sheet for each number of families."""

    def made(area, *families, day=None):
        for count in families:
            factories.sheet(
                author, BLOCKER, school=school, circonscription=area, day=day or clock.today(),
                values={"Frein": "Coût du matériel", "Familles concernées": count},
            )  # fmt: skip

    return made


def board():
    rows = list(FieldSheet.unscoped.select_related("kind", "circonscription"))
    return counting.sums(rows, factories.sheet_kind(BLOCKER), clock.today())


def told(found):
    return {row.name: row.cells[0] for row in found.rows}


def test_sums_of_families_under_five_are_masked_and_their_total_too(blockers, area, other_area):
    blockers(area, 2, 2)
    blockers(other_area, 6, 1)
    found = board()
    assert told(found) == {area.name: SMALL, other_area.name: "7"}
    assert found.total.cells == (counting.HIDDEN,)
    assert found.masked


def test_nothing_and_enough_are_told(blockers, area, other_area):
    blockers(area, 0)
    blockers(other_area, 5)
    found = board()
    assert told(found) == {area.name: "0", other_area.name: "5"}
    assert (found.total.cells, found.masked) == (("5",), False)


def test_a_small_whole_is_masked_as_small(blockers, area):
    blockers(area, 3)
    assert board().total.cells == (SMALL,)


def test_a_plain_count_is_not_masked(author, school, area):
    factories.sheet(
        author, school=school, circonscription=area,
        values={"Occasion": "Conseil d’école", "Personnes présentes": 2},
    )  # fmt: skip
    rows = list(FieldSheet.unscoped.select_related("kind", "circonscription"))
    found = counting.sums(rows, factories.sheet_kind(), clock.today())
    assert (found.heads, found.total.cells) == (("Personnes présentes",), ("2",))


def test_sheets_are_counted_by_district_and_by_month(blockers, author, area, commune):
    march = dt.date(2026, 3, 9)
    blockers(area, 5, 5, day=march)
    factories.sheet(author, institution=commune, day=march + dt.timedelta(days=60))
    rows = list(FieldSheet.unscoped.select_related("kind", "circonscription"))
    found = counting.by_month(rows)
    assert found.heads == ("mars 2026", "mai 2026", "Total")
    assert [(row.name, row.cells) for row in (*found.rows, found.total)] == [
        (area.name, ("2", "0", "2")),
        (counting.NOWHERE, ("0", "1", "1")),
        ("Ensemble", ("2", "1", "3")),
    ]


def test_the_page_counts_what_its_reader_sees_and_exports_it_masked(
    client_as, blockers, project_manager, inspector, other_inspector, admin, area
):
    blockers(area, 3)
    page = reverse("fieldwork:indicators")
    shown = client_as(inspector).get(f"{page}?nature={BLOCKER}").content.decode()
    assert "1 fiche" in shown.replace("\xa0", " ")
    assert "&lt;\u202f5" in shown
    assert "il désignerait quelqu’un" in shown
    exported = client_as(inspector).get(f"{page}?nature={BLOCKER}&format=csv").content.decode()
    assert f"Ensemble;1;1;{SMALL}" in exported
    assert "Rien à compter" in client_as(other_inspector).get(page).content.decode()
    assert (
        "Familles concernées"
        not in client_as(admin).get(f"{page}?nature={BLOCKER}").content.decode()
    )
    assert "Par nature" in client_as(project_manager).get(page).content.decode()


# --- The catalogue ------------------------------------------------------------------------------


@pytest.fixture
def opinion(canope_director, syndicate, parameters):
    """An opinion of Réseau Canopé, given, with a report of its own."""

    def made(status="done", resource="Atelier des sons"):
        return factories.sheet(
            factories.mandate_of(canope_director), "resource_opinion", institution=syndicate,
            status=status, text="Note interne",
            values={
                "Ressource": resource, "Éditeur": "Ronde", "Avis": "Recommandée",
                "Motifs": "Claire.",
            },
        )  # fmt: skip

    return made


def test_an_opinion_once_given_is_in_the_catalogue_that_every_mandate_reads(
    opinion, client_as, stranger, school_head, dasen, provider
):
    opinion()
    opinion("todo", "Ressource attendue")
    opinion("dropped", "Ressource écartée")
    url = reverse("fieldwork:catalogue")
    for reader in (stranger, school_head, dasen, provider):
        page = client_as(reader).get(url).content.decode()
        assert "Atelier des sons" in page
        for hidden in ("Note interne", "Ressource attendue", "Ressource écartée"):
            assert hidden not in page
    exported = client_as(stranger).get(f"{url}?nature=resource_opinion&format=csv")
    assert "Atelier des sons;Ronde;" in exported.content.decode()
    assert client_as(stranger).get(f"{url}?nature=call&format=csv").status_code == 404


def test_other_kinds_make_no_page(author, school, opinion):
    opinion()
    factories.sheet(author, school=school, status="done")
    assert [page.kind.code for page in catalogue.pages()] == ["resource_opinion"]
