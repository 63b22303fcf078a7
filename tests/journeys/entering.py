"""What people do on the file of a school that enters: its project, its visit, its opinion.

``Entry`` follows one school: each step is made on its pages by whom it belongs to, each kind of
page is looked at once, and people of another school, district or département see nothing of it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.core.cache import cache
from playwright.sync_api import expect

from demo import paper
from tests.journeys import looking
from tests.journeys.stage import Stage, Visitor
from tests.journeys.walking import does

PARIS = ZoneInfo("Europe/Paris")
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
DESK = "/ecoles/avis/"
PARENTS = (
    "Chaque responsable reçoit sa fiche en réunion de rentrée, et sait à qui demander de l’aide."
)
WRITTEN: Mapping[str, str] = {
    "Niveaux et classes": "CE1, CE2",
    "Cycles": "cycle 2",
    "Classes concernées": "2",
    "Effectif concerné": "48",
    "Enseignants porteurs": "Mme Lavallée, M. Brasseur",
    "Pourquoi le numérique": "Peu d’échanges avec les familles éloignées de l’école.",
    "Objectifs pédagogiques": "Écrire chaque semaine pour un lecteur réel.\nLire à voix haute.",
    "Usages prévus": "blog de classe : un article par semaine",
    "Besoins techniques": "réseau à compléter dans une classe",
    "Besoins de formation": "prise en main, sept enseignants",
    "Calendrier": "septembre : prise en main",
    "Indicateurs d’évaluation": "comptes activés : 60 % en fin d’année",
    "Accord du conseil des maîtres": "2026-11-06",
    "Position de la collectivité": "accord de principe du 3 novembre",
}
"""All that a project needs, but « place des parents »."""


def comes(stage: Stage, day: str, hour: int = 9) -> None:
    """That morning comes; the sign-ins of the days before no longer count towards those that one
    address may make in a minute, which the site counts on the clock of the machine."""
    cache.clear()
    stage.moves_to(dt.datetime.fromisoformat(day).replace(hour=hour, tzinfo=PARIS))


def pdf(*lines: str) -> dict[str, object]:
    """A paper to drop."""
    return {"name": "acte.pdf", "mimeType": "application/pdf", "buffer": paper.sheet(*lines)}


def path_of(one: Visitor) -> str:
    """Where a person is, without the address of the site."""
    return re.sub(r"[?#].*", "", one.page.url.removeprefix(one.stage.address))


@dataclass
class Entry:
    """One school on its way through a year."""

    stage: Stage
    school: str
    campaign: str = ""
    path: str = ""
    looked: set[str] = field(default_factory=set)

    @property
    def project(self) -> str:
        return f"{self.path}projet/"

    @property
    def financing(self) -> str:
        return f"{self.path}financement/"

    def looks(self, one: Visitor) -> None:
        """Nothing is wrong with the page shown, whatever the width: looked at once a kind."""
        page = KEY.sub("*", path_of(one))
        if page not in self.looked:
            self.looked.add(page)
            found = looking.faults(one.page)
            assert found == [], (page, found)

    def opens(self, one: Visitor, path: str = "") -> str:
        """The file, or another page of it, looked at; what it says."""
        one.open(path or self.path)
        self.looks(one)
        return one.text()

    def follows(self, one: Visitor, link: str) -> None:
        one.follow(link)
        self.looks(one)

    def says(self, slug: str, *sentences: str) -> None:
        """Somebody reads the file."""
        with self.stage.person(slug) as reader:
            said = self.opens(reader)
            for sentence in sentences:
                assert sentence in said, (slug, sentence, said)

    def awaits(self, one: Visitor, verb: str, about: str = "") -> None:
        """« À faire » asks for it, and leads to the page where it is done."""
        one.open("/")
        asked = one.page.locator("li", has=one.page.get_by_role("heading", name=verb))
        task = asked.filter(has_text=about).first
        expect(task).to_be_visible()
        with one.page.expect_navigation():
            task.get_by_role("link").first.click()
        self.looks(one)

    def unseen(self, *slugs: str, path: str = "", listed: str = "") -> None:
        """People of another school, commune, district or département: no page, no line."""
        for slug in slugs:
            with self.stage.person(slug) as other:
                assert other.status(path or self.path) == 404, slug
                other.open(listed or f"{self.campaign}liste/")
                assert self.school not in other.text(), slug


# --- the project --------------------------------------------------------------------------------
def writes(head: Visitor, written: Mapping[str, str]) -> None:
    """Typed field by field: the page says that it is saved, nobody presses anything."""
    for label, value in written.items():
        head.field(label).fill(value)
    expect(head.page.locator("[data-autosave-note]")).to_contain_text("Enregistré à")


def begins(entry: Entry, head: Visitor) -> None:
    """From the file to an empty project."""
    entry.opens(head)
    entry.follows(head, "Écrire le projet")
    head.press("Commencer le projet")
    entry.looks(head)


def deposits(entry: Entry, head: Visitor) -> None:
    entry.opens(head, entry.project)
    head.press("Déposer le projet")
    assert "Le projet est déposé." in head.page.locator("#messages").inner_text()
    assert path_of(head) == entry.path


# --- the visit and the opinion ------------------------------------------------------------------
def is_visited(entry: Entry, day: str) -> None:
    """By the adviser, who says what is there and engages no expense; the opinion is then asked."""
    with entry.stage.person("erun") as adviser:
        entry.opens(adviser)
        entry.follows(adviser, "Enregistrer la visite")
        adviser.field("Visite du").fill(day)
        adviser.field("Accès à internet").fill("fibre, 100 Mbit/s")
        adviser.field("Débit en réception").fill("86.4")
        rooms = (("classe 1", "prise murale"), ("classe 2", "aucun"))
        for place, (label, network) in enumerate(rooms):
            if place:
                adviser.press("Ajouter une salle")
            room = adviser.page.get_by_role("group", name=f"Salle {place + 1}")
            room.get_by_label("Nom de la salle").fill(label)
            room.get_by_label("Réseau").fill(network)
        adviser.field("Constat").fill("Le réseau est à compléter dans une classe.")
        adviser.press("Enregistrer la visite")
        said = adviser.text()
        assert "Le réseau est à compléter dans une classe." in said
        assert "rien ne l’empêche" in said
        assert "Demander l’avis" not in said
    with entry.stage.person("chef-de-projet") as manager:
        does(manager, entry.path, "Demander l’avis")


def answers(
    inspector: Visitor, schools: Iterable[str], verb: str, words: Mapping[str, str]
) -> None:
    """An opinion on the projects ticked; ``words`` by label of its form."""
    for school in schools:
        inspector.page.get_by_label(f"Donner mon avis sur {school}", exact=True).check()
    inspector.page.get_by_label(verb, exact=True).check()
    for label, value in words.items():
        inspector.field(label).fill(value)
    inspector.press("Donner cet avis")
