"""What every page knows: the site, whether it is a demonstration, who acts, the menu."""

import tomllib
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from . import navigation

REGIONS: tuple[navigation.Region, ...] = ("main", "person", "footer", "demo")


@cache
def version() -> str:
    """The version of the software, as written in pyproject.toml."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def site(request: HttpRequest) -> dict[str, Any]:
    """Lazy where it may read the database, so that an error page needs none of it."""
    return {
        "demo": settings.DEMO,
        "installation": settings.SITE,
        "version": version(),
        "printed_at": timezone.now(),
        "actor": getattr(request, "actor", None),
        "who": SimpleLazyObject(lambda: _who(request)),
        "nav": {
            region: SimpleLazyObject(partial(navigation.links, request, region))
            for region in REGIONS
        },
    }


def _who(request: HttpRequest) -> dict[str, Any]:
    """Name and quality of the person who acts; empty for a visitor."""
    if not navigation.signed_in(request):
        return {}
    actor = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return {"name": str(request.user), "quality": "", "mandates": navigation.mandates(request)}
    return {
        "name": actor.label.removesuffix(f", {actor.title}"),
        "quality": actor.title,
        "mandates": navigation.mandates(request),
    }
