"""The list of conventions: search, filters and sort in the address; CSV and XLSX of the same."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common import spreadsheets

from .. import permissions, search
from ..forms import FilterForm
from ..models import AUTHORITY, Convention
from .loading import page

PER_PAGE = 50
COLUMNS = ("Référence", "Titre", "État", "Collectivité", "Effet", "Terme", "Numéro au registre")


@page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Conventions that the reader may see."""
    actor = request.actor  # type: ignore[attr-defined]
    form = FilterForm(request.GET, actor=actor)
    filters = form.cleaned_data if form.is_valid() else {}
    found = search.conventions(actor, filters, request.GET.get("tri", ""))
    export = request.GET.get("format", "")
    if export in spreadsheets.FORMATS:
        return spreadsheets.response(
            export, "conventions", COLUMNS, (_row(each) for each in found[:5000])
        )
    pages = Paginator(found, PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": shown,
        "rows": [(each, each.party(AUTHORITY)) for each in shown],
        "filtered": any(filters.values()),
        "may_prepare": permissions.may_prepare(actor),
        "query": request.GET.urlencode(),
    }
    return render(request, "conventions/list.html", context)


def _row(convention: Convention) -> tuple[object, ...]:
    party = convention.party(AUTHORITY)
    return (
        convention.reference,
        convention.title,
        convention.get_status_display(),
        str(party.institution) if party else "",
        convention.starts_on,
        convention.ends_on,
        convention.register_number,
    )
