"""Who signs for a party: the person awaited, or a delegate chosen before the act is issued."""

import uuid
from copy import copy
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from common import clock
from governance import authority, wording
from governance.models import Mandate
from governance.views.asking import ask

from .. import content, forms, services
from ..models import Party
from .loading import convention_of, page


@page
@require_http_methods(["GET", "HEAD", "POST"])
def signatory(request: HttpRequest, public_id: uuid.UUID, role: str) -> HttpResponse:
    """Choose among those who may sign now; the act prints the name and its ground (P8)."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="T")
    party = convention.party(role)
    if party is None:
        raise Http404
    services.may_choose(convention, actor)
    offered = services.offered_to_sign(party)
    mandates = {
        str(each.public_id): each
        for each in Mandate.objects.visible_to(actor).filter(
            pk__in=[held.mandate_id for held in offered]
        )
    }

    def act(given: dict[str, Any]) -> None:
        services.choose_signatory(party, mandates.get(given["mandate"]), actor=actor)

    chosen = next((key for key, each in mandates.items() if each.pk == party.signatory_id), None)
    keys = {each.pk: key for key, each in mandates.items()}
    named = [
        (keys[held.mandate_id], _named(held))
        for held in offered
        if held.ground == "delegation" and held.mandate_id in keys
    ]
    return ask(
        request,
        forms.SignatoryForm(
            request.POST if request.method == "POST" else None,
            choices=[(forms.SignatoryForm.AWAITED, _awaited(party)), *named],
            initial={"mandate": chosen or forms.SignatoryForm.AWAITED},
        ),
        act,
        title=f"Qui signe pour {wording.the_institution(party.institution)}",
        verb="Enregistrer ce choix",
        back=f"{convention.get_absolute_url()}#parties",
        done="Le signataire est choisi : l’acte émis portera son nom et sa qualité.",
        intro="L’acte émis portera le nom et la qualité de la personne qui signe."
        if named
        else "Personne d’autre n’a reçu de délégation de signature publiée pour cet acte. "
        "Enregistrez-la sur la page du mandat de la personne qui délègue, puis revenez ici.",
    )


def _awaited(party: Party) -> str:
    """« La personne attendue ce jour-là : Mme Dumont, maire de Cerisy », or why nobody is."""
    unnamed = copy(party)
    unnamed.signatory = None
    held = content.signatory(unnamed, clock.now())
    if isinstance(held, authority.Refusal):
        return f"La personne attendue à l’émission. Aujourd’hui : {held.reason}"
    return f"La personne attendue à l’émission. Aujourd’hui : {held.name}, {held.quality}."


def _named(held: authority.Authority) -> str:
    return f"{held.name}, {held.quality}, par délégation : {held.reason}"
