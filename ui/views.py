"""Pages of the site itself: refusals and errors, and what the law asks a site to say."""

import logging
import sys
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from common import faults
from common.lifecycle import NotYours, Refusal
from common.personal_data import dictionary

logger = logging.getLogger(__name__)
LAST_RESORT = (
    "<!doctype html><html lang=fr><meta charset=utf-8><title>Erreur du site — Contreseing</title>"
    "<h1>Le site a rencontré une erreur</h1><p>Rien n’a été enregistré. "
    "Réessayez dans quelques minutes ; si l’erreur revient, appelez votre syndicat.</p></html>"
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that the site cannot read; too large a form is told apart (413)."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Seen, but not for this person; the sentence says whose action it is, when it is known."""
    sentence = str(exception) if isinstance(exception, NotYours) else ""
    return render(request, "403.html", {"sentence": sentence}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing that this person may see: the same words for both."""
    return render(request, "404.html", status=404)


def conflict(request: HttpRequest, refusals: Iterable[Refusal]) -> HttpResponse:
    """Impossible now (409): each refusal with its sentence and its source.

    An htmx request gets the note alone, put at the top of the page that asked.
    """
    context = {"refusals": list(refusals)}
    if request.headers.get("HX-Request") == "true":
        response = render(request, "ui/components/refusal.html", context, status=409)
        response["HX-Retarget"] = "#messages"
        response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "409.html", {**context, "back_url": _came_from(request)}, status=409)


def _came_from(request: HttpRequest) -> str:
    """The page of this site that sent the form, for the way back; empty when unknown."""
    address = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else ""


def too_large(request: HttpRequest) -> HttpResponse:
    """A file or a form over the limit (413)."""
    megabytes = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
    return render(request, "413.html", {"megabytes": megabytes}, status=413)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Throttled (429): somebody, or a program, tried too often."""
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Never fails: without request context, and down to plain words if a template breaks.

    A full disk or a busy database is no error of the site: 503, with what to do.
    """
    sentence = faults.sentence(sys.exc_info()[1])
    if sentence:
        return _unavailable(request, sentence)
    try:
        body: str = render_to_string("500.html")
    except Exception:
        logger.exception("the page of the error 500 could not be rendered")
        body = LAST_RESORT
    return HttpResponse(body, status=500)


def _unavailable(request: HttpRequest, sentence: str) -> HttpResponse:
    context = {"sentence": sentence, "back_url": _came_from(request)}
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = "60"
    return response


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """RGAA 4.1: the statement claims no more than what was tested (décret n° 2019-768)."""
    return render(request, "ui/accessibility.html")


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes and who hosts (LCEN, loi n° 2004-575, art. 1-1)."""
    return render(request, "ui/legal.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why and for how long (RGPD, art. 13 and 14)."""
    return render(request, "ui/privacy.html")


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """The data dictionary: table by table, on whom, why and for how long (RGPD, art. 30)."""
    return render(request, "ui/personal_data.html", {"domains": dictionary()})


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """AGPL-3.0, section 13: whoever uses the site through a network is offered its source."""
    return render(request, "ui/source.html")
