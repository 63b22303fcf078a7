"""Become somebody, read the mailbox, take the files: in the demonstration and nowhere else."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from demo import world
from demo.models import SentMail
from tests.plugins import once

_world = once.Once(world.build, once.Shelf())


@pytest.fixture
def here(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return _world(tmp_path)


def test_one_click_opens_the_session_of_an_invented_person(here, client):
    page = client.get(reverse("demo:people")).content.decode()
    assert "Claire Vasseur" in page
    client.post(reverse("demo:become", args=["chef-de-projet"]))
    assert client.session["_auth_user_id"] == str(here.people["chef-de-projet"].person.user_id)


def test_nobody_becomes_a_person_by_a_link(here, client):
    assert client.get(reverse("demo:become", args=["chef-de-projet"])).status_code == 405


def test_an_unknown_person_is_not_found(here, client):
    assert client.post(reverse("demo:become", args=["personne"])).status_code == 404


def test_who_has_no_account_yet_is_not_offered(here, client):
    page = client.get(reverse("demo:people")).content.decode()
    assert "Solène Marquant" not in page


def test_a_mail_of_another_start_links_to_this_one(db, client):
    mail = SentMail.objects.create(
        to="x@personnel.example", subject="À signer", text="http://127.0.0.1:8000/conventions/"
    )
    page = client.get(reverse("demo:mail", args=[mail.pk])).content.decode()
    assert 'href="http://testserver/conventions/"' in page


def test_a_personal_link_opens_in_nobody_elses_session(here, client):
    token = "a" * 40
    mail = SentMail.objects.create(
        to="x@personnel.example", subject="À signer", text=f"http://127.0.0.1:8000/signer/{token}/"
    )
    client.post(reverse("demo:become", args=["chef-de-projet"]))
    answer = client.post(reverse("demo:follow", args=[mail.pk]))
    assert answer.url == f"/signer/{token}/"
    assert "_auth_user_id" not in client.session


def test_a_piece_that_nothing_names_is_not_found(db, client):
    for kind in ("deliberation", "authentique", "autre"):
        assert client.get(reverse("demo:piece", args=[kind, "x"])).status_code == 404


def test_forgery_needs_the_token_of_the_form(here):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("demo:become", args=["maire"])).status_code == 403


@pytest.mark.parametrize("path", ["/demonstration/", "/demonstration/courriels/"])
def test_out_of_demonstration_these_pages_do_not_exist(path, tmp_path):
    code = (
        "import django; django.setup()\n"
        "from django.urls import resolve, Resolver404\n"
        f"try: resolve({path!r}); print('here')\n"
        "except Resolver404: print('absent')\n"
    )
    environment = {
        **os.environ,
        "DEMO": "0",
        "DEBUG": "1",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    answer = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=site.BASE_DIR,
        env=environment,
        check=True,
    )
    assert answer.stdout.strip() == "absent"
