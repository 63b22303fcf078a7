"""Public page Vérifier: no account, nothing kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from . import verifying
from .forms import VerifyForm


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a file. The QR code of a page leads here with reference, revision and page: they
    only tell the visitor which act to look for; the answer comes from the file."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    verdict, name = None, ""
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = file.name
        verdict = verifying.verify(file.read())
    context = {
        "form": form,
        "verdict": verdict,
        "name": name,
        "reference": request.GET.get("ref", "")[:40],
        "page": request.GET.get("p", "")[:6],
    }
    status = 422 if request.method == "POST" and verdict is None else 200
    return render(request, "documents/verify.html", context, status=status)
