"""Planned absences as pages and circuits read them: who is away, until when, who acts meanwhile.

Being away for a day, or for a fortnight, is not being prevented (CGCT, art. L. 2122-17): the law
gives the signature to nobody for that reason alone. A delegation does; else the act waits.
"""

import datetime as dt
from collections.abc import Iterable

from common import calendar
from common.french import date_fr, date_full_fr, list_fr

from . import authority, replacing, standing, wording
from .entitlements import Refusal
from .models import Absence, Civility, Mandate, SigningDelegation
from .offices import SIGNED_KINDS


def away(mandates: Iterable[Mandate], at: dt.datetime) -> dict[int, Absence]:
    """The absence in progress at ``at`` of each of these mandates, days counted where they sit."""
    wanted = {mandate.pk: mandate for mandate in mandates}
    found = Absence.unscoped.filter(mandate__in=wanted)
    return {
        absence.mandate_id: absence
        for absence in found
        if absence.in_force(wanted[absence.mandate_id].day_of(at))
    }


def back_on(absence: Absence) -> dt.date:
    """The first day worked after it."""
    return calendar.next_working_day(absence.ends_on, absence.mandate.institution.territory)


def sentence(absence: Absence) -> str:
    """« Mme Louise Martin est absente du … au … inclus »."""
    return f"{absence.mandate.person.formal_name} est {_agreed(absence.mandate)} " + (
        absence.period_words
    )


def first_words(mandate: Mandate) -> str:
    """What the page says before anything else (P8)."""
    agreed = "e" if mandate.person.civility == Civility.MADAM else ""
    return f"Être absent{agreed} quelques jours n’est pas être empêché{agreed}"


def _agreed(mandate: Mandate) -> str:
    return "absente" if mandate.person.civility == Civility.MADAM else "absent"


def meanwhile(mandate: Mandate, at: dt.datetime, back: dt.date | None = None) -> str:
    """Who may sign for the holder while they are away: by law, by arrêté, or nobody."""
    if mandate.office not in standing.SIGNING_OFFICES:
        return "Ce qui lui est demandé attend son retour, ou la réponse d’un collègue."
    substitution = replacing.in_force(mandate.institution, mandate.office, at, mandate)
    if substitution is not None:
        who = substitution.replacement
        return (
            f"{who.person.formal_name}, {wording.office(who)}, signe à sa place : "
            f"{substitution.get_ground_display().lower()}, {substitution.period_words}."
        )
    held = delegates(mandate, at)
    if held:
        return f"Peut signer par délégation : {list_fr(held)}."
    until = f", le {date_full_fr(back)}" if back else ""
    return (
        f"Personne ne signe à sa place : les actes attendent son retour{until}. Le titulaire peut "
        "aussi signer à distance, ou donner délégation par un arrêté publié."
    )


def delegates(mandate: Mandate, at: dt.datetime) -> list[str]:
    """« Mme Anne Roux, première adjointe au maire (arrêté n° 2026-14 : conventions) »."""
    found = []
    given = SigningDelegation.unscoped.filter(delegator=mandate).select_related(
        "delegate__person", "delegate__institution", "delegator__person", "delegator__institution"
    )
    for row in given:
        kinds = [
            kind
            for kind in row.objects_covered
            if authority.delegation_refusal(row, kind, None, at) is None
            and not isinstance(authority.to_sign(row.delegate, kind, None, at), Refusal)
        ]
        if kinds:
            what = list_fr(SIGNED_KINDS.get(kind, kind).lower() for kind in kinds)
            who = row.delegate
            found.append(
                f"{who.person.formal_name}, {wording.office(who)} (arrêté n° {row.act_number} : "
                f"{what})"
            )
    return found


def told(absence: Absence, at: dt.datetime) -> str:
    """One line for the act and for whoever telephones: away, back when, who signs meanwhile."""
    back = back_on(absence)
    return f"{sentence(absence)}, de retour le {date_fr(back)}. " + meanwhile(
        absence.mandate, at, back
    )
