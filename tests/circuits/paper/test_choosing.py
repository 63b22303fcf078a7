"""Choose paper and print: by the signatory, their secretary, an agent; nobody else."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from circuits.paper import choosing
from common import jobs, outbox
from common.lifecycle import NotYours, Refused
from common.models import Job
from conventions import letters
from documents.models import Document, Slot
from documents.pdf import pages
from documents.pdf.errors import PdfRefused
from governance import acting
from tests.circuits import acts
from tests.documents.paper import papers


@pytest.fixture
def act(issued):
    return issued


@pytest.fixture
def converter(monkeypatch):
    """LibreOffice replaced by a page that holds what was asked; gives what the letter said."""
    said = []

    def to_pdfa(docx, *, expected_text):
        from documents import text

        said.append("\n".join(block.text for block in text.blocks(docx)))
        return papers.plain(f"Lettre {expected_text}", 1)

    monkeypatch.setattr(letters.production.conversion, "to_pdfa", to_pdfa)
    return said


def browser(here, who):
    client = Client()
    client.force_login(here.people[who].person.user)
    return client


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def slot_of(act, party="authority"):
    return Slot.unscoped.get(envelope=act.envelope, key=party)


def made():
    return jobs.run(Job.objects.filter(kind=letters.JOB).latest("pk").pk)


def url(name, step):
    return reverse(f"circuits:{name}", args=[step.public_id])


def test_the_signatory_chooses_paper_and_prints_letter_and_act(act, here, converter):
    step = acts.step_of(act, "authority")
    client = browser(here, "maire")
    client.post(url("open_act", step))
    said = words(client.post(url("choose_mode", step), {"mode": "choose_paper"}, follow=True))
    slot = slot_of(act)
    assert slot.paper_reference in said
    assert "La lettre est en cours de production" in said
    assert pages.count(client.get(url("printed", step)).content) == 1
    assert made().state == Job.State.DONE
    assert "Imprimer la lettre et l’exemplaire" in words(client.get(url("sign", step)))
    answer = client.get(url("printed", step))
    assert f"{slot.paper_reference}-a-signer" in answer["Content-Disposition"]
    assert pages.count(answer.content) == 2
    assert f"Lettre {slot.paper_reference}" in pages.text(answer.content, 1)
    outbox.send_due()
    assert not [each for each in mail.outbox if "papier" in each.subject]


def test_the_letter_says_what_to_do_and_before_when(act, here, converter):
    step = acts.step_of(act, "authority")
    choosing.choose(step, slot_of(act), actor=here.actor("maire"))
    made()
    [letter] = converter
    letter = letter.replace("\u00a0", " ")
    assert "Madame la Maire" in letter
    assert slot_of(act).paper_reference in letter
    assert "La délibération est exécutoire depuis le" in letter
    assert "Ne signez pas encore" not in letter
    assert f"{step.due_on.day}" in letter
    kept = Document.unscoped.get(kind="lettre")
    assert kept.snapshot["recipient_name"] == "Mme Hélène Dumont"


def test_the_letter_warns_while_the_vote_is_not_enforceable(act, here, converter, monkeypatch):
    from common.lifecycle import Refusal
    from conventions.docdata.builders import letter as builder

    early = Refusal("La délibération n’est pas encore exécutoire.")
    monkeypatch.setattr(builder.enforceability, "refusal", lambda vote, at: early)
    choosing.choose(acts.step_of(act, "authority"), slot_of(act), actor=here.actor("maire"))
    made()
    assert "Ne signez pas encore." in converter[0]
    assert "vous pouvez signer" not in converter[0]


def test_the_state_signs_without_a_vote_and_is_not_told_of_one(act, here, converter):
    slot = slot_of(act, "state")
    choosing.choose(acts.step_of(act, "state"), slot, actor=here.actor("chef-de-projet"))
    made()
    assert "délibération" not in converter[0]


def test_the_secretary_chooses_for_the_mayor_who_is_told(act, here, converter):
    step = acts.step_of(act, "authority")
    client = browser(here, "secretaire")
    page = url("paper_for", step)
    assert "Choisir le papier" in words(client.get(page))
    outbox.send_due()
    mail.outbox.clear()
    said = words(client.post(page, {"verb": "choose_paper"}, follow=True))
    assert slot_of(act).paper_reference in said
    made()
    assert pages.count(client.get(url("printed_for", step)).content) == 2
    assert page in words(client.get(reverse("desk:inbox")))
    outbox.send_due()
    [told] = [each for each in mail.outbox if "Signature sur papier" in each.subject]
    assert "a choisi pour vous la signature sur papier" in told.body
    assert "/signer/" not in told.body


def test_an_agent_chooses_and_comes_back_on_it(act, here, converter):
    step = acts.step_of(act, "authority")
    client = browser(here, "juriste")
    assert url("paper_for", step) in words(client.get(act.get_absolute_url()))
    client.post(url("paper_for", step), {"verb": "choose_paper"})
    assert slot_of(act).status == Slot.Status.AWAITING_RETURN
    client.post(url("paper_for", step), {"verb": "change_mode"})
    assert slot_of(act).status == Slot.Status.EMPTY
    answer = client.get(url("printed_for", step))
    assert answer.status_code == 409
    assert "choisissez d’abord le papier" in words(answer)


@pytest.mark.parametrize("who", ["maire", "inspectrice", "president", "dpo", "comptable"])
def test_nobody_else_finds_the_page(act, here, who):
    step = acts.step_of(act, "authority")
    if who not in here.people:
        pytest.skip("nobody of that name in the invented world")
    for name in ("paper_for", "printed_for"):
        assert browser(here, who).get(url(name, step)).status_code == 404


def test_the_secretary_of_another_body_does_not_choose(act, here):
    step = acts.step_of(act, "state")
    assert browser(here, "secretaire").get(url("paper_for", step)).status_code == 404
    with pytest.raises(NotYours):
        choosing.choose(step, slot_of(act, "state"), actor=here.actor("secretaire"))


def test_a_letter_that_fails_is_said_and_asked_again(act, here, converter, monkeypatch):
    step = acts.step_of(act, "authority")
    right = letters.production.conversion.to_pdfa

    def hung(*given, **more):
        raise PdfRefused("LibreOffice ne répond pas.")

    monkeypatch.setattr(letters.production.conversion, "to_pdfa", hung)
    client = browser(here, "secretaire")
    client.post(url("paper_for", step), {"verb": "choose_paper"})
    assert made().state == Job.State.FAILED
    said = words(client.get(url("paper_for", step)))
    assert "La lettre n’a pas été produite. La production a échoué" in said
    assert pages.count(client.get(url("printed_for", step)).content) == 1
    monkeypatch.setattr(letters.production.conversion, "to_pdfa", right)
    client.post(url("paper_for", step), {"verb": "letter"})
    assert made().state == Job.State.DONE
    assert "La lettre n’a pas" not in words(client.get(url("paper_for", step)))


def test_paper_is_not_chosen_twice_nor_over_a_certificate(act, here, converter):
    step = acts.step_of(act, "authority")
    choosing.choose(step, slot_of(act), actor=here.actor("maire"))
    with pytest.raises(Refused):
        choosing.choose(step, slot_of(act), actor=here.actor("secretaire"))
    assert Job.objects.filter(kind=letters.JOB).count() == 1


def test_another_person_of_the_act_cannot_print(act, here):
    step = acts.step_of(act, "authority")
    actor = acting.actor_of(acts.task_of(acts.step_of(act, "state")).mandate)
    assert choosing.find(step.public_id, actor) is None
