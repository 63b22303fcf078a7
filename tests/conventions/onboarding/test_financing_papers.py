"""The request for financing and the text that the body decides, in Word and PDF."""

import datetime as dt
import io
import re
import shutil

import pypdf
import pytest
from django.urls import reverse

from conventions.onboarding import registry
from conventions.onboarding.financing import docdata
from conventions.onboarding.models import DecisionStatus, EntryStatus, OpinionStatus
from documents.conversion.verify import comparable
from governance.models import CouncilDate
from governance.offices import Office
from tests import factories
from tests.conventions.onboarding import financed
from tests.conventions.onboarding.financed import COST, TODAY
from tests.conventions.onboarding.reading import heads, word, words
from tests.conventions.onboarding.scene import NOW, put
from tests.conventions.onboarding.written import opinion, project
from tests.templates_docx.shipped import plain

D = DecisionStatus
BLANK = "………"


@pytest.fixture(autouse=True)
def models(scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.load_models()


def address(decision, name="demande", shape="docx"):
    return reverse("onboarding:financing_paper", args=[decision.public_id, name, shape])


def asked(scene, *, status=None, shares=(), amount=COST, judged=True, **fields):
    """The commune is asked for its part; the plan adds up."""
    entry = scene.entry(status=EntryStatus.SCHOOL_PROJECT)
    if judged:
        favourable = {"status": OpinionStatus.FAVOURABLE, "given_at": NOW}
        opinion(project(entry, status="adopted"), scene.area, **favourable)
    financed.plan(scene, entry, shares=shares)
    put(entry, status=EntryStatus.FINANCING_REQUESTED)
    return financed.decision(scene, entry, status=status, amount=amount, **fields)


def name_of(actor):
    return plain(factories.mandate_of(actor).person.formal_name)


def test_the_request_says_to_whom_how_much_and_by_when(scene, client_as):
    put(scene.syndicate, phone="01 99 00 00 10", city="Montval")
    factories.recorded(CouncilDate(institution=scene.commune, date=TODAY + dt.timedelta(days=9)))
    president = factories.actor(Office.SYNDICATE_PRESIDENT, scene.syndicate)
    decision = asked(scene, due_on=dt.date(2026, 7, 31))
    client = client_as(scene.cast["mayor"])
    page = client.get(decision.get_absolute_url()).content.decode()
    assert address(decision) in page
    assert address(decision, shape="pdf") in page
    answer = client.get(address(decision))
    uai = scene.school.uai.lower()
    assert f'filename="demande-de-financement-{uai}.docx"' in answer["Content-Disposition"]
    text = words(word(answer))
    assert f"{name_of(scene.cast['mayor'])}\nmaire de Clairval\n" in text
    assert re.search(r"(Madame la|Monsieur le) Maire,\n", text)
    assert "Montval, le 16 juin 2026" in text
    assert "a donné, le 16 juin 2026, un avis favorable au projet numérique" in text
    assert "La compétence scolaire est exercée par la commune de Clairval" in text
    assert "126 comptes élèves prévus" in text
    assert "Coût total annuel estimé : 1 243,62 €, toutes taxes" in text
    assert "soit 9,87 € par compte élève et par an (délibération n° 2026-04" in text
    assert "une dépense de 1 243,62 € pour l’exercice 2026" in text
    assert "avant le vendredi 31 juillet 2026 inclus." in text
    assert "Vous nous avez annoncé un conseil le 25 juin 2026." in text
    assert "\nabonnement\n1 243,62 €\n100,0 %\nTotal\n\n1 243,62 €\n100 %" in text
    assert f"{name_of(president)}, président" in text
    assert "convention" not in text.split("Plan de financement annuel")[0].split("demandé")[1]
    assert "Union européenne" not in text


def test_the_request_gives_the_most_that_the_convention_says(scene, monkeypatch):
    decision = asked(scene)
    most = {"max_amount": COST, "max_accounts": 140, "months": 36}
    for given, printed in ((most, "3 ans"), (most | {"months": 18}, "18 mois"), ({}, "")):
        found = registry.Coverage("CONV-1", "En signature", "/", **given)
        monkeypatch.setattr(registry, "_covering", [lambda *of, found=found: found])
        built = docdata.request(decision)
        assert plain(built.duration_text) == printed
        assert built.convention_reference == ("CONV-1" if given else "")


def test_parts_of_a_shared_plan_add_up_to_the_whole_and_the_fund_is_named(scene):
    third = "414.54"
    shares = [
        ("subscription", scene.commune, third),
        ("subscription", scene.syndicate, third, "contribution statutaire"),
        ("subscription", scene.syndicate, third, "FEDER-2026-7", True),
    ]
    built = docdata.request(asked(scene, shares=shares, amount=third))
    assert built.european
    assert sum(share.rate for share in built.plan) == 100
    assert sum(share.amount for share in built.plan) == built.total == COST
    assert built.plan[2].funder.startswith("FEDER, par ")


def test_without_opinion_nor_anybody_in_office_the_letter_is_still_right(scene, client_as):
    put(factories.mandate_of(scene.cast["mayor"]), ends_on=TODAY)
    decision = asked(scene, judged=False)
    text = words(word(client_as(scene.cast["manager"]).get(address(decision))))
    assert "n’a pas encore donné son avis" in text
    assert "à l’attention de l’exécutif de la commune de Clairval" in text
    assert "Madame, Monsieur,\n" in text
    assert "Votre décision est attendue dès que possible." in text
    assert BLANK in text, "nobody is known at the head of the syndicate"


def test_a_body_that_pays_beside_is_not_told_that_it_is_competent(scene):
    other = factories.commune("Autreville")
    decision = asked(scene, institution=other)
    assert not docdata.request(decision).competent
    assert not docdata.to_decide(decision, sign=False).competent


def test_the_text_of_the_decision_is_a_project_and_its_body_alone_has_a_copy_to_sign(
    scene, client_as
):
    decision = asked(scene)
    manager, mayor = client_as(scene.cast["manager"]), client_as(scene.cast["mayor"])
    page = manager.get(decision.get_absolute_url()).content.decode()
    assert address(decision, "projet") in page
    assert address(decision, "a-signer") not in page
    assert manager.get(address(decision, "a-signer")).status_code == 403
    made = word(manager.get(address(decision, "projet")))
    assert all("Projet, non décidé" in head for head in heads(made))
    text = words(made)
    assert "La commune de Clairval" in text
    assert f"Décision n° {BLANK}" in text
    assert "syndicat mixte" not in text.lower().split("\n")[0]
    assert f"{name_of(scene.cast['mayor'])}, maire de Clairval," in text
    assert f"Vu {BLANK}" in text
    assert "(délibération de l’assemblée" in text
    assert "(mille deux cent quarante-trois euros et soixante-deux centimes)" in text
    assert "dans les deux mois de sa publication" in text
    assert re.findall(r"Article (\d)", text) == list("12345")
    for role in ("mayor", "preparer"):
        client = client_as(scene.cast[role])
        assert (
            address(decision, "a-signer")
            in client.get(decision.get_absolute_url()).content.decode()
        )
        signed = word(client.get(address(decision, "a-signer")))
        assert not any("Projet" in head for head in heads(signed))
    assert mayor.get(address(decision, "brouillon")).status_code == 404
    assert client_as(scene.cast["stranger"]).get(address(decision)).status_code == 404
    assert client_as(scene.cast["admin"]).get(address(decision)).status_code == 404


def test_a_refusal_has_its_five_articles_and_its_reason(scene):
    reason = {"category": "budget", "reason": "dépense non inscrite au budget 2026."}
    decision = put(asked(scene), status=D.DECLINED, decided_on=TODAY, **reason)
    built = docdata.to_decide(decision, sign=True)
    assert built.act_date is None, "the day of the act is not that of its recording"
    text = plain(built.refusal_category + " : " + built.refusal_reason)
    assert text == "budget : dépense non inscrite au budget 2026"


def test_nothing_is_printed_beside_the_act_that_was_granted(scene, client_as):
    decision = asked(scene, status=D.GRANTED)
    client = client_as(scene.cast["mayor"])
    page = client.get(decision.get_absolute_url()).content.decode()
    assert address(decision) in page
    assert address(decision, "projet") not in page
    assert client.get(address(decision)).status_code == 200
    for name in ("projet", "a-signer"):
        assert client.get(address(decision, name)).status_code == 404


def test_without_a_plan_there_is_no_paper(scene, client_as):
    decision = financed.decision(scene, amount=None)
    client = client_as(scene.cast["manager"])
    assert address(decision) not in client.get(decision.get_absolute_url()).content.decode()
    assert client.get(address(decision)).status_code == 404


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice n’est pas installé")
@pytest.mark.parametrize(("name", "marked"), [("demande", 0), ("projet", 1), ("a-signer", 0)])
def test_the_project_alone_is_marked(scene, client_as, name, marked):
    decision = asked(scene)
    answer = client_as(scene.cast["mayor"]).get(address(decision, name, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    [page] = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert page.count("PROJET") == marked
    assert comparable(f"{scene.school.uai}, 2026-2027") in comparable(page)
