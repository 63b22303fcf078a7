"""The desk of an inspector: projects side by side, one opinion or several at once."""

import uuid
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.french import list_fr
from common.lifecycle import Refusal
from governance.offices import Office
from governance.views.asking import allowed, ask, load

from ..forms_projects import LiftForm, OpinionsForm
from ..models import InspectorOpinion
from ..models.scopes import reads_reasons
from ..projects import docdata, panels, permissions, services
from ..projects.lifecycle import OpinionLifecycle
from .papers import sent

RELATED = ("project__entry__school__commune", "project__entry__campaign")
WORDS = tuple(
    f"{who}__{of}"
    for who in ("given_by", "lifted_by")
    for of in ("person", "institution", "circonscription", "school")
)
NONE_TICKED = Refusal("Cochez au moins un projet.")
GONE = "n’attend plus votre avis : il est repris par l’école, ou l’avis est déjà rendu."


@login_required
@require_http_methods(["GET", "POST"])
def desk(request: Any) -> HttpResponse:
    """The projects that wait for one's opinion; several are answered at once.

    ``?cocher=tout`` and ``?deplier=tout`` are the buttons of the page without a script.
    """
    allowed(request.actor.office == Office.INSPECTOR, permissions.GIVES)
    waiting = list(panels.desk(request.actor))
    form = OpinionsForm(request.POST or None)
    refused: dict[int, tuple[Refusal, ...]] = {}
    refusals: list[Refusal] = []
    status = 200
    ticked = set(request.POST.getlist("opinion"))
    chosen = [card.opinion for card in waiting if str(card.opinion.public_id) in ticked]
    if request.method == "POST":
        status = 422
        if not chosen:
            refusals = [Refusal(f"Ce que vous avez coché {GONE}") if ticked else NONE_TICKED]
        elif form.is_valid():
            results = _give(request, form, chosen)
            _tell(request, results, gone=len(ticked) - len(chosen))
            refused = {each.opinion.pk: each.refusals for each in results if each.refusals}
            if not refused:
                return redirect(reverse("onboarding:desk"))
            refusals = _together(results)
            waiting, status = list(panels.desk(request.actor)), 409
    context = {"cards": _cards(request, waiting, refused), "form": form, "refusals": refusals}
    return render(request, "onboarding/desk.html", context, status=status)


def _together(results: list[services.Result]) -> list[Refusal]:
    """Each reason once, with the schools that it holds back."""
    schools: dict[Refusal, list[str]] = {}
    for each in results:
        for refusal in each.refusals:
            schools.setdefault(refusal, []).append(each.school)
    return [
        Refusal(f"{list_fr(names)} : {refusal.sentence}", refusal.source, refusal.key)
        for refusal, names in schools.items()
    ]


def _tell(request: Any, results: list[services.Result], *, gone: int) -> None:
    """What was given, and how many of the projects ticked do not wait any more."""
    done = [each.school for each in results if not each.refusals]
    if len(done) > 1:
        messages.success(request, f"Avis donné pour {len(done)} écoles : {', '.join(done)}.")
    elif done:
        messages.success(request, f"Avis donné pour {done[0]}.")
    if gone == 1:
        messages.warning(request, f"Un autre projet coché {GONE}")
    elif gone:
        messages.warning(request, f"{gone} autres projets cochés n’attendent plus votre avis.")


def _cards(
    request: Any, waiting: list[panels.Card], refused: Mapping[int, tuple[Refusal, ...]]
) -> list[dict[str, Any]]:
    """The projects with what was ticked and typed on each; a single one is read unfolded."""
    ticked = set(request.POST.getlist("opinion"))
    everything = request.method == "GET" and request.GET.get("cocher") == "tout"
    unfolded = len(waiting) == 1 or request.GET.get("deplier") == "tout"
    cards: list[dict[str, Any]] = []
    for card in waiting:
        key = str(card.opinion.public_id)
        cards.append(
            {
                "key": key,
                "school": card.project.entry.school,
                "project": card.project,
                "parts": card.parts,
                "visit": card.visit,
                "last_year": card.last_year,
                "warning": card.warning,
                "ticked": everything or key in ticked,
                "reason": request.POST.get(f"reason-{key}", ""),
                "refusals": refused.get(card.opinion.pk, ()),
                "unfolded": unfolded,
                "following": None,
            }
        )
    for one, following in pairwise(cards):
        one["following"] = following
    return cards


def _give(
    request: Any, form: OpinionsForm, chosen: list[InspectorOpinion]
) -> list[services.Result]:
    keys = {each.pk: str(each.public_id) for each in chosen}
    given = form.cleaned_data
    more = {}
    if given["verb"] == "give_reserves":
        more = {"reserve": given["reserve"], "reserve_due": given["reserve_due"]}
    return services.give(
        actor=request.actor,
        opinions=chosen,
        verb=given["verb"],
        reasons=form.reasons(keys),
        **more,
    )


@login_required
@require_http_methods(["GET", "POST"])
def lift(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The tick that closes a reserve: what was seen at the school."""
    found = load(InspectorOpinion, request, public_id, *RELATED)
    allowed(permissions.may_lift(request.actor, found), "l’ERUN ou à l’inspection")
    entry = found.project.entry
    return ask(
        request,
        LiftForm(request.POST if request.method == "POST" else None),
        lambda given: (
            OpinionLifecycle.move(found, "lift_reserve", actor=request.actor, **given)
            and entry.get_absolute_url()
        ),
        title=f"Lever la réserve : {entry.school.name}",
        verb="Lever la réserve",
        back=entry.get_absolute_url(),
        done="La réserve est levée : le projet devient projet d’école.",
        intro=f"Réserve : {found.reserve}",
    )


@login_required
@require_POST
def harden(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The day of the reserve is past and it was not lifted."""
    found = load(InspectorOpinion, request, public_id, *RELATED)
    OpinionLifecycle.move(found, "harden", actor=request.actor)
    messages.success(request, "La réserve non levée est constatée : l’avis est défavorable.")
    return redirect(found.project.entry.get_absolute_url())


@login_required
@require_safe
def paper(request: Any, public_id: uuid.UUID, shape: str) -> HttpResponse:
    """An opinion that is given, with the text that the inspector read."""
    found = load(InspectorOpinion, request, public_id, *RELATED, *WORDS)
    if found.given_at is None:
        raise Http404
    return sent(
        docdata.MODEL,
        docdata.as_judged(found, reasons=reads_reasons(request.actor)),
        shape=shape,
        name=f"projet-et-avis-{found.project.entry.school.uai.lower()}",
    )
