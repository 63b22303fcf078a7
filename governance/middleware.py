"""Who acts in this request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.actor import NOBODY


class ActorMiddleware:
    """Puts on ``request.actor`` the person and the mandate under which they act."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = NOBODY
        return self.get_response(request)
