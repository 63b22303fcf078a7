"""The text clause by clause: one thread each, that opens this clause alone to its corrector."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audit.actor import Actor
from common.lifecycle import NotYours, Refusal, Refused

from .. import clauses, forms_clauses, library, permissions, services
from ..models import ClauseVariant, Convention, Remark, Status
from ..remarks_lifecycle import OPEN_TO_CORRECTION
from ..services.wording import WRITABLE
from .loading import convention_of, page

DONE = {
    "demander": "La demande est partie ; le reste du texte ne change pas.",
    "corriger": "La correction est enregistrée ; qui l’a demandée est prévenu.",
    "encore": "La demande est rouverte.",
    "resolu": "La demande est résolue.",
}
Place = clauses.Clause | clauses.Value


@page
@require_safe
def index(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Every clause and value, with the state of its thread."""
    convention = convention_of(request, public_id, needs="C")
    threads = {each.clause: each for each in _threads(convention)}
    context = {
        "convention": convention,
        "clauses": [(c, threads.get(c.key)) for c in _clauses(convention)],
        "values": [(v, threads.get(v.key)) for v in _values(convention)],
    }
    return render(request, "conventions/clauses.html", context)


@page
@require_safe
def clause(request: HttpRequest, public_id: uuid.UUID, key: str) -> HttpResponse:
    """One clause, or one value: its words, its thread, what may be done now."""
    convention = convention_of(request, public_id, needs="C")
    return _show(request, convention, _place(convention, key))


@page
@require_POST
def act(request: HttpRequest, public_id: uuid.UUID, key: str, verb: str) -> HttpResponse:
    """Ask, correct, ask again, resolve; what was typed is kept when it is refused."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="C")
    if verb not in DONE:
        raise Http404
    if verb == "demander" and not permissions.may_comment(actor, convention):
        raise NotYours("Cette demande revient à une partie à l’acte, au juriste ou au porteur.")
    place = _place(convention, key)
    thread = _thread(convention, key)
    form = _forms(convention, place, verb, request.POST)
    if verb != "demander" and thread is None:
        raise Http404
    if not form.is_valid():
        return _show(request, convention, place, verb, form, status=422)
    try:
        _call(convention, place, thread, verb, form, actor)
    except Refused as refused:
        return _show(request, convention, place, verb, form, refused.refusals, status=409)
    except forms.ValidationError as error:
        form.add_error(None, error.messages)
        return _show(request, convention, place, verb, form, status=422)
    messages.success(request, DONE[verb])
    return redirect("conventions:clause", convention.public_id, key)


def _call(
    convention: Convention, place: Place, thread: Remark | None, verb: str, form: Any, actor: Actor
) -> None:
    data = form.cleaned_data
    if verb == "demander":
        services.ask_correction(
            convention,
            key=place.key,
            title=_title(place),
            text=data["text"],
            blocking=data["blocking"],
            corrector=form.body(),
            actor=actor,
        )
    elif thread is None:
        raise Http404
    elif verb == "encore":
        services.ask_again(thread, reason=data["text"], actor=actor)
    elif verb == "resolu":
        services.resolve(thread, actor=actor)
    elif isinstance(place, clauses.Clause):
        changes = clauses.reworded(place, form.words(), data["added"])
        services.correct_clause(thread, changes, reason=data["reason"], actor=actor)
    else:
        services.correct_value(thread, place.name, form.value(), reason=data["reason"], actor=actor)


def _forms(convention: Convention, place: Place, verb: str, data: Any = None) -> Any:
    """The form of each action, filled with ``data`` when it is the one that was sent."""
    given: dict[str, Any] = {"data": data, "auto_id": f"{verb}-%s"}
    if verb == "demander":
        parties = list(convention.parties.all())
        return forms_clauses.CommentForm(**given, convention=convention, parties=parties)
    if verb == "encore":
        return forms_clauses.ReplyForm(**given)
    if verb == "resolu":
        return forms.Form(**given)
    if isinstance(place, clauses.Clause):
        return forms_clauses.ClauseForm(**given, clause=place)
    return forms_clauses.ValueForm(**given, value=place, convention=convention)


def _show(
    request: HttpRequest,
    convention: Convention,
    place: Place,
    sent: str = "",
    form: Any = None,
    refusals: Any = (),
    status: int = 200,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    thread = _thread(convention, place.key)
    offered = _offered(convention, thread, actor)
    steers = permissions.may_steer_or_law(actor, convention)
    context = {
        "convention": convention,
        "place": place,
        "title": _title(place),
        "thread": thread,
        "past": [t for t in _threads(convention) if t.clause == place.key and t != thread],
        "forms": {
            verb: form if verb == sent else _forms(convention, place, verb) for verb in offered
        },
        "refusals": refusals,
        "variants": _variants(convention, place, actor),
        "why": library.of_act(convention, place.key) if steers else None,
        "own_words": convention.own_words.filter(article=_title(place)),
    }
    return render(request, "conventions/clause.html", context, status=status)


def _offered(convention: Convention, thread: Remark | None, actor: Actor) -> list[str]:
    """What this reader may do now about this clause."""
    verbs = []
    if thread is not None:
        open_now = thread.status == Remark.Status.TO_CORRECT
        writable = convention.status in OPEN_TO_CORRECTION
        if open_now and writable and permissions.may_correct(actor, thread):
            verbs.append("corriger")
        if permissions.may_resolve(actor, thread):
            verbs += ["resolu"] if open_now else ["resolu", "encore"]
    if convention.status == Status.UNDER_REVIEW and permissions.may_comment(actor, convention):
        verbs.append("demander")
    return verbs


def _variants(convention: Convention, place: Place, actor: Actor) -> list[ClauseVariant]:
    """Approved variants that this reader may put in the clause now."""
    if convention.status not in WRITABLE or not permissions.may_steer_or_law(actor, convention):
        return []
    found = ClauseVariant.objects.visible_to(actor).filter(
        clause__model_code=convention.model.code,
        clause__key=place.key,
        status=ClauseVariant.Status.APPROVED,
    )
    return list(found)


@page
@require_POST
def insert(
    request: HttpRequest, public_id: uuid.UUID, key: str, variant_id: uuid.UUID
) -> HttpResponse:
    """Put an approved variant in a clause of the act."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="C")
    variants = ClauseVariant.objects.visible_to(actor).filter(clause__key=key)
    variant = get_object_or_404(variants, public_id=variant_id)
    if not permissions.may_steer_or_law(actor, convention):
        raise NotYours("Cette insertion revient au porteur de la convention ou au juriste.")
    place = _place(convention, key)
    try:
        services.insert_variant(convention, variant, actor=actor)
    except Refused as refused:
        return _show(request, convention, place, refusals=refused.refusals, status=409)
    messages.success(request, "La variante est dans le texte ; les visas la liront.")
    return redirect("conventions:clause", convention.public_id, key)


def _threads(convention: Convention) -> list[Remark]:
    rows = convention.remarks.exclude(clause="").select_related("institution", "corrector")
    return list(rows.prefetch_related("messages"))


def _thread(convention: Convention, key: str) -> Remark | None:
    """The thread that is open on a clause, or None."""
    found = [t for t in _threads(convention) if t.clause == key]
    return next((t for t in found if t.status != Remark.Status.RESOLVED), None)


def _clauses(convention: Convention) -> list[clauses.Clause]:
    return clauses.clauses(convention) if convention.model is not None else []


def _values(convention: Convention) -> list[clauses.Value]:
    return clauses.values(convention) if convention.model is not None else []


def _place(convention: Convention, key: str) -> Place:
    if convention.model is None:
        raise Refused(Refusal("Cet acte n’a pas de modèle : son texte n’est pas au dossier."))
    places: list[Place] = [*_values(convention)] if key.startswith(clauses.VALUE_KEY) else []
    for each in places or _clauses(convention):
        if each.key == key:
            return each
    raise Http404


def _title(place: Place) -> str:
    return place.title if isinstance(place, clauses.Clause) else place.label
