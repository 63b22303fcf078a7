"""The parts of a kind, one page each: parties, steps, Word text, fields, mails."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from circuits.models import CircuitTemplate, TemplateStep
from common.lifecycle import Refused
from documents import store
from governance.views.asking import ask

from .. import permissions
from ..docdata import free
from ..docdata.builders import contracts
from ..forms_making import PartForm, StepForm
from ..forms_making_text import ChooseModelForm, DepositModelForm, FieldsForm, MailsForm
from ..making import describing, letters, services, starter, steps, trial, word, wording
from ..models import ActKind, KindMail, KindParty
from .loading import page
from .making import edition, kind_of


def _at(kind: ActKind, place: str) -> str:
    """The part of the kind's page that one comes back to."""
    return f"{kind.get_absolute_url()}#{place}"


# --- parties --------------------------------------------------------------------------------


@page
@require_http_methods(["GET", "HEAD", "POST"])
def kind_part(request: HttpRequest, public_id: uuid.UUID, role: str = "") -> HttpResponse:
    """Add a party, or change one."""
    kind = kind_of(request, public_id, change=True)
    part = _part(kind, role) if role else None
    actor = request.actor  # type: ignore[attr-defined]

    def act(given: dict[str, Any]) -> None:
        kept = {"bodies": part.bodies} if part and "bodies" not in given else {}
        services.set_part(kind, part, actor=actor, values={**given, **kept})

    return ask(
        request,
        PartForm(request.POST if request.method == "POST" else None, part=part),
        act,
        title=f"Partie : {part.label}" if part else "Ajouter une partie",
        verb="Enregistrer",
        back=_at(kind, "parties"),
        done="La partie est enregistrée.",
        edition=edition(kind),
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def remove_kind_part(request: HttpRequest, public_id: uuid.UUID, role: str) -> HttpResponse:
    """Take a party out."""
    kind = kind_of(request, public_id, change=True)
    part = _part(kind, role)
    return ask(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda given: services.remove_part(
            kind,
            part,
            actor=request.actor,  # type: ignore[attr-defined]
        ),
        title=f"Retirer la partie « {part.label} »",
        verb="Retirer la partie",
        back=_at(kind, "parties"),
        done="La partie est retirée.",
        edition=edition(kind),
        intro="Ses étapes et ses mentions dans le texte seront à revoir : la page les nommera.",
        refuse=True,
    )


def _part(kind: ActKind, role: str) -> KindParty:
    part = kind.part(role)
    if part is None:
        raise Http404
    return part


# --- steps --------------------------------------------------------------------------------


@page
@require_http_methods(["GET", "HEAD", "POST"])
def add_kind_step(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Add a step to the circuit of that number."""
    kind = kind_of(request, public_id, change=True)
    circuits = describing.circuits(kind)
    if not 0 < number <= len(circuits):
        raise Http404
    moment, title, template = circuits[number - 1]
    return _ask_step(request, kind, moment, title, template, None)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def change_kind_step(
    request: HttpRequest, public_id: uuid.UUID, step_id: uuid.UUID
) -> HttpResponse:
    """Change a step."""
    kind = kind_of(request, public_id, change=True)
    return _ask_step(request, kind, *_step(kind, step_id))


def _ask_step(
    request: HttpRequest,
    kind: ActKind,
    moment: str,
    title: str,
    template: CircuitTemplate,
    step: TemplateStep | None,
) -> HttpResponse:
    form = StepForm(
        request.POST if request.method == "POST" else None,
        act_kind=kind,
        moment=moment,
        template=template,
        step=step,
    )
    return ask(
        request,
        form,
        lambda given: steps.store(
            kind,
            template,
            step,
            actor=request.actor,  # type: ignore[attr-defined]
            values=form.values(),
        ),
        title=f"{title} : {step.label}" if step else f"{title} : ajouter une étape",
        verb="Enregistrer l’étape",
        back=_at(kind, "etapes"),
        done="L’étape est enregistrée.",
        edition=edition(kind),
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def remove_kind_step(
    request: HttpRequest, public_id: uuid.UUID, step_id: uuid.UUID
) -> HttpResponse:
    """Take a step out."""
    kind = kind_of(request, public_id, change=True)
    step = _step(kind, step_id)[-1]
    return ask(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda given: steps.remove(kind, step, actor=request.actor),  # type: ignore[attr-defined]
        title=f"Retirer l’étape « {step.label} »",
        verb="Retirer l’étape",
        back=_at(kind, "etapes"),
        done="L’étape est retirée.",
        edition=edition(kind),
        refuse=True,
    )


def _step(kind: ActKind, step_id: uuid.UUID) -> tuple[str, str, CircuitTemplate, TemplateStep]:
    """A step of the kind's own circuits, with where it stands."""
    for moment, title, template in describing.circuits(kind):
        for step in template.steps.all():
            if step.public_id == step_id:
                return moment, title, template, step
    raise Http404


@page
@require_POST
def propose_kind_steps(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Fill the circuits that have no step yet, after the parties."""
    kind = kind_of(request, public_id, change=True)
    steps.propose(kind, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, "Les étapes sont proposées d’après les parties : relisez-les.")
    return redirect(_at(kind, "etapes"))


# --- the text --------------------------------------------------------------------------------


@page
@require_http_methods(["GET", "HEAD", "POST"])
def kind_model(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose a model in use, or deposit a Word file: its report line by line, its pages."""
    kind = kind_of(request, public_id, change=request.method == "POST")
    actor = request.actor  # type: ignore[attr-defined]
    offered = [(model.code, str(model)) for model in word.choices(kind)]
    asked = request.POST.get("step", "") if request.method == "POST" else ""
    choose = ChooseModelForm(
        request.POST if asked == "choose" else None,
        choices=offered,
        initial={"model_code": kind.model_code},
    )
    posted = (request.POST, request.FILES) if asked == "deposit" else ()
    deposit = DepositModelForm(*posted)
    refusals: Any = ()
    try:
        if asked == "choose" and choose.is_valid():
            word.choose(kind, choose.cleaned_data["model_code"], actor=actor)
            return redirect(_at(kind, "modele"))
        if asked == "deposit" and deposit.is_valid():
            _receive(kind, deposit.cleaned_data["file"], actor)
            messages.success(request, "Le modèle est déposé. Lisez ce que le contrôle en dit.")
            return redirect("conventions:kind_model", kind.public_id)
    except Refused as refused:
        refusals = refused.refusals
    context = {
        "kind": kind,
        "edition": edition(kind),
        "changes": kind.editable and permissions.may_make_kinds(actor),
        "choose": choose,
        "deposit": deposit,
        "refusals": refusals,
        **_report(kind),
    }
    status = 409 if refusals else 422 if asked else 200
    return render(request, "conventions/kinds/model.html", context, status=status)


def _receive(kind: ActKind, file: Any, actor: Any) -> None:
    file.seek(0)
    model = word.receive(kind, file.read(), file_name=file.checked.safe_name, actor=actor)
    trial.ask_preview(model, actor=actor)


def _report(kind: ActKind) -> dict[str, Any]:
    """What is known of the model in use for the kind."""
    model = describing.model_of(kind)
    if model is None:
        return {"model": None}
    shared = free.shared(contracts.parties(kind))
    report = word.report(model)
    used = report["variables"]
    paper, asked = trial.preview(model), wording.asked(kind)
    declared = {row.name: row for row in kind.fields.all()}
    return {
        "model": model,
        **report,
        "known": [(n, shared[n][1].metadata["label"]) for n in used if n in shared],
        "asked": asked,
        "own": [(name, declared.get(name)) for name in asked],
        "preview": paper,
        "pages": range(1, paper.pages + 1) if paper else (),
    }


@page
@require_safe
def kind_word(request: HttpRequest, public_id: uuid.UUID, which: str) -> HttpResponse:
    """The Word file to edit: the one in use, or a first text made from the parties."""
    kind = kind_of(request, public_id)
    if which not in ("actuel", "depart"):
        raise Http404
    content = word.word_file(kind) if which == "actuel" else starter.docx(kind)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=store.DOCX)
    response["Content-Disposition"] = f'attachment; filename="{kind.code}-{which}.docx"'
    return response


@page
@require_http_methods(["GET", "HEAD", "POST"])
def kind_fields(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A French label, a type and a help for each name that the text asks for."""
    kind = kind_of(request, public_id, change=True)
    form = FieldsForm(request.POST if request.method == "POST" else None, kind=kind)
    return ask(
        request,
        form,
        lambda given: wording.set_fields(
            kind,
            form.rows(),
            actor=request.actor,  # type: ignore[attr-defined]
        ),
        title=f"Champs du texte : {kind.label}",
        verb="Enregistrer les champs",
        back=_at(kind, "champs"),
        done="Les champs sont enregistrés.",
        edition=edition(kind),
        template="conventions/kinds/fields.html",
        unused=wording.unused(kind),
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def kind_mails(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The kind's own words in the mails of its acts."""
    kind = kind_of(request, public_id, change=True)
    form = MailsForm(request.POST if request.method == "POST" else None, kind=kind)
    return ask(
        request,
        form,
        lambda given: wording.set_mails(
            kind,
            form.letters(),
            actor=request.actor,  # type: ignore[attr-defined]
        ),
        title=f"Courriels : {kind.label}",
        verb="Enregistrer les courriels",
        back=_at(kind, "courriels"),
        done="Les courriels sont enregistrés.",
        edition=edition(kind),
        template="conventions/kinds/mails.html",
        names=letters.NAMES.items(),
        usual=[(label, letters.usual(moment)) for moment, label in KindMail.Moment.choices],
    )
