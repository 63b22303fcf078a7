"""An amendment from the act in force to the text that is sent to review."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import french
from common.lifecycle import NotYours, Refused
from documents import text

from ... import extracts, guards, permissions, requirements, services
from ...models import Convention, Modification, Stage, Way
from ...views.loading import convention_of, own_draft, page, seen_version
from ...visibility import rights
from .. import amending, beginning, consolidating, finding, forms, printing, values


def _may_begin(request: HttpRequest, public_id: uuid.UUID) -> Convention:
    initial = convention_of(request, public_id, needs="T")
    if not permissions.may_steer(request.actor, initial):  # type: ignore[attr-defined]
        raise NotYours(beginning.NOT_THEIRS[Way.AMENDMENT])
    return initial


@page
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Why the act is amended and from when; the draft then takes the words."""
    initial = _may_begin(request, public_id)
    row = requirements.rows().get(request.GET.get("changement", ""))
    suggested = {"reason": amending.reason_offered(row.key)} if row else {}
    form = forms.BeginForm(request.POST if request.method == "POST" else None, initial=suggested)
    refusals: Any = beginning.refusals(initial, Way.AMENDMENT)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = amending.begin(initial, actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, f"{made.reference} est préparé. Écrivez ce qui change.")
            return redirect("conventions:edit_modification", public_id=made.public_id)
    elif request.method == "POST":
        status = 422
    context = {
        "convention": initial,
        "row": row,
        "row_words": row.words(Stage.SIGNED) if row else "",
        "form": form,
        "refusals": refusals,
    }
    return render(request, "conventions/modifying/begin.html", context, status=status)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The draft of an amendment: its values, its articles, what keeps it from review."""
    act = own_draft(request, public_id)
    link = finding.of(act)
    if link is None or link.way != Way.AMENDMENT:
        raise Http404
    form = forms.AmendmentForm(
        request.POST if request.method == "POST" else None,
        initial=forms.AmendmentForm.stored(act, link),
        act=act,
    )
    if request.method != "POST":
        return _show(request, act, link, form)
    if not form.is_valid():
        return _show(request, act, link, form, status=422)
    try:
        amending.revise(
            act,
            form.changes(),
            reason=form.cleaned_data["reason"],
            reason_text=form.cleaned_data["reason_text"],
            schools=form.schools(act),
            seen_version=seen_version(request),
            actor=request.actor,  # type: ignore[attr-defined]
        )
    except Refused as refused:
        return _show(request, act, link, form, refused.refusals, status=409)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _show(request, act, link, form, status=422)
    if "envoyer" in request.POST:
        return redirect("conventions:move", act.public_id, "submit")
    messages.success(request, "L’avenant est enregistré.")
    return redirect("conventions:edit_modification", public_id=act.public_id)


def _show(
    request: HttpRequest,
    act: Convention,
    link: Modification,
    form: forms.AmendmentForm,
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "convention": act,
        "link": link,
        "form": form,
        "refusals": refusals,
        "edition": seen_version(request) if refusals or form.errors else services.version(act),
        "obstacles": list(guards.submit(act)),
        "articles": list(link.articles.all()),
        "values": values.described(link),
        "passages": amending.passages(link),
        "votes": _votes(act, link),
        "remarks": act.remarks.filter(answered_at=None).select_related("institution"),
    }
    return render(request, "conventions/modifying/edit.html", context, status=status)


def _votes(act: Convention, link: Modification) -> str:
    """What will have to be done again, as far as it is written."""
    rows = values.rows(link)
    if not rows:
        return ""
    found = requirements.union(rows, Stage.SIGNED)
    return french.list_fr(requirements.sorted_words(found))


@page
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """The new words of one clause of the act in force."""
    act = own_draft(request, public_id)
    link = finding.of(act)
    clause = next((c for c in amending.passages(link) if c.key == key), None) if link else None
    if link is None or clause is None:
        raise Http404
    known = list(link.articles.filter(key=key))
    form = forms.ArticleForm(
        request.POST if request.method == "POST" else None,
        clause=clause,
        initial={**_typed(clause, known), "row": known[0].row if known else amending.CLAUSE},
    )
    refusals: Any = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            amending.rewrite(
                link,
                key,
                form.words(),
                added=form.cleaned_data["added"],
                row=form.cleaned_data["row"],
                actor=request.actor,  # type: ignore[attr-defined]
            )
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, "L’article est enregistré.")
            return redirect("conventions:edit_modification", public_id=act.public_id)
    elif request.method == "POST":
        status = 422
    context = {
        "convention": act,
        "title": clause.title,
        "clause": clause,
        "form": form,
        "known": known,
        "refusals": refusals,
    }
    return render(request, "conventions/modifying/article.html", context, status=status)


def _typed(clause: Any, known: list[Any]) -> dict[str, str]:
    """What the amendment already writes there, paragraph by paragraph."""
    left = list(known)
    found = {}
    for paragraph in clause.paragraphs:
        mine = next((each for each in left if each.old == paragraph.text), None)
        if mine is not None:
            left.remove(mine)
            found[f"p{paragraph.number}"] = mine.new
    found["added"] = next((each.new for each in left if not each.old), "")
    return found


@page
@require_http_methods(["GET", "HEAD", "POST"])
def typed_article(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same for an act of which the site only keeps the signed copy."""
    act = own_draft(request, public_id)
    link = finding.of(act)
    if link is None or amending.passages(link):
        raise Http404
    form = forms.TypedArticleForm(request.POST if request.method == "POST" else None)
    refusals: Any = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            amending.describe(link, actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, "L’article est enregistré.")
            return redirect("conventions:edit_modification", public_id=act.public_id)
    elif request.method == "POST":
        status = 422
    context = {
        "convention": act,
        "title": "Ajouter un article modifié",
        "form": form,
        "refusals": refusals,
    }
    return render(request, "conventions/modifying/article.html", context, status=status)


@page
@require_POST
def restore(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """Leave an article as it is in force."""
    act = own_draft(request, public_id)
    link = finding.of(act)
    if link is None or not link.articles.filter(key=key).exists():
        raise Http404
    amending.restore(link, key, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, "L’article reste comme il est en vigueur.")
    return redirect("conventions:edit_modification", public_id=act.public_id)


@page
@require_safe
def in_force(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The text in force, with everything that changed it."""
    initial = convention_of(request, public_id, needs="T")
    may = rights(request.actor, initial)  # type: ignore[attr-defined]
    word = consolidating.word(initial)
    if word is None:
        raise Http404
    context = {
        "convention": initial,
        "sections": extracts.kept(text.as_sections(text.blocks(word)), may),
        "part": extracts.WHY.get("m", "") if "m" in may else "",
        "sources": consolidating.sources(initial),
        "printed": printing.latest(initial) if "m" not in may else None,
    }
    return render(request, "conventions/modifying/in_force.html", context)
