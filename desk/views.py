"""À faire: everything that waits for the person who acts, whatever it comes from."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from circuits.models import Assignment
from common import clock


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """My tasks, the most urgent first."""
    tasks = Assignment.objects.visible_to(request.actor).open().with_subject()  # type: ignore[attr-defined]
    return render(request, "desk/inbox.html", {"tasks": tasks, "today": clock.today()})
