"""A kind of act that nobody coded: described by the administrator, used at once, signed."""

import io
import re
import shutil

import docx
import pytest
from playwright.sync_api import expect

from conventions.making import describing
from conventions.models import ActKind, Convention
from demo.seeding import loan
from tests.depth import whole
from tests.journeys import signing
from tests.journeys.stage import said

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.office,
    whole,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

MAYOR, PRESIDENT = "helene.dumont@personnel.example", "etienne.carpentier@personnel.example"


def test_a_kind_is_made_then_an_act_of_it_is_signed(stage):
    with stage.person("administration") as admin:
        path = is_created(admin)
        has_its_people(admin)
        has_its_steps(admin)
        has_its_text(admin)
        has_its_mails(admin)
        is_tried(stage, admin, path)
        is_published(admin)
        assert faults(admin) == []
    act_path = begins(stage)
    is_read(stage, act_path)
    is_issued(stage, act_path)
    is_signed(stage)


def faults(visitor):
    """What the pages complained of, the answers that were meant to be refusals left out."""
    return [each for each in visitor.complaints if "status of" not in each]


# --- the administrator --------------------------------------------------------------------------


def is_created(admin):
    admin.follow("Conventions")
    admin.follow("Natures d’acte")
    admin.follow("Créer une nature d’acte")
    admin.field("Nom de l’acte").fill("Convention de prêt de matériel")
    admin.field("Série de numéros").fill("prêt 1")
    admin.press("Créer")
    assert "écrivez deux à huit lettres" in admin.text()
    admin.field("Série de numéros").fill("pret")
    admin.field("Durée proposée").fill("12")
    admin.press("Créer")
    assert "Choisissez le modèle Word de l’acte" in admin.text()
    return admin.page.url


def has_its_people(admin):
    """The borrower; the syndicate lends without a vote of its own."""
    admin.follow("Ajouter une partie")
    admin.field("Nom de la partie").fill("Emprunteur")
    admin.press("Enregistrer")
    assert "Cochez au moins une nature d’institution." in admin.text()
    admin.page.get_by_label("Commune", exact=True).check()
    for group in ("Qui peut signer", "Qui reçoit"):
        admin.page.locator("fieldset", has_text=group).get_by_label("Maire, président").check()
    admin.press("Enregistrer")
    admin.page.get_by_role("link", name="Syndicat", exact=True).click()
    admin.field("Une assemblée délibère").uncheck()
    admin.press("Enregistrer")


def has_its_steps(admin):
    """What is proposed, less a visa, with a delay of its own."""
    admin.press("Proposer les étapes d’après les parties")
    admin.page.get_by_role("link", name="Retirer Visa relatif aux données").click()
    admin.press("Retirer l’étape")
    admin.follow("Relire le projet")
    admin.field("Délai").fill("4")
    admin.field("Raison du délai").fill("avant la rentrée")
    admin.press("Enregistrer l’étape")
    assert "4 jours ouvrés avant la rentrée" in admin.text()


def has_its_text(admin):
    """The first text of the site, completed in Word; its fields are then described."""
    admin.follow("Choisir ou déposer le modèle Word")
    word = completed(admin.download("Télécharger un texte de départ"))
    file = {"name": "prêt.docx", "mimeType": "application/msword", "buffer": word}
    admin.page.locator("main input[type=file]").set_input_files(file)
    admin.press("Déposer et contrôler")
    assert "Rien à corriger" in admin.text()
    assert "À décrire" in admin.text()
    admin.follow("Décrire les champs")
    for name, label, kind, _help, _required in loan.FIELDS[:-1]:
        if name != "remarque":
            admin.page.locator(f"[name=label_{name}]").fill(label)
            admin.page.locator(f"[name=type_{name}]").select_option(kind)
    admin.page.locator("[name=help_usage]").fill("La classe, l’atelier")
    admin.page.locator("[name=type_valeur]").select_option("amount")
    admin.press("Enregistrer les champs")


def completed(content):
    """What a lawyer writes in the two articles left open."""
    word = docx.Document(io.BytesIO(content))
    texts = iter(words for _title, words in loan.ARTICLES)
    for paragraph in word.paragraphs:
        if paragraph.text.startswith("Écrivez ici"):
            paragraph.text = next(texts).replace("{{ remarque }}", "")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def has_its_mails(admin):
    admin.follow("Écrire les courriels")
    admin.page.locator("[name=subject_sign]").fill("À signer : prêt {référence}")
    admin.page.locator("[name=body_sign]").fill("Signez le prêt avec ce {code}.")
    admin.press("Enregistrer les courriels")
    assert "{code} n’est pas connu." in admin.text()
    admin.page.locator("[name=body_sign]").fill("{institution} emprunte des tablettes.")
    admin.press("Enregistrer les courriels")


def is_tried(stage, admin, path):
    """Everything is shown; no act and no mail is left behind."""
    admin.follow("Essayer")
    admin.press("Essayer")
    stage.works()
    admin.open(path)
    shown = admin.text()
    assert "Essayée depuis sa dernière modification" in shown
    assert "À signer : prêt PRET-2026-001" in shown
    expect(admin.page.get_by_role("img", name="Page 1 du document d’essai.")).to_be_visible()
    assert stage.behind(Convention.unscoped.filter(kind__series="PRET").count) == 0


def is_published(admin):
    admin.follow("Publier")
    admin.press("Publier")
    assert "un chef de projet peut préparer le premier acte" in admin.text()


# --- the act --------------------------------------------------------------------------------------


def begins(stage):
    """From « Préparer une convention » to the review, every declared field typed."""
    with stage.person("chef-de-projet") as manager:
        manager.follow("Conventions")
        manager.follow("Préparer une convention")
        manager.follow("Convention de prêt de matériel")
        manager.field("Emprunteur").select_option(label="Commune de Saint-Modèle (fictive)")
        manager.field("Date d’effet").fill("2026-09-01")
        manager.press("Préparer le brouillon")
        assert "Usage prévu" in manager.text()
        assert "La classe, l’atelier" in manager.text()
        manager.field("L’emprunteur assure le matériel").select_option("Oui")
        manager.field("Date de remise").fill("2026-09-07")
        manager.field("Nombre de tablettes").fill("douze")
        manager.field("Usage prévu").fill("la classe mobile")
        manager.field("Valeur").fill("4 800,50")
        manager.press("Enregistrer et envoyer en relecture")
        assert "nombre entier" in manager.text()
        manager.field("Nombre de tablettes").fill("12")
        manager.press("Enregistrer et envoyer en relecture")
        manager.press("Envoyer en relecture")
        assert faults(manager) == []
        return manager.page.url.removeprefix(stage.address)


def is_read(stage, path):
    """By the borrower and by the lawyer alone: the kind asks nobody else."""
    for slug, answer in (("maire", "Sans observation"), ("juriste", "Je donne mon visa")):
        with stage.person(slug) as reader:
            reader.open(f"{path}relecture/")
            reader.field(answer).check()
            reader.press("Envoyer ma réponse")


def is_issued(stage, path):
    with stage.person("chef-de-projet") as manager:
        for verb, button in (
            ("settle_text", "Arrêter le texte"),
            ("skip_councils", "Passer à l’émission"),
            ("issue", "Émettre l’acte"),
        ):
            manager.open(f"{path}faire/{verb}/")
            manager.press(button)
        stage.works()
        manager.open(path)
        assert "Émise, pas encore signée." in manager.text()
        assert "12 tablettes d’une valeur de 4 800,50 €" in said(
            manager.page.locator("#texte").text_content()
        )


def is_signed(stage):
    """The mayor and the president, each by the link of a mail in the kind's own words."""
    assert "Saint-Modèle (fictive) emprunte des tablettes." in stage.mail(MAYOR, "À signer : prêt")
    for address in (MAYOR, PRESIDENT):
        stage.works()
        with stage.visitor() as signatory:
            signatory.open(stage.link(address))
            signing.opens(stage, signatory, address)
            signing.by_mouse(stage, signatory, address)
    act = stage.behind(lambda: Convention.unscoped.filter(kind__series="PRET").get())
    assert (act.status, act.register_number) == ("signed", "PRET2026_001")
    assert re.fullmatch(r"[0-9a-f]{64}", act.text_hash)
    assert act.snapshot["usage"] == "la classe mobile"
    assert stage.behind(lambda: describing.steps(ActKind.unscoped.get(pk=act.kind_id), "sign"))
