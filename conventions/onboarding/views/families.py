"""The families' side of a file: distribution by class, activation, help; numbers only."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from governance.views.asking import allowed, ask, load

from ..families import permissions, services, telling
from ..families.forms import ActivationForm, AnswerForm, ClassForm, HelpForm, InformForm
from ..lifecycle import SchoolEntryLifecycle
from ..models import FamilyRequest, Handover, HandoverClass, SchoolEntry
from .entries import RELATED


@login_required
@require_safe
def distribution(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Classes of the school, what was handed in each, and what is left before it is declared."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    classes = list(HandoverClass.objects.visible_to(request.actor).filter(entry=found))
    flow = SchoolEntryLifecycle(found)
    declares = "distribute" in dict(flow.available(request.actor))
    hands = permissions.may_hand(request.actor, found)
    context = {
        "entry": found,
        "classes": [(each, telling.numbers(each, masked=not hands)) for each in classes],
        "totals": telling.numbers(telling.totals(classes), masked=not hands),
        "handover": Handover.objects.visible_to(request.actor).filter(entry=found).first(),
        "may_hand": hands,
        "declares": declares,
        "missing": flow.refusals("distribute", actor=request.actor) if declares else [],
    }
    return render(request, "onboarding/distribution.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def inform(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """When families were informed, and the charter given."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    allowed(permissions.may_hand(request.actor, found), permissions.HANDS)
    known = Handover.objects.visible_to(request.actor).filter(entry=found).first()
    return ask(
        request,
        InformForm(request.POST or None, instance=known),
        lambda given: services.inform(actor=request.actor, entry=found, **given) and None,
        title=f"Information des familles : {found.school.name}",
        verb="Enregistrer",
        back=_distribution(found),
        done="L’information des familles est enregistrée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_class(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A class more, with its numbers."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    allowed(permissions.may_hand(request.actor, found), permissions.HANDS)
    form = ClassForm(request.POST or None, instance=HandoverClass(entry=found))
    return ask(
        request,
        form,
        lambda given: services.count_class(actor=request.actor, entry=found, **given) and None,
        title=f"Ajouter une classe : {found.school.name}",
        verb="Ajouter la classe",
        back=_distribution(found),
        done="La classe est comptée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def count_class(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Other numbers for a class."""
    counted = load(HandoverClass, request, public_id, "entry__school", "entry__campaign")
    found = counted.entry
    allowed(permissions.may_hand(request.actor, found), permissions.HANDS)
    return ask(
        request,
        ClassForm(request.POST or None, instance=counted),
        lambda given: (
            services.count_class(actor=request.actor, entry=found, counted=counted, **given)
            and None
        ),
        title=f"{counted.label} : {found.school.name}",
        verb="Enregistrer les nombres",
        back=_distribution(found),
        done="La classe est comptée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def activation(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """How many accounts connected, by profile."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    allowed(permissions.may_count(request.actor, found), permissions.READS_COUNTS)
    form = ActivationForm(request.POST or None, initial={"read_on": clock.today()})
    return ask(
        request,
        form,
        lambda given: (
            services.count_activations(actor=request.actor, entry=found, **form.given()) and None
        ),
        title=f"Comptes activés : {found.school.name}",
        verb="Enregistrer le relevé",
        back=found.get_absolute_url(),
        done="Le relevé est enregistré.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def ask_help(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Families asked for help."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    allowed(permissions.may_help(request.actor, found), permissions.HELPS)
    return ask(
        request,
        HelpForm(request.POST or None, instance=FamilyRequest(entry=found)),
        lambda given: services.ask_help(actor=request.actor, entry=found, **given) and None,
        title=f"Demande d’aide de familles : {found.school.name}",
        verb="Enregistrer la demande",
        back=found.get_absolute_url(),
        done="La demande est enregistrée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def answer_help(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """They were helped."""
    asked = load(FamilyRequest, request, public_id, "entry__school", "entry__campaign")
    allowed(permissions.may_help(request.actor, asked.entry), permissions.HELPS)
    return ask(
        request,
        AnswerForm(request.POST or None, initial={"answered_on": clock.today()}),
        lambda given: services.answer_help(actor=request.actor, asked=asked, **given) and None,
        title=f"{asked.get_category_display()} : {asked.entry.school.name}",
        verb="Dire que l’aide est donnée",
        back=asked.entry.get_absolute_url(),
        done="La demande est traitée.",
    )


def _distribution(entry: SchoolEntry) -> str:
    return reverse("onboarding:distribution", args=[entry.public_id])
