"""Addresses of the site: French in the address, English in the route name."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/", include("accounts.urls")),
    path("", include("ui.urls")),
    path("", include("governance.urls")),
    path("", include("documents.urls")),
    path("", include("circuits.urls")),
    path("conventions/", include("conventions.urls")),
    path("ecoles/", include("conventions.onboarding.urls")),
    path("instances/", include("governance.committees.urls")),
    path("terrain/", include("governance.fieldwork.urls")),
    path("", include("desk.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demonstration/", include("demo.urls")))

handler400 = "ui.views.bad_request"
handler403 = "ui.views.forbidden"
handler404 = "ui.views.not_found"
handler500 = "ui.views.server_error"
handler429 = "ui.views.too_many_requests"  # read by allauth when it throttles
