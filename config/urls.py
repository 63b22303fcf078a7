"""Addresses of the site: French in the address, English in the route name."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/", include("accounts.urls")),
    path("", include("ui.urls")),
]

handler400 = "ui.views.bad_request"
handler403 = "ui.views.forbidden"
handler404 = "ui.views.not_found"
handler500 = "ui.views.server_error"
handler429 = "ui.views.too_many_requests"  # read by allauth when it throttles
