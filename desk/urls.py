"""Addresses of the desk."""

from django.urls import path

from . import history_pages, views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("historique/<slug:kind>/<uuid:public_id>/", history_pages.record_history, name="history"),
]
