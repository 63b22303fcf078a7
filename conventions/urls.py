"""Addresses of conventions."""

from django.urls import path

from . import views

app_name = "conventions"
urlpatterns = [
    path("<uuid:public_id>/", views.detail, name="detail"),
]
