"""Accounts of people: opened by an administrator, closed, never deleted.

Neither the administrator nor anybody else knows the password: the person chooses it from a link
that is made when the mail leaves.
"""

from typing import Any

from accounts import mails, second_factor
from accounts.models import User
from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import Refusal, Refused

from .. import permissions
from ..masking import masked
from ..models import Person
from .store import lock, require, store

_KEEPER = "l’administrateur, pour une autre personne que lui-même"


def open_account(*, actor: Actor, person: Person, email: str) -> User:
    """Open the account of ``person`` and promise the mail that invites them.

    Rights come from their mandates alone. Refused when the person, or the address, has an account.
    """
    require(permissions.may_keep_account(actor, person), _KEEPER)
    with recording(actor):
        lock(person)
        person = Person.unscoped.get(pk=person.pk)
        if person.user_id is not None:
            raise Refused(Refusal(f"{person.formal_name} a déjà un compte."))
        if User.objects.filter(email__iexact=email).exists():
            raise Refused(
                Refusal(
                    f"L’adresse {email} est déjà celle d’un compte. Indiquez l’adresse "
                    "propre à cette personne : une boîte partagée ne convient pas."
                )
            )
        user = User(email=User.objects.normalize_email(email).lower())
        user.set_unusable_password()
        user.full_clean()
        user.save()
        person.user = user
        store(person, "open_account", address=masked("email", email))
        mails.invite(user)
    return user


def invite_again(*, actor: Actor, person: Person) -> None:
    """Promise another invitation, for a link that expired or a mail that was lost."""
    require(permissions.may_keep_account(actor, person), _KEEPER)
    with recording(actor) as journal:
        mails.invite(_account(person, active=True))
        journal.note(person, "invite_again")


def close_account(*, actor: Actor, person: Person, reason: str) -> None:
    """Shut the way in at once: open sessions end at their next page. The account stays."""
    _switch(actor, person, "close_account", active=True, reason=reason)


def reopen_account(*, actor: Actor, person: Person, reason: str) -> None:
    """Open again the way in of somebody who comes back."""
    _switch(actor, person, "reopen_account", active=False, reason=reason)


def reset_second_factor(*, actor: Actor, person: Person, reason: str) -> None:
    """Take away a second factor that was lost: the person enters with their password and enrols
    another; they are told by mail."""
    require(permissions.may_keep_account(actor, person), _KEEPER)
    with recording(actor) as journal:
        user = _account(person, active=True)
        if not second_factor.remove(user):
            raise Refused(Refusal(f"{person.formal_name} n’a pas de second facteur."))
        second_factor.tell(user, "reset")
        journal.note(person, "reset_second_factor", reason=reason)


def _switch(actor: Actor, person: Person, verb: str, *, active: bool, reason: str) -> None:
    require(permissions.may_keep_account(actor, person), _KEEPER)
    with recording(actor) as journal:
        user = _account(person, active=active)
        user.is_active = not active
        user.save(update_fields=["is_active"])
        journal.note(person, verb, reason=reason)


def _account(person: Person, *, active: bool) -> Any:
    user = User.objects.select_for_update().filter(pk=person.user_id).first()
    if user is None:
        raise Refused(Refusal(f"{person.formal_name} n’a pas de compte."))
    if user.is_active != active:
        state = "ouvert" if user.is_active else "fermé"
        raise Refused(Refusal(f"Le compte de {person.formal_name} est déjà {state}."))
    return user
