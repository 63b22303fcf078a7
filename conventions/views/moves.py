"""Do something to a convention: one page per move, that names its consequence, then one POST."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from audit.actor import Actor
from circuits.models import StepKind
from common.lifecycle import Lifecycle, NotYours, Refused
from documents import store

from .. import forms as own
from .. import forms_moves, gates, guards, issuing, kit, permissions, services, situation
from ..models import Convention, Party, Way
from ..modifying import rectifying
from .loading import convention_of, page

#: verb → the form of its page and what it calls.
FORMS: dict[str, type[forms.Form]] = {
    "request_changes": own.ChangesForm,
    "withdraw": own.ReasonForm,
    "refuse": own.RefusalForm,
    "extend_signing": own.ExtendForm,
    "register_early_signed": forms_moves.PaperForm,
    "discover_early_signature": own.ReasonForm,
    "abandon_early_signed": own.ReasonForm,
    "reopen_entry_slip": own.ReasonForm,
    "terminate": forms_moves.TerminateForm,
    "record_annulment": forms_moves.AnnulmentForm,
}
#: The same, for a form that offers délibérations of the act’s own parties.
FORMS_OF_ACT: dict[str, Callable[..., forms.Form]] = {
    "register_signed_elsewhere": forms_moves.ElsewhereForm,
    "regularise": forms_moves.RegulariseForm,
    "reopen_mentions": forms_moves.MentionsForm,
    "reopen_text": forms_moves.TextForm,
}
#: What is checked as its page opens: what is missing is said before the button.
CHECKED = ("submit", "settle_text", "issue", "issue_entry_slip", "notify")
#: What cannot be done again the other way.
DANGEROUS = frozenset(
    {
        "withdraw",
        "refuse",
        "reopen_text",
        "discover_early_signature",
        "abandon_early_signed",
        "terminate",
        "record_annulment",
    }
)
DONE = {
    "submit": "La convention est partie en relecture.",
    "settle_text": "Le texte est arrêté. Le projet et le kit de délibération se préparent.",
    "send_to_councils": "Le projet est parti aux assemblées.",
    "skip_councils": "Les délibérations déjà rendues couvrent l’acte : il peut être émis.",
    "issue": "L’acte part en production. Vous pouvez quitter cette page.",
    "issue_entry_slip": "Le bulletin part en production. Vous pouvez quitter cette page.",
    "reopen_entry_slip": "Le bulletin émis est remplacé : corrigez-le, puis émettez de nouveau.",
    "notify": "L’acte est notifié à chaque partie.",
    "request_changes": "La demande de correction est partie.",
    "withdraw": "La convention est retirée. Aucune partie n’est engagée.",
    "reopen_mentions": "L’acte émis est remplacé : corrigez la mention, puis émettez de nouveau.",
    "reopen_text": "Le texte est repris : les délibérations seront réexaminées.",
    "refuse": "Le refus est enregistré. Personne n’est engagé.",
    "extend_signing": "L’échéance de signature est déplacée.",
    "confirm_enforceable": "Les délibérations sont confirmées : l’acte peut être émis.",
    "register_signed_elsewhere": "L’acte signé est au registre. Notifiez-le aux parties.",
    "register_early_signed": "L’acte est au registre, sous réserve de délibération.",
    "discover_early_signature": "La signature prématurée est constatée : une délibération de "
    "régularisation est attendue.",
    "regularise": "L’acte est régularisé. Il peut être notifié aux parties.",
    "abandon_early_signed": "L’acte irrégulier est retiré.",
    "terminate": "La résiliation est enregistrée.",
    "record_annulment": "L’annulation est enregistrée, la décision est au dossier.",
}
CONSEQUENCE = {
    "submit": "Chaque partie reçoit le projet à relire ; le juriste et le délégué aux données "
    "donnent leur visa si le texte s’écarte du modèle approuvé.",
    "settle_text": "Le texte est figé : c’est lui que les assemblées voteront, mot pour mot.",
    "send_to_councils": "Chaque assemblée qui doit voter reçoit le projet et son kit.",
    "skip_councils": "L’acte passe à l’émission sans nouveau vote.",
    "issue": "Le PDF est produit, scellé par le cachet du syndicat et envoyé aux signataires.",
    "issue_entry_slip": "Le bulletin est produit, scellé par le cachet du syndicat et envoyé à "
    "l’exécutif de la collectivité ; l’inspecteur donne ensuite son visa.",
    "reopen_entry_slip": "La signature déjà donnée reste dans l’historique, sans effet : le "
    "bulletin corrigé sera signé et visé de nouveau.",
    "notify": "Chaque partie reçoit le lien de l’exemplaire signé et son empreinte.",
    "request_changes": "L’acte retourne à son auteur ; les réponses déjà données restent.",
    "withdraw": "Le circuit s’arrête et les liens de signature ne servent plus.",
    "reopen_mentions": "Les signatures déjà données restent dans l’historique, sans effet : "
    "chacun signera le nouvel exemplaire.",
    "reopen_text": "Les signatures déjà données restent dans l’historique, sans effet. Ce qu’il "
    "faudra refaire dépend de ce qui change : la réponse est écrite sous chaque ligne.",
    "refuse": "Le circuit s’arrête : l’acte ne sera pas signé.",
    "extend_signing": "Les échéances de signature sont déplacées ; les signataires sont prévenus.",
    "confirm_enforceable": "L’acte passe à l’émission : chaque délibération est exécutoire et "
    "porte ce texte.",
    "register_signed_elsewhere": "L’acte signé hors plateforme entre au registre avec son fichier, "
    "un numéro et la date de sa dernière signature. Chaque délibération doit avoir été exécutoire "
    "avant la signature.",
    "register_early_signed": "L’acte entre au registre « sous réserve de délibération ». Ni "
    "ouverture de base ni facturation tant qu’une délibération postérieure n’a pas confirmé la "
    "signature.",
    "discover_early_signature": "L’acte passe « sous réserve de délibération » : ni ouverture de "
    "base ni facturation tant qu’une délibération postérieure n’a pas confirmé la signature.",
    "regularise": "L’acte redevient signé et peut être notifié. La délibération est rattachée à sa "
    "partie.",
    "abandon_early_signed": "L’assemblée n’a pas confirmé la signature, ou les parties en sont "
    "d’accord : l’acte est retiré et n’engage personne.",
    "terminate": "L’acte cesse de produire effet à la date indiquée.",
    "record_annulment": "L’acte est annulé ; la décision de justice entre au dossier.",
}


def _call(convention: Convention, verb: str, actor: Actor, data: dict[str, Any]) -> None:
    """The service of each verb; the page, the command and the seed call the same ones."""
    simple: dict[str, Callable[..., Any]] = {
        "submit": services.submit,
        "settle_text": services.settle_text,
        "send_to_councils": services.send_to_councils,
        "skip_councils": services.skip_councils,
        "confirm_enforceable": services.confirm_enforceable,
        "issue": issuing.ask,
        "issue_entry_slip": issuing.ask,
        "notify": services.notify,
    }
    if verb in simple:
        moved = simple[verb](convention, actor=actor)
        if verb == "settle_text":
            kit.ask_kit(moved, actor=actor)
        return
    filled: dict[str, Callable[..., Any]] = {
        "request_changes": services.request_changes,
        "withdraw": services.withdraw,
        "refuse": services.refuse,
        "extend_signing": services.extend_signing,
        "discover_early_signature": services.discover_early_signature,
        "regularise": services.regularise,
        "abandon_early_signed": services.abandon_early_signed,
        "terminate": services.terminate,
    }
    if verb in filled:
        filled[verb](convention, actor=actor, **data)
    elif "file" in data:
        _call_with_file(convention, verb, actor, data)
    else:
        services.reopen(convention, verb, actor=actor, **data)


def _call_with_file(convention: Convention, verb: str, actor: Actor, data: dict[str, Any]) -> None:
    """The same, with the paper that was handed in."""
    given = {name: value for name, value in data.items() if name != "file"}
    content, kind, given["file_name"] = data["file"]
    with store.prepared((content, kind)) as (file,):
        if verb == "record_annulment":
            services.record_annulment(convention, file=file, actor=actor, **given)
        else:
            services.register_signed(convention, verb, file=file, actor=actor, **given)


def _form(request: HttpRequest, verb: str, convention: Convention, actor: Actor) -> forms.Form:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    if verb in FORMS_OF_ACT:
        return FORMS_OF_ACT[verb](*given, convention=convention, actor=actor)
    return FORMS.get(verb, forms.Form)(*given)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """Confirm a move; what was typed is kept when it is refused."""
    if verb not in CONSEQUENCE:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id)
    lifecycle = gates.of(convention, verb)
    words = dict(lifecycle.available(actor)).get(verb)
    if words is None and request.method != "POST":
        _say_why(lifecycle, verb, actor)
    form = _form(request, verb, convention, actor)
    refusals: Any = (
        lifecycle.refusals(verb, actor=actor, reason="—", category="other")
        if (request.method != "POST" and verb in CHECKED)
        else ()
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _call(convention, verb, actor, form.cleaned_data)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, DONE[verb])
            return redirect(convention)
    elif request.method == "POST":
        status = 422
    context = {
        "convention": convention,
        "verb": verb,
        "words": words,
        "consequence": CONSEQUENCE[verb],
        "form": form,
        "refusals": refusals,
        "blocked": bool(refusals) and request.method != "POST",
        "dangerous": verb in DANGEROUS,
        "early": any(refusal.key == guards.EARLY for refusal in refusals),
        "without_vote": _without_vote(convention, verb),
        "levels": issuing.not_by_code(convention) if verb in gates.ISSUES else (),
    }
    return render(request, "conventions/move.html", context, status=status)


def _without_vote(convention: Convention, verb: str) -> list[Party]:
    """Parties whose délibération can be deposited before their signature is registered."""
    if verb != "register_signed_elsewhere":
        return []
    return [p for p in convention.parties.all() if p.votes and p.deliberation is None]


def _say_why(lifecycle: Lifecycle[Convention], verb: str, actor: Actor) -> None:
    """Not offered: wrong stage (409), or somebody else's (403)."""
    if lifecycle.transition(verb, str(lifecycle.state)) is None:
        raise Refused(lifecycle.wrong_state(verb))
    raise NotYours(lifecycle.not_yours(verb, actor))


@page
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A party reads and answers; the jurist and the data-protection officer give their visa."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="T")
    kinds = (*situation.READING, StepKind.ACKNOWLEDGEMENT)
    open_steps = permissions.open_steps(convention, actor)
    mine = (s for s in open_steps if s.kind in kinds and s.circuit.kind != rectifying.CIRCUIT)
    step = next(mine, None)
    if step is None:
        raise NotYours("Aucune relecture ni aucun visa n’est attendu de vous sur cet acte.")
    data = request.POST if request.method == "POST" else None
    slip = convention.kind.way == Way.ENTRY_SLIP
    form: forms.Form = (
        own.ReceiptForm(data)
        if step.kind == StepKind.ACKNOWLEDGEMENT
        else own.ReviewForm(data, visa=step.kind == StepKind.VISA, refuses=slip)
    )
    refusals: Any = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_review(convention, step, actor=actor, **form.cleaned_data)
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, "Votre réponse est enregistrée.")
            return redirect(convention)
    elif request.method == "POST":
        status = 422
    context = {
        "convention": convention,
        "step": step,
        "form": form,
        "refusals": refusals,
    }
    return render(request, "conventions/review.html", context, status=status)


@page
@require_http_methods(["POST"])
def answer(request: HttpRequest, public_id: uuid.UUID, remark_id: uuid.UUID) -> HttpResponse:
    """The owner answers a remark."""
    convention = convention_of(request, public_id, needs="C")
    remark = convention.remarks.filter(public_id=remark_id).first()
    if remark is None:
        raise Http404
    form = own.AnswerForm(request.POST)
    if form.is_valid():
        services.answer_remark(
            remark,
            answer=form.cleaned_data["answer"],
            actor=request.actor,  # type: ignore[attr-defined]
        )
        messages.success(request, "La réponse est enregistrée.")
    else:
        messages.error(request, "Écrivez la réponse avant de l’enregistrer.")
    return redirect(convention)


@page
@require_http_methods(["POST"])
def transmission(request: HttpRequest, public_id: uuid.UUID, role: str) -> HttpResponse:
    """Say whether the signed act itself goes to the State's representative."""
    convention = convention_of(request, public_id, needs="T")
    party = convention.party(role)
    if party is None:
        raise Http404
    form = own.TransmissionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez si l’acte doit être transmis.")
        return redirect(convention)
    services.set_transmission(
        party,
        value=form.cleaned_data["value"],
        receipt=form.cleaned_data["receipt"],
        actor=request.actor,  # type: ignore[attr-defined]
    )
    messages.success(request, "La mention est enregistrée.")
    return redirect(convention)
