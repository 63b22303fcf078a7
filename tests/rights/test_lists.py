"""Lists, searches, exports and pages show each role exactly what is theirs."""

import re

import pytest
from django.urls import reverse

from desk import history
from documents.models import Document
from tests.depth import some

from .answers import Answer
from .asking import faults
from .cases import ALL, FOLLOWERS
from .cases_of_undertakings import OF_PARTIES
from .harness import Browser, Report
from .scene import EVIDENCE, SECRET
from .visible import STAGES, letters

OF_B = {
    "executive",
    "deputy",
    "authority_director",
    "preparer",
    "inspector",
    "digital_adviser",
    "school_head",
    "dasen",
    "dsden_officer",
    "rector",
    "drane",
    "auditor",
}
"""Who of B sees B's act, which waits for signatures."""

LISTS = (
    "/conventions/",
    "/conventions/?tri=owner__person__user__password&owner__person__user__password__startswith=m",
    "/conventions/?format=csv",
    "/conventions/?format=xlsx",
)
FINDS_A = (
    "/conventions/?q=zqtitr",
    "/conventions/?q=zqcommun&format=csv",
    "/conventions/?circonscription={area}",
    "/recherche/?q=zqtitr",
)
EXCHANGES = "/conventions/echanges/"
DIRECTORY = (
    "/repertoire/personnes/?q=zqmair&format=csv",
    "/repertoire/personnes/?q=zqadress",
    "/repertoire/mandats/?q=zqmair&format=xlsx",
    "/repertoire/institutions/?q=zqcommun&format=csv",
    "/repertoire/ecoles/?q=zqecol&format=xlsx",
    "/repertoire/circonscriptions/?format=csv",
    "/recherche/?q=zqvot",
    "/recherche/?q=zqinstanc",
    "/instances/?q=zqinstanc&format=csv",
    "/terrain/?q=zqecol&format=csv",
    "/terrain/indicateurs/?format=csv",
    "/terrain/appels/",
)
UNDER_WAY = (
    "draft",
    "under_review",
    "changes_requested",
    "text_settled",
    "in_deliberation",
    "ready_to_issue",
    "awaiting_signature",
    "signed",
    "signed_subject_to_deliberation",
    "notified",
)
_REFERENCE = re.compile(r"ZQREF-\d+|CONV-B-001")


def references(browser, url):
    """The acts that an answer names; a spreadsheet is opened."""
    return set(_REFERENCE.findall(browser.read(url)))


def expected(world, who):
    seen = {each.reference for status, each in world.conventions.items() if letters(who, status)}
    if letters(who, "awaiting_signature"):
        seen.add(world.dasen_signs.reference)
    return seen


@pytest.mark.parametrize("who", some(ALL, 3))
def test_lists_of_conventions_show_own_people_theirs(world, who):
    browser = Browser(who, world.of_a[who], Report())
    mine = expected(world, who)
    own = mine | ({world.own.reference} & references(browser, "/conventions/"))
    for url in LISTS:
        assert references(browser, url) == own, url
    for url in FINDS_A:
        assert references(browser, url.format(area=world.id("area"))) == mine, url


@pytest.mark.parametrize("who", sorted(FOLLOWERS))
def test_the_boards_show_whoever_follows_the_acts_that_they_see(world, who):
    browser = Browser(who, world.of_a[who], Report())
    rows = {status: each.reference for status, each in world.conventions.items()}
    batch = reverse("conventions:batch", args=[world.id("act batch")])
    theirs = {rows[s] for s in ("draft", "awaiting_signature") if letters(who, s)}
    for url in (batch, f"{batch}?format=csv", f"{batch}?format=xlsx"):
        assert references(browser, url) == theirs, url
    followed = {rows[s] for s in UNDER_WAY if letters(who, s)}
    seen = references(browser, reverse("conventions:follow"))
    assert seen - {world.own.reference, world.dasen_signs.reference} == followed


def test_lists_of_conventions_show_others_only_their_own(world):
    for who, actor in world.of_b.items():
        browser = Browser(who, actor, Report())
        own = {world.own.reference} if who in OF_B else set()
        for url in LISTS:
            assert references(browser, url) == own, (who, url)
        for url in FINDS_A:
            assert not references(browser, url.format(area=world.id("area"))), (who, url)


def test_only_the_syndicate_sees_the_acts_of_every_territory(world):
    seen = {
        who
        for who, actor in world.of_a.items()
        if world.own.reference in references(Browser(who, actor, Report()), "/conventions/")
    }
    assert seen == {
        "project_manager",
        "legal_officer",
        "dpo",
        "syndicate_director",
        "syndicate_president",
        "accounts_officer",
        "admin",
    }


def test_the_directory_tells_names_and_nothing_else(world):
    for who in ("executive", "dasen", "provider", "dpo", "ended mandate", "signed out"):
        actor = world.of_b[who]
        browser = Browser(who, actor, Report())
        for url in DIRECTORY:
            wrong = faults(browser.ask("GET", url), Answer.NAMES, actor, "GET")
            assert not wrong, (who, url, wrong)


def test_tasks_are_shown_to_whoever_they_wait_for_and_to_those_who_prepare_or_telephone(world):
    shown = {
        who
        for cast in (world.of_a, world.of_b)
        for who, actor in cast.items()
        if "zqref" in Browser(who, actor, Report()).ask("GET", reverse("desk:inbox")).words
    }
    assert shown == {
        "project_manager",
        "support_officer",
        "executive",
        "preparer",
        "authority_director",
        "inspector",
    }


def test_exchanges_of_data_are_listed_to_the_staff_and_to_the_parties(world):
    shown = {
        who
        for cast in (world.of_a, world.of_b)
        for who, actor in cast.items()
        if "zqechange" in Browser(who, actor, Report()).ask("GET", EXCHANGES).words
    }
    assert shown == OF_PARTIES


@pytest.mark.parametrize("who", some(ALL))
def test_an_act_shows_what_the_table_says(world, who):
    browser = Browser(who, world.of_a[who], Report())
    assert wrong_in_acts(world, browser) == []


def wrong_in_acts(world, browser):
    """What the pages and files of A's acts show beyond, or short of, the letters of the table."""
    wrong = []
    for status in STAGES:
        act, may = world.conventions[status], letters(browser.who, status)
        seen = browser.ask("GET", act.get_absolute_url())
        if (seen.status == 200) != bool(may):
            wrong.append(f"{status}: answered {seen.status}")
        told = browser.ask("GET", history.address(act))
        for letter, word, page in (
            ("D", "zqancien", seen),
            ("C", "zqremarque", seen),
            ("D", "zqfondement", told),
        ):
            if (word in page.words) != (letter in may):
                wrong.append(f"{status}: {letter}, {word}")
        if seen.words & {EVIDENCE, "zqnavigateur", "zqadresse", "zqsigner"}:
            wrong.append(f"{status}: evidence or addresses")
        for letter, document in _files(act):
            url = reverse("conventions:document_file", args=[act.public_id, document, "pdf"])
            if (browser.ask("GET", url).status == 200) != (letter in may and "m" not in may):
                wrong.append(f"{status}: {letter}, file")
    return wrong


def _files(act):
    """The older draft and the current paper of an act, each with the letter that it needs."""
    rows = Document.unscoped.about(act).order_by("pk").values_list("title", "public_id")
    return [("D" if title == "Zqancien" else "T", key) for title, key in rows]


def test_the_dasen_reads_remarks_when_they_sign(world):
    url = world.dasen_signs.get_absolute_url()
    dasen = Browser("dasen", world.of_a["dasen"], Report())
    assert "zqremarque" in dasen.ask("GET", url).words


OWN_KEEPERS = {"executive", "authority_director", "preparer"}


def test_addresses_are_read_by_their_own_people_alone(world):
    """In clear at the commune, masked for the syndicate, unseen elsewhere."""
    pages = {
        "zqadresse": reverse("governance:person", args=[world.id("mayor")]),
        "zqsigner": reverse("governance:mandate", args=[world.id("mandate")]),
    }
    for cast, keepers in ((world.of_a, OWN_KEEPERS), (world.of_b, set())):
        for who, actor in cast.items():
            browser = Browser(who, actor, Report())
            for word, url in pages.items():
                shown = browser.ask("GET", url).words & SECRET
                assert (word in shown) == (who in keepers), (who, word)
