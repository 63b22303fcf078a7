"""À faire, search, mails sent, works under way: what crosses every domain."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from circuits import together
from circuits.paper import scans
from common import clock, jobs
from conventions import handover, risks
from governance import missions

from . import inbox as tasks
from . import preparing, seal, searching, sent, works


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """My tasks, the most urgent first; those of my officials; whom to call this morning."""
    actor = request.actor  # type: ignore[attr-defined]
    mandates = request.mandates  # type: ignore[attr-defined]
    here = next((each for each in mandates if each.pk == actor.mandate_id), None)
    groups = tasks.groups(actor)
    context = {
        "groups": groups,
        "total": sum(len(group.tasks) for group in groups),
        "late": sum(len(group.tasks) for group in groups if group.late),
        "to_confirm": tasks.mandates_to_confirm(actor),
        "calls": tasks.calls(actor),
        "today": clock.today(),
        "desks": preparing.desks(actor, mandates),
        "awaited": preparing.awaited(actor, mandates),
        "examined": tasks.examined(actor, mandates),
        "absences": preparing.own_absences(actor),
        "mandate": here,
        "no_mission": missions.why_nothing(actor),
        "missions": missions.own(actor),
        "risks": risks.may_read(actor),
        "seal": seal.trouble(actor),
        "handover": handover.may_read(actor, here.institution) if here else False,
        "acts": actor.mandate_id is not None,
        "may_prepare": actor.office == "project_manager",
        "may_scan": scans.may_deposit(actor),
        "together": together.count(actor),
    }
    return render(request, "desk/inbox.html", context)


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box for everything: acts, institutions, schools; only what the reader may see."""
    actor = request.actor  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()[:80]
    context = {"words": words, "found": searching.everywhere(actor, words) if words else None}
    return render(request, "desk/search.html", context)


@login_required
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Mails sent and to be sent: to whom, about what, when; never a link nor a code (N16)."""
    actor = request.actor  # type: ignore[attr-defined]
    if not sent.may_see(actor):
        raise Http404
    state = request.GET.get("etat", "")
    page = sent.page(request.GET.get("page"), state)
    return render(request, "desk/mails.html", {"page": page, "states": sent.STATES, "state": state})


@login_required
@require_safe
def job(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A work under way: a bar, a result per row; asked again by the page every two seconds."""
    found = works.visible(request.actor, public_id)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    template = "desk/job_progress.html" if request.headers.get("HX-Request") else "desk/job.html"
    return render(request, template, jobs.shown(found))


@login_required
@require_POST
def retry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Do again the rows that failed, and only these."""
    found = works.visible(request.actor, public_id)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    jobs.retry_failed(found)
    return redirect("desk:job", public_id=found.public_id)
