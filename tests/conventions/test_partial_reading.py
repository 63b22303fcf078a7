"""Who reads a part of an act: the accounts officer before it is signed, a head of school after."""

import html
import re

import pytest
from django.urls import reverse

from conventions.models import ConventionSchool
from governance.offices import Office
from tests import factories
from tests.circuits import acts
from tests.conventions import case as build

pytestmark = pytest.mark.django_db


def said(answer) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(text.split())


@pytest.fixture
def head(here):
    """The head of the school of the act."""
    return here.actor("directrice")


@pytest.fixture
def signed(here):
    convention = acts.issued(here)
    acts.sign_all(convention)
    return acts.fresh(convention)


def test_the_accounts_officer_reads_the_financial_article_before_the_last_signature(
    here, issued, client_as
):
    officer = client_as(factories.actor(Office.ACCOUNTS_OFFICER, here.syndicate))
    page = officer.get(issued.get_absolute_url())
    assert "Article 10 – Dispositions financières" in said(page)
    assert "Jusqu’à la dernière signature, vous lisez l’article" in said(page)
    assert "Article 11 –" not in said(page)
    assert "Télécharger le PDF" not in said(page)
    document = issued.envelope.document.public_id
    file = reverse("conventions:document_file", args=[issued.public_id, document, "pdf"])
    assert officer.get(file).status_code == 404


def test_a_head_of_school_reads_the_whole_act_of_their_school_alone(signed, head, client_as):
    page = client_as(head).get(signed.get_absolute_url())
    assert "Annexe 2 – Tarif, maximum et simulation" in said(page)
    assert "Télécharger le PDF" in said(page)


def test_a_head_of_school_reads_no_text_before_the_last_signature(issued, head, client_as):
    page = said(client_as(head).get(issued.get_absolute_url()))
    assert issued.reference in page
    assert "Annexe 2 – Tarif, maximum et simulation" not in page
    assert "Article 10 –" not in page
    assert "Télécharger le PDF" not in page


def test_a_head_of_school_does_not_read_what_other_schools_cost(here, signed, head, client_as):
    other = factories.school(here.commune, "École du Pont", area=here.area)
    build.saved(ConventionSchool(convention=signed, school=other, forecast_accounts=20))
    browser = client_as(head)
    page = browser.get(signed.get_absolute_url())
    assert "Article 10 – Dispositions financières" in said(page)
    assert "Annexe 2 – Tarif, maximum et simulation" not in said(page)
    assert "l’annexe de leurs montants n’est pas reprise ici" in said(page)
    assert "Télécharger le PDF" not in said(page)
    assert not re.search(r"\d €", said(page).split("Texte", 1)[0])
    document = signed.envelope.document.public_id
    file = reverse("conventions:document_file", args=[signed.public_id, document, "pdf"])
    assert browser.get(file).status_code == 404


def test_the_headings_are_those_of_the_model(here):
    """A model whose heading changes would show nothing to the accounts officer, and the amounts
    to everybody."""
    from conventions import content, extracts

    titles = [each.title for each in content.reading(acts.ready(here))]
    assert sum(title.endswith(f" – {extracts.FINANCES}") for title in titles) == 1
    assert sum(title.endswith(f" – {extracts.AMOUNTS}") for title in titles) == 1
