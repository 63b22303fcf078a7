"""Addresses of the desk."""

from django.urls import path

from . import history_pages, views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("recherche/", views.search, name="search"),
    path("courriels/", views.mails, name="mails"),
    path("historique/<slug:kind>/<uuid:public_id>/", history_pages.record_history, name="history"),
    path("travaux/<uuid:public_id>/", views.job, name="job"),
    path("travaux/<uuid:public_id>/reprendre/", views.retry, name="retry"),
]
