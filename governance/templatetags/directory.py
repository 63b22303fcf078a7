"""Small words of the directory's pages: ``{% load directory %}``."""

from typing import Any

from django import template
from django.template.context import Context

from governance import wording
from governance.models import SchoolKind

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
def classes(kinds: list[str]) -> str:
    """« Maternelle, Élémentaire »."""
    return ", ".join(SchoolKind(kind).label for kind in kinds)
