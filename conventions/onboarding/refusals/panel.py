"""The letters of a refusal, on the page of the file that was refused."""

from typing import Any

from .. import sections
from ..models import SchoolEntry
from ..models.scopes import rights
from . import docdata


def facts(request: Any, entry: SchoolEntry) -> dict[str, Any] | None:
    """Nothing for those who read no text, nor for a file that nobody refused."""
    found = docdata.recipients(entry) if "T" in rights(request.actor) else ()
    return {"recipients": found} if found else None


sections.register("refusal", order=5, template="onboarding/refusal_panel.html", facts=facts)
