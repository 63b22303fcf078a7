"""The financing of a school: its plan, the equipment chosen, what each body decides."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.lifecycle import Refusal, Refused
from documents import store
from documents.models import StoredFile
from governance.views import exporting
from governance.views.asking import allowed, ask, kept, load, ordered, paged

from ..financing import facts, listing, panel, permissions, services, votes
from ..financing.forms import (
    DeclineForm,
    GrantForm,
    ItemForm,
    PlanFilter,
    PlanForm,
    RatifyForm,
    ShareForm,
    proposed,
)
from ..financing.lifecycle import DecisionLifecycle
from ..models import (
    Campaign,
    DecisionStatus,
    EquipmentItem,
    FinancingDecision,
    FinancingPlan,
    FinancingShare,
    Ground,
    Nature,
    SchoolEntry,
)
from ..models.scopes import rights
from .entries import RELATED

NOTHING = Refusal(
    "Aucune décision de financement n’est attendue de vous pour cette école.",
    key="financing.nothing",
)


@login_required
@require_safe
def campaign_financing(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Every plan of a campaign, who pays what; ``?format=csv`` and ``xlsx`` give a line a share."""
    found = load(Campaign, request, public_id, "territory")
    form = PlanFilter(request.GET)
    rows = listing.plans(request.actor, found)
    rows = listing.filtered(rows, form.cleaned_data if form.is_valid() else {})
    words = listing.with_words(rows)
    if shape := request.GET.get("format"):
        every = ordered(request, words, listing.SORTS, "ecole")
        cells = (line for plan in every for line in listing.exported(plan))
        return exporting.respond(shape, f"financement-{found.school_year}", listing.HEAD, cells)
    lines = listing.funders(request.actor, rows)
    context = {
        "campaign": found,
        "form": form,
        "page": paged(request, words, listing.SORTS, "ecole"),
        "funders": lines,
        "together": listing.together(lines) if lines else None,
        "natures": Nature,
    }
    return render(request, "onboarding/campaign_financing.html", context)


def _entry(request: Any, public_id: uuid.UUID) -> SchoolEntry:
    """The file of the address, for those who read its texts; 404 otherwise."""
    found = load(SchoolEntry, request, public_id, *RELATED)
    if "T" not in rights(request.actor):
        raise Http404
    return found


def _plan(request: Any, entry: SchoolEntry) -> FinancingPlan:
    """The plan of ``entry``; 403 for who does not prepare it, 404 without one."""
    allowed(permissions.may_prepare(request.actor, entry), permissions.PREPARES)
    found = FinancingPlan.objects.visible_to(request.actor).filter(entry=entry).first()
    if found is None:
        raise Http404
    found.entry = entry
    return found


@login_required
@require_safe
def financing(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What the entry costs, who pays, what is decided."""
    entry = _entry(request, public_id)
    context = {"entry": entry, **panel.shown(request, entry)}
    context["may_ask_again"] = (
        context["may_prepare"] and entry.status == SchoolEntry.Status.FINANCING_REQUESTED
    )
    context["may_ratify"] = bool(_ratifiable(request, context["decisions"]))
    return render(request, "onboarding/financing.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def prepare(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The accounts, the price, the training, the budget year."""
    entry = _entry(request, public_id)
    allowed(permissions.may_prepare(request.actor, entry), permissions.PREPARES)
    plan = FinancingPlan.objects.visible_to(request.actor).filter(entry=entry).first()
    return ask(
        request,
        PlanForm(request.POST or None, initial=proposed(entry, plan)),
        lambda given: services.prepare(
            actor=request.actor, entry=entry, **given
        ).get_absolute_url(),
        title=f"Coût de l’entrée : {entry.school.name}",
        verb="Enregistrer le coût",
        back=entry.get_absolute_url() if plan is None else plan.get_absolute_url(),
        done="Le plan est enregistré : répartissez-le entre les financeurs.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_share(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One body, one nature, one amount."""
    plan = _plan(request, _entry(request, public_id))
    return ask(
        request,
        ShareForm(request.POST or None, actor=request.actor, plan=plan),
        lambda given: services.add_share(actor=request.actor, plan=plan, **given),
        title=f"Ajouter une part : {plan.entry.school.name}",
        verb="Ajouter cette part",
        back=plan.get_absolute_url(),
        done="La part est ajoutée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_item(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A thing to buy, after the opinion on the project."""
    plan = _plan(request, _entry(request, public_id))
    form = ItemForm(request.POST or None)
    return ask(
        request,
        form,
        lambda given: services.add_item(actor=request.actor, plan=plan, **form.given()),
        title=f"Ajouter un équipement : {plan.entry.school.name}",
        verb="Ajouter cet équipement",
        back=plan.get_absolute_url(),
        done="L’équipement est ajouté : l’école, la collectivité et le syndicat donnent leur "
        "accord.",
        intro="Le projet précède l’équipement, et l’équipement se choisit à trois.",
    )


@login_required
@require_POST
def remove_share(request: Any, public_id: uuid.UUID) -> HttpResponse:
    found = load(FinancingShare, request, public_id, "plan__entry__school", "plan__entry__campaign")
    services.remove_share(actor=request.actor, share=found)
    return redirect(found.plan.get_absolute_url())


@login_required
@require_POST
def remove_item(request: Any, public_id: uuid.UUID) -> HttpResponse:
    found = load(EquipmentItem, request, public_id, "plan__entry__school", "plan__entry__campaign")
    services.remove_item(actor=request.actor, item=found)
    return redirect(found.plan.get_absolute_url())


@login_required
@require_POST
def agree(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One of the three sides agrees to the equipment."""
    entry = _entry(request, public_id)
    found = FinancingPlan.objects.visible_to(request.actor).filter(entry=entry).first()
    if found is None:
        raise Http404
    found.entry = entry
    services.agree(actor=request.actor, plan=found)
    return redirect(found.get_absolute_url())


@login_required
@require_POST
def ask_again(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The plan was changed after a refusal: the bodies concerned are asked again."""
    entry = _entry(request, public_id)
    services.ask_again(actor=request.actor, entry=entry)
    return redirect("onboarding:financing", entry.public_id)


def _recordable(request: Any, entry: SchoolEntry) -> list[FinancingDecision]:
    """The decisions awaited that who acts may record; 403 when they record none at all."""
    decisions = facts.decisions(entry)
    own = [each for each in decisions if permissions.may_record(request.actor, each)]
    allowed(bool(own) or permissions.may_prepare(request.actor, entry), permissions.DECIDES)
    waiting = [each for each in own if each.open]
    if not waiting:
        raise Refused(NOTHING)
    return waiting


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What a body decided outside this site: its act and its copy."""
    entry = _entry(request, public_id)
    form = GrantForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        actor=request.actor,
        decisions=_recordable(request, entry),
    )

    def act(given: dict[str, Any]) -> None:
        kept(given.get("file"), lambda sha256: _granted(request, form, sha256))

    return ask(
        request,
        form,
        act,
        title=f"Décision de financement : {entry.school.name}",
        verb="Enregistrer la décision",
        back=entry.get_absolute_url(),
        done="La décision est enregistrée.",
        intro="Un refus s’enregistre depuis le dossier de l’école : il garde son motif, et "
        "l’école reste candidate.",
    )


def _granted(request: Any, form: GrantForm, file: str) -> None:
    data, decision = form.cleaned_data, form.decision
    more: dict[str, Any] = {}
    if data["ground"] == Ground.DELIBERATION:
        more["deliberation"] = votes.of_body(
            actor=request.actor,
            institution=decision.institution,
            number=data["reference"],
            voted_on=data["decided_on"],
            file=file,
            received_on=data["received_on"],
        )
    services.grant(
        actor=request.actor,
        decisions=[decision, *data.get("also", ())],
        file=file,
        **form.given(),
        **more,
    )


@login_required
@require_http_methods(["GET", "POST"])
def decline(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A body that pays beside the competent one declines: the plan is to be changed."""
    entry = _entry(request, public_id)
    waiting = [
        each for each in _recordable(request, entry) if permissions.may_decline(request.actor, each)
    ]
    if not waiting:
        raise Refused(NOTHING)
    form = DeclineForm(request.POST if request.method == "POST" else None, decisions=waiting)
    return ask(
        request,
        form,
        lambda given: DecisionLifecycle.move(
            form.decision,
            "decline",
            actor=request.actor,
            reason=given["reason"],
            category=given["category"],
        ).get_absolute_url(),
        title=f"Refus de financer une part : {entry.school.name}",
        verb="Enregistrer le refus",
        back=entry.get_absolute_url(),
        done="Le refus est enregistré : le chef de projet revoit le plan.",
        refuse=True,
    )


def _ratifiable(request: Any, decisions: list[FinancingDecision]) -> list[FinancingDecision]:
    """Those made without the assembly, that it did not take over yet, and that are one's own."""
    return [
        each
        for each in decisions
        if each.status == DecisionStatus.GRANTED
        and each.ground != Ground.DELIBERATION
        and each.ratification_id is None
        and permissions.may_record(request.actor, each)
    ]


@login_required
@require_http_methods(["GET", "POST"])
def ratify(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The assembly takes over what its executive decided."""
    entry = _entry(request, public_id)
    decisions = facts.decisions(entry)
    own = [each for each in decisions if permissions.may_record(request.actor, each)]
    allowed(bool(own) or permissions.may_prepare(request.actor, entry), permissions.DECIDES)
    waiting = _ratifiable(request, decisions)
    if not waiting:
        raise Refused(NOTHING)
    form = RatifyForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        decisions=waiting,
    )

    def act(given: dict[str, Any]) -> None:
        def kept_as(file: str) -> None:
            vote = votes.of_body(
                actor=request.actor,
                institution=form.decision.institution,
                number=given["number"],
                voted_on=given["voted_on"],
                file=file,
                received_on=given["received_on"],
            )
            DecisionLifecycle.move(form.decision, "ratify", actor=request.actor, deliberation=vote)

        kept(given.get("file"), kept_as)

    return ask(
        request,
        form,
        act,
        title=f"Ratification du financement : {entry.school.name}",
        verb="Enregistrer la ratification",
        back=entry.get_absolute_url(),
        done="La ratification est enregistrée.",
    )


@login_required
@require_safe
def decision_file(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The copy of a decision, for those who read the file of the school."""
    found = load(FinancingDecision, request, public_id)
    if not found.file:
        raise Http404
    kind = StoredFile.objects.get(sha256=found.file).kind
    response = HttpResponse(store.read(found.file), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="decision-de-financement"'
    return response
