"""The first day of an installation: the syndicate, and the two people with whom it begins."""

import datetime as dt
from dataclasses import dataclass

from audit.actor import SYSTEM
from audit.recording import recording
from common import clock
from common.lifecycle import Refusal, Refused

from ..models import ActKind, Institution, InstitutionKind
from ..offices import Office
from .accounts import open_account
from .directory import create_institution, create_person
from .mandates import record_mandate

FIRST_OFFICES = (Office.ADMIN, Office.PROJECT_MANAGER)
"""One records mandates, the other confirms them: neither can begin without the other."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody as the installer names them; ``civility`` is a slug of ``Civility``."""

    civility: str
    first_name: str
    last_name: str
    email: str


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
