"""Addresses of the field register."""

from django.urls import path

from .views import kinds, reading, sheets, writing

app_name = "fieldwork"
urlpatterns = [
    path("", sheets.sheets, name="list"),
    path("nouvelle/", writing.choose, name="choose"),
    path("nouvelle/<slug:code>/", writing.write, name="write"),
    path("fiches/<uuid:public_id>/", sheets.sheet, name="sheet"),
    path("fiches/<uuid:public_id>/modifier/", writing.change, name="change"),
    path("fiches/<uuid:public_id>/piece/", sheets.file, name="file"),
    path("fiches/<uuid:public_id>/<slug:word>/", writing.step, name="step"),
    path("appels/", sheets.calls, name="calls"),
    path("indicateurs/", reading.indicators, name="indicators"),
    path("catalogue/", reading.catalogue, name="catalogue"),
    path("natures/", kinds.kinds, name="kinds"),
    path("natures/nouvelle/", kinds.create, name="create_kind"),
    path("natures/<uuid:public_id>/", kinds.kind, name="kind"),
    path("natures/<uuid:public_id>/modifier/", kinds.change, name="change_kind"),
    path("natures/<uuid:public_id>/usage/", kinds.retire, name="retire_kind"),
]
