"""Projects of invented schools: what a team would write, in turns of four."""

import datetime as dt
from typing import Any

from common import clock
from governance.models import School

TEXTS = (
    {
        "levels": "Moyenne et grande section",
        "cycles": "cycle 1",
        "diagnosis": "Les familles voient peu ce qui se vit en classe ; beaucoup travaillent tôt "
        "et ne passent pas le portail.",
        "goals": "Raconter sa journée avec un appui sonore ou une image.\n"
        "Enrichir le vocabulaire en revenant sur ce qui a été fait.",
        "uses": "Cahier de vie de la classe, deux publications par semaine ; boîte à écouter avec "
        "les comptines apprises.",
        "families_place": "Réunion de rentrée avec prise en main sur tablette, puis un atelier par "
        "trimestre, le samedi matin, pour écouter et commenter ensemble.",
        "indicators": "Comptes des responsables activés : 70 % à la Toussaint ; une publication "
        "commentée par semaine.",
    },
    {
        "levels": "CP, CE1, CE2",
        "cycles": "cycle 2",
        "diagnosis": "Les élèves écrivent peu pour quelqu’un. Les correspondants changent chaque "
        "année et le courrier se perd.",
        "goals": "Écrire chaque semaine pour un lecteur réel.\n"
        "Lire à voix haute et s’enregistrer pour s’améliorer.",
        "uses": "Blog de classe, un article relu par semaine ; correspondance avec une école de la "
        "même vallée ; lectures enregistrées.",
        "families_place": "Les parents lisent le blog et y laissent un mot ; deux délégués "
        "participent au bilan de mi-année.",
        "indicators": "Un article par élève et par période ; fluence mesurée en octobre et en mai.",
    },
    {
        "levels": "CM1, CM2",
        "cycles": "cycle 3",
        "diagnosis": "L’entrée en sixième inquiète : les outils du collège sont inconnus des "
        "élèves et des familles.",
        "goals": "Tenir un cahier de textes et s’organiser sur la semaine.\n"
        "Chercher, citer ses sources, présenter à d’autres.",
        "uses": "Cahier de textes en ligne ; exposés à plusieurs mains ; rallye-lecture avec le "
        "collège de secteur.",
        "families_place": "Présentation au premier conseil d’école ; permanence le jeudi soir en "
        "salle des maîtres pour les familles sans ordinateur.",
        "college_link": "Deux rencontres en ligne avec une classe de sixième : janvier, mai.",
        "indicators": "Cahier de textes consulté par deux familles sur trois ; trois exposés par "
        "élève dans l’année.",
    },
    {
        "levels": "Toutes les classes",
        "cycles": "cycles 2 et 3",
        "diagnosis": "Trois villages, trois bâtiments : les classes du regroupement se croisent "
        "peu et les familles reçoivent trois fois les mêmes mots.",
        "goals": "Mener un projet commun aux trois sites.\n"
        "Donner aux élèves l’habitude d’un écrit partagé.",
        "uses": "Journal du regroupement ; agenda commun ; défis de calcul entre sites, chaque "
        "vendredi.",
        "families_place": "Un seul lieu pour les mots aux familles, avec leur accord ; le papier "
        "reste remis à qui le demande.",
        "accessibility": "Consignes enregistrées à voix haute ; caractères agrandis.",
        "indicators": "Un numéro du journal par période ; mots aux familles lus à 80 %.",
    },
)
TECHNICAL = (
    "Réseau à compléter dans une classe ; un vidéoprojecteur à remplacer.",
    "Aucun besoin : les classes sont câblées et équipées.",
    "Wi-Fi d’appoint à l’étage, coupé hors des séances.",
)


def of(school: School, rank: int) -> dict[str, Any]:
    """What the team of ``school`` wrote; ``rank`` picks a text, the pupils give the counts."""
    count = max(1, school.pupils // 24)
    return {
        **TEXTS[rank % len(TEXTS)],
        "class_count": count,
        "pupil_count": school.pupils,
        "authors": "L’équipe enseignante",
        "technical_needs": TECHNICAL[rank % len(TECHNICAL)],
        "training_needs": f"Prise en main pour {count + 1} enseignants, puis une séance d’usages.",
        "calendar": "Septembre : comptes et prise en main. Novembre : premières publications. "
        "Juin : bilan au conseil d’école.",
        "teachers_council_on": clock.today() - dt.timedelta(days=9),
        "authority_position": "Accord de principe donné en réunion ; le vote suivra.",
    }
