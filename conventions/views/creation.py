"""A convention while its owner writes it: from one name to the review, in three pages.

One box, the proposal already filled, the draft that saves itself. Everything works without
script: htmx refreshes the cost, autosave spares a button.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from audit.actor import Actor
from common import clock, french
from common.lifecycle import NotYours, Refused
from governance.models import Institution, School

from .. import (
    completing,
    content,
    drafting,
    explaining,
    finding,
    guards,
    permissions,
    services,
    stale,
)
from ..docdata import TripartiteData
from ..docdata.builders import act
from ..forms_creation import DraftForm, SearchForm, faults
from ..models import AUTHORITY, STATE, TRIPARTITE, ActKind, Convention, Way
from ..proposal import Proposal, propose
from ..undertakings import panels
from ..visibility import ENDED
from .loading import own_draft, page, seen_version

NO_OTHER = "La préparation d’une convention revient au chef de projet du syndicat."


# --- from a name to a draft ---------------------------------------------------------------------
@page
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """One box, then the proposal of the body or school chosen."""
    actor = request.actor  # type: ignore[attr-defined]
    if not permissions.may_prepare(actor):
        raise NotYours(NO_OTHER)
    origin = _origin(request, actor)
    if origin is None:
        return _search(request, actor)
    found = propose(origin, on=clock.today())
    form = _proposal_form(request, actor, found)
    if request.method == "POST" and form.is_valid() and "recalculer" not in request.POST:
        try:
            made = services.create(drafting.preparation(found, form), actor=actor)
        except Refused as refused:
            return _show_proposal(request, found, form, refused.refusals, status=409)
        messages.success(
            request, f"{made.reference} est préparée. Relisez, puis envoyez en relecture."
        )
        return redirect("conventions:edit", made.public_id)
    faulty = request.method == "POST" and not form.is_valid()
    return _show_proposal(request, found, form, status=422 if faulty else 200)


def _origin(request: HttpRequest, actor: Actor) -> Institution | School | None:
    """The body or school named by the address, as the actor may see it."""
    for name, rows in (("institution", Institution.objects), ("ecole", School.objects)):
        key = request.GET.get(name, "")
        if key:
            return get_object_or_404(rows.visible_to(actor), public_id=_uuid(key))
    return None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _search(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = SearchForm(request.GET if "q" in request.GET else None)
    query = form.cleaned_data["q"].strip() if form.is_valid() else ""
    answers = finding.find(query, actor=actor) if query else []
    addressed = [(_start(each), each) for each in answers]
    if len(addressed) == 1:
        return redirect(addressed[0][0])
    others = ActKind.objects.visible_to(actor).in_use().begun_alone().exclude(code=TRIPARTITE)
    context = {"form": form, "query": query, "answers": addressed, "others": others}
    return render(request, "conventions/new.html", context)


def _start(found: finding.Found) -> str:
    name = "ecole" if found.kind == "school" else "institution"
    return f"{reverse('conventions:create')}?{name}={found.key}"


def _proposal_form(request: HttpRequest, actor: Actor, found: Proposal) -> DraftForm:
    return DraftForm(
        request.POST if request.method == "POST" else None,
        initial=drafting.initial(found),
        actor=actor,
        contract=TripartiteData,
        schools=found.schools,
    )


def _show_proposal(
    request: HttpRequest, found: Proposal, form: DraftForm, refusals: Any = (), status: int = 200
) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "refusals": refusals,
        "warnings": explaining.explained(found.warnings),
        "under_way": _under_way(request, found),
        "years": form.simulation() if form.is_bound else found.simulation,
        "simulation_url": request.get_full_path(),
    }
    if _only_cost(request):
        return render(request, "conventions/parts/cost.html", context)
    return render(request, "conventions/proposal.html", context, status=status)


def _only_cost(request: HttpRequest) -> bool:
    """htmx asks for the table of costs alone."""
    return request.headers.get("HX-Request") == "true" and "recalculer" in request.POST


def _under_way(request: HttpRequest, found: Proposal) -> list[Convention]:
    """Conventions of the same body that are not ended: the author may mean one of them."""
    actor = request.actor  # type: ignore[attr-defined]
    return list(
        Convention.objects.visible_to(actor)
        .filter(parties__role=AUTHORITY, parties__institution=found.authority_id)
        .exclude(status__in=ENDED)
        .order_by("-pk")[:5]
    )


# --- the draft ------------------------------------------------------------------------------------
def _draft_form(request: HttpRequest, convention: Convention) -> DraftForm:
    state = convention.party(STATE)
    lacking = completing.gaps(convention, content.missing(convention))
    return DraftForm(
        request.POST if request.method == "POST" else None,
        initial=drafting.stored(convention),
        actor=request.actor,  # type: ignore[attr-defined]
        contract=act.contract(convention),
        schools=drafting.schools(convention) if convention.kind.with_schools else (),
        state=state.institution if state else None,
        details=completing.typed_names(convention, lacking),
    )


def _store(request: HttpRequest, convention: Convention, form: DraftForm) -> Convention:
    """Keep what was typed, unless somebody else changed the draft meanwhile."""
    return services.revise(
        convention,
        drafting.values(convention, form),
        schools=drafting.lines(convention, form),
        seen_version=seen_version(request),
        actor=request.actor,  # type: ignore[attr-defined]
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The draft or the correction: save, refresh the cost, or save and send to review."""
    convention = own_draft(request, public_id)
    if convention.kind.way:
        slip = convention.kind.way == Way.ENTRY_SLIP
        own = "conventions:edit_entry_slip" if slip else "conventions:edit_modification"
        return redirect(own, public_id=convention.public_id)
    form = _draft_form(request, convention)
    if request.method != "POST":
        return _show_draft(request, convention, form)
    if not form.is_valid() or "recalculer" in request.POST:
        return _show_draft(request, convention, form, status=200 if form.is_valid() else 422)
    try:
        _store(request, convention, form)
    except Refused as refused:
        return _show_draft(request, convention, form, refused.refusals, status=409)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _show_draft(request, convention, form, status=422)
    if "envoyer" in request.POST:
        return redirect("conventions:move", convention.public_id, "submit")
    messages.success(request, "Le brouillon est enregistré.")
    return redirect("conventions:edit", convention.public_id)


def _show_draft(
    request: HttpRequest,
    convention: Convention,
    form: DraftForm,
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    changed = any(refusal.key == stale.KEY for refusal in refusals)
    afresh = changed or not form.is_bound
    context = {
        "convention": convention,
        "form": form,
        "refusals": refusals,
        "stale": [form[name].label for name in form.changed_data] if changed else (),
        "edition": services.version(convention) if afresh else seen_version(request),
        **_lacking(convention, form),
        "remarks": convention.remarks.filter(answered_at=None).select_related("institution"),
        "parties": convention.parties.all(),
        "tables": panels.adjustable(convention),
        "years": form.simulation() if form.is_bound else _stored_cost(convention),
        "simulation_url": reverse("conventions:edit", args=[convention.public_id]),
    }
    if _only_cost(request):
        return render(request, "conventions/parts/cost.html", context)
    return render(request, "conventions/edit.html", context, status=status)


def _lacking(convention: Convention, form: DraftForm) -> dict[str, Any]:
    """What keeps the draft from review: values with their field, then the other refusals of the
    same guard as the sending."""
    found = completing.gaps(convention, content.missing(convention))
    return {
        "gaps": [(gap, form[gap.field] if gap.field in form.fields else None) for gap in found],
        "obstacles": [each for each in guards.submit(convention) if each.key != guards.LACKING],
    }


def _stored_cost(convention: Convention) -> Any:
    return act.values(convention, clock.today())["simulation_years"]


@page
@require_POST
def autosave(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The draft as it is being typed; answers JSON with the version to send back next time."""
    try:
        convention = own_draft(request, public_id)
        if convention.kind.way:
            return _not_saved("cet acte s’écrit sur sa propre page.", 409)
        form = _draft_form(request, convention)
        if not form.is_valid():
            return _not_saved(f"à corriger : {faults(form)}.", 422)
        saved = _store(request, convention, form)
    except Refused as refused:
        return _not_saved(" ".join(each.sentence for each in refused.refusals), 409)
    except ValidationError as error:
        return _not_saved(" ".join(error.messages), 422)
    now = french.time_fr(timezone.localtime(clock.now()))
    shown = render_to_string("conventions/parts/lacking.html", _lacking(saved, form))
    answer = {"version": services.version(saved), "saved_at": now, "parts": {"manque": shown}}
    return JsonResponse(answer)


def _not_saved(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)
