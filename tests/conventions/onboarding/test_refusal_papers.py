"""The letters that take note of a refusal: two authors, two recipients, nobody reproached."""

import datetime as dt
import io
import shutil

import pypdf
import pytest
from django.urls import reverse

from conventions.onboarding.models import (
    EntryStatus,
    LineStatus,
    OpeningLine,
    OrderKind,
    OrderStatus,
)
from conventions.onboarding.refusals import docdata
from tests import factories
from tests.conventions.onboarding import opening
from tests.conventions.onboarding.reading import word, words
from tests.conventions.onboarding.scene import NOW, campaign, put
from tests.conventions.onboarding.written import project
from tests.templates_docx.shipped import plain

BODY, SCHOOL = "collectivite", "ecole"
TOLD = "la dépense n’est pas inscrite au budget 2026."


@pytest.fixture(autouse=True)
def models(scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.load_models()


def address(entry, to, shape="docx"):
    return reverse("onboarding:refusal_paper", args=[entry.public_id, to, shape])


def refused(scene, status=EntryStatus.REFUSED_BY_AUTHORITY, **fields):
    given = {"category": "budget", "reason": TOLD, "closed_on": NOW.date()} | fields
    return scene.entry(status=status, **given)


def test_each_side_receives_its_own_letter(scene, client_as):
    put(scene.syndicate, phone="01 99 00 00 10")
    entry = refused(scene)
    project(entry)
    client = client_as(scene.cast["manager"])
    page = client.get(entry.get_absolute_url()).content.decode()
    for to in (BODY, SCHOOL):
        assert address(entry, to) in page
        assert address(entry, to, "pdf") in page
    answer = client.get(address(entry, BODY))
    name = f"prise-d-acte-{scene.school.uai.lower()}-collectivite.docx"
    assert f'filename="{name}"' in answer["Content-Disposition"]
    own = words(word(answer))
    mayor = plain(factories.mandate_of(scene.cast["mayor"]).person.formal_name)
    assert f"{mayor}\nmaire de Clairval\n" in own
    assert "Le 16 juin 2026, vous nous avez fait savoir que la commune de Clairval" in own
    assert "Motif indiqué : la dépense n’est pas inscrite au budget 2026.\n" in own
    assert "Une entrée progressive" in own
    assert "L’école garde son projet pédagogique. Elle reste candidate" in own
    assert "rencontre dans vos locaux" in own
    assert "Copie : inspection de l’éducation nationale, circonscription de Montval-Est." in own
    other = words(word(client.get(address(entry, SCHOOL))))
    head = plain(factories.mandate_of(scene.cast["head"]).person.formal_name)
    assert f"{head}\n" in other
    assert "ne sera pas financé pour l’année 2026-2027. Ce choix relève de sa compétence" in other
    assert "Motif indiqué : budget.\n" in other
    assert "inscrite au budget" not in other, "the nature of the reason, not what was said"
    assert "rencontre à l’école" in other
    for text in (own, other):
        assert "malheureusement" not in text.lower()
        assert "rejet" not in text.lower()


def test_the_school_that_does_not_go_on_is_answered_too(scene):
    entry = refused(
        scene, EntryStatus.REFUSED_BY_SCHOOL, category="parents", reason="choix de l’équipe"
    )
    own, other = (docdata.letter(entry, to) for to in (SCHOOL, BODY))
    assert (own.refusing_side, own.recipient) == ("school", "refuser")
    assert (other.refusing_side, other.recipient) == ("school", "other_party")
    assert own.reason_text == "choix de l’équipe"
    assert other.reason_text == "parents, refus de principe"
    assert not own.project_kept


def test_the_next_campaign_says_when_it_opens_once_it_is_known(scene):
    entry = refused(scene)
    found = docdata.letter(entry, BODY)
    assert (found.next_campaign, found.next_campaign_opening) == ("2027-2028", None)
    campaign("2027-2028", owner=scene.campaign.owner)
    assert docdata.letter(entry, BODY).next_campaign_opening == dt.date(2026, 11, 1)


def test_a_base_that_was_open_says_when_it_closes(scene):
    entry = refused(scene)
    order = opening.order(scene, kind=OrderKind.CLOSE)
    line = factories.recorded(OpeningLine(order=order, entry=entry))
    assert docdata.letter(entry, SCHOOL).closing_date is None, "not decided"
    opening.standing(order, OrderStatus.DECIDED)
    assert docdata.letter(entry, SCHOOL).closing_date == order.effective_on
    put(line, status=LineStatus.LEFT_OUT)
    assert docdata.letter(entry, SCHOOL).closing_date is None


def test_a_file_that_nobody_refused_has_no_letter(scene, client_as):
    entry = scene.entry()
    client = client_as(scene.cast["manager"])
    assert "Lettres de prise d’acte" not in client.get(entry.get_absolute_url()).content.decode()
    assert client.get(address(entry, BODY)).status_code == 404
    entry = put(entry, status=EntryStatus.EXITED, category="budget")
    assert client.get(address(entry, BODY)).status_code == 404


def test_the_administrator_reads_no_letter(scene, client_as):
    entry = refused(scene)
    admin = client_as(scene.cast["admin"])
    assert address(entry, BODY) not in admin.get(entry.get_absolute_url()).content.decode()
    assert admin.get(address(entry, BODY)).status_code == 404
    assert client_as(scene.cast["manager"]).get(address(entry, "parents")).status_code == 404


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
@pytest.mark.parametrize("to", [BODY, SCHOOL])
def test_a_letter_holds_on_one_page(scene, client_as, to):
    entry = refused(scene)
    answer = client_as(scene.cast["manager"]).get(address(entry, to, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    [page] = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert "Validation ou signature" in page
