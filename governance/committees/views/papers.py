"""The papers of a meeting: listed, asked for, handed as Word or PDF."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.lifecycle import Refusal, Refused
from common.models import Job
from documents import store
from governance.views.asking import allowed, ask, load

from .. import accounting, editing, holding, pack, papers, permissions, secretaries
from ..forms_papers import EditForm, ExtractForm, PackForm, RegisterForm, SecretaryForm
from ..models import Committee, Decision, Meeting, Paper
from ..models.papers import PaperKind

FORMS = {"docx": store.DOCX, "pdf": store.PDF}


@login_required
@require_http_methods(["GET", "POST"])
def of_meeting(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What was made for the meeting; and, for whoever holds its pen, what may be made now."""
    found = load(Meeting, request, public_id, "committee__host", "rules")
    runs = permissions.may_run(request.actor, found)
    if request.method == "POST":
        allowed(runs, permissions.RUNS)
    possible = pack.possible(found, request.actor) if runs else {}
    form = PackForm(request.POST or None, possible=possible)
    refusals: tuple[Refusal, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            wanted = form.wanted() if form.is_valid() else []
            papers.ask(found, wanted, actor=request.actor)
        except Refused as refused:
            refusals, status = tuple(refused.refusals), 409
        else:
            messages.success(request, "Les documents sont en préparation.")
            return redirect(reverse("committees:papers", args=[found.public_id]))
    job = papers.last_job(found, request.actor) if runs else None
    context = {
        "meeting": found,
        "papers": listed(request, found),
        "form": form if possible else None,
        "refusals": refusals,
        "job": job,
        "failed": job.items.filter(state=Job.State.FAILED) if job is not None else (),
        "under_way": job is not None and job.state in (Job.State.WAITING, Job.State.RUNNING),
    }
    return render(request, "committees/papers.html", context, status=status)


def listed(request: Any, meeting: Meeting) -> list[Paper]:
    """The latest paper of each sort that the reader may have, in the order of a meeting."""
    rows = Paper.objects.visible_to(request.actor).filter(meeting=meeting)
    latest: dict[tuple[object, ...], Paper] = {}
    for each in rows.select_related("document").order_by("pk"):
        latest[each.kind, each.copy, each.item_id, each.invitation_id, each.about] = each
    order = list(PaperKind)
    return sorted(latest.values(), key=lambda each: (order.index(PaperKind(each.kind)), each.pk))


@login_required
@require_safe
def file(request: Any, public_id: uuid.UUID, form: str) -> HttpResponse:
    """A paper that one may read, to keep rather than to open in the page."""
    found = load(Paper, request, public_id, "document")
    if form not in FORMS:
        raise Http404
    document = found.document
    sha256 = document.docx_sha256 if form == "docx" else document.pdf_sha256
    response = HttpResponse(store.read(sha256), content_type=FORMS[form])
    stem = document.file_name.rpartition(".")[0]
    response["Content-Disposition"] = f'attachment; filename="{stem}.{form}"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Correct a paper in Word: hand the file back, or make it again once the loss is shown."""
    asked = load(Paper, request, public_id, "document", "meeting__committee__host")
    allowed(editing.may_edit(request.actor, asked), permissions.WRITES)
    found = editing.current(asked)
    if found.pk != asked.pk:
        messages.warning(request, editing.STALE)
        return redirect("committees:edit_paper", found.public_id)
    again = "seen" in request.POST
    form = EditForm(request.POST if not again else None, request.FILES or None)
    form = form if request.method == "POST" and not again else EditForm()
    refusals: tuple[Refusal, ...] = ()
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if again:
                seen, accepts = request.POST["seen"], bool(request.POST.get("accepts"))
                editing.make_again(found, seen=seen, accepts=accepts, actor=request.actor)
                messages.success(request, "Le document est en préparation.")
                return redirect(accounting.of(found.meeting))
            if form.is_valid():
                kept = editing.receive(found, form.content(), actor=request.actor)
                messages.success(request, "Le document corrigé est enregistré.")
                return redirect("committees:edit_paper", kept.public_id)
        except Refused as refused:
            refusals, status = tuple(refused.refusals), 409
    comparison = editing.compare(found, actor=request.actor)
    context = {
        "paper": found,
        "papers": [found],
        "minutes": accounting.of(found.meeting),
        "form": form,
        "refusals": refusals,
        "comparison": comparison,
    }
    return render(request, "committees/edit_paper.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def secretary(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Who holds the pen of the meeting, and will sign its minutes with the chair."""
    found = load(Meeting, request, public_id, "committee__host", "rules", "secretary")
    allowed(secretaries.may_choose(request.actor, found), secretaries.NAMES)
    kept = str(found.secretary.public_id) if found.secretary else ""
    people = holding.carriers(found)
    return ask(
        request,
        SecretaryForm(request.POST or None, people=people, initial={"secretary": kept}),
        lambda given: secretaries.choose(actor=request.actor, meeting=found, **given),
        title=f"Secrétaire de la séance {found.number}",
        verb="Désigner",
        back=f"{found.get_absolute_url()}#seance",
        done="Le secrétaire de séance est désigné.",
        intro="Il tient les notes, lit tous les points et signe le procès-verbal avec le "
        "président.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def register(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The register of the decisions of a year: its files, and who keeps it makes it again."""
    found = load(Committee, request, public_id, "host")
    allowed(permissions.may_prepare(request.actor, found), permissions.PREPARES)
    made = Paper.objects.visible_to(request.actor).filter(committee=found, kind=PaperKind.REGISTER)
    return ask(
        request,
        RegisterForm(request.POST or None, initial={"year": clock.today().year}),
        lambda given: papers.ask_register(found, actor=request.actor, **given) and None,
        title=f"Registre des décisions : {found}",
        verb="Produire le registre",
        back=reverse("committees:register", args=[found.public_id]),
        done="Le registre est en préparation.",
        template="committees/register.html",
        papers=made.select_related("document")[:20],
        committee=found,
    )


@login_required
@require_http_methods(["GET", "POST"])
def extract(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One decision alone, for whoever it concerns."""
    found = load(Decision, request, public_id, "meeting__committee__host", "meeting__rules", "item")
    allowed(permissions.may_extract(request.actor, found), permissions.PREPARES)
    address = reverse("committees:papers", args=[found.meeting.public_id])
    return ask(
        request,
        ExtractForm(request.POST or None),
        lambda given: papers.ask_extract(found, actor=request.actor, **given),
        title=f"Extrait de la décision {found.number}",
        verb="Produire l’extrait",
        back=address,
        done="L’extrait est en préparation.",
        intro=found.text,
    )
