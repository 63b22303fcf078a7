"""Training sessions: the list, one session, what is planned and what happens to it."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import calendar_file
from common.calendar_file import Method
from documents import store
from governance import wording
from governance.models import Institution
from governance.views import exporting
from governance.views.asking import allowed, ask, load, opens, ordered, paged

from .. import permissions as of_entries
from ..forms import ReasonForm
from ..models import CoveredSchool, SessionStatus, TrainingParticipant, TrainingSession
from ..training import days, guards, kinds, listing, papers, permissions, services, telling
from ..training.forms import ChangeSessionForm, PlanSessionForm, SessionFilter
from ..training.forms_moves import CallForm, CoverForm, HoldForm, PostponeForm
from ..training.lifecycle import SessionLifecycle

READS = "qui suit la formation des écoles"
RELATED = (
    "campaign__territory",
    "dsden",
    "circonscription__dsden",
    "provider",
    "trainer__person",
    "owner__person",
    "owner__institution",
    "called_by__person",
)
WAYS_OUT = frozenset({"postpone", "cancel_session"})


@login_required
@require_safe
def sessions(request: Any) -> HttpResponse:
    """The sessions that one reads, filtered by its address; ``?format=csv`` and ``xlsx`` too."""
    allowed(permissions.may_read(request.actor), READS)
    form = SessionFilter(request.GET, actor=request.actor)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = listing.filtered(listing.sessions(request.actor), asked)
    if shape := request.GET.get("format"):
        every = ordered(request, rows, listing.SORTS, "date")
        cells = (listing.exported(each) for each in every)
        return exporting.respond(shape, "formations", listing.HEAD, cells)
    page = paged(request, rows, listing.SORTS, "date")
    context = {
        "page": page,
        "lines": [(each, listing.hours(each), listing.led_by(each)) for each in page],
        "form": form,
        "campaign": asked.get("campagne"),
        "may_plan": permissions.may_plan_somewhere(request.actor),
        "plans": permissions.may_read_plans(request.actor),
        "entries": of_entries.may_read(request.actor),
    }
    return render(request, "onboarding/sessions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan_session(request: Any) -> HttpResponse:
    """A new session, of a district or of the whole département."""
    allowed(permissions.may_plan_somewhere(request.actor), permissions.PLANS)

    def act(given: dict[str, Any]) -> str:
        own = None
        if given["area"] is None:
            bodies = Institution.objects.visible_to(request.actor)
            own = bodies.get(pk=request.actor.institution_id)
        made = services.plan_session(actor=request.actor, dsden=own, **given)
        return made.get_absolute_url()

    initial = {"campaign": request.GET.get("campagne", "")}
    return ask(
        request,
        PlanSessionForm(request.POST or None, actor=request.actor, initial=initial),
        act,
        title="Prévoir une séance de formation",
        verb="Prévoir la séance",
        back=reverse("onboarding:sessions"),
        done="La séance est prévue : indiquez les écoles qu’elle forme.",
    )


@login_required
@require_safe
def session(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """One session: when, where, whom it trains, who is called, what comes next."""
    found = load(TrainingSession, request, public_id, *RELATED)
    flow = SessionLifecycle(found)
    schools = _schools(request, found)
    offers = [
        (verb, words, _missing(flow, verb, request.actor))
        for verb, words in flow.available(request.actor)
    ]
    kind = kinds.of(found.kind)
    off = guards.off(found)
    context = {
        "session": found,
        "kind": kind,
        "situation": listing.situation(found),
        "hours": listing.hours(found),
        "lasts": listing.lasts(found),
        "led_by": listing.led_by(found),
        "off": off,
        "unknown": "" if off else days.unknown(found.day, found.dsden, found.circonscription),
        "schools": schools,
        "people": _people(request, found),
        "forward": [offer for offer in offers if offer[0] not in WAYS_OUT],
        "ways_out": [offer for offer in offers if offer[0] in WAYS_OUT],
        "may_change": not list(guards.changing(found))
        and permissions.organises(request.actor, found),
        "may_cover": not list(guards.changing(found))
        and permissions.may_cover(request.actor, found),
        "may_print": _may_print(request.actor, found),
        "campaign_opens": opens(request, found.campaign),
    }
    return render(request, "onboarding/session.html", context)


def _missing(flow: SessionLifecycle, verb: str, actor: Any) -> list[Any]:
    """Why ``verb`` cannot be asked yet; a page asks for the rest."""
    match verb:
        case "call":
            return list(guards.without_schools(flow.record))
        case "hold":
            return list(guards.begun(flow.record))
        case "attest":
            return flow.refusals(verb, actor=actor)
    return []


def _schools(request: Any, found: TrainingSession) -> list[tuple[CoveredSchool, bool]]:
    """The schools that one reads of it, and whether their file opens."""
    rows = CoveredSchool.objects.visible_to(request.actor).filter(session=found)
    rows = rows.select_related("entry__school__commune", "entry__campaign").order_by(
        "entry__school__name", "pk"
    )
    known = of_entries.may_read(request.actor)
    return [(row, known) for row in rows]


def _people(request: Any, found: TrainingSession) -> list[tuple[TrainingParticipant, str]]:
    """Those called that one reads, with what became of their mail."""
    rows = TrainingParticipant.objects.visible_to(request.actor).filter(session=found)
    rows = rows.select_related(
        "mandate__person", "mandate__institution", "mandate__school", "mandate__circonscription"
    )
    sent = telling.sent(found)
    return [(row, sent.get(row.mandate_id, "")) for row in rows]


def _may_print(actor: Any, found: TrainingSession) -> bool:
    return (
        permissions.may_lead(actor, found)
        or permissions.organises(actor, found)
        or permissions.may_cover(actor, found)
        or permissions.may_call(actor, found)
    )


@login_required
@require_http_methods(["GET", "POST"])
def change_session(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Another hour or place, other words, while nobody is called."""
    found = load(TrainingSession, request, public_id, *RELATED)
    allowed(permissions.organises(request.actor, found), "qui a prévu la séance")
    return ask(
        request,
        ChangeSessionForm(request.POST or None, actor=request.actor, session=found),
        lambda given: services.change_session(actor=request.actor, session=found, **given),
        title=f"Modifier la séance {found}",
        verb="Enregistrer la séance",
        back=found.get_absolute_url(),
        done="La séance est enregistrée.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def cover(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The schools that the session trains."""
    found = load(TrainingSession, request, public_id, *RELATED)
    allowed(permissions.may_cover(request.actor, found), permissions.COVERS)
    return ask(
        request,
        CoverForm(
            request.POST if request.method == "POST" else None, actor=request.actor, session=found
        ),
        lambda given: services.cover(actor=request.actor, session=found, **given) and None,
        title=f"Écoles de la séance {found}",
        verb="Enregistrer ces écoles",
        back=found.get_absolute_url(),
        done="Les écoles de la séance sont enregistrées.",
        template="onboarding/session_cover.html",
        session=found,
    )


@login_required
@require_http_methods(["GET", "POST"])
def move_session(request: Any, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """One move of a session: whom to call, who came, another day, why."""
    found = load(TrainingSession, request, public_id, *RELATED)
    words = _words(found, verb, request.actor)
    form = FORMS.get(verb, _nothing)(request.POST if request.method == "POST" else None, found)

    def act(given: dict[str, Any]) -> None:
        more = form.given() if hasattr(form, "given") else given  # type: ignore[attr-defined]
        SessionLifecycle.move(found, verb, actor=request.actor, **more)

    return ask(
        request,
        form,
        act,
        title=f"{words.button} : {found}",
        verb=words.button,
        back=found.get_absolute_url(),
        done="C’est enregistré.",
        refuse=verb in WAYS_OUT,
        intro=INTROS.get(verb, ""),
    )


def _nothing(data: Any, session: TrainingSession) -> forms.Form:
    return forms.Form(data)


FORMS: dict[str, Callable[[Any, TrainingSession], forms.Form]] = {
    "call": lambda data, session: CallForm(data, session=session),
    "hold": lambda data, session: HoldForm(data, session=session),
    "postpone": lambda data, session: PostponeForm(data, session=session),
    "cancel_session": lambda data, session: ReasonForm(data),
}
INTROS = {
    "call": "Chaque personne reçoit un message avec le jour, l’heure, le lieu et un événement pour "
    "son agenda.",
    "hold": "Des nombres par école et par fonction : aucun nom d’enseignant n’est demandé, aucun "
    "nom d’élève ni de famille ne doit figurer ici.",
    "postpone": "Les personnes déjà convoquées sont prévenues ; elles le seront de nouveau pour la "
    "nouvelle date.",
    "cancel_session": "Les personnes déjà convoquées sont prévenues.",
    "attest": "Chaque personne convoquée et présente pourra imprimer son attestation.",
}


@login_required
@require_safe
def session_calendar(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The session for the reader's calendar."""
    found = load(TrainingSession, request, public_id, *RELATED)
    event = telling.event(found, url=request.build_absolute_uri(found.get_absolute_url()))
    cancelled = found.status == SessionStatus.CANCELLED_SESSION
    method = Method.CANCEL if cancelled else Method.PUBLISH
    response = HttpResponse(
        calendar_file.write(event, method), content_type=f"{calendar_file.KIND}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{found.number}.ics"'
    return response


@login_required
@require_safe
def sheet(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The attendance sheet, to print: a line a person called, blank lines by school."""
    found = load(TrainingSession, request, public_id, *RELATED)
    allowed(_may_print(request.actor, found), permissions.LEADS)
    context = {
        "session": found,
        "hours": listing.hours(found),
        "led_by": listing.led_by(found),
        "people": [row for row, _sent in _people(request, found)],
        "schools": [row for row, _known in _schools(request, found)],
        "blank": range(BLANK),
    }
    return render(request, "onboarding/session_sheet.html", context)


BLANK = 6
"""Lines left blank for whoever comes without having been called."""


PERSON = (
    *(f"session__{name}" for name in RELATED),
    "session__called_by__institution",
    "session__called_by__circonscription",
    "session__called_by__school",
    "session__attested_by__person",
    "session__attested_by__institution",
    "session__attested_by__circonscription",
    "session__attested_by__school",
    "mandate__person",
    "mandate__institution",
    "mandate__school",
    "mandate__circonscription",
)


@login_required
@require_safe
def attestation(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The attestation of one person who was called and came, to print."""
    found = load(TrainingParticipant, request, public_id, *PERSON)
    if not papers.ready(found, "attestation"):
        raise Http404
    by = found.session.attested_by
    context = {
        "person": found,
        "quality": wording.quality(found.mandate),
        "by": f"{by.person.formal_name}, {wording.quality(by)}" if by else "",
        "session": found.session,
        "lasts": listing.lasts(found.session),
        "led_by": listing.led_by(found.session),
        "topics": [line.strip() for line in found.session.topics.splitlines() if line.strip()],
    }
    return render(request, "onboarding/attestation.html", context)


@login_required
@require_safe
def paper(request: Any, public_id: uuid.UUID, name: str) -> HttpResponse:
    """The convocation or the attestation of one person, in Word."""
    found = load(TrainingParticipant, request, public_id, *PERSON)
    if not papers.ready(found, name):
        raise Http404
    response = HttpResponse(papers.word(found, name), content_type=store.DOCX)
    file = f"{name}-{found.session.number}.docx"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _words(record: TrainingSession, verb: str, actor: Any) -> Any:
    """The words of a move that a person makes; 404 when there is none, 403 when not theirs."""
    if verb not in SessionLifecycle.verbs():
        raise Http404
    transition = next(iter(getattr(SessionLifecycle, verb).get_transitions()))
    may = transition.has_perm(SessionLifecycle(record), actor)
    allowed(may, "qui mène cette étape de la séance")
    return transition.custom["move"]
