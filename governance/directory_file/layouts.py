"""Column names of the school directory, as they changed over the years.

The same export exists with labels or technical names, and spreadsheets rename columns:
names are compared without case, accents nor punctuation.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Layout(StrEnum):
    """Where a file comes from, told by its columns."""

    DIRECTORY = "directory"
    GEOLOCATION = "geolocation"
    YEARLY_LIST = "yearly_list"
    PRIORITY_EDUCATION = "priority_education"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Layout.DIRECTORY: "annuaire de l’éducation",
    Layout.GEOLOCATION: "adresses et géolocalisation des établissements",
    Layout.YEARLY_LIST: "liste annuelle des écoles et effectifs",
    Layout.PRIORITY_EDUCATION: "établissements de l’éducation prioritaire",
    Layout.OTHER: "fichier aux colonnes reconnues",
}
_MARKS = (
    (Layout.DIRECTORY, {"identifiant_de_l_etablissement"}),
    (Layout.GEOLOCATION, {"numero_uai", "appellation_officielle"}),
    (Layout.PRIORITY_EDUCATION, {"uai_tete_de_reseau"}),
    (Layout.YEARLY_LIST, {"rentree_scolaire", "uai"}),
)

# Field → names, the surest first. A field that needs none of these stays absent.
NAMES: dict[str, tuple[str, ...]] = {
    "uai": (
        *("identifiant_de_l_etablissement", "numero_uai", "uai", "code_uai", "uai_ecole"),
        *("uai_etablissement", "identifiant", "numero", "code_etablissement", "rne"),
    ),
    "name": (
        *("nom_etablissement", "nom_de_l_etablissement", "nom_de_l_etablissment"),
        *("appellation_officielle", "appellation_officielle_uai", "nom_ecole", "nom_de_l_ecole"),
        *("denomination", "ecole", "nom", "denomination_principale"),
    ),
    "type": ("type_etablissement", "type_d_etablissement", "type_detablissement", "type"),
    "nature_code": ("code_nature", "nature_uai", "code_nature_uai"),
    "nature": ("libelle_nature", "nature_uai_libe", "nature"),
    "sector": (
        *("statut_public_prive", "secteur_public_prive_libe", "secteur_public_prive"),
        *("secteur", "statut"),
    ),
    "insee": (
        *("code_commune", "code_insee_de_la_commune", "code_insee_commune", "code_insee"),
        *("commune_insee", "insee", "codgeo"),
    ),
    "commune": ("nom_commune", "nom_de_la_commune", "libelle_commune", "commune", "ville"),
    "postal_code": ("code_postal", "code_postal_uai", "cp"),
    "departement": (
        *("code_departement", "code_du_departement", "n_departement"),
        *("numero_departement", "dept"),
    ),
    "academie": ("code_academie",),
    "nursery": ("ecole_maternelle", "maternelle"),
    "elementary": ("ecole_elementaire", "elementaire"),
    "rep": ("appartenance_education_prioritaire", "education_prioritaire", "ep", "rep"),
    "siret": ("siren_siret", "siret", "code_siret", "numero_siret", "siren"),
    "pupils": (
        *("nombre_d_eleves", "nombre_eleves", "nb_eleves", "nombre_total_d_eleves"),
        *("effectifs", "effectif", "effectif_total"),
    ),
    "circonscription": (
        *("nom_circonscription", "libelle_circonscription", "circonscription"),
    ),
    "circonscription_uai": ("code_circonscription",),
    "opened_on": ("date_ouverture", "date_d_ouverture"),
    "state": ("etat", "etat_etablissement_libe", "etat_etablissement"),
    "address": ("adresse_1", "adresse_uai", "adresse", "voie"),
    "address_more": ("adresse_2",),
    "phone": ("telephone", "numero_de_telephone", "tel"),
    "email": ("mail", "courriel", "adresse_mail", "email"),
    "multi_uai": ("multi_uai", "etablissement_multi_lignes"),
    "rpi_concentrated": ("rpi_concentre",),
    "rpi_dispersed": ("rpi_disperse",),
}  # fmt: skip
REQUIRED = {
    "uai": "UAI (« Identifiant_de_l_etablissement » ou « uai »)",
    "name": "nom de l'école (« Nom_etablissement »)",
    "insee": "commune (« Code_commune » ou « Nom_commune »)",
}


def plain(text: str) -> str:
    """« Nom de l’établissement » → « nom_de_l_etablissement »."""
    flat = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in flat if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "_", kept).strip("_")


@dataclass(frozen=True)
class Columns:
    """Where each field stands in a row, and the name that the file gives to it."""

    headers: tuple[str, ...]
    positions: dict[str, int]
    layout: Layout
    doubled: tuple[str, ...]

    def header(self, field: str) -> str:
        return self.headers[self.positions[field]] if field in self.positions else ""

    def missing(self) -> list[str]:
        """Labels of required columns that are absent; a commune may be a code or a name."""
        absent = set(REQUIRED) - set(self.positions)
        if "commune" in self.positions:
            absent.discard("insee")
        return [label for field, label in REQUIRED.items() if field in absent]


def recognise(headers: Sequence[str]) -> Columns:
    """The columns of a header row; ``missing()`` says whether it is one."""
    names = [plain(header) for header in headers]
    positions = {}
    for field, known in NAMES.items():
        found = next((name for name in known if name in names), None)
        if found:
            positions[field] = names.index(found)
    present = set(names)
    layout = next((layout for layout, marks in _MARKS if marks <= present), Layout.OTHER)
    used = [names[position] for position in positions.values()]
    doubled = tuple(sorted({name for name in used if names.count(name) > 1}))
    return Columns(tuple(header.strip() for header in headers), positions, layout, doubled)
