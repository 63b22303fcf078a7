"""The forms of the account pages: allauth's rules, our words, autocomplete as WCAG 1.3.5 asks."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from django import forms

from . import second_factor

RULE = (  # of a new password
    "12 caractères au moins ; une phrase de plusieurs mots convient très bien. "
    "Ni votre adresse, ni un mot de passe courant."
)


def _say(field: forms.Field, label: str, help_text: str = "", **attrs: str) -> None:
    """Our label and hint; a placeholder repeats a label badly, so it goes."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], "Adresse électronique", autocomplete="username")
        _say(self.fields["password"], "Mot de passe")


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["oldpassword"], "Mot de passe actuel")
        _say_twice(self)


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_twice(self)


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["email"],
            "Adresse électronique",
            "Celle à laquelle vous recevez les messages du syndicat.",
            autocomplete="username",
        )


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], "Mot de passe")


def _say_code(form: forms.Form, help_text: str) -> None:
    _say(form.fields["code"], "Code", help_text, autocomplete="one-time-code")
    form.fields["code"].error_messages["required"] = "Tapez le code."


class EnrolForm(totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, "Six chiffres, lus dans l’application.")


class _CodeForm(mfa_forms.BaseAuthenticateForm):
    """A code of the application, which serves once in every process; else a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, "Six chiffres de l’application, ou l’un de vos codes de secours.")

    def clean_code(self) -> str:
        clear = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        held = {each.type: each for each in Authenticator.objects.filter(user=self.user)}
        used = ""
        if second_factor.check(self.user, code):
            used = Authenticator.Type.TOTP
        elif (spare := held.get(Authenticator.Type.RECOVERY_CODES)) is not None:
            used = spare.type if spare.wrap().validate_code(code) else ""
        if not used:
            if held:
                self._emit_authentication_failed(next(iter(held.values())))
            raise get_adapter().validation_error("incorrect_code")
        self.authenticator = Authenticator.objects.get(user=self.user, type=used)
        self.authenticator.user = self.user
        clear()
        return code


class SecondFactorForm(_CodeForm, mfa_forms.AuthenticateForm):
    """At sign-in."""


class ConfirmByCodeForm(_CodeForm, mfa_forms.ReauthenticateForm):
    """Before an action that engages."""


def _say_twice(form: forms.Form) -> None:
    _say(form.fields["password1"], "Mot de passe choisi", RULE)
    _say(form.fields["password2"], "Mot de passe choisi, une seconde fois")
