"""Errors say what happened, what is kept, what to do; none of them needs the database."""

import re

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.test import Client, RequestFactory, override_settings

from ui import views

pytestmark = pytest.mark.urls("tests.ui.urls")


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def page(response) -> str:
    text = re.sub(r"<[^>]+>", "", response.content.decode())
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def test_not_found_says_nothing_of_what_may_exist(visitor):
    answer = visitor.get("/conventions/inconnue/")
    assert answer.status_code == 404
    assert "Rien ne se trouve à cette adresse, ou rien que vous puissiez consulter" in page(answer)


def test_an_impossible_action_gives_each_sentence_and_its_source(visitor):
    answer = visitor.get("/galerie/impossible/")
    assert answer.status_code == 409
    assert "n’est pas encore exécutoire" in page(answer)
    assert "CGCT, art. L. 2131-1" in page(answer)


@pytest.mark.parametrize(
    ("came_from", "way_back"),
    [
        ("http://testserver/galerie/acte/", 'href="http://testserver/galerie/acte/"'),
        ("https://ailleurs.exemple.fr/", 'href="/"'),
        ("javascript:alert(1)", 'href="/"'),
    ],
)
def test_the_way_back_stays_on_this_site(visitor, came_from, way_back):
    answer = visitor.get("/galerie/impossible/", headers={"Referer": came_from})
    text = answer.content.decode()
    assert f'btn-outline-primary" {way_back}' in text
    assert "ailleurs" not in text


def test_an_impossible_action_asked_by_htmx_lands_at_the_top_of_the_page(visitor):
    answer = visitor.get("/galerie/impossible/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#messages"
    assert "<html" not in answer.content.decode()


def test_a_failure_of_the_site_is_told_in_our_look(visitor, caplog):
    answer = visitor.get("/galerie/panne/")
    assert answer.status_code == 500
    assert "Le site a rencontré une erreur" in page(answer)
    assert "site.css" in answer.content.decode()


def test_a_broken_template_still_leaves_words(monkeypatch):
    def broken(name: str) -> str:
        raise TemplateDoesNotExist(name)

    monkeypatch.setattr(views, "render_to_string", broken)
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Rien n’a été enregistré" in answer.content.decode()


def test_a_form_too_heavy_is_told_its_limit(visitor):
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        answer = visitor.post("/compte/connexion/", {"login": "x" * 50})
    assert answer.status_code == 413
    assert "20 Mo" in page(answer)


def test_an_unreadable_request_is_told(visitor):
    answer = visitor.get("/", headers={"host": "autre.exemple.fr"})
    assert answer.status_code == 400
    assert "n’a pas pu lire cette demande" in page(answer)


def test_a_form_left_open_too_long_is_not_lost_silently():
    answer = Client(enforce_csrf_checks=True).post("/compte/connexion/", {"login": "a@b.fr"})
    assert answer.status_code == 403
    assert "ce formulaire n’a pas été envoyé" in page(answer)


def test_no_page_carries_code_or_style_and_all_carry_the_policy(visitor):
    addresses = ["/galerie/acte/", "/galerie/formulaire/", "/compte/connexion/", "/rien/"]
    for address in addresses:
        answer = visitor.get(address)
        text = answer.content.decode()
        assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:", text) == []
        assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["accessibilite", "mentions-legales", "donnees-personnelles"])
def test_what_the_syndicate_must_complete_is_shown(visitor, name):
    emptied = dict.fromkeys(settings.SITE, "")
    with override_settings(SITE=emptied):
        assert "à compléter par le syndicat" in page(visitor.get(f"/{name}/"))
    with override_settings(SITE=dict.fromkeys(settings.SITE, "Ici tout est dit")):
        assert "à compléter" not in page(visitor.get(f"/{name}/"))


def test_the_source_is_offered_with_its_version(visitor):
    with override_settings(SITE={**settings.SITE, "source_url": "https://code.exemple.fr/c"}):
        answer = visitor.get("/code-source/")
    assert 'href="https://code.exemple.fr/c"' in answer.content.decode()
    assert re.search(r"version \d+\.\d+", page(answer))
