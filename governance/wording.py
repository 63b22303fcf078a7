"""Offices and institutions as acts print them: agreement by civility, articles, elisions."""

import re

from common import articles

from .models.institutions import Institution, InstitutionKind
from .models.people import Civility, Mandate
from .models.schools import School
from .offices import Office

_PRESIDENT = ("président", "présidente")
_DIRECTOR = ("directeur", "directrice")

OFFICE_WORDS: dict[str, tuple[str, str]] = {
    Office.PROJECT_MANAGER: ("chef de projet", "cheffe de projet"),
    Office.LEGAL_OFFICER: ("juriste", "juriste"),
    Office.ACCOUNTS_OFFICER: ("comptable", "comptable"),
    Office.SUPPORT_OFFICER: ("chargé d’assistance", "chargée d’assistance"),
    Office.SYNDICATE_PRESIDENT: _PRESIDENT,
    Office.SYNDICATE_DIRECTOR: (
        "directeur général des services",
        "directrice générale des services",
    ),
    Office.DPO: ("délégué à la protection des données", "déléguée à la protection des données"),
    Office.COMMITTEE_SECRETARY: ("secrétaire d’instance", "secrétaire d’instance"),
    Office.COMMITTEE_CHAIR: ("président d’instance", "présidente d’instance"),
    Office.EXECUTIVE: _PRESIDENT,
    Office.DEPUTY: ("vice-président", "vice-présidente"),
    Office.AUTHORITY_DIRECTOR: (
        "directeur général des services",
        "directrice générale des services",
    ),
    Office.PREPARER: ("secrétaire", "secrétaire"),
    Office.PARENT_REP: ("représentant des parents d’élèves", "représentante des parents d’élèves"),
    Office.CANOPE_DIRECTOR: _DIRECTOR,
    Office.CANOPE_OFFICER: ("chargé de mission", "chargée de mission"),
    Office.PROVIDER: ("représentant", "représentante"),
    Office.SCHOOL_HEAD: ("directeur d’école", "directrice d’école"),
    Office.TEACHER: ("enseignant", "enseignante"),
    Office.DIGITAL_ADVISER: (
        "enseignant référent pour les usages du numérique",
        "enseignante référente pour les usages du numérique",
    ),
    Office.INSPECTOR: (
        "inspecteur de l’éducation nationale",
        "inspectrice de l’éducation nationale",
    ),
    Office.DASEN: (
        "directeur académique des services de l’éducation nationale",
        "directrice académique des services de l’éducation nationale",
    ),
    Office.DSDEN_OFFICER: ("chargé de mission", "chargée de mission"),
    Office.RECTOR: ("recteur", "rectrice"),
    Office.DRANE: (
        "délégué régional académique au numérique éducatif",
        "déléguée régionale académique au numérique éducatif",
    ),
    Office.AUDITOR: ("auditeur", "auditrice"),
    Office.ADMIN: ("administrateur du site", "administratrice du site"),
}
"""Masculine and feminine of each office; ``LOCAL_WORDS`` says otherwise for some bodies."""

LOCAL_WORDS: dict[tuple[str, str], tuple[str, str]] = {
    (Office.EXECUTIVE, InstitutionKind.COMMUNE): ("maire", "maire"),
    (Office.DEPUTY, InstitutionKind.COMMUNE): ("adjoint au maire", "adjointe au maire"),
    (Office.PREPARER, InstitutionKind.COMMUNE): ("secrétaire de mairie", "secrétaire de mairie"),
}

_ORDINALS = ("", "premier", "deuxième", "troisième", "quatrième", "cinquième", "sixième")


def office(mandate: Mandate) -> str:
    """« maire », « 2e adjointe au maire » when the mandate says so, « inspectrice de … »."""
    if mandate.title:
        return mandate.title
    feminine = mandate.person.civility == Civility.MADAM
    local = LOCAL_WORDS.get((mandate.office, mandate.institution.kind))
    word = (local or OFFICE_WORDS[mandate.office])[feminine]
    if mandate.office == Office.DEPUTY and mandate.rank and mandate.rank < len(_ORDINALS):
        ordinal = _ORDINALS[mandate.rank]
        if feminine and mandate.rank == 1:
            ordinal = "première"
        return f"{ordinal} {word}"
    return word


def office_with_area(mandate: Mandate) -> str:
    """The office, and the district of an inspector: « inspectrice de …, circonscription de … »."""
    words = office(mandate)
    if mandate.circonscription is None:
        return words
    return f"{words}, circonscription {articles.of(mandate.circonscription.name)}"


def office_the(mandate: Mandate) -> str:
    """« la maire », « le président », « l’inspectrice de l’éducation nationale »."""
    return articles.the(office(mandate), feminine=mandate.person.civility == Civility.MADAM)


def office_title(mandate: Mandate) -> str:
    """« La maire », above a signature."""
    words = office_the(mandate)
    return words[:1].upper() + words[1:]


def holder_prevented(mandate: Mandate) -> str:
    """« la maire empêchée », « le président empêché »."""
    agreed = "empêchée" if mandate.person.civility == Civility.MADAM else "empêché"
    return f"{office_the(mandate)} {agreed}"


def salutation(mandate: Mandate) -> str:
    """« Madame la Maire », as a letter begins."""
    person = mandate.person
    words = office(mandate)
    capital = words[:1].upper() + words[1:]
    with_article = articles.the(capital, feminine=person.civility == Civility.MADAM)
    return f"{person.get_civility_display()} {with_article}"


def agreed(mandate: Mandate, masculine: str) -> str:
    """« présente », « représenté »: a word said of whoever holds ``mandate``."""
    return f"{masculine}{'e' if feminine(mandate) else ''}"


def feminine(mandate: Mandate) -> bool:
    return bool(mandate.person.civility == Civility.MADAM)


def quality(mandate: Mandate) -> str:
    """« maire de Cerisy », « inspectrice de l’éducation nationale, circonscription d’Albert »."""
    words = office_with_area(mandate)
    if mandate.circonscription is not None:
        return words
    if mandate.school is not None:
        return f"{words}, {mandate.school.name}"
    if mandate.institution.kind in {InstitutionKind.DSDEN, InstitutionKind.ACADEMIE}:
        return f"{words}, {mandate.institution.name}"
    return f"{words} {of_institution(mandate.institution)}"


def office_at(office_slug: str, institution: Institution) -> str:
    """The office of nobody in particular: « maire », for a sentence about a vacant seat."""
    local = LOCAL_WORDS.get((office_slug, institution.kind))
    return (local or OFFICE_WORDS[office_slug])[0]


def of_institution(institution: Institution) -> str:
    """« de Cerisy », « du Hamel », « de la communauté … », after « la délibération »."""
    if institution.kind != InstitutionKind.COMMUNE:
        return articles.of(institution.name)
    bare = re.sub(r"^(?:Commune|Ville) (?=(?:de |du |des |d['’])\S)", "", institution.name)
    return bare if bare != institution.name else articles.of_place(bare)


def the_institution(institution: Institution) -> str:
    """« la commune de Cerisy », « la direction des services … », inside a sentence."""
    if institution.kind == InstitutionKind.COMMUNE:
        return f"la commune {of_institution(institution)}"
    return articles.named(institution.name)


def institution_title(institution: Institution) -> str:
    """« La commune de Cerisy », at the start of a sentence."""
    return articles.capital(the_institution(institution))


def to_institution(institution: Institution) -> str:
    """« à la commune de Cerisy », « au syndicat mixte … », « à l’académie … »."""
    return articles.to_the(the_institution(institution))


def from_institution(institution: Institution) -> str:
    """« de la commune de Cerisy », « du syndicat mixte … », where the body itself acts."""
    return articles.of_the(the_institution(institution))


def address(place: Institution | School) -> str:
    """On one line; empty when neither street nor town is known."""
    lines = [line.strip(" ,") for line in place.address.splitlines()]
    town = f"{place.postal_code} {place.city}".strip()
    lines.append("" if town and lines and town.lower() in lines[-1].lower() else town)
    return ", ".join(line for line in lines if line)


_ASSEMBLIES: dict[str, str] = {
    InstitutionKind.COMMUNE: "conseil municipal",
    InstitutionKind.EPCI: "conseil communautaire",
    InstitutionKind.DEPARTEMENT: "conseil départemental",
    InstitutionKind.REGION: "conseil régional",
}


def assembly(institution: Institution) -> str:
    """Who votes there: « conseil municipal », « comité syndical » for any syndicate."""
    return _ASSEMBLIES.get(institution.kind, "comité syndical")
