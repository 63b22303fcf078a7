"""The copy to sign by hand: its letter, its pages, and what their codes say once scanned."""

import re

import pytest
from PIL import Image

from audit.actor import SYSTEM
from common.lifecycle import Refused
from documents.lifecycle import SlotLifecycle
from documents.models import Slot
from documents.paper import marks, printing, reading, references, scanning
from documents.pdf import pages, stamping
from documents.pdf.errors import PdfRefused
from tests.documents.paper import papers, rows

pytestmark = pytest.mark.django_db
ACT = "CONV-2026-012"


@pytest.fixture
def slot():
    return rows.chosen(rows.envelope(ACT).slots.get(key="authority"))


def marked(image: Image.Image) -> marks.Mark | None:
    return reading.read(scanning.image(papers.as_png(image), "image/png", 1)).mark


def test_each_page_says_for_whom_it_is_printed(slot):
    letter = printing.letter(papers.plain("Madame la Maire", 1), slot)
    copy = printing.copy(letter, papers.stamped(ACT), slot)
    found = [marked(papers.scanned(page, skew=1.5)) for page in papers.printed(copy)]
    assert [(m.reference, m.revision, m.page, m.sheet) for m in found] == [
        (ACT, 1, page, slot.paper_reference) for page in (0, 1, 2, 3)
    ]
    words = pages.text(copy, 2)
    assert f"{slot.paper_reference} · révision 1 · page 1 / 3" in words
    assert f"{ACT} · révision 1 · page 1 / 3" in words


def test_the_letter_bears_a_code_of_22_mm_top_right(slot):
    letter = printing.letter(papers.plain("Madame la Maire", 1), slot)
    dots = papers.printed(letter, 254)[0]  # ten dots a millimetre
    corner = dots.crop((2100 - 220 - 220, 180, 2100 - 220, 400))
    assert min(corner.crop((0, 0, 30, 30)).tobytes()) < 40
    beside = dots.crop((2100 - 220 - 260, 180, 2100 - 220 - 225, 400))
    assert min(beside.tobytes()) > 240


def test_a_letter_whose_corner_is_not_free_is_refused(slot):
    letter = printing.letter(papers.plain("Madame la Maire", 1), slot)
    with pytest.raises(PdfRefused, match="n’est pas libre"):
        printing.letter(letter, slot)


def test_a_page_without_a_second_corner_keeps_the_code_of_the_act(slot, monkeypatch):
    def full(*given, **more):
        raise PdfRefused("Aucun coin libre")

    act = papers.stamped(ACT)
    monkeypatch.setattr(stamping, "stamp", full)
    copy = printing.copy(b"", act, slot)
    found = marked(papers.printed(copy)[0])
    assert (found.page, found.sheet) == (1, "")


def test_the_act_to_sign_electronically_is_not_touched(slot):
    act = papers.stamped(ACT)
    before = bytes(act)
    printing.copy(b"", act, slot)
    assert act == before


def test_a_reference_is_short_unique_and_kept(slot):
    assert re.fullmatch(r"FS-[2-9A-HJKMNP-TV-Z]{4}", slot.paper_reference)
    back = SlotLifecycle.move(slot, "change_mode", actor=SYSTEM)
    again = SlotLifecycle.move(back, "choose_paper", actor=SYSTEM)
    assert again.paper_reference == slot.paper_reference


def test_references_grow_when_the_short_ones_are_taken(slot, monkeypatch):
    taken = slot.paper_reference.removeprefix("FS-")
    drawn = iter(list(taken) * 20 + list("ABCDE"))
    monkeypatch.setattr(references.secrets, "choice", lambda letters: next(drawn))
    assert references.fresh() == "FS-ABCDE"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("FS-7K2P", "FS-7K2P"),
        ("fs 7k2p", "FS-7K2P"),
        ("7K2P", "FS-7K2P"),
        ("FS-7K2", ""),
        ("FS-7KO1", ""),
        ("CONV-2026-012", ""),
    ],
)
def test_what_is_typed_is_read_as_printed(typed, kept):
    assert references.typed(typed) == kept


def test_paper_is_not_chosen_on_a_copy_that_is_over(slot):
    other = slot.envelope.slots.get(key="state")
    rows.put(slot.envelope, "cancelled")
    with pytest.raises(Refused, match="n'est plus à signer"):
        SlotLifecycle.move(Slot.unscoped.get(pk=other.pk), "choose_paper", actor=SYSTEM)


@pytest.mark.parametrize(
    "text",
    [
        "https://ailleurs.example/verifier/?ref=A",
        "https://ailleurs.example/?ref=A&rev=1&p=1",
        "BEGIN:VCARD",
        "https://x.example/verifier/?ref=A&rev=x&p=1",
        "https://x.example/verifier/?ref=A&rev=1&p=99999",
        "https://[::1/verifier/?ref=A&rev=1&p=1",
        "https://x.example/verifier/?ref=A&rev=1&p=1&" + "x" * 400,
    ],
)
def test_a_code_that_is_none_of_ours_marks_nothing(text):
    assert marks.read(text) is None


def test_a_page_is_known_after_the_site_changed_its_address():
    text = "https://ancien.example/verifier/?ref=CONV-1&rev=2&p=3"
    assert marks.read(text) == marks.Mark("CONV-1", 2, 3)
