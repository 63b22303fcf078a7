"""Names, addresses and durations as an act prints them."""

import datetime as dt
import re
from collections.abc import Sequence

from common import articles, calendar, french
from common.french import NBSP
from governance.models import Institution, School

_EXPANDED = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
    "DSDEN": "Direction des services départementaux de l’éducation nationale",
}
_OVERSEAS = ("975", "98")
KIND_WORDS = {"maternelle": "maternelle", "elementaire": "élémentaire"}


def full_name(institution: Institution, on: dt.date) -> str:
    """The name with its nature, as borne on that day: « Commune d’Albert »."""
    name = institution.name_on(on)
    if institution.kind == Institution.Kind.COMMUNE:
        if re.match(r"(?:Commune|Ville) d", name):
            return name
        return f"Commune {articles.of_place(name)}"
    first, _, rest = name.partition(" ")
    return f"{_EXPANDED[first]} {rest}" if first in _EXPANDED and rest else name


def state_service(institution: Institution, on: dt.date) -> str:
    """« direction des services départementaux de l’éducation nationale de la Somme »."""
    name = full_name(institution, on)
    return name[:1].lower() + name[1:] if name.startswith("Direction") else name


def siren(institution: Institution) -> str:
    """In groups of three; « non attribué » where SIRENE gives none; empty when unknown."""
    number = institution.siren
    if number:
        return NBSP.join((number[:3], number[3:6], number[6:]))
    outside = institution.fictitious or institution.insee_code.startswith(_OVERSEAS)
    return "non attribué" if outside else ""


def duration(months: int) -> str:
    """« trois ans », « dix-huit mois »."""
    years, rest = divmod(months, 12)
    if months and not rest and years < len(french.UNITS):
        return f"{french.UNITS[years]} {french.plural(years, 'an', 'ans')}"
    return f"{french.UNITS[months] if months < len(french.UNITS) else months} mois"


def school_years(first: dt.date, last: dt.date) -> list[str]:
    """Labels of the school years that a period touches, in order."""
    labels = [calendar.school_year(first)]
    while (start := calendar.school_year_bounds(labels[-1])[1]) <= last:
        labels.append(calendar.school_year(start))
    return labels


def years_label(first: dt.date, last: dt.date) -> str:
    """« 2026-2027 à 2028-2029 »."""
    labels = school_years(first, last)
    return labels[0] if len(labels) == 1 else f"{labels[0]} à {labels[-1]}"


def levels(school: School) -> str:
    """« maternelle et élémentaire », from the directory."""
    return french.list_fr(KIND_WORDS.get(kind, kind) for kind in school.kinds)


def of_schools(schools: Sequence[str]) -> str:
    """« de l’école des Tilleuls », « des deux écoles suivantes (…) », for a sentence."""
    if len(schools) == 1:
        name = schools[0]
        known = name.lower().startswith(("école", "ecole"))
        return f"de l’{name[:1].lower()}{name[1:]}" if known else f"de l’école {name}"
    count = french.UNITS[len(schools)] if len(schools) < len(french.UNITS) else str(len(schools))
    if len(schools) > 6:
        return f"des {count} écoles désignées à l’annexe 1"
    return f"des {count} écoles suivantes ({', '.join(schools)})"


def reference_with_article(reference: str) -> str:
    """An act as it follows « Vu »: « l’arrêté préfectoral du … », « la délibération … »."""
    words = reference.strip()
    if not words or re.match(r"(?:l[’']|le |la |les )", words, re.IGNORECASE):
        return words[:1].lower() + words[1:]
    words = words[:1].lower() + words[1:]
    feminine = words.startswith(("délibération", "décision", "convention", "loi"))
    return articles.the(words, feminine=feminine)
