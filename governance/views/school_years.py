"""The school calendar: what is known of each zone, the official file, a year typed by hand."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import clock
from common.french import plural
from common.lifecycle import Refusal, Refused
from common.school_calendar import CalendarUnknown, Zone
from common.uploads import Kind
from documents import store
from ui.views import conflict

from .. import permissions, services
from .. import school_years as known_years
from ..directory_file import UnreadableDirectory
from ..forms_school_years import CalendarFileForm, SchoolYearForm
from ..imports import school_periods
from ..imports import school_years as importing
from ..models import SchoolYear, school_years
from . import previewing
from .asking import allowed, ask, reader
from .institutions import KEEPERS

SALT = "governance.school_years"


@login_required
@require_safe
def years(request: Any) -> HttpResponse:
    """The years of one zone, and how far they go."""
    reader(request)
    asked = request.GET.get("zone", "")
    usual = known_years.usual_zone() or Zone.B
    zone = Zone(asked) if asked in set(Zone) else usual
    rows = SchoolYear.objects.visible_to(request.actor).filter(zone=zone.value)
    context = {
        "zone": zone,
        "zones": list(Zone),
        "years": list(rows.order_by("-starts_on")),
        "today": _today(zone),
        "may_keep": permissions.may_keep_directory(request.actor),
    }
    return render(request, "governance/school_years.html", context)


def _today(zone: Zone) -> dict[str, str]:
    """What the calendar says of today and of the last day that it knows, or that it does not."""
    calendar, day = known_years.calendar_of(zone), clock.today()
    try:
        year = calendar.year_on(day)
    except CalendarUnknown as unknown:
        return {"unknown": str(unknown)}
    holiday = calendar.holiday_on(day)
    return {"year": year.label, "holiday": holiday}


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: Any) -> HttpResponse:
    """Ask for the official file, then show what it would record; nothing is written yet."""
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    form = CalendarFileForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data["file"]
            given.seek(0)
            try:
                reading = school_periods.read(given.name, given.read(), given.checked.kind)
            except UnreadableDirectory as refused:
                form.add_error("file", str(refused))
            else:
                return _preview(request, given, importing.plan(reading))
    return render(request, "governance/import_school_years.html", {"form": form}, status=status)


def _preview(request: Any, given: Any, plan: importing.CalendarPlan) -> HttpResponse:
    context = {
        "plan": plan,
        "name": given.checked.safe_name,
        "token": previewing.keep(request, given, SALT),
    }
    return render(request, "governance/school_years_preview.html", context)


@login_required
@require_POST
def store_years(request: Any) -> HttpResponse:
    """Record what the preview showed; the file is the very one that was read."""
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)
    known = previewing.known(request, SALT)
    if known is None:
        return conflict(request, [previewing.EXPIRED])
    data = store.read(known["file"])
    plan = importing.plan(school_periods.read(known["name"], data, Kind(known["kind"])))
    if not plan.to_write:
        raise Refused(Refusal("Rien à écrire : le calendrier est déjà conforme à ce fichier."))
    refused = importing.write(
        plan, actor=request.actor, source=f"{school_years.OFFICIAL} : {known['name']}"[:300],
        checked_on=clock.today(),
    )  # fmt: skip
    written = len(plan.to_write) - len(refused)
    if written:
        words = plural(written, "année scolaire enregistrée", "années scolaires enregistrées")
        messages.success(request, f"{written} {words}.")
    for sentence in refused:
        messages.warning(request, sentence)
    zone = plan.to_write[-1].zone
    return redirect(f"{reverse('governance:school_years')}?zone={zone.value}")


@login_required
@require_http_methods(["GET", "POST"])
def record(request: Any) -> HttpResponse:
    """One year typed by hand, or corrected."""
    allowed(permissions.may_keep_directory(request.actor), KEEPERS)

    def act(given: dict[str, Any]) -> str:
        row = services.record_school_year(actor=request.actor, **given)
        return f"{reverse('governance:school_years')}?zone={row.zone}"

    return ask(
        request,
        SchoolYearForm(request.POST or None),
        act,
        title="Saisir une année scolaire",
        verb="Enregistrer l’année",
        back=reverse("governance:school_years"),
        done="L’année scolaire est enregistrée.",
        intro="Les vacances commencent après la classe de la première date et finissent le matin "
        "de la seconde. Une année déjà enregistrée pour la zone est remplacée, avec son "
        "historique.",
    )
