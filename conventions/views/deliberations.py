"""The délibération of a party: deposit, confirm what was read, prove that it may be applied."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.lifecycle import NotYours, Refused
from governance import wording
from governance.models import Deliberation

from .. import deposits, forms, services
from ..models import Convention, Party
from .loading import convention_of, page

STEPS = ("upload", "confirm", "prove")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def deliberation(request: HttpRequest, public_id: uuid.UUID, role: str = "") -> HttpResponse:
    """Three steps on one page, the next one open: file, mentions, proof."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="T")
    party = _party(convention, actor, role)
    vote = party.deliberation
    if vote is None:
        raise Http404
    asked = request.POST.get("step", "") if request.method == "POST" else ""
    bound = {name: _form(name, request if name == asked else None, vote) for name in STEPS}
    refusals: Any = ()
    status = 200
    if asked in STEPS:
        form = bound[asked]
        if form.is_valid():
            try:
                deposits.apply(asked, vote, form.cleaned_data, actor=actor)
            except Refused as refused:
                refusals, status = refused.refusals, 409
            except ValidationError as error:
                form.add_error(None, error)
                status = 422
            else:
                messages.success(request, deposits.DONE[asked])
                return redirect(request.path)
        else:
            status = 422
    context = {
        "convention": convention,
        "party": party,
        "of_institution": wording.of_institution(party.institution),
        "deliberation": vote,
        "forms": bound,
        "refusals": refusals,
        "text_hash": convention.text_hash,
    }
    return render(request, "conventions/deliberation.html", context, status=status)


@page
@require_http_methods(["POST"])
def await_vote(request: HttpRequest, public_id: uuid.UUID, role: str) -> HttpResponse:
    """Open the file of a délibération that nobody announced, then go and deposit it."""
    convention = convention_of(request, public_id, needs="T")
    party = convention.party(role)
    if party is None:
        raise Http404
    services.await_vote(party, actor=request.actor)  # type: ignore[attr-defined]
    return redirect("conventions:deliberation_of", public_id, role)


def _party(convention: Convention, actor: Any, role: str) -> Party:
    """The party named, else the actor's own."""
    parties = [p for p in convention.parties.all() if p.votes and p.deliberation_id is not None]
    for party in parties:
        if role and party.role == role:
            return party
        if not role and party.institution_id == actor.institution_id:
            return party
    if not role and parties:
        return parties[0]
    raise NotYours("Aucune délibération n’est attendue de votre institution sur cet acte.")


def _form(name: str, request: HttpRequest | None, vote: Deliberation) -> Any:
    data = request.POST if request else None
    files = request.FILES if request else None
    if name == "upload":
        return forms.DepositForm(data, files)
    if name == "prove":
        return forms.ProofForm(data, files, initial=vote.reading)
    known = {k: v for k, v in model_to_dict(vote, forms.MentionsForm.Meta.fields).items() if v}
    return forms.MentionsForm(data, initial={**deposits.proposed(vote), **known})
