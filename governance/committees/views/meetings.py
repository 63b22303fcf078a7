"""Meetings: planned, shown, convened, cancelled."""

import uuid
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common import calendar_file, clock
from common.french import date_full_fr, plural
from common.lifecycle import Refused
from governance import channels, wording
from governance.forms import ReasonForm
from governance.models import Mandate, theirs
from governance.views.asking import allowed, ask, load, opens

from .. import (
    agenda_order,
    attending,
    bringing,
    chronicle,
    convening,
    guards,
    mails,
    meetings,
    minutes_guards,
    permissions,
    reconvening,
    secretaries,
)
from ..forms_meetings import ConveneForm, MeetingForm, ReconveneForm
from ..lifecycle import MeetingLifecycle
from ..members import chairs, members_at
from ..models import AgendaItem, Committee, DecisionRecord, Invitation, Meeting, Minutes
from ..models.invitations import Answer, Way
from ..models.meetings import MeetingStatus
from ..models.records import RecordStatus
from . import minutes, papers, sitting_page

S = MeetingStatus
PARTS = (
    ("ordre-du-jour", "Ordre du jour"),
    ("decisions", "Décisions"),
    ("reponses", "Réponses"),
    ("proces-verbal", "Procès-verbal"),
    ("documents", "Documents"),
    ("historique", "Historique"),
)


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A day, a place, who presides; the agenda comes next."""
    found = load(Committee, request, public_id, "host")
    allowed(permissions.may_prepare(request.actor, found), permissions.PREPARES)
    sitting = _chairs(found)
    today = clock.today(found.host.time_zone)
    rules = found.rules_on(today)
    first = meetings.next_chair(found, rules, today) if rules else None
    initial = {"chair": str(first.public_id) if first else ""}
    form = MeetingForm(
        request.POST or None, chairs=sitting, zone=ZoneInfo(found.host.time_zone), initial=initial
    )
    return ask(
        request,
        form,
        lambda given: meetings.plan(
            actor=request.actor, committee=found, **given
        ).get_absolute_url(),
        title=f"Préparer une séance : {found}",
        verb="Préparer la séance",
        back=found.get_absolute_url(),
        done="La séance est en préparation. Inscrivez maintenant ses points.",
        intro=_notice_words(found),
    )


def _notice_words(committee: Committee) -> str:
    rules = committee.rules_on(clock.today(committee.host.time_zone))
    if rules is None or not rules.notice_days:
        return ""
    asked = guards.notice_of(rules)
    days = "jours francs" if asked.clear else "jours"
    return (
        f"La convocation part {asked.days} {days} au moins avant la séance : le dernier jour "
        "est calculé dès que la date est donnée."
    )


def _chairs(committee: Committee) -> list[Mandate]:
    """Who may preside today, each once."""
    today = clock.today(committee.host.time_zone)
    rules = committee.rules_on(today)
    if rules is None:
        return []
    found = [m.sitting for m in chairs(members_at(committee, today), rules) if m.sitting]
    return list(dict.fromkeys(found))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Another day, place or chair, before the convocation."""
    found = _meeting(request, public_id)
    allowed(permissions.may_prepare_meeting(request.actor, found), permissions.PREPARES)
    initial = {
        "day": found.day,
        "hour": found.local.time(),
        "place": found.place,
        "remote_link": found.remote_link,
        "chair": str(found.chair.public_id) if found.chair else "",
    }
    form = MeetingForm(
        request.POST or None, chairs=_chairs(found.committee), zone=found.zone, initial=initial
    )
    return ask(
        request,
        form,
        lambda given: meetings.change(actor=request.actor, meeting=found, **given),
        title=f"Modifier la séance {found.number}",
        verb="Enregistrer la séance",
        back=found.get_absolute_url(),
        done="La séance est modifiée.",
    )


@login_required
@require_safe
def meeting(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """When, where, about what; who answered, for those who prepare it."""
    found = _meeting(request, public_id)
    prepares = permissions.may_prepare_meeting(request.actor, found)
    points = AgendaItem.objects.visible_to(request.actor)
    called = [each.pk for each in agenda_order.called(found)]
    rows = agenda_order.numbered(points.filter(pk__in=called).in_order())
    answers = _answers(request, found)
    ahead = found.status in (S.PLANNED, S.CONVENED) and not found.begun
    waiting = points.filter(committee=found.committee).to_place() if prepares and ahead else ()
    own = [each for each in answers if theirs(request.actor, each.mandate)]
    decided = sitting_page.decisions(request, found)
    runs = permissions.may_run(request.actor, found)
    listed = papers.listed(request, found)
    minutes_row = Minutes.objects.visible_to(request.actor).filter(meeting=found).first()
    produces = runs and found.convened_at is not None
    shown = {"reponses": answers, "decisions": decided, "documents": listed or produces}
    shown["proces-verbal"] = minutes_row
    absent = {name for name, rows in shown.items() if not rows}
    context = {
        "meeting": found,
        "in_instance": opens(request, found.committee),
        "decisions": decided,
        **_record(request, found),
        "second": found.second_sessions.first(),
        "reconvenes": prepares
        and found.status == S.NO_QUORUM
        and not list(guards.second_session(found, None)),
        "holds": runs and found.status in attending.HELD,
        "papers": listed,
        "minutes": minutes_row,
        "publications": minutes_guards.publications(found),
        "minutes_words": minutes.situation(minutes_row, request.actor) if minutes_row else "",
        "produces": produces,
        "names_secretary": secretaries.may_choose(request.actor, found)
        and secretaries.open_to_choice(found),
        "situation": _situation(found, answers, own, prepares),
        "anchors": [part for part in PARTS if part[0] not in absent],
        "rows": [row for row in rows if not row.item.late],
        "late": [row for row in rows if row.item.late],
        "waiting": waiting,
        "to_approve": meetings.to_approve(found) if prepares and found.status == S.PLANNED else (),
        "late_decisions": bringing.to_bring_back(found.committee, request.actor)
        if prepares and ahead
        else (),
        "answers": _sent(found, answers) if prepares or len(answers) > len(own) else (),
        "answered": sum(each.answer != Answer.NONE for each in answers),
        "postal": _postal(answers) if prepares else (),
        "own": own[0] if own and ahead and found.status == S.CONVENED else None,
        "prepares": prepares and ahead,
        "planned": found.status == S.PLANNED,
        "may_ask": permissions.may_ask_item(request.actor, found.committee) and ahead,
    }
    return render(request, "committees/meeting.html", context)


def _record(request: Any, found: Meeting) -> dict[str, Any]:
    """The record of decisions in force, and whether the reader may confirm it."""
    rows = DecisionRecord.objects.visible_to(request.actor).filter(meeting=found)
    record = rows.exclude(status=RecordStatus.CORRECTED).select_related("meeting").first()
    provisional = record is not None and record.status == RecordStatus.PROVISIONAL
    return {
        "record": record,
        "carries": permissions.may_run(request.actor, found) and (provisional or record is None),
        "extracts": record is not None
        and record.status == RecordStatus.CONFIRMED
        and permissions.may_prepare_meeting(request.actor, found),
        "corrects": record is not None
        and record.status == RecordStatus.CONFIRMED
        and permissions.may_confirm(request.actor, record),
        "confirms": provisional and permissions.may_confirm(request.actor, record),
    }


def _answers(request: Any, found: Meeting) -> list[Invitation]:
    rows = Invitation.objects.visible_to(request.actor).filter(meeting=found)
    said = ("person", "institution", "circonscription", "school")
    places = ("seat", "power_to__institution", "power_to__circonscription")
    related = (*places, *(f"mandate__{each}" for each in said))
    return list(rows.select_related(*related))


def _sent(found: Meeting, answers: list[Invitation]) -> list[tuple[Invitation, str]]:
    """Each convocation with how it left."""
    mails = convening.sendings(answers)
    return [(each, convening.sending_words(found, each, mails.get(each.pk))) for each in answers]


def _situation(
    found: Meeting, answers: list[Invitation], own: list[Invitation], prepares: bool
) -> str:
    """The status as a sentence to the reader (tables, § 1.5)."""
    if found.status == S.CANCELLED:
        day = date_full_fr(found.cancelled_at.astimezone(found.zone).date())
        return f"Annulée le {day} : {found.cancel_reason}"
    second = found.second_sessions.first()
    if found.status == S.RECONVENED and second is not None:
        return f"{found.quorum_sentence} Nouvelle convocation pour le {second.when}."
    if found.status == S.PLANNED:
        if prepares:
            return guards.notice_for(found).sentence(found.day)
        return f"Séance prévue le {found.when}."
    if found.status == S.CONVENED and not found.begun:
        if prepares:
            count = sum(each.answer != Answer.NONE for each in answers)
            words = plural(count, "réponse", "réponses")
            return f"{count} {words} sur {len(answers)}. Séance du {found.when}."
        if own:
            convened = wording.agreed(own[0].mandate, "convoqué")
            return f"Vous êtes {convened} le {found.when}. Votre réponse : {_said(own[0])}."
    if found.status in chronicle.HELD:
        return chronicle.situation(found)
    return f"Convoquée pour le {found.when}."


def _postal(answers: Iterable[Invitation]) -> list[tuple[Invitation, str]]:
    """The convocations to post, each with its address."""
    return [
        (each, channels.postal_address(each.mandate)) for each in answers if each.way == Way.POST
    ]


def _said(invitation: Invitation) -> str:
    return str(invitation.get_answer_display()).lower()


@login_required
@require_http_methods(["GET", "POST"])
def convene(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Who will receive it and how, what prevents it, then one button."""
    found = _meeting(request, public_id)
    allowed(permissions.may_prepare_meeting(request.actor, found), permissions.PREPARES)
    names = [member.sitting for member in guards.competent(found) if member.sitting]
    own = [mandate for mandate in names if mandate.pk == request.actor.mandate_id]
    form = ConveneForm(request.POST or None, conveners=own or names)
    refusals: Any = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                MeetingLifecycle.move(found, "convene", actor=request.actor, **form.cleaned_data)
            except Refused as refused:
                refusals, status = refused.refusals, 409
            else:
                messages.success(request, "Les convocations partent.")
                return redirect(f"{found.get_absolute_url()}#reponses")
    elif names:
        given = {"convener": (own or names)[0]}
        refusals = MeetingLifecycle(found).refusals("convene", actor=request.actor, **given)
    notice = guards.notice_for(found)
    context = {
        "meeting": found,
        "form": form,
        "refusals": refusals,
        "recipients": convening.recipients(found) if found.status == S.PLANNED else (),
        "notice_words": notice.sentence(found.day),
        "urgency_words": notice.urgency(found.day),
    }
    return render(request, "committees/convene.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The meeting will not be held: who was convened is told, its points wait."""
    found = _meeting(request, public_id)
    allowed(permissions.may_prepare_meeting(request.actor, found), permissions.PREPARES)
    told = " Les membres convoqués reçoivent un courriel." if found.status == S.CONVENED else ""
    return ask(
        request,
        ReasonForm(request.POST or None),
        lambda given: MeetingLifecycle.move(
            found, "cancel_meeting", actor=request.actor, **given
        ).get_absolute_url(),
        title=f"Annuler la séance {found.number}",
        verb="Annuler la séance",
        back=found.get_absolute_url(),
        done="La séance est annulée.",
        intro=f"Ses points retournent parmi ceux à inscrire.{told}",
        refuse=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def reconvene(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """A second session, convened with the same agenda."""
    found = _meeting(request, public_id)
    allowed(permissions.may_prepare_meeting(request.actor, found), permissions.PREPARES)
    names = [member.sitting for member in guards.competent(found) if member.sitting]
    own = [mandate for mandate in names if mandate.pk == request.actor.mandate_id]
    initial = {
        "hour": found.local.time(),
        "place": found.place,
        "remote_link": found.remote_link,
    }
    form = ReconveneForm(
        request.POST or None, conveners=own or names, zone=found.zone, initial=initial
    )
    impossible = list(guards.second_session(found, None))
    return ask(
        request,
        form,
        lambda given: reconvening.reconvene(
            actor=request.actor, meeting=found, **given
        ).get_absolute_url(),
        title=f"Convoquer de nouveau : séance {found.number}",
        verb="Envoyer les convocations",
        back=found.get_absolute_url(),
        done="La seconde séance est convoquée sur le même ordre du jour.",
        intro=impossible[0].sentence if impossible else guards.earliest_second(found)[1],
    )


@login_required
@require_safe
def calendar(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The meeting for the reader's calendar, without its agenda."""
    found = _meeting(request, public_id)
    event = mails.event(found, url=request.build_absolute_uri(found.get_absolute_url()))
    return calendar_response(event, found)


def calendar_response(event: calendar_file.CalendarEvent, found: Meeting) -> HttpResponse:
    """A file that a calendar opens; one of a cancelled meeting takes it off."""
    cancelled = found.status == S.CANCELLED
    method = calendar_file.Method.CANCEL if cancelled else calendar_file.Method.PUBLISH
    response = HttpResponse(
        calendar_file.write(event, method), content_type=f"{calendar_file.KIND}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{found.number}.ics"'
    return response


def _meeting(request: Any, public_id: uuid.UUID) -> Meeting:
    return load(
        Meeting, request, public_id, "committee__host", "rules", "chair__person",
        "secretary__person", "convener__person", "convener__institution",
    )  # fmt: skip
