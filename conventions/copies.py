"""The signed copy for whoever has no account: a personal, dated address, of which nothing is kept.

The address is signed with the key of the site and names an act and a mandate. Whoever holds it
reads what the mandate may read while it lasts, and nothing once it has ended.
"""

import datetime as dt
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from common import calendar, clock, french
from common.lifecycle import Refusal, Refused
from governance import acting, parameters
from governance.models import Mandate

from . import dossier
from .models import Convention
from .visibility import rights

_SALT = "conventions.copy"


@dataclass(frozen=True, slots=True)
class Copy:
    """The signed act, the person whose copy it is, the last day of the address."""

    convention: Convention
    mandate: Mandate
    until: dt.date

    @property
    def sha256(self) -> str:
        return dossier.signed_sha256(self.convention)


def address(convention: Convention, mandate: Mandate) -> tuple[str, dt.date]:
    """The path of a copy for the person of ``mandate``, and the last day on which it opens."""
    today = clock.today(mandate.institution.time_zone)
    until = today + dt.timedelta(days=parameters.value("copy.link", on=today))
    told = [convention.pk, mandate.pk, until.isoformat()]
    return reverse("conventions:copy", args=[signing.dumps(told, salt=_SALT)]), until


def find(token: str) -> Copy | None:
    """What an address leads to; None when it was not made here.

    Raises ``Refused`` after its last day, or when the mandate reads the act no more.
    """
    try:
        convention, mandate, until = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    found = Copy(
        Convention.unscoped.select_related("envelope", "kind").get(pk=convention),
        Mandate.unscoped.select_related("person__user", "institution").get(pk=mandate),
        dt.date.fromisoformat(until),
    )
    if refusal := _refusal(found):
        raise Refused(refusal)
    return found


def _refusal(copy: Copy) -> Refusal | None:
    zone = copy.mandate.institution.time_zone
    if clock.now() > calendar.end_of_day(copy.until, zone):
        return Refusal(
            f"Ce lien valait jusqu’au {french.date_fr(copy.until)}. Demandez un nouvel exemplaire "
            "à la personne qui suit la convention au syndicat : il vous sera adressé sans frais.",
            key="copy.expired",
        )
    valid = copy.mandate.is_valid(clock.now())
    may = rights(acting.actor_of(copy.mandate), copy.convention)
    if not valid or "T" not in may or "m" in may:
        return Refusal(
            "Ce lien était attaché à vos fonctions, qui ont pris fin ou n’ouvrent plus cet acte. "
            "Adressez-vous à la collectivité ou au service qui en conserve un exemplaire.",
            key="copy.mandate",
        )
    return None
