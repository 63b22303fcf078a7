"""Institutions: the list, one institution, its councils and its addresses."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.french import date_fr

from .. import channels, permissions, services, wording
from ..forms import ChannelForm, CouncilForm, InstitutionForm, NewInstitutionForm, RenameForm
from ..forms_filters import InstitutionFilter
from ..models import (
    ChannelScope,
    Competence,
    ContactChannel,
    CouncilDate,
    Deliberation,
    Institution,
    Mandate,
    Membership,
)
from . import exporting
from .asking import allowed, ask, load, ordered, paged, reader
from .searching import code, matching

KEEPERS = "l’administrateur ou au chef de projet"
SORTS = {
    "nom": ("name",),
    "nature": ("kind", "name"),
    "population": ("population",),
}
HEAD = ["Nature", "Nom", "SIREN", "Code commune", "Rattachement", "Population", "Fin"]


def _filtered(request: Any) -> tuple[InstitutionFilter, Any]:
    form = InstitutionFilter(request.GET)
    rows = Institution.objects.visible_to(request.actor).select_related("parent")
    asked = form.cleaned_data if form.is_valid() else {}
    if text := asked.get("q"):
        typed = code(text)
        rows = rows.filter(
            Q(siren=typed) | Q(siret=typed) | Q(insee_code=typed)
            | Q(former_insee_codes__icontains=f'"{typed}"')
            | matching(text, "name", "short_name", "aliases")
        )  # fmt: skip
    if asked.get("nature"):
        rows = rows.filter(kind=asked["nature"])
    if asked.get("etat") != "tout":
        rows = rows.filter(ends_on__isnull=asked.get("etat") != "fin")
    return form, rows


@login_required
@require_safe
def institutions(request: Any) -> HttpResponse:
    """The list, filtered by its address; ``?format=csv`` and ``xlsx`` give the same rows."""
    reader(request)
    form, rows = _filtered(request)
    if shape := request.GET.get("format"):
        every = ordered(request, rows, SORTS, "nom").iterator(chunk_size=2000)
        return exporting.respond(shape, "institutions", HEAD, (_line(body) for body in every))
    context = {
        "form": form,
        "page": paged(request, rows, SORTS, "nom"),
        "may_keep": permissions.may_keep_directory(request.actor),
    }
    return render(request, "governance/institutions.html", context)


def _line(body: Institution) -> list[Any]:
    return [
        body.get_kind_display(),
        body.name,
        body.siren,
        body.insee_code,
        str(body.parent) if body.parent else "",
        body.population,
        body.last_day,
    ]


@login_required
@require_safe
def institution(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Identity, schools, mandates, councils, délibérations and addresses of one body."""
    body = load(Institution, request, public_id, "parent")
    actor, today = request.actor, clock.today(body.time_zone)
    mandates = Mandate.objects.visible_to(actor).filter(institution=body).with_words()
    competences = Competence.objects.visible_to(actor).filter(institution=body)
    held = ContactChannel.objects.visible_to(actor).on(today).filter(institution=body)
    memberships = Membership.objects.visible_to(actor).filter(institution=body)
    context = {
        "body": body,
        "names": list(body.names.all()),
        "in_office": [m for m in mandates.order_by("office", "rank") if m.is_valid(clock.now())],
        "past": [m for m in mandates.order_by("-starts_on") if not m.is_valid(clock.now())],
        "competences": competences.on(today).select_related("school", "school__commune")
        .order_by("school__name"),
        "councils": CouncilDate.objects.visible_to(actor).filter(institution=body, date__gte=today),
        "deliberations": Deliberation.objects.visible_to(actor).filter(institution=body)[:20],
        "channels": [(c, channels.shown(c, actor)) for c in held],
        "memberships": memberships.select_related("through"),
        "children": Institution.objects.visible_to(actor)
        .filter(parent=body, ends_on__isnull=True)
        .count(),
        "may_keep": permissions.may_keep_directory(actor),
        "may_council": body.votes and permissions.may_announce_council(actor, body),
        "may_acts": permissions.may_keep_acts(actor, body)
        or permissions.may_keep_directory(actor),
        "today": today,
    }  # fmt: skip
    return render(request, "governance/institution.html", context)


def _page(body: Institution) -> str:
    return reverse("governance:institution", args=[body.public_id])


@login_required
@require_http_methods(["GET", "POST"])
def create(request: Any) -> HttpResponse:
    """A body that no list gives: a school syndicate, a provider."""
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    return ask(
        request,
        NewInstitutionForm(request.POST or None),
        lambda given: _page(services.create_institution(actor=request.actor, **given)),
        title="Ajouter une institution",
        verb="Ajouter l’institution",
        back=reverse("governance:institutions"),
        done="L’institution est au répertoire.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Identity and addresses of the body; its name has a page of its own."""
    body = load(Institution, request, public_id)
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    known = {name: getattr(body, name) for name in InstitutionForm.base_fields}
    return ask(
        request,
        InstitutionForm(request.POST or None, initial=known),
        lambda given: services.change_institution(actor=request.actor, institution=body, **given),
        title=f"Modifier {body}",
        verb="Enregistrer les changements",
        back=_page(body),
        done="Les changements sont enregistrés.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A new name from a day; acts of the time before keep the old one."""
    body = load(Institution, request, public_id)
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    return ask(
        request,
        RenameForm(request.POST or None, initial={"on": clock.today()}),
        lambda given: services.rename_institution(actor=request.actor, institution=body, **given),
        title=f"Changer le nom {wording.from_institution(body)}",
        verb="Enregistrer le nouveau nom",
        back=_page(body),
        done="Le nouveau nom est enregistré ; l’ancien reste sur les actes de son temps.",
        intro=f"Nom actuel : {body.name}.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def announce_council(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The day of the next council drives due dates and reminders."""
    body = load(Institution, request, public_id)
    allowed(
        body.votes and permissions.may_announce_council(request.actor, body),
        "la collectivité ou au chef de projet",
    )
    return ask(
        request,
        CouncilForm(request.POST or None),
        lambda given: services.announce_council(actor=request.actor, institution=body, **given),
        title=f"Annoncer un conseil {wording.of_institution(body)}",
        verb="Ajouter la date",
        back=f"{_page(body)}#conseils",
        done="La date du conseil est notée.",
        intro=f"Aujourd’hui : {date_fr(clock.today(body.time_zone))}.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_channel(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """An address of the office: public, and never one that receives a signing code."""
    body = load(Institution, request, public_id)
    allowed(
        permissions.may_keep_acts(request.actor, body)
        or permissions.may_keep_directory(request.actor),
        "ceux qui tiennent les actes de cette institution",
    )
    return ask(
        request,
        ChannelForm(request.POST or None),
        lambda given: services.add_channel(
            actor=request.actor, institution=body, scope=ChannelScope.INSTITUTIONAL, **given
        ),
        title=f"Ajouter une coordonnée {wording.from_institution(body)}",
        verb="Ajouter la coordonnée",
        back=f"{_page(body)}#coordonnees",
        done="La coordonnée est enregistrée.",
        intro="Une coordonnée de l’institution est publique : elle ne reçoit jamais de code de "
        "signature.",
    )
