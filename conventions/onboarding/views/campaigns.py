"""Campaigns: the list, and where the schools of one stand."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.views.asking import allowed, load

from .. import permissions
from ..models import Campaign, EntryStatus, SchoolEntry

READS = "qui suit les écoles du programme"


@login_required
@require_safe
def campaigns(request: Any) -> HttpResponse:
    """The campaigns, the latest first, with the schools of each that one sees."""
    allowed(permissions.may_read(request.actor), READS)
    own = SchoolEntry.objects.visible_to(request.actor).order_by()
    counts = dict(own.values_list("campaign").annotate(Count("pk")))
    rows = Campaign.objects.visible_to(request.actor).select_related("territory")
    context = {"rows": [(row, counts.get(row.pk, 0)) for row in rows]}
    return render(request, "onboarding/list.html", context)


@login_required
@require_safe
def campaign(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The schools of one campaign, by status."""
    found = load(Campaign, request, public_id, "territory")
    own = SchoolEntry.objects.visible_to(request.actor).filter(campaign=found).order_by()
    counts = dict(own.values_list("status").annotate(Count("pk")))
    context = {
        "campaign": found,
        "rows": [(label, counts[slug]) for slug, label in EntryStatus.choices if slug in counts],
        "entries": own.select_related("school").order_by("school__name", "pk"),
        "steps": found.steps.all(),
    }
    return render(request, "onboarding/campaign.html", context)
