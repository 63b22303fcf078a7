"""Minutes corrected by hand in Word: kept, compared, never written over silently."""

import datetime as dt
import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common import clock
from common.lifecycle import NotYours, Refused
from documents import store
from governance.committees import editing, minutes_signing, papers, writing
from governance.committees.minutes_lifecycle import MinutesLifecycle
from governance.committees.models import Minutes, MinutesItem, Paper
from governance.committees.models.papers import Copy, PaperKind
from tests.governance.committees.held import PRIVATE, confirmed, drafted, held, models, run
from tests.governance.committees.sittings import *  # noqa: F403
from tests.governance.committees.sittings import plain, words

__all__ = ["confirmed", "drafted", "held", "models"]

BEFORE, AFTER = "Débat : Charte des messages.", "Débat corrigé à la main."


@pytest.fixture
def draft(drafted, held):
    return papers.latest(held, PaperKind.MINUTES, Copy.SHARED)


def corrected(paper, before=BEFORE, after=AFTER):
    """The Word file with one sentence typed over, as the secretary saves it."""
    word = docx.Document(io.BytesIO(store.read(paper.document.docx_sha256)))
    [paragraph] = [p for p in word.paragraphs if before in plain(p.text)]
    paragraph.runs[0].text = after
    for run_ in paragraph.runs[1:]:
        run_.text = ""
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def refused(act, *args, **given):
    with pytest.raises(Refused) as found:
        act(*args, **given)
    return words(found)


def shown(redline):
    return plain(" ".join(str(each.html) for each in redline.articles))


def test_what_the_hand_changed_and_what_the_data_changed_are_shown(draft, secretary):
    kept = editing.receive(draft, corrected(draft), actor=secretary)
    assert kept.edited
    assert papers.latest(draft.meeting, PaperKind.MINUTES, Copy.SHARED) == kept
    assert store.read(draft.document.docx_sha256), "what the site made is kept"
    point = MinutesItem.unscoped.get(minutes__meeting=draft.meeting, title="Indicateurs")
    writing.save_text(actor=secretary, point=point, text="Nouveau débat.", version=0)
    found = editing.compare(kept, actor=secretary)
    assert "corrigé à la main" in shown(found.lost)
    assert "Nouveau" in shown(found.changed)
    assert "Nouveau" not in shown(found.lost)


def test_making_it_again_is_asked_for_with_the_loss_in_sight(draft, secretary, mayor):
    kept = editing.receive(draft, corrected(draft), actor=secretary)
    minutes = Minutes.unscoped.get(meeting=draft.meeting)
    assert "a été corrigé à la main" in refused(writing.produce, actor=secretary, minutes=minutes)
    again = editing.make_again
    seen = kept.document.docx_sha256
    with pytest.raises(NotYours):
        again(kept, seen=seen, accepts=True, actor=mayor)
    assert "Cochez la case" in refused(again, kept, seen=seen, accepts=False, actor=secretary)
    assert "a changé depuis l’ouverture" in refused(
        again, kept, seen="0" * 64, accepts=True, actor=secretary
    )
    again(kept, seen=seen, accepts=True, actor=secretary)
    run()
    assert not papers.latest(draft.meeting, PaperKind.MINUTES, Copy.SHARED).edited
    assert Paper.unscoped.filter(pk=kept.pk, edited=True).exists(), "the hand’s file stays"


def test_a_file_that_is_not_this_text_or_names_a_private_point_is_refused(draft, secretary):
    receive = editing.receive
    other = docx.Document()
    other.add_paragraph("Une lettre.")
    out = io.BytesIO()
    other.save(out)
    assert "Ce fichier n’est pas ce document" in refused(
        receive, draft, out.getvalue(), actor=secretary
    )
    same = store.read(draft.document.docx_sha256)
    assert "ne change rien" in refused(receive, draft, same, actor=secretary)
    assert "Le point H1 est à huis clos" in refused(
        receive, draft, corrected(draft, after=f"On parle de {PRIVATE}."), actor=secretary
    )
    receive(draft, corrected(draft), actor=secretary)
    assert "Voici la version actuelle" in refused(
        receive, draft, corrected(draft, after="Autre."), actor=secretary
    )


def test_corrections_of_the_draft_are_carried_before_the_signatures(draft, secretary, dasen):
    editing.receive(draft, corrected(draft), actor=secretary)
    minutes = MinutesLifecycle.move(
        Minutes.unscoped.get(meeting=draft.meeting), "circulate_minutes", actor=secretary
    )
    with clock.at(clock.now() + dt.timedelta(days=16)):
        minutes = MinutesLifecycle.move(minutes, "approve_minutes", actor=dasen)
        run()
        assert "avait été corrigé à la main" in refused(
            minutes_signing.ask_seal, actor=secretary, minutes=minutes
        )
        now = papers.latest(draft.meeting, PaperKind.MINUTES, Copy.SHARED)
        assert "corrigé à la main" in shown(editing.compare(now, actor=secretary).lost)
        editing.receive(now, corrected(now), actor=secretary)
        assert minutes_signing.ask_seal(actor=secretary, minutes=minutes)


def test_the_page_shows_both_and_takes_the_file(draft, secretary, mayor, client_as):
    browser = client_as(secretary)
    address = f"/instances/documents/{draft.public_id}/corriger/"
    assert client_as(mayor).get(address).status_code == 404
    assert "Les données sont celles du document." in browser.get(address).content.decode()
    assert browser.post(address, {}).status_code == 422
    file = SimpleUploadedFile("pv.docx", corrected(draft))
    answer = browser.post(address, {"file": file}, follow=True)
    assert "corrigé à la main" in plain(answer.content.decode())
    kept = papers.latest(draft.meeting, PaperKind.MINUTES, Copy.SHARED)
    address = f"/instances/documents/{kept.public_id}/corriger/"
    given = {"seen": kept.document.docx_sha256}
    assert browser.post(address, given).status_code == 409
    assert browser.post(address, {**given, "accepts": "oui"}).status_code == 302
