"""The technical visit of a school: recorded, waived, its photographs."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from common.uploads import images
from documents import store
from governance.views.asking import allowed, ask, kept, load

from .. import forms_rows
from ..forms import ReasonForm
from ..forms_visits import PhotoForm, VisitForm, written
from ..models import SchoolEntry, SiteVisit, VisitPhoto
from ..projects import docdata_visits, permissions, services
from .entries import RELATED
from .papers import sent

VISITOR = tuple(f"visitor__{of}" for of in ("person", "institution", "circonscription", "school"))


@login_required
@require_http_methods(["GET", "POST"])
def visit(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What was seen room by room; a row is added or removed in the page, and nothing is kept before
    the visit is recorded."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    allowed(permissions.may_visit(request.actor, found), permissions.VISITS)
    known = SiteVisit.objects.visible_to(request.actor).filter(entry=found).first()
    context = {
        "title": f"Visite technique : {found.school.name}",
        "verb": "Enregistrer la visite",
        "back": found.get_absolute_url(),
        "intro": "Le projet précède l’équipement : la visite dit ce qui est là, elle n’engage "
        "aucune dépense.",
    }
    if touched := forms_rows.changed(VisitForm.lists, request.POST):
        form = VisitForm(
            instance=known,
            initial={name: request.POST.get(name, "") for name in VisitForm.Meta.fields},
            shown=touched.rows,
            focus=touched.focus,
        )
        return render(request, "onboarding/visit.html", {**context, "form": form})
    return ask(
        request,
        VisitForm(request.POST or None, instance=known, shown=written(known)),
        lambda given: services.record_visit(
            actor=request.actor, entry=found, **given
        ).entry.get_absolute_url(),
        done="La visite est enregistrée.",
        template="onboarding/visit.html",
        **context,
    )


@login_required
@require_http_methods(["GET", "POST"])
def waive(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Nobody goes, and why."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    allowed(permissions.may_waive_visit(request.actor, found), "chef de projet du syndicat")
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: (
            services.waive_visit(actor=request.actor, entry=found, **given)
            and found.get_absolute_url()
        ),
        title=f"Dispenser de visite : {found.school.name}",
        verb="Dispenser de visite",
        back=found.get_absolute_url(),
        done="La dispense est enregistrée, avec son motif.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_photo(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A photograph of the premises, with nobody on it."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    allowed(permissions.may_visit(request.actor, found), permissions.VISITS)
    known = SiteVisit.objects.visible_to(request.actor).filter(entry=found).first()
    if known is None:
        raise Http404
    known.entry = found

    def keep(given: dict[str, Any]) -> str:
        kept(
            given["file"],
            lambda sha256: services.add_photo(
                actor=request.actor, visit=known, sha256=sha256, caption=given["caption"]
            ),
        )
        return found.get_absolute_url()

    return ask(
        request,
        PhotoForm(request.POST or None, request.FILES or None),
        keep,
        title=f"Ajouter une photographie : {found.school.name}",
        verb="Ajouter la photographie",
        back=found.get_absolute_url(),
        done="La photographie est ajoutée.",
    )


@login_required
@require_safe
def photo(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One photograph, as an image."""
    found = load(VisitPhoto, request, public_id)
    # What an older device wrote beside the picture is not sent.
    return HttpResponse(images.picture(store.read(found.file)), content_type="image/jpeg")


@login_required
@require_safe
def report(request: Any, public_id: uuid.UUID, shape: str) -> HttpResponse:
    """The report of a visit that was made, its photographs at its end."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    visits = SiteVisit.objects.visible_to(request.actor).filter(entry=found)
    known = visits.exclude(visited_on=None).select_related(*VISITOR).first()
    if known is None:
        raise Http404
    known.entry = found
    photos = VisitPhoto.objects.visible_to(request.actor).filter(visit=known)
    return sent(
        docdata_visits.MODEL,
        docdata_visits.report(known),
        shape=shape,
        name=f"visite-technique-{found.school.uai.lower()}",
        annex=docdata_visits.annex(photos),
    )
