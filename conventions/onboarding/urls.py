"""Addresses of campaigns and of the entries of schools."""

from django.urls import path

from .views import campaigns, enrolling, entries

app_name = "onboarding"
urlpatterns = [
    path("", campaigns.campaigns, name="list"),
    path("ouvrir/", campaigns.open_campaign, name="open_campaign"),
    path("<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("<uuid:public_id>/liste/", entries.schools, name="schools"),
    path("<uuid:public_id>/inscrire/", enrolling.enrol, name="enrol"),
    path("<uuid:public_id>/proposer/", enrolling.enrol_own, name="enrol_own"),
    path("<uuid:public_id>/reconduire/", campaigns.carry_over, name="carry_over"),
    path("etapes/<uuid:public_id>/", campaigns.step, name="step"),
    path("dossiers/<uuid:public_id>/", entries.entry, name="entry"),
    path("dossiers/<uuid:public_id>/etape/<slug:verb>/", entries.move, name="move"),
]
