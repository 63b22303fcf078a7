"""The page of a meeting under way, and what its buttons do."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.french import time_fr
from common.lifecycle import Refused
from governance.forms import ReasonForm
from governance.views.asking import allowed, ask, load

from .. import accounting, attending, correcting, effects, holding, late, noting, permissions
from ..confirming import RecordLifecycle
from ..forms_sitting import ACTS, AdjournForm, CarryForm, CorrectForm, FactForm, NoteForm, PowerForm
from ..lifecycle import ItemLifecycle, MeetingLifecycle
from ..models import AgendaItem, Decision, DecisionRecord, Meeting, Power, Seat
from . import entries, sitting_page
from .entries import WRONG

VERBS = ("open_meeting", "find_no_quorum", "close_after_loss")
BOTH = (
    "une autre personne a changé la même phrase. Les deux versions sont gardées, l’une après "
    "l’autre : relisez-les."
)


@login_required
@require_safe
def sitting(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Agenda, point under discussion, attendance: one page for a tablet in the room."""
    found = _run(request, public_id)
    return sitting_page.shown(request, found, asked=request.GET.get("point", ""))


@login_required
@require_POST
def run(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Open, suspend, find no quorum, close."""
    found = _run(request, public_id)
    verb = str(request.POST.get("verb", ""))
    given: dict[str, Any] = {}
    if verb == "adjourn":
        form = AdjournForm(request.POST, auto_id="adjourn_%s")
        if not form.is_valid():
            return _wrong(request, found, form, adjourn=form)
        given["resumes_at"] = form.resumes_at(found.zone)
    elif verb not in VERBS:
        raise Http404
    return _done(
        request,
        found,
        lambda at: MeetingLifecycle.move(found, verb, actor=request.actor, at=at, **given),
    )


@login_required
@require_POST
def presence(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Somebody arrives, leaves, stands aside or comes back."""
    found = _run(request, public_id)
    form = FactForm(request.POST)
    if not form.is_valid():
        past = sitting_page.past_form(found, request.POST) if "hour" in request.POST else None
        return _wrong(request, found, past or form, past=past)
    hour = form.cleaned_data["hour"]
    fact, sits, mode = ACTS[form.cleaned_data["act"]]
    seats = Seat.objects.visible_to(request.actor).filter(committee=found.committee)
    seat = get_object_or_404(seats, public_id=form.cleaned_data["seat"])
    item = None
    if form.cleaned_data["item"]:
        points = AgendaItem.objects.visible_to(request.actor).filter(meeting=found)
        item = get_object_or_404(points, public_id=form.cleaned_data["item"])
    concerned = item if fact in ("withdraw", "return") else None
    return _done(
        request,
        found,
        lambda at: attending.note(
            actor=request.actor,
            meeting=found,
            seat=seat,
            fact=fact,
            sits=sits,
            mode=mode,
            item=concerned,
            at=late.typed(found, hour) if hour else at,
        ),
        item,
        part=f"siege-{seat.public_id}",
    )


@login_required
@require_POST
def power(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A power handed in, or taken back."""
    found = _run(request, public_id)
    ended = request.POST.get("fin", "")
    if ended:
        open_ones = Power.objects.visible_to(request.actor).filter(meeting=found)
        kept = next((each for each in open_ones if str(each.public_id) == ended), None)
        if kept is None:
            raise Http404
        reason = "repris par le mandant"
        return _done(
            request,
            found,
            lambda at: attending.end_power(actor=request.actor, power=kept, reason=reason, at=at),
            part="pouvoirs",
        )
    form = PowerForm(request.POST, members=sitting_page.members(found), auto_id="power_%s")
    if not form.is_valid() or len(form.cleaned_data) != 2:
        return _wrong(request, found, form, power=form)
    return _done(
        request,
        found,
        lambda at: attending.give_power(
            actor=request.actor, meeting=found, at=at, **form.cleaned_data
        ),
        part="pouvoirs",
    )


@login_required
@require_POST
def call(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The debate on a point begins."""
    item, found = _run_item(request, public_id)
    return _done(
        request,
        found,
        lambda at: ItemLifecycle.move(item, "call", actor=request.actor),
        item,
        part="point",
    )


@login_required
@require_POST
def put_off(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A point goes to another meeting, or is withdrawn, for a reason."""
    item, found = _run_item(request, public_id)
    verb = str(request.POST.get("verb", ""))
    if verb not in ("defer", "withdraw_item"):
        raise Http404
    form = ReasonForm(request.POST, auto_id="put_off_%s")
    if not form.is_valid():
        return _wrong(request, found, form, item=item, put_off=form)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        found,
        lambda at: ItemLifecycle.move(item, verb, actor=request.actor, reason=reason),
        item,
        part="point",
    )


@login_required
@require_POST
def decide(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The vote and the decision; what was typed is kept after a refusal."""
    item, found = _run_item(request, public_id)
    form, motion = None, None
    if "information" not in request.POST:
        form = sitting_page.decide_form(found, item, request.POST)
        if not form.is_valid():
            return _wrong(request, found, form, item=item, decide=form)
        motion = form.motion()
    return _done(
        request,
        found,
        lambda at: ItemLifecycle.move(item, "decide", actor=request.actor, motion=motion, at=at),
        item,
        part="point",
        decide=form,
    )


@login_required
@require_POST
def notes(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Notes as they are typed (JSON), with what somebody else wrote meanwhile; or sent by their
    button, which then shows both texts and writes over none."""
    item, found = _run_item(request, public_id)
    typing = request.headers.get("X-Requested-With") == "autosave"
    form = NoteForm(request.POST)
    if not form.is_valid():
        if typing:
            return JsonResponse({"message": "ces notes sont trop longues."}, status=422)
        return sitting_page.shown(request, found, (WRONG,), item=item, status=422)
    text = form.cleaned_data["text"]
    if typing:
        return _merged(request, item, text, str(request.POST.get("base", "")))
    version = form.cleaned_data["version"]
    try:
        holding.save_note(actor=request.actor, item=item, text=text, version=version)
    except Refused as refused:
        return sitting_page.shown(
            request, found, refused.refusals, item=item, status=409, typed=text
        )
    if accounting.left_out(item, text):
        messages.warning(request, accounting.APART.capitalize())
    return redirect(_address(found, item, "notes"))


def _merged(request: Any, item: AgendaItem, text: str, base: str) -> HttpResponse:
    """What is stored now, which the page shows in the place of what it sent."""
    try:
        saved = noting.save(actor=request.actor, item=item, text=text, base=base)
    except Refused as refused:
        return JsonResponse({"message": refused.refusals[0].sentence}, status=409)
    hour = time_fr(timezone.localtime(clock.now()))
    answer = {"version": saved.note.version, "saved_at": hour, "text": saved.note.text}
    apart = accounting.left_out(item, saved.note.text)
    said = " ".join([BOTH] * saved.both + [accounting.APART] * apart)
    return JsonResponse({**answer, "message": said} if said else answer)


@login_required
@require_http_methods(["GET", "POST"])
def carry(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Who carries a decision out, and by when; its text too, in a record that corrects one."""
    found = load(Decision, request, public_id, "meeting__committee__host", "meeting__rules", "item")
    allowed(permissions.may_run(request.actor, found.meeting), permissions.RUNS)
    corrects = not list(correcting.refusals(found.meeting))
    form = (CorrectForm if corrects else CarryForm)(
        request.POST or None,
        people=holding.carriers(found.meeting),
        initial={
            "responsible": str(found.responsible.public_id) if found.responsible else "",
            "due_on": found.due_on,
            "text": found.text,
        },
    )

    def act(given: dict[str, Any]) -> None:
        text = given.pop("text", None)
        holding.complete(actor=request.actor, decision=found, **given)
        if text is not None:
            correcting.correct(actor=request.actor, decision=found, text=text)

    return ask(
        request,
        form,
        act,
        title=f"{'Correction' if corrects else 'Suite'} de la décision {found.number}",
        verb="Enregistrer",
        back=f"{found.meeting.get_absolute_url()}#decisions",
        done="La suite de la décision est notée.",
        intro=found.text,
    )


@login_required
@require_POST
def confirm(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Who presided confirms the record of decisions."""
    found = load(DecisionRecord, request, public_id, "meeting__committee")
    RecordLifecycle.move(found, "confirm_decisions", actor=request.actor)
    messages.success(request, "Le relevé de décisions est confirmé.")
    return redirect(f"{found.meeting.get_absolute_url()}#decisions")


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Who presided replaces the record, seeing what it already did."""
    found = load(DecisionRecord, request, public_id, "meeting__committee__host")
    allowed(permissions.may_confirm(request.actor, found), permissions.CONFIRMS)
    taken = Decision.objects.visible_to(request.actor).filter(meeting=found.meeting)
    done = [
        f"{each.number} : {effect.sentence}"
        for each in taken.select_related("item")
        for effect in effects.produced(each, request.actor)
    ]
    said = f"Effets à ce jour, qui demeurent : {' ; '.join(done)}." if done else ""
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: (
            RecordLifecycle.move(found, "correct_decisions", actor=request.actor, **given) and None
        ),
        title=f"Corriger le relevé {found.reference}",
        verb="Remplacer le relevé",
        back=f"{found.meeting.get_absolute_url()}#decisions",
        done="Un nouveau relevé est ouvert : corrigez ses décisions, puis confirmez-le.",
        intro="Un nouveau relevé, provisoire, remplacera celui-ci. Les deux sont conservés. "
        f"{said or 'Aucune décision n’a encore produit d’effet sur un dossier.'}",
        refuse=True,
    )


def _run(request: Any, public_id: uuid.UUID) -> Meeting:
    entries.same_mandate(request)
    found = load(Meeting, request, public_id, "committee__host", "rules", "chair__person")
    allowed(permissions.may_run(request.actor, found), permissions.RUNS)
    return found


def _run_item(request: Any, public_id: uuid.UUID) -> tuple[AgendaItem, Meeting]:
    entries.same_mandate(request)
    item = load(
        AgendaItem, request, public_id, "meeting__committee__host", "meeting__rules",
        "meeting__chair__person",
    )  # fmt: skip
    allowed(permissions.may_run_item(request.actor, item), permissions.RUNS)
    assert item.meeting is not None  # noqa: S101 the permission asks for a meeting
    return item, item.meeting


def _address(meeting: Meeting, item: AgendaItem | None, part: str) -> str:
    point = f"?point={item.public_id}" if item is not None else ""
    return f"{reverse('committees:sitting', args=[meeting.public_id])}{point}#{part}"


def _done(
    request: Any,
    meeting: Meeting,
    act: Callable[[dt.datetime], Any],
    item: AgendaItem | None = None,
    *,
    part: str = "contenu",
    **forms: Any,
) -> HttpResponse:
    """Do ``act`` at the hour of the entry and come back to the page, or show why not."""
    refusals = entries.attempt(request, meeting, act)
    address = _address(meeting, item, part)
    if entries.queued(request):
        return entries.refused(refusals) if refusals else entries.done(request, address)
    if not refusals:
        return redirect(address)
    meeting.refresh_from_db()
    return sitting_page.shown(request, meeting, refusals, item=item, status=409, **forms)


def _wrong(
    request: Any,
    meeting: Meeting,
    form: Form,
    *,
    item: AgendaItem | None = None,
    **forms: Any,
) -> HttpResponse:
    """A field is to be corrected: the page shows it, or the script beside the entry."""
    if entries.known(request, meeting):
        return entries.done(request, _address(meeting, item, "contenu"))
    if entries.queued(request):
        return entries.refused(entries.mistakes(form), 422)
    refusals = () if "decide" in forms else (WRONG,)
    return sitting_page.shown(request, meeting, refusals, item=item, status=422, **forms)
