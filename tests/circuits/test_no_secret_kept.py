"""Nobody but the signatory can use or see a link or a code (N16): neither is kept anywhere.

A convention is signed by its three signatories from their mails, on the pages. Then every column
of every table, every file, every line of log and every page that an administrator may read is
searched for what the mails held.
"""

import io
import logging
import re

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from common import outbox
from conventions.models import Status
from tests.circuits import acts

LINK = re.compile(r"/signer/([A-Za-z0-9_-]{20,})/")
CODE = re.compile(r"\b(\d{3})\s(\d{3})\b")
BOXES = {"read": "on", "process": "on"}


@pytest.fixture
def logs(caplog):
    """What the console is told, each request included."""
    caplog.set_level("INFO")
    (console,) = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    kept, console.stream = console.stream, io.StringIO()
    yield console.stream
    console.stream = kept


@pytest.fixture
def secrets(here, logs, settings, django_capture_on_commit_callbacks):
    """Tokens and codes read in the mails of three signatures; what was logged meanwhile."""
    act, found = acts.issued(here), {"tokens": set(), "codes": set()}
    while steps := acts.open_steps(act, "signature"):
        for step in steps:
            with django_capture_on_commit_callbacks(execute=True):
                _sign_from_mails(step, found)
    assert acts.fresh(act).status == Status.SIGNED
    outbox.send_due()
    found["logs"] = logs.getvalue()
    found["files"] = settings.VAR_DIR
    return found


def _sign_from_mails(step, found):
    address = acts.task_of(step).mandate.sheets.get(current=True).email
    browser = Client()
    outbox.send_due()
    token = _latest(LINK, address).group(1)
    assert browser.get(_page("sign", token)).status_code == 200
    browser.post(_page("ask_code", token))
    outbox.send_due()
    first = _latest(CODE, address)
    assert browser.post(_page("open_act", token), {"code": first.group()}).status_code == 302
    browser.post(_page("ask_code", token), BOXES)
    outbox.send_due()
    second = _latest(CODE, address)
    signed = browser.post(_page("confirm", token), {**BOXES, "code": second.group()})
    assert signed.status_code == 302, signed.content.decode()
    found["tokens"].add(token)
    found["codes"] |= {"".join(first.groups()), "".join(second.groups())}


def _page(name, token):
    return reverse(f"circuits:{name}", args=[token])


def _latest(pattern, address):
    texts = [each.body for each in mail.outbox if each.to == [address]]
    return next(found for text in reversed(texts) if (found := pattern.search(text)))


def _holds(text, secrets):
    """The tokens, and the codes as written, that stand in ``text``."""
    spaced = {f"{code[:3]} {code[3:]}" for code in secrets["codes"]}
    words = set(re.findall(r"\d{6,}", text))
    plain = text.replace("\u00a0", " ").replace("\u202f", " ")
    return [
        *(token for token in secrets["tokens"] if token in text),
        *(code for code in spaced if code in plain),
        *(code for code in secrets["codes"] if code in words),
    ]


def test_no_table_no_file_and_no_log_holds_a_link_or_a_code(secrets):
    assert len(secrets["tokens"]) == 3
    assert "/code/" in secrets["logs"], "the requests are logged"
    places = list(_columns()) + list(_files(secrets["files"])) + [("logs", secrets["logs"])]
    assert len(places) > 500
    assert [(where, found) for where, text in places if (found := _holds(text, secrets))] == []


def _columns():
    """Every row of every table, as the database gives it, sessions and jobs included; a cell a
    line, for two numbers side by side are no code."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, "\n".join(map(str, row))


def _files(folder):
    """Bytes read one for one; numbers inside compressed streams are no codes."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, re.sub(r"\d", "", path.read_bytes().decode("latin-1"))


def test_no_page_gives_an_administrator_a_link_or_a_code(here, secrets, client_as):
    seen = []
    for code in ("administration", "chef-de-projet", "juriste"):
        browser = client_as(here.actor(code))
        for route in _plain_routes():
            with transaction.atomic():
                answer = browser.get(reverse(route))
            text = answer.content.decode(errors="replace") if not answer.streaming else ""
            seen.append((code, route, _holds(text, secrets)))
    assert len(seen) > 60
    assert [each for each in seen if each[2]] == []


def _plain_routes():
    """Routes whose address needs nothing."""

    def walk(resolver, namespace=""):
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern, inner)
            elif pattern.name and not pattern.pattern.regex.groups:
                yield f"{namespace}{pattern.name}"

    return [route for route in walk(get_resolver()) if route != "account_logout"]
