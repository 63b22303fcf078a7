"""What a collectivité may write to parents, who writes it, what was reported of it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actor import Actor
from common import clock
from common.lifecycle import NotYours, Refused
from governance.models import Mandate

from ...models import Convention, MessageReport, MessageSender
from ...views.loading import WRITABLE, convention_of, page
from .. import channel, guards, messages, permissions
from ..forms_messages import AnswerForm, AuthoriseForm, EndForm, ExamineForm, ReportForm

NOT_A_KEEPER = "Cette liste revient à la collectivité, ou au porteur à sa demande."


@page
@require_safe
def index(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The categories of the act, who may write in each, the reports that the reader follows."""
    actor = _actor(request)
    convention = convention_of(request, public_id, needs="T")
    senders, now = list(_senders(convention, actor)), clock.now()
    writing = [sender for sender in senders if sender.may_write(now)]
    keeps = permissions.may_keep_senders(actor, convention)
    context = {
        "convention": convention,
        "printed": channel.prints(convention),
        "open": channel.is_open(convention),
        "closed": list(guards.may_write(convention)),
        "categories": messages.by_category(convention, writing),
        "coming": [sender for sender in senders if sender.is_coming],
        "past": [s for s in senders if s not in writing and not s.is_coming],
        "reports": MessageReport.objects.visible_to(actor).filter(convention=convention),
        "may_keep": keeps,
        "may_report": permissions.may_report(actor, convention),
        "may_write": convention.status in WRITABLE and permissions.may_steer(actor, convention),
    }
    return render(request, "conventions/undertakings/messages.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def authorise(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say who may write, on what, from when to when."""
    actor = _actor(request)
    convention = convention_of(request, public_id, needs="T")
    if not permissions.may_keep_senders(actor, convention):
        raise NotYours(NOT_A_KEEPER)
    closed = list(guards.may_write(convention))
    form = AuthoriseForm(
        request.POST or None,
        initial={"starts_on": clock.today(), "codes": request.GET.getlist("categorie")},
        mandates=_people(convention, actor),
        categories=channel.categories(convention, clock.today()),
        for_another=not permissions.is_of_the_authority(actor, convention),
    )
    refusals: Any = closed
    status = 409 if closed else 200
    if request.method == "POST" and not closed:
        status = 422
        if form.is_valid():
            try:
                made = messages.authorise(
                    convention,
                    form.cleaned_data["codes"],
                    list(form.cleaned_data["mandates"]),
                    starts_on=form.cleaned_data["starts_on"],
                    ends_on=form.ends_on,
                    reason=form.cleaned_data.get("reason", ""),
                    actor=actor,
                )
            except Refused as refused:
                refusals, status = refused.refusals, 409
            else:
                said.success(request, _authorised(made))
                return redirect("conventions:messages", convention.public_id)
    context = {"convention": convention, "form": form, "refusals": refusals, "closed": closed}
    return render(request, "conventions/undertakings/authorise.html", context, status=status)


def _authorised(made: list[MessageSender]) -> str:
    if len(made) == 1:
        return "L’habilitation est enregistrée : elle n’attend l’accord de personne."
    return f"{len(made)} habilitations sont enregistrées : elles n’attendent l’accord de personne."


@page
@require_http_methods(["GET", "HEAD", "POST"])
def end_sender(request: HttpRequest, public_id: uuid.UUID, sender_id: uuid.UUID) -> HttpResponse:
    """Somebody no longer writes in a category."""
    actor = _actor(request)
    convention = convention_of(request, public_id, needs="T")
    sender = get_object_or_404(_senders(convention, actor), public_id=sender_id)
    if not permissions.may_end_sender(actor, sender):
        raise NotYours(NOT_A_KEEPER)
    form = EndForm(request.POST or None)
    refusals: Any = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                messages.end_sender(sender, reason=form.cleaned_data["reason"], actor=actor)
            except Refused as refused:
                refusals, status = refused.refusals, 409
            else:
                said.success(request, "L’habilitation est close.")
                return redirect("conventions:messages", convention.public_id)
    context = {"convention": convention, "sender": sender, "form": form, "refusals": refusals}
    return render(request, "conventions/undertakings/end_sender.html", context, status=status)


# --- reports --------------------------------------------------------------------------------------
@page
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Tell that a message is out of the limits of article 6."""
    actor = _actor(request)
    convention = convention_of(request, public_id, needs="T")
    form = ReportForm(
        request.POST or None, categories=channel.categories(convention, clock.today())
    )
    refusals: Any = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                told = messages.report(convention, **form.cleaned_data, actor=actor)
            except Refused as refused:
                refusals, status = refused.refusals, 409
            else:
                said.success(request, "Le signalement est enregistré ; le comité l’examinera.")
                return redirect(told)
    context = {"convention": convention, "form": form, "refusals": refusals}
    return render(request, "conventions/undertakings/report_message.html", context, status=status)


@page
@require_safe
def read_report(request: HttpRequest, public_id: uuid.UUID, report_id: uuid.UUID) -> HttpResponse:
    """A report, what its author's other side says of it, what the committee concluded."""
    told = _report(request, public_id, report_id)
    return _show(request, told)


@page
@require_POST
def act_on_report(
    request: HttpRequest, public_id: uuid.UUID, report_id: uuid.UUID, verb: str
) -> HttpResponse:
    """Give observations, or enter the examination; what was typed stays when it is refused."""
    told, actor = _report(request, public_id, report_id), _actor(request)
    if verb not in FORMS:
        raise Http404
    form = FORMS[verb](request.POST, auto_id=f"{verb}-%s")
    if not form.is_valid():
        if not MAY[verb](actor, told):
            raise NotYours(f"Cette action ne revient pas à votre mandat ({actor.title}).")
        return _show(request, told, verb, form, status=422)
    try:
        CALLS[verb](told, **form.cleaned_data, actor=actor)
    except Refused as refused:
        return _show(request, told, verb, form, refused.refusals, status=409)
    said.success(request, DONE[verb])
    return redirect(told)


FORMS: dict[str, type[forms.Form]] = {"observations": AnswerForm, "examen": ExamineForm}
MAY = {"observations": permissions.may_answer, "examen": permissions.may_examine}
CALLS: dict[str, Any] = {"observations": messages.answer, "examen": messages.examine}
DONE = {
    "observations": "Vos observations sont jointes au signalement.",
    "examen": "L’examen du comité est enregistré.",
}


def _show(
    request: HttpRequest,
    told: MessageReport,
    sent: str = "",
    form: Any = None,
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    actor = _actor(request)
    waiting = told.status == MessageReport.Status.RECORDED
    offered = [verb for verb in FORMS if waiting and MAY[verb](actor, told)]
    context = {
        "convention": told.convention,
        "report": told,
        "ground": channel.grounds().get(told.ground, told.ground),
        "forms": {
            verb: form if verb == sent else FORMS[verb](auto_id=f"{verb}-%s") for verb in offered
        },
        "refusals": refusals,
    }
    return render(request, "conventions/undertakings/report.html", context, status=status)


def _report(request: HttpRequest, public_id: uuid.UUID, report_id: uuid.UUID) -> MessageReport:
    convention = convention_of(request, public_id, needs="T")
    followed = MessageReport.objects.visible_to(_actor(request)).filter(convention=convention)
    found: MessageReport = get_object_or_404(followed, public_id=report_id)
    found.convention = convention
    return found


def _senders(convention: Convention, actor: Actor) -> Any:
    rows = MessageSender.objects.visible_to(actor).filter(convention=convention)
    return rows.select_related("mandate__person", "mandate__institution")


def _people(convention: Convention, actor: Actor) -> Any:
    """Mandates in force of the collectivité, for whoever may see them."""
    rows = Mandate.objects.visible_to(actor).valid_on(clock.today())
    return rows.filter(institution=convention.authority).with_words().order_by("person__last_name")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
