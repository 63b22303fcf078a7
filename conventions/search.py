"""Find conventions: search that forgives accents, filters and sort of the list, export."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, When

from audit.actor import Actor
from common import sorting
from governance.models import Institution, School

from .models import Convention, ConventionSchool, Party
from .visibility import STAGES, ConventionQuerySet


def _by_stage() -> Case:
    """Statuses in the order of the circuit, not of their names."""
    return Case(*(When(status=status, then=rank) for rank, status in enumerate(STAGES)))


SORTS: dict[str, Callable[[], Any]] = {
    "reference": lambda: F("reference"),
    "titre": lambda: sorting.french("title"),
    "etat": _by_stage,
    "effet": lambda: F("starts_on"),
    "date": lambda: F("recorded_at"),
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
    by = SORTS.get(sort.lstrip("-"))
    if by is None:
        return found.order_by("-recorded_at", "-pk")
    return found.order_by(by().desc() if descending else by().asc(), "-pk")


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
