"""A meeting held where the network drops: everything entered arrives, once and in order."""

import contextlib
import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect

from governance.committees.models import Decision, MeetingNote, Presence, ReceivedEntry
from governance.committees.models.attendance import Fact
from tests import browser
from tests.depth import whole
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.tablet import Tablet, address, chromium, tablet, under_way

__all__ = ["address", "chromium", "tablet", "under_way"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_entries_of_two_minutes_without_network_arrive_once_and_in_order(tablet, under_way):
    page = tablet.page
    page.clock.install()
    tablet.open()
    tablet.button("Appeler le point 1").click()
    expect(page.get_by_role("heading", name="Décision du point 1")).to_be_visible()

    tablet.offline()
    tablet.press("other_mayor", "Présent")
    expect(tablet.band).to_contain_text("1 saisie en attente.")
    page.clock.fast_forward("01:00")
    tablet.press("other_mayor", "Part")
    tablet.notes.fill("Le débat porte sur le tarif.")
    page.get_by_label("Texte", exact=True).fill("La charte est adoptée.")
    page.get_by_label("Consensus").check()
    page.clock.fast_forward("01:00")
    tablet.button("Enregistrer la décision").click()
    expect(tablet.band).to_contain_text("saisies en attente.")
    expect(tablet.kept).to_contain_text("Enregistrer la décision")
    assert not Decision.unscoped.exists()

    tablet.online()
    expect(page.get_by_role("heading", name="Décision S-")).to_be_visible()
    tablet.settled()
    facts = list(Presence.unscoped.filter(meeting=under_way.meeting).order_by("pk"))[3:]
    assert [each.fact for each in facts] == [Fact.ARRIVE, Fact.LEAVE]
    decision = Decision.unscoped.get()
    assert ReceivedEntry.objects.count() == 4
    waited = decision.decided_at - facts[0].at
    assert 115 < waited.total_seconds() < 150, "each at the hour at which it was entered"
    assert facts[0].at < facts[1].at < decision.decided_at
    expect(tablet.notes).to_have_value("Le débat porte sur le tarif.")
    under_way.item("Charte des messages").note.refresh_from_db()
    assert tablet.complaints == []


def test_a_refused_entry_stays_with_its_reason_until_it_is_dropped(tablet, under_way):
    page = tablet.page
    tablet.offline()
    tablet.press("mayor", "Part")
    expect(tablet.band).to_contain_text("1 saisie en attente.")
    under_way.note("mayor", Fact.LEAVE)
    tablet.online()
    expect(tablet.kept).to_contain_text("Cette personne n’est pas notée présente.")
    expect(tablet.kept.get_by_role("alert")).to_be_focused()
    assert browser.accessibility_issues(page) == []
    assert browser.overflow(page) == 0
    under_way.comes("mayor")
    tablet.open()
    expect(tablet.kept).to_contain_text("Cette personne n’est pas notée présente.")
    page.once("dialog", lambda dialog: dialog.accept())
    tablet.kept.get_by_role("button", name="Abandonner").click()
    expect(tablet.kept).to_be_empty()
    assert Presence.unscoped.filter(fact=Fact.LEAVE).count() == 1


@whole
def test_the_next_point_is_called_and_decided_without_network(tablet, under_way):
    """It was made ready while the network was there; what was typed on the first one stays."""
    page = tablet.page
    with page.expect_response(re.compile(r"\?point=")):
        tablet.button("Appeler le point 1").click()
    expect(page.get_by_role("heading", name="Décision du point 1")).to_be_visible()
    page.get_by_label("Texte", exact=True).fill("La charte, à finir.")
    page.wait_for_load_state("networkidle")
    tablet.offline()
    page.get_by_role("link", name="Tarif").click()
    expect(page.get_by_role("heading", name="Tarif")).to_be_focused()
    expect(page.get_by_role("heading", name="Décision du point 2")).to_be_hidden()
    tablet.button("Appeler le point 2").click()
    page.get_by_label("Texte", exact=True).fill("Le tarif est voté.")
    page.get_by_label("Consensus", exact=True).check()
    tablet.button("Enregistrer la décision").click()
    expect(tablet.band).to_contain_text("2 saisies en attente.")
    tablet.online()
    expect(page.get_by_role("heading", name="Décision S-")).to_be_visible()
    tablet.settled()
    assert Decision.unscoped.get().text == "Le tarif est voté."
    page.get_by_role("link", name="Charte des messages").click()
    expect(page.get_by_label("Texte", exact=True)).to_have_value("La charte, à finir.")
    assert tablet.complaints == []


@whole
def test_a_refused_decision_is_corrected_at_its_first_hour(tablet, under_way):
    page = tablet.page
    tablet.button("Appeler le point 1").click()
    page.get_by_label("Texte", exact=True).fill("La charte est adoptée.")
    page.get_by_label("Scrutin public", exact=True).check()
    tablet.button("Enregistrer la décision").click()
    expect(tablet.kept).to_contain_text("3 voix attendues, 0 saisie.")
    tablet.kept.get_by_role("button", name="Corriger").click()
    page.get_by_label("Toutes les autres voix").select_option("Pour")
    tablet.button("Enregistrer la décision").click()
    expect(page.get_by_role("heading", name="Décision S-")).to_be_visible()
    tablet.settled()
    assert Decision.unscoped.get().text == "La charte est adoptée."
    assert ReceivedEntry.objects.count() == 2


@whole
def test_a_session_ended_meanwhile_loses_nothing(tablet, under_way):
    page = tablet.page
    tablet.offline()
    tablet.press("inspector", "Présent")
    tablet.notes.fill("Le débat s’ouvre.")
    expect(tablet.band).to_contain_text("2 saisies en attente.")
    tablet.context.clear_cookies()
    tablet.online()
    expect(tablet.band).to_contain_text("Votre session est terminée")
    expect(tablet.band.get_by_role("link", name="Se connecter de nouveau")).to_be_visible()
    tablet.sign_in()  # another session: the token of the page is no longer good
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    tablet.settled()
    expect(tablet.member("inspector")).to_contain_text("dans la salle")
    expect(tablet.notes).to_have_value("Le débat s’ouvre.")
    assert MeetingNote.unscoped.get().text == "Le débat s’ouvre."


@whole
def test_what_somebody_entered_waits_for_them(tablet, under_way, project_manager, secretary):
    page = tablet.page
    tablet.offline()
    tablet.press("inspector", "Présent")
    expect(tablet.band).to_contain_text("1 saisie en attente.")
    tablet.actor = project_manager
    tablet.sign_in()
    tablet.online()
    expect(tablet.band).to_contain_text("1 saisie d’une autre personne attend sur cet appareil")
    assert Presence.unscoped.count() == 3
    tablet.actor = secretary
    tablet.sign_in()
    page.goto(page.url)
    expect(tablet.member("inspector")).to_contain_text("dans la salle")
    assert Presence.unscoped.latest("pk").seat == under_way.seats["inspector"]


@whole
def test_two_secretaries_on_one_point_lose_nothing(
    chromium, address, tablet, under_way, project_manager
):
    context = chromium.new_context(locale="fr-FR")
    try:
        other = Tablet(context, address, under_way, project_manager)
        for each in (tablet, other):
            each.notes.press_sequentially("Ouverture. ")
            expect(each.page.locator("[data-autosave-note]")).to_contain_text("Enregistré")
        other.offline()
        other.notes.press_sequentially("M. Merlin doute. ")
        tablet.notes.press_sequentially("Mme Roy approuve. ")
        expect(other.band).to_contain_text("1 saisie en attente.")
        tablet.page.wait_for_timeout(2500)
        other.online()
        other.settled()
        for sentence in ("Mme Roy approuve.", "M. Merlin doute."):
            expect(other.notes).to_have_value(re.compile(re.escape(sentence)))
        tablet.notes.press_sequentially("Fin.")
        expect(tablet.notes).to_have_value(re.compile(r"M\. Merlin doute\."))
        stored = MeetingNote.unscoped.get().text
        for sentence in ("Mme Roy approuve.", "M. Merlin doute.", "Fin."):
            assert stored.count(sentence) == 1
        other.notes.press_sequentially(" Encore.")
        expect(other.page.locator("[data-autosave-note]")).to_contain_text("Enregistré")
        expect(other.notes).to_have_value(re.compile(r"Fin\."))
        tablet.press("inspector", "Présent")
        expect(tablet.notes).to_have_value(re.compile(r"Encore\."))
        tablet.notes.press_sequentially(" Suite.")
        expect(tablet.page.locator("[data-autosave-note]")).to_contain_text("Enregistré")
        stored = MeetingNote.unscoped.get().text
        for sentence in ("Mme Roy approuve.", "Fin.", "Encore.", "Suite."):
            assert stored.count(sentence) == 1, sentence
        assert other.complaints == tablet.complaints == []
    finally:
        context.close()


@whole
def test_a_browser_killed_finds_its_entries_again(
    chromium, tmp_path, address, under_way, secretary
):
    """Everything but the last instants: what was entered is on the disk before it leaves."""
    flags = {"executable_path": browser.CHROMIUM, "args": browser.FLAGS, "locale": "fr-FR"}
    launch = chromium.browser_type.launch_persistent_context
    context = launch(str(tmp_path), **flags)
    tablet = Tablet(context, address, under_way, secretary)
    tablet.offline()
    tablet.press("inspector", "Présent")
    tablet.press("other_mayor", "Présent")
    tablet.notes.fill("Noté juste avant.")
    expect(tablet.band).to_contain_text("3 saisies en attente.")
    for process in processes_of(tmp_path):
        os.kill(process, signal.SIGKILL)
    with contextlib.suppress(Error):
        context.close()
    context = launch(str(tmp_path), **flags)
    try:
        again = Tablet(context, address, under_way, secretary)
        expect(again.member("inspector")).to_contain_text("dans la salle")
        expect(again.member("other_mayor")).to_contain_text("dans la salle")
        expect(again.notes).to_have_value("Noté juste avant.")
        again.settled()
    finally:
        context.close()
    facts = list(Presence.unscoped.order_by("at"))[3:]
    names = [under_way.seats["inspector"], under_way.seats["other_mayor"]]
    assert [each.seat for each in facts] == names


def processes_of(profile):
    """The processes of the browser that keeps its profile in a folder of the test."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_bytes()
            if f"--user-data-dir={profile}".encode() in command:
                found.append(int(folder.name))
    return found


@whole
@pytest.mark.parametrize("width", [1280, browser.NARROW])
def test_the_page_is_right_in_every_state(tablet, under_way, seats, committee, dasen, width):
    page = tablet.page
    page.set_viewport_size({"width": width, "height": 900})
    tablet.button("Appeler le point 1").click()
    expect(page.get_by_role("heading", name="Décision du point 1")).to_be_visible()
    sound(page)
    page.get_by_text("Noter un fait passé, à son heure").click()
    page.get_by_text("Renvoyer ou retirer le point 1").click()
    page.get_by_text("Scrutin secret : les totaux seuls").click()
    sound(page)
    tablet.press("mayor", "Part")
    expect(page.get_by_text("Quorum perdu à").first).to_be_visible()
    sound(page)
    tablet.offline()
    tablet.press("mayor", "Présent")
    tablet.notes.fill("Le débat s’arrête.")
    expect(tablet.band).to_contain_text("2 saisies en attente.")
    sound(page)
    tablet.online()
    tablet.settled()
    tablet.press("mayor", "Part")
    expect(page.get_by_text("Quorum perdu à").first).to_be_visible()
    tablet.button("Constater l’absence de quorum").click()
    expect(page.get_by_text("attendent une autre séance.")).to_be_visible()
    sound(page)
    tablet.button("Clore la séance").click()
    expect(page.get_by_text("Close").first).to_be_visible()
    sound(page)


def sound(page):
    """The page as it stands: axe and its width."""
    if os.environ.get("SHOTS"):
        width = page.viewport_size["width"]
        sound.count = getattr(sound, "count", 0) + 1
        page.screenshot(path=f"{os.environ['SHOTS']}/{width}-{sound.count}.png", full_page=True)
    assert browser.accessibility_issues(page) == []
    assert browser.overflow(page) == 0
