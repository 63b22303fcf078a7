"""The text that the DASEN decides, in Word and PDF: a project, then a copy to sign."""

import datetime as dt
import io
import re
import shutil

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from conventions.onboarding.models import LineStatus, OrderKind, OrderStatus
from conventions.onboarding.openings import docdata, guards
from documents.conversion.verify import comparable
from tests import factories
from tests.conventions.onboarding import opening
from tests.conventions.onboarding.opening import COUNTS, TODAY
from tests.conventions.onboarding.reading import heads, words
from tests.conventions.onboarding.reading import word as opened
from tests.conventions.onboarding.scene import entry, put
from tests.templates_docx.shipped import plain

O, L = OrderStatus, LineStatus  # noqa: E741
BLANK = "………"


@pytest.fixture(autouse=True)
def models(scene, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    factories.load_models()
    opening.convention(monkeypatch)


def address(made, name="projet", shape="docx"):
    return reverse("onboarding:order_paper", args=[made.public_id, name, shape])


def requested(scene, **fields):
    made = opening.order(scene, **fields)
    opening.line(scene, made)
    by = factories.mandate_of(scene.cast["inspector"])
    return put(made, status=O.REQUESTED_ORDER, requested_on=TODAY, requested_by=by)


def test_a_project_lists_its_schools_with_what_each_has_and_leaves_blank_what_the_act_says(
    scene, client_as
):
    made = opening.order(scene)
    line = opening.line(scene, made, ticked=False)
    away = factories.school(scene.commune, "École écartée", area=scene.area)
    opening.line(scene, made, school=away, status=L.LEFT_OUT)
    client = client_as(scene.cast["manager"])
    page = client.get(made.get_absolute_url()).content.decode()
    assert address(made) in page
    assert address(made, "a-signer") not in page
    document = opened(client.get(address(made)))
    text = words(document)
    assert all("Projet, non décidé" in head for head in heads(document))
    assert f"Décision n° {BLANK}" in text
    assert f"Vu la demande présentée le {BLANK}" in text
    assert "pour 1 école, désignée en annexe" in text
    assert "Liste arrêtée à 1 école." in text
    assert f"{scene.school.uai}\n{scene.school.name}\nClairval\ntoute l’école\nCONV-1\n" in text
    assert text.count("à réunir") == 5
    assert "École écartée" not in text
    dasen = factories.mandate_of(scene.cast["dasen"])
    assert plain(dasen.person.formal_name) in text
    for check in ("families", "dpia"):
        opening.services.tick(
            actor=scene.cast["manager"], line=line, name=check, on=TODAY, evidence="conseil d’école"
        )
    text = words(opened(client.get(address(made))))
    assert "16 juin 2026, conseil d’école" in text
    assert text.count("à réunir") == 3


def test_a_list_without_school_has_no_text(scene, client_as):
    made = opening.order(scene)
    client = client_as(scene.cast["manager"])
    assert 'id="texte"' not in client.get(made.get_absolute_url()).content.decode()
    refused = client.get(address(made))
    assert refused.status_code == 409
    assert guards.EMPTY.sentence in refused.content.decode()
    assert client.get(address(made, "brouillon")).status_code == 404
    assert client.get(address(made, shape="odt")).status_code in (404, 409)


def test_whoever_decides_has_a_copy_to_sign_once_the_decision_is_requested(scene, client_as):
    _, people = opening.cast(scene)
    made = requested(scene)
    dasen = client_as(people["dasen"])
    assert address(made, "a-signer", "pdf") in dasen.get(made.get_absolute_url()).content.decode()
    document = opened(dasen.get(address(made, "a-signer")))
    assert heads(document) == {f"Décision d’ouverture de la base\tordre {made.reference}"}
    text = words(document)
    inspector = factories.mandate_of(people["inspector"])
    assert f"16 juin 2026 par {plain(inspector.person.formal_name)}, " in text
    assert f"Fait à {BLANK}" in text, "the town of the DSDEN is not known"
    delegate = words(opened(client_as(people["delegate"]).get(address(made, "a-signer"))))
    holder = factories.mandate_of(people["dasen"])
    signer = factories.mandate_of(people["delegate"])
    assert plain(holder.person.formal_name) in delegate.split("DÉCIDE")[0], "the DASEN decides"
    assert plain(signer.person.formal_name) in delegate.split("DÉCIDE")[1], "the delegate signs"
    assert "et par délégation" in delegate
    assert "Vu l’arrêté n° 2020-14 du" in delegate
    assert client_as(people["manager"]).get(address(made, "a-signer")).status_code == 403
    put(made, status=O.LIST_DRAFT)
    assert dasen.get(address(made, "a-signer")).status_code == 409


def test_once_decided_the_act_signed_counts_alone(scene, client_as):
    named, people = opening.cast(scene)
    made = requested(scene, provider=named)
    client = client_as(people["manager"])
    assert named.name in words(opened(client.get(address(made))))
    opening.standing(made, O.DECIDED)
    assert 'id="texte"' not in client.get(made.get_absolute_url()).content.decode()
    for who in ("manager", "provider", "dasen"):
        assert client_as(people[who]).get(address(made)).status_code == 404
    assert client_as(people["stranger"]).get(address(made)).status_code == 404


def test_a_closing_gives_its_days_in_order_and_says_of_accounts_what_may_be_told(scene, client_as):
    before = opening.order(scene)
    opening.line(scene, before, status=L.IMPORTED, counts=COUNTS)
    put(before, status=O.EXECUTED, decision_reference="1", decided_on=TODAY, decision_file="a" * 64)
    days = {
        "read_only_on": TODAY + dt.timedelta(days=1),
        "export_until": TODAY + dt.timedelta(days=14),
        "effective_on": TODAY + dt.timedelta(days=14),
        "purge_on": TODAY + dt.timedelta(days=90),
        "certificate_due": TODAY + dt.timedelta(days=100),
    }
    made = opening.order(scene, kind=OrderKind.CLOSE, **days)
    line = before.lines.get()
    put(line.entry, status="suspended", reason="école fermée pour travaux")
    factories.recorded(type(line)(order=made, entry=line.entry))
    client = client_as(scene.cast["manager"])
    page = plain(client.get(made.get_absolute_url()).content.decode())
    assert "jusqu’au 30 juin 2026" in page
    text = words(opened(client.get(address(made))))
    assert "en lecture seule le mercredi 17 juin 2026" in text
    assert "jusqu’au mardi 30 juin 2026" in text
    assert "126 élèves, 210 responsables, 6 enseignants, moins de 5 directions" in text
    assert "école suspendue : école fermée pour travaux" in text
    blank = opening.order(scene, kind=OrderKind.CLOSE)
    factories.recorded(type(line)(order=blank, entry=line.entry))
    assert f"en lecture seule le {BLANK}" in words(opened(client.get(address(blank))))


def test_a_closing_whose_days_are_not_in_order_is_refused(scene):
    late = TODAY + dt.timedelta(days=40)
    with pytest.raises(ValidationError, match=r"ne peut pas précéder le 26.+juillet 2026"):
        opening.order(scene, kind=OrderKind.CLOSE, export_until=late)
    opens = opening.order(scene, export_until=late)
    assert opens.export_until is None, "an opening has no such day"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
def test_an_annex_of_a_hundred_and_twenty_schools_keeps_its_titles_and_its_rows(scene, client_as):
    made = opening.order(scene)
    commune = "Montval-Saint-Exemple-sur-l’Étang-lès-Grandes-Marches-du-Nord"
    names = [f'École {n} « Les "Amis" & <Fils> »' for n in range(1, 121)]
    there = factories.commune(commune)
    for name in names:
        file = entry(scene.campaign, factories.school(there, name, area=scene.area))
        factories.recorded(docdata.OpeningLine(order=made, entry=file))
    answer = client_as(scene.cast["manager"]).get(address(made, shape="pdf"))
    assert answer["Content-Type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    first, *annex = [plain(page.extract_text()) for page in reader.pages]
    assert "pour 120 écoles, désignées en annexe" in first
    assert "Signature — DASEN ou délégataire" in first
    assert "Liste arrêtée à 120 écoles." in annex[-1]
    whole = [comparable(text) for text in annex]
    for name in names:
        assert sum(comparable(name) in text for text in whole) == 1, "a row is never split"
    for number, page in enumerate(annex, start=2):
        assert "Analyse" in page
        assert re.search(rf"page {number} / {len(reader.pages)}", page)
        assert "Projet, non décidé" in page
    assert all(b"/CtsMark" in page.get_contents().get_data() for page in reader.pages)
