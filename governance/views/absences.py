"""Planned absences: the page says first that being away is not being prevented (P8)."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from common import clock

from .. import absences, permissions, services, wording
from ..entitlements import source
from ..forms import AbsenceForm, ConfirmForm
from ..forms_fields import after
from ..models import Absence, Ground, Mandate
from .asking import allowed, ask, load
from .mandates import page_of

ANNOUNCERS = "la personne elle-même, ou à ceux qui tiennent les actes de son institution"


@login_required
@require_http_methods(["GET", "POST"])
def announce(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Dates without motive; who signs meanwhile is said before they are asked."""
    found = load(Mandate, request, public_id, "person", "institution", "circonscription", "school")
    actor, now = request.actor, clock.now()
    allowed(permissions.may_announce_absence(actor, found), ANNOUNCERS)
    return ask(
        request,
        AbsenceForm(request.POST or None),
        lambda given: services.announce_absence(
            actor=actor,
            mandate=found,
            starts_on=given["starts_on"],
            ends_on=after(given["last_day"]),
        ),
        title=f"Absence de {found.person.formal_name}",
        verb="Annoncer l’absence",
        back=f"{page_of(found)}#absences",
        done="L’absence est annoncée. Les échéances qui tombent pendant ces jours sont reportées.",
        template="governance/absence.html",
        first_words=absences.first_words(found),
        meanwhile=absences.meanwhile(found, now),
        text=source(Ground.PREVENTED, found.institution),
        mandate=found,
        office=wording.office_the(found),
        may_replace=permissions.may_keep_acts(actor, found.institution),
    )


@login_required
@require_http_methods(["GET", "POST"])
def end(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Back earlier, or not leaving after all."""
    found = load(Absence, request, public_id, "mandate__person", "mandate__institution")
    allowed(permissions.may_announce_absence(request.actor, found.mandate), ANNOUNCERS)
    form = ConfirmForm(request.POST or None)
    form.fields["compared"].label = "La personne est présente à compter d’aujourd’hui."
    return ask(
        request,
        form,
        lambda given: services.end_absence(actor=request.actor, absence=found),
        title="Mettre fin à l’absence",
        verb="Mettre fin à l’absence",
        back=f"{page_of(found.mandate)}#absences",
        done="L’absence est terminée. Les échéances déjà reportées le restent.",
        intro=f"{absences.sentence(found)}.",
    )
