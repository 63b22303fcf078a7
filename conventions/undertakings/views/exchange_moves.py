"""The page of an exchange of data: where it stands, who is expected, what may be done."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from audit.actor import Actor
from common.lifecycle import NotYours, Refused
from documents import store

from ...forms import ReasonForm
from ...models import DataExchange
from ...views.loading import page
from .. import exchange_guards as guards
from .. import exchange_situation as situation
from .. import exchanges, permissions
from ..exchange_lifecycle import HELD, WRITTEN, ExchangeLifecycle
from ..forms_exchanges import AnalysisForm, OpinionForm, TrialForm
from .exchanges import exchange_of

Call = Callable[..., DataExchange]


@dataclass(frozen=True, slots=True)
class Action:
    """What a form of the page does: ``verb`` of the lifecycle, service, words once done."""

    verb: str
    call: Call
    done: str
    form: type[forms.Form] = forms.Form


def _moved(service: Call, verb: str) -> Call:
    """The service with its verb."""
    return lambda exchange, **given: service(exchange, verb, **given)


ACTIONS = {
    "aipd": Action(
        "attach_analysis",
        exchanges.attach_analysis,
        "L’analyse d’impact est au dossier.",
        AnalysisForm,
    ),
    "revoir": Action(
        "renew_analysis",
        exchanges.attach_analysis,
        "L’analyse d’impact est remplacée : le visa est repris, l’échange revient en préparation.",
        AnalysisForm,
    ),
    "test": Action(
        "record_test", exchanges.record_test, "Le procès-verbal de test est au dossier.", TrialForm
    ),
    "soumettre": Action(
        "submit_exchange", exchanges.submit, "La description est soumise au DPO, qui est prévenu."
    ),
    "reprendre": Action(
        "recall_exchange",
        _moved(exchanges.withdraw, "recall_exchange"),
        "La description n’attend plus le DPO : vous pouvez la modifier.",
    ),
    "viser": Action(
        "approve_exchange",
        _moved(exchanges.decide, "approve_exchange"),
        "Votre visa est enregistré ; qui a préparé l’échange est prévenu.",
        OpinionForm,
    ),
    "renvoyer": Action(
        "return_exchange",
        _moved(exchanges.decide, "return_exchange"),
        "Les modifications sont demandées ; qui a préparé l’échange est prévenu.",
        OpinionForm,
    ),
    "activer": Action(
        "activate_exchange",
        _moved(exchanges.run, "activate_exchange"),
        "L’échange de données est en service.",
    ),
    "suspendre": Action(
        "suspend_exchange",
        _moved(exchanges.run, "suspend_exchange"),
        "L’échange de données est suspendu.",
        ReasonForm,
    ),
    "retablir": Action(
        "resume_exchange",
        _moved(exchanges.run, "resume_exchange"),
        "L’échange de données est de nouveau en service.",
    ),
    "clore": Action(
        "close_exchange",
        _moved(exchanges.withdraw, "close_exchange"),
        "L’échange de données est clos.",
        ReasonForm,
    ),
}


@page
@require_safe
def read(request: HttpRequest, public_id: uuid.UUID, exchange_id: uuid.UUID) -> HttpResponse:
    """The record, its papers, the opinion, what may be done now."""
    return _show(request, exchange_of(request, public_id, exchange_id))


@page
@require_POST
def act(
    request: HttpRequest, public_id: uuid.UUID, exchange_id: uuid.UUID, what: str
) -> HttpResponse:
    """Do one thing; what was typed stays when it is refused."""
    exchange, actor = exchange_of(request, public_id, exchange_id), _actor(request)
    action = ACTIONS.get(what)
    if action is None:
        raise Http404
    form = action.form(request.POST, request.FILES, auto_id=f"{what}-%s")
    if not form.is_valid():
        flow = ExchangeLifecycle(exchange)
        if flow.transition(action.verb, str(flow.state)) is None:
            raise Refused(flow.wrong_state(action.verb))
        if what not in _offered(exchange, actor):
            raise NotYours(flow.not_yours(action.verb, actor))
        return _show(request, exchange, what, form, status=422)
    try:
        done = _call(action, exchange, dict(form.cleaned_data), actor)
    except Refused as refused:
        return _show(request, exchange, what, form, refused.refusals, status=409)
    messages.success(request, action.done)
    return redirect(done)


def _call(
    action: Action, exchange: DataExchange, given: dict[str, Any], actor: Actor
) -> DataExchange:
    """The service; a file is prepared outside its transaction."""
    paper = given.pop("file", None)
    if paper is None:
        return action.call(exchange, actor=actor, **given)
    content, kind, _name = paper
    with store.prepared((content, kind)) as (file,):
        return action.call(exchange, actor=actor, file=file, **given)


def _offered(exchange: DataExchange, actor: Actor) -> list[str]:
    """The actions that the reader may do in the present status."""
    verbs = {verb for verb, _words in ExchangeLifecycle(exchange).available(actor)}
    if not exchange.is_connector:
        verbs.discard("record_test")
    return [what for what, action in ACTIONS.items() if action.verb in verbs]


def _show(
    request: HttpRequest,
    exchange: DataExchange,
    sent: str = "",
    form: Any = None,
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    actor = _actor(request)
    offered = _offered(exchange, actor)
    context = {
        "convention": exchange.convention,
        "exchange": exchange,
        "may": {
            what: form if what == sent else ACTIONS[what].form(auto_id=f"{what}-%s")
            for what in offered
        },
        "sent": sent,
        "refusals": refusals,
        "situation": situation.of(exchange),
        "lacking": () if refusals else situation.lacking(exchange),
        "may_describe": exchange.status in (*WRITTEN, *HELD)
        and permissions.may_keep_exchange(actor, exchange),
        "ended": list(guards.running(exchange.convention)),
    }
    return render(request, "conventions/undertakings/exchange.html", context, status=status)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
