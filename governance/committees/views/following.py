"""What became of decisions, instance by instance; attendance over its meetings."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from documents import store
from governance.views import exporting
from governance.views.asking import allowed, ask, kept, load, opens, paged

from .. import assiduity, bringing, permissions
from ..followups import FollowUpLifecycle
from ..forms_following import AssiduityFilter, CarryOutForm, FollowUpFilter
from ..meetings import ask_approval, to_approve
from ..models import Committee, FollowUp, Meeting
from ..models.followups import FollowUpStatus

HEAD = [
    "Décision",
    "Point",
    "Texte",
    "Responsable",
    "Échéance",
    "État",
    "Exécutée le",
    "Compte rendu",
]
ATTENDED = [
    "Membre", "Siège", "Collège", "Séances", "Titulaire", "Remplacé", "Pouvoir", "Absent",
    "Présence (%)",
]  # fmt: skip
SORTS = {
    "echeance": ("decision__due_on",),
    "decision": ("decision__decided_at",),
    "responsable": ("decision__responsible__person__last_name", "decision__due_on"),
}
EXPORTED = 2000
LATE = "en retard"


@login_required
@require_safe
def follow_ups(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The decisions of an instance to carry out, late, carried out; ``?format=csv`` too."""
    found = load(Committee, request, public_id, "host")
    every = FollowUp.objects.visible_to(request.actor)
    every = every.filter(decision__meeting__committee=found)
    form = FollowUpFilter(request.GET, rows=every)
    rows = _filtered(every, form.cleaned_data if form.is_valid() else {}).with_words()
    if shape := request.GET.get("format"):
        lines = [_line(row) for row in rows.order_by(*SORTS["echeance"], "pk")[:EXPORTED]]
        return exporting.respond(shape, f"suites-{found.reference}", HEAD, lines)
    context = {
        "committee": found,
        "form": form,
        "page": paged(request, rows, SORTS, "echeance"),
        "any": every.exists(),
        "late": every.late(clock.today()).count(),
    }
    return render(request, "committees/follow_ups.html", context)


def _filtered(rows: Any, asked: dict[str, Any]) -> Any:
    match asked.get("etat"):
        case "ouvertes":
            rows = rows.open()
        case "retard":
            rows = rows.late(clock.today())
        case "faites":
            rows = rows.filter(status=FollowUpStatus.DONE)
    if asked.get("responsable"):
        rows = rows.filter(decision__responsible__public_id=asked["responsable"])
    return rows


def _line(row: FollowUp) -> list[Any]:
    decision = row.decision
    who = decision.responsible
    zone = decision.meeting.zone
    return [
        decision.number,
        decision.item.title,
        decision.text,
        who.person.formal_name if who is not None else "",
        decision.due_on,
        LATE if row.late else row.get_status_display(),
        row.done_at.astimezone(zone).date() if row.done_at is not None else None,
        row.note,
    ]


@login_required
@require_safe
def follow_up(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One decision and what became of it."""
    found = _follow_up(request, public_id)
    may = permissions.may_carry_out(request.actor, found)
    context = {
        "found": found,
        "decision": found.decision,
        "in_instance": opens(request, found.decision.meeting.committee),
        "in_meeting": opens(request, found.decision.meeting),
        "may": may and found.status == FollowUpStatus.OPEN,
        "reads": opens(request, found.decision),
    }
    return render(request, "committees/follow_up.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def carry_out(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Whoever is responsible says what was done, with a file when there is one."""
    found = _follow_up(request, public_id)
    allowed(permissions.may_carry_out(request.actor, found), permissions.CARRIES_OUT)

    def act(given: dict[str, Any]) -> None:
        kept(
            given["upload"],
            lambda sha256: FollowUpLifecycle.move(
                found, "carry_out", actor=request.actor, note=given["note"], evidence=sha256
            ),
        )

    return ask(
        request,
        CarryOutForm(request.POST or None, request.FILES or None),
        act,
        title=f"Déclarer exécutée la décision {found.decision.number}",
        verb="Déclarer la décision exécutée",
        back=found.get_absolute_url(),
        done="La décision est déclarée exécutée.",
        intro=found.decision.text,
    )


def _follow_up(request: Any, public_id: uuid.UUID) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.actor).with_words()
    found: FollowUp = get_object_or_404(rows, public_id=public_id)
    return found


@login_required
@require_safe
def evidence(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The file that shows that a decision was carried out, to keep."""
    found = load(FollowUp, request, public_id)
    if not found.evidence:
        raise Http404
    response = HttpResponse(store.read(found.evidence), content_type=store.PDF)
    response["Content-Disposition"] = 'attachment; filename="piece.pdf"'
    return response


@login_required
@require_POST
def bring_back(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A late decision, or minutes to approve, on the agenda of the meeting of the page."""
    found = load(Meeting, request, public_id, "committee__host", "rules")
    allowed(permissions.may_prepare_meeting(request.actor, found), permissions.PREPARES)
    asked = str(request.POST.get("suite", ""))
    approved = str(request.POST.get("pv", ""))
    held = next((each for each in to_approve(found) if str(each.public_id) == approved), None)
    if held is not None:
        item = ask_approval(actor=request.actor, meeting=found, held=held)
        messages.success(request, f"Le point « {item} » est inscrit.")
        return redirect(f"{found.get_absolute_url()}#ordre-du-jour")
    late = bringing.to_bring_back(found.committee, request.actor)
    chosen = next((each for each in late if str(each.public_id) == asked), None)
    if chosen is not None:
        item = bringing.bring_back(actor=request.actor, meeting=found, follow_up=chosen)
        messages.success(request, f"Le point « {item} » est inscrit.")
    else:
        messages.info(request, "Cette décision n’est plus en retard, ou un point la reprend déjà.")
    return redirect(f"{found.get_absolute_url()}#ordre-du-jour")


@login_required
@require_safe
def attendance(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Who came to the meetings held, seat by seat and college by college; exported too."""
    found = load(Committee, request, public_id, "host")
    allowed(permissions.may_read_attendance(request.actor, found), permissions.READS_ATTENDANCE)
    form = AssiduityFilter(request.GET, years=assiduity.years(found))
    asked = form.cleaned_data.get("annee") if form.is_valid() else ""
    told = assiduity.of(found, int(asked) if asked else None)
    if shape := request.GET.get("format"):
        lines = [_attended(line) for line in (*told.lines, *told.colleges)]
        return exporting.respond(shape, f"assiduite-{found.reference}", ATTENDED, lines)
    context = {"committee": found, "form": form, "told": told}
    return render(request, "committees/attendance.html", context)


def _attended(line: assiduity.Line) -> list[Any]:
    return [
        line.name, line.seat or "collège", line.college, line.meetings, line.holder, line.replaced,
        line.power, line.absent, line.rate,
    ]  # fmt: skip
