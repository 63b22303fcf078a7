"""Delegations, substitutions and signatories' sheets, from the page of a mandate."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.timezone import is_naive, make_aware
from django.views.decorators.http import require_http_methods, require_safe

from common import articles, clock
from documents import store
from documents.models import StoredFile

from .. import permissions, services, standing, wording
from ..forms import DelegationForm, EndForm, PublicationForm, SheetForm, SubstitutionForm
from ..forms_fields import after
from ..models import Mandate, SignatorySheet, SigningDelegation, Substitution
from .asking import allowed, ask, kept, load
from .mandates import page_of

KEEPERS = "ceux qui tiennent les actes de cette institution"
WORDS = ("person", "institution", "circonscription", "school")


def _mandate(request: Any, public_id: uuid.UUID) -> Mandate:
    found = load(Mandate, request, public_id, *WORDS)
    allowed(permissions.may_keep_acts(request.actor, found.institution), KEEPERS)
    return found


@login_required
@require_http_methods(["GET", "POST"])
def delegate(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """An arrêté by which the holder lets somebody sign in their name."""
    found = _mandate(request, public_id)

    def act(given: dict[str, Any]) -> None:
        upload, ends_on = given.pop("file"), after(given.pop("last_day"))
        kept(
            upload,
            lambda sha256: services.record_delegation(
                actor=request.actor, delegator=found, ends_on=ends_on, file=sha256, **given
            ),
        )

    return ask(
        request,
        DelegationForm(
            request.POST or None, request.FILES or None, actor=request.actor, mandate=found
        ),
        act,
        title=f"Délégation de signature {articles.of_the(wording.office_the(found))}",
        verb="Enregistrer la délégation",
        back=f"{page_of(found)}#delegations",
        done="La délégation est enregistrée. Elle servira une fois publiée.",
        intro=f"La compétence reste celle de {found.person.formal_name} : la délégation permet de "
        "signer en son nom, pour les objets de l’arrêté, pas au-delà.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def publish(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The arrêté was published: it serves from then on."""
    found = load(SigningDelegation, request, public_id, "delegator__institution")
    allowed(permissions.may_keep_acts(request.actor, found.delegator.institution), KEEPERS)

    def act(given: dict[str, Any]) -> None:
        instant = given["published_at"]
        if is_naive(instant):
            instant = make_aware(instant, found.delegator.zone)
        services.publish_delegation(actor=request.actor, delegation=found, published_at=instant)

    return ask(
        request,
        PublicationForm(request.POST or None),
        act,
        title=f"Publication de l’arrêté n° {found.act_number}",
        verb="Enregistrer la publication",
        back=f"{page_of(found.delegator)}#delegations",
        done="La publication est enregistrée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def end_delegation(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The arrêté is withdrawn: nobody signs under it from that day."""
    found = load(SigningDelegation, request, public_id, "delegator__institution")
    allowed(permissions.may_keep_acts(request.actor, found.delegator.institution), KEEPERS)
    return ask(
        request,
        EndForm(request.POST or None, initial={"on": clock.today()}),
        lambda given: services.end_delegation(actor=request.actor, delegation=found, **given),
        title=f"Retirer la délégation de l’arrêté n° {found.act_number}",
        verb="Retirer la délégation",
        back=f"{page_of(found.delegator)}#delegations",
        done="La délégation est retirée.",
        intro="Les actes déjà signés par délégation restent valables.",
        refuse=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def substitute(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The circumstance is asked before anything else (CGCT, art. L. 2122-17)."""
    found = _mandate(request, public_id)

    def act(given: dict[str, Any]) -> None:
        upload, ends_on = given.pop("evidence"), after(given.pop("last_day"))
        kept(
            upload,
            lambda sha256: services.record_substitution(
                actor=request.actor, absent=found, ends_on=ends_on, evidence=sha256, **given
            ),
        )

    return ask(
        request,
        SubstitutionForm(
            request.POST or None, request.FILES or None, actor=request.actor, mandate=found
        ),
        act,
        title=f"Remplacement {articles.of_the(wording.office_the(found))}",
        verb="Enregistrer la suppléance",
        back=f"{page_of(found)}#suppleances",
        done="La suppléance est enregistrée.",
        template="governance/substitution.html",
        office=wording.office_the(found),
        person=found.person,
        vacant=not standing.in_office(found, clock.now()),
    )


@login_required
@require_http_methods(["GET", "POST"])
def end_substitution(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The holder is back."""
    found = load(Substitution, request, public_id, "absent__institution")
    allowed(permissions.may_keep_acts(request.actor, found.absent.institution), KEEPERS)
    return ask(
        request,
        EndForm(request.POST or None, initial={"on": clock.today()}),
        lambda given: services.end_substitution(actor=request.actor, substitution=found, **given),
        title="Terminer la suppléance",
        verb="Terminer la suppléance",
        back=f"{page_of(found.absent)}#suppleances",
        done="La suppléance est terminée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The sheet signed by hand, with the addresses that will receive codes."""
    found = _mandate(request, public_id)

    def act(given: dict[str, Any]) -> None:
        kept(
            given.pop("scan"),
            lambda sha256: services.register_sheet(
                actor=request.actor, mandate=found, scan=sha256, **given
            ),
        )

    return ask(
        request,
        SheetForm(request.POST or None, request.FILES or None),
        act,
        title=f"Fiche signataire de {found.person}",
        verb="Déposer la fiche",
        back=f"{page_of(found)}#fiche",
        done="La fiche est déposée.",
        intro="Recopiez les coordonnées de la fiche signée à la main. La fiche précédente est "
        "remplacée ; une coordonnée nouvelle demande une seconde vérification pendant dix jours.",
    )


@login_required
@require_safe
def sheet_scan(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The scan, for those who keep the sheets of that institution; read by nobody else."""
    found = load(SignatorySheet, request, public_id, "mandate__institution")
    own = request.actor.person_id == found.mandate.person_id
    allowed(own or permissions.may_keep_acts(request.actor, found.mandate.institution), KEEPERS)
    kind = StoredFile.objects.get(sha256=found.scan).kind
    response = HttpResponse(store.read(found.scan), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="fiche-signataire"'
    return response
