"""Public addresses of documents."""

from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [path("verifier/", views.verify, name="verify")]
