"""A point of an agenda on its own page, and the case that it is about."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from circuits import matters
from circuits.models import Step
from governance.views.asking import allowed, ask, load, opens

from .. import agenda_order, cases, effects, permissions
from ..forms_meetings import CaseForm
from ..models import AgendaItem, Committee, Decision
from ..models.items import ALIVE, Purpose
from ..models.meetings import AHEAD


@login_required
@require_safe
def item(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What is asked of the instance, where it stands, what came of it; the case for who sees it."""
    found = load(
        AgendaItem, request, public_id, "committee__kind", "meeting__committee__host",
        "meeting__rules", "asked_by__person", "asked_by__institution", "step", "subject_type",
    )  # fmt: skip
    rows = Decision.objects.visible_to(request.actor).filter(item=found)
    decision = rows.select_related("meeting__committee", "responsible__person").first()
    alive = found.status in ALIVE
    ahead = found.meeting is None or (found.meeting.status in AHEAD and not found.meeting.begun)
    context = {
        "item": found,
        "in_instance": opens(request, found.committee),
        "in_meeting": found.meeting is not None and opens(request, found.meeting),
        "number": _number(found),
        "decision": decision,
        "confirmed": cases.confirmed(found),
        "effects": effects.produced(decision, request.actor) if decision else (),
        "case": cases.case_of(found, request.actor),
        "waits": found.step is not None and found.step.status == Step.Status.OPEN,
        "keeps": alive and ahead and permissions.may_keep_item(request.actor, found),
        "alive": alive,
    }
    return render(request, "committees/item.html", context)


def _number(found: AgendaItem) -> str:
    """Its number on the agenda of its meeting; empty while it has none."""
    if found.meeting is None:
        return ""
    rows = agenda_order.numbered(agenda_order.called(found.meeting))
    return next((row.number for row in rows if row.item == found), "")


@login_required
@require_http_methods(["GET", "POST"])
def put(request: Any, code: str, public_id: uuid.UUID) -> HttpResponse:
    """« Inscrire à l’ordre du jour »: the instances that one may ask about this case."""
    matter = matters.coded(code)
    if matter is None:
        raise Http404
    record = get_object_or_404(matter.seen(request.actor), public_id=public_id)
    offered = cases.offered(request.actor, record)
    allowed(bool(offered), cases.WHOSE)
    waiting = [each for each in offered if cases.awaiting(record, each)]
    form = CaseForm(
        request.POST or None,
        committees=offered,
        initial={
            "committee": str((waiting or offered)[0].public_id),
            "title": matter.title(record)[:250],
            "purpose": Purpose.DECISION if waiting else Purpose.OPINION,
        },
    )
    return ask(
        request,
        form,
        lambda given: cases.put(actor=request.actor, record=record, **given).get_absolute_url(),
        title=f"Inscrire à l’ordre du jour : {record}",
        verb="Inscrire à l’ordre du jour",
        back=record.get_absolute_url(),
        done="Le dossier attend d’être inscrit à une séance par le secrétariat de l’instance.",
        intro=_words(waiting),
    )


def _words(waiting: list[Committee]) -> str:
    if not waiting:
        return "Le dossier suit son cours sans attendre cette instance."
    return (
        f"Une étape du circuit attend la décision de cette instance : {waiting[0]}. Elle "
        "s’achèvera quand son relevé de décisions sera confirmé."
    )
