"""Events of schools: the list, one form a kind, the page that shows what each one does."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import jobs
from common.lifecycle import Refusal, Refused
from common.models import Job

from .. import permissions, registry
from ..directory_file import UnreadableDirectory
from ..forms import ReasonForm
from ..forms_school_events import FORMS, SchoolEventFilter
from ..models import SchoolEvent, SchoolEventKind, SchoolEventStatus
from ..schooling import preview, reading, services
from . import exporting
from .asking import PAGE, allowed, ask, load, ordered, paged, reader
from .institutions import KEEPERS

SORTS = {
    "date": ("takes_effect_on",),
    "nature": ("kind", "takes_effect_on"),
    "etat": ("status", "takes_effect_on"),
}
HEAD = ["Nature", "Prend effet le", "Acte", "Écoles", "État"]
VERBS = {
    "apply": "L’événement est appliqué.",
    "start": "Le redécoupage est lancé : le résultat de chaque école s’affiche ci-dessous.",
    "finish": "Le redécoupage est clos.",
}
INTROS = {
    SchoolEventKind.CLOSURE: "L’école garde son historique : rattachement et compétence prennent "
    "fin ce jour-là.",
    SchoolEventKind.MERGER: "Les écoles qui ferment prennent fin ce jour-là ; l’école qui reprend "
    "leurs classes leur succède.",
    SchoolEventKind.RPI: "Dispersé : une école et un payeur par commune. Concentré : une "
    "école pour plusieurs communes.",
    SchoolEventKind.NEW_UAI: "L’UAI d’une école ne change pas : une nouvelle école lui succède, "
    "avec sa circonscription et ses institutions compétentes.",
    SchoolEventKind.TRANSFER: "La compétence de l’institution actuelle prend fin ce jour-là ; les "
    "actes signés restent à son nom jusqu’à leur avenant.",
    SchoolEventKind.REDRAWING: "Tout le redécoupage est un seul lot : un aperçu par "
    "circonscription, puis un résultat par école.",
}


@login_required
@require_safe
def events(request: Any) -> HttpResponse:
    """The events that who acts may see, in the order of their dates."""
    reader(request)
    form = SchoolEventFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = SchoolEvent.objects.visible_to(request.actor).annotate(schools=Count("lines"))
    if asked.get("etat"):
        rows = rows.filter(status=asked["etat"])
    if asked.get("nature"):
        rows = rows.filter(kind=asked["nature"])
    if shape := request.GET.get("format"):
        every = ordered(request, rows, SORTS, "date")
        lines = ([e.get_kind_display(), e.takes_effect_on, e.act_reference, e.schools,
                  e.get_status_display()] for e in every)  # fmt: skip
        return exporting.respond(shape, "evenements-ecoles", HEAD, lines)
    context = {
        "form": form,
        "page": paged(request, rows, SORTS, "date"),
        "kinds": SchoolEventKind.choices,
        "may_keep": permissions.may_keep_directory(request.actor),
    }
    return render(request, "governance/school_events.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def prepare(request: Any, kind: str) -> HttpResponse:
    """One form a kind; nothing changes in the directory before the event is applied."""
    if kind not in FORMS:
        raise Http404
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    first = {"schools": request.GET.get("ecole", "")[:8]}
    form = FORMS[kind](
        request.POST or None, request.FILES or None, actor=request.actor, initial=first
    )

    def act(given: dict[str, Any]) -> str:
        made = _redrawing(request, given) if kind == SchoolEventKind.REDRAWING else (
            services.prepare(actor=request.actor, kind=kind, **given)
        )  # fmt: skip
        return str(made.get_absolute_url())

    words = SchoolEventKind(kind)
    return ask(
        request,
        form,
        act,
        title=f"Préparer : {words.label.lower()}",
        verb="Préparer et voir l’aperçu",
        back=reverse("governance:school_events"),
        done="L’événement est préparé. Rien n’est encore changé au répertoire.",
        intro=INTROS[words],
    )


def _redrawing(request: Any, given: dict[str, Any]) -> SchoolEvent:
    upload, day = given["file"], given["takes_effect_on"]
    try:
        if upload:
            upload.seek(0)
            batch = reading.read(upload.read(), day)
        else:
            batch = reading.of_schools(given["schools"], given["area"], day)
    except UnreadableDirectory as refused:
        raise Refused(Refusal(str(refused))) from refused
    return services.prepare_redrawing(
        actor=request.actor,
        takes_effect_on=day,
        act_reference=given["act_reference"],
        batch=batch,
        note=given["note"],
    )


@login_required
@require_safe
def event(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What the event does, what it calls for, and its result once it is applied."""
    found = load(SchoolEvent, request, public_id, "school", "institution")
    redrawn = found.kind == SchoolEventKind.REDRAWING
    context: dict[str, Any] = {
        "event": found,
        "redrawn": redrawn,
        "may_keep": permissions.may_keep_directory(request.actor),
        "consequences": registry.consequences(found, request.actor),
        "others": preview.others(found, request.actor),
    }
    if redrawn:
        rows = found.lines.select_related("school__commune", "circonscription")
        context["page"] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        context |= {"districts": preview.districts(found), **_facts(found)}
    else:
        context["effects"] = preview.effects(found)
    return render(request, "governance/school_event.html", context)


def _facts(found: SchoolEvent) -> dict[str, Any]:
    """How far the work of a redrawing is, and what it refused."""
    job = Job.objects.filter(public_id=found.job).first() if found.job else None
    if job is None:
        return {}
    states = Job.State
    total = job.items.count()
    return {
        "job": job,
        "total": total,
        "done": job.items.filter(state__in=[states.DONE, states.FAILED]).count(),
        "failed": list(job.items.filter(state=states.FAILED)),
        "finished": job.finished_at is not None,
        "progress_url": reverse("governance:school_event_progress", args=[found.public_id]),
    }


@login_required
@require_safe
def progress(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The bar alone, asked again by the page."""
    facts = _facts(load(SchoolEvent, request, public_id))
    if not facts:
        raise Refused(Refusal("Le redécoupage n’est pas lancé."))
    return render(request, "governance/import_progress.html", facts)


@login_required
@require_POST
def decide(request: Any, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """Apply, start or close; 409 with every reason when it is impossible."""
    found = load(SchoolEvent, request, public_id)
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    if verb == "retry":
        return _retry(found)
    if verb not in VERBS:
        raise Http404
    services.move_event(actor=request.actor, event=found, verb=verb)
    messages.success(request, VERBS[verb])
    return redirect(found.get_absolute_url())


def _retry(found: SchoolEvent) -> HttpResponse:
    job = Job.objects.filter(public_id=found.job).first() if found.job else None
    if job is None or found.status != SchoolEventStatus.APPLYING:
        raise Refused(Refusal("Aucune école n’attend d’être reprise."))
    jobs.retry_failed(job)
    return redirect(found.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Undo what was prepared, with the reason."""
    found = load(SchoolEvent, request, public_id)
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: services.move_event(
            actor=request.actor, event=found, verb="withdraw", reason=given["reason"]
        ) and None,
        title=f"Abandonner : {found}",
        verb="Abandonner l’événement",
        back=found.get_absolute_url(),
        done="L’événement est abandonné : rien n’a été changé.",
        intro="Rien n’a été appliqué : le répertoire reste tel qu’il est.",
        refuse=True,
    )  # fmt: skip
