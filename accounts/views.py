"""Signing in: allauth's page, which says why it is shown and answers 429 when it throttles."""

from typing import Any

from allauth.account.views import LoginView
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse

from .middleware import CLOSED


class SignInView(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["session_closed"] = self.request.session.get(CLOSED, False)
        return context

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            response.status_code = 429
        return response
