"""Enrol schools: ticked by district, pasted, or in a file; the result is given school by school."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from governance.models import School
from governance.views.asking import allowed, ask, load

from .. import enrolling, permissions
from ..forms import AreaFilter, EnrolForm, NothingForm
from ..models import Campaign


@login_required
@require_http_methods(["GET", "POST"])
def enrol(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A list of schools, as a work; ``?circonscription=`` offers those of a district."""
    found = load(Campaign, request, public_id, "territory")
    allowed(permissions.may_keep(request.actor), permissions.KEEPS)
    districts = AreaFilter(request.GET, actor=request.actor)
    area = districts.cleaned_data["circonscription"] if districts.is_valid() else None
    form = EnrolForm(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        campaign=found,
        area=area,
    )

    def act(given: dict[str, Any]) -> str:
        job = enrolling.ask(actor=request.actor, campaign=found, uais=form.codes())
        return reverse("desk:job", args=[job.public_id])

    return ask(
        request,
        form,
        act,
        title=f"Inscrire des écoles à la {str(found).lower()}",
        verb="Inscrire ces écoles",
        back=found.get_absolute_url(),
        done="Les inscriptions sont demandées : le résultat est donné école par école.",
        template="onboarding/enrol.html",
        campaign=found,
        districts=districts,
        area=area,
    )


@login_required
@require_http_methods(["GET", "POST"])
def enrol_own(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The head of a school proposes it; the inspector, a school of the district (``?ecole=``)."""
    found = load(Campaign, request, public_id, "territory")
    school = _school(request)
    may = school is not None and permissions.may_enrol(request.actor, school)
    allowed(may, permissions.ENROLS)
    assert school is not None  # noqa: S101 said by ``may``
    known = school.entries.filter(campaign=found).first()
    if known is not None and request.method == "GET":
        return redirect(known.get_absolute_url())
    return ask(
        request,
        NothingForm(request.POST if request.method == "POST" else None),
        lambda given: enrolling.enrol(
            actor=request.actor, campaign=found, school=school
        ).get_absolute_url(),
        title=f"Inscrire {school.name}",
        verb="Inscrire l’école",
        back=found.get_absolute_url(),
        done="L’école est inscrite. Le projet pédagogique vient ensuite.",
        intro=f"{school.name} ({school.uai}) devient candidate à la {str(found).lower()}.",
    )


def _school(request: Any) -> School | None:
    """The school of the address, or that of the mandate under which one acts."""
    visible = School.objects.visible_to(request.actor)
    if uai := request.GET.get("ecole", ""):
        return visible.filter(uai=uai[:8].upper()).first()
    return visible.filter(mandates=request.actor.mandate_id).first()
