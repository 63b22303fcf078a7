"""Import of a school file: upload, preview, then a job with a result per school."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.lifecycle import Refusal, Refused
from common.models import Job
from documents import store
from ui.views import conflict

from .. import permissions
from ..directory_file import UnreadableDirectory
from ..forms import ImportForm
from ..imports import schools
from . import previewing
from .asking import PAGE, allowed
from .institutions import KEEPERS

SALT = "governance.import"
SHOWN = 100


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: Any) -> HttpResponse:
    """Ask for the file, then show what it would change; nothing is written yet."""
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    form = ImportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _preview(request, form.cleaned_data["file"], form.cleaned_data["on"])
            except UnreadableDirectory as refused:
                form.add_error("file", str(refused))
    mine = Job.objects.filter(kind=schools.JOB)[:5]
    context = {"form": form, "jobs": mine}
    return render(request, "governance/import_schools.html", context, status=status)


def _preview(request: Any, given: Any, on: dt.date) -> HttpResponse:
    given.seek(0)
    plan = schools.plan(schools.read_checked(given.read(), given.checked.safe_name), on=on)
    token = previewing.keep(request, given, SALT, on=on.isoformat())
    context = {
        "plan": plan,
        "token": token,
        "changes": plan.to_write[:SHOWN],
        "more_changes": max(len(plan.to_write) - SHOWN, 0),
        "faults": plan.faults[:SHOWN],
        "more_faults": max(len(plan.faults) - SHOWN, 0),
        "missing": plan.missing[:SHOWN],
        "more_missing": max(len(plan.missing) - SHOWN, 0),
    }
    return render(request, "governance/import_preview.html", context)


@login_required
@require_POST
def start(request: Any) -> HttpResponse:
    """Write what the preview showed, as a job; the file is the very one that was read."""
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    known = previewing.known(request, SALT)
    if known is None:
        return conflict(request, [previewing.EXPIRED])
    directory = schools.read_checked(store.read(known["file"]), known["name"])
    plan = schools.plan(directory, on=dt.date.fromisoformat(known["on"]))
    close_missing = request.POST.get("close_missing") == "on"
    if not plan.to_write and not (close_missing and plan.missing):
        raise Refused(Refusal("Rien à écrire : le répertoire est déjà conforme à ce fichier."))
    job = schools.ask(plan, actor=request.actor, close_missing=close_missing)
    return redirect(reverse("governance:import_job", args=[job.public_id]))


def _job(request: Any, public_id: uuid.UUID) -> Job:
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    return get_object_or_404(Job, public_id=public_id, kind=schools.JOB)


def _facts(job: Job) -> dict[str, Any]:
    states = Job.State
    total = job.items.count()
    done = job.items.filter(state__in=[states.DONE, states.FAILED]).count()
    return {
        "job": job,
        "done": done,
        "total": total,
        "failed": job.items.filter(state=states.FAILED).count(),
        "finished": job.finished_at is not None,
        "progress_url": reverse("governance:import_progress", args=[job.public_id]),
    }


@login_required
@require_safe
def job(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """How far it is, and the result of each school."""
    found = _job(request, public_id)
    rows = found.items.order_by("position")
    if request.GET.get("echecs"):
        rows = rows.filter(state=Job.State.FAILED)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "governance/import_job.html", {**_facts(found), "page": page})


@login_required
@require_safe
def progress(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The bar alone, asked again every two seconds by the page."""
    facts = _facts(_job(request, public_id))
    return render(request, "governance/import_progress.html", facts)
