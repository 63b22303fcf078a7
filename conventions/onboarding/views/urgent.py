"""The urgent track: the batches, one batch and its work, the debts that it leaves."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import jobs
from documents import store
from documents.models import StoredFile
from governance.views import exporting
from governance.views.asking import allowed, ask, kept, load, ordered, paged

from ..forms import AreaFilter, NothingForm, ReasonForm
from ..lifecycle import DebtLifecycle
from ..models import (
    Campaign,
    EntryDebt,
    UrgentBatch,
    UrgentDecision,
    UrgentRow,
    UrgentStatus,
)
from ..urgent import guards, listing, permissions, services
from ..urgent.forms import BatchForm, ReturnForm, RowsForm, UrgentDecisionForm
from ..urgent.lifecycle import BatchLifecycle

BATCH = ("campaign__territory", "circonscription", "owner__person", "owner__institution")


@login_required
@require_safe
def urgents(request: Any) -> HttpResponse:
    """The batches that one reads, the latest first."""
    allowed(permissions.may_read(request.actor), permissions.READS)
    return render(
        request,
        "onboarding/urgents.html",
        {"page": paged(request, listing.batches(request.actor), {"lot": ("pk",)}, "-lot")},
    )


@login_required
@require_http_methods(["GET", "POST"])
def prepare_urgent(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A new batch for a campaign, with its plan of accompaniment."""
    campaign = load(Campaign, request, public_id, "territory")
    allowed(permissions.may_prepare(request.actor), permissions.PREPARES)
    form = BatchForm(request.POST or None, actor=request.actor)
    return ask(
        request,
        form,
        lambda given: services.prepare(
            actor=request.actor, campaign=campaign, **form.given()
        ).get_absolute_url(),
        title=f"Préparer une ouverture en urgence, campagne {campaign.school_year}",
        verb="Préparer le lot",
        back=campaign.get_absolute_url(),
        done="Le lot est en préparation : joignez les deux décisions, ajoutez les écoles.",
        intro="Le parcours d’urgence ouvre des écoles sur deux décisions et un plan "
        "d’accompagnement. Ce qui est sauté devient une dette, datée, à la charge de quelqu’un.",
    )


@login_required
@require_safe
def urgent(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One batch: its pieces, its schools and what became of each; ``?format=csv`` and ``xlsx``."""
    found = load(UrgentBatch, request, public_id, *BATCH)
    job = services.work(found)
    rows = listing.rows(request.actor, found)
    debts = listing.open_debts(request.actor, found)
    if shape := request.GET.get("format"):
        every = listing.lines(ordered(request, rows, listing.SORTS, "ecole"), job, debts)
        cells = (listing.exported(line) for line in every)
        return exporting.respond(shape, "ouverture-en-urgence", listing.HEAD, cells)
    runs = permissions.may_run(request.actor, found)
    preparing = found.status == UrgentStatus.PREPARING
    seen = listing.figures(request.actor, found)
    page = paged(request, rows, listing.SORTS, "ecole")
    context = {
        "batch": found,
        "figures": seen,
        "situation": listing.situation(found, seen),
        "decisions": list(found.decisions.select_related("institution")),
        "accompanied": guards.accompanied(found),
        "page": page,
        "lines": listing.lines(page, job, debts),
        "owed": listing.owed(debts),
        "work": jobs.shown(job) if job is not None and runs else None,
        "runs": runs,
        "changes": runs and preparing,
        "missing": BatchLifecycle(found).refusals("launch", actor=request.actor)
        if runs and preparing
        else [],
    }
    return render(request, "onboarding/urgent.html", context)


def _own(request: Any, public_id: uuid.UUID) -> UrgentBatch:
    """A batch that one prepares; 403 for who only reads it."""
    found = load(UrgentBatch, request, public_id, *BATCH)
    allowed(permissions.may_run(request.actor, found), permissions.PREPARES)
    return found


@login_required
@require_http_methods(["GET", "POST"])
def change_urgent(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Its name, its return to class, its plan of accompaniment."""
    found = _own(request, public_id)
    form = BatchForm(request.POST or None, actor=request.actor, initial=BatchForm.of(found))
    return ask(
        request,
        form,
        lambda given: services.change(actor=request.actor, batch=found, **form.given()),
        title=f"Corriger le lot : {found.label}",
        verb="Enregistrer le lot",
        back=found.get_absolute_url(),
        done="Le lot est corrigé.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def join_decision(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The decision of a collectivité, or that of the DASEN."""
    found = _own(request, public_id)
    form = UrgentDecisionForm(request.POST or None, request.FILES or None, actor=request.actor)

    def act(given: dict[str, Any]) -> None:
        kept(
            given.pop("file"),
            lambda sha256: services.decide(actor=request.actor, batch=found, file=sha256, **given),
        )

    return ask(
        request,
        form,
        act,
        title=f"Joindre une décision : {found.label}",
        verb="Joindre la décision",
        back=found.get_absolute_url(),
        done="La décision est jointe au lot.",
        intro="Une décision par collectivité qui paie, une par DSDEN qui ouvre. Une seconde "
        "remplace la première.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_rows(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Schools of the campaign join the batch, by circonscription."""
    found = _own(request, public_id)
    picked = AreaFilter(request.GET, actor=request.actor)
    chosen = picked.cleaned_data.get("circonscription") if picked.is_valid() else None
    area = found.circonscription or chosen
    return ask(
        request,
        RowsForm(request.POST or None, actor=request.actor, batch=found, area=area),
        lambda given: services.add(actor=request.actor, batch=found, **given),
        title=f"Ajouter des écoles : {found.label}",
        verb="Ajouter ces écoles",
        back=found.get_absolute_url(),
        done="Les écoles sont dans le lot.",
        template="onboarding/urgent_add.html",
        batch=found,
        picked=None if found.circonscription else picked,
        area=area,
    )


@login_required
@require_POST
def remove_row(request: Any, public_id: uuid.UUID) -> HttpResponse:
    found = load(UrgentRow, request, public_id, "batch")
    services.remove(actor=request.actor, row=found)
    return redirect(found.batch)


@login_required
@require_http_methods(["GET", "POST"])
def launch_urgent(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Open every school of the batch; each has its result."""
    found = _own(request, public_id)
    many = found.rows.count()
    return ask(
        request,
        NothingForm(request.POST if request.method == "POST" else None),
        lambda given: (
            f"{services.launch(actor=request.actor, batch=found).get_absolute_url()}#travail"
        ),
        title=f"Ouvrir en urgence : {found.label}",
        verb="Ouvrir ces écoles en urgence",
        back=found.get_absolute_url(),
        done="L’ouverture est lancée : chaque école a son résultat.",
        intro=f"{many} écoles seront ouvertes, chacune pour elle-même : un refus n’arrête pas les "
        "autres. Ce qui leur manque devient une dette, à régulariser.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def abandon_urgent(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The batch is set aside before any opening."""
    found = _own(request, public_id)
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: BatchLifecycle.move(
            found, "abandon", actor=request.actor, reason=given["reason"]
        ),
        title=f"Abandonner le lot : {found.label}",
        verb="Abandonner le lot",
        back=found.get_absolute_url(),
        done="Le lot est abandonné.",
        refuse=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def set_return(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The return to class is known: the debts still open are dated again."""
    found = _own(request, public_id)
    return ask(
        request,
        ReturnForm(request.POST or None, initial={"resumes_on": found.resumes_on}),
        lambda given: services.set_return(actor=request.actor, batch=found, **given),
        title=f"Retour en classe : {found.label}",
        verb="Enregistrer cette date",
        back=found.get_absolute_url(),
        done="La date est enregistrée, les dettes ouvertes sont datées de nouveau.",
    )


@login_required
@require_safe
def urgent_work(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The bar alone, asked again by the page; once finished, the page is asked for anew."""
    found = _own(request, public_id)
    job = services.work(found)
    if job is None or not request.headers.get("HX-Request"):
        return redirect(found)
    work = jobs.shown(job)
    response = render(request, "onboarding/urgent_work.html", {"batch": found, "work": work})
    if work["finished"]:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def retry_urgent(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Do again the schools that failed."""
    found = _own(request, public_id)
    services.retry(actor=request.actor, batch=found)
    return redirect(f"{found.get_absolute_url()}#travail")


@login_required
@require_safe
def urgent_file(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The copy of a decision, for those who read the batch."""
    found = load(UrgentDecision, request, public_id)
    kind = StoredFile.objects.get(sha256=found.file).kind
    response = HttpResponse(store.read(found.file), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="decision-d-urgence"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def move_debt(request: Any, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """Settle a debt whose fact is there, or waive it with a reason."""
    found = load(
        EntryDebt, request, public_id, "entry__school__commune", "entry__campaign__territory"
    )
    if verb not in DebtLifecycle.verbs():
        raise Http404
    transition = next(iter(getattr(DebtLifecycle, verb).get_transitions()))
    words = transition.custom["move"]
    allowed(
        transition.has_perm(DebtLifecycle(found), request.actor),
        "la direction du syndicat" if words.reason else permissions.PREPARES,
    )
    data = request.POST if request.method == "POST" else None
    form: Any = ReasonForm(data) if words.reason else NothingForm(data)
    return ask(
        request,
        form,
        lambda given: DebtLifecycle.move(
            found, verb, actor=request.actor, reason=given.get("reason", "")
        ),
        title=f"{words.button} : {found.get_kind_display().lower()}, {found.entry.school.name}",
        verb=words.button,
        back=reverse("onboarding:entry", args=[found.entry.public_id]),
        done="C’est enregistré.",
        refuse=words.reason,
    )
