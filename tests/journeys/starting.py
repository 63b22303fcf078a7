"""How a school that has its convention starts: its base is opened by an order on a list, teachers
are trained, accounts handed over, first connections counted."""

import re

from tests.journeys.entering import path_of, pdf
from tests.journeys.scenery_of_a_year import PROVIDER
from tests.journeys.stage import NEIGHBOUR, said
from tests.journeys.walking import does

AREA = "Montval-Est (fictive)"
ORDERS = "/ecoles/ouvertures/"
SESSIONS = "/ecoles/formations/"
CHECKS = {
    "Registre du responsable": "chef-de-projet",
    "Analyse d’impact": "chef-de-projet",
    "Accord avec le prestataire": "chef-de-projet",
    "Capacité technique": "chef-de-projet",
    "Information des familles": "erun",
    "Contact local": "erun",
}
"""Each precondition, by whom it is ticked."""


# --- the base -------------------------------------------------------------------------------------
def is_listed(entry):
    """The inspector’s list; each precondition is ticked, and said while it is missing."""
    with entry.stage.person("inspectrice") as inspector:
        inspector.open(ORDERS)
        entry.follows(inspector, "Préparer une liste")
        inspector.field("Nature de l’ordre").select_option(label="Ouverture")
        inspector.field("Circonscription").select_option(label=AREA)
        inspector.field("Date d’effet").fill("2027-09-06")
        inspector.field("Compte rendu attendu").fill("2027-09-10")
        inspector.field("Prestataire").select_option(label=PROVIDER)
        inspector.press("Préparer la liste")
        entry.looks(inspector)
        order = path_of(inspector)
        entry.follows(inspector, "Ajouter des écoles")
        inspector.page.get_by_label(re.compile(re.escape(entry.school))).check()
        inspector.press("Ajouter ces écoles")
        assert f"{entry.school} : il manque" in said(inspector.text())
    for check, slug in CHECKS.items():
        with entry.stage.person(slug) as one:
            one.open(order)
            entry.follows(one, entry.school)
            entry.follows(one, f"Cocher : {check}")
            one.field("Acquis le").fill("2027-09-01")
            one.press("Enregistrer ce préalable")
    with entry.stage.person("prestataire") as executant:
        assert executant.status(order) == 404, "nothing is decided"
    with entry.stage.person("inspectrice") as inspector:
        entry.awaits(inspector, "Demander l’ouverture de bases")
        does(inspector, order, "Demander la décision")
    entry.unseen("inspecteur-voisin", "erun-voisin", path=order, listed=ORDERS)
    return order


def is_decided(entry, order):
    """On paper, elsewhere: what is recorded is its number and its copy."""
    entry.says("dasen", "Décision d’ouverture attendue.")
    with entry.stage.person("dasen") as dasen:
        entry.awaits(dasen, "Décider l’ouverture de bases")
        assert path_of(dasen) == order
        assert "Exemplaire à signer" in dasen.text()
        entry.follows(dasen, "Enregistrer la décision")
        dasen.field("Référence de la décision").fill("2027-118")
        dasen.field("Date de la décision").fill("2027-09-01")
        dasen.field("Copie de la décision").set_input_files(pdf("Décision n° 2027-118"))
        dasen.press("Enregistrer la décision")
        text = dasen.text()
        assert "L’ouverture est décidée le 1er septembre 2027" in text
        assert "Décision prise hors outil" in text
    entry.unseen("dasen-voisine", path=order, listed=ORDERS)


def is_executed(entry, order):
    """By the provider, who reads the list alone, and counts the accounts by profile."""
    with entry.stage.person("prestataire") as executant:
        entry.awaits(executant, "Exécuter l’ouverture de bases")
        assert path_of(executant) == order
        assert executant.download("CSV").decode("utf-8-sig").count("0809001Z") == 1
        does(executant, order, "Commencer l’exécution")
        entry.follows(executant, entry.school)
        assert "Préalables" not in executant.text().replace("Préalables réunis", "")
        entry.follows(executant, "Enregistrer le compte rendu")
        for label, count in (("Élèves", "48"), ("Responsables", "90"), ("Enseignants", "6"),
                             ("Direction", "1")):  # fmt: skip
            executant.field(label).fill(count)
        executant.press("Enregistrer le compte rendu")
        assert "Chaque école est traitée, ou écartée." in executant.text()
        assert executant.status(entry.path) == 404
    entry.unseen("prestataire-voisin", path=order, listed=ORDERS)
    entry.says("directrice", "Base ouverte le 6 septembre 2027.")


# --- training and accounts ------------------------------------------------------------------------
def has_a_training_planned(entry):
    """By the adviser; the DSDEN calls the head and the teacher."""
    with entry.stage.person("erun") as adviser:
        entry.says("erun", "Planifiez la formation.")
        adviser.open(f"{SESSIONS}?campagne={entry.campaign.split('/')[-2]}")
        entry.looks(adviser)
        entry.follows(adviser, "Prévoir une séance")
        adviser.field("Nature").select_option(label="Usages pédagogiques")
        adviser.field("Circonscription").select_option(label=AREA)
        adviser.field("Intitulé").fill("Publier dans le cahier multimédia")
        adviser.field("Date").fill("2027-09-15")
        adviser.field("De").fill("13:30")
        adviser.field("À").fill("16:00")
        adviser.field("Lieu").fill("École, salle informatique")
        adviser.field("Places").fill("12")
        trainer = adviser.field("Animée par")
        trainer.select_option(label=trainer.get_by_role("option", name="Tournier").inner_text())
        adviser.press("Prévoir la séance")
        entry.looks(adviser)
        session = path_of(adviser)
        entry.follows(adviser, "Choisir les écoles")
        adviser.page.get_by_label(re.compile(re.escape(entry.school))).check()
        adviser.press("Enregistrer ces écoles")
        assert entry.school in adviser.text()
    with entry.stage.person("dsden") as officer:
        officer.open(session)
        entry.follows(officer, "Envoyer les convocations")
        officer.press("Envoyer les convocations")
    entry.stage.works()
    for slug in ("directrice", "enseignant"):
        assert "15 septembre 2027" in said(
            entry.stage.mail(f"{slug}@demonstration.example", "Convocation")
        )
    entry.says("directrice", "La séance de formation est planifiée.")
    entry.unseen("erun-voisin", "directrice-voisine", path=session)
    return session


def is_trained(entry, session):
    """Numbers by school; an attestation for whoever was called and came."""
    with entry.stage.person("erun") as adviser:
        entry.opens(adviser, session)
        entry.follows(adviser, "Enregistrer l’émargement")
        for words, count in (("enseignants à former", "7"), ("enseignants présents", "5"),
                             ("directeurs présents", "1"), ("première fois", "6")):  # fmt: skip
            adviser.page.get_by_label(re.compile(words)).fill(count)
        for box in adviser.page.locator("main").get_by_role("checkbox").all():
            box.check()
        adviser.press("Enregistrer l’émargement")
        does(adviser, session, "Délivrer les attestations")
    entry.says("directrice", "Formée", "6 sur 7, soit 85 %", "Distribuez les comptes")
    with entry.stage.person("directrice") as head:
        head.open(session)
        entry.follows(head, "attestation de Mme Capucine Lavallée")
        assert "Léopold Brasseur" not in head.text()
    entry.unseen("erun-voisin", path=session, listed=SESSIONS)


def hands_accounts_over(entry):
    """Class by class, each guardian a sheet; nothing is declared while one is left."""
    with entry.stage.person("directrice") as head:
        entry.awaits(head, "Distribuer les comptes à chaque responsable")
        entry.follows(head, "Déclarer la distribution")
        hands = path_of(head)
        for name, pupils, guardians, handed in (("CE1", 25, 47, 47), ("CE2", 23, 43, 39)):
            head.open(hands)
            entry.follows(head, "Ajouter une classe")
            head.field("Classe").fill(name)
            head.field("Élèves").fill(str(pupils))
            head.field("Responsables").fill(str(guardians))
            head.field("Fiches remises").fill(str(handed))
            head.press("Ajouter la classe")
        entry.follows(head, "Indiquer ces dates")
        head.field("Familles informées le").fill("2027-09-20")
        head.field("Comment").fill("réunion de rentrée")
        head.field("Charte remise le").fill("2027-09-20")
        head.press("Enregistrer")
        assert "Il en reste à remettre : CE2 (4 fiches)." in head.text()
        entry.follows(head, "CE2")
        head.field("Fiches remises").fill("42")
        head.field("Fiches refusées").fill("1")
        head.press("Enregistrer les nombres")
        assert "Tout est réuni." in head.text()
        head.press("Déclarer la distribution")
        assert path_of(head) == entry.path
    entry.says("maire", "Comptes distribués le 27 septembre 2027.")
    entry.unseen("directrice-voisine", NEIGHBOUR.slug, path=hands)


def is_active(entry):
    """A teacher and a pupil connected: counted, and the school is active."""
    with entry.stage.person("erun") as adviser:
        entry.opens(adviser)
        entry.follows(adviser, "Relever les comptes activés")
        for label, count in (("Élèves", "31"), ("Responsables", "52"), ("Enseignants", "6"),
                             ("Direction", "1")):  # fmt: skip
            adviser.field(label).fill(count)
        adviser.press("Enregistrer le relevé")
        assert "Active depuis le 4 octobre 2027." in adviser.text()
    entry.says("maire", "Active depuis le 4 octobre 2027.", "31 sur 48")
    with entry.stage.person("chef-de-projet") as manager:
        text = entry.opens(manager, f"{entry.campaign}liste/")
        assert entry.school in text
        assert "Active" in text
    entry.unseen("directrice-voisine", "erun-voisin", "inspecteur-voisin", NEIGHBOUR.slug)
