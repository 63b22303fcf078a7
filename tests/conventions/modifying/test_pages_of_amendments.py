"""An amendment on its pages: offered by the table, written, shown on the act that it changes."""

import html
import re

import pytest
from django.urls import reverse

from conventions.models import Convention, Modification
from conventions.modifying import amending, printing
from tests.conventions.modifying import signed
from tests.conventions.undertakings.scene import in_force as bare_act

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def act_of_the_file(world_of_the_file):
    return signed.in_force(world_of_the_file)


@pytest.fixture
def initial(here, act_of_the_file):
    return Convention.unscoped.get(pk=act_of_the_file.pk)


@pytest.fixture
def manager(here, client_as):
    return client_as(here.actor("chef-de-projet"))


def said(answer) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(text.split())


def url(name, act, *args):
    return reverse(f"conventions:{name}", args=[act.public_id, *args])


def test_the_table_offers_the_amendment_that_its_cell_names(here, initial, manager, client_as):
    page = manager.get(url("redo", initial)).content.decode()
    begin = url("begin_amendment", initial)
    assert f'href="{begin}?changement=R15"' in page
    assert f'href="{begin}?changement=R01"' not in page
    jurist = client_as(here.actor("juriste"))
    assert begin not in jurist.get(url("redo", initial)).content.decode()


def test_it_is_begun_with_the_reason_of_the_change(initial, manager):
    page = manager.get(url("begin_amendment", initial) + "?changement=R19")
    assert "Durée plus courte ou plus longue" in said(page) or "Durée" in said(page)
    assert page.context["form"]["reason"].initial == "duration"
    empty = manager.post(url("begin_amendment", initial), {"reason": "other"})
    assert empty.status_code == 422
    assert "Écrivez l’objet de l’avenant" in said(empty)
    early = manager.post(
        url("begin_amendment", initial), {"reason": "price", "starts_on": "2020-01-01"}
    )
    assert early.status_code == 409
    assert "un avenant ne peut prendre effet avant" in said(early)
    done = manager.post(
        url("begin_amendment", initial), {"reason": "price", "starts_on": "2027-09-01"}
    )
    act = Convention.unscoped.get(reference=f"{initial.reference}-A1")
    assert done.url == url("edit_modification", act)
    assert manager.get(url("edit", act)).url == done.url
    assert "Aucun article n’est modifié" in said(manager.get(done.url))


def test_an_article_is_rewritten_then_left_as_it_is(here, initial, manager):
    act = signed.amendment(initial, here)
    link = Modification.unscoped.get(act=act)
    [clause] = amending.passages(link)
    page = manager.get(url("amend_article", act, clause.key))
    assert page.context["form"]["p1"].initial.endswith("Elles en rendent compte.")
    new = {"p1": "Le nouveau texte.", "added": "Un paragraphe de plus.", "row": "R23"}
    assert manager.post(url("amend_article", act, clause.key), new).status_code == 302
    kept = [(each.old, each.new, each.row) for each in link.articles.all()]
    assert kept == [
        (clause.paragraphs[0].text, "Le nouveau texte.", "R23"),
        ("", "Un paragraphe de plus.", "R23"),
    ]
    shown = said(manager.get(url("edit_modification", act)))
    assert "Texte nouveau : « Le nouveau texte. »" in shown
    assert "les assemblées dont l’engagement change votent de nouveau" in shown.lower()
    assert manager.post(url("restore_article", act, clause.key)).status_code == 302
    assert not link.articles.exists()


def test_what_somebody_else_changed_meanwhile_is_not_written_over(here, initial, manager):
    act = signed.amendment(initial, here)
    page = manager.get(url("edit_modification", act))
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    typed = {name: value for name, value in typed.items() if value not in (None, False)}
    typed |= {"version": page.context["edition"], "unit_price": "9,10", "starts_on": "2027-09-01"}
    assert manager.post(url("edit_modification", act), typed).status_code == 302
    again = manager.post(url("edit_modification", act), typed | {"unit_price": "9,00"})
    assert again.status_code == 409
    assert "9,00" in again.content.decode()
    assert str(Convention.unscoped.get(pk=act.pk).unit_price) == "9.10"


def test_an_act_known_by_its_copy_is_amended_with_its_words(here, manager):
    known = bare_act(here, register_number="CONV2024_900")
    act = amending.begin(
        known, reason="price", starts_on=known.in_force_on, actor=here.actor("chef-de-projet")
    )
    assert manager.post(url("type_article", act), {"article": "Article 10"}).status_code == 422
    typed = {"article": "Article 10", "old": "9,87 €", "new": "9,10 €", "row": "R15"}
    assert manager.post(url("type_article", act), typed).status_code == 302
    assert "« 9,10 € »" in said(manager.get(url("edit_modification", act)))
    assert manager.get(url("text_in_force", known)).status_code == 404


def test_the_act_shows_what_changes_it_and_the_text_in_force(here, initial, client_as):
    act = signed.take_effect(signed.amendment(initial, here))
    mayor = client_as(here.actor("maire"))
    page = said(mayor.get(initial.get_absolute_url()))
    assert "Avenant n° 1 En vigueur, à compter du" in page
    assert "Lire le texte consolidé (avenant n° 1)" in page
    text = said(mayor.get(url("text_in_force", initial)))
    assert "Elles en rendent compte." in text
    assert "L’acte signé et ce qui l’a modifié font seuls foi." in text
    changed = said(mayor.get(act.get_absolute_url()))
    assert initial.reference in changed
    assert "Texte nouveau" in changed
    history = said(client_as(here.actor("chef-de-projet")).get(initial.get_absolute_url()))
    assert "a été modifié par un avenant" in history


def test_the_consolidated_text_is_printed_once_for_what_is_in_force(here, initial, monkeypatch):
    monkeypatch.setattr(
        printing.conversion, "to_pdfa", lambda docx, expected_text: signed.acts.blank_pdf()
    )
    signed.take_effect(signed.amendment(initial, here))
    payload = {"convention": initial.pk}
    first = printing.consolidate_item(payload, here.actor("chef-de-projet"))
    assert first.startswith("Texte consolidé au ")
    assert printing.consolidate_item(payload, here.actor("chef-de-projet")) == first
    made = printing.latest(initial)
    assert made is not None
    assert made.snapshot == {"sources": "avenant n° 1"}
