"""The member's page: read the agenda, answer; without account, by a personal link.

Mail filters open links: a GET shows nothing of the meeting before somebody pressed the button,
and nothing but a POST answers.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.actor import Actor
from common.lifecycle import NotYours, Refused
from governance import acting, wording
from governance.models import theirs

from .. import agenda_order, answering, mails, permissions
from ..forms_meetings import AnswerForm
from ..models import AgendaItem, Invitation
from ..models.invitations import Answer
from .agenda import report_response
from .meetings import calendar_response


@dataclass(frozen=True, slots=True)
class Access:
    """A convocation, who answers it, and whether it may be shown to whoever holds the link now.

    ``actor`` is the member under the mandate convened, or who prepares the meeting and notes an
    answer given by telephone or by post (``for_member``).
    """

    key: str
    invitation: Invitation
    actor: Actor
    opened: bool
    for_member: bool = False

    def url(self, name: str, *args: object) -> str:
        return reverse(f"committees:{name}", args=[self.key, *args])

    def items(self) -> list[AgendaItem]:
        """The points that the member may read; another reader sees their own among them."""
        found = answering.agenda_of(self.invitation)
        if not self.for_member:
            return found
        seen = AgendaItem.objects.visible_to(self.actor).filter(meeting=self.invitation.meeting)
        keys = set(seen.values_list("pk", flat=True))
        return [item for item in found if item.pk in keys]


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Any, key: str) -> HttpResponse:
    """What the meeting is about, then the answer; it may be changed until the meeting begins."""
    access = _access(request, key)
    context: dict[str, Any]
    if not access.opened:
        context = {"open_url": access.url("open_convocation")}
        return render(request, "committees/closed_convocation.html", context)
    invitation = access.invitation
    refusal = answering.over(invitation)
    if refusal is not None:
        context = {"refusals": [refusal]}
        return render(request, "committees/answer_over.html", context, status=409)
    ways = answering.ways(invitation)
    form = AnswerForm(request.POST or None, ways=ways, member=invitation.mandate)
    refusals: Any = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answering.answer(actor=access.actor, invitation=invitation, **form.cleaned_data)
            except Refused as refused:
                refusals, status = refused.refusals, 409
            else:
                said = "La réponse" if access.for_member else "Votre réponse"
                messages.success(request, f"{said} est enregistrée.")
                page = invitation.meeting.get_absolute_url()
                return redirect(page if access.for_member else access.url("answer"))
    context = {
        "access": access,
        "meeting": invitation.meeting,
        "invitation": invitation,
        "convened": wording.agreed(invitation.mandate, "convoqué"),
        "rows": agenda_order.numbered(access.items()),
        "form": form,
        "refusals": refusals,
        "said": invitation.answer != Answer.NONE,
        "calendar_url": access.url("answer_calendar"),
    }
    return render(request, "committees/answer.html", context, status=status)


@require_POST
def open_convocation(request: Any, key: str) -> HttpResponse:
    """Somebody pressed the button: the opening is noted once, the page is shown."""
    access = _access(request, key)
    if not access.for_member:
        answering.opened(access.invitation, access.actor)
        request.session[_mark(access.invitation)] = True
    return redirect(access.url("answer"))


@require_safe
def calendar(request: Any, key: str) -> HttpResponse:
    """The meeting for the member's calendar, without its agenda."""
    access = _shown(request, key)
    url = request.build_absolute_uri(access.url("answer"))
    meeting = access.invitation.meeting
    return calendar_response(mails.event(meeting, url=url), meeting)


@require_safe
def report(request: Any, key: str, public_id: uuid.UUID) -> HttpResponse:
    """The report of a point of the agenda that the member may read."""
    access = _shown(request, key)
    for item in access.items():
        if item.public_id == public_id:
            return report_response(item)
    raise Http404


def _shown(request: Any, key: str) -> Access:
    access = _access(request, key)
    if not access.opened:
        raise Http404
    return access


def _access(request: Any, key: str) -> Access:
    """By the token of a mail, or by a convocation of one's own or of a meeting that one prepares.

    404 for an unknown key, ``NotYours`` (403) when somebody else is signed in.
    """
    actor = request.actor
    try:
        own = uuid.UUID(key)
    except ValueError:
        return _by_token(request, actor, key)
    rows = Invitation.objects.visible_to(actor).select_related(
        "meeting__committee__host", "meeting__rules", "seat", "mandate__person",
        "mandate__institution",
    )  # fmt: skip
    found = get_object_or_404(rows, public_id=own)
    mine = theirs(actor, found.mandate)
    if not mine and not permissions.may_prepare_meeting(actor, found.meeting):
        raise Http404
    return Access(key, found, actor, opened=True, for_member=not mine)


def _by_token(request: Any, actor: Actor, token: str) -> Access:
    found = answering.find(token)
    if found is None:
        raise Http404
    person = found.mandate.person
    if actor.person_id is not None and actor.person_id != person.pk:
        raise NotYours(
            f"Ce lien est personnel à {person.first_name[:1]}. {person.last_name[:1]}. : il ne "
            "permet pas de répondre sous votre nom. Fermez votre session pour l’ouvrir."
        )
    opened = bool(request.session.get(_mark(found))) or actor.person_id == person.pk
    who = answering.holder_now(found) or found.mandate
    return Access(token, found, acting.actor_of(who), opened=opened)


def _mark(invitation: Invitation) -> str:
    return f"convocation-{invitation.pk}"
