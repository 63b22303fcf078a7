"""The minutes of a meeting: read, written, given out, observed on, approved, signed."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.french import date_full_fr, plural
from common.lifecycle import Refusal, Refused
from documents import store
from documents.models import Slot
from governance.views.asking import allowed, ask, load

from .. import editing, minutes_guards, minutes_signing, papers, permissions, writing
from ..forms_papers import AnswerForm, ObserveForm, TextForm
from ..minutes_lifecycle import MinutesLifecycle
from ..models import Decision, Minutes, MinutesItem, MinutesRemark, Paper
from ..models.minutes import MinutesStatus
from ..models.papers import PaperKind
from .papers import listed

S = MinutesStatus
DONE = {
    "produce": "Le procès-verbal est en préparation.",
    "circulate_minutes": "Le PV projet est diffusé aux membres.",
    "approve_minutes": "L’approbation est constatée.",
    "seal": "Le procès-verbal part à la signature.",
    "sign": "Votre signature est enregistrée.",
}


@login_required
@require_safe
def minutes(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Where they are, who signs, the files, the points, the observations."""
    return _shown(request, _minutes(request, public_id))


@login_required
@require_POST
def run(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Make the copies, give them out, find the approval, put to the signature, sign."""
    found = _minutes(request, public_id)
    actor, verb = request.actor, str(request.POST.get("verb", ""))
    try:
        match verb:
            case "produce":
                writing.produce(actor=actor, minutes=found)
            case "circulate_minutes" | "approve_minutes":
                MinutesLifecycle.move(found, verb, actor=actor)
            case "seal":
                carried = bool(request.POST.get("carried"))
                minutes_signing.ask_seal(actor=actor, minutes=found, carried=carried)
            case "sign":
                consent = bool(request.POST.get("consent"))
                minutes_signing.sign(actor=actor, minutes=found, consent=consent)
            case _:
                raise Http404
    except Refused as refused:
        found.refresh_from_db()
        return _shown(request, found, tuple(refused.refusals), status=409)
    messages.success(request, DONE[verb])
    return redirect(found)


@login_required
@require_http_methods(["GET", "POST"])
def point(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What the minutes tell of one point."""
    found = load(MinutesItem, request, public_id, "minutes__meeting__secretary", "item")
    allowed(permissions.may_write_minutes(request.actor, found.minutes), permissions.WRITES)
    initial = {"text": found.text, "version": found.version}
    return ask(
        request,
        TextForm(request.POST or None, initial=initial),
        lambda given: writing.save_text(actor=request.actor, point=found, **given),
        title=f"Point {found.number} du procès-verbal",
        verb="Enregistrer le texte",
        back=f"{found.minutes.get_absolute_url()}#points",
        done="Le texte du point est enregistré.",
        intro=found.title,
    )


@login_required
@require_http_methods(["GET", "POST"])
def observe(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """An observation of a member of the meeting."""
    found = _minutes(request, public_id)
    allowed(permissions.may_observe(request.actor, found), "membres convoqués à cette séance")
    points = MinutesItem.objects.visible_to(request.actor).filter(minutes=found)
    return ask(
        request,
        ObserveForm(request.POST or None, points=points),
        lambda given: writing.observe(actor=request.actor, minutes=found, **given),
        title="Faire une observation",
        verb="Envoyer l’observation",
        back=f"{found.get_absolute_url()}#observations",
        done="Votre observation est enregistrée.",
        intro="Elle est examinée par le secrétaire et figure à la fin du procès-verbal, avec la "
        "suite qui lui est donnée. Le texte diffusé reste tel que vous l’avez lu.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What becomes of an observation."""
    found = load(MinutesRemark, request, public_id, "minutes__meeting__secretary", "author__person")
    allowed(permissions.may_write_minutes(request.actor, found.minutes), permissions.WRITES)
    return ask(
        request,
        AnswerForm(request.POST or None, initial={"settled": found.settled, "words": found.answer}),
        lambda given: writing.answer(actor=request.actor, remark=found, **given),
        title=f"Observation de {found.author.person.formal_name}",
        verb="Enregistrer la suite",
        back=f"{found.minutes.get_absolute_url()}#observations",
        done="La suite de l’observation est enregistrée.",
        intro=found.text,
    )


@login_required
@require_safe
def copy(request: Any, public_id: uuid.UUID, which: str) -> HttpResponse:
    """The copy that is signed, as it stands now: the last revision of its file."""
    found = _minutes(request, public_id)
    may = Paper.objects.visible_to(request.actor).filter(
        meeting=found.meeting, kind=PaperKind.MINUTES, copy=which
    )
    envelope = minutes_guards.envelope_of(found, which)
    head = envelope.head if envelope is not None and may.exists() else None
    if envelope is None or head is None:
        raise Http404
    response = HttpResponse(store.read(head.file.sha256), content_type=store.PDF)
    response["Content-Disposition"] = f'attachment; filename="{envelope.reference}.pdf"'
    return response


def _minutes(request: Any, public_id: uuid.UUID) -> Minutes:
    return load(
        Minutes, request, public_id, "meeting__committee__host", "meeting__rules",
        "meeting__chair__person", "meeting__secretary__person", "approved_in__meeting",
    )  # fmt: skip


def _shown(
    request: Any, found: Minutes, refusals: tuple[Refusal, ...] = (), status: int = 200
) -> HttpResponse:
    actor, meeting = request.actor, found.meeting
    points = MinutesItem.objects.visible_to(actor).filter(minutes=found)
    decisions = Decision.objects.visible_to(actor).filter(meeting=meeting)
    taken = {each.item_id: each for each in decisions}
    remarks = MinutesRemark.objects.visible_to(actor).filter(minutes=found)
    envelopes = minutes_guards.envelopes(found)
    own = permissions.signs_as(actor, found)
    slots = minutes_guards.slots(found)
    waiting = any(each.key in own and each.status == Slot.Status.EMPTY for each in slots)
    writes = permissions.may_write_minutes(actor, found)
    job = papers.last_job(meeting, actor)
    given = [each for each in listed(request, meeting) if each.kind == PaperKind.MINUTES]
    context = {
        "minutes": found,
        "meeting": meeting,
        "refusals": refusals,
        "situation": situation(found, actor),
        "papers": given,
        "points": [(each, taken.get(each.item_id)) for each in points.order_by("rank")],
        "remarks": remarks.select_related("author__person", "point"),
        "edits": [each for each in given if editing.may_edit(actor, each)],
        "not_carried": any(map(editing.not_carried, given)) and found.status == S.APPROVED,
        "slots": slots,
        "copies": [each.copy for each in given if envelopes],
        "writes": writes and found.status in writing.WRITTEN,
        "produces": writes and found.status in (*writing.WRITTEN, S.APPROVED) and not envelopes,
        "circulates": found.status in writing.WRITTEN and permissions.may_circulate(actor, found),
        "observes": found.status in (S.CIRCULATED, S.CONTESTED)
        and permissions.may_observe(actor, found),
        "approves": found.status == S.CIRCULATED
        and meeting.rules.written_approval_days is not None
        and permissions.may_approve(actor, found),
        "seals": writes and found.status == S.APPROVED and not envelopes,
        "signs": found.status == S.APPROVED and waiting,
        "consent": minutes_signing.CONSENT,
        "failed": job.items.filter(state="failed") if job is not None and writes else (),
    }
    return render(request, "committees/minutes.html", context, status=status)


def situation(found: Minutes, actor: Any) -> str:
    """Its status as a sentence to the reader (tables, § 1.5)."""
    match found.status:
        case S.DRAFTING:
            return minutes_guards.draft_due(found.meeting)
        case S.CIRCULATED:
            until = date_full_fr(found.observations_until) if found.observations_until else ""
            return f"PV projet, non approuvé. Observations jusqu’au {until}."
        case S.CONTESTED:
            waiting = MinutesRemark.objects.visible_to(actor).filter(minutes=found, settled="")
            count = waiting.count()
            words = plural(count, "observation attend", "observations attendent")
            return f"{count} {words} une réponse." if count else "Les observations ont une suite."
        case S.APPROVED:
            day = date_full_fr(found.approved_on)
            return f"PV approuvé le {day}. Le président et le secrétaire de la séance le signent."
    return f"PV approuvé le {date_full_fr(found.approved_on)}, signé."
