"""Campaigns: the list, where the districts of one stand, its dates."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import calendar, clock
from governance.models import Institution
from governance.views.asking import allowed, ask, load

from .. import board, enrolling, permissions, services
from ..forms import CampaignForm, NothingForm, StepForm
from ..models import Campaign, CampaignStep, SchoolEntry

READS = "qui suit les écoles du programme"


@login_required
@require_safe
def campaigns(request: Any) -> HttpResponse:
    """The campaigns, the latest first, with the schools of each that one sees."""
    allowed(permissions.may_read(request.actor), READS)
    own = SchoolEntry.objects.visible_to(request.actor).order_by()
    counts = dict(own.values_list("campaign").annotate(Count("pk")))
    rows = Campaign.objects.visible_to(request.actor).select_related("territory")
    context = {
        "rows": [(row, counts.get(row.pk, 0)) for row in rows],
        "may_keep": permissions.may_keep(request.actor),
    }
    return render(request, "onboarding/list.html", context)


@login_required
@require_safe
def campaign(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The districts × the steps, beside last year; objectives and dates."""
    found = load(Campaign, request, public_id, "territory", "owner__person", "owner__institution")
    prefetch_related_objects([found], "steps")
    shown = board.of(request.actor, found, clock.today())
    context = {
        "campaign": found,
        "board": shown,
        "legend": board.legend(),
        "steps": found.steps.all(),
        "may_keep": permissions.may_keep(request.actor),
        "proposable": enrolling.proposable(request.actor, found),
    }
    return render(request, "onboarding/campaign.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def open_campaign(request: Any) -> HttpResponse:
    """A new campaign of the syndicate, with the dates that the programme proposes."""
    allowed(permissions.may_keep(request.actor), permissions.KEEPS)
    following = calendar.school_year_bounds(calendar.school_year(clock.today()))[1]
    initial = {"school_year": calendar.school_year(following), "opens_on": clock.today()}
    territory = Institution.objects.visible_to(request.actor).get(pk=request.actor.institution_id)
    return ask(
        request,
        CampaignForm(request.POST or None, initial=initial),
        lambda given: services.open_campaign(
            actor=request.actor, territory=territory, **given
        ).get_absolute_url(),
        title="Ouvrir une campagne",
        verb="Ouvrir la campagne",
        back=reverse("onboarding:list"),
        done="La campagne est ouverte, avec les dates que le programme propose.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def step(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Another date for a step, with its source, or another objective."""
    found = load(CampaignStep, request, public_id, "campaign")
    allowed(permissions.may_keep(request.actor), permissions.KEEPS)
    return ask(
        request,
        StepForm(request.POST or None, initial=StepForm.of(found)),
        lambda given: services.set_step(actor=request.actor, step=found, **given),
        title=f"{found.campaign} : étape « {found.get_step_display()} »",
        verb="Enregistrer l’étape",
        back=found.campaign.get_absolute_url(),
        done="L’étape est enregistrée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def carry_over(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Last year's schools enter this campaign, each file beside the one before."""
    found = load(Campaign, request, public_id)
    allowed(permissions.may_keep(request.actor), permissions.KEEPS)
    uais = enrolling.carried_over(found)

    def act(given: dict[str, Any]) -> str:
        job = enrolling.ask(actor=request.actor, campaign=found, uais=uais)
        return reverse("desk:job", args=[job.public_id])

    return ask(
        request,
        NothingForm(request.POST if request.method == "POST" else None),
        act,
        title="Reconduire les écoles de l’an dernier",
        verb="Inscrire ces écoles",
        back=found.get_absolute_url(),
        done="Les inscriptions sont demandées : le résultat est donné école par école.",
        template="onboarding/carry_over.html",
        campaign=found,
        count=len(uais),
    )
