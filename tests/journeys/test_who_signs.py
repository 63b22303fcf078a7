"""Whoever signs when it is not the person expected at first, each by the pages (P8, P9, N7, N8)."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from conventions import services as conventions
from conventions.models import StateMode
from demo import world
from demo.people import Someone
from documents.models import Signature
from governance.models import Mandate
from governance.offices import Office
from tests import factories
from tests.browser import NARROW, overflow
from tests.circuits import acts
from tests.depth import FULL, whole
from tests.journeys import signing
from tests.journeys.walking import agrees, is_issued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

DEPUTY = Someone(
    "adjoint", "sir", "Luc", "Second", "deputy", "commune", "remplace la maire", "Premier adjoint"
)
NAMED = "M. Luc Second, premier adjoint au maire de Saint-Modèle (fictive)"
SUCCESSOR = "aude.releve@personnel.example"
INTERIM = "Le premier adjoint au maire, assurant l’intérim des fonctions de maire"
DASEN = "remi.quesnel@personnel.example"
ACTS = 40 if FULL else 12
PREVENTED = "Pour la maire empêchée, le premier adjoint au maire"
BY_DELEGATION = "Pour la maire et par délégation, le premier adjoint au maire"
MAYOR = "helene.dumont@personnel.example"


@pytest.fixture(scope="module")
def deputy(stage):
    """The first deputy, with an account and a sheet of their own."""

    def appointed():
        mandate = world.appoint(DEPUTY, stage.world.commune)
        mandate.rank = 1
        factories.recorded(mandate)
        world.file_sheet(mandate, DEPUTY.own_address)
        return mandate

    return stage.behind(appointed)


def morning(day):
    """Ten o’clock in Paris, that day of May: the journeys of this file follow one another."""
    return dt.datetime(2026, 5, day, 8, tzinfo=dt.UTC)


def page_of(stage, slug):
    return stage.world.people[slug].get_absolute_url()


@whole
def test_a_deputy_signs_by_delegation(stage, deputy):
    """The secretary files the arrêté, the project manager names who signs, the act says so."""
    convention = stage.behind(acts.ready, stage.world)
    path = convention.get_absolute_url()
    with stage.person("secretaire") as secretary:
        secretary.open(page_of(stage, "maire"))
        secretary.follow("Enregistrer une délégation")
        secretary.field("Délégataire").select_option(label=NAMED)
        secretary.page.get_by_label("Conventions").check()
        secretary.field("Numéro de l’arrêté").fill("2026-12")
        secretary.field("Date de l’arrêté").fill("2026-04-20")
        secretary.field("Premier jour").fill("2026-04-21")
        secretary.press("Enregistrer la délégation")
        secretary.follow("Enregistrer la publication")
        secretary.field("Publié le").fill("2026-04-21T09:00")
        secretary.press("Enregistrer la publication")
    with stage.person("chef-de-projet") as manager:
        manager.open(path)
        manager.follow("Choisir qui signe pour la commune")
        manager.page.get_by_label("M. Luc Second").check()
        manager.press("Enregistrer ce choix")
        assert "signature de M. Luc Second, premier adjoint au maire" in manager.text()
    is_issued(stage, convention)
    with stage.visitor(NARROW) as signatory:
        signatory.open(stage.link(DEPUTY.own_address))
        signing.opens(stage, signatory, DEPUTY.own_address)
        assert f"« {BY_DELEGATION} » : arrêté n° 2026-12 du 20 avril 2026" in signatory.text()
        assert overflow(signatory.page) == 0
        signing.by_mouse(stage, signatory, DEPUTY.own_address)
    with stage.person("maire") as mayor:
        mayor.open(path)
        assert f"Signée par M. Luc Second, « {BY_DELEGATION} »" in mayor.text()


def test_a_deputy_signs_for_a_prevented_mayor(stage, deputy):
    """Being away for a day is not being prevented; the act issued in the mayor's name is taken
    up before the deputy signs, and the mayor's link says who signs."""
    stage.moves_to(morning(5))
    convention = stage.behind(acts.issued, stage.world)
    path = convention.get_absolute_url()
    stage.works()
    old = stage.link(MAYOR)
    with stage.person("secretaire") as secretary:
        secretary.open(page_of(stage, "maire"))
        secretary.follow("Enregistrer un empêchement ou un intérim")
        secretary.field("Quelle circonstance").fill("rendez-vous")
        secretary.page.get_by_label("Empêchement", exact=True).check()
        secretary.field("Remplaçant").select_option(label=NAMED)
        secretary.field("Premier jour").fill("2026-05-05")
        secretary.field("Dernier jour").fill("2026-05-05")
        secretary.press("Enregistrer la suppléance")
        assert "Une absence d’une journée n’est pas un empêchement." in secretary.text()
        secretary.field("Quelle circonstance").fill("hospitalisation")
        secretary.field("Dernier jour").fill("2026-05-31")
        secretary.press("Enregistrer la suppléance")
        assert "Empêchement : suppléance de M. Luc Second" in secretary.text()
    stage.works()
    with stage.visitor() as mayor:
        assert mayor.page.goto(old).status == 409
        assert "M. Luc Second remplace Mme Hélène Dumont du 5 mai" in mayor.text()
    with stage.person("adjoint") as signatory:
        signatory.open(path)
        assert "le syndicat reprend cette mention, puis vous adresse l’acte" in signatory.text()
    mention_is_taken_up(stage, path)
    is_issued(stage, convention)
    with stage.visitor(NARROW) as signatory:
        signatory.open(stage.link(DEPUTY.own_address))
        signing.opens(stage, signatory, DEPUTY.own_address)
        assert f"« {PREVENTED} » : empêchement de la maire : hospitalisation" in signatory.text()
        signing.by_mouse(stage, signatory, DEPUTY.own_address)
    with stage.person("secretaire") as secretary:
        secretary.open(path)
        assert f"Signée par M. Luc Second, « {PREVENTED} »" in secretary.text()
        secretary.open(page_of(stage, "maire"))
        secretary.follow("Terminer la suppléance")
        secretary.field("Motif").fill("retour de la maire")
        secretary.press("Terminer la suppléance")
        assert f"M. Luc Second a signé {convention.reference} depuis ce jour" in secretary.text()
        expect(secretary.field("Motif")).to_have_value("retour de la maire")
        secretary.field("Premier jour").fill("2026-05-06")
        secretary.press("Terminer la suppléance")
        assert "La suppléance est terminée." in secretary.text()


def mention_is_taken_up(stage, path):
    """The project manager is told by mail, then by the page, and takes the mention up."""
    told = stage.mail("chef-de-projet@demonstration.example", "Mention à reprendre")
    assert "L’acte émis porte le nom de Mme Hélène Dumont. M. Luc Second signe désormais" in told
    with stage.person("chef-de-projet") as manager:
        manager.open(path)
        assert "M. Luc Second signe désormais pour la commune" in manager.text()
        manager.page.locator(".cs-next a").click()
        manager.page.get_by_label("Signataire remplacé avant d’avoir signé").check()
        manager.field("Motif").fill("la maire est empêchée")
        manager.press("Reprendre une mention")
        assert "corrigez la mention, puis émettez de nouveau" in manager.text()


@whole
def test_a_mayor_is_replaced_in_mid_circuit(stage, deputy):
    """Her last day is fixed beforehand, her successor recorded and confirmed; the inspector's
    signature stays, the old link says who signs, the new mayor needs a sheet before a link."""
    stage.moves_to(morning(6))
    convention = stage.behind(acts.issued, stage.world)
    path = convention.get_absolute_url()
    stage.works()
    old = stage.link(MAYOR)
    stage.behind(lambda: acts.sign(acts.step_of(convention, "state")))
    leaves(stage)
    successor = arrives(stage)
    stage.moves_to(morning(12))
    stage.works()
    with stage.visitor() as former:
        assert former.page.goto(old).status == 409
        assert "L’acte attend désormais la signature de Mme Aude Relève" in former.text()
        assert "Les signatures déjà données restent acquises." in former.text()
        assert convention.title not in former.text()
    with stage.person("chef-de-projet") as manager:
        manager.open(path)
        assert "Mme Aude Relève, depuis aujourd’hui" in manager.text()
        assert "Sans fiche signataire ni adresse pour signer" in manager.text()
    sheet_is_filed(stage, successor)
    with stage.visitor(NARROW) as signatory:
        signatory.open(stage.link(SUCCESSOR))
        signing.opens(stage, signatory, SUCCESSOR)
        signing.by_mouse(stage, signatory, SUCCESSOR)
    given = Signature.objects.filter(slot__envelope=convention.envelope)
    assert stage.behind(lambda: sorted(given.values_list("slot__key", flat=True))) == [
        "authority",
        "state",
    ]


def sheet_is_filed(stage, mandate):
    with stage.person("secretaire") as secretary:
        secretary.open(mandate)
        secretary.follow("Déposer une fiche signée")
        scan = {"name": "fiche.pdf", "mimeType": "application/pdf", "buffer": acts.blank_pdf()}
        secretary.field("Fiche signée à la main").set_input_files(scan)
        secretary.field("Signée le").fill("2026-05-12")
        secretary.field("Adresse personnelle").fill(SUCCESSOR)
        secretary.field("La fiche accepte").check()
        secretary.press("Déposer la fiche")
        assert "La fiche est déposée." in secretary.text()
    stage.works()
    with stage.person("juriste") as lawyer:
        lawyer.open(mandate)
        lawyer.follow("Noter la seconde vérification")
        lawyer.field("Comment vous l’avez vérifiée").fill("Appelée au standard de la mairie.")
        lawyer.press("Enregistrer la vérification")
        assert "La coordonnée peut recevoir un code de signature." in lawyer.text()


def leaves(stage):
    with stage.person("juriste") as lawyer:
        lawyer.open(page_of(stage, "maire"))
        lawyer.follow("Fixer le dernier jour du mandat")
        lawyer.field("Dernier jour").fill("2026-05-11")
        lawyer.field("Motif").fill("démission acceptée par le préfet")
        lawyer.press("Fixer le dernier jour du mandat")
        assert "En cours du 28 mars 2026 au 11 mai 2026 inclus." in lawyer.text()


def arrives(stage):
    """The page of the new mandate."""
    with stage.person("administration") as admin:
        admin.open("/repertoire/personnes/")
        admin.follow("Ajouter une personne")
        admin.page.get_by_label("Madame").check()
        admin.field("Nom").fill("Relève")
        admin.field("Prénom").fill("Aude")
        admin.page.locator("main form button[type=submit]").click()
        admin.follow("Enregistrer un mandat")
        admin.field("Institution").fill("Saint-Modèle")
        admin.field("Fonction").select_option("executive")
        admin.field("Premier jour").fill("2026-05-12")
        admin.field("Référence de l’acte").fill("procès-verbal d’élection")
        admin.field("Date de l’acte").fill("2026-05-02")
        admin.press("Enregistrer le mandat")
        successor = admin.page.url.removeprefix(stage.address)
    with stage.person("chef-de-projet") as manager:
        manager.follow("Voir les mandats à confirmer")
        manager.follow("Relève")
        manager.follow("Confirmer le mandat")
        manager.page.get_by_role("checkbox").check()
        manager.press("Confirmer le mandat")
        assert "À venir : ce mandat commence le 12 mai 2026." in manager.text()
    return successor


@whole
def test_a_deputy_holds_the_office_until_the_next_mayor(stage, deputy):
    """The mandate ends at once; nobody else holds the office; the act prints the interim."""
    stage.moves_to(morning(18))
    convention = stage.behind(acts.ready, stage.world)
    mayors = Mandate.unscoped.filter(institution=stage.world.commune, office=Office.EXECUTIVE)
    vacant = stage.behind(lambda: mayors.valid(stage.now()).get().get_absolute_url())
    with stage.person("juriste") as lawyer:
        lawyer.open(vacant)
        lawyer.follow("Terminer le mandat")
        lawyer.field("Premier jour").fill("2026-05-18")
        lawyer.field("Motif").fill("décès")
        lawyer.press("Terminer le mandat")
        assert "Le mandat est terminé." in lawyer.text()
    with stage.person("secretaire") as secretary:
        secretary.open(vacant)
        secretary.follow("Enregistrer un empêchement ou un intérim")
        secretary.field("Pourquoi la fonction est-elle vacante").fill("décès de la maire")
        secretary.field("Remplaçant").select_option(label=NAMED)
        secretary.field("Premier jour").fill("2026-05-18")
        secretary.press("Enregistrer la suppléance")
    is_issued(stage, convention)
    with stage.visitor(NARROW) as signatory:
        signatory.open(stage.link(DEPUTY.own_address))
        signing.opens(stage, signatory, DEPUTY.own_address)
        assert f"« {INTERIM} »" in signatory.text()
        signing.by_mouse(stage, signatory, DEPUTY.own_address)
    assert (
        stage.behind(lambda: acts.fresh(convention).envelope.slots.get(key="authority")).signer[
            "ground"
        ]
        == "interim"
    )


@whole
def test_the_dasen_signs_many_acts_on_the_inspectors_visa(stage):
    """Without a delegation the inspector gives a visa; one code then signs the list."""
    stage.moves_to(morning(19))
    stage.behind(lambda: world.delegate(*rector_and_dasen(stage), number="2026-A1"))
    without_delegation(stage)
    convention = stage.behind(submitted, stage.world)
    path = convention.get_absolute_url()
    stage.works()
    with stage.person("inspectrice") as inspector:
        inspector.open(path)
        agrees(inspector, path, "Je donne mon visa")
    many = stage.behind(acts.many, stage.world, ACTS, state_mode=StateMode.DASEN)
    stage.works()
    with stage.person("inspectrice") as inspector:
        inspector.open(f"{many[0].get_absolute_url()}signer/")
        assert "au nom de l’État, sur votre visa" in inspector.text()
    with stage.person("dasen") as dasen:
        page = dasen.page
        dasen.page.get_by_role("link", name="avec un seul code").click()
        page.get_by_label("Tout choisir").check()
        dasen.press("Lire et signer")
        for box in page.get_by_role("checkbox").all():
            box.check()
        dasen.press("Recevoir mon code")
        dasen.field("Code reçu").fill(stage.code(DASEN))
        dasen.press(f"Signer {ACTS} actes")
        stage.works()
        page.reload()
        assert dasen.text().count("Signé.") == ACTS


def rector_and_dasen(stage):
    return stage.world.people["rectrice"], stage.world.people["dasen"]


def without_delegation(stage):
    with stage.person("juriste") as lawyer:
        lawyer.open(page_of(stage, "dasen"))
        lawyer.follow("Retirer la délégation")
        lawyer.field("Motif").fill("rapportée")
        lawyer.press("Retirer la délégation")
        assert "La délégation est retirée." in lawyer.text()


def submitted(here):
    """In review, the State to be bound by the DASEN."""
    return conventions.submit(
        acts.draft(here, state_mode=StateMode.DASEN), actor=here.actor("chef-de-projet")
    )
