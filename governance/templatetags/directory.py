"""Small words of the directory's pages: ``{% load directory %}``."""

from typing import Any

from django import template
from django.template.context import Context

from governance import wording
from governance.models import SchoolKind
from governance.offices import SIGNED_KINDS

register = template.Library()


@register.simple_tag(takes_context=True)
def export_query(context: Context, shape: str) -> str:
    """The query of the list as a file: same filters, same order, every page."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    query["format"] = shape
    return str(query.urlencode())


@register.filter
def quality(mandate: Any) -> str:
    """« maire de Cerisy »."""
    return wording.quality(mandate)


@register.filter
def office(mandate: Any) -> str:
    """« maire », « inspectrice de l’éducation nationale, circonscription d’Albert »."""
    return wording.office_with_area(mandate)


@register.filter
def of_institution(body: Any) -> str:
    """« de Cerisy », « du syndicat mixte … », after « la délibération »."""
    return wording.of_institution(body)


@register.filter
def the_institution(body: Any) -> str:
    """« la commune de Cerisy », « la direction des services … »."""
    return wording.the_institution(body)


@register.filter
def to_institution(body: Any) -> str:
    """« à la commune de Cerisy », « au syndicat mixte … »."""
    return wording.to_institution(body)


@register.filter
def from_institution(body: Any) -> str:
    """« de la commune de Cerisy », « du syndicat mixte … », after who did or asked something."""
    return wording.from_institution(body)


@register.filter
def objects(kinds: list[str]) -> str:
    """« conventions, avenants »: what an arrêté lets sign."""
    return ", ".join(SIGNED_KINDS.get(kind, kind).lower() for kind in kinds)


@register.filter
def classes(kinds: list[str]) -> str:
    """« Maternelle, Élémentaire »."""
    return ", ".join(SchoolKind(kind).label for kind in kinds)
