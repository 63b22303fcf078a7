"""The account of a person: opened, invited again, closed, opened again."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from .. import permissions, services
from ..forms import AccountForm, ReasonForm
from ..models import Person
from .asking import allowed, ask, load

KEEPER = "l’administrateur, pour une autre personne que lui-même"


@login_required
@require_http_methods(["GET", "POST"])
def open_account(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """An address of one’s own, and the invitation leaves."""
    return _ask(
        request,
        public_id,
        AccountForm,
        services.open_account,
        title="Ouvrir le compte de {}",
        verb="Ouvrir le compte et inviter",
        done="Le compte est ouvert ; l’invitation part à cette adresse.",
        intro="La personne choisira elle-même son mot de passe.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Another link, for an invitation that expired or was lost."""
    return _ask(
        request,
        public_id,
        forms.Form,
        services.invite_again,
        title="Renvoyer l’invitation à {}",
        verb="Renvoyer l’invitation",
        done="Une nouvelle invitation part à l’adresse du compte.",
        intro="Le lien précédent ne servira plus dès que le mot de passe aura été choisi.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def close(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Nobody enters any more with it, from now on."""
    return _ask(
        request,
        public_id,
        ReasonForm,
        services.close_account,
        title="Fermer le compte de {}",
        verb="Fermer le compte",
        done="Le compte est fermé.",
        intro="Ses sessions ouvertes prennent fin aussitôt. Ses mandats et ses actes restent.",
        refuse=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The person enters again with the password they had."""
    return _ask(
        request,
        public_id,
        ReasonForm,
        services.reopen_account,
        title="Rouvrir le compte de {}",
        verb="Rouvrir le compte",
        done="Le compte est rouvert.",
        intro="La personne entre de nouveau avec son mot de passe, ou en choisit un autre.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def reset_second_factor(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A telephone lost: the person enters with the password alone, and enrols another."""
    return _ask(
        request,
        public_id,
        ReasonForm,
        services.reset_second_factor,
        title="Réinitialiser le second facteur de {}",
        verb="Réinitialiser",
        done="Le second facteur est retiré ; la personne en est prévenue par courriel.",
        intro="Assurez-vous d’abord, de vive voix, que la demande vient bien d’elle.",
        refuse=True,
    )


def _ask(
    request: Any,
    public_id: uuid.UUID,
    form: type[forms.Form],
    act: Callable[..., Any],
    *,
    title: str,
    **words: Any,
) -> HttpResponse:
    person = load(Person, request, public_id)
    allowed(permissions.may_keep_account(request.actor, person), KEEPER)

    def then(given: dict[str, Any]) -> None:
        act(actor=request.actor, person=person, **given)

    back = reverse("governance:person", args=[person.public_id]) + "#compte"
    return ask(
        request,
        form(request.POST if request.method == "POST" else None),
        then,
        title=title.format(person.formal_name),
        back=back,
        **words,
    )
