"""Find conventions: search that forgives accents, filters and sort of the list, export."""

import unicodedata
from typing import Any

from django.db.models import Exists, OuterRef, Q

from audit.actor import Actor
from governance.models import Institution, School

from .models import Convention, ConventionSchool, Party
from .visibility import ConventionQuerySet

SORTS = {
    "reference": "reference",
    "titre": "title",
    "etat": "status",
    "effet": "starts_on",
    "date": "recorded_at",
}


def plain(text: str) -> str:
    """Without accents, hyphens nor case: « Saint-Étienne » is found by « saint etienne »."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(letters.replace("-", " ").replace("’", " ").replace("'", " ").split())


def conventions(actor: Actor, filters: dict[str, Any], sort: str = "") -> ConventionQuerySet:
    """The list that ``actor`` may see, narrowed by the answers of the filter form."""
    found = Convention.objects.visible_to(actor).select_related("circonscription")
    found = found.prefetch_related("parties__institution", "schools")
    if filters.get("etat"):
        found = found.filter(status=filters["etat"])
    if filters.get("circonscription"):
        found = found.filter(circonscription=filters["circonscription"])
    if filters.get("q"):
        found = found.filter(_matching(actor, filters["q"]))
    descending = sort.startswith("-")
    column = SORTS.get(sort.lstrip("-"), "")
    if not column:
        return found.order_by("-recorded_at", "-pk")
    return found.order_by(f"-{column}" if descending else column, "-pk")


def _matching(actor: Actor, text: str) -> Q:
    """Reference, title, register number; name, SIREN or INSEE code of a party; school, UAI."""
    words = text.strip()
    own = Q(reference__icontains=words) | Q(title__icontains=words)
    own |= Q(register_number__iexact=words.replace("-", "_"))
    digits = "".join(words.split())
    parties = Party.unscoped.filter(convention=OuterRef("pk")).filter(
        Q(institution__siren=digits)
        | Q(institution__insee_code__iexact=digits)
        | Q(institution__in=_institutions(actor, words))
    )
    schools = ConventionSchool.unscoped.filter(convention=OuterRef("pk")).filter(
        Q(school__uai__iexact=digits) | Q(school__in=_schools(actor, words))
    )
    return own | Exists(parties) | Exists(schools)


def _institutions(actor: Actor, words: str) -> list[int]:
    rows = Institution.objects.visible_to(actor).filter(parties__isnull=False).distinct()
    return [pk for pk, name in rows.values_list("pk", "name") if plain(words) in plain(name)]


def _schools(actor: Actor, words: str) -> list[int]:
    rows = School.objects.visible_to(actor).filter(conventions__isnull=False).distinct()
    return [pk for pk, name in rows.values_list("pk", "name") if plain(words) in plain(name)]
