"""A site outside demonstration: it starts with its settings, serves its pages, refuses without."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as site

NEEDED = {
    "SECRET_KEY": "x7QdL9mB" * 8,
    "ALLOWED_HOSTS": "contreseing.exemple.fr",
    "SITE_URL": "https://contreseing.exemple.fr",
    "EMAIL_URL": "dummymail://",
    "BEHIND_PROXY": "1",
}
OPEN_A_PAGE = """
import django
django.setup()
from django.test import Client
site = Client(headers={"host": "contreseing.exemple.fr", "x-forwarded-proto": "https"})
page = site.get("/compte/connexion/").content.decode()
print(page.partition('rel="stylesheet" href="')[2].partition('"')[0])
print(Client(headers={"host": "contreseing.exemple.fr"}).get("/").status_code)
print(Client(headers={"host": "autre.exemple.fr"}).get("/").status_code)
"""


def _run(tmp_path, *command, **changed):
    """A command of a production site whose data lie in ``tmp_path``."""
    ours = {**NEEDED, "DEMO": "0", "DEBUG": "0", "VAR_DIR": str(tmp_path), **changed}
    environment = {**os.environ, **ours}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, *command],
        cwd=site.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_collects_its_files_and_shows_the_way_in_over_tls_alone(tmp_path):
    collected = _run(tmp_path, "manage.py", "collectstatic", "--noinput")
    assert collected.returncode == 0, collected.stderr
    answer = _run(tmp_path, "-c", OPEN_A_PAGE)
    style, plain, other = answer.stdout.split()
    assert style.startswith("/static/ui/vendor/site.")
    assert style != "/static/ui/vendor/site.css", "a name that changes with the content"
    assert (plain, other) == ("301", "400")


def test_django_finds_nothing_to_say_of_its_security(tmp_path):
    answer = _run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_a_setting_without_which_it_would_be_unsafe_stops_it_with_a_sentence(tmp_path, name):
    answer = _run(tmp_path, "manage.py", "check", **{name: ""})
    assert answer.returncode != 0
    assert f"{name} manque" in answer.stderr
