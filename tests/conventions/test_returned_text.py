"""A party sends the Word file back: what is accepted enters the act, what is refused is told."""

import io

import docx
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common import outbox
from common.lifecycle import NotYours, Refused
from conventions import content, redline, returning, services
from conventions.models import ReturnedChange, ReturnedText
from conventions.returns_lifecycle import ChangeLifecycle
from documents import store, text
from tests.circuits import acts
from tests.documents import hostile
from tests.documents.reviewer import Reviewer


@pytest.fixture
def reviewed(here):
    return services.submit(acts.draft(here), actor=here.actor("chef-de-projet"))


@pytest.fixture
def corrected(reviewed):
    """Three corrections: two that may enter the text, a comment."""
    reviewer = Reviewer(returning.working_word(reviewed))
    reviewer.replace("trente jours, puis", "quarante jours, puis")
    reviewer.remove_paragraph("13.2 Un bilan est présenté")
    reviewer.comment("11.2 Les résultats", "Pourquoi ce seuil ?")
    return reviewer.saved()


def handed(here, act, file, *, who="maire", body=None):
    commune = act.parties.get(role="authority").institution
    with store.prepared((file, store.DOCX)) as (kept,):
        return services.receive_text(
            act, file=kept, content=file, file_name="relu.docx",
            institution=body or commune, actor=here.actor(who),
        )  # fmt: skip


def decide(here, returned, **decisions):
    """Each change by its kind: the reason of a refusal, or nothing to accept it."""
    for kind, reason in decisions.items():
        change = returned.changes.get(kind=kind)
        verb = "refuse" if reason else "accept"
        ChangeLifecycle.move(change, verb, actor=here.actor("juriste"), reason=reason)


def words(act):
    return [b.text for b in text.blocks(content.marked(act, content.readable(act)))]


def test_the_changes_accepted_enter_the_text_and_no_other(here, reviewed, corrected):
    returned = handed(here, reviewed, corrected)
    assert [c.kind for c in returned.changes.all()] == ["clause_deleted", "replaced", "note"]
    decide(here, returned, replaced="", clause_deleted="le bilan est dû", note="")
    services.take_up(returned, actor=here.actor("juriste"))
    said = words(reviewed)
    assert any("quarante jours, puis" in line for line in said)
    assert any(line.startswith("13.2 Un bilan") for line in said)
    assert not redline.is_empty(reviewed)
    remark = reviewed.remarks.get()
    assert (remark.text, remark.author) == ("Pourquoi ce seuil ?", "Me Claire Avocate")


def test_visas_are_asked_again_and_the_author_reads_the_refusals(here, reviewed, corrected):
    acts.rehearsal.answered(reviewed)
    returned = handed(here, acts.fresh(reviewed), corrected)
    decide(here, returned, replaced="", clause_deleted="le bilan est dû", note="hors sujet")
    outbox.send_due()
    mail.outbox.clear()
    services.take_up(returned, actor=here.actor("chef-de-projet"))
    outbox.send_due()
    assert {step.offices[0] for step in acts.open_steps(reviewed, "visa")} == {
        "legal_officer",
        "dpo",
    }
    told = next(m for m in mail.outbox if "Vos corrections sont examinées" in m.subject)
    assert "le bilan est dû" in told.body
    assert any("Le texte a changé" in each.subject for each in mail.outbox)


def test_nothing_is_taken_up_before_each_change_is_decided(here, reviewed, corrected):
    returned = handed(here, reviewed, corrected)
    decide(here, returned, replaced="")
    with pytest.raises(Refused, match="2 modifications restent"):
        services.take_up(returned, actor=here.actor("juriste"))
    assert not reviewed.own_words.exists()


def test_the_text_is_not_settled_with_a_version_to_examine(here, reviewed, corrected):
    handed(here, reviewed, corrected)
    acts.rehearsal.answered(reviewed)
    with pytest.raises(Refused, match="n’est pas examinée"):
        services.settle_text(acts.fresh(reviewed), actor=here.actor("chef-de-projet"))


def test_a_refusal_needs_its_reason(here, reviewed, corrected):
    change = handed(here, reviewed, corrected).changes.first()
    with pytest.raises(Refused, match="Indiquez le motif"):
        ChangeLifecycle.move(change, "refuse", actor=here.actor("juriste"))


def test_a_party_does_not_decide_of_its_own_corrections(here, reviewed, corrected):
    change = handed(here, reviewed, corrected).changes.first()
    with pytest.raises(NotYours):
        ChangeLifecycle.move(change, "accept", actor=here.actor("maire"))


def test_a_value_of_the_act_is_refused_entry_with_a_sentence(here, reviewed):
    reviewer = Reviewer(returning.working_word(reviewed))
    reviewer.replace("9,87", "9,00", inside="10.3 Tarif")
    (change,) = handed(here, reviewed, reviewer.saved()).changes.all()
    assert change.kind == ReturnedChange.Kind.VALUE
    with pytest.raises(Refused, match="Cette valeur vient du dossier"):
        ChangeLifecycle.move(change, "accept", actor=here.actor("juriste"))


def test_a_second_version_of_the_same_text_is_not_lost_silently(here, reviewed, corrected):
    """Two parties correct one paragraph: the second correction has no place any more."""
    first, second = handed(here, reviewed, corrected), handed(here, reviewed, corrected)
    for returned in (first, second):
        decide(here, returned, replaced="", clause_deleted="non", note="non")
    services.take_up(first, actor=here.actor("juriste"))
    with pytest.raises(Refused, match="ne trouve plus sa place"):
        services.take_up(second, actor=here.actor("juriste"))
    assert reviewed.own_words.count() == 1


def test_another_acts_file_is_refused(here, reviewed, corrected):
    other = services.submit(acts.draft(here), actor=here.actor("chef-de-projet"))
    with pytest.raises(Refused, match="Déposez-le dans son propre dossier"):
        handed(here, other, corrected)


def test_a_file_of_an_earlier_text_is_refused(here, reviewed, corrected):
    acts.reworded(reviewed, "soixante jours", "dix jours", actor=here.actor("chef-de-projet"))
    with pytest.raises(Refused, match="version antérieure"):
        handed(here, reviewed, corrected)


def test_a_foreign_file_and_an_unchanged_one_are_refused(here, reviewed):
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(Refused, match="n’est pas le texte envoyé"):
        handed(here, reviewed, out.getvalue())
    with pytest.raises(Refused, match="ne change rien"):
        handed(here, reviewed, returning.working_word(reviewed))


def test_a_file_that_reaches_out_is_refused(here, reviewed):
    with pytest.raises(Refused, match="Le document contient un modèle attaché"):
        handed(here, reviewed, hostile.document("remote_template_http", "http://127.0.0.1:9/x", ""))
    assert not ReturnedText.unscoped.exists()


def test_only_a_party_or_the_syndicate_hands_corrections_in(here, reviewed, corrected):
    with pytest.raises(NotYours):
        handed(here, reviewed, corrected, who="dasen", body=here.syndicate)
    assert not ReturnedText.unscoped.exists()


def test_the_lawyer_of_a_commune_does_it_all_on_the_pages(here, reviewed, corrected, client_as):
    mayor, jurist = client_as(here.actor("maire")), client_as(here.actor("juriste"))
    word = mayor.get(reverse("conventions:working_word", args=[reviewed.public_id]))
    assert docx.Document(io.BytesIO(word.content)).paragraphs
    page = reverse("conventions:return_text", args=[reviewed.public_id])
    body = reviewed.parties.get(role="authority").institution.public_id
    answer = mayor.post(page, {"institution": body, "file": SimpleUploadedFile("x.docx", b"MZ")})
    assert answer.status_code == 422
    assert "Word (.docx) attendu" in answer.content.decode()
    sent = {"institution": body, "file": SimpleUploadedFile("relu.docx", corrected)}
    answer = mayor.post(page, sent)
    returned = reviewed.returns.get()
    assert answer.url == reverse(
        "conventions:returned", args=[reviewed.public_id, returned.public_id]
    )
    assert "À décider" in mayor.get(answer.url).content.decode()
    refused = jurist.post(f"{answer.url}1/", {"decision": "refuse", "reason": ""})
    assert refused.status_code == 409
    assert "Indiquez le motif" in refused.content.decode()
    for number, decision in ((1, "refuse"), (2, "accept"), (3, "accept")):
        done = jurist.post(f"{answer.url}{number}/", {"decision": decision, "reason": "vu"})
        assert done.status_code == 302
    assert jurist.post(f"{answer.url}reporter/").status_code == 302
    assert "Acceptée" in mayor.get(answer.url).content.decode()
    assert jurist.post(f"{answer.url}2/", {"decision": "refuse", "reason": "x"}).status_code == 409
    history = jurist.get(reviewed.get_absolute_url()).content.decode()
    assert "a reporté les modifications acceptées" in history
