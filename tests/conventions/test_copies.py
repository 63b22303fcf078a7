"""Whoever signed without an account receives a personal, dated link to the signed copy."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from common import clock, outbox
from conventions import copies
from conventions.evidence import making, readers
from conventions.models import Convention
from documents import store
from documents.evidence import archive, keeping
from governance import channels
from tests.circuits import acts
from tests.conventions import case as build

LINK = re.compile(r"http\S+/exemplaire/\S+/")


@pytest.fixture
def maire(here):
    """A mayor who has no account."""
    mandate = here.people["maire"]
    mandate.person.user = None
    build.saved(mandate.person, "edit")
    return mandate


@pytest.fixture
def signed(maire, issued):
    convention = acts.sign_all(issued)
    acts.final(convention)
    return acts.fresh(convention)


def path_in(letter):
    return "/" + LINK.search(letter.body).group().split("/", 3)[3]


def test_the_mail_of_a_mayor_without_account_opens_the_signed_copy(signed, maire):
    outbox.send_due()
    address = channels.mail_address(maire)
    letter = next(m for m in mail.outbox if m.to == [address] and "Exemplaire signé" in m.subject)
    assert "s’ouvre jusqu’au 3 juillet 2026" in letter.body.replace("\u00a0", " ")
    page = Client().get(path_in(letter))
    assert page.status_code == 200
    assert signed.register_number in page.content.decode()
    file = Client().get(path_in(letter) + "pdf/")
    assert file.content.startswith(b"%PDF")
    assert signed.envelope.final.file.sha256 in page.content.decode()


def test_whoever_has_an_account_opens_the_act_itself(signed, here):
    outbox.send_due()
    address = channels.mail_address(here.people["inspectrice"])
    letter = next(m for m in mail.outbox if m.to == [address] and "Exemplaire signé" in m.subject)
    assert signed.get_absolute_url() in letter.body
    assert not LINK.search(letter.body)


def test_the_copy_comes_with_the_evidence_of_the_body_once_it_is_made(signed, maire):
    path, _until = copies.address(signed, maire)
    assert "en cours d’établissement" in Client().get(path).content.decode()
    assert Client().get(path + "preuve/").status_code == 409
    making.make(signed.envelope)
    assert path + "preuve/" in Client().get(path).content.decode()
    answer = Client().get(path + "preuve/")
    assert answer["Content-Type"] == archive.ZIP
    own = keeping.find(signed.envelope, readers.name(maire.institution))
    assert answer.content == store.read(own.file.sha256)


@pytest.mark.parametrize("route", ["copy", "copy_file"])
def test_the_link_ends_with_its_date_and_with_the_mandate(signed, maire, route):
    path, until = copies.address(signed, maire)
    if route == "copy_file":
        path += "pdf/"
    late = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(1), tzinfo=dt.UTC)
    with clock.at(late):
        refused = Client().get(path)
    assert refused.status_code == 409
    assert "3\u00a0juillet" in refused.content.decode()
    maire.status = "ended"
    maire.ends_on = clock.today() - dt.timedelta(days=1)
    build.saved(maire, "end")
    refused = Client().get(path)
    assert refused.status_code == 409
    assert "ont pris fin" in refused.content.decode()


def test_a_link_in_other_hands_or_changed_opens_nothing(signed, maire, here, client_as):
    path, _until = copies.address(signed, maire)
    assert client_as(here.actor("inspectrice")).get(path).status_code == 403
    assert Client().get(path[:-4] + "xyz/").status_code == 404
    own = reverse("conventions:copy", args=["x:y:z"])
    assert Client().get(own).status_code == 404


def test_an_act_that_is_not_signed_has_no_copy(maire, issued):
    path, _until = copies.address(issued, maire)
    assert Client().get(path).status_code == 404
    assert Convention.unscoped.get(pk=issued.pk).status == "awaiting_signature"
