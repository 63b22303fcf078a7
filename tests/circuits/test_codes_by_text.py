"""The code by SMS: to the signatory's own mobile, retried, never written anywhere, told as such."""

import datetime as dt
import re
from urllib.parse import parse_qs

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from audit.actor import SYSTEM
from circuits.models import SigningCode
from common import clock, outbox, texting
from common.models import OutboxMessage
from demo import world
from demo.rehearsal import LINK
from documents.models import Signature
from governance.models import ContactChannel
from tests.circuits import acts
from tests.faults.conftest import read
from tests.plugins import gateway

MOBILE, MASKED = "01 99 00 47 40", "01 •• •• •• 40"
GSM = set(
    "@£$¥èéùìòÇØøÅåÄÖÑÜ§äöñüà ÉÆæß¡¿!\"#¤%&'()*+,-./0123456789:;<=>?\n"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)
"""Letters of one message of 160 (3GPP TS 23.038, table 6.2.1.1); others halve its length."""
CODE = re.compile(r"(\d{3}) (\d{3}) :")


@pytest.fixture
def operator(settings):
    with gateway.running() as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server


@pytest.fixture
def step(issued):
    """The mayor's signature; their sheet gives a mobile beside the personal address."""
    found = acts.step_of(issued, "authority")
    file_mobile(acts.task_of(found).mandate)
    return found


def file_mobile(mandate, number=MOBILE):
    world.file_sheet(mandate, mandate.sheets.get(current=True).email, number)


def words(operator):
    return parse_qs(operator.asked[-1][1])["text"][0]


def opened(step):
    """The link of the mail, in a browser where nobody is signed in."""
    with clock.at(acts.NOW + dt.timedelta(minutes=1)):  # the act of the file was issued since
        outbox.send_due()
    address = acts.task_of(step).mandate.sheets.get(current=True).email
    texts = [letter.body for letter in mail.outbox if letter.to == [address]]
    token = next(found for text in reversed(texts) if (found := LINK.search(text))).group(1)
    return Client(), lambda name: reverse(f"circuits:{name}", args=[token])


def test_signed_with_the_code_of_the_telephone(step, operator):
    browser, page = opened(step)
    landing = read(browser.get(page("sign")))
    assert f"Il sera envoyé à {MASKED} et vaut dix minutes" in landing
    browser.post(page("ask_code"))
    outbox.send_due()
    message = words(operator)
    assert parse_qs(operator.asked[-1][1])["to"] == ["+33199004740"]
    code = "".join(CODE.match(message).groups())
    assert f"Envoyé à {MASKED}" in read(browser.get(page("sign")))
    assert browser.post(page("open_act"), {"code": code}).status_code == 302
    boxes = {"read": "on", "process": "on", "code": code}
    assert browser.post(page("confirm"), boxes).status_code == 302
    evidence = Signature.objects.get().evidence["code"]
    assert evidence["channel"] == "mobile"
    assert evidence["sent_to"] == MASKED
    assert evidence["single_channel"] is False
    assert code not in everything()


def everything():
    """Every word of six digits that a table holds."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found |= set(re.findall(r"\b\d{6}\b", " ".join(map(str, row))))
    return found


def test_the_message_fits_one_text_and_names_the_act(step, operator, issued):
    browser, page = opened(step)
    browser.post(page("ask_code"))
    outbox.send_due()
    message = words(operator)
    assert len(message) <= texting.MOST, message
    assert set(message) <= GSM, set(message) - GSM
    assert issued.reference in message
    assert "signer/" not in message
    assert "Ne le donnez à personne" in message


def test_an_operator_that_is_down_is_told_and_tried_again(step, operator):
    browser, page = opened(step)
    operator.status = 503
    browser.post(page("ask_code"))
    outbox.send_due()
    text = read(browser.get(page("sign")))
    assert "Le SMS du code n’a pas encore pu partir. Rien n’est perdu" in text
    kept = OutboxMessage.objects.get(template="circuits.code")
    assert kept.error == (
        "L’opérateur de SMS n’a pas pris ce message (réponse 503). Si cela dure, prévenez "
        "l’administrateur."
    )
    operator.status = 200
    with clock.at(acts.NOW + dt.timedelta(minutes=3)):
        outbox.send_due()
        code = "".join(CODE.match(words(operator)).groups())
        assert browser.post(page("open_act"), {"code": code}).status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.subject) == ("sent", "Code de signature, par SMS")


def test_who_receives_no_text_asks_for_the_mail_instead(step, operator):
    browser, page = opened(step)
    browser.post(page("ask_code"))
    address = acts.task_of(step).mandate.sheets.get(current=True).email
    text = read(browser.get(page("sign")))
    assert f"Le recevoir plutôt à {address[0]}••••@" in text
    browser.post(page("ask_code"), {"channel": "email"})
    outbox.send_due()
    assert not operator.asked, "the first code, replaced, never leaves"
    assert [letter.to for letter in mail.outbox if "code" in letter.subject] == [[address]]
    code = _last(step)
    assert (code.channel, code.status) == ("email", "sent")


def _last(step):
    return SigningCode.unscoped.filter(link__step=step).latest("pk")


def test_a_mobile_that_somebody_else_uses_is_no_channel(step, operator, here):
    with acts.recording(SYSTEM):
        ContactChannel(
            kind="mobile",
            value="0199004740",
            scope="personal",
            person=here.people["secretaire"].person,
            starts_on=clock.today(),
        ).save()
    browser, page = opened(step)
    browser.post(page("ask_code"))
    assert _last(step).channel == "email", "the personal address still serves"


def test_without_an_operator_codes_go_by_mail(step, settings):
    settings.SMS_BACKEND = ""
    browser, page = opened(step)
    browser.post(page("ask_code"))
    assert _last(step).channel == "email"
    assert "Le recevoir plutôt" not in read(browser.get(page("sign")))
