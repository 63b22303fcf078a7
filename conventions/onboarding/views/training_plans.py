"""Training plans of the districts, and how much of each school is trained."""

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from governance.models import Institution, InstitutionKind
from governance.views import exporting
from governance.views.asking import allowed, ask, load, ordered, paged

from .. import permissions as of_entries
from ..forms import ReasonForm
from ..models import Campaign, SchoolEntry, TrainingPlan
from ..training import coverage, docdata_plans, listing, permissions, plans
from ..training.forms_plans import BeginPlanForm, CoverageFilter, PlanForm
from ..training.plan_lifecycle import PlanLifecycle
from .papers import DRAFT_MARK, sent

RELATED = ("campaign", "circonscription__dsden", "owner__person", "validated_by__person")
WORDS = ("campaign__territory", *(f"{who}__{of}" for who in ("owner", "validated_by")
         for of in ("institution", "circonscription", "school")))  # fmt: skip
SORTS: dict[str, tuple[str, ...]] = {
    "circonscription": ("circonscription__name", "campaign__school_year", "version"),
    "annee": ("campaign__school_year", "circonscription__name"),
    "statut": ("status", "circonscription__name"),
}
WAYS_OUT = frozenset({"return_plan"})


@login_required
@require_safe
def plans_list(request: Any) -> HttpResponse:
    """The plans that one reads, by district."""
    allowed(permissions.may_read_plans(request.actor), "qui suit les plans de formation")
    rows = TrainingPlan.objects.visible_to(request.actor).select_related(
        "campaign", "circonscription"
    )
    context = {
        "page": paged(request, rows, SORTS, "circonscription"),
        "may_write": permissions.may_write_somewhere(request.actor),
    }
    return render(request, "onboarding/plans.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def begin_plan(request: Any) -> HttpResponse:
    """A first version of a plan, or the next one."""
    allowed(permissions.may_write_somewhere(request.actor), permissions.WRITES)
    return ask(
        request,
        BeginPlanForm(request.POST or None, actor=request.actor),
        lambda given: plans.begin_plan(actor=request.actor, **given).get_absolute_url(),
        title="Commencer un plan de formation",
        verb="Commencer le plan",
        back=reverse("onboarding:plans"),
        done="Le plan est commencé : écrivez ses objectifs et le temps des conseillers.",
    )


@login_required
@require_safe
def plan(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One version of a plan: its goals, its capacity, its sessions."""
    found = load(TrainingPlan, request, public_id, *RELATED)
    flow = PlanLifecycle(found)
    rows = plans.sessions_of(found).select_related("dsden", "provider", "trainer__person")
    offers = [
        (verb, words, [] if words.reason else flow.refusals(verb, actor=request.actor))
        for verb, words in flow.available(request.actor)
    ]
    context = {
        "plan": found,
        "title": f"Plan de formation, {found.circonscription}",
        "situation": plans.situation(found),
        "hours": plans.led_hours(found),
        "over": list(plans.within_capacity(found)),
        "required": coverage.required(),
        "lines": [(each, listing.hours(each), listing.led_by(each)) for each in rows],
        "forward": [offer for offer in offers if offer[0] not in WAYS_OUT],
        "ways_out": [offer for offer in offers if offer[0] in WAYS_OUT],
        "may_edit": plans.editable(found) and permissions.may_edit(request.actor, found),
        "may_plan": permissions.may_edit(request.actor, found),
        "printable": not docdata_plans.build(found).missing_values(),
    }
    return render(request, "onboarding/plan.html", context)


@login_required
@require_safe
def plan_paper(request: Any, public_id: uuid.UUID, shape: str) -> HttpResponse:
    """The plan in Word or PDF, marked as a project until it is validated."""
    found = load(TrainingPlan, request, public_id, *RELATED, *WORDS)
    contents = docdata_plans.build(found)
    return sent(
        docdata_plans.MODEL,
        contents,
        shape=shape,
        name=f"plan-de-formation-{found.campaign.school_year}-v{found.version}",
        mark=DRAFT_MARK if contents.stage == "draft" else "",
    )


@login_required
@require_http_methods(["GET", "POST"])
def write_plan(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What the plan says."""
    found = load(TrainingPlan, request, public_id, *RELATED)
    allowed(permissions.may_edit(request.actor, found), permissions.WRITES)
    return ask(
        request,
        PlanForm(request.POST or None, initial=PlanForm.of(found)),
        lambda given: plans.write_plan(actor=request.actor, plan=found, **given),
        title=f"Écrire le plan : {found.circonscription}, {found.campaign.school_year}",
        verb="Enregistrer le plan",
        back=found.get_absolute_url(),
        done="Le plan est enregistré.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def move_plan(request: Any, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """The visa asked, given, or refused with its reason."""
    found = load(TrainingPlan, request, public_id, *RELATED)
    if verb not in PlanLifecycle.verbs():
        raise Http404
    transition = next(iter(getattr(PlanLifecycle, verb).get_transitions()))
    words = transition.custom["move"]
    if words.system:
        raise Http404
    allowed(
        transition.has_perm(PlanLifecycle(found), request.actor), "qui mène cette étape du plan"
    )
    data = request.POST if request.method == "POST" else None
    return ask(
        request,
        ReasonForm(data) if words.reason else forms.Form(data),
        lambda given: PlanLifecycle.move(
            found, verb, actor=request.actor, **given
        ).get_absolute_url(),
        title=f"{words.button} : {found.circonscription}, {found.campaign.school_year}",
        verb=words.button,
        back=found.get_absolute_url(),
        done="C’est enregistré.",
        refuse=verb in WAYS_OUT,
    )


@login_required
@require_safe
def covered(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """How much of each school of a campaign is trained, and of its inspectors."""
    found = load(Campaign, request, public_id, "territory")
    allowed(of_entries.may_read(request.actor), "qui suit les écoles du programme")
    form = CoverageFilter(request.GET, actor=request.actor)
    rows = SchoolEntry.objects.visible_to(request.actor).filter(campaign=found)
    rows = coverage.with_coverage(rows).select_related("school__commune", "campaign")
    rows = coverage.filtered(rows, form.cleaned_data if form.is_valid() else {})
    if shape := request.GET.get("format"):
        cells = (coverage.exported(e) for e in ordered(request, rows, coverage.SORTS, "ecole"))
        name = f"formation-{found.school_year}"
        return exporting.respond(shape, name, coverage.HEAD, cells)
    page = paged(request, rows, coverage.SORTS, "ecole")
    context = {
        "campaign": found,
        "form": form,
        "page": page,
        "lines": [(entry, coverage.of_row(entry)) for entry in page],
        "required": coverage.required(),
        "inspectors": _inspectors(request, found),
    }
    return render(request, "onboarding/coverage.html", context)


def _inspectors(request: Any, found: Campaign) -> list[coverage.Inspectors]:
    """Of the départements that one follows; a school or a collectivité reads none."""
    if not permissions.may_read_plans(request.actor):
        return []
    bodies = Institution.objects.visible_to(request.actor).filter(
        kind=InstitutionKind.DSDEN, ends_on__isnull=True
    )
    if not coverage.follows_all(request.actor):
        bodies = bodies.filter(pk=request.actor.institution_id)
    return coverage.of_inspectors(found, bodies)
