"""A file corrected by hand and handed back: what it may not hold, and what came meanwhile."""

import datetime as dt
import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from common import clock
from common.lifecycle import NotYours, Refused
from documents import production, store
from governance.committees import editing, minutes_guards, minutes_signing, papers, writing
from governance.committees.loading import load_circuits
from governance.committees.minutes_lifecycle import MinutesLifecycle
from governance.committees.models import Minutes, MinutesItem, Paper
from governance.committees.models.papers import Copy, PaperKind
from tests import factories
from tests.circuits import acts
from tests.governance.committees.held import ANCHORS, confirmed, drafted, held, models, run
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import plain, words

__all__ = ["confirmed", "drafted", "held", "models"]

BOX = (
    '<w:pict {ns} xmlns:v="urn:schemas-microsoft-com:vml"><v:rect><v:textbox><w:txbxContent><w:p>'
    "<w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict>"
)


@pytest.fixture
def draft(drafted, held):
    return latest(held)


def latest(held, copy=Copy.SHARED):
    return papers.latest(held, PaperKind.MINUTES, copy)


def corrected(paper, change=lambda word: None, after="Débat corrigé à la main."):
    """The Word file with a sentence typed over and ``change`` made, as it is handed back."""
    word = docx.Document(io.BytesIO(store.read(paper.document.docx_sha256)))
    [paragraph] = [p for p in word.paragraphs if "Débat : Charte" in plain(p.text)]
    for each in paragraph.runs[1:]:
        each.text = ""
    paragraph.runs[0].text = after
    change(word)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def refused(act, *args, **given):
    with pytest.raises(Refused) as found:
        act(*args, **given)
    return plain(words(found))


def element(xml, **given):
    return parse_xml(xml.format(ns=nsdecls("w"), **given))


def run_of(xml):
    return lambda word: word.paragraphs[8].add_run()._r.append(element(xml, text=TITLE))


TITLE = "Situation d’un prestataire"
PLACES = {
    "body": lambda word: word.add_paragraph(f"Rappel, {TITLE}."),
    "apostrophe": lambda word: word.add_paragraph("Situation d'un prestataire"),
    "capitals": lambda word: word.add_paragraph("SITUATION D\u02bcUN\u00a0PRESTATAIRE"),
    "thin space": lambda word: word.add_paragraph("Situation d´un\u202fprestataire"),
    "cut": lambda word: word.add_paragraph("Situ").add_run("ation d’un pres\u00adtataire"),
    "two lines": lambda word: [word.add_paragraph(x) for x in ("Situation d’un", "prestataire")],
    "number": lambda word: word.add_paragraph("Vu le POINT\u00a0H1."),
    "header": lambda word: word.sections[0].header.paragraphs[0].add_run(TITLE),
    "footer": lambda word: word.sections[0].footer.paragraphs[0].add_run(TITLE),
    "box": run_of(BOX),
    "hidden": lambda word: setattr(word.add_paragraph().add_run(TITLE).font, "hidden", True),
    "property": lambda word: setattr(word.core_properties, "subject", f"PV et {TITLE}"),
    "image": run_of('<w:drawing {ns}><w:x descr="{text}"/></w:drawing>'),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_private_point_is_found_wherever_it_stands_and_however_it_is_typed(
    draft, secretary, place
):
    file = corrected(draft, PLACES[place])
    assert "Le point H1 est à huis clos" in refused(editing.receive, draft, file, actor=secretary)
    assert not latest(draft.meeting).edited


def test_a_title_of_one_word_is_not_found_in_a_longer_one(draft, secretary):
    point = MinutesItem.unscoped.get(minutes__meeting=draft.meeting, item__secret=True)
    point.title = "Bilan"
    factories.recorded(point)
    named = corrected(draft, lambda word: word.add_paragraph("Le BILAN, lui"))
    assert "huis clos" in refused(editing.receive, draft, named, actor=secretary)
    other = corrected(draft, lambda word: word.add_paragraph("Les bilans, eux"))
    assert editing.receive(draft, other, actor=secretary).edited


def test_the_reserved_copy_tells_the_private_points(draft, secretary):
    full = latest(draft.meeting, Copy.FULL)
    assert editing.receive(full, corrected(full, PLACES["body"]), actor=secretary).edited


@pytest.mark.parametrize("tag", ["w:ins", "w:del", "w:moveFrom", "w:moveTo"])
def test_a_file_that_keeps_tracked_changes_is_refused(draft, secretary, tag):
    letters = "delText" if tag == "w:del" else "t"
    xml = f'<{tag} {{ns}} w:id="1" w:author="X"><w:r><w:{letters}>mot</w:{letters}></w:r></{tag}>'
    file = corrected(draft, lambda word: word.paragraphs[8]._p.append(element(xml)))
    said = refused(editing.receive, draft, file, actor=secretary)
    assert "Des modifications suivies restent dans le document" in said


def test_a_file_that_keeps_comments_is_refused(draft, secretary):
    def comment(word):
        word.add_comment(word.paragraphs[8].runs, "À revoir", author="X", initials="X")

    file = corrected(draft, comment)
    said = refused(editing.receive, draft, file, actor=secretary)
    assert "Des commentaires restent dans le document" in said


@pytest.mark.parametrize("keeps", [True, False])
def test_a_draft_bears_its_mark_once_on_each_page_whatever_the_hand_left(
    draft, secretary, monkeypatch, keeps
):
    def without_mark(word):
        for each in list(word.sections[0].header._element.iter("{*}pict")):
            each.getparent().remove(each)

    marked = []
    monkeypatch.setattr(papers.watermark, "mark", lambda pdf, word: marked.append(word) or pdf)
    editing.receive(draft, corrected(draft, *[without_mark] * (not keeps)), actor=secretary)
    assert marked == ([] if keeps else ["PROJET"])


# --- What comes while LibreOffice converts --------------------------------------------------------


@pytest.fixture
def meanwhile(monkeypatch):
    """``meanwhile(act)``: the next conversion lasts until somebody else did ``act``."""

    def during(act):
        todo = [act]

        def to_pdfa(word, expected_text):
            if todo:
                todo.pop()()
            return acts.blank_pdf(ANCHORS)

        monkeypatch.setattr(production.conversion, "to_pdfa", to_pdfa)

    return during


def test_of_two_files_handed_back_at_once_the_second_is_not_lost_silently(
    draft, secretary, meanwhile
):
    first = corrected(draft, after="Premier.")
    meanwhile(lambda: editing.receive(draft, first, actor=secretary))
    second = corrected(draft, after="Second.")
    assert "Voici la version actuelle" in refused(editing.receive, draft, second, actor=secretary)
    assert store.read(latest(draft.meeting).document.docx_sha256) == first


def test_a_file_is_not_kept_once_the_draft_went_out_meanwhile(draft, secretary, meanwhile):
    minutes = Minutes.unscoped.get(meeting=draft.meeting)
    meanwhile(lambda: MinutesLifecycle.move(minutes, "circulate_minutes", actor=secretary))
    with pytest.raises(NotYours):
        editing.receive(draft, corrected(draft), actor=secretary)
    assert latest(draft.meeting) == draft


def test_what_the_worker_makes_does_not_cover_a_file_handed_back_meanwhile(
    draft, secretary, meanwhile
):
    shared = next(w for w in papers.of_minutes(draft.meeting) if w.copy == Copy.SHARED)
    point = MinutesItem.unscoped.get(minutes__meeting=draft.meeting, title="Indicateurs")
    writing.save_text(actor=secretary, point=point, text="Nouveau débat.", version=0)
    papers.queue([shared], "PV", actor=secretary)
    meanwhile(lambda: editing.receive(draft, corrected(draft), actor=secretary))
    assert any("c’est lui qui compte" in said for said in run())
    assert latest(draft.meeting).edited


def test_a_paper_asked_for_during_a_long_conversion_tells_what_was_asked(
    draft, secretary, meanwhile
):
    minutes = Minutes.unscoped.get(meeting=draft.meeting)
    point = minutes.points.get(title="Indicateurs")
    writing.save_text(actor=secretary, point=point, text="Un.", version=0)
    writing.produce(actor=secretary, minutes=minutes)

    def corrects():
        writing.save_text(actor=secretary, point=point, text="Texte dernier.", version=1)
        writing.produce(actor=secretary, minutes=minutes)

    meanwhile(corrects)
    run()
    run()
    told = latest(draft.meeting).document.snapshot["matters"]
    assert "Texte dernier." in [each["debate"] for each in told]


def test_a_job_taken_again_finds_the_paper_that_it_had_made(draft, secretary):
    before = Paper.unscoped.filter(meeting=draft.meeting).count()
    shared = papers.of_minutes(draft.meeting)[0]
    job = papers.queue([shared], "PV", actor=secretary)
    [item] = job.items.all()
    for _ in range(2):
        papers.paper_item(item.payload, secretary)
    assert Paper.unscoped.filter(meeting=draft.meeting).count() == before + 1


def test_no_copy_is_sealed_that_another_one_replaced_meanwhile(
    draft, secretary, dasen, meanwhile, tmp_path
):
    minutes = MinutesLifecycle.move(
        Minutes.unscoped.get(meeting=draft.meeting), "circulate_minutes", actor=secretary
    )
    with acts.site(tmp_path), clock.at(clock.now() + dt.timedelta(days=16)):
        load_circuits(clock.today())
        minutes = MinutesLifecycle.move(minutes, "approve_minutes", actor=dasen)
        run()
        approved = latest(draft.meeting)
        file = corrected(approved)
        minutes_signing.ask_seal(actor=secretary, minutes=minutes)
        meanwhile(lambda: editing.receive(approved, file, actor=secretary))
        assert any("vient d’être déposée" in said for said in run(minutes_signing.JOB))
        assert not minutes_guards.envelopes(minutes)
        minutes_signing.ask_seal(actor=secretary, minutes=minutes)
        run(minutes_signing.JOB)
        sealed = minutes_guards.envelope_of(minutes, Copy.SHARED)
        assert store.read(sealed.document.docx_sha256) == file


# --- Addresses, and the two copies ----------------------------------------------------------------


def test_an_old_address_leads_to_the_paper_of_now_with_a_sentence(draft, secretary, client_as):
    browser = client_as(secretary)
    address = f"/instances/documents/{draft.public_id}/corriger/"
    kept = editing.receive(draft, corrected(draft), actor=secretary)
    new = f"/instances/documents/{kept.public_id}/corriger/"
    file = SimpleUploadedFile("pv.docx", corrected(draft, after="Autre."))
    sent = browser.post(address, {"file": file}, follow=True)
    for answer in (browser.get(address, follow=True), sent):
        assert answer.redirect_chain == [(new, 302)]
        assert "Voici la version actuelle" in answer.content.decode()
    assert latest(draft.meeting) == kept
    again = SimpleUploadedFile("pv.docx", corrected(draft, after="Autre."))
    assert browser.post(new, {"file": again}).status_code == 302
    assert latest(draft.meeting) != kept


def test_the_draft_goes_out_with_its_reserved_copy(confirmed, held, secretary):
    minutes = Minutes.unscoped.get(meeting=held)
    papers.queue(papers.of_minutes(held)[:1], "PV", actor=secretary)
    run()
    assert refused(MinutesLifecycle.move, minutes, "circulate_minutes", actor=secretary) == (
        "Le PV projet réservé n’est pas produit : produisez-le, relisez-le, diffusez-le."
    )
