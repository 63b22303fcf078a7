"""The signatory's pages as somebody reads them: nothing before the code, nothing typed is lost."""

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from circuits import links
from common import clock, french
from common.lifecycle import Refusal
from conventions.models import Status
from tests.circuits import acts

LONG = "x" * 60_000
HOSTILE = ["", " ", "\x00", "a\x00b", LONG, "😀" * 40, "<script>alert(1)</script>", "٣٣٣٣٣٣", "-1"]
BOXES = {"read": "on", "process": "on"}


@pytest.fixture
def act(issued):
    return issued


@pytest.fixture
def mailed(act):
    """The link of the mayor's mail, and the token that only the mail holds."""
    step = acts.step_of(act, "authority")
    return links.make_link(
        step,
        acts.task_of(step).mandate,
        envelope_id=act.envelope_id,
        text_hash=act.text_hash,
        sent_to="h…@personnel.example",
    )


@pytest.fixture
def opened(mailed):
    """A browser where the mayor has opened the act with a first code."""
    link, token = mailed
    client = Client()
    client.post(page("open_act", token), {"code": acts.code_for(link)})
    return client


def page(name, token):
    return reverse(f"circuits:{name}", args=[token])


def test_the_consent_says_when_the_process_was_accepted_and_leads_to_its_notice(
    act, opened, mailed
):
    link, token = mailed
    sheet = link.mandate.sheets.get(current=True)
    shown = opened.get(page("sign", token)).content.decode().replace("\u00a0", " ")
    day = french.date_fr(sheet.signed_on).replace("\u00a0", " ")
    assert f"que vous avez accepté le {day}." in shown
    assert reverse("circuits:notice") in shown
    assert "vaut 10 minutes" in Client().get(reverse("circuits:notice")).content.decode()


def signatures(act):
    return act.envelope.slots.filter(status="accepted").count()


def each(values):
    """One value after the other, the database given back as it was after each."""
    for value in values:
        with transaction.atomic():
            yield value
            transaction.set_rollback(True)


def words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


# --- opening the act ---------------------------------------------------------------------------
def test_the_link_of_a_mail_shows_nothing_of_the_act_before_the_code(act, mailed):
    _, token = mailed
    said = words(Client().get(page("sign", token)))
    assert "Un acte attend votre signature" in said
    assert "Recevoir mon code" in said
    assert act.title not in said
    assert act.reference not in said


def test_once_a_code_is_sent_its_box_comes_first_and_another_can_be_asked(mailed):
    link, token = mailed
    acts.code_for(link)
    said = words(Client().get(page("sign", token)))
    assert said.index("Saisir le code reçu") < said.index("Le code n’est pas arrivé ?")
    assert "@personnel.example ; il vaut dix minutes." in said


def test_the_code_opens_the_act_with_its_figures_and_its_text(act, mailed, opened):
    _, token = mailed
    said = words(opened.get(page("sign", token)))
    assert f"Signer : {act.title}" in said
    assert "1 243,62 €" in said
    assert "par an, pour 126 comptes, hors du champ de la TVA" in said
    assert "3 ans" in said
    assert "Article 1. Objet" in said
    assert "Votre signature, donnée au nom de la commune, l’engage dès à présent" in said


def test_a_code_that_is_none_is_refused_with_what_was_expected(mailed):
    link, token = mailed
    acts.code_for(link)
    for typed in each([*HOSTILE, "12345", "1234567", "abcdef"]):
        answer = Client().post(page("open_act", token), {"code": typed})
        assert answer.status_code in (409, 422), typed[:20]
        said = words(answer)
        assert "six chiffres" in said or "Code inexact" in said or "nul" in said, typed[:20]
    assert Client().post(page("open_act", token)).status_code == 422


def test_a_wrong_code_says_how_many_tries_are_left(mailed):
    link, token = mailed
    acts.code_for(link, "111111")
    answer = Client().post(page("open_act", token), {"code": "222222"})
    assert answer.status_code == 409
    assert "Code inexact. Il vous reste 4 essais." in words(answer)


def test_an_unknown_link_is_a_page_not_found(here):
    for token in ["a", "a" * 43, "x" * 900, "😀", "%00", "1 OR 1=1"]:
        answer = Client().get(page("sign", token))
        assert answer.status_code == 404, token[:20]
        assert "Page introuvable" in words(answer)


def test_any_page_number_shows_a_page(mailed, opened):
    _, token = mailed
    for number in ["0", "-1", "abc", "99999999999999999999", "2", "\x00"]:
        answer = opened.get(page("sign", token), {"page": number})
        assert answer.status_code == 200, number
        assert "Page 1 sur 1" in words(answer)


# --- signing -----------------------------------------------------------------------------------
def test_the_code_that_opened_the_act_is_said_to_sign_it_too(mailed, opened):
    _, token = mailed
    before = words(Client().get(page("sign", token)))
    assert "le même vous sera demandé pour signer" in before
    said = words(opened.get(page("sign", token)))
    assert "Le code qui a ouvert l’acte sert aussi à le signer" in said
    assert "L’exemplaire signé vous sera adressé dès la dernière signature" in said
    assert "aussitôt" not in said


def test_asking_for_the_code_keeps_the_boxes_and_reproaches_nothing(mailed, opened):
    _, token = mailed
    said = words(opened.post(page("ask_code", token), {"read": "on"}))
    assert "à corriger" not in said
    assert 'id="id_read" checked' in said
    assert 'id="id_process" checked' not in said


@pytest.mark.parametrize("missing", ["read", "process"])
def test_without_both_boxes_nothing_is_signed_and_the_other_stays(act, mailed, opened, missing):
    link, token = mailed
    typed = {**BOXES, "code": acts.code_for(link)}
    del typed[missing]
    answer = opened.post(page("confirm", token), typed)
    assert answer.status_code == 422
    said = words(answer)
    why = {
        "read": "Cochez cette case quand vous avez pu lire l’acte.",
        "process": "Cochez cette case, ou choisissez votre certificat ou le papier.",
    }
    assert said.count(why[missing]) == 2  # in the summary, and beside its box
    assert f'aria-describedby="id_{missing}_error"' in said
    other = "process" if missing == "read" else "read"
    assert f'id="id_{other}" checked' in said
    assert signatures(act) == 0


def test_signing_says_when_and_what_comes_next_and_a_second_click_signs_nothing_more(
    act, mailed, opened
):
    link, token = mailed
    typed = {**BOXES, "code": acts.code_for(link)}
    answer = opened.post(page("confirm", token), typed, follow=True)
    said = words(answer)
    assert "Votre signature est enregistrée" in said
    assert "Signée le 4 mai 2026 à 10 h" in said
    assert act.reference in said
    again = opened.post(page("confirm", token), typed, follow=True)
    assert "Votre signature est enregistrée" in words(again)
    used = words(opened.get(page("sign", token), follow=True))
    assert "Ce lien a déjà servi le 4 mai 2026 à 10 h." in used
    assert "prévenez sans délai le syndicat au 0" in used
    assert signatures(act) == 1


def test_a_link_out_of_date_says_its_last_day_and_offers_another(mailed):
    link, token = mailed
    with clock.at(link.expires_at + dt.timedelta(hours=1)):
        said = words(Client().get(page("sign", token)))
    refused = links.state_refusal(link)
    assert refused is None or isinstance(refused, Refusal)
    assert "Ce lien a expiré le" in said
    assert "2026. Recevez un nouveau lien à l’adresse enregistrée" in said
    assert "Recevoir un nouveau lien" in said


def test_paper_is_chosen_and_left_on_the_same_page(mailed, opened):
    _, token = mailed
    said = words(opened.post(page("choose_mode", token), {"mode": "choose_paper"}, follow=True))
    assert "Vous avez choisi de signer sur papier." in said
    said = words(opened.post(page("choose_mode", token), {"mode": "change_mode"}, follow=True))
    assert "Signer sur papier" in said
    assert "Vous avez choisi" not in said


def test_a_way_to_sign_that_does_not_exist_is_not_found(mailed, opened):
    _, token = mailed
    for mode in ["", "sign", "\x00", LONG]:
        assert opened.post(page("choose_mode", token), {"mode": mode}).status_code == 404


# --- refusing, asking for a correction -----------------------------------------------------------
def test_a_refusal_without_its_words_keeps_the_ground_that_was_chosen(act, mailed, opened):
    _, token = mailed
    answer = opened.post(page("refuse", token), {"category": "budget"})
    assert answer.status_code == 422
    said = words(answer)
    assert "Indiquez le motif : il figurera dans l’historique." in said
    assert 'value="budget"' in said
    assert said.count(" checked") == 1
    assert acts.fresh(act).status == Status.AWAITING_SIGNATURE


def test_a_refusal_ends_the_circuit_once(act, mailed, opened):
    _, token = mailed
    typed = {"category": "budget", "reason": "Le budget ne le permet pas."}
    said = words(opened.post(page("refuse", token), typed))
    assert "Votre refus est enregistré" in said
    assert acts.fresh(act).status == Status.REFUSED
    assert opened.post(page("refuse", token), typed).status_code == 409


def test_a_correction_asked_sends_the_act_back(act, mailed, opened):
    _, token = mailed
    typed = {"article": "annexe 5", "reason": "La date de formation est passée."}
    said = words(opened.post(page("correct", token), typed))
    assert "Votre demande de correction est envoyée" in said
    assert acts.fresh(act).status != Status.AWAITING_SIGNATURE


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("refuse", {"category": "budget", "reason": "Trop cher."}, "refus"),
        ("correct", {"article": "article 6", "reason": "Une date."}, "correction"),
    ],
)
def test_no_words_break_the_page(mailed, opened, name, given, said):
    _, token = mailed
    for field, typed in each([(field, typed) for field in given for typed in HOSTILE]):
        answer = opened.post(page(name, token), given | {field: typed})
        assert answer.status_code in (200, 422), (field, typed[:20])
        assert said in words(answer).lower()
