"""The sheet that a school hands to families: the same for all, one page, no name."""

import datetime as dt
import io
import shutil

import pypdf
import pytest
from django.urls import reverse

from conventions.onboarding.families import docdata
from conventions.onboarding.models import LineStatus, OpeningLine
from tests import factories
from tests.conventions.onboarding import opening
from tests.conventions.onboarding.reading import word, words
from tests.conventions.onboarding.scene import put
from tests.templates_docx.shipped import plain


@pytest.fixture(autouse=True)
def models(scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.load_models()


def address(entry, shape="docx"):
    return reverse("onboarding:families_paper", args=[entry.public_id, shape])


def test_the_sheet_says_what_is_known_and_leaves_the_rest_to_the_school(scene, client_as):
    put(scene.syndicate, phone="01 99 00 00 30")
    entry = scene.entry(status="base_open")
    client = client_as(scene.cast["head"])
    page = client.get(reverse("onboarding:distribution", args=[entry.public_id])).content.decode()
    assert address(entry) in page
    assert address(entry, "pdf") in page
    answer = client.get(address(entry))
    name = f"fiche-familles-{scene.school.uai.lower()}.docx"
    assert f'filename="{name}"' in answer["Content-Disposition"]
    text = words(word(answer))
    assert f"{scene.school.name} – rentrée 2026-2027" in text
    assert "Codes perdus, connexion impossible : 01 99 00 00 30, ………" in text
    assert "allez sur ………" in text
    assert "effacés dans les trois mois qui suivent" in text
    assert "Responsable : le directeur académique" in text
    for role in ("head", "teacher", "mayor", "manager"):
        person = factories.mandate_of(scene.cast[role]).person
        assert person.last_name not in text, role
    assert client_as(scene.cast["stranger"]).get(address(entry)).status_code == 404
    assert client.get(address(entry, "odt")).status_code == 404


def test_accounts_open_on_the_day_of_the_order_that_was_executed(scene):
    entry = scene.entry(status="base_open")
    order = opening.order(scene, effective_on=dt.date(2026, 9, 14))
    line = factories.recorded(OpeningLine(order=order, entry=entry))
    assert docdata.sheet(entry).start_date is None
    put(line, status=LineStatus.IMPORTED)
    assert docdata.sheet(entry).start_date == dt.date(2026, 9, 14)


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_the_sheet_holds_on_one_page(scene, client_as):
    answer = client_as(scene.cast["head"]).get(address(scene.entry(), "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    [page] = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert "Vous pouvez refuser" in plain(page)
