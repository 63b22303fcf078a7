"""Seats of an instance: given, ended, with another substitute."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from common import clock
from governance.forms import EndForm
from governance.views.asking import allowed, ask, load

from .. import permissions, services
from ..forms import SeatForm, SubstituteForm
from ..models import Committee, Seat

PART = "composition"


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A place for an office, whoever holds it, or for one person."""
    found = load(Committee, request, public_id)
    allowed(permissions.may_keep(request.actor), permissions.WHOSE)
    initial = {"starts_on": max(clock.today(), found.starts_on)}
    return ask(
        request,
        SeatForm(request.POST or None, committee=found, actor=request.actor, initial=initial),
        lambda given: services.add_seat(actor=request.actor, committee=found, **given),
        title=f"Ajouter un siège : {found}",
        verb="Ajouter le siège",
        back=f"{found.get_absolute_url()}#{PART}",
        done="Le siège est ajouté.",
        intro="Un siège donné à une fonction suit la fonction : le successeur siège dès son "
        "premier jour.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def substitute(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Who sits in the holder's absence, from a day."""
    seat = _seat(request, public_id)
    return ask(
        request,
        SubstituteForm(request.POST or None, seat=seat, actor=request.actor),
        lambda given: services.replace_substitute(actor=request.actor, seat=seat, **given),
        title=f"Suppléant du siège : {seat.words}",
        verb="Désigner le suppléant",
        back=f"{seat.committee.get_absolute_url()}#{PART}",
        done="Le suppléant est désigné ; celui d’avant, s’il y en avait un, cesse ce jour-là.",
        intro="Le suppléant ne siège avec voix délibérative qu’en l’absence du titulaire.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def end(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The seat disappears from that day, with its substitute."""
    seat = _seat(request, public_id)
    return ask(
        request,
        EndForm(request.POST or None, initial={"on": clock.today()}),
        lambda given: services.end_seat(actor=request.actor, seat=seat, **given),
        title=f"Mettre fin au siège : {seat.words}",
        verb="Mettre fin au siège",
        back=f"{seat.committee.get_absolute_url()}#{PART}",
        done="Le siège prend fin.",
        intro="Pour un changement de titulaire de la fonction, rien n’est à faire : le siège suit "
        "la fonction.",
        refuse=True,
    )


def _seat(request: Any, public_id: uuid.UUID) -> Seat:
    seat = load(Seat, request, public_id, "committee", "institution", "circonscription")
    allowed(permissions.may_keep(request.actor), permissions.WHOSE)
    return seat
