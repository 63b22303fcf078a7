"""Pages of the demonstration: become somebody in one click, read the mails that would have left,
take the files to deposit."""

import re

from django.contrib.auth import get_user_model, login, logout
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from . import pieces
from .models import SentMail
from .people import CAST

# Mails keep the address at which the site ran when they were written.
OWN_ORIGIN = re.compile(r"https?://(?:127\.0\.0\.1|localhost)(?::\d+)?(?=/)")
SIGNING_PATH = re.compile(r"/signer/[\w-]{30,}/")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Whom one may become: invented people, with what each comes to do."""
    known = set(
        get_user_model()
        .objects.filter(email__in=[person.email for person in CAST])
        .values_list("email", flat=True)
    )
    cast = [person for person in CAST if person.email in known]
    return render(request, "demo/people.html", {"cast": cast, "pieces": list(pieces.listed())})


@require_POST
def become(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a session as an invented person; exists in the demonstration only."""
    someone = next((person for person in CAST if person.slug == slug), None)
    user = get_user_model().objects.filter(email=someone.email).first() if someone else None
    if user is None:
        raise Http404
    logout(request)
    login(request, user, backend=BACKEND)
    return redirect("desk:inbox")


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The mailbox of everybody, latest first."""
    page = Paginator(SentMail.objects.all(), 50).get_page(request.GET.get("page"))
    return render(request, "demo/mails.html", {"page": page})


@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as its addressee would read it, its link made clickable."""
    found = get_object_or_404(SentMail, pk=pk)
    found.text = OWN_ORIGIN.sub(request.build_absolute_uri("/").rstrip("/"), found.text)
    personal = bool(SIGNING_PATH.search(found.text))
    return render(request, "demo/mail.html", {"mail": found, "personal": personal})


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the personal link of a mail as its addressee would: in nobody else's session."""
    found = SIGNING_PATH.search(get_object_or_404(SentMail, pk=pk).text)
    if found is None:
        raise Http404
    logout(request)
    return redirect(found.group())


@require_safe
def piece(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """A file to deposit or to verify, made on demand."""
    found = pieces.content(kind, key)
    if found is None:
        raise Http404
    name, data = found
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
