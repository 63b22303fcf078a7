"""A scanned page is laid on the page of the act and compared with it: a hint of what differs."""

import random

import pytest
from PIL import ImageDraw

from documents.paper import comparing
from tests.documents.paper import papers
from tests.documents.paper.test_sorting import dropped, kept, printed, slot_of, told

ACT = papers.printed(papers.stamped("CONV-2026-060", 2))


def without(page, top, bottom):
    """``page`` with a band covered, as by a sheet of paper."""
    found = page.copy()
    ImageDraw.Draw(found).rectangle((0, top, found.width, bottom), fill=255)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_same_page_does_not_differ_however_it_was_scanned(seed):
    chance = random.Random(seed)
    page = ACT[seed % 2]
    skew, noise = chance.uniform(-2, 2), chance.uniform(4, 14)
    scan = papers.scanned(page, skew=skew, noise=noise, seed=seed)
    assert comparing.differs(scan, page, signed=False) == ""


def test_lines_that_are_gone_and_ink_that_was_added_are_told():
    page = ACT[0]
    covered = papers.scanned(without(page, 300, 420), skew=1.4)
    assert comparing.differs(covered, page, signed=True) == comparing.GONE
    written = papers.scanned(papers.signed(page), skew=-1.4)
    assert comparing.differs(written, page, signed=False) == comparing.ADDED
    assert comparing.differs(written, page, signed=True) == ""


@pytest.mark.django_db
def test_a_page_that_differs_asks_for_a_second_agent():
    slot = slot_of("CONV-2026-061", pages=2)
    first, second = printed(slot)
    covered = without(first, 300, 420)
    deposit = dropped(papers.as_pdf([papers.scanned(covered, turn=180), papers.scanned(second)]))
    [pile] = told(deposit).piles
    assert pile.doubts == [f"la page 1 diffère de l’acte ({comparing.GONE})"]
    found = kept(deposit, pile)
    assert [row["differs"] for row in found.pages] == [comparing.GONE, ""]


@pytest.mark.django_db
def test_the_frames_of_an_act_are_found_on_their_page():
    from tests.circuits import acts

    assert comparing.has_frames(acts.blank_pdf()) == set()
    from documents.pdf import fields

    specs = [fields.FieldSpec(name, anchor) for name, anchor in acts.THREE]
    assert comparing.has_frames(fields.place(acts.blank_pdf(), specs)) == {1}
