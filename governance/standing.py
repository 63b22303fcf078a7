"""Whether a mandate, by itself, lets its holder sign at an instant: its dates, status, act, limits.

Each refusal is the sentence shown to whoever clicks; ``governance.authority`` adds what others
(a delegation, a replacement) change to the answer.
"""

import datetime as dt
from decimal import Decimal

from common import articles
from common.french import date_fr, euros

from . import acting, wording
from .entitlements import Refusal
from .models import ActKind, Civility, Institution, Mandate, MandateStatus
from .offices import AREA_OFFICES, Office, plural

SIGNING_OFFICES = frozenset(
    {
        Office.EXECUTIVE,
        Office.SYNDICATE_PRESIDENT,
        Office.DASEN,
        Office.RECTOR,
        Office.CANOPE_DIRECTOR,
        Office.SCHOOL_HEAD,
        Office.PROVIDER,
        Office.INSPECTOR,
    }
)
"""Offices that bind their institution by themselves, and may delegate; the inspector with a
habilitation only."""

NEVER_SIGNING = frozenset({Office.PREPARER, Office.ADMIN, Office.SUPPORT_OFFICER, Office.AUDITOR})
"""A preparer reads, prints and uploads; an administrator configures: neither signs (P13)."""


def binds(mandate: Mandate) -> bool:
    """Whether the office binds its body by itself: an inspector's needs a waiver (P9)."""
    return mandate.office in SIGNING_OFFICES and (
        mandate.office not in AREA_OFFICES or mandate.habilitation_waived
    )


def in_office(mandate: Mandate, at: dt.datetime) -> bool:
    """The seat is theirs at ``at``: valid, or suspended for a time (CGCT, art. L. 2122-16)."""
    held = mandate.status == MandateStatus.SUSPENDED and mandate.confirmed_at is not None
    return mandate.is_valid(at) or (held and mandate.in_force(mandate.day_of(at)))


def refusal(mandate: Mandate, at: dt.datetime) -> Refusal | None:
    """The mandate itself: in force at that instant, and resting on an act (N7)."""
    if not mandate.is_valid(at):
        return Refusal(_not_in_force(mandate, at), key="common.mandate")
    if not (mandate.act_kind and mandate.act_reference) and not mandate.habilitation_waived:
        return Refusal(
            f"L’acte d’élection ou de nomination de {mandate.person.formal_name} n’est pas "
            "enregistré : déposez-le.",
            key="authority.no_act",
        )
    return None


def _not_in_force(mandate: Mandate, at: dt.datetime) -> str:
    """Why, and who or what is awaited instead."""
    name, day = mandate.person.formal_name, mandate.day_of(at)
    office = articles.of(wording.office(mandate))
    subject = f"Le mandat {office} de {name}"
    feminine = "e" if mandate.person.civility == Civility.MADAM else ""
    if mandate.status == MandateStatus.ANNULLED:
        what = "La nomination" if mandate.act_kind == ActKind.APPOINTMENT else "L’élection"
        return (
            f"{what} de {name} comme {wording.office(mandate)} a été annulée : ce mandat ne permet "
            "plus de signer. Les actes déjà signés ne tombent pas de ce seul fait."
        )
    if mandate.ends_on is not None and mandate.ends_on <= day:
        return f"{subject} a pris fin le {date_fr(mandate.ends_on)}.{_next_one(mandate, day)}"
    if mandate.status == MandateStatus.SUSPENDED:
        return (
            f"{name} est suspendu{feminine} de ses fonctions {office} : l’acte attend "
            "la fin de la suspension, ou la personne qui assure la suppléance."
        )
    if mandate.confirmed_at is None:
        return (
            f"{subject} n’est pas confirmé : un chef de projet doit le comparer à l’acte "
            "d’élection ou de nomination."
        )
    return (
        f"{subject} commence le {date_fr(mandate.starts_on)} : il ne permet pas encore de signer."
    )


def _next_one(mandate: Mandate, day: dt.date) -> str:
    """Who signs after the end: the same person again, their successor, or nobody yet.

    Among several holders of one office, nobody is named: each signs on grounds of their own.
    """
    again = (
        Mandate.unscoped.valid_on(day)
        .filter(person_id=mandate.person_id, institution_id=mandate.institution_id)
        .filter(office=mandate.office)
        .first()
    )
    if again is not None:
        return f" Signez au titre du mandat qui court {again.period_words}."
    successor = acting.successor_of(mandate, day)
    if successor is None:
        return "" if plural(mandate.office) else " La fonction n’est pas encore pourvue."
    return (
        f" L’acte attend désormais la signature de {successor.person.formal_name}, "
        f"{wording.office(successor)} depuis le {date_fr(successor.starts_on)}. Les signatures "
        "déjà données restent acquises."
    )


def scope_refusal(mandate: Mandate, kind: str, amount: Decimal | None, what: str) -> Refusal | None:
    """What the mandate itself does not cover: its objects, its ceiling."""
    name = mandate.person.formal_name
    if mandate.objects_covered and kind not in mandate.objects_covered:
        return Refusal(f"Le mandat de {name} ne couvre pas {what}.", key="authority.objects")
    above = beyond(mandate.ceiling, amount)
    if above:
        return Refusal(
            f"Le mandat de {name} ne couvre pas {what} : {above}", key="authority.ceiling"
        )
    return None


def beyond(ceiling: Decimal | None, amount: Decimal | None) -> str:
    """« plafond de 500,00 €, montant de 500,01 €. »; « » within the ceiling, which is included."""
    if ceiling is None or amount is None or amount <= ceiling:
        return ""
    return f"plafond de {euros(ceiling)}, montant de {euros(amount)}."


def holder(
    institution: Institution, office: str, at: dt.datetime, circonscription_id: int | None
) -> Mandate | None:
    """Who holds the office at ``at``; the first rank when it is plural."""
    held = Mandate.unscoped.valid(at).filter(institution=institution, office=office)
    if circonscription_id is not None:
        held = held.filter(circonscription_id=circonscription_id)
    return held.with_words().order_by("rank", "starts_on", "pk").first()


def suspended_seat(
    institution: Institution, office: str, at: dt.datetime, circonscription_id: int | None
) -> Mandate | None:
    """Who holds the office but is suspended at ``at``; None when nobody is."""
    seats = Mandate.unscoped.filter(
        institution=institution, office=office, status=MandateStatus.SUSPENDED
    ).with_words()
    if circonscription_id is not None:
        seats = seats.filter(circonscription_id=circonscription_id)
    return next((seat for seat in seats if in_office(seat, at)), None)


def vacant(
    institution: Institution, office: str, at: dt.datetime, circonscription_id: int | None
) -> Refusal:
    """Nobody acts for the office: its holder is suspended, or there is none."""
    suspended = suspended_seat(institution, office, at, circonscription_id)
    if suspended is not None:
        return Refusal(_not_in_force(suspended, at), key="common.mandate")
    place = f"{wording.office_at(office, institution)} {wording.of_institution(institution)}"
    return Refusal(
        f"La fonction de {place} n’a pas de titulaire en exercice. Enregistrez le mandat, "
        "ou l’intérim.",
        key="authority.vacant",
    )
