"""The project of a school: written, saved as it is typed, deposited, taken up again."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.lifecycle import Refused
from documents import store
from governance.views.asking import allowed, ask, kept, load

from ..forms import ReasonForm
from ..forms_projects import ExtractForm, ProjectForm, SubmitForm
from ..models import PedagogicalProject, SchoolEntry
from ..models.scopes import reads_reasons
from ..projects import docdata, merging, panels, permissions, services, writing
from ..projects.lifecycle import ProjectLifecycle
from .entries import RELATED
from .papers import sent


def _project(request: Any, public_id: uuid.UUID) -> PedagogicalProject:
    """The project of the entry of the address, when who acts reads it; 404 otherwise."""
    entry = load(SchoolEntry, request, public_id, *RELATED)
    found = PedagogicalProject.objects.visible_to(request.actor).filter(entry=entry).first()
    if found is None:
        raise Http404
    found.entry = entry
    return found


@login_required
@require_http_methods(["GET", "POST"])
def project(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Read the project; its authors write it there while it is not deposited."""
    entry = load(SchoolEntry, request, public_id, *RELATED)
    may_write = permissions.may_write(request.actor, entry)
    found = PedagogicalProject.objects.visible_to(request.actor).filter(entry=entry).first()
    if found is None:
        if not may_write or entry.final:
            raise Http404
        if request.method == "GET":
            return render(request, "onboarding/start_project.html", {"entry": entry})
        found = writing.start(actor=request.actor, entry=entry)
        return redirect(found.get_absolute_url())
    found.entry = entry
    if request.method == "POST":
        allowed(may_write, permissions.WRITES)
        return _save(request, found)
    return _shown(request, found)


def _save(request: Any, found: PedagogicalProject) -> HttpResponse:
    form = ProjectForm(request.POST, instance=found)
    if not form.is_valid():
        return _shown(request, found, form=form, status=422)
    try:
        saved = _stored(request, found, form)
    except Refused as refused:
        return _shown(request, found, form=form, refusals=refused.refusals, status=409)
    told = "Le projet est enregistré."
    if others := writing.not_stored(saved, form.cleaned_data):
        told += f" Ce qui a changé entre-temps y est gardé : {writing.labels(others)}."
    messages.success(request, told)
    return redirect(found.get_absolute_url())


def _stored(request: Any, found: PedagogicalProject, form: ProjectForm) -> PedagogicalProject:
    return writing.save(
        actor=request.actor,
        project=found,
        given=form.cleaned_data,
        version=form.cleaned_data["version"],
        choices=form.choices(),
    )


def _shown(
    request: Any,
    found: PedagogicalProject,
    *,
    form: ProjectForm | None = None,
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    """The page; where two people wrote one field, both texts and the choice to make."""
    stored = PedagogicalProject.objects.visible_to(request.actor).get(pk=found.pk)
    stored.entry = found.entry
    writable = (
        stored.status in writing.WRITTEN
        and permissions.may_write(request.actor, found.entry)
        and not found.entry.final
    )
    merged = None
    if form is None and writable:
        form = ProjectForm(instance=stored, initial={"version": stored.version})
    elif form is not None and any(refusal.key == "common.stale" for refusal in refusals):
        given = writing.written(form.cleaned_data)
        merged = merging.merge(stored, given, form.cleaned_data["version"], form.choices())
        form.rebase(stored, merged)
    context = {
        "project": stored,
        "entry": found.entry,
        "form": form if writable else None,
        "rows": list(_rows(form, stored, merged)) if form is not None and writable else [],
        "changed": merged is not None,
        "lost": _lost(form, stored) if form is not None and not writable else [],
        "parts": panels.parts(stored),
        "refusals": refusals,
        "warning": writing.warned(stored),
        "lacking": list(writing.lacking(stored)) if writable else [],
        "may_submit": writable and permissions.may_submit(request.actor, stored),
        "may_keep_extract": permissions.may_submit(request.actor, stored),
        "printable": not list(writing.lacking(stored)),
        "moves": [] if found.entry.final else _moves(request, stored),
        "closed": list(writing.closed(found.entry)),
        "submit_form": SubmitForm(),
    }
    return render(request, "onboarding/project.html", context, status=status)


def _lost(form: ProjectForm, stored: PedagogicalProject) -> list[panels.Part]:
    """What was typed in a project that does not take it any more: its author may copy it."""
    given = form.cleaned_data
    return [panels.part_of(stored, name, given[name]) for name in writing.not_stored(stored, given)]


def _rows(
    form: ProjectForm, stored: PedagogicalProject, merged: merging.Merge | None
) -> Iterator[tuple[Any, panels.Part | None, str, bool]]:
    """Each field; what somebody else stored in it and the choice made, when two people wrote it
    (choices already made stand again: the page may come back for another field); whether it shows
    what somebody else wrote meanwhile."""
    choices = form.choices() if merged is not None else {}
    for bound in form:
        name = bound.name
        asked = merged is not None and (
            name in merged.clashes or (name in merged.changed and name in choices)
        )
        taken = merged is not None and name in merged.taken
        theirs = panels.part_of(stored, name, getattr(stored, name)) if asked else None
        yield bound, theirs, choices.get(name, ""), taken


def _moves(request: Any, found: PedagogicalProject) -> list[tuple[str, str]]:
    """What may be done besides writing and depositing."""
    flow = ProjectLifecycle(found)
    return [(verb, words.button) for verb, words in flow.available(request.actor) if words.reason]


@login_required
@require_POST
def autosave(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The project as it is typed (JSON): its version, a warning when somebody seems named, and
    the fields that somebody else changed meanwhile (``fields``), which the page then shows."""
    found = _project(request, public_id)
    allowed(permissions.may_write(request.actor, found.entry), permissions.WRITES)
    form = ProjectForm(request.POST, instance=found)
    if not form.is_valid():
        labels = ", ".join(
            str(form[name].label).lower() for name in form.errors if name in form.fields
        )
        return JsonResponse({"message": f"à corriger : {labels}."}, status=422)
    try:
        saved = _stored(request, found, form)
    except Refused as refused:
        told = " ".join(each.sentence for each in refused.refusals)
        if any(each.key == "common.stale" for each in refused.refusals):
            told += " « Enregistrer le projet » montre les deux."
        return JsonResponse({"message": told}, status=409)
    answer: dict[str, Any] = {"version": saved.version, "saved_at": writing.saved_hour()}
    if others := writing.not_stored(saved, form.cleaned_data):
        texts = {name: getattr(saved, name) for name in others}
        answer["fields"] = {name: "" if v is None else str(v) for name, v in texts.items()}
        answer["told"] = f"un autre auteur a changé {writing.labels(others)}, repris ici."
    if said := writing.warned(saved):
        answer["message"] = said
    return JsonResponse(answer)


@login_required
@require_POST
def submit(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Deposit the project, and the file with it."""
    found = _project(request, public_id)
    allowed(permissions.may_submit(request.actor, found), "la direction de cette école")
    form = SubmitForm(request.POST)
    no_name = form.is_valid() and form.cleaned_data["no_name"]
    try:
        services.submit(actor=request.actor, project=found, no_name=no_name)
    except Refused as refused:
        return _shown(request, found, refusals=refused.refusals, status=409)
    messages.success(request, "Le projet est déposé.")
    return redirect(found.entry.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
def move(request: Any, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """Ask for the project to be taken up again, or drop it: with a reason."""
    found = _project(request, public_id)
    if verb not in ("return_project", "drop"):
        raise Http404
    may = permissions.may_drop if verb == "drop" else permissions.may_return
    allowed(may(request.actor, found), "qui mène cette étape du projet")
    button = "Abandonner" if verb == "drop" else "Demander une reprise"
    return ask(
        request,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda given: ProjectLifecycle.move(
            found, verb, actor=request.actor, **given
        ).get_absolute_url(),
        title=f"{button} : {found.entry.school.name}",
        verb=button,
        back=found.get_absolute_url(),
        done="C’est enregistré : l’école en est informée sur la page de son dossier.",
        refuse=verb == "drop",
    )


@login_required
@require_http_methods(["GET", "POST"])
def extract(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The extract of the school council: kept with the project, even adopted since."""
    found = _project(request, public_id)
    allowed(permissions.may_submit(request.actor, found), "la direction de cette école")

    def keep(given: dict[str, Any]) -> None:
        kept(
            given["file"],
            lambda sha256: writing.keep_extract(
                actor=request.actor, project=found, sha256=sha256, met_on=given["met_on"]
            ),
        )

    return ask(
        request,
        ExtractForm(
            request.POST or None,
            request.FILES or None,
            initial={"met_on": found.school_council_on},
        ),
        keep,
        title=f"Extrait du conseil d’école : {found.entry.school.name}",
        verb="Joindre l’extrait",
        back=found.get_absolute_url(),
        done="L’extrait est joint au projet.",
    )


@login_required
@require_safe
def extract_file(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The extract, to keep."""
    found = _project(request, public_id)
    if not found.school_council_extract:
        raise Http404
    response = HttpResponse(store.read(found.school_council_extract), content_type=store.PDF)
    response["Content-Disposition"] = 'attachment; filename="extrait-conseil-ecole.pdf"'
    return response


@login_required
@require_safe
def paper(request: Any, public_id: uuid.UUID, shape: str) -> HttpResponse:
    """The project as it stands, to print; its opinion with it when it was given on that text."""
    found = _project(request, public_id)
    return sent(
        docdata.MODEL,
        docdata.as_written(found, reasons=reads_reasons(request.actor)),
        shape=shape,
        name=f"projet-pedagogique-{found.entry.school.uai.lower()}",
    )
