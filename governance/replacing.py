"""A replacement recorded for a holder who is prevented, or until the next one: does it hold?

CGCT, art. L. 2122-17: the deputies, in the order of the nominations, no délibération; the fact
and its dates are stated. In the State's services an act names who stands in.
"""

import datetime as dt

from common import articles

from . import standing, wording
from .entitlements import Refusal, designated, source
from .models import Civility, Ground, Institution, Mandate, Substitution
from .offices import AREA_OFFICES, Office

ORDERED = frozenset({Office.EXECUTIVE, Office.SYNDICATE_PRESIDENT})
"""Offices in which deputies or vice-presidents replace in the order of their nominations."""


def refusal(substitution: Substitution, at: dt.datetime) -> Refusal | None:
    """Why ``substitution`` lets nobody sign for the absent at ``at``; None when it does.

    The dates of the row are the caller's: only replacements of the day are asked about.
    """
    absent = substitution.absent
    name, text = absent.person.formal_name, source(substitution.ground, absent.institution)
    if absent.office not in standing.SIGNING_OFFICES - AREA_OFFICES:
        return Refusal(
            f"Remplacer {name} ne donne pas le droit de signer : la fonction "
            f"{articles.of(wording.office(absent))} n’engage pas l’institution sans délégation, "
            "et une délégation est personnelle.",
            text,
            "authority.personal",
        )
    if substitution.ground == Ground.PREVENTED:
        found = _prevention_refused(substitution, at, text)
    else:
        found = _interim_refused(substitution, at, text)
    if found is None and designated(absent.institution) and not substitution.act_number:
        return Refusal(
            f"Le remplacement de {name} est confié par un acte : enregistrez-en le numéro et la "
            "date.",
            text,
            "authority.no_act",
        )
    return found or order_refusal(substitution)


def _prevention_refused(substitution: Substitution, at: dt.datetime, text: str) -> Refusal | None:
    absent = substitution.absent
    name = absent.person.formal_name
    if not standing.in_office(absent, at):
        return Refusal(
            f"Le mandat de {name} a pris fin : la suppléance aussi.",
            text,
            "authority.absent_ended",
        )
    return without_dates(substitution) if substitution.ends_on is None else None


def not_vacant(substitution: Substitution) -> Refusal:
    """An interim supposes that nobody holds the office."""
    absent = substitution.absent
    return Refusal(
        f"{absent.person.formal_name} est encore en fonction : un intérim suppose que la "
        "fonction soit vacante. Enregistrez un empêchement si les faits le permettent.",
        source(substitution.ground, absent.institution),
        "authority.not_vacant",
    )


def without_dates(substitution: Substitution) -> Refusal:
    """The act states the fact and its dates (P8): a prevention says until when."""
    absent = substitution.absent
    agreed = "empêchée" if absent.person.civility == Civility.MADAM else "empêché"
    return Refusal(
        f"La suppléance ne dit pas jusqu’à quand {absent.person.formal_name} est {agreed} : l’acte "
        "porte le fait et ses dates. Indiquez le dernier jour connu ; il se prolonge.",
        source(substitution.ground, absent.institution),
        "authority.no_dates",
    )


def _interim_refused(substitution: Substitution, at: dt.datetime, text: str) -> Refusal | None:
    absent = substitution.absent
    if standing.in_office(absent, at):
        return not_vacant(substitution)
    holder = standing.holder(absent.institution, absent.office, at, absent.circonscription_id)
    if holder is not None:
        return Refusal(
            f"L’intérim a pris fin : {holder.person.formal_name} est en exercice.",
            text,
            "authority.interim_over",
        )
    return None


def order_refusal(substitution: Substitution) -> Refusal | None:
    """Somebody comes before in the order of nominations, and nothing says why they do not act."""
    before = _deputy_before(substitution)
    if before is None or substitution.order_reason.strip():
        return None
    plural = wording.office_at(Office.DEPUTY, before.institution).split(" ")[0]
    return Refusal(
        f"Les {plural}s remplacent dans l’ordre des nominations. Indiquez pourquoi "
        f"{before.person.formal_name}, {wording.office(before)}, ne le fait pas.",
        source(Ground.PREVENTED, before.institution),
        "substitution.order",
    )


def _deputy_before(substitution: Substitution) -> Mandate | None:
    """The first deputy who comes before the replacement and is in office on its first day."""
    absent, replacement = substitution.absent, substitution.replacement
    if absent.office not in ORDERED:
        return None
    deputies = (
        Mandate.unscoped.valid_on(substitution.starts_on)
        .filter(institution=absent.institution, office=Office.DEPUTY)
        .exclude(pk=replacement.pk)
        .exclude(rank__isnull=True)
        .with_words()
    )
    if replacement.office == Office.DEPUTY and replacement.rank is not None:
        deputies = deputies.filter(rank__lt=replacement.rank)
    return deputies.order_by("rank").first()


def in_force(
    institution: Institution, office: str, at: dt.datetime, absent: Mandate | None = None
) -> Substitution | None:
    """The replacement that holds at ``at`` for an office, or for one of its holders."""
    found = Substitution.unscoped.filter(absent__institution=institution, absent__office=office)
    if absent is not None:
        found = found.filter(absent=absent)
    if not found.exists():  # as for most offices, and far cheaper to ask
        return None
    words = ("absent__person", "absent__institution", "replacement__person",
             "replacement__institution")  # fmt: skip
    for substitution in found.select_related(*words):
        day = substitution.absent.day_of(at)
        if substitution.in_force(day) and refusal(substitution, at) is None:
            return substitution
    return None
