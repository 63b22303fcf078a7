"""Which inspection district a school file names, and the services that it belongs to."""

import re
from dataclasses import dataclass

from common.french import typography
from governance.directory_file import SchoolRow
from governance.directory_file.layouts import plain
from governance.models import Circonscription, Institution, InstitutionKind

_HEADS = re.compile(
    r"^(?:circonscription d.inspection du (?:1er|premier) degr[ée]\s*|circonscription\s+|ien\s+)"
    r"(?:de la |de l.|du |des |de |d['’])?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class District:
    """A district as a file names it; ``known`` is None when it must be created."""

    name: str
    uai: str
    known: Circonscription | None


def district_of(row: SchoolRow) -> District | None:
    """By its UAI, else by its name; None when the row names none."""
    name = district_name(row.circonscription)
    if not name:
        return None
    found = None
    if row.circonscription_uai:
        found = Circonscription.unscoped.filter(uai=row.circonscription_uai).first()
    if found is None:
        found = _by_name(name, departement_of(row))
    return District(name, row.circonscription_uai, found)


def district_name(words: str) -> str:
    """« Fresnes » for « Circonscription d'inspection du 1er degré de Fresnes »."""
    name = _HEADS.sub("", words.strip()).strip(" -")
    name = name.title() if name.isupper() else name
    return typography(name[:1].upper() + name[1:])[:120]


def departement_of(row: SchoolRow) -> str:
    """The code of the département: that of the commune, else that of the UAI."""
    if row.commune_insee:
        code = row.commune_insee
        return code[:3] if code.startswith(("97", "98")) else code[:2]
    if row.departement:
        return row.departement
    head = row.uai[:3]
    return head[1:] if head.startswith("0") else head


def dsden_of(departement: str) -> Institution | None:
    """The State's services of a département; None when the directory has none yet."""
    name = _name_of(departement)
    for body in Institution.unscoped.filter(kind=InstitutionKind.DSDEN, ends_on__isnull=True):
        words = {plain(word) for word in (body.name, body.short_name, *body.aliases)}
        if departement in body.aliases or (
            name and any(re.search(rf"(^|_){plain(name)}$", word) for word in words)
        ):
            return body
    return None


def new_dsden(departement: str) -> dict[str, object] | None:
    """What to create when the services are missing; None without the département itself."""
    name = _name_of(departement)
    return {"name": f"DSDEN {name}", "aliases": [departement]} if name else None


def _name_of(departement: str) -> str:
    for body in Institution.unscoped.filter(kind=InstitutionKind.DEPARTEMENT):
        if departement in body.aliases:
            return str(body.name)
    return ""


def _by_name(name: str, departement: str) -> Circonscription | None:
    dsden = dsden_of(departement)
    if dsden is None:
        return None
    for known in Circonscription.unscoped.filter(dsden=dsden):
        if plain(district_name(known.name)) == plain(name):
            return known
    return None
