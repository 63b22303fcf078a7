"""Addresses of the account pages. Route names are allauth's; no page opens an account."""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as spare_views
from allauth.mfa.totp import views as totp_views
from django.urls import path, re_path, reverse_lazy
from django.views.generic import RedirectView

from .views import SignInView

urlpatterns = [
    path("connexion/", SignInView.as_view(), name="account_login"),
    path("connexion/second-facteur/", mfa_views.authenticate, name="mfa_authenticate"),
    path("mon-compte/", mfa_views.index, name="mfa_index"),
    path("mon-compte/confirmer/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("mon-compte/application/", totp_views.activate_totp, name="mfa_activate_totp"),
    path("mon-compte/application/retirer/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "mon-compte/codes-de-secours/",
        spare_views.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "mon-compte/codes-de-secours/nouveaux/",
        spare_views.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "mon-compte/codes-de-secours/fichier/",
        spare_views.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("deconnexion/", allauth_views.logout, name="account_logout"),
    path("desactive/", allauth_views.account_inactive, name="account_inactive"),
    path("confirmer/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path(
        "mot-de-passe/changer/",
        allauth_views.password_change,
        name="account_change_password",
    ),
    # An account that never had a password chooses its first one by mail.
    path(
        "mot-de-passe/definir/",
        RedirectView.as_view(url=reverse_lazy("account_reset_password")),
        name="account_set_password",
    ),
    path("mot-de-passe/oublie/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "mot-de-passe/nouveau/fait/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
