"""Offices and institutions as acts print them: agreement by civility, articles, elisions."""

import re
import unicodedata

from .models.institutions import Institution, InstitutionKind
from .models.people import Civility, Mandate
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
_VOWELS = "aeiouy"
_ASPIRATED = frozenset({"ham", "hem", "haut", "haute", "hautes", "hauts", "halle", "haye"})
_FEMININE = frozenset(
    {
        "communaute",
        "metropole",
        "region",
        "direction",
        "ville",
        "chambre",
        "societe",
        "dsden",
        "cc",
        "ca",
        "cu",
        "caf",
        "drane",
    }
)
_MASCULINE = frozenset(
    {
        "syndicat",
        "departement",
        "conseil",
        "centre",
        "reseau",
        "groupement",
        "pays",
        "pole",
        "rectorat",
        "sivos",
        "sivom",
        "sisco",
        "smo",
        "ccas",
        "ministere",
        "service",
    }
)
_ELIDED = frozenset(["academie", "agglomeration", "association", "etablissement", "inspection"])


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
    return f"{words}, circonscription {of(mandate.circonscription.name)}"


def office_the(mandate: Mandate) -> str:
    """« la maire », « le président », « l’inspectrice de l’éducation nationale »."""
    return the(office(mandate), feminine=mandate.person.civility == Civility.MADAM)


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
    with_article = the(capital, feminine=person.civility == Civility.MADAM)
    return f"{person.get_civility_display()} {with_article}"


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


def the(words: str, *, feminine: bool) -> str:
    """``words`` with their definite article."""
    if _elides(words):
        return f"l’{words}"
    return f"{'la' if feminine else 'le'} {words}"


def of_the(words_with_article: str) -> str:
    """« du maire », « de la maire », « de l’inspectrice », from words that have an article."""
    if words_with_article.startswith("le "):
        return f"du {words_with_article[3:]}"
    return f"de {words_with_article}"


def of_institution(institution: Institution) -> str:
    """« de Cerisy », « du Hamel », « de la communauté … » with the name as it is recorded."""
    name = institution.name
    if institution.kind == InstitutionKind.COMMUNE:
        name = re.sub(r"^(?:Commune|Ville) (?:de |du |des |d['’])(?=\S)", "", name)
    return of(name)


def of(name: str) -> str:
    """``name`` after « de »: article contracted, vowel elided."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name[len(article) :]
    first = _plain(re.split(r"[ \-’']", name)[0])
    if first in _ELIDED:
        return f"de l’{name}"
    if first in _FEMININE:
        return f"de la {name}"
    if first in _MASCULINE:
        return f"du {name}"
    return f"d’{name}" if _elides(name) else f"de {name}"


def _elides(words: str) -> bool:
    plain = _plain(words)
    first = re.split(r"[ \-’']", plain)[0]
    if first.startswith("h"):
        return first not in _ASPIRATED
    return (plain[:1] in _VOWELS and plain[:1] != "y") or first in {"yvetot", "yvrench", "ypres"}


def _plain(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
