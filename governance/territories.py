"""Départements, communes and EPCI of France, from the official list shipped as a package.

The npm package ``@etalab/decoupage-administratif`` holds the code officiel géographique of
the Insee and the list of EPCI of the DGCL; its version, locked in ``package-lock.json``, is
the date of the list. This module only reads it, one object at a time, as plain values.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from common.french import typography

PACKAGE = "@etalab/decoupage-administratif"
FOLDER = Path(__file__).resolve().parents[1] / "node_modules" / PACKAGE / "data"


class TerritoriesUnreadable(Exception):
    """The list is missing or damaged; ``str()`` says what to run."""


class AliasKind(StrEnum):
    """Why a code that is still met is not the code of a commune in force."""

    FORMER = "former"
    DELEGATED = "delegated"
    ASSOCIATED = "associated"
    DISTRICT = "district"

    @property
    def label(self) -> str:
        return _ALIAS_LABELS[self]


_ALIAS_LABELS = {
    AliasKind.FORMER: "ancien code",
    AliasKind.DELEGATED: "commune déléguée",
    AliasKind.ASSOCIATED: "commune associée",
    AliasKind.DISTRICT: "arrondissement municipal",
}
_ALIAS_TYPES = {
    "commune-deleguee": AliasKind.DELEGATED,
    "commune-associee": AliasKind.ASSOCIATED,
    "arrondissement-municipal": AliasKind.DISTRICT,
}
EPCI_LABELS = {
    "CC": "communauté de communes",
    "CA": "communauté d’agglomération",
    "CU": "communauté urbaine",
    "METRO": "métropole",
    "MET69": "métropole de Lyon",
}


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Departement:
    code: str
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune in force. Overseas collectivities have no SIREN, some neither population."""

    insee: str
    name: str
    departement: str
    siren: str | None
    population: int | None
    postal_codes: tuple[str, ...]
    epci_siren: str | None


@dataclass(frozen=True, slots=True)
class Alias:
    """A code met in older files, and the commune in force that answers for it.

    ``name`` is empty for a code of which nothing else is left.
    """

    insee: str
    name: str
    current: str
    kind: AliasKind


@dataclass(frozen=True, slots=True)
class Epci:
    """An EPCI with its own taxation; ``members`` are Insee codes, of any département."""

    siren: str
    name: str
    kind: str
    population: int
    members: tuple[str, ...]

    @property
    def kind_label(self) -> str:
        return EPCI_LABELS.get(self.kind, self.kind)


@dataclass(frozen=True)
class CommuneIndex:
    """Codes in force and aliases, to bring an older file up to date."""

    current: frozenset[str]
    aliases: dict[str, str] = field(default_factory=dict)

    def resolve(self, insee: str) -> str | None:
        """The code in force, or None when nobody knows this one.

        A commune nouvelle often keeps the code of one of its communes: in force wins.
        """
        return insee if insee in self.current else self.aliases.get(insee)


def regions(folder: Path = FOLDER) -> Iterator[Region]:
    """Régions; overseas collectivities belong to none."""
    for item in _items(folder, "regions"):
        yield Region(item["code"], item["nom"])


def departements(folder: Path = FOLDER) -> Iterator[Departement]:
    """Départements, then overseas collectivities."""
    for item in _items(folder, "departements"):
        yield Departement(item["code"], item["nom"], item["region"])


def communes(departement: str | None = None, folder: Path = FOLDER) -> Iterator[Commune]:
    """Communes in force, of one département or of France."""
    epci_of = {member: group.siren for group in epci(folder=folder) for member in group.members}
    for item in _items(folder, "communes"):
        if item["type"] == "commune-actuelle" and departement in (None, item["departement"]):
            yield Commune(
                insee=item["code"],
                name=item["nom"],
                departement=item["departement"],
                siren=item.get("siren"),
                population=item.get("population"),
                postal_codes=tuple(item.get("codesPostaux", ())),
                epci_siren=epci_of.get(item["code"]),
            )


def aliases(departement: str | None = None, folder: Path = FOLDER) -> Iterator[Alias]:
    """Codes of merged communes and municipal districts, each once.

    A commune déléguée or associée names its commune itself, which settles the two codes that
    another commune lists as formerly its own.
    """
    found: dict[str, Alias] = {}
    for item in _items(folder, "communes"):
        if departement not in (None, item["departement"]):
            continue
        code, kind = item["code"], _ALIAS_TYPES.get(item["type"])
        if kind:
            current = item.get("commune") or item["chefLieu"]
            if current != code:
                found[code] = Alias(code, item["nom"], current, kind)
        for former in item.get("anciensCodes", ()):
            found.setdefault(former, Alias(former, "", code, AliasKind.FORMER))
    yield from found.values()


def epci(departement: str | None = None, folder: Path = FOLDER) -> Iterator[Epci]:
    """EPCI with a member in the département; an EPCI may straddle several."""
    members_here = (
        None
        if departement is None
        else {
            item["code"]
            for item in _items(folder, "communes")
            if item["departement"] == departement
        }
    )
    for item in _items(folder, "epci"):
        members = tuple(member["code"] for member in item["membres"])
        if members_here is None or members_here.intersection(members):
            yield Epci(
                siren=item["code"],
                name=item["nom"],
                kind=item["type"],
                population=item["populationMunicipale"],
                members=members,
            )


def commune_index(folder: Path = FOLDER) -> CommuneIndex:
    """The whole list, to resolve the codes of a file."""
    return CommuneIndex(
        frozenset(
            item["code"]
            for item in _items(folder, "communes")
            if item["type"] == "commune-actuelle"
        ),
        {alias.insee: alias.current for alias in aliases(folder=folder)},
    )


def _items(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The objects of one JSON array, one at a time: only the text is held whole."""
    path = folder / f"{name}.json"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise TerritoriesUnreadable(
            typography(
                f"La liste officielle des communes et des EPCI est absente ({PACKAGE}). "
                "Lancez « npm ci » à la racine du projet, puis recommencez."
            )
        ) from None
    decoder = json.JSONDecoder()
    at, end = text.find("[") + 1, text.rfind("]")
    try:
        if not at or end < at:
            raise ValueError("no array")
        while True:
            while at < end and text[at] in " \t\r\n,":
                at += 1
            if at >= end:
                return
            item, at = decoder.raw_decode(text, at)
            yield item
    except ValueError:
        raise TerritoriesUnreadable(
            typography(
                f"Le fichier {path.name} de {PACKAGE} est abîmé. "
                "Lancez « npm ci » à la racine du projet pour le remettre en place."
            )
        ) from None
