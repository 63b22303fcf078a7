"""Who is entitled to sign, at an instant, and in what words the act says so.

``to_sign`` answers for one mandate, ``who_signs`` for an office of an institution, ``entitled``
lists everybody who may. The answer is an ``Authority``, plain values frozen on the act, or a
``Refusal`` with its sentence and source. Nothing here changes a record.

Four grounds: holder; by delegation (arrêté published, in its dates, object and ceiling, from a
holder still in office: no sub-delegation); prevented and interim (CGCT, art. L. 2122-17). An
inspector needs a delegation or a waiver written by the jurist, else the DASEN signs on visa.

``standing`` judges the mandate alone, ``replacing`` a replacement.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from common import articles
from common.french import date_fr

from . import entitlements, replacing, standing, wording
from .entitlements import DELEGATION, Authority, Refusal, source
from .models import Institution, Mandate, MandateStatus, SigningDelegation, Substitution, covers
from .offices import Office
from .standing import NEVER_SIGNING, SIGNING_OFFICES

__all__ = ["Authority", "Refusal", "delegation_refusal", "entitled", "to_sign", "who_signs"]


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
    refusal = standing.refusal(mandate, at)
    if refusal is not None:
        return refusal
    if mandate.office in NEVER_SIGNING:
        return Refusal(
            f"La fonction {articles.of(wording.office(mandate))} ne permet pas de signer : "
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
            source(DELEGATION, mandate.institution),
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
    replacement = replacing.in_force(institution, office, at)
    if replacement is not None:
        return to_sign(replacement.replacement, kind, amount, at, what=what)
    holder = standing.holder(institution, office, at, circonscription_id)
    if holder is None:
        return standing.vacant(institution, office, at, circonscription_id)
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
    delegator, day = delegation.delegator, delegation.delegator.day_of(at)
    text = source(DELEGATION, delegator.institution)
    arrete = f"L’arrêté de délégation n° {delegation.act_number}"
    if delegation.published_at is None or delegation.published_at > at:
        return Refusal(
            f"{arrete} n’est pas publié : il ne peut pas encore servir.",
            text,
            "authority.unpublished",
        )
    fallen = _delegator_refusal(delegator, at, arrete)
    if fallen:
        return Refusal(fallen, text, "authority.delegator_ended")
    if not standing.binds(delegator):
        return Refusal("Une délégation de signature ne se subdélègue pas.", text, "authority.chain")
    if delegation.ends_on is not None and delegation.ends_on <= day:
        return Refusal(
            f"{arrete} n’est plus en vigueur depuis le {date_fr(delegation.ends_on)}.",
            text,
            "authority.delegation_over",
        )
    if delegation.starts_on > day:
        return Refusal(
            f"{arrete} ne s’applique qu’à compter du {date_fr(delegation.starts_on)}.",
            text,
            "authority.delegation_not_begun",
        )
    if kind not in delegation.objects_covered:
        return Refusal(
            f"{arrete} ne couvre pas {what} ; il est valable {delegation.period_words}.",
            text,
            "authority.not_covered",
        )
    above = standing.beyond(delegation.ceiling, amount)
    if above:
        return Refusal(f"{arrete} ne couvre pas {what} : {above}", text, "authority.ceiling")
    return standing.scope_refusal(delegator, kind, amount, what)


def _delegator_refusal(delegator: Mandate, at: dt.datetime, arrete: str) -> str:
    """A delegation lives by its delegator's mandate: « » while that mandate holds."""
    held = standing.refusal(delegator, at)
    if held is None:
        return ""
    if delegator.status in (MandateStatus.ANNULLED, MandateStatus.SUSPENDED) or (
        held.key == "authority.no_act"
    ):
        return f"{arrete} est sans effet. {held.reason}"
    return (
        f"{arrete} est tombé avec le mandat de {delegator.person.formal_name}, le "
        f"{date_fr(delegator.ends_on)} : un nouvel arrêté est nécessaire."
    )


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
    refusal = replacing.refusal(substitution, at) or standing.scope_refusal(
        substitution.absent, kind, amount, what
    )
    return refusal or entitlements.replacing(mandate, substitution)


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
    replacement = replacing.in_force(mandate.institution, mandate.office, at, mandate)
    if replacement is not None:
        return Refusal(
            f"{replacement.replacement.person.formal_name} remplace "
            f"{mandate.person.formal_name} {replacement.period_words} : mettez d’abord fin à la "
            "suppléance.",
            source(replacement.ground, mandate.institution),
            "authority.replaced",
        )
    return standing.scope_refusal(mandate, kind, amount, what) or entitlements.plain(
        mandate, mandate
    )


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
