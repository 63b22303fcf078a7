"""Addresses that exist in the demonstration only."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("devenir/<slug:slug>/", views.become, name="become"),
    path("pieces/<slug:kind>/<str:key>.pdf", views.piece, name="piece"),
    path("courriels/", views.mails, name="mails"),
    path("courriels/<int:pk>/", views.mail, name="mail"),
    path("courriels/<int:pk>/ouvrir/", views.follow, name="follow"),
]
