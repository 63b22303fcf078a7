"""The way in: the account of a person, and the two people with whom an installation begins."""

import datetime as dt
from dataclasses import dataclass

from accounts import mails
from accounts.models import User
from audit.actor import SYSTEM, Actor
from audit.recording import recording
from common import clock
from common.lifecycle import Refusal, Refused

from .. import permissions
from ..models import ActKind, Institution, InstitutionKind, Person
from ..offices import Office
from .directory import create_institution, create_person
from .mandates import record_mandate
from .store import lock, require, store

FIRST_OFFICES = (Office.ADMIN, Office.PROJECT_MANAGER)
"""One records mandates, the other confirms them: neither can begin without the other."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody as the installer names them; ``civility`` is a slug of ``Civility``."""

    civility: str
    first_name: str
    last_name: str
    email: str


def open_account(*, actor: Actor, person: Person, email: str) -> User:
    """Give ``person`` an account without password: a mail lets them choose one.

    Rights come from their mandates alone. Refused when the person, or the address, has one.
    """
    require(permissions.may_open_account(actor), "l’administrateur")
    with recording(actor):
        lock(person)
        person = Person.unscoped.get(pk=person.pk)
        if person.user_id is not None:
            raise Refused(Refusal(f"{person} a déjà un compte."))
        if User.objects.filter(email__iexact=email).exists():
            raise Refused(Refusal(f"L’adresse {email} est déjà celle d’un compte."))
        user = User(email=User.objects.normalize_email(email).lower())
        user.set_unusable_password()
        user.full_clean()
        user.save()
        person.user = user
        store(person, "open_account")
        mails.promise_password_reset(user)
        return user


def open_site(*, syndicate: str, city: str, first: dict[Office, Newcomer]) -> Institution:
    """The syndicate that runs the programme, its first administrator and project manager.

    ``first`` gives a newcomer for each of ``FIRST_OFFICES``. Refused once a syndicate is there:
    whoever comes next is recorded on the pages.
    """
    if Institution.unscoped.filter(operator=True).exists():
        raise Refused(Refusal("Le site est déjà ouvert : enregistrez les mandats par ses pages."))
    if len({each.email.lower() for each in first.values()}) < len(FIRST_OFFICES):
        raise Refused(Refusal("Donnez deux personnes : nul ne confirme son propre mandat."))
    today = clock.today()
    with recording(SYSTEM):
        body = create_institution(
            actor=SYSTEM,
            kind=InstitutionKind.MIXED_SYNDICATE,
            name=syndicate,
            city=city,
            operator=True,
        )
        for office in FIRST_OFFICES:
            _welcome(first[office], body, office, today)
    return body


def _welcome(newcomer: Newcomer, body: Institution, office: Office, today: dt.date) -> None:
    person = create_person(
        actor=SYSTEM,
        civility=newcomer.civility,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
    )
    record_mandate(
        actor=SYSTEM,
        person=person,
        institution=body,
        office=office,
        starts_on=today,
        act_kind=ActKind.APPOINTMENT,
        act_reference="installation du site",
        act_date=today,
    )
    open_account(actor=SYSTEM, person=person, email=newcomer.email)
