"""Addresses of the desk."""

from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("recherche/", views.search, name="search"),
    path("courriels/", views.mails, name="mails"),
    path("travaux/<uuid:public_id>/", views.job, name="job"),
    path("travaux/<uuid:public_id>/reprendre/", views.retry, name="retry"),
]
