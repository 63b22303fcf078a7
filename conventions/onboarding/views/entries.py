"""The schools of a campaign, and the file of each."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from governance.views import exporting
from governance.views.asking import allowed, ask, load, ordered, paged

from .. import covering, enrolling, listing, moving, permissions, sections, situation, stepper
from ..forms import EntryFilter, MoveForm
from ..lifecycle import SchoolEntryLifecycle
from ..models import Campaign, SchoolEntry, StepName

RELATED = (
    "school__commune",
    "campaign__territory",
    "competent",
    "owner__person",
    "previous__campaign",
)


@login_required
@require_safe
def schools(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The list, late ones first, filtered by its address; ``?format=csv`` and ``xlsx`` give it."""
    found = load(Campaign, request, public_id, "territory")
    form = EntryFilter(request.GET, actor=request.actor)
    due = listing.due_of(found)
    rows = listing.rows(request.actor, found, due)
    any_row = rows.exists()
    rows = listing.filtered(rows, form.cleaned_data if form.is_valid() else {})
    rows = listing.with_words(rows)
    if shape := request.GET.get("format"):
        every = listing.lines(ordered(request, rows, listing.SORTS, "retard"), due)
        cells = (listing.exported(line) for line in every)
        return exporting.respond(shape, f"ecoles-{found.school_year}", listing.HEAD, cells)
    page = paged(request, rows, listing.SORTS, "retard")
    context = {
        "campaign": found,
        "form": form,
        "page": page,
        "lines": listing.lines(page, due),
        "steps": StepName,
        "any": any_row,
        "may_keep": permissions.may_keep(request.actor),
        "missing": enrolling.missing(request.actor, found),
    }
    return render(request, "onboarding/schools.html", context)


@login_required
@require_safe
def entry(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Where the school stands, what is awaited and from whom, last year's file beside."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    facts = situation.of(found)
    offers = moving.offered(request.actor, found)
    before = found.previous
    coverage = covering.found(found)
    context = {
        "entry": found,
        "situation": situation.sentence(request.actor, found),
        "late": situation.late(found, facts.due, clock.today()),
        "area": found.school.circonscription_on(max(found.campaign.starts_on, clock.today())),
        "lines": stepper.lines(found, facts.passed, facts.due),
        "forward": [each for each in offers if not each.way_out],
        "ways_out": [each for each in offers if each.way_out],
        "coverage": coverage,
        "coverage_opens": coverage is not None and coverage.opens(request.actor),
        "sections": sections.names(),
        "before": before,
        "before_lines": _before(before),
    }
    return render(request, "onboarding/entry.html", context)


def _before(before: SchoolEntry | None) -> list[tuple[str, dt.date]]:
    """What the school passed the year before, with the days."""
    if before is None:
        return []
    return [(step.get_step_display(), step.passed_on) for step in before.steps.all()]


@login_required
@require_http_methods(["GET", "POST"])
def move(request: Any, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """One move of a file: its reason where it needs one, then its page again."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    if verb not in moving.PLAIN:
        raise Http404
    may, words = moving.asked(verb, request.actor, found)
    allowed(may, "qui mène cette étape du dossier")
    return ask(
        request,
        MoveForm(request.POST if request.method == "POST" else None, verb=verb),
        lambda given: SchoolEntryLifecycle.move(
            found, verb, actor=request.actor, **given
        ).get_absolute_url(),
        title=f"{words.button} : {found.school.name}",
        verb=words.button,
        back=found.get_absolute_url(),
        done=f"C’est enregistré : {found.school.name}.",
        refuse=verb in moving.WAYS_OUT,
    )
