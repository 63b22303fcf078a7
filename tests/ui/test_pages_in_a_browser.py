"""Every component, as Chromium shows it on a desk and on a phone."""

import pytest

from tests.browser import NARROW, WIDE, accessibility_issues, overflow, visit
from tests.ui.urls import NAMES

pytestmark = pytest.mark.browser
STATIC = [
    "accessibilite/",
    "mentions-legales/",
    "donnees-personnelles/",
    "code-source/",
    "compte/connexion/",
    "compte/mot-de-passe/oublie/",
    "compte/mot-de-passe/oublie/envoye/",
    "compte/mot-de-passe/nouveau/fait/",
    "compte/desactive/",
]
PAGES = [f"galerie/{name}/" for name in NAMES] + STATIC


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_accessible_and_fits(chromium, gallery, address, width):
    with visit(chromium, f"{gallery}/{address}", width) as opened:
        assert accessibility_issues(opened.page) == []
        assert overflow(opened.page) == 0
        assert opened.complaints == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize(
    ("address", "status"), [("nulle-part/", 404), ("galerie/impossible/", 409)]
)
def test_a_refusal_is_accessible_and_fits(chromium, gallery, address, status, width):
    with visit(chromium, f"{gallery}/{address}", width) as opened:
        assert opened.page.evaluate("performance.getEntries()[0].responseStatus") == status
        assert accessibility_issues(opened.page) == []
        assert overflow(opened.page) == 0


def test_the_content_security_policy_stops_inline_code(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/acte/") as opened:
        opened.page.evaluate(
            """() => {
                const script = document.createElement('script');
                script.textContent = 'window.ran = true';
                document.body.append(script);
                document.body.insertAdjacentHTML('beforeend', '<p style="color:red">x</p>');
            }"""
        )
        assert opened.page.evaluate("window.ran") is None
        assert len(opened.complaints) == 2


def test_one_stylesheet_and_one_script(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/acte/") as opened:
        loaded = opened.page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
    names = sorted(name.rsplit("/", 1)[-1] for name in loaded)
    assert [n for n in names if n.endswith((".css", ".js"))] == ["site.css", "site.js"]


def test_the_keyboard_skips_to_the_content(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/acte/") as opened:
        opened.page.keyboard.press("Tab")
        opened.page.keyboard.press("Enter")
        assert opened.page.evaluate("document.activeElement.id") == "contenu"


def test_pages_read_without_script(chromium, gallery):
    url = f"{gallery}/galerie/taches/"
    with visit(chromium, url, java_script_enabled=False) as opened:
        assert opened.page.get_by_role("button", name="Voir l’aperçu").is_visible()
        opened.page.get_by_text("Claire Vasseur").first.click()
        assert opened.page.get_by_role("button", name="adjointe au maire de Cerisy").is_visible()
        assert opened.page.get_by_role("button", name="Se déconnecter").is_visible()


def test_the_menu_of_a_phone_holds_search_links_and_the_person(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/acte/", NARROW) as opened:
        opened.page.get_by_text("Menu", exact=True).click()
        assert opened.page.get_by_role("button", name="Se déconnecter").is_visible()
        assert overflow(opened.page) == 0
        assert accessibility_issues(opened.page) == []
        opened.page.keyboard.press("Escape")
        assert not opened.page.get_by_role("button", name="Se déconnecter").is_visible()


def test_the_menu_of_the_person_is_accessible_and_closes_with_escape(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/acte/") as opened:
        opened.page.get_by_text("Claire Vasseur").first.click()
        assert accessibility_issues(opened.page) == []
        opened.page.keyboard.press("Escape")
        assert not opened.page.get_by_role("button", name="Se déconnecter").is_visible()


def test_what_is_printed_has_no_navigation(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/liste/") as opened:
        opened.page.emulate_media(media="print")
        assert not opened.page.locator(".cs-filters").is_visible()
        assert not opened.page.locator(".cs-pages").first.is_visible()
        assert opened.page.locator("table.cs-register").is_visible()
