"""The pages by which a signed PDF comes back, and on which an agent examines a doubtful one.

The file is judged in the request; a refused one is told point by point and not kept.
"""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import french
from common.lifecycle import Refusal, Refused
from documents import returning as returned
from documents import store
from documents.models import SignedReturn, Slot
from documents.pdf.returns import Outcome
from governance import acting
from governance.models import Mandate
from ui.views import conflict

from . import links, presence, returning, terms
from .forms_returning import ExamineForm, ReturnForm
from .models import Step
from .signing import Facts
from .views import second_click, unlocked

PAGE = "circuits/return.html"


@require_http_methods(["GET", "HEAD", "POST"])
def return_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """The signatory: the file to sign, how to sign it, and the form that takes it back."""
    access = unlocked(request, key)
    if isinstance(access, HttpResponse):
        return (second_click(request, key) if request.method == "POST" else None) or access
    slot = links.slot_of(access.link)
    if slot is None:
        raise Http404
    step, mandate = access.link.step, access.link.mandate
    context = {
        "base": "base_public.html",
        "pdf_url": access.url("pdf"),
        "back_url": access.url("sign"),
        "done_url": access.url("signed"),
    }
    return _returned(request, step, mandate, slot, acting.actor_of(mandate), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def return_for(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The preparer of the body hands over the file that the signatory signed."""
    step, slot = _prepared(request, public_id)
    context = {
        "base": "base.html",
        "for_another": True,
        "pdf_url": reverse("circuits:return_file", args=[public_id]),
        "back_url": step.circuit.subject_url,
        "done_url": step.circuit.subject_url,
    }
    actor = request.actor  # type: ignore[attr-defined]
    try:
        mandate = presence.awaited(step)
    except Refused as refused:
        return conflict(request, refused.refusals)
    return _returned(request, step, mandate, slot, actor, context)


@login_required
@require_safe
def to_sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The file to sign now, for the preparer."""
    step, slot = _prepared(request, public_id)
    head = slot.envelope.head
    if head is None:
        raise Http404
    return _file(store.read(head.file.sha256), step.circuit.subject_label.split(" ")[0])


def _prepared(request: HttpRequest, public_id: uuid.UUID) -> tuple[Step, Slot]:
    step = returning.step_for(public_id, request.actor)  # type: ignore[attr-defined]
    slot = links.slot_of_step(step) if step is not None else None
    if step is None or slot is None:
        raise Http404
    return step, slot


def _returned(
    request: HttpRequest,
    step: Step,
    mandate: Mandate,
    slot: Slot,
    actor: Any,
    context: dict[str, Any],
) -> HttpResponse:
    form = ReturnForm(request.POST or None, request.FILES or None)
    refusals: Any = ()
    points: Any = ()
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        file = form.cleaned_data["file"]
        file.seek(0)
        facts = Facts(
            ip=request.META.get("REMOTE_ADDR", ""),
            user_agent=request.headers.get("User-Agent", "")[:300],
        )
        try:
            found = returning.deposit(
                returning.Deposit(step, mandate, actor, file.read(), file.checked.safe_name, facts)
            )
        except Refused as refused:
            refusals, status = refused.refusals, 409
        except OSError as failure:
            refusals, status = [_not_stored(failure)], 503
        else:
            if not returned.refused(found.report):
                return redirect(_after(found, request, context))
            points, status = returned.as_rows(found.report), 422
            refusals = [returning.said(found)]
    waiting = returned.waiting().filter(slot=slot).first()
    values = {
        **context,
        "step": step,
        "mandate": mandate,
        "terms": terms.of(step),
        "slot": slot,
        "form": form,
        "refusals": refusals,
        "points": waiting.report if waiting else points,
        "waiting": waiting,
        "expected": returning.expects_file(slot),
    }
    return render(request, PAGE, values, status=status)


def _after(found: returned.Judgement, request: HttpRequest, context: dict[str, Any]) -> str:
    """An accepted file leads on; a doubtful one stays on its page, which says what is awaited."""
    accepted = found.report.outcome is Outcome.ACCEPTED
    return str(context["done_url"]) if accepted else request.path


def _not_stored(failure: OSError) -> Refusal:
    return Refusal(
        f"Le fichier n’a pas été enregistré : {french.os_error(failure)}. Rien n’est changé ; "
        "réessayez dans quelques minutes, ou appelez le syndicat."
    )


# --- the agent ---------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def examine(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The seven points of a doubtful return, the two files, and the decision with its reason."""
    actor = request.actor  # type: ignore[attr-defined]
    found = _examined(request, public_id)
    form = ExamineForm(request.POST if request.method == "POST" else None)
    refusals: Any = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        certifies = form.cleaned_data["decision"] == "certify"
        decide = returning.certify if certifies else returning.reject
        try:
            decide(found, reason=form.cleaned_data["reason"], actor=actor)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            return redirect(reverse("desk:inbox"))
    elif request.method == "POST":
        status = 422
    step = returning.step_of(found)
    context = {
        "found": found,
        "step": step,
        "terms": terms.of(step) if step is not None else None,
        "second": returning.second_agent(found.slot),
        "checks": found.checks.all(),
        "against": refusals or returning.against(found, actor),
        "form": form,
    }
    return render(request, "circuits/examine.html", context, status=status)


@login_required
@require_safe
def received(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The file received, for the agent who examines it."""
    found = _examined(request, public_id)
    return _file(store.read(found.file.sha256), f"{found.slot.envelope.reference}-retour")


def _examined(request: HttpRequest, public_id: uuid.UUID) -> SignedReturn:
    found = returning.find(public_id, request.actor)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=store.PDF)
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
