"""What somebody changes of the way into their own account is told in their history."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.dispatch import receiver

from audit.recording import recording

from .models import Person


@receiver(signals.authenticator_added)
def added(request: Any, user: AbstractBaseUser, authenticator: Authenticator, **given: Any) -> None:
    _note(request, user, authenticator, "add_second_factor")


@receiver(signals.authenticator_removed)
def removed(
    request: Any, user: AbstractBaseUser, authenticator: Authenticator, **given: Any
) -> None:
    _note(request, user, authenticator, "remove_second_factor")


def _note(request: Any, user: AbstractBaseUser, authenticator: Authenticator, verb: str) -> None:
    person = Person.unscoped.filter(user_id=user.pk).first()
    if person is None or authenticator.type != Authenticator.Type.TOTP:
        return
    with recording(request.actor) as journal:
        journal.note(person, verb)
