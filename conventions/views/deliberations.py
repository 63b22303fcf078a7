"""The délibération of a party: deposit, confirm what was read, prove that it may be applied."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from audit.actor import Actor
from common.lifecycle import NotYours, Refusal, Refused
from documents import store
from documents.models import StoredFile
from governance import permissions as governance
from governance import wording
from governance.models import Deliberation

from .. import coverage, deposits, forms, permissions, services
from ..models import Convention, Party
from .loading import convention_of, page

STEPS = ("upload", "confirm", "prove", "reject")
PAPERS = {
    "file": "La délibération déposée",
    "proof_file": "La preuve de son caractère exécutoire",
    "annulment_file": "La décision d’annulation ou de retrait",
}
BINDING = (Deliberation.Status.ENFORCEABLE, Deliberation.Status.CHALLENGED)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def deliberation(request: HttpRequest, public_id: uuid.UUID, role: str = "") -> HttpResponse:
    """Three steps on one page, the next one open: file, mentions, proof; or a vote against."""
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
        "papers": [(name, words) for name, words in PAPERS.items() if getattr(vote, name)],
        "may_deposit": governance.may_deposit_deliberation(actor, vote),
        **_gap(party, actor),
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


@page
@require_http_methods(["POST"])
def establish_text(request: HttpRequest, public_id: uuid.UUID, role: str) -> HttpResponse:
    """The jurist states that the text voted is the act's."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="T")
    services.establish_text(_party(convention, actor, role), actor=actor)
    messages.success(request, "Le texte voté est établi : c’est celui du dossier.")
    return redirect("conventions:deliberation_of", public_id, role)


@page
@require_safe
def deliberation_paper(
    request: HttpRequest, public_id: uuid.UUID, role: str, paper: str
) -> HttpResponse:
    """The file deposited, for whoever reads the act."""
    convention = convention_of(request, public_id, needs="T")
    vote = _party(convention, request.actor, role).deliberation  # type: ignore[attr-defined]
    sha256 = getattr(vote, paper) if paper in PAPERS else ""
    if not sha256:
        raise Http404
    kind = get_object_or_404(StoredFile, sha256=sha256).kind
    response = HttpResponse(store.read(sha256), content_type=kind)
    name = f"{convention.reference}-{role}-{paper}.{kind.rsplit('/')[-1]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


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


def _gap(party: Party, actor: Actor) -> dict[str, Any]:
    """Why the vote on file does not bind the party to the act, and who may do what about it."""
    vote = party.deliberation
    if vote is None or vote.status not in BINDING:
        return {}
    found = coverage.covering(party)
    if not isinstance(found, Refusal):
        return {}
    unknown = found.key == coverage.TEXT_UNKNOWN
    waits = party.convention.status == Convention.Status.IN_DELIBERATION
    return {
        "gap": [found],
        "may_establish": unknown and governance.may_rule_deliberation(actor, vote),
        "may_await": waits and permissions.may_steer(actor, party.convention),
    }


def _form(name: str, request: HttpRequest | None, vote: Deliberation) -> Any:
    data = request.POST if request else None
    files = request.FILES if request else None
    if name == "reject":
        return forms.RejectionForm(data)
    if name == "upload":
        return forms.DepositForm(data, files)
    if name == "prove":
        return forms.ProofForm(data, files, initial=vote.reading)
    known = {k: v for k, v in model_to_dict(vote, forms.MentionsForm.Meta.fields).items() if v}
    return forms.MentionsForm(data, initial={**deposits.proposed(vote), **known})
