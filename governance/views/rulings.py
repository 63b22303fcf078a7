"""What is decided about a mandate once recorded: its last day, a suspension, an annulment."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audit.actor import Actor
from common.lifecycle import Refused

from .. import permissions, services, standing, wording
from ..forms import LastDayForm, ReasonForm
from ..forms_fields import after
from ..lifecycle import MandateLifecycle
from ..models import Mandate
from .asking import allowed, ask, load


@dataclass(frozen=True, slots=True)
class Ruling:
    """One page: its title, what follows from it (``{who}``, ``{quality}``), what is said after."""

    title: str
    intro: str
    done: str
    form: type[forms.Form] = ReasonForm
    whose: str = "un juriste"
    refuse: bool = False


WAIVE = "waive_habilitation"
RULINGS = {
    "set_end": Ruling(
        "Fixer le dernier jour du mandat",
        "{who} agit comme {quality} jusqu’à ce jour inclus. Les actes qui attendraient encore sa "
        "signature passent ensuite à la personne qui lui succède ; les signatures déjà données "
        "restent acquises.",
        "Le dernier jour du mandat est fixé.",
        LastDayForm,
        "un chef de projet ou à un juriste",
    ),
    "suspend_mandate": Ruling(
        "Suspendre le mandat",
        "{who} ne pourra plus agir comme {quality}, ni signer, tant que le mandat n’est pas "
        "rétabli. Ce qui l’attend passe à la personne qui assure la suppléance, ou attend.",
        "Le mandat est suspendu.",
        refuse=True,
    ),
    "resume_mandate": Ruling(
        "Rétablir le mandat",
        "{who} agit de nouveau comme {quality}, et retrouve ce qui l’attendait.",
        "Le mandat est rétabli.",
    ),
    "annul_mandate": Ruling(
        "Enregistrer l’annulation du mandat",
        "Une décision de justice annule l’élection ou la nomination : {who} ne peut plus agir "
        "comme {quality}. Les actes déjà signés ne tombent pas de ce seul fait. Ce mandat ne "
        "pourra pas être rétabli.",
        "L’annulation du mandat est enregistrée.",
        refuse=True,
    ),
    WAIVE: Ruling(
        "Dispenser de produire l’habilitation",
        "Aucun acte n’habilite {who}, {quality}, à signer. Votre motif figurera dans la preuve de "
        "chaque signature donnée à ce titre.",
        "La dispense est enregistrée.",
    ),
}


def offered(found: Mandate, actor: Actor) -> list[tuple[str, str]]:
    """Title and address of what ``actor`` may decide about the mandate as it stands."""
    verbs = [verb for verb, _words in MandateLifecycle(found).available(actor)]
    if _lacks_habilitation(found) and _may(WAIVE, actor, found):
        verbs.append(WAIVE)
    return [
        (ruling.title, reverse("governance:rule_mandate", args=[found.public_id, verb]))
        for verb, ruling in RULINGS.items()
        if verb in verbs
    ]


def _may(verb: str, actor: Actor, found: Mandate) -> bool:
    if verb == "set_end":
        return permissions.may_set_end(actor, found)
    return permissions.may_rule_mandate(actor, found)


def _lacks_habilitation(found: Mandate) -> bool:
    """Nothing on file lets this office sign, and no jurist said that nothing is needed (P9)."""
    signs = found.office in standing.SIGNING_OFFICES and found.status not in (
        Mandate.Status.ENDED,
        Mandate.Status.ANNULLED,
    )
    on_file = standing.binds(found) and found.act_kind and found.act_reference
    return signs and not found.habilitation_waived and not on_file


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: Any, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """One decision, with its reason; 409 when the mandate is not at that stage."""
    if verb not in RULINGS:
        raise Http404
    ruling, actor = RULINGS[verb], request.actor
    found = load(Mandate, request, public_id, "person", "institution", "circonscription", "school")
    allowed(_may(verb, actor, found), ruling.whose)
    if verb != WAIVE and MandateLifecycle.transition(verb, found.status) is None:
        raise Refused(MandateLifecycle(found).wrong_state(verb))

    def act(given: dict[str, Any]) -> None:
        match verb:
            case "set_end":
                services.set_end(
                    actor=actor,
                    mandate=found,
                    ends_on=after(given["last_day"]),
                    reason=given["reason"],
                )
            case "waive_habilitation":
                services.waive_habilitation(actor=actor, mandate=found, reason=given["reason"])
            case _:
                services.rule_mandate(actor=actor, mandate=found, verb=verb, reason=given["reason"])

    return ask(
        request,
        ruling.form(request.POST or None, initial={"last_day": found.last_day}),
        act,
        title=ruling.title,
        verb=ruling.title,
        back=found.get_absolute_url(),
        done=ruling.done,
        intro=ruling.intro.format(who=found.person.formal_name, quality=wording.quality(found)),
        refuse=ruling.refuse,
    )
