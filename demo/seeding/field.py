"""The field register: what was seen, asked and called around invented communes, day after day."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from common import clock
from demo.world import World
from governance.committees import cases
from governance.committees.models import Committee
from governance.committees.models.items import Purpose
from governance.fieldwork import places, services
from governance.fieldwork.lifecycle import SheetLifecycle
from governance.fieldwork.models import FieldSheet, SheetKind

from . import territory

VILLAGE = 3
"""The invented commune around which calls and posters turn."""


TODAY = "aujourd’hui"
"""Stands for the day on which a sheet is written."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A sheet written ``age`` days ago by somebody of the cast; due in ``due`` days from now when
    something is left to do, negative when it is late; ``dropped``: why nothing will be."""

    age: int
    who: str
    kind: str
    where: Callable[[World], Any]
    values: Mapping[str, Any]
    text: str = ""
    due: int | None = None
    dropped: str = ""
    agenda: bool = field(default=False)


def _school(world: World) -> Any:
    return world.school


def _commune(world: World) -> Any:
    return world.commune


def _village(world: World) -> Any:
    return territory.invented_communes()[VILLAGE]


def _programme(world: World) -> Any:
    return world.syndicate


SCENES = (
    Scene(
        34, "inspectrice", "field_contact", _school,
        {
            "Occasion": "Visite d’une école",
            "Lieu": "École, salle des maîtres",
            "Fonctions rencontrées": "La directrice et deux enseignants",
            "Personnes présentes": 3,
        },
        "L’équipe utilise le cahier de vie chaque semaine. Elle demande une aide pour la "
        "messagerie avec les parents.",
    ),
    Scene(
        30, "chef-de-projet", "field_contact", _commune,
        {
            "Occasion": "18 heures en mairie",
            "Lieu": "Mairie de Saint-Modèle",
            "Fonctions rencontrées": "Le maire, trois adjoints, la secrétaire de mairie",
            "Personnes présentes": 9,
            "Ce qui est demandé": "Une réunion pour les parents avant la rentrée.",
        },
    ),
    Scene(
        27, "secretaire", "network", _school,
        {
            "Technologie": "Fibre",
            "Opérateur": "Val Fibre (fictif)",
            "Wi-Fi dans les classes": False,
            "État": "Travaux en cours",
        },
        due=18,
    ),
    Scene(
        24, "maire", "ccas", _commune,
        {
            "Action": "Ordinateurs à l’étude",
            "Lieu et horaires": "Salle des fêtes, mardi et jeudi, 16 h 30 à 18 h",
            "Appareils mis à disposition": 6,
            "Familles aidées": 11,
        },
    ),
    Scene(
        21, "inspectrice", "family_blocker", _school,
        {
            "Frein": "Coût du matériel",
            "Familles concernées": 7,
            "Réponse proposée": "Prêt d’ordinateurs par la commune, avec un bon numéroté.",
        },
        due=-4,
    ),
    Scene(
        20, "canope", "resource_opinion", _programme,
        {
            "Ressource": "Atelier des sons (fictif)",
            "Éditeur": "Éditions de la Ronde (fictif)",
            "Niveau": "Cycle 1",
            "Avis": "Recommandée",
            "Motifs": "Progression claire, utilisable sans compte, sans publicité.",
        },
    ),
    Scene(
        18, "chef-de-projet", "connector", _commune,
        {
            "Éditeur": "Logiciels du Bocage (fictif)",
            "Logiciel et version": "Table d’Hôte 4.2 (fictif)",
            "Usage": "Restauration",
            "État": "Demandé à l’éditeur",
            "Service à joindre": "Service de la restauration",
        },
        due=9,
    ),
    Scene(
        16, "canope", "resource_opinion", _programme,
        {
            "Ressource": "Cartes en main (fictif)",
            "Éditeur": "Atelier du Gabarit (fictif)",
            "Niveau": "Cycle 3",
            "Avis": "Recommandée avec réserves",
            "Motifs": "Riche, mais lourde à charger sur une connexion lente.",
        },
    ),
    Scene(
        15, "inspectrice", "experiment", _school,
        {
            "Ce qui est essayé": "Deux messageries comparées avec les parents",
            "Écoles de l’essai": ["0809001Z"],
            "Du": TODAY,
            "Issue": "En cours",
        },
        "Bilan attendu au prochain comité de pilotage.",
        due=30,
        agenda=True,
    ),
    Scene(
        13, "maire", "refurbished", _commune,
        {
            "Structure": "Les Ateliers du Spécimen (fictif)",
            "Matériel proposé": "Ordinateurs portables de 2021, un an de garantie",
            "Prix unitaire en euros": "95.00",
            "Appareils commandés": 12,
            "Appareils livrés": 12,
        },
    ),
    Scene(
        9, "inspectrice", "resource_person", _commune,
        {
            "Fonction": "Animateur technique de collège",
            "Nom du professionnel": "M. Octave Lambin (fictif)",
            "Téléphone professionnel": "01 99 00 61 20",
            "Domaine": "Réseau et comptes",
            "D’accord pour figurer ici": "Oui, par écrit",
        },
    ),
    Scene(
        6, "chef-de-projet", "communication", _village,
        {"Public": "Familles", "Support": "Affiche à la mairie", "Message": "L’ENT arrive."},
        due=10,
        dropped="La commune préfère une réunion : une autre fiche la prépare.",
    ),
    Scene(
        5, "inspectrice", "use", _school,
        {
            "Type d’usage": "Projet culturel",
            "Description": "Visite filmée du moulin, racontée dans le cahier de vie.",
            "Classes concernées": 2,
            "Partenaire culturel": "Musée du Gabarit (fictif)",
            "Peut être montré à d’autres": True,
        },
    ),
    Scene(
        2, "chef-de-projet", "call", _village,
        {
            "Objet de l’appel": "Fixer la date de la réunion avec les familles",
            "Qui demander": "Le secrétariat de la mairie",
            "Réponse": "Pas encore appelé",
        },
        due=0,
    ),
)  # fmt: skip


def ages() -> list[int]:
    """The days, counted back from today, on which somebody wrote."""
    return sorted({scene.age for scene in SCENES}, reverse=True)


def bring_sheets(world: World, age: int, now: dt.datetime) -> None:
    """The sheets of that day; what they leave to do is due around the day of ``now``."""
    for scene in SCENES:
        if scene.age == age:
            _play(scene, world, now.date())


def _play(scene: Scene, world: World, today: dt.date) -> None:
    actor, where = world.actor(scene.who), scene.where(world)
    place = places.of(where)
    assert place is not None  # noqa: S101 schools and institutions
    sheet = services.write(
        actor=actor,
        kind=SheetKind.unscoped.latest().get(code=scene.kind),
        day=clock.today(),
        values={
            name: clock.today().isoformat() if value == TODAY else value
            for name, value in scene.values.items()
        },
        text=scene.text,
        due_on=None if scene.due is None else today + dt.timedelta(days=scene.due),
        **place.given,
    )
    if scene.dropped:
        SheetLifecycle.move(sheet, "drop_sheet", actor=actor, reason=scene.dropped)
    if scene.agenda:
        _put(sheet, world, scene.who)


def _put(sheet: FieldSheet, world: World, who: str) -> None:
    """On the agenda of the steering committee of the district, when it examines such sheets."""
    actor = world.actor(who)
    committee = Committee.unscoped.filter(circonscription=world.area).first()
    if committee is not None and committee in cases.offered(actor, sheet):
        cases.put(
            actor=actor,
            record=sheet,
            committee=committee,
            title="Bilan de l’essai de deux messageries",
            purpose=Purpose.OPINION,
        )
