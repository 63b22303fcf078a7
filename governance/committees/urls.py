"""Addresses of instances."""

from django.urls import path

from .views import committees, rules, seats

app_name = "committees"
urlpatterns = [
    path("", committees.committees, name="list"),
    path("nouvelle/", committees.create, name="create"),
    path("natures/", rules.kinds, name="kinds"),
    path("natures/nouvelle/", rules.create_kind, name="create_kind"),
    path("natures/<uuid:public_id>/", rules.kind, name="kind"),
    path("natures/<uuid:public_id>/regles/", rules.change_of_kind, name="change_kind_rules"),
    path("regles/<uuid:public_id>/", rules.version, name="version"),
    path("sieges/<uuid:public_id>/suppleant/", seats.substitute, name="substitute"),
    path("sieges/<uuid:public_id>/fin/", seats.end, name="end_seat"),
    path("<uuid:public_id>/", committees.committee, name="detail"),
    path("<uuid:public_id>/modifier/", committees.change, name="change"),
    path("<uuid:public_id>/regles/", rules.change_of_committee, name="change_rules"),
    path("<uuid:public_id>/siege/", seats.add, name="add_seat"),
    path("<uuid:public_id>/fin/", committees.close, name="close"),
]
