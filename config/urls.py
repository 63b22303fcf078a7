"""Addresses of the site: French in the address, English in the route name."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
