"""A link is bound to a text (N9): refused with what changed, shown on the page of the new one."""

import io
from decimal import Decimal

import docx
import pytest
from django.test import Client
from django.urls import reverse

from circuits import links, signing
from common import outbox
from common.lifecycle import Refused
from conventions import services
from tests.circuits import acts


def texts(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def mailed(here):
    """An act in signature and the token of the mayor's mail."""
    act = acts.issued(here)
    step = acts.step_of(act, "authority")
    link, token = links.make_link(
        step,
        acts.task_of(step).mandate,
        envelope_id=act.envelope_id,
        text_hash=act.text_hash,
        sent_to="h…@personnel.example",
    )
    return act, link, token


def taken_up(act, here):
    services.reopen(
        acts.fresh(act),
        "reopen_text",
        actor=here.actor("juriste"),
        reason="tarif négocié",
        changes=["R15"],
    )
    return acts.fresh(act)


def issued_again(act, here):
    """The price is lower: no vote, no visa; the act is issued again."""
    manager = here.actor("chef-de-projet")
    services.revise(
        act,
        {"unit_price": Decimal("7.10")},
        actor=manager,
        seen_version=services.version(act),
    )
    services.submit(acts.fresh(act), actor=manager)
    services.settle_text(acts.rehearsal.answered(act), actor=manager)
    services.skip_councils(acts.fresh(act), actor=manager)
    return acts.issue(acts.fresh(act), here)


def reworded():
    """The Word side of the act issued again: one clause says more."""
    word = docx.Document()
    word.add_heading("Article 1. Objet", level=1)
    word.add_paragraph("La présente convention fixe les engagements et les moyens des parties.")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def test_the_clauses_that_changed_are_shown_word_by_word(here, mailed, monkeypatch):
    act, link, token = mailed
    visitor = Client()
    visitor.post(reverse("circuits:open_act", args=[token]), {"code": acts.code_for(link)})
    again = taken_up(act, here)
    monkeypatch.setattr(acts, "word_file", reworded)
    issued_again(again, here)
    refused = texts(visitor.get(reverse("circuits:sign", args=[token])))
    assert "a été modifié le 4 mai 2026 (article 1. Objet" in refused
    assert "<ins>" in refused
    assert "et les moyens" in refused
    assert "<ins>" in new_page(act)


def test_the_refusal_says_what_changed_and_the_new_page_shows_it(here, mailed, mailoutbox):
    act, link, token = mailed
    visitor = Client()
    visitor.post(reverse("circuits:open_act", args=[token]), {"code": acts.code_for(link)})
    old = reverse("circuits:sign", args=[token])
    again = taken_up(act, here)
    waiting = visitor.get(old)
    assert waiting.status_code == 409
    assert "le texte est repris depuis le 4 mai 2026" in texts(waiting)
    assert "La correction est en cours" in texts(waiting)
    issued_again(again, here)
    refused = visitor.get(old)
    assert refused.status_code == 409
    sentence = "le texte a été modifié le 4 mai 2026 (tarif par compte et par an"
    assert sentence in texts(refused)
    assert "9,87 → 7,10" in texts(refused), "this browser had opened the act"
    stranger = texts(Client().get(old))
    assert sentence in stranger
    assert "9,87" not in stranger, "nothing of the act before the code"
    for name in ("ask_code", "confirm", "refuse", "correct"):
        sent = visitor.post(reverse(f"circuits:{name}", args=[token]), {"reason": "x"})
        assert sent.status_code == 409, name
        assert sentence in texts(sent), name
    with pytest.raises(Refused, match="a été modifié"):
        signing.sign(link, code="123456", consent=acts.CONSENT, facts=acts.FACTS)

    mailoutbox.clear()
    outbox.send_due()
    (letter,) = [m for m in mailoutbox if m.subject.startswith("À signer") and "helene" in m.to[0]]
    assert "le texte a changé (tarif par compte et par an" in letter.body.replace("\u00a0", " ")
    page = new_page(act)
    assert "Ce qui a changé depuis l’exemplaire du 4 mai 2026" in page
    assert "9,87 → 7,10" in page
    assert "tarif négocié" in page


def new_page(act):
    """What the mayor reads with the link made for the copy issued again."""
    step = acts.step_of(act, "authority")
    link, token = links.make_link(
        step,
        acts.task_of(step).mandate,
        envelope_id=acts.fresh(act).envelope_id,
        text_hash=acts.fresh(act).text_hash,
        sent_to="h…@personnel.example",
    )
    visitor = Client()
    visitor.post(reverse("circuits:open_act", args=[token]), {"code": acts.code_for(link)})
    return texts(visitor.get(reverse("circuits:sign", args=[token])))


def test_who_never_saw_the_act_is_shown_no_change(here, mailed):
    act, _link, _token = mailed
    issued_again(taken_up(act, here), here)
    acts.sign(acts.step_of(act, "authority"))
    acts.sign(acts.step_of(act, "state"))
    step = acts.step_of(act, "syndicate")
    assert links.changed_since_seen(acts.link_for(step)) is None


def test_a_link_replaced_by_a_newer_one_does_not_speak_of_the_text(here, mailed):
    act, link, _token = mailed
    links.make_link(
        link.step,
        link.mandate,
        envelope_id=act.envelope_id,
        text_hash=act.text_hash,
        sent_to="h…@personnel.example",
    )
    link.refresh_from_db()
    assert "un lien plus récent" in links.state_refusal(link).sentence
