"""Schools, who answers for them, and the inspection districts."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from audit.actor import Actor
from common import clock

from .. import permissions, services
from ..forms import CompetenceForm, LinkForm, SchoolForm
from ..forms_filters import AtForm, SchoolFilter
from ..models import (
    Circonscription,
    CirconscriptionLink,
    Competence,
    Mandate,
    School,
    SchoolEvent,
    SchoolKind,
    covers,
)
from ..offices import Office
from . import exporting
from .asking import allowed, ask, load, ordered, paged, reader
from .institutions import KEEPERS
from .searching import code, matching

SORTS = {
    "nom": ("name",),
    "commune": ("commune__name", "name"),
    "uai": ("uai",),
    "eleves": ("pupils",),
}
HEAD = ["UAI", "École", "Commune", "Classes", "Éducation prioritaire", "RPI", "Élèves", "État",
        "Circonscription", "Institution compétente"]  # fmt: skip


def _filtered(request: Any) -> tuple[SchoolFilter, Any]:
    form = SchoolFilter(request.GET, actor=request.actor)
    day = clock.today()
    rows = School.objects.visible_to(request.actor).select_related("commune")
    links = CirconscriptionLink.objects.visible_to(request.actor).on(day)
    running = Competence.objects.visible_to(request.actor).on(day)
    rows = rows.prefetch_related(
        Prefetch("circonscription_links", links.select_related("circonscription"), "links_now"),
        Prefetch("competences", running.select_related("institution"), "competences_now"),
    )
    asked = form.cleaned_data if form.is_valid() else {}
    if text := asked.get("q"):
        rows = rows.filter(Q(uai=code(text)) | matching(text, "name", "commune__name"))
    if asked.get("classes"):
        rows = rows.filter(kinds__icontains=asked["classes"])
    if asked.get("ep"):
        rows = rows.filter(rep=asked["ep"])
    if asked.get("etat"):
        rows = rows.filter(state=asked["etat"])
    if asked.get("circonscription"):
        rows = rows.in_circonscription(asked["circonscription"].pk, day)
    return form, rows


@login_required
@require_safe
def schools(request: Any) -> HttpResponse:
    """The list, filtered by its address; ``?format=csv`` and ``xlsx`` give the same rows."""
    reader(request)
    form, rows = _filtered(request)
    if shape := request.GET.get("format"):
        every = ordered(request, rows, SORTS, "nom").iterator(chunk_size=1000)
        return exporting.respond(shape, "ecoles", HEAD, (_line(school) for school in every))
    context = {
        "form": form,
        "page": paged(request, rows, SORTS, "nom"),
        "may_keep": permissions.may_keep_directory(request.actor),
    }
    return render(request, "governance/schools.html", context)


def classes(school: School) -> str:
    """« Maternelle, Élémentaire »."""
    return ", ".join(SchoolKind(kind).label for kind in school.kinds)


def _line(school: School) -> list[Any]:
    return [
        school.uai,
        school.name,
        school.commune.name,
        classes(school),
        school.get_rep_display(),
        school.get_rpi_display(),
        school.pupils,
        school.get_state_display(),
        ", ".join(link.circonscription.name for link in school.links_now),
        ", ".join(str(held.institution) for held in school.competences_now),
    ]


@login_required
@require_safe
def school(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One school: identity, who answers for it, its district, its people."""
    found = load(School, request, public_id, "commune", "successor")
    actor, today = request.actor, clock.today()
    form = AtForm(request.GET if "au" in request.GET else None)
    asked = form.cleaned_data["au"] if form.is_bound and form.is_valid() else None
    context = {
        "school": found,
        "at_form": form,
        "at": _at(found, asked, actor) if asked else None,
        "events": SchoolEvent.objects.visible_to(actor).filter(lines__school=found),
        "classes": classes(found),
        "competences": Competence.objects.visible_to(actor)
        .filter(school=found)
        .select_related("institution")
        .order_by("-starts_on"),
        "links": CirconscriptionLink.objects.visible_to(actor)
        .filter(school=found)
        .select_related("circonscription")
        .order_by("-starts_on"),
        "mandates": Mandate.objects.visible_to(actor)
        .filter(school=found)
        .with_words()
        .order_by("-starts_on"),
        "may_keep": permissions.may_keep_directory(actor),
        "today": today,
    }
    return render(request, "governance/school.html", context)


def _at(found: School, day: dt.date, actor: Actor) -> dict[str, Any]:
    """Who answered for the school on ``day``: its district, who inspected it, its bodies."""
    links = CirconscriptionLink.objects.visible_to(actor).on(day).filter(school=found)
    link = links.select_related("circonscription").first()
    rows = (
        Mandate.objects.visible_to(actor)
        .filter(covers(day))
        .exclude(status=Mandate.Status.ANNULLED)
    )
    area = link.circonscription if link is not None else None
    inspectors = rows.filter(circonscription=area, office=Office.INSPECTOR) if area else ()
    bodies = Competence.objects.visible_to(actor).on(day).filter(school=found)
    return {
        "day": day,
        "exists": found.in_force(day),
        "area": area,
        "inspectors": inspectors.select_related("person") if area else (),
        "heads": rows.filter(school=found, office=Office.SCHOOL_HEAD).select_related("person"),
        "bodies": bodies.select_related("institution"),
    }


def _page(found: School) -> str:
    return reverse("governance:school", args=[found.public_id])


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Everything but the UAI, which never changes."""
    found = load(School, request, public_id)
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    known = {name: getattr(found, name) for name in SchoolForm.base_fields}
    return ask(
        request,
        SchoolForm(request.POST or None, initial=known),
        lambda given: services.change_school(actor=request.actor, school=found, **given),
        title=f"Modifier {found.name}",
        verb="Enregistrer les changements",
        back=_page(found),
        done="Les changements sont enregistrés.",
        intro=f"L’UAI {found.uai} ne change pas.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_competence(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Say which body answers for the school; the open competence it replaces ends that day."""
    found = load(School, request, public_id, "commune")
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    first = {"institution": found.commune.insee_code or found.commune.name, "part": "whole"}
    return ask(
        request,
        CompetenceForm(request.POST or None, initial=first, actor=request.actor),
        lambda given: services.record_competence(actor=request.actor, school=found, **given),
        title=f"Compétence pour {found.name}",
        verb="Enregistrer la compétence",
        back=f"{_page(found)}#competence",
        done="La compétence est enregistrée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def link(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Attach the school to a district; the open link it had ends that day."""
    found = load(School, request, public_id)
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    return ask(
        request,
        LinkForm(request.POST or None, initial={"starts_on": clock.today()}, actor=request.actor),
        lambda given: services.link_school(actor=request.actor, school=found, **given),
        title=f"Circonscription de {found.name}",
        verb="Rattacher l’école",
        back=f"{_page(found)}#circonscription",
        done="L’école est rattachée à la circonscription.",
    )


@login_required
@require_safe
def circonscriptions(request: Any) -> HttpResponse:
    """The districts, with how many schools each has today."""
    reader(request)
    rows = (
        Circonscription.objects.visible_to(request.actor)
        .select_related("dsden")
        .annotate(
            schools=Count(
                "school_links", filter=covers(clock.today(), "school_links__"), distinct=True
            )
        )
    )
    sorts = {"nom": ("name",), "dsden": ("dsden__name", "name"), "ecoles": ("schools", "name")}
    if shape := request.GET.get("format"):
        every = ordered(request, rows, sorts, "nom")
        head = ["Circonscription", "UAI", "DSDEN", "Écoles"]
        lines = ([c.name, c.uai, str(c.dsden), c.schools] for c in every)
        return exporting.respond(shape, "circonscriptions", head, lines)
    context = {
        "page": paged(request, rows, sorts, "nom"),
        "may_keep": permissions.may_keep_directory(request.actor),
    }
    return render(request, "governance/circonscriptions.html", context)


@login_required
@require_safe
def circonscription(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One district: its inspectors and its schools today."""
    found = load(Circonscription, request, public_id, "dsden")
    day = clock.today()
    rows = School.objects.visible_to(request.actor).in_circonscription(found.pk, day)
    context = {
        "circonscription": found,
        "page": paged(request, rows.select_related("commune"), SORTS, "commune"),
        "mandates": Mandate.objects.visible_to(request.actor)
        .filter(circonscription=found)
        .with_words()
        .order_by("-starts_on"),
    }
    return render(request, "governance/circonscription.html", context)
