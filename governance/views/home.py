"""Home of the directory: one search over institutions, schools and people."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common import clock

from .. import permissions
from ..models import Institution, LegalParameter, Mandate, Person, School
from .asking import reader
from .searching import code, matching, words_of

SHOWN = 12


@login_required
@require_safe
def home(request: Any) -> HttpResponse:
    """What the directory holds, and what answers a search."""
    reader(request)
    text = request.GET.get("q", "").strip()[:100]
    context: dict[str, Any] = {
        "q": text,
        "searched": bool(words_of(text)),
        "may_keep": permissions.may_keep_directory(request.actor),
        "parts": _parts(request),
    }
    if context["searched"]:
        context["groups"] = _found(request, text)
        context["none"] = not any(rows for _title, rows, _url in context["groups"])
    return render(request, "governance/home.html", context)


def _parts(request: Any) -> list[tuple[str, str, int, str]]:
    actor = request.actor
    to_confirm = Mandate.objects.visible_to(actor).filter(confirmed_at__isnull=True).count()
    waiting = f"{to_confirm} à confirmer" if to_confirm else ""
    return [
        ("Institutions", reverse("governance:institutions"),
         Institution.objects.visible_to(actor).filter(ends_on__isnull=True).count(), ""),
        ("Écoles", reverse("governance:schools"),
         School.objects.visible_to(actor).filter(ends_on__isnull=True).count(), ""),
        ("Personnes", reverse("governance:people"), Person.objects.visible_to(actor).count(), ""),
        ("Mandats", reverse("governance:mandates"),
         Mandate.objects.visible_to(actor).count(), waiting),
        ("Paramètres juridiques", reverse("governance:parameters"),
         LegalParameter.objects.visible_to(actor).on(clock.today()).count(), ""),
    ]  # fmt: skip


def _found(request: Any, text: str) -> list[tuple[str, list[Any], str]]:
    """Institutions, schools and people that answer, those in force first."""
    actor, typed = request.actor, code(text)
    bodies = Institution.objects.visible_to(actor).filter(
        Q(siren=typed) | Q(siret=typed) | Q(insee_code=typed)
        | Q(former_insee_codes__icontains=f'"{typed}"')
        | matching(text, "name", "short_name", "aliases")
    ).order_by("ends_on", "name")  # fmt: skip
    schools = (
        School.objects.visible_to(actor)
        .filter(Q(uai=typed) | matching(text, "name", "commune__name"))
        .select_related("commune")
        .order_by("commune__name", "name")
    )
    people = Person.objects.visible_to(actor).filter(matching(text, "last_name", "first_name"))
    return [
        ("Institutions", list(bodies[: SHOWN + 1]), reverse("governance:institutions")),
        ("Écoles", list(schools[: SHOWN + 1]), reverse("governance:schools")),
        ("Personnes", list(people[: SHOWN + 1]), reverse("governance:people")),
    ]
