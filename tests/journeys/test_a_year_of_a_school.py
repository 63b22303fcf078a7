"""A school enters: from the campaign to its first connections, by its ten actors."""

import pytest
from playwright.sync_api import expect

from tests.depth import whole
from tests.journeys import starting
from tests.journeys.entering import (
    DESK,
    PARENTS,
    WRITTEN,
    Entry,
    answers,
    begins,
    comes,
    deposits,
    is_visited,
    path_of,
    pdf,
    writes,
)
from tests.journeys.scenery_of_a_year import agreed, everybody
from tests.journeys.stage import NEIGHBOUR, said
from tests.journeys.walking import does

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, whole]

SCHOOL = "École Jean-Moulin (fictive)"
COMMUNE, SYNDICATE = "Commune de Saint-Modèle (fictive)", "Syndicat mixte des Vallées numériques"
RESERVE = "Ajouter un indicateur de lecture pour les deux classes."
SHARES = (
    ("Abonnement", COMMUNE, "", "100", ""),
    ("Formation", SYNDICATE, "600", "", "convention d’accompagnement 2027-02"),
    ("Équipement", COMMUNE, "", "70", ""),
    ("Équipement", SYNDICATE, "", "30", "dossier FEDER n° 2027-118"),
)


def test_a_school_enters_in_a_year_by_its_ten_actors(stage):
    stage.behind(everybody, stage.world)
    convention = stage.behind(agreed, stage.world)
    entry = Entry(stage, SCHOOL)
    comes(stage, "2026-11-09")
    is_proposed(entry)
    is_written_by_two(entry)
    comes(stage, "2026-12-07")
    is_visited(entry, "2026-12-04")
    entry.unseen("erun-voisin")
    comes(stage, "2027-01-11")
    receives_a_reserve(entry)
    comes(stage, "2027-01-25")
    has_its_reserve_lifted(entry)
    goes_before_its_council(entry)
    comes(stage, "2027-02-22")
    is_financed_on_paper(entry)
    is_agreed_by_three(entry)
    comes(stage, "2027-04-02")
    is_financed(entry, convention)
    comes(stage, "2027-09-01", 8)
    stage.works()
    enters_its_convention(entry, convention)
    order = starting.is_listed(entry)
    starting.is_decided(entry, order)
    comes(stage, "2027-09-06")
    starting.is_executed(entry, order)
    session = starting.has_a_training_planned(entry)
    comes(stage, "2027-09-15", 16)
    starting.is_trained(entry, session)
    comes(stage, "2027-09-27")
    starting.hands_accounts_over(entry)
    comes(stage, "2027-10-04")
    starting.is_active(entry)


# --- the campaign and the project -----------------------------------------------------------------
def is_proposed(entry):
    """The campaign opens; the head finds it, and enters her school."""
    with entry.stage.person("chef-de-projet") as manager:
        manager.open("/ecoles/")
        entry.follows(manager, "Ouvrir une campagne")
        assert manager.field("Année scolaire").input_value() == "2027-2028"
        manager.field("Inscriptions closes le").fill("2027-01-31")
        manager.press("Ouvrir la campagne")
        entry.looks(manager)
        assert "dimanche 31 janvier 2027" in manager.text()
        entry.campaign = path_of(manager)
    with entry.stage.person("directrice") as head:
        head.open("/ecoles/")
        entry.follows(head, "Campagne 2027-2028")
        entry.follows(head, "Inscrire mon école")
        head.press("Inscrire l’école")
        entry.path = path_of(head)
        assert "Déposez le projet avant le 31 janvier 2027." in entry.opens(head)
        entry.awaits(head, "Écrire et déposer le projet pédagogique")
        assert path_of(head) == entry.path
    entry.unseen("directrice-voisine", NEIGHBOUR.slug)


def is_written_by_two(entry):
    """Saved as it is typed; a teacher adds the place of parents, without which it is refused."""
    with entry.stage.person("directrice") as head:
        begins(entry, head)
        writes(head, WRITTEN)
        head.open(entry.project)
        expect(head.field("Usages prévus")).to_have_value(WRITTEN["Usages prévus"])
        head.press("Déposer le projet")
        assert "Décrivez la place des parents." in head.text()
    with entry.stage.person("enseignant") as teacher:
        entry.opens(teacher)
        entry.follows(teacher, "Ouvrir le projet")
        assert not teacher.page.get_by_role("button", name="Déposer le projet").count()
        expect(teacher.field("Objectifs")).to_have_value(WRITTEN["Objectifs pédagogiques"])
        writes(teacher, {"Place des parents": PARENTS})
    entry.unseen("directrice-voisine", path=entry.project)
    with entry.stage.person("directrice") as head:
        head.open(entry.project)
        expect(head.field("Place des parents")).to_have_value(PARENTS)
        deposits(entry, head)
        assert "Projet déposé le 9 novembre 2026." in head.text()
    entry.says("chef-de-projet", "Visite technique à prévoir.")
    entry.unseen("directrice-voisine", "inspecteur-voisin")


# --- the opinion ----------------------------------------------------------------------------------
def receives_a_reserve(entry):
    with entry.stage.person("inspectrice") as inspector:
        entry.awaits(inspector, "Donner un avis sur le projet")
        assert "Votre avis est attendu avant le 28 février 2027." in inspector.text()
        said = entry.opens(inspector, DESK)
        assert "1 projet attend votre avis." in said
        assert PARENTS in said
        assert "Le réseau est à compléter dans une classe." in said
        words = {"Motivation commune": "Usages précis.", "Réserve à lever": "2027-02-15"}
        answers(inspector, [SCHOOL], "Favorable avec réserves", words | {"Réserve": RESERVE})
        assert "Aucun projet n’attend votre avis" in inspector.text()
    with entry.stage.person("inspecteur-voisin") as other:
        other.open(DESK)
        assert "Aucun projet n’attend votre avis" in other.text()
    entry.says("directrice", "Favorable avec réserves", RESERVE, "Usages précis.")
    with entry.stage.person("maire") as mayor:
        text = entry.opens(mayor)
        assert "Favorable avec réserves" in text
        assert RESERVE not in text


def has_its_reserve_lifted(entry):
    with entry.stage.person("erun") as adviser:
        entry.awaits(adviser, "Constater que la réserve est levée")
        entry.follows(adviser, "Lever la réserve")
        assert RESERVE in adviser.text()
        adviser.field("Ce que vous avez constaté").fill("L’indicateur est écrit dans le projet.")
        adviser.press("Lever la réserve")
        assert "La réserve est levée : le projet devient projet d’école." in said(
            adviser.page.locator("#messages").inner_text()
        )
    entry.says("directrice", "Projet d’école", "Avis favorable du 25 janvier 2027.")
    entry.unseen("erun-voisin", "inspecteur-voisin")


def goes_before_its_council(entry):
    with entry.stage.person("directrice") as head:
        entry.opens(head, entry.project)
        assert "Le passage en conseil d’école peut suivre l’avis" in head.text()
        entry.follows(head, "Joindre l’extrait")
        head.field("Conseil d’école du").fill("2027-01-21")
        head.field("Extrait du procès-verbal").set_input_files(pdf("Extrait du procès-verbal"))
        head.press("Joindre l’extrait")
        assert "Passage en conseil d’école le 21 janvier 2027." in head.text()
        assert head.download("Extrait du procès-verbal (PDF)").startswith(b"%PDF")
    extract = f"{entry.project}conseil/extrait.pdf"
    entry.unseen("directrice-voisine", NEIGHBOUR.slug, path=extract)


# --- the money ------------------------------------------------------------------------------------
def is_financed_on_paper(entry):
    """The cost by nature, the equipment now that the project is accepted, who pays: Σ = 100 %."""
    with entry.stage.person("chef-de-projet") as manager:
        entry.opens(manager)
        entry.follows(manager, "Préparer le plan")
        assert manager.field("Tarif annuel").input_value() == "9.87"
        manager.field("Comptes élèves prévus").fill("126")
        manager.field("Formation").fill("600")
        manager.press("Enregistrer le coût")
        entry.follows(manager, "Ajouter un équipement")
        manager.field("Matériel").fill("Vidéoprojecteur")
        manager.field("Quantité").fill("2")
        manager.field("Prix unitaire").fill("900")
        manager.press("Ajouter cet équipement")
        assert "Le plan de financement totalise 0,0 %" in manager.text()
        for share in SHARES:
            gives_a_share(entry, manager, *share)
        text = entry.opens(manager, entry.financing)
        assert "Le plan de financement totalise" not in text
        for cost, part in (("1 243,62 €", "34,1 %"), ("600,00 €", "16,5 %"),
                           ("1 260,00 €", "34,6 %"), ("540,00 €", "14,8 %")):  # fmt: skip
            assert f"{cost} {part}" in text, text
        assert "FEDER, par Syndicat mixte" in text
        assert "3 643,62 €" in text
        assert "Il manque l’accord : école, collectivité et syndicat." in text


def gives_a_share(entry, manager, nature, body, amount, rate, reference):
    manager.open(entry.financing)
    entry.follows(manager, "Ajouter une part")
    manager.field("Nature").select_option(label=nature)
    manager.field("Financeur").fill(body)
    manager.field("Montant").fill(amount)
    manager.field("Ou part de cette nature").fill(rate)
    manager.field("Fonds européen").set_checked("FEDER" in reference)
    manager.field("Acte ou dossier").fill(reference)
    manager.press("Ajouter cette part")
    assert path_of(manager) == entry.financing, manager.text()


def is_agreed_by_three(entry):
    """School, commune, syndicate: the plan is asked of the commune, and leaves nobody else."""
    for slug in ("directrice", "maire", "chef-de-projet"):
        with entry.stage.person(slug) as one:
            entry.awaits(one, "Donner un accord sur l’équipement choisi")
            assert path_of(one) == entry.financing
            one.press("Donner mon accord sur cet équipement")
    with entry.stage.person("chef-de-projet") as manager:
        does(manager, entry.path, "Demander le financement")
        assert f"Financement demandé à {COMMUNE}." in manager.text()
    entry.says("maire", f"{COMMUNE} : votre décision est attendue avant le 15 avril 2027")
    entry.unseen(NEIGHBOUR.slug, path=entry.financing, listed=f"{entry.campaign}financement/")


def is_financed(entry, convention):
    """The council voted; the school then waits for an act that is signed already."""
    with entry.stage.person("secretaire") as secretary:
        entry.awaits(secretary, "Décider du financement et joindre la décision")
        entry.follows(secretary, "Enregistrer la décision")
        secretary.field("Fondement").select_option(label="Délibération de l’assemblée")
        secretary.field("Numéro").fill("2027-14")
        secretary.field("Date de la séance").fill("2027-03-25")
        secretary.field("Copie de l’acte").set_input_files(pdf("Délibération n° 2027-14"))
        secretary.field("Date du cachet").fill("2027-03-30")
        secretary.press("Enregistrer la décision")
        text = secretary.text()
        assert "Accordé, 2 503,62 € TTC : délibération de l’assemblée n° 2027-14" in text
    waits = f"La convention {convention.reference} est au stade « Notifiée »."
    entry.says("chef-de-projet", "En attente de convention", waits)
    entry.says("directrice", waits)
    entry.unseen(NEIGHBOUR.slug)


# --- the convention ------------------------------------------------------------------
def enters_its_convention(entry, convention):
    """On the day of the rentrée the act takes effect, and the school with it."""
    with entry.stage.person("maire") as mayor:
        text = entry.opens(mayor)
        assert "Conventionnée." in text
        entry.follows(mayor, convention.reference)
        assert SCHOOL in mayor.text()
    entry.says("directrice", f"{convention.reference}, en vigueur")
