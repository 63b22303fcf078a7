"""Instances: the list, one instance, its creation and its end."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.french import date_fr
from governance.forms import EndForm
from governance.views import exporting
from governance.views.asking import allowed, ask, load, ordered, paged, reader
from governance.views.searching import matching

from .. import cadence, loading, members, permissions, sentences, services
from ..forms import CommitteeFilter, CommitteeForm, IdentityForm
from ..models import AgendaItem, Committee, CommitteeRules, FollowUp, Meeting
from ..models.meetings import NOT_HELD

SORTS = {"nom": ("name",), "nature": ("kind__label", "name"), "sigle": ("reference",)}
HEAD = ["Sigle", "Nom", "Nature", "Circonscription", "Sièges", "Vacants", "Fin"]
EXPORTED = 500
PAST = 12
PARTS = (
    ("seances", "Séances"),
    ("composition", "Composition"),
    ("regles", "Règles"),
    ("historique", "Historique"),
)


@login_required
@require_safe
def committees(request: Any) -> HttpResponse:
    """The instances that one sees, filtered by the address; ``?format=csv`` gives the same."""
    reader(request)
    every = Committee.objects.visible_to(request.actor)
    form = CommitteeFilter(request.GET, rows=every, actor=request.actor)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = _filtered(every, asked).select_related("kind", "circonscription")
    if shape := request.GET.get("format"):
        found = list(ordered(request, rows, SORTS, "nom")[:EXPORTED])
        lines = [_line(*row) for row in _with_seats(found)]
        return exporting.respond(shape, "instances", HEAD, lines)
    page = paged(request, rows, SORTS, "nom")
    context = {
        "form": form,
        "page": page,
        "rows": _with_seats(list(page)),
        "any": every.exists(),
        "may_keep": permissions.may_keep(request.actor),
        "may_kinds": permissions.may_read_kinds(request.actor),
    }
    return render(request, "committees/list.html", context)


def _filtered(rows: Any, asked: dict[str, Any]) -> Any:
    if text := asked.get("q"):
        rows = rows.filter(matching(text, "name", "reference"))
    if asked.get("nature"):
        rows = rows.filter(kind=asked["nature"])
    if asked.get("circonscription"):
        rows = rows.filter(circonscription=asked["circonscription"])
    if asked.get("etat") == "fin":
        return rows.filter(ends_on__lte=clock.today())
    return rows if asked.get("etat") == "tout" else rows.in_place(clock.today())


def _with_seats(rows: list[Committee]) -> list[tuple[Committee, int, int]]:
    """Each instance, how many seats it has today, how many of them are vacant."""
    found = members.compositions(rows, clock.today())
    return [(row, len(found[row.pk]), sum(seat.vacant for seat in found[row.pk])) for row in rows]


def _line(row: Committee, seats: int, vacant: int) -> list[Any]:
    return [
        row.reference,
        row.name,
        row.kind.label,
        row.circonscription.name if row.circonscription else "",
        seats,
        vacant,
        row.last_day,
    ]


@login_required
@require_safe
def committee(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Who sits today, by which rules, what was changed."""
    found = load(Committee, request, public_id, "kind", "host", "circonscription")
    today = clock.today()
    seats = members.members_at(found, today)
    rules = found.rules_on(max(today, found.starts_on))
    others = CommitteeRules.objects.visible_to(request.actor).filter(committee=found)
    meetings = Meeting.objects.visible_to(request.actor).filter(committee=found)
    meetings = meetings.select_related("committee__host")
    held = meetings.past().exclude(status__in=NOT_HELD).first()
    since = held.day if held else found.starts_on
    due = cadence.next_due(rules.meetings_per_year, since) if rules else None
    where = [found.kind.label, *([str(found.circonscription)] if found.circonscription else [])]
    context = {
        "ahead": meetings.ahead(),
        "past": meetings.past()[:PAST],
        "may_prepare": permissions.may_prepare(request.actor, found),
        "may_ask": permissions.may_ask_item(request.actor, found),
        "waiting": AgendaItem.objects.visible_to(request.actor).filter(committee=found).to_place(),
        "late_follow_ups": FollowUp.objects.visible_to(request.actor)
        .filter(decision__meeting__committee=found)
        .late(today)
        .count(),
        "reads_attendance": permissions.may_read_attendance(request.actor, found),
        "committee": found,
        "subtitle": ", ".join(where),
        "anchors": PARTS,
        "colleges": _by_college(seats, rules),
        "vacant": sum(seat.vacant for seat in seats),
        "seats": len(seats),
        "rules": rules,
        "sections": sentences.sections(rules) if rules else [],
        "origins": loading.origins(rules) if rules else [],
        "others": others.exclude(pk=rules.pk if rules else None),
        "chairs": members.chairs(seats, rules) if rules else [],
        "conveners": sentences.offices(rules.conveners) if rules else "",
        "due": due,
        "missed": due is not None and due < today and not meetings.ahead().exists(),
        "situation": _situation(found, due, today, meetings.ahead().first()),
        "closed": found.ends_on is not None and found.ends_on <= today,
        "may_keep": permissions.may_keep(request.actor),
        "today": today,
    }
    return render(request, "committees/committee.html", context)


def _by_college(
    seats: tuple[members.Member, ...], rules: CommitteeRules | None
) -> list[tuple[str, list[members.Member]]]:
    """Each college with its members, also when nobody sits in it; « » without colleges."""
    names = list(rules.colleges) if rules else []
    names += [seat.college for seat in seats if seat.college not in names]
    names = list(dict.fromkeys(names or [""]))
    return [(name, [seat for seat in seats if seat.college == name]) for name in names]


def _situation(
    found: Committee, due: dt.date | None, today: dt.date, following: Meeting | None
) -> str:
    if found.ends_on is not None and found.ends_on <= today:
        return f"Cette instance ne se réunit plus depuis le {date_fr(found.ends_on)}."
    if found.starts_on > today:
        return f"En place à compter du {date_fr(found.starts_on)}."
    if following is not None:
        return f"Prochaine séance le {following.when}."
    if due is None:
        return f"En place depuis le {date_fr(found.starts_on)}. Aucune séance à venir."
    if due < today:
        return f"Aucune séance à venir : une séance devait se tenir avant le {date_fr(due)}."
    return f"Aucune séance à venir. La prochaine est attendue le {date_fr(due)} au plus tard."


@login_required
@require_http_methods(["GET", "POST"])
def create(request: Any) -> HttpResponse:
    """An instance takes the rules of its kind; seats come next."""
    allowed(permissions.may_keep(request.actor), permissions.WHOSE)
    form = CommitteeForm(
        request.POST or None,
        actor=request.actor,
        initial={"starts_on": clock.today(), "kind": request.GET.get("nature", "")},
    )
    return ask(
        request,
        form,
        lambda given: services.create_committee(actor=request.actor, **given).get_absolute_url(),
        title="Créer une instance",
        verb="Créer l’instance",
        back=reverse("committees:list"),
        done="L’instance est créée avec les règles de sa nature. Donnez maintenant ses sièges.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """Its name, its sigle, its secretariat."""
    found = load(Committee, request, public_id, "kind", "host", "circonscription")
    allowed(permissions.may_keep(request.actor), permissions.WHOSE)
    known = {name: getattr(found, name) for name in ("name", "named", "reference", "host")}
    return ask(
        request,
        IdentityForm(request.POST or None, actor=request.actor, initial=known),
        lambda given: services.change_committee(actor=request.actor, committee=found, **given),
        title=f"Modifier l’instance « {found} »",
        verb="Enregistrer les changements",
        back=found.get_absolute_url(),
        done="Les changements sont enregistrés.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def close(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The instance meets no more; what it decided stays."""
    found = load(Committee, request, public_id, "kind", "host", "circonscription")
    allowed(permissions.may_keep(request.actor), permissions.WHOSE)
    return ask(
        request,
        EndForm(request.POST or None, initial={"on": clock.today()}),
        lambda given: services.close_committee(actor=request.actor, committee=found, **given),
        title=f"Mettre fin à l’instance « {found} »",
        verb="Mettre fin à l’instance",
        back=found.get_absolute_url(),
        done="L’instance prend fin.",
        intro="Ses séances passées et leurs règles restent consultables.",
        refuse=True,
    )
