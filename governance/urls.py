"""Addresses of the directory."""

from django.urls import path

from . import views

app_name = "governance"
urlpatterns = [
    path("mandat/", views.switch_mandate, name="switch_mandate"),
]
