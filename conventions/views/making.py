"""The kinds of act as an administrator makes them: the list, one version, what is done with it."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import french
from common.lifecycle import NotYours
from common.models import Job
from documents import reading
from documents.models import Document
from documents.pdf.errors import PdfRefused
from governance.views.asking import allowed, ask, seen

from .. import permissions
from ..forms_making import GeneralForm, RetireForm
from ..making import describing, gaps, services, showing, trial
from ..making.changing import refuse_published
from ..models import ActKind
from .loading import page

MAKER = "l’administrateur"
ORDER = ("label", "code", "-version")


def kind_of(request: HttpRequest, public_id: uuid.UUID, *, change: bool = False) -> ActKind:
    """The version of an address, for who may read kinds, or change what is not published yet:
    403 for others, 409 for a version published or retired."""
    actor = request.actor  # type: ignore[attr-defined]
    if not permissions.may_read_kinds(actor):
        raise NotYours(permissions.NOT_A_MAKER.partition(". ")[0] + ".")
    kinds = ActKind.objects.visible_to(actor).prefetch_related("parts", "fields", "mails")
    kind: ActKind = get_object_or_404(kinds, public_id=public_id)
    if change:
        allowed(permissions.may_make_kinds(actor), MAKER)
        refuse_published(kind)
        kind.seen = seen(request)
    return kind


def edition(kind: ActKind) -> str:
    """The description that an editor has before their eyes: two do not overwrite one another."""
    return describing.fingerprint(kind)


@page
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Every version, by name, with the acts that keep it."""
    actor = request.actor  # type: ignore[attr-defined]
    if not permissions.may_read_kinds(actor):
        raise NotYours(permissions.NOT_A_MAKER.partition(". ")[0] + ".")
    rows = ActKind.objects.visible_to(actor).annotate(acts=Count("conventions"))
    context = {
        "rows": rows.order_by(*ORDER),
        "may_make": permissions.may_make_kinds(actor),
    }
    return render(request, "conventions/kinds/list.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def create_kind(request: HttpRequest) -> HttpResponse:
    """A name and a series; the page of the kind then says what it still lacks."""
    actor = request.actor  # type: ignore[attr-defined]
    allowed(permissions.may_make_kinds(actor), MAKER)
    return ask(
        request,
        GeneralForm(request.POST or None),
        lambda given: services.create(actor=actor, **given).get_absolute_url(),
        title="Créer une nature d’acte",
        verb="Créer",
        back=reverse("conventions:kinds"),
        done="La nature d’acte est créée. Cette page dit ce qui lui manque.",
        intro="Donnez son nom et sa numérotation. Les parties, le texte et les étapes viennent "
        "ensuite, dans l’ordre que vous voulez ; rien n’est publié avant votre accord.",
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def change_kind(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The name, the noun, the series, the usual length."""
    kind = kind_of(request, public_id, change=True)
    actor = request.actor  # type: ignore[attr-defined]
    names = ("label", "called", "series", "duration_months")
    return ask(
        request,
        GeneralForm(request.POST or None, initial={n: getattr(kind, n) for n in names}),
        lambda given: services.change(kind, actor=actor, **given),
        title=f"Nom et numérotation : {kind.label}",
        verb="Enregistrer",
        back=kind.get_absolute_url(),
        done="Le nom et la numérotation sont enregistrés.",
        edition=edition(kind),
    )


@page
@require_safe
def kind(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One version: what it says, what it lacks, what its last trial showed."""
    found = kind_of(request, public_id)
    actor = request.actor  # type: ignore[attr-defined]
    makes = permissions.may_make_kinds(actor)
    lacking = gaps.of(found) if found.editable else []
    paper = trial.paper(found)
    same = ActKind.objects.visible_to(actor).filter(code=found.code).exclude(pk=found.pk)
    context = {
        "kind": found,
        "makes": makes,
        "changes": makes and found.editable,
        "gaps": lacking,
        "next": _next(found, lacking) if makes else None,
        "situation": _situation(found, lacking),
        "parts": [(part, *showing.part(part)) for part in found.parts.all()],
        "circuits": showing.circuits(found),
        "to_propose": any(not t.steps.exists() for _, _, t in describing.circuits(found)),
        "model": describing.model_of(found),
        "others": same.order_by("-version"),
        "job": trial.last_job(found),
        "failed": Job.State.FAILED,
        "paper": paper,
        "page": _page_number(request, paper),
        "trial_steps": showing.trial_steps(found),
        "tried_at": showing.tried_at(found),
    }
    return render(request, "conventions/kinds/kind.html", context)


def _situation(kind: ActKind, lacking: list[gaps.Gap]) -> str:
    """Where the version stands, as a sentence."""
    match kind.status:
        case ActKind.Status.DRAFT:
            if not lacking:
                return "Décrite : essayez-la sur un acte inventé avant de la publier."
            count = french.plural(len(lacking), "point", "points")
            return f"En préparation. Il reste {len(lacking)} {count} à compléter."
        case ActKind.Status.TRIED:
            return "Essayée depuis sa dernière modification : elle peut être publiée."
        case ActKind.Status.IN_USE:
            return "En usage : un chef de projet peut préparer un acte de cette nature."
    return "Retirée : aucun acte ne commence avec elle ; ceux en cours la gardent."


def _next(kind: ActKind, lacking: list[gaps.Gap]) -> tuple[str, str, str] | None:
    """The one next action: its verb, its button, what follows."""
    if kind.status == ActKind.Status.IN_USE:
        return "renew", "Ouvrir une nouvelle version", "Les actes en cours gardent celle-ci."
    if kind.status == ActKind.Status.TRIED:
        return "publish", "Publier", "Un acte pourra commencer aussitôt."
    if kind.editable and not lacking:
        return "try", "Essayer", "Un acte d’essai est joué en entier ; rien n’est envoyé ni gardé."
    return None


def _page_number(request: HttpRequest, paper: Document | None) -> int:
    asked = request.GET.get("page", "1")
    last = paper.pages if paper else 1
    return min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < 6 else 1


# --- what is done with a version -----------------------------------------------------------------

MOVES: dict[str, tuple[str, str, str, str]] = {
    "try": (
        "Essayer",
        "L’essai est en cours : rechargez cette page dans quelques secondes.",
        "Un acte d’essai est préparé, relu, voté et signé par des personnes inventées, puis "
        "effacé. Vous verrez son document page par page, ses étapes et ses courriels. Rien n’est "
        "envoyé, rien n’est gardé comme acte.",
        "",
    ),
    "publish": (
        "Publier",
        "La nature d’acte est en usage : un chef de projet peut préparer le premier acte.",
        "Les nouveaux actes suivront cette version. Ceux en cours gardent la leur, et la version "
        "précédente est retirée.",
        "",
    ),
    "renew": (
        "Ouvrir une nouvelle version",
        "La nouvelle version est ouverte : changez ce qu’il faut, essayez-la, puis publiez-la.",
        "Elle commence égale à celle-ci, qui reste en usage tant que la nouvelle n’est pas "
        "publiée.",
        "",
    ),
    "retire": (
        "Retirer",
        "La nature d’acte est retirée : aucun acte ne commence plus avec elle.",
        "Aucun acte ne commencera plus avec cette version. Ceux en cours vont à leur terme.",
        "refuse",
    ),
}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def move_kind(request: HttpRequest, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """One page per move, that names its consequence, then one POST."""
    if verb not in MOVES:
        raise Http404
    found = kind_of(request, public_id)
    allowed(permissions.may_make_kinds(request.actor), MAKER)  # type: ignore[attr-defined]
    title, done, intro, refuse = MOVES[verb]
    form = RetireForm if verb == "retire" else forms.Form
    return ask(
        request,
        form(request.POST if request.method == "POST" else None),
        _call(found, verb, request.actor),  # type: ignore[attr-defined]
        title=f"{title} : {found.label}, version {found.version}",
        verb=title,
        back=found.get_absolute_url(),
        done=done,
        intro=intro,
        refuse=refuse,
    )


def _call(kind: ActKind, verb: str, actor: Any) -> Callable[[dict[str, Any]], Any]:
    calls: dict[str, Callable[[dict[str, Any]], Any]] = {
        "try": lambda given: trial.ask(kind, actor=actor),
        "publish": lambda given: services.publish(kind, actor=actor),
        "renew": lambda given: services.renew(kind, actor=actor).get_absolute_url(),
        "retire": lambda given: services.retire(kind, actor=actor, **given),
    }
    return calls[verb]


@page
@require_safe
def kind_page(request: HttpRequest, public_id: uuid.UUID, what: str, number: int) -> HttpResponse:
    """Image of a page of the last trial, or of the Word model as it was deposited."""
    found = kind_of(request, public_id)
    model = describing.model_of(found)
    papers = {"essai": trial.paper(found), "apercu": trial.preview(model) if model else None}
    paper = papers.get(what)
    if paper is None:
        raise Http404
    try:
        image = reading.page_image(paper.pdf_sha256, number)
    except PdfRefused:
        raise Http404 from None
    return HttpResponse(image, content_type="image/png")
