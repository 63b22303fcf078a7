"""Scans with pages of several acts: read for true from noisy images, sorted, told page by page."""

import random

import pytest

from audit.actor import SYSTEM, Actor
from common import jobs
from common.lifecycle import Refused
from common.models import Job
from documents import store
from documents.lifecycle import SlotLifecycle
from documents.models import PaperReturn, ScannedPage, Slot, StoredFile, WriteIntent
from documents.paper import assembling, deposits, printing, reading, registering, scanning, sorting
from documents.pdf import pages
from documents.pdf.errors import PdfRefused
from tests.documents.paper import papers, rows

pytestmark = pytest.mark.django_db
CLERK = Actor(label="Mme Agent", title="cheffe de projet", person_id=7, institution_id=1)
PNG, JPEG = "image/png", "image/jpeg"


class Everyone:
    """Reaches every act, all of whose signatures are awaited."""

    def reaches(self, slot):
        return True

    def awaits(self, slot):
        return True


class Nobody(Everyone):
    def reaches(self, slot):
        return False


def slot_of(reference, party="authority", **given):
    """An act whose signatory chose paper."""
    return rows.chosen(rows.envelope(reference, **given).slots.get(key=party))


def printed(slot, dpi=150):
    """The pages that the signatory prints, without letter."""
    act = store.read(slot.envelope.head.file.sha256)
    return list(papers.printed(printing.copy(b"", act, slot), dpi))


def dropped(*files, to=None, name="scan"):
    """Files handed over and read: PDF unless ``(content, kind)``."""
    given = []
    for number, each in enumerate(files, start=1):
        content, kind = each if isinstance(each, tuple) else (each, store.PDF)
        given.append(deposits.Given(f"{name}-{number}.pdf", content, kind))
    found = deposits.deposit(given, actor=CLERK, to=to)
    for job in deposits.reading_now(found):
        jobs.run(job.pk)
    return found


def told(deposit, reader=None):
    return sorting.sort(deposit, reader or Everyone())


def numbers(pile):
    return [sheet.page for sheet in pile.sheets]


def kept(deposit, pile):
    with registering.assembled(pile, CLERK) as file:
        return registering.keep(deposit, pile, file, actor=CLERK)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffled_pages_of_three_acts_are_sorted_and_the_missing_one_named(seed):
    """150 dpi grey, 2° askew, noise, a page upside down, two lying, blank backs, one page lost."""
    chance = random.Random(seed)
    slots = [slot_of(f"CONV-2026-{number:03d}") for number in (1, 2, 3)]
    sheets = [(slot, page) for slot in slots for page in (1, 2, 3)]
    lost = sheets.pop(chance.randrange(len(sheets)))
    chance.shuffle(sheets)
    turns = [180, 90, 270, *[0] * len(sheets)]
    images = []
    for rank, (slot, page) in enumerate(sheets):
        image = printed(slot)[page - 1]
        images.append(
            papers.scanned(
                papers.signed(image) if page == 3 else image,
                skew=chance.uniform(-2, 2),
                turn=turns[rank],
                noise=chance.uniform(4, 14),
                seed=seed * 100 + rank,
            )
        )
    images.insert(chance.randrange(len(images)), papers.blank(seed))
    found = told(dropped(papers.as_pdf(images)))
    assert [pile.slot for pile in found.piles] == slots
    for pile in found.piles:
        expected = [page for page in (1, 2, 3) if (pile.slot, page) != lost]
        assert numbers(pile) == expected
        assert pile.complete == (pile.slot != lost[0])
        assert (f"Page {lost[1]} absente" in pile.told()) == (pile.slot == lost[0])
    assert found.strays == []
    assert [sheet.words for sheet in found.ignored] == ["Page blanche, ignorée."]
    turned = {(s.slot, s.page): s.turn for pile in found.piles for s in pile.sheets}
    for rank, key in enumerate(sheets):
        assert turned[key] == -turns[rank] % 360


def test_a_copy_is_registered_in_order_and_upright():
    slot = slot_of("CONV-2026-010")
    first, second, third = printed(slot)
    upside = papers.scanned(second, turn=180)
    photo = papers.as_jpeg(papers.scanned(papers.signed(third), skew=1))
    deposit = dropped(papers.as_pdf([upside, papers.scanned(first)]), (photo, JPEG))
    [pile] = told(deposit).piles
    assert pile.complete
    found = kept(deposit, pile)
    assert [(row["page"], row["index"], row["turn"]) for row in found.pages] == [
        (1, 2, 0),
        (2, 1, 180),
        (3, 1, 0),
    ]
    [doubt] = found.doubts  # these acts have no frame to sign in
    assert doubt.startswith("la page 3 diffère de l’acte (de l’encre s’y ajoute")
    data = store.read(found.file.sha256)
    seen = [reading.read(scanning.image(data, store.PDF, page)) for page in (1, 2, 3)]
    assert [(each.mark.page, each.turn) for each in seen] == [(1, 0), (2, 0), (3, 0)]
    fresh = Slot.unscoped.get(pk=slot.pk)
    assert (fresh.status, fresh.mode) == ("to_check", "paper")
    assert {s.place for s in told(deposit).others} == {sorting.Place.DONE}
    assert assembling.assembled(registering._leaves(pile)) == data


def test_a_page_missing_is_not_registered_then_added():
    slot = slot_of("CONV-2026-011")
    first, second, third = printed(slot)
    deposit = dropped(papers.as_pdf([papers.scanned(first), papers.scanned(third)]))
    [pile] = told(deposit).piles
    with pytest.raises(Refused, match="Page 2 absente ou illisible"):
        kept(deposit, pile)
    dropped((papers.as_png(papers.scanned(second)), PNG), to=deposit, name="suite")
    [pile] = told(deposit).piles
    assert pile.complete
    assert kept(deposit, pile).slot == slot


def test_a_page_twice_asks_which_one_is_kept():
    slot = slot_of("CONV-2026-012", pages=2)
    first, second = printed(slot)
    deposit = dropped(papers.as_pdf([first, papers.scanned(second), papers.scanned(first, skew=1)]))
    [pile] = told(deposit).piles
    assert pile.told() == "Page 1 en double : gardez une seule des deux."
    with pytest.raises(Refused, match="Page 1 en double"):
        kept(deposit, pile)
    deposits.place(pile.doubles[0].scanned, slot=None, actor=CLERK)
    [pile] = told(deposit).piles
    assert pile.complete
    assert pile.doubts == []


def test_an_unreadable_page_is_placed_by_hand_and_raises_a_doubt():
    slot = slot_of("CONV-2026-013", pages=2)
    first, second = printed(slot)
    torn = papers.scanned(papers.without_code(second), turn=180)
    deposit = dropped(papers.as_pdf([papers.scanned(first), torn]))
    found = told(deposit)
    [stray] = found.strays
    assert "Aucun code lisible : placez cette page à la main" in stray.words
    with pytest.raises(Refused, match="compte 2 pages"):
        deposits.place(stray.scanned, slot=slot, page=3, actor=CLERK)
    deposits.place(stray.scanned, slot=slot, page=2, turn=180, actor=CLERK)
    [pile] = told(deposit).piles
    assert pile.complete
    assert pile.doubts == ["la page 2 a été placée à la main"]
    assert kept(deposit, pile).pages[1]["by_hand"]


def test_a_page_of_another_act_put_by_hand_is_a_doubt():
    slot, other = slot_of("CONV-2026-014", pages=1), slot_of("CONV-2026-015", pages=1)
    deposit = dropped(papers.as_pdf(printed(other)))
    [pile] = told(deposit).piles
    deposits.place(pile.sheets[0].scanned, slot=slot, page=1, actor=CLERK)
    [pile] = told(deposit).piles
    assert pile.slot == slot
    assert pile.doubts == ["la page 1 a été placée à la main"]


def test_pages_of_a_replaced_copy_say_which_one_to_sign():
    old = slot_of("CONV-2026-016", pages=1)
    page = printed(old)
    rows.put(old.envelope, "superseded")
    deposit = dropped(papers.as_pdf(page))
    assert "rien n’est à signer, et écartez celle-ci" in told(deposit).strays[0].words
    rows.envelope("CONV-2026-016", pages=1)
    assert (
        "Page de l’exemplaire 1 de CONV-2026-016, remplacé ou clos : faites signer l’exemplaire 2"
        in told(deposit).strays[0].words
    )


def test_strange_pages_say_what_they_are_and_what_to_do():
    slot = slot_of("CONV-2026-017", pages=1)
    [page] = printed(slot)
    unknown = papers.printed(papers.stamped("CONV-1999-001", 1))[0]
    both = page.copy()
    width, height = unknown.size
    both.paste(unknown.crop((0, height * 3 // 4, width, height)), (0, height // 3))
    letter = papers.printed(printing.letter(papers.plain("Madame la Maire", 1), slot))[0]
    deposit = dropped(papers.as_pdf([unknown, both, letter]))
    found = {sheet.scanned.index: sheet for sheet in told(deposit).others}
    assert "Page inconnue : « CONV-1999-001 »" in found[1].words
    assert "codes de plusieurs pages" in found[2].words
    assert found[3].place is sorting.Place.LETTER
    hidden = told(deposit, Nobody()).strays
    assert all("Partie" not in sheet.words for sheet in hidden)


def test_a_copy_printed_without_its_signatory_asks_whose_it_is():
    """Somebody prints the PDF of the act itself: its code names no signatory."""
    envelope = rows.envelope("CONV-2026-018", pages=1)
    deposit = dropped(papers.as_pdf(list(papers.printed(papers.stamped("CONV-2026-018", 1)))))
    [stray] = told(deposit).strays
    assert "dites de quel signataire est cet exemplaire, Partie authority" in stray.words
    slot = envelope.slots.get(key="state")
    deposits.place(stray.scanned, slot=slot, page=1, actor=CLERK)
    [pile] = told(deposit).piles
    assert (pile.slot, pile.doubts) == (slot, [])


def test_a_signature_given_meanwhile_is_not_awaited_on_paper():
    slot = slot_of("CONV-2026-019", pages=1)
    deposit = dropped(papers.as_pdf(printed(slot)))
    [pile] = told(deposit).piles
    rows.put(slot, "accepted")
    assert "Cette signature est déjà donnée" in told(deposit).strays[0].words
    with pytest.raises(Refused, match="Impossible à ce stade"):
        kept(deposit, pile)
    assert not PaperReturn.objects.exists()


def test_nothing_is_kept_when_the_disk_is_full(monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device")

    slot = slot_of("CONV-2026-020", pages=1)
    content = papers.as_pdf(printed(slot))
    before = StoredFile.objects.count()
    monkeypatch.setattr(store, "_write", full)
    with pytest.raises(OSError, match="No space"):
        deposits.deposit([deposits.Given("scan.pdf", content, store.PDF)], actor=CLERK)
    assert StoredFile.objects.count() == before
    assert not Job.objects.exists()
    assert not WriteIntent.objects.exists()


def test_too_many_pages_are_refused_before_anything_is_kept(monkeypatch):
    monkeypatch.setattr(deposits, "MOST_PAGES", 2)
    content = papers.plain("Long", 3)
    with pytest.raises(Refused, match="3 pages : 2 au plus dans un dépôt"):
        deposits.deposit([deposits.Given("long.pdf", content, store.PDF)], actor=CLERK)


def test_a_page_that_cannot_be_read_fails_alone_and_is_tried_again(monkeypatch):
    slot = slot_of("CONV-2026-021", pages=2)
    right = scanning.image

    def second_fails(data, kind, index):
        if index == 2:
            raise PdfRefused("Cette page est abîmée.")
        return right(data, kind, index)

    monkeypatch.setattr(scanning, "image", second_fails)
    deposit = dropped(papers.as_pdf(printed(slot)))
    [(file, index, words)] = deposits.unread(deposit)
    assert (file.name, index, words) == ("scan-1.pdf", 2, "Cette page est abîmée.")
    assert numbers(told(deposit).piles[0]) == [1]
    monkeypatch.setattr(scanning, "image", right)
    job = Job.objects.get()
    jobs.retry_failed(job)
    jobs.run(job.pk)
    assert deposits.unread(deposit) == []
    assert told(deposit).piles[0].complete


def test_what_a_page_holds_that_acts_by_itself_does_not_follow():
    hostile = papers.plain("Piège", 1)
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(hostile)) as pdf:
        page = pdf.pages[0].obj
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://x.example"))
        page.AA = pikepdf.Dictionary(O=action)
        out = io.BytesIO()
        pdf.save(out)
    data = assembling.assembled([assembling.Leaf(out.getvalue(), store.PDF, 1, 90)])
    assert b"x.example" not in data
    assert pages.count(data) == 1


def test_a_slot_under_check_takes_no_second_return():
    slot = slot_of("CONV-2026-022", pages=1)
    content = papers.as_pdf(printed(slot))
    first, second = dropped(content), dropped(content)
    kept(first, told(first).piles[0])
    assert "Un retour est déjà enregistré" in told(second).strays[0].words
    with pytest.raises(Refused):
        SlotLifecycle.move(Slot.unscoped.get(pk=slot.pk), "register_scan", actor=SYSTEM, missing=[])
    assert ScannedPage.objects.count() == 2
