"""The forms of the account pages: allauth's rules, our words, autocomplete as WCAG 1.3.5 asks."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms

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


def _say_twice(form: forms.Form) -> None:
    _say(form.fields["password1"], "Mot de passe choisi", RULE)
    _say(form.fields["password2"], "Mot de passe choisi, une seconde fois")
