"""Addresses of campaigns and of the entries of schools."""

from django.urls import path

from .views import campaigns, entries

app_name = "onboarding"
urlpatterns = [
    path("", campaigns.campaigns, name="list"),
    path("<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("dossiers/<uuid:public_id>/", entries.entry, name="entry"),
]
