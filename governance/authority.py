"""Who is entitled to sign, at an instant, and in what words the act says so.

``to_sign`` answers for one mandate, ``who_signs`` for an office of an institution, ``entitled``
lists everybody who may. The answer is an ``Authority``, plain values frozen on the act, or a
``Refusal`` with its sentence and source. Nothing here changes a record.

Four grounds: holder; by delegation (arrêté published, in its dates, object and ceiling, from a
holder still in office: no sub-delegation); prevented and interim (CGCT, art. L. 2122-17). An
inspector needs a delegation or a waiver written by the jurist, else the DASEN signs on visa.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from common.french import euros

from . import entitlements, wording
from .entitlements import (
    Authority,
    Refusal,
    delegation_source,
    interim_source,
    prevention_source,
)
from .models import (
    Ground,
    Institution,
    Mandate,
    SigningDelegation,
    Substitution,
    covers,
)
from .offices import AREA_OFFICES, Office

__all__ = ["Authority", "Refusal", "delegation_refusal", "entitled", "to_sign", "who_signs"]

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


def to_sign(
    mandate: Mandate,
    kind: str,
    amount: Decimal | None,
    at: dt.datetime,
    *,
    what: str = "cet acte",
) -> Authority | Refusal:
    """Whether the person of ``mandate`` may sign an act of ``kind`` at ``at``, and on what ground.

    ``amount`` in euros, taxes included; None for an act without one. ``what`` names the act in
    the sentence of a refusal. The mandate is judged as given: pass a fresh one.
    """
    refusal = _mandate_refusal(mandate, at)
    if refusal is not None:
        return refusal
    if mandate.office in NEVER_SIGNING:
        return Refusal(
            f"La fonction de {wording.office(mandate)} ne permet pas de signer : "
            "préparez l’acte, une autre personne le signe.",
            "Règle du programme",
            "authority.never",
        )
    for_another = _for_another(mandate, kind, amount, at, what)
    if isinstance(for_another, Authority):
        return for_another
    if mandate.office not in SIGNING_OFFICES:
        return for_another or Refusal(
            f"{mandate.person.formal_name} n’a pas de délégation de signature pour {what}.",
            delegation_source(mandate.institution),
            "authority.no_delegation",
        )
    return _as_holder(mandate, kind, amount, at, what, for_another)


def who_signs(
    institution: Institution,
    office: str,
    kind: str,
    amount: Decimal | None,
    at: dt.datetime,
    *,
    circonscription_id: int | None = None,
    what: str = "cet acte",
) -> Authority | Refusal:
    """The one person awaited for ``office`` at ``at``: holder, replacement, or DASEN on visa.

    ``circonscription_id`` says which inspector. A delegate is not awaited: ``entitled`` lists
    those who may sign instead.
    """
    replacement = _replacement(institution, office, at)
    if replacement is not None:
        return to_sign(replacement.replacement, kind, amount, at, what=what)
    holder = _holder(institution, office, at, circonscription_id)
    if holder is None:
        place = f"{wording.office_at(office, institution)} {wording.of_institution(institution)}"
        return Refusal(
            f"La fonction de {place} n’a pas de titulaire en exercice. Enregistrez le mandat, "
            "ou l’intérim.",
            key="authority.vacant",
        )
    held = to_sign(holder, kind, amount, at, what=what)
    if isinstance(held, Refusal) and office == Office.INSPECTOR:
        return _dasen_on_visa(holder, kind, amount, at, what, held)
    return held


def entitled(
    institution: Institution,
    office: str,
    kind: str,
    amount: Decimal | None,
    at: dt.datetime,
    *,
    circonscription_id: int | None = None,
) -> list[Authority]:
    """Everybody who may sign for ``office`` at ``at``: who is awaited first, then delegates."""
    first = who_signs(institution, office, kind, amount, at, circonscription_id=circonscription_id)
    found = [first] if isinstance(first, Authority) else []
    delegations = SigningDelegation.unscoped.filter(
        delegator__institution=institution, delegator__office=office
    ).select_related("delegate__person", "delegate__institution")
    seen = {held.mandate_id for held in found}
    for delegation in delegations:
        held = to_sign(delegation.delegate, kind, amount, at)
        if isinstance(held, Authority) and held.mandate_id not in seen:
            seen.add(held.mandate_id)
            found.append(held)
    return found


def delegation_refusal(
    delegation: SigningDelegation,
    kind: str,
    amount: Decimal | None,
    at: dt.datetime,
    what: str = "cet acte",
) -> Refusal | None:
    """Why ``delegation`` does not cover an act of ``kind`` at ``at``; None when it does."""
    delegator = delegation.delegator
    number = delegation.act_number
    if delegation.published_at is None or delegation.published_at > at:
        return Refusal(
            f"L’arrêté de délégation n° {number} n’est pas publié : il ne peut pas encore servir.",
            delegation_source(delegator.institution),
            "authority.unpublished",
        )
    if not delegator.is_valid(at):
        return Refusal(
            f"L’arrêté de délégation n° {number} est tombé avec le mandat de "
            f"{delegator.person.formal_name}.",
            delegation_source(delegator.institution),
            "authority.delegator_ended",
        )
    if delegator.office not in SIGNING_OFFICES or (
        delegator.office in AREA_OFFICES and not delegator.habilitation_waived
    ):
        return Refusal(
            "Une délégation de signature ne se subdélègue pas.",
            delegation_source(delegator.institution),
            "authority.chain",
        )
    if not delegation.in_force(delegator.day_of(at)) or kind not in delegation.objects_covered:
        return Refusal(
            f"L’arrêté de délégation n° {number} ne couvre pas {what} ; il est valable "
            f"{delegation.period_words}.",
            delegation_source(delegator.institution),
            "authority.not_covered",
        )
    above = _above(delegation.ceiling, amount)
    if above:
        return Refusal(
            f"L’arrêté de délégation n° {number} ne couvre pas {what} : {above}",
            delegation_source(delegator.institution),
            "authority.ceiling",
        )
    return _scope_refusal(delegator, kind, amount, what)


def _mandate_refusal(mandate: Mandate, at: dt.datetime) -> Refusal | None:
    """The mandate itself: in force at that instant, and resting on an act (N7)."""
    name = mandate.person.formal_name
    if not mandate.is_valid(at):
        return Refusal(
            f"Le mandat de {wording.office(mandate)} de {name} n’est pas en cours "
            f"({mandate.period_words}).",
            key="common.mandate",
        )
    if not (mandate.act_kind and mandate.act_reference) and not mandate.habilitation_waived:
        return Refusal(
            f"L’acte d’élection ou de nomination de {name} n’est pas enregistré : déposez-le.",
            key="authority.no_act",
        )
    return None


def _scope_refusal(
    mandate: Mandate, kind: str, amount: Decimal | None, what: str
) -> Refusal | None:
    """What the mandate itself does not cover: its objects, its ceiling."""
    if mandate.objects_covered and kind not in mandate.objects_covered:
        return Refusal(
            f"Le mandat de {mandate.person.formal_name} ne couvre pas {what}.",
            key="authority.objects",
        )
    above = _above(mandate.ceiling, amount)
    if above:
        return Refusal(
            f"Le mandat de {mandate.person.formal_name} ne couvre pas {what} : {above}",
            key="authority.ceiling",
        )
    return None


def _above(ceiling: Decimal | None, amount: Decimal | None) -> str:
    if ceiling is None or amount is None or amount <= ceiling:
        return ""
    return f"plafond de {euros(ceiling)}, montant de {euros(amount)}."


def _for_another(
    mandate: Mandate, kind: str, amount: Decimal | None, at: dt.datetime, what: str
) -> Authority | Refusal | None:
    """By replacement or delegation: the first ground that holds, else the last refusal met."""
    refusal: Refusal | None = None
    replacements = Substitution.unscoped.filter(replacement=mandate).filter(
        covers(mandate.day_of(at))
    )
    for substitution in replacements.select_related("absent__person", "absent__institution"):
        found = _replacing(mandate, substitution, kind, amount, at, what)
        if isinstance(found, Authority):
            return found
        refusal = found
    held = SigningDelegation.unscoped.filter(delegate=mandate)
    for delegation in held.select_related("delegator__person", "delegator__institution"):
        against = delegation_refusal(delegation, kind, amount, at, what)
        if against is None:
            return entitlements.by_delegation(mandate, delegation)
        refusal = against
    return refusal


def _replacing(
    mandate: Mandate,
    substitution: Substitution,
    kind: str,
    amount: Decimal | None,
    at: dt.datetime,
    what: str,
) -> Authority | Refusal:
    absent = substitution.absent
    prevented = substitution.ground == Ground.PREVENTED
    if prevented and not absent.is_valid(at):
        return Refusal(
            f"Le mandat de {absent.person.formal_name} a pris fin : la suppléance aussi.",
            prevention_source(absent.institution),
            "authority.absent_ended",
        )
    holder = _holder(absent.institution, absent.office, at, absent.circonscription_id)
    if not prevented and holder is not None and holder.pk != absent.pk:
        return Refusal(
            f"L’intérim a pris fin : {holder.person.formal_name} est en exercice.",
            interim_source(absent.institution),
            "authority.interim_over",
        )
    refusal = _scope_refusal(absent, kind, amount, what)
    if refusal is not None:
        return refusal
    return entitlements.replacing(mandate, substitution)


def _as_holder(
    mandate: Mandate,
    kind: str,
    amount: Decimal | None,
    at: dt.datetime,
    what: str,
    delegation: Refusal | None,
) -> Authority | Refusal:
    if mandate.office == Office.INSPECTOR and not mandate.habilitation_waived:
        return delegation or Refusal(
            f"Aucune délégation de signature n’habilite {mandate.person.formal_name} à engager "
            "l’État : déposez-la, ou faites signer le directeur académique sur son visa.",
            "Habilitation de l’inspecteur, règle du programme",
            "authority.inspector",
        )
    replacement = _replacement(mandate.institution, mandate.office, at, mandate)
    if replacement is not None:
        return Refusal(
            f"{replacement.replacement.person.formal_name} remplace "
            f"{mandate.person.formal_name} {replacement.period_words} : mettez d’abord fin à la "
            "suppléance.",
            prevention_source(mandate.institution),
            "authority.replaced",
        )
    return _scope_refusal(mandate, kind, amount, what) or entitlements.plain(mandate, mandate)


def _dasen_on_visa(
    inspector: Mandate,
    kind: str,
    amount: Decimal | None,
    at: dt.datetime,
    what: str,
    refusal: Refusal,
) -> Authority | Refusal:
    held = who_signs(inspector.institution, Office.DASEN, kind, amount, at, what=what)
    if isinstance(held, Refusal):
        return refusal
    return replace(held, on_visa_of=f"{inspector.person.formal_name}, {wording.quality(inspector)}")


def _holder(
    institution: Institution, office: str, at: dt.datetime, circonscription_id: int | None
) -> Mandate | None:
    """Who holds the office at ``at``; the first rank when it is plural."""
    held = Mandate.unscoped.valid(at).filter(institution=institution, office=office)
    if circonscription_id is not None:
        held = held.filter(circonscription_id=circonscription_id)
    return held.with_words().order_by("rank", "starts_on", "pk").first()


def _replacement(
    institution: Institution, office: str, at: dt.datetime, absent: Mandate | None = None
) -> Substitution | None:
    """The replacement in force at ``at`` for an office, or for one of its holders."""
    found = Substitution.unscoped.filter(
        absent__institution=institution, absent__office=office
    ).select_related("absent__person", "replacement__person", "replacement__institution")
    if absent is not None:
        found = found.filter(absent=absent)
    for substitution in found:
        mandate = substitution.replacement
        if not substitution.in_force(mandate.day_of(at)):
            continue
        over = substitution.ground == Ground.INTERIM and _succeeded(substitution, at)
        ended = substitution.ground == Ground.PREVENTED and not substitution.absent.is_valid(at)
        if not over and not ended:
            return substitution
    return None


def _succeeded(substitution: Substitution, at: dt.datetime) -> bool:
    """Whether a new holder put an end to the interim."""
    absent = substitution.absent
    holder = _holder(absent.institution, absent.office, at, absent.circonscription_id)
    return holder is not None and holder.pk != absent.pk
