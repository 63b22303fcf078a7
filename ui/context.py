"""What every page knows: the site's name, whether it is a demonstration, who acts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO, "actor": getattr(request, "actor", None)}
