"""What one act says and its model does not: shown, hashed, produced, read again."""

import io

import docx
import pytest
from django.urls import reverse

from audit.actor import SYSTEM
from audit.recording import recording
from circuits.models import Step
from common.lifecycle import NotYours, Refused
from conventions import content, guards, redline, services
from conventions.models import OwnWording
from conventions.services import NewWords
from documents import production, store, text
from documents.redline import wording
from tests.circuits import acts


def line(act, words):
    """The paragraph that holds these words, and its anchor."""
    found = text.blocks(content.marked(act, content.readable(act)))
    block = next(b for b in found if words in b.text)
    return wording.masked(block.cells[0][0]), wording.anchors(found)[id(block)]


def worded(here, act, old="trente jours", new="quarante jours"):
    return acts.reworded(act, old, new, actor=here.actor("chef-de-projet"))


@pytest.fixture
def reviewed(here):
    """Under review, nobody asked for a visa: the framework délibération covers the model."""
    return services.submit(acts.draft(here), actor=here.actor("chef-de-projet"))


def visas(act):
    steps = Step.unscoped.filter(circuit__kind=guards.VISAS_AGAIN, circuit__subject_id=act.pk)
    return sorted(steps.filter(status="open").values_list("offices__0", flat=True))


def test_the_model_with_its_values_has_no_difference(here, reviewed):
    assert redline.is_empty(reviewed)
    assert redline.compare(reviewed, redline.MODEL, redline.CURRENT).empty


def test_a_free_ground_is_a_difference(here):
    act = acts.draft(here)
    act.legal_ground, act.legal_ground_text = "other", "la convention de mandat du 3 mai"
    assert not redline.is_empty(act)
    found = redline.compare(act, redline.MODEL, redline.CURRENT)
    assert [article.title for article in found.articles] == [
        "Article\u00a010 – Dispositions financières"
    ]


def test_own_words_are_a_difference_and_another_text(here, reviewed):
    before = content.text_hash(reviewed, content.project_data(reviewed))
    worded(here, reviewed)
    found = redline.compare(reviewed, redline.MODEL, redline.CURRENT)
    assert (found.changed, found.added, found.removed) == (1, 0, 0)
    assert "quarante" in found.articles[0].html
    assert not redline.is_empty(reviewed)
    assert content.text_hash(reviewed, content.project_data(reviewed)) != before
    assert any("quarante jours" in section.html for section in content.reading(reviewed))


def test_own_words_ask_again_for_the_visas_of_the_model(here, reviewed):
    assert visas(reviewed) == []
    worded(here, reviewed)
    assert visas(reviewed) == ["dpo", "legal_officer"]
    acts.rehearsal.answered(reviewed)
    settled = services.settle_text(acts.fresh(reviewed), actor=here.actor("chef-de-projet"))
    assert not settled.matches_model


def test_the_text_is_not_settled_before_the_visas_on_the_new_text(here, reviewed):
    acts.rehearsal.answered(reviewed)
    worded(here, acts.fresh(reviewed))
    with pytest.raises(Refused, match="Le visa manque"):
        services.settle_text(acts.fresh(reviewed), actor=here.actor("chef-de-projet"))


def test_a_second_correction_asks_for_the_visas_once(here, reviewed):
    worded(here, reviewed)
    lawyer = next(s for s in acts.open_steps(reviewed, "visa") if s.offices[0] == "legal_officer")
    acts.rehearsal.services.complete(lawyer, actor=here.actor("juriste"), outcome="vu")
    worded(here, acts.fresh(reviewed), "quarante jours", "cinquante jours")
    assert visas(reviewed) == ["dpo", "legal_officer"]


def test_words_given_back_to_the_model_leave_no_difference(here, reviewed):
    row = worded(here, reviewed)
    services.unword(row, actor=here.actor("juriste"), reason="accord retrouvé")
    assert redline.is_empty(reviewed)


def test_words_on_which_others_rest_are_not_given_back(here, reviewed):
    first = worded(here, reviewed)
    worded(here, reviewed, "quarante jours", "cinquante jours")
    with pytest.raises(Refused, match="ne trouve plus sa place"):
        services.unword(first, actor=here.actor("juriste"), reason="essai")
    assert OwnWording.unscoped.filter(pk=first.pk).exists()


def test_only_the_owner_or_the_jurist_gives_back_words(here, reviewed):
    row = worded(here, reviewed)
    with pytest.raises(NotYours):
        services.unword(row, actor=here.actor("maire"), reason="essai")


def test_a_settled_text_takes_no_more_words(here):
    act = acts.settled(here)
    with pytest.raises(Refused, match="est arrêté"):
        worded(here, act)


def test_words_whose_place_went_stop_the_text(here, reviewed):
    """An option of the act is withdrawn: the clause that was reworded is not there any more."""
    _, anchor = line(reviewed, "Il peut prêter à l’école")
    operation = {"op": "edit", "at": anchor, "hunks": [[0, 2, "Le syndicat"]]}
    services.word(
        reviewed,
        [NewWords([operation], "Article 5", "Il", "Le syndicat")],
        origin="essai", reason="", actor=here.actor("chef-de-projet"),
    )  # fmt: skip
    asked = services.request_changes(
        acts.fresh(reviewed), actor=here.actor("juriste"), reason="prêt"
    )
    services.revise(
        asked, {"options": {"option_message_channel": True}},
        seen_version=services.version(asked), actor=here.actor("chef-de-projet"),
    )  # fmt: skip
    (refusal,) = redline.lost(acts.fresh(reviewed))
    assert "Article 5" in refusal.sentence


def test_the_page_says_what_differs_and_gives_it_as_word(here, reviewed, client_as):
    worded(here, reviewed)
    lawyer = client_as(here.actor("juriste"))
    page = lawyer.get(reverse("conventions:redline", args=[reviewed.public_id])).content.decode()
    page = page.replace("\u00a0", " ")
    assert "1 passage modifié" in page
    assert '<ins><span class="visually-hidden">[ajouté : </span>quarante' in page
    assert "délai trop court" in page
    unknown = reverse("conventions:redline", args=[reviewed.public_id])
    assert lawyer.get(unknown, {"de": "inconnue"}).status_code == 404
    answer = lawyer.get(reverse("conventions:redline_word", args=[reviewed.public_id]))
    word = docx.Document(io.BytesIO(answer.content))
    marks = [*word.element.iter("{*}ins"), *word.element.iter("{*}del")]
    assert {mark.get(docx.oxml.ns.qn("w:author")) for mark in marks} == {"Contreseing"}
    words = [each.text for mark in marks for each in mark.iter("{*}t", "{*}delText")]
    assert words == ["quarante", "trente"]


def test_the_page_says_that_nothing_differs(here, reviewed, client_as):
    lawyer = client_as(here.actor("juriste"))
    page = lawyer.get(reverse("conventions:redline", args=[reviewed.public_id])).content.decode()
    assert "Aucun écart" in page


def test_a_party_does_not_read_drafts_and_redlines(here, reviewed, client_as):
    mayor = client_as(here.actor("maire"))
    for name in ("redline", "redline_word"):
        assert (
            mayor.get(reverse(f"conventions:{name}", args=[reviewed.public_id])).status_code == 404
        )


def test_an_issued_act_says_its_own_words(here, reviewed):
    worded(here, reviewed)
    acts.rehearsal.answered(reviewed)
    act = services.settle_text(acts.fresh(reviewed), actor=here.actor("chef-de-projet"))
    filled = production.fill(act.model, content.issued_data(act).to_data(), content.words(act))
    assert filled.text_hash == act.text_hash
    assert any("quarante jours" in block.text for block in text.blocks(filled.docx))


def test_a_document_is_made_again_with_the_words_that_it_had(here, reviewed):
    """Later words of the act change nothing to it."""
    worded(here, reviewed)
    data, words = content.project_data(reviewed), content.words(reviewed)
    filled = production.fill(reviewed.model, data.to_data(), words)
    files = ((filled.docx, store.DOCX), (acts.blank_pdf(), store.PDF))
    with store.prepared(*files) as (word, pdf), recording(SYSTEM):
        made = production.keep(
            production.Produced(filled, word, pdf, 1),
            about=reviewed, model=reviewed.model, snapshot=data.to_snapshot(), words=words,
            title="Projet", purpose="draft", file_name="projet.pdf",
        )  # fmt: skip
    worded(here, reviewed, "quarante jours", "cinquante jours")
    made.refresh_from_db()
    again = production.fill(
        made.model, type(data).from_snapshot(made.snapshot).to_data(), made.words
    )
    assert again.docx == store.read(made.docx_sha256)
    found = redline.compare(acts.fresh(reviewed), str(made.public_id), redline.CURRENT)
    assert "cinquante" in found.articles[-1].html
    labels = [each.label for each in redline.versions(acts.fresh(reviewed))]
    assert labels[0].startswith("Modèle")
    assert labels[1].startswith("Projet du 4\u00a0mai 2026")
