"""A rectification from the error found in an act to the answers of its parties."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.lifecycle import NotYours, Refused
from documents import store

from ... import dossier, permissions
from ...forms import ReasonForm
from ...models import Convention, Rectification
from ...views.loading import convention_of, page
from ...visibility import rights
from .. import (
    answering,
    clerical,
    correcting,
    forms_rectifications,
    mails,
    panels,
    rectification_file,
    rectifying,
)
from ..rectification_lifecycle import against, awaited

Form = forms_rectifications.ErrorForm | forms_rectifications.TypedErrorForm


def _form(request: HttpRequest, initial: Convention) -> Form:
    data = request.POST if request.method == "POST" else None
    suggested = {"row": request.GET.get("changement", "")}
    passages = correcting.passages(initial)
    if passages:
        return forms_rectifications.ErrorForm(data, initial=suggested, passages=passages)
    return forms_rectifications.TypedErrorForm(data, initial=suggested)


def _write(rectification: Rectification, form: Form, request: HttpRequest) -> None:
    """The error typed, in a text that the site holds or in a copy."""
    typed = isinstance(form, forms_rectifications.TypedErrorForm)
    service: Any = rectifying.describe if typed else rectifying.add
    service(rectification, actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]


@page
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The first error; the rectification is numbered when it is written."""
    actor = request.actor  # type: ignore[attr-defined]
    initial = convention_of(request, public_id, needs="T")
    if not permissions.may_steer(actor, initial):
        raise NotYours(rectifying.NOT_THEIRS)
    form = _form(request, initial)
    refusals: Any = list(clerical.act_refusals(initial))
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = rectifying.begin(initial, actor=actor)
                _write(made, form, request)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, f"{made} est préparée. Relisez-la, puis proposez-la.")
            return redirect(made)
    context = {"convention": initial, "form": form, "refusals": refusals}
    return render(request, "conventions/modifying/error.html", context, status=status)


def _of(request: HttpRequest, public_id: uuid.UUID, rectification_id: uuid.UUID) -> Rectification:
    """The rectification, reached through its act; a draft is for those who prepare it."""
    convention = convention_of(request, public_id, needs="T")
    may = rights(request.actor, convention)  # type: ignore[attr-defined]
    for row in panels.rectifications_seen(convention, may):
        if row.public_id == rectification_id:
            return row
    raise Http404


def _own(request: HttpRequest, public_id: uuid.UUID, key: uuid.UUID) -> Rectification:
    found = _of(request, public_id, key)
    if not permissions.may_steer(request.actor, found.convention):  # type: ignore[attr-defined]
        raise NotYours(rectifying.NOT_THEIRS)
    return found


@page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, public_id: uuid.UUID, rectification_id: uuid.UUID) -> HttpResponse:
    """One more error of the same act."""
    found = _own(request, public_id, rectification_id)
    form = _form(request, found.convention)
    refusals: Any = ()
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            _write(found, form, request)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, "L’erreur est écrite.")
            return redirect(found)
    context = {
        "convention": found.convention,
        "rectification": found,
        "form": form,
        "refusals": refusals,
    }
    return render(request, "conventions/modifying/error.html", context, status=status)


@page
@require_POST
def remove(
    request: HttpRequest, public_id: uuid.UUID, rectification_id: uuid.UUID, error_id: uuid.UUID
) -> HttpResponse:
    """Take an error out of the draft."""
    found = _own(request, public_id, rectification_id)
    error = found.errors.filter(public_id=error_id).first()
    if error is None:
        raise Http404
    rectifying.remove(error, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, "L’erreur n’est plus dans la rectification.")
    return redirect(found)


@page
@require_safe
def pending(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The rectification of the act that waits for answers."""
    found = rectifying.pending(convention_of(request, public_id, needs="T"))
    if found is None:
        raise Http404
    return redirect(found)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, public_id: uuid.UUID, rectification_id: uuid.UUID) -> HttpResponse:
    """The errors and the answers; whoever is awaited answers here."""
    actor = request.actor  # type: ignore[attr-defined]
    found = _of(request, public_id, rectification_id)
    form = forms_rectifications.AnswerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show(request, found, form)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    try:
        rectifying.answer(
            found,
            accepts=form.cleaned_data["answer"] == "accept",
            reason=form.cleaned_data["reason"],
            actor=actor,
        )
    except Refused as refused:
        return _show(request, found, form, refused.refusals, status=409)
    messages.success(request, "Votre réponse est enregistrée.")
    return redirect(found)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, public_id: uuid.UUID, rectification_id: uuid.UUID) -> HttpResponse:
    """An agent records what a party answered on paper."""
    found = _own(request, public_id, rectification_id)
    signers = answering.offered(found)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    choices = [(key, answering.named(mandate)) for key, (_step, mandate) in signers.items()]
    form = forms_rectifications.LetterForm(*given, choices=choices)
    refusals: Any = ()
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            step, mandate = signers[form.cleaned_data["signatory"]]
            read = answering.Letter(step, mandate, form.cleaned_data["day"])
            _record(found, read, form.cleaned_data, request)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, "La réponse reçue par courrier est enregistrée.")
            return redirect(found)
    context = {
        "convention": found.convention,
        "rectification": found,
        "errors": found.errors.all(),
        "form": form,
        "refusals": refusals,
    }
    return render(request, "conventions/modifying/letter.html", context, status=status)


def _record(
    found: Rectification, read: answering.Letter, given: dict[str, Any], request: HttpRequest
) -> None:
    content, kind, _name = given["file"]
    with store.prepared((content, kind)) as (file,):
        rectifying.record_letter(
            found,
            read,
            accepts=given["answer"] == "accept",
            file=file,
            reason=given["reason"],
            actor=request.actor,  # type: ignore[attr-defined]
        )


def _show(
    request: HttpRequest,
    found: Rectification,
    form: forms.Form,
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    steers = permissions.may_steer(actor, found.convention)
    draft = found.status == Rectification.Status.DRAFT
    whose = found.closing_party_id in (None, actor.institution_id)
    mine = awaited(actor, found)
    may = rights(actor, found.convention)
    read = {
        each.pk for each in dossier.documents(found.convention, may) if each.kind == answering.KIND
    }
    context = {
        "convention": found.convention,
        "rectification": found,
        "situation": mails.words(found),
        "errors": found.errors.all(),
        "answers": rectification_file.answers(found),
        "awaited": mine,
        "form": form,
        "refusals": refusals or against(actor, found),
        "may_read": read,
        "may_record": steers and answering.awaited_steps(found),
        "may_write": steers and draft,
        "may_withdraw": steers and found.status in rectifying.OPEN,
        "obstacles": list(correcting.refusals(found)) if steers and draft else (),
        "reason": found.closing_reason if steers or whose else "",
    }
    return render(request, "conventions/modifying/rectification.html", context, status=status)


@page
@require_POST
def propose(
    request: HttpRequest, public_id: uuid.UUID, rectification_id: uuid.UUID
) -> HttpResponse:
    """Ask each party."""
    found = _own(request, public_id, rectification_id)
    try:
        rectifying.propose(found, actor=request.actor)  # type: ignore[attr-defined]
    except Refused as refused:
        form = forms_rectifications.AnswerForm()
        return _show(request, found, form, refused.refusals, status=409)
    messages.success(request, "La rectification est proposée à chaque partie.")
    return redirect(found)


@page
@require_POST
def withdraw(
    request: HttpRequest, public_id: uuid.UUID, rectification_id: uuid.UUID
) -> HttpResponse:
    """Give it up, with a reason."""
    found = _own(request, public_id, rectification_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Indiquez le motif : il figurera dans l’historique.")
        return redirect(found)
    rectifying.withdraw(found, reason=form.cleaned_data["reason"], actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, "La rectification est retirée.")
    return redirect(found)
