"""Addresses of the desk."""

from django.urls import path

from . import handover_pages, history_pages, risk_pages, trust_pages, views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("recherche/", views.search, name="search"),
    path("courriels/", views.mails, name="mails"),
    path("fins-de-mandat/", risk_pages.at_risk, name="risks"),
    path("passation/<uuid:public_id>/", handover_pages.file_of, name="handover"),
    path("passation/<uuid:public_id>/produire/", handover_pages.make, name="make_handover"),
    path("passation/<uuid:public_id>/pdf/", handover_pages.pdf, name="handover_pdf"),
    path("historique/<slug:kind>/<uuid:public_id>/", history_pages.record_history, name="history"),
    path("confiance/", trust_pages.sources, name="trust"),
    path("confiance/actualiser/", trust_pages.refresh, name="refresh_trust"),
    path("travaux/<uuid:public_id>/", views.job, name="job"),
    path("travaux/<uuid:public_id>/reprendre/", views.retry, name="retry"),
]
