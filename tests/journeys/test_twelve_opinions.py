"""An inspector answers twelve schools at once, on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser import NARROW, overflow
from tests.conventions.onboarding.written import WRITTEN
from tests.depth import whole
from tests.journeys import looking
from tests.journeys import scenery_of_a_year as scenery
from tests.journeys.entering import DESK, answers, comes
from tests.journeys.stage import said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, whole]

COMMON = "Projet clair, évaluation prévue, place des parents écrite."
OWN = "Le plus abouti : à montrer aux autres écoles."
HEADS = [
    "Aubry",
    "Blin",
    "Carlier",
    "Dufour",
    "Évrard",
    "Gosse",
    "Hure",
    "Joly",
    "Klein",
    "Loisel",
    "Morel",
    "Noblet",
]
READABLE = 14
"""Pixels under which a text is not read on a phone."""
LONGEST = 9 * 780
"""Pixels of the page for twelve projects: nine screens of a phone, the form included."""
SIZES = """() => [...document.querySelectorAll("main section :is(p, dd, li)")]
  .filter((each) => each.textContent.trim())
  .map((each) => parseFloat(getComputedStyle(each).fontSize))"""


def twelve(here):
    """Twelve schools of the district whose opinion waits, one next door."""
    scenery.everybody(here)
    names = [f"École n° {rank} (fictive)" for rank in range(1, 13)]
    for rank, (name, head) in enumerate(zip(names, HEADS, strict=True), start=1):
        school = scenery.school_of(here, 960 + rank, name, f"tete-{rank}", head)
        scenery.submitted(here, school, diagnosis=f"Le constat de l’école numéro {rank}.")
    return names


def test_twelve_opinions_at_once_on_a_phone(stage):
    comes(stage, "2026-11-30")
    names = stage.behind(twelve, stage.world)
    with stage.person("inspectrice", NARROW) as inspector:
        is_readable(inspector)
        writes_one_reason(inspector, names)
        answers(inspector, [], "Avis favorable", {"Motivation commune": COMMON})
        told = said(inspector.page.locator("#messages").inner_text())
        assert "Avis donné pour 12 écoles" in told
        assert all(name in told for name in names)
        assert "Aucun projet n’attend votre avis" in inspector.text()
        assert overflow(inspector.page) == 0
        inspector.open("/")
        assert "Donner un avis sur le projet" not in inspector.text()
    with stage.person("inspecteur-voisin", NARROW) as other:
        other.open(DESK)
        assert "École n°" not in other.text()
    for rank, reason, unsaid in ((4, OWN, COMMON), (5, COMMON, OWN)):
        with stage.person(f"tete-{rank}", NARROW) as head:
            head.open("/ecoles/")
            head.follow("Campagne 2027-2028")
            head.follow("Voir les écoles")
            head.follow(names[rank - 1])
            text = head.text()
            assert "Avis favorable du 30 novembre 2026." in text
            assert reason in text
            assert unsaid not in text
            assert head.page.get_by_role("link", name=names[rank]).count() == 0


def writes_one_reason(inspector, names):
    """Everything ticked at once, then from one project to the next by the keyboard alone."""
    page = inspector.page
    page.get_by_role("button", name="Tout cocher").press("Enter")
    bar = page.locator("[data-bulk-bar]")
    expect(bar).to_contain_text("12 projets cochés")
    page.get_by_role("navigation", name="Projets de cette page").get_by_role(
        "link", name=names[2], exact=True
    ).press("Enter")
    page.get_by_role("link", name=f"Projet suivant : {names[3]}").press("Enter")
    heading = page.get_by_role("heading", name=names[3], exact=True)
    expect(heading).to_be_in_viewport()
    assert heading.bounding_box()["y"] >= bar.bounding_box()["y"] + bar.bounding_box()["height"]
    card = page.get_by_role("region", name=names[3], exact=True)
    card.get_by_text("Écrire une motivation propre").press("Enter")
    page.get_by_label(f"Motivation propre à {names[3]}").fill(OWN)
    assert looking.faults(page, (NARROW,)) == []
    page.set_viewport_size({"width": NARROW, "height": 780})


def is_readable(inspector):
    """One project under the other, folded to what a phone shows of it; nothing moves sideways."""
    inspector.open(DESK)
    assert looking.faults(inspector.page, (NARROW,)) == []
    inspector.page.set_viewport_size({"width": NARROW, "height": 780})
    text = inspector.text()
    assert "12 projets attendent votre avis." in text
    for rank in range(1, 13):
        assert f"Le constat de l’école numéro {rank}." in text
    assert overflow(inspector.page) == 0
    assert inspector.page.evaluate("document.documentElement.scrollHeight") < LONGEST
    assert WRITTEN["families_place"] not in text
    inspector.page.get_by_role("button", name="Tout déplier").click()
    assert inspector.text().count(WRITTEN["families_place"]) == 12
    assert overflow(inspector.page) == 0
    assert min(inspector.page.evaluate(SIZES)) >= READABLE
    inspector.page.get_by_role("button", name="Tout replier").click()
