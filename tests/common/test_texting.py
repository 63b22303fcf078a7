"""A text message handed to the operator of the settings, in the form that this one wants."""

import json
from urllib.parse import parse_qs

import pytest

from common import texting
from tests.plugins import gateway

NUMBER, WORDS = "0612345640", "482 913 : votre code à donner à personne"


@pytest.fixture
def operator(settings):
    with gateway.running() as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server


def test_two_fields_of_a_form_by_default(operator):
    texting.send(NUMBER, WORDS)
    ((headers, body),) = operator.asked
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body) == {"to": ["+33612345640"], "text": [WORDS]}
    assert "Authorization" not in headers


def test_json_with_a_list_of_numbers_fixed_fields_and_an_account(operator, settings):
    settings.SMS_BODY, settings.SMS_NUMBER = "json", "plain"
    settings.SMS_FIELD_TO, settings.SMS_FIELD_TEXT = "recipients[]", "message"
    settings.SMS_FIELDS = {"from": "SYNDICAT"}
    settings.SMS_HEADERS = {"X-Api-Key": "clef"}
    settings.SMS_USER, settings.SMS_PASSWORD = "Aladdin", "open sesame"
    texting.send(NUMBER, WORDS)
    ((headers, body),) = operator.asked
    assert json.loads(body) == {"recipients": ["33612345640"], "message": WORDS, "from": "SYNDICAT"}
    assert headers["X-Api-Key"] == "clef"
    assert headers["Authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="  # RFC 7617


@pytest.mark.parametrize(
    ("number", "form", "kept"),
    [
        ("0612345640", "international", "+33612345640"),
        ("0692123456", "international", "+262692123456"),
        ("0690123456", "plain", "590690123456"),
        ("0639123456", "plain", "262639123456"),
        ("06 12 34 56 40", "national", "0612345640"),
    ],
)
def test_numbers_as_each_operator_writes_them(number, form, kept):
    assert texting.written(number, form) == kept


def test_a_refusal_says_why_without_the_message_nor_the_number(operator, settings, caplog):
    caplog.set_level("DEBUG")
    settings.SMS_PASSWORD, settings.SMS_USER = "motdepasse", "compte"
    operator.status = 402
    with pytest.raises(texting.NotSent, match=r"n’a pas pris ce message \(réponse 402\)") as said:
        texting.send(NUMBER, WORDS)
    operator.status, settings.SMS_SUCCESS = 200, '"ok"'
    with pytest.raises(texting.NotSent, match="a répondu sans accepter"):
        texting.send(NUMBER, WORDS)
    operator.answer = '{"status": "ok"}'
    texting.send(NUMBER, WORDS)
    told = caplog.text + str(said.value) + str(said.value.__cause__)
    assert not [word for word in ("482", NUMBER[-6:], "motdepasse") if word in told]


def test_nobody_answers(settings):
    settings.SMS_BACKEND, settings.SMS_URL = "common.texting.gateway", "http://127.0.0.1:9/"
    with pytest.raises(texting.NotSent, match="ne répond pas"):
        texting.send(NUMBER, WORDS)


def test_without_an_operator_it_says_what_is_missing(settings):
    settings.SMS_BACKEND = ""
    assert not texting.available()
    with pytest.raises(texting.NotSent, match="SMS_URL"):
        texting.send(NUMBER, WORDS)
