"""The Word file goes out, comes back corrected, and is examined change by change."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actor import Actor
from common.lifecycle import NotYours, Refusal, Refused
from documents import rendering, store
from documents.redline import screen
from governance.models import Institution

from .. import permissions, returning, services
from ..forms import ReturnForm
from ..models import Convention, ReturnedText
from ..returns_lifecycle import ChangeLifecycle
from ..visibility import rights
from .loading import convention_of, page

VERBS = {"accept": "La modification est acceptée.", "refuse": "La modification est refusée."}


@page
@require_safe
def working_word(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The text as it stands, in Word, to be corrected."""
    convention = convention_of(request, public_id, needs="T")
    if convention.status not in returning.OPEN:
        raise Refused(Refusal("La relecture n’est pas ouverte : le texte ne se corrige pas."))
    try:
        made = returning.working_word(convention)
    except rendering.ModelError as error:
        raise Refused(Refusal(f"Ce texte ne se lit pas encore : {error}")) from None
    return _word(made, f"{convention.reference}-relecture.docx")


@page
@require_http_methods(["GET", "HEAD", "POST"])
def deposit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A party hands in its corrections; staff do it for one."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="C")
    parties = _parties(convention, actor)
    if not parties.exists():
        raise NotYours("Ce dépôt revient à une partie à l’acte, ou au syndicat pour elle.")
    form = ReturnForm(*_given(request), parties=parties)
    refusals: Any = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        content, kind, name = form.cleaned_data["file"]
        try:
            with store.prepared((content, kind)) as (file,):
                returned = services.receive_text(
                    convention,
                    file=file,
                    content=content,
                    file_name=name,
                    institution=form.cleaned_data["institution"],
                    actor=actor,
                )
        except Refused as refused:
            refusals, status = refused.refusals, 409
        else:
            messages.success(request, "Vos corrections sont arrivées, une par une ci-dessous.")
            return redirect("conventions:returned", convention.public_id, returned.public_id)
    elif request.method == "POST":
        status = 422
    context = {"convention": convention, "form": form, "refusals": refusals}
    return render(request, "conventions/return.html", context, status=status)


def _given(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _parties(convention: Convention, actor: Actor) -> Any:
    """The parties for which this person may hand corrections in."""
    allowed = [
        party.institution_id
        for party in convention.parties.all()
        if permissions.may_return_text(actor, convention, party.institution)
    ]
    return Institution.objects.visible_to(actor).filter(pk__in=allowed)


@page
@require_safe
def examine(request: HttpRequest, public_id: uuid.UUID, returned_id: uuid.UUID) -> HttpResponse:
    """The changes, one by one, with what was decided of each and why."""
    convention, returned = _loaded(request, public_id, returned_id)
    return _show(request, convention, returned)


@page
@require_safe
def file(request: HttpRequest, public_id: uuid.UUID, returned_id: uuid.UUID) -> HttpResponse:
    """The Word file as it was handed in."""
    _, returned = _loaded(request, public_id, returned_id)
    return _word(store.read(returned.file), returned.file_name)


@page
@require_POST
def decide(
    request: HttpRequest, public_id: uuid.UUID, returned_id: uuid.UUID, number: int
) -> HttpResponse:
    """Accept or refuse one change; what was typed is kept when it is not possible."""
    convention, returned = _loaded(request, public_id, returned_id)
    change = returned.changes.filter(number=number).first()
    verb, reason = request.POST.get("decision", ""), request.POST.get("reason", "").strip()
    if change is None or verb not in VERBS:
        raise Http404
    try:
        ChangeLifecycle.move(change, verb, actor=request.actor, reason=reason)  # type: ignore[attr-defined]
    except Refused as refused:
        typed = {"number": number, "reason": reason, "refusals": refused.refusals}
        return _show(request, convention, returned, typed, status=409)
    messages.success(request, VERBS[verb])
    following = returned.changes.filter(status="change_pending").first()
    where = f"modification-{following.number}" if following else "suite"
    return redirect(f"{_address(convention, returned)}#{where}")


@page
@require_POST
def take_up(request: HttpRequest, public_id: uuid.UUID, returned_id: uuid.UUID) -> HttpResponse:
    """Put the accepted changes in the text, tell the author what was refused."""
    convention, returned = _loaded(request, public_id, returned_id)
    try:
        services.take_up(returned, actor=request.actor)  # type: ignore[attr-defined]
    except Refused as refused:
        return _show(request, convention, returned, {"refusals": refused.refusals}, status=409)
    messages.success(
        request, "Les modifications acceptées sont dans le texte ; la partie est prévenue."
    )
    return redirect(_address(convention, returned))


def _loaded(
    request: HttpRequest, public_id: uuid.UUID, returned_id: uuid.UUID
) -> tuple[Convention, ReturnedText]:
    """A version of the act, for the syndicate and for the party that returned it."""
    actor = request.actor  # type: ignore[attr-defined]
    convention = convention_of(request, public_id, needs="C")
    returned = next(
        (each for each in visible(convention, actor) if each.public_id == returned_id), None
    )
    if returned is None:
        raise Http404
    return convention, returned


def visible(convention: Convention, actor: Actor) -> list[ReturnedText]:
    """Returned versions that this person may read: their institution's; all, for the staff."""
    found = convention.returns.select_related("institution")
    if "D" not in rights(actor, convention):
        found = found.filter(institution=actor.institution_id)
    return list(found)


def _show(
    request: HttpRequest,
    convention: Convention,
    returned: ReturnedText,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    changes = list(returned.changes.all())
    context = {
        "convention": convention,
        "returned": returned,
        "changes": [(each, screen.words(each.old, each.new)) for each in changes],
        "left": sum(each.status == each.Status.PENDING for each in changes),
        "accepted": sum(each.status == each.Status.ACCEPTED for each in changes),
        "untracked": sum(not each.tracked for each in changes),
        "may_decide": permissions.may_steer_or_law(actor, convention)
        and returned.status == returned.Status.TO_EXAMINE,
        "typed": typed or {},
    }
    return render(request, "conventions/returned.html", context, status=status)


def _address(convention: Convention, returned: ReturnedText) -> str:
    return f"{convention.get_absolute_url()}retours/{returned.public_id}/"


def _word(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=store.DOCX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
