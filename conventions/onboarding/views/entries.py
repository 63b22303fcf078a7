"""The file of one school in one campaign."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.views.asking import load

from .. import situation
from ..models import SchoolEntry

RELATED = ("school__commune", "campaign__territory", "competent", "owner__person", "previous")


@login_required
@require_safe
def entry(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Where the school stands, what is awaited, what was done."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    context = {
        "entry": found,
        "situation": situation.sentence(request.actor, found),
        "passed": found.steps.all(),
    }
    return render(request, "onboarding/entry.html", context)
