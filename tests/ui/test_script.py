"""The script saves steps and never loses words."""

import pytest
from playwright.sync_api import expect

from tests.browser import visit

pytestmark = pytest.mark.browser


@pytest.fixture
def form(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/formulaire/") as opened:
        yield opened.page


def test_a_long_form_is_saved_as_it_is_written(form):
    form.get_by_label("Motif").fill("bon")
    expect(form.locator("[data-autosave-note]")).to_have_text("Enregistré à 16 h 20")
    assert form.locator("[name=version]").input_value() == "8"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ancien", "Non enregistré : le texte a changé entre-temps."),
        ("panne", "Non enregistré : le site ne répond pas."),
    ],
)
def test_a_refused_text_stays_on_the_page_and_the_person_knows(form, text, reason):
    form.get_by_label("Motif").fill(text)
    expect(form.locator("[data-autosave-note]")).to_contain_text(reason)
    assert form.get_by_label("Motif").input_value() == text


def test_what_somebody_else_wrote_meanwhile_is_shown_in_its_field(form):
    form.get_by_label("Motif").fill("à deux")
    note = form.locator("[data-autosave-note]")
    expect(note).to_have_text("Enregistré à 16 h 20 : changé entre-temps, « objet ».")
    assert form.get_by_label("Objet").input_value() == "Objet d’un autre"
    assert form.locator("[name=version]").input_value() == "9"


def test_a_field_typed_again_while_it_was_saved_is_left_as_it_is(form):
    """The next save is then made on the version before: the site asks which text to keep."""
    form.evaluate(
        """() => { const before = window.fetch; window.fetch = async (...given) => {
          const answer = await before(...given);
          document.querySelector("[name=title]").value = "Le mien";
          return answer;
        }; }"""
    )
    form.get_by_label("Motif").fill("à deux")
    expect(form.locator("[data-autosave-note]")).to_contain_text("Enregistré à 16 h 20")
    assert form.get_by_label("Objet").input_value() == "Le mien"
    assert form.locator("[name=version]").input_value() == "7"


def test_without_network_the_text_stays_and_leaves_later(form):
    form.context.set_offline(True)
    form.get_by_label("Motif").fill("bon")
    expect(form.locator("[data-autosave-note]")).to_contain_text("pas de réseau")
    form.context.set_offline(False)
    form.evaluate("window.dispatchEvent(new Event('online'))")
    expect(form.locator("[data-autosave-note]")).to_have_text("Enregistré à 16 h 20")


def test_leaving_with_unsaved_words_asks_first(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.get_by_label("Motif").press_sequentially("ancien")
    form.get_by_role("link", name="Mentions légales").click()
    form.wait_for_url("**/mentions-legales/")
    assert asked == ["beforeunload"]


def test_leaving_after_a_save_asks_nothing(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.get_by_label("Motif").press_sequentially("bon")
    expect(form.locator("[data-autosave-note]")).to_have_text("Enregistré à 16 h 20")
    form.get_by_role("link", name="Mentions légales").click()
    form.wait_for_url("**/mentions-legales/")
    assert asked == []


def test_a_part_that_changed_receives_the_focus(form):
    form.get_by_role("button", name="Relire la partie").click()
    expect(form.get_by_role("heading", name="Partie relue")).to_be_focused()


def test_a_refused_part_says_why_at_the_top(form):
    form.get_by_role("button", name="Essayer").click()
    expect(form.locator("#messages")).to_contain_text("n’est pas encore exécutoire")
    expect(form.locator("#messages [role=alert]")).to_be_focused()


def test_ticked_rows_are_counted(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/taches/") as opened:
        page, bar = opened.page, opened.page.locator("[data-bulk-bar]")
        expect(bar).to_be_hidden()
        page.get_by_label("Choisir : Émettre").check()
        expect(bar).to_contain_text("1 tâche choisie")
        page.get_by_label("Choisir : Lever").check()
        expect(bar).to_contain_text("2 tâches choisies")
        page.get_by_role("button", name="Ne rien choisir").click()
        expect(bar).to_be_hidden()


def test_one_button_ticks_every_row_and_another_unfolds_every_part(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/taches/") as opened:
        page, bar = opened.page, opened.page.locator("[data-bulk-bar]")
        page.get_by_role("button", name="Tout cocher").click()
        expect(bar).to_contain_text("2 tâches choisies")
        page.get_by_role("button", name="Tout déplier").press("Enter")
        expect(page.get_by_text("Accès au réseau.")).to_be_visible()
        page.get_by_role("button", name="Tout replier").click()
        expect(page.get_by_text("Accès au réseau.")).to_be_hidden()
        expect(bar).to_contain_text("2 tâches choisies")  # the page was not asked for again
        assert "?" not in page.url


def test_the_summary_of_mistakes_receives_the_focus_and_leads_to_the_field(chromium, gallery):
    with visit(chromium, f"{gallery}/galerie/erreurs/") as opened:
        expect(opened.page.locator(".cs-mistakes")).to_be_focused()
        opened.page.locator(".cs-mistakes").get_by_role("link", name="Objet").click()
        expect(opened.page.get_by_label("Objet")).to_be_focused()
