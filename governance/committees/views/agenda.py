"""Points of an agenda: asked for, added, changed, put in order, taken off."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import store
from governance.forms import ReasonForm
from governance.views.asking import allowed, ask, kept, load

from .. import agenda, permissions
from ..forms_meetings import ItemForm, RequestForm
from ..lifecycle import ItemLifecycle
from ..models import AgendaItem, Committee, Meeting
from ..models.meetings import UNDER_WAY

PART = "ordre-du-jour"
EACH_TIME = (
    "Ce point est inscrit à chaque séance. Renvoyé, il revient à la prochaine ; retiré, il ne "
    "revient plus."
)


@login_required
@require_http_methods(["GET", "POST"])
def ask_item(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A member asks for a point; the secretary places it."""
    found = load(Committee, request, public_id, "host")
    allowed(permissions.may_ask_item(request.actor, found), agenda.MEMBERS)
    ahead = Meeting.objects.visible_to(request.actor).filter(committee=found).ahead()
    return ask(
        request,
        RequestForm(request.POST or None),
        lambda given: agenda.ask(
            actor=request.actor, committee=found, meeting=ahead.first(), **given
        ),
        title=f"Demander un point : {found}",
        verb="Demander ce point",
        back=found.get_absolute_url(),
        done="La demande est transmise à qui prépare la séance.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A point placed on the agenda, with its report."""
    found = load(Meeting, request, public_id, "committee__host", "rules")
    allowed(permissions.may_prepare_meeting(request.actor, found), permissions.PREPARES)

    def act(given: dict[str, Any]) -> None:
        upload = given.pop("upload")
        kept(
            upload,
            lambda sha256: agenda.add(actor=request.actor, meeting=found, report=sha256, **given),
        )

    return ask(
        request,
        ItemForm(request.POST or None, request.FILES or None),
        act,
        title=f"Inscrire un point : séance {found.number}",
        verb="Inscrire le point",
        back=f"{found.get_absolute_url()}#{PART}",
        done="Le point est inscrit.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Another title, purpose or report."""
    found = _kept(request, public_id)
    names = ("title", "purpose", "question", "rapporteur", "secret", "recurring")
    form = ItemForm(
        request.POST or None,
        request.FILES or None,
        initial={name: getattr(found, name) for name in names},
    )

    def act(given: dict[str, Any]) -> None:
        upload = given.pop("upload")
        kept(
            upload,
            lambda sha256: agenda.change(
                actor=request.actor, item=found, report=sha256 or found.report, **given
            ),
        )

    return ask(
        request,
        form,
        act,
        title=f"Modifier le point : {found}",
        verb="Enregistrer le point",
        back=_back(found),
        done="Le point est modifié.",
        intro="Le rapport déposé est gardé tant qu’un autre ne le remplace pas."
        if found.report
        else "",
    )


@login_required
@require_safe
def report(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The report of a point that one may read."""
    return report_response(load(AgendaItem, request, public_id))


def report_response(item: AgendaItem) -> HttpResponse:
    """The file, to keep rather than to open in the page; 404 when there is none."""
    if not item.report:
        raise Http404
    response = HttpResponse(store.read(item.report), content_type=store.PDF)
    response["Content-Disposition"] = 'attachment; filename="rapport.pdf"'
    return response


@login_required
@require_POST
def place(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A waiting point goes on the agenda of the meeting of the page."""
    found = _kept(request, public_id)
    ahead = Meeting.objects.visible_to(request.actor).filter(committee=found.committee).ahead()
    asked = str(request.POST.get("seance", ""))
    chosen = next((each for each in ahead if str(each.public_id) == asked), None)
    placed = ItemLifecycle.move(found, "place", actor=request.actor, meeting=chosen)
    messages.success(request, f"Le point « {placed} » est inscrit.")
    return redirect(_back(placed))


@login_required
@require_POST
def order(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One rank up or down, or the rank where it was dropped."""
    found = _kept(request, public_id)
    rows = agenda.movable(found)
    seen = set(
        AgendaItem.objects.visible_to(request.actor)
        .filter(meeting=found.meeting)
        .values_list("pk", flat=True)
    )
    shown = [row for row in rows if row.pk in seen]
    if found not in shown:
        return redirect(_back(found))
    rank, asked = shown.index(found), str(request.POST.get("vers", ""))
    steps = {"monter": rank - 1, "descendre": rank + 1}
    to = steps.get(asked, int(asked) if asked.isdecimal() and len(asked) < 4 else rank)
    place_of = shown[max(0, min(to, len(shown) - 1))]
    agenda.reorder(actor=request.actor, item=found, to=rows.index(place_of))
    return redirect(f"{_back(found, '')}#point-{found.public_id}")


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The point will not be discussed."""
    return _off(request, public_id, "withdraw_item", "Retirer le point", "Le point est retiré.")


@login_required
@require_http_methods(["GET", "POST"])
def defer(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The point waits for another meeting."""
    done = "Le point attend une autre séance."
    return _off(request, public_id, "defer", "Renvoyer le point", done)


def _off(request: Any, public_id: uuid.UUID, verb: str, words: str, done: str) -> HttpResponse:
    found = _loaded(request, public_id)
    allowed(permissions.may_put_off(request.actor, found), permissions.PREPARES)
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: ItemLifecycle.move(found, verb, actor=request.actor, **given),
        title=f"{words} : {found}",
        verb=words,
        back=_back(found),
        done=done,
        intro=EACH_TIME if found.recurring else "",
        refuse=True,
    )


def _loaded(request: Any, public_id: uuid.UUID) -> AgendaItem:
    return load(AgendaItem, request, public_id, "committee__host", "meeting__rules")


def _kept(request: Any, public_id: uuid.UUID) -> AgendaItem:
    found = _loaded(request, public_id)
    allowed(permissions.may_keep_item(request.actor, found), permissions.PREPARES)
    return found


def _back(item: AgendaItem, part: str = f"#{PART}") -> str:
    if item.meeting is not None and item.meeting.status in UNDER_WAY:
        return f"{reverse('committees:sitting', args=[item.meeting.public_id])}#point"
    owner = item.meeting or item.committee
    return f"{owner.get_absolute_url()}{part if item.meeting else ''}"
