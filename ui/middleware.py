"""Answers that are the same on every page: no copy kept, and a refusal told in full."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from common.lifecycle import Refused

from . import views


class PrivatePagesMiddleware:
    """``no-store`` on every answer that a signed-in person or a personal link receives."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


class RefusalMiddleware:
    """A ``Refused`` that a view let through becomes the page 409 with its sentences."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return views.conflict(request, exception.refusals)
        return None
