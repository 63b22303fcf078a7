"""Pages that say what the site is."""

from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("donnees-personnelles/dictionnaire/", views.personal_data, name="personal_data"),
    path("code-source/", views.source, name="source"),
]
