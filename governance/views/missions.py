"""Missions of control, from the page of an auditor's mandate."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from documents import store
from documents.models import StoredFile

from .. import permissions, services
from ..forms import EndForm
from ..forms_fields import after
from ..forms_missions import MissionForm
from ..models import Mandate, Mission
from .asking import allowed, ask, kept, load
from .mandates import page_of

KEEPERS = "la juriste ou à la direction du syndicat"


@login_required
@require_http_methods(["GET", "POST"])
def record(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """What the letter of mission lets the auditor read, and for how long."""
    found = load(Mandate, request, public_id, "person", "institution")
    allowed(permissions.may_keep_missions(request.actor, found), KEEPERS)

    def act(given: dict[str, Any]) -> None:
        upload, ends_on = given.pop("file"), after(given.pop("last_day"))
        kept(
            upload,
            lambda sha256: services.record_mission(
                actor=request.actor, mandate=found, ends_on=ends_on, file=sha256, **given
            ),
        )

    return ask(
        request,
        MissionForm(request.POST or None, request.FILES or None, actor=request.actor),
        act,
        title=f"Mission de contrôle de {found.person.formal_name}",
        verb="Enregistrer la mission",
        back=f"{page_of(found)}#missions",
        done="La mission est enregistrée.",
        intro="Hors de la période, des institutions et des objets de la lettre, cette personne ne "
        "voit rien. Son accès cesse avec la mission, au plus tard avec son mandat.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def end(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The control is over, or the letter was withdrawn."""
    found = load(Mission, request, public_id, "mandate__person", "mandate__institution")
    allowed(permissions.may_keep_missions(request.actor, found.mandate), KEEPERS)
    return ask(
        request,
        EndForm(request.POST or None, initial={"on": clock.today()}),
        lambda given: services.end_mission(actor=request.actor, mission=found, **given),
        title=f"Mettre fin à la mission {found.reference}",
        verb="Mettre fin à la mission",
        back=f"{page_of(found.mandate)}#missions",
        done="La mission prend fin.",
        intro=f"{found.mandate.person.formal_name} ne verra plus les actes de cette mission à "
        "compter de ce jour.",
        refuse=True,
    )


@login_required
@require_safe
def letter(request: Any, public_id: uuid.UUID) -> HttpResponse:
    """The letter of mission, for the auditor and the syndicate."""
    found = load(Mission, request, public_id)
    kind = StoredFile.objects.get(sha256=found.file).kind
    response = HttpResponse(store.read(found.file), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="lettre-de-mission"'
    return response
