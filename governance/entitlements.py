"""The words and facts of an entitlement to sign, frozen as plain values on the act.

Rules are in ``governance.authority``; here is how each ground is printed.
"""

import datetime as dt
from dataclasses import asdict, dataclass, replace

from common.french import date_fr

from . import wording
from .models import Ground, Institution, InstitutionKind, Mandate, SigningDelegation, Substitution

HOLDER, DELEGATION = "holder", "delegation"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not sign: the sentence shown, its legal or practical source."""

    reason: str
    source: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """The words and facts of an entitlement, frozen on the act: nothing here is a key to follow.

    ``office`` has no article (« maire »), ``office_the`` has one (« la maire »), ``office_title``
    stands above the signature (« La maire »), ``quality`` names the body (« maire de Cerisy »).
    ``holder_*`` describe the office signed for; they equal the signer's own on ground ``holder``.
    ``act_*`` and the dates are those of the arrêté or of the prevention; ``ends_on`` is excluded.
    ``on_visa_of`` names the inspector on whose visa the DASEN signs.
    """

    mandate_id: int
    person_id: int
    person_key: str
    institution_id: int
    institution: str
    name: str
    office: str
    office_the: str
    office_title: str
    salutation: str
    quality: str
    ground: str
    formula: str
    reason: str
    source: str
    holder_mandate_id: int
    holder_name: str
    holder_office: str
    holder_office_the: str
    holder_prevented: str
    mandate_act: str
    act_number: str = ""
    act_date: dt.date | None = None
    published_on: dt.date | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    last_day: dt.date | None = None
    fact: str = ""
    waiver: str = ""
    on_visa_of: str = ""

    def as_dict(self) -> dict[str, object]:
        """Values that JSON can hold, dates as ISO texts."""
        return {
            key: value.isoformat() if isinstance(value, dt.date) else value
            for key, value in asdict(self).items()
        }


def delegation_source(institution: Institution) -> str:
    """The text under which a delegation of signature is given in that body."""
    if institution.kind == InstitutionKind.COMMUNE:
        return "CGCT, art. L. 2122-18 et L. 2122-19"
    if institution.kind == InstitutionKind.EPCI:
        return "CGCT, art. L. 5211-9"
    return "Arrêté de délégation"


def prevention_source(institution: Institution) -> str:
    """The text that lets somebody act for a holder who is prevented."""
    if institution.kind == InstitutionKind.COMMUNE:
        return "CGCT, art. L. 2122-17"
    if institution.kind == InstitutionKind.EPCI:
        return "CGCT, art. L. 5211-2 et L. 2122-17 [à confirmer au vu des statuts]"
    return "Statuts [à confirmer]"


def interim_source(institution: Institution) -> str:
    """The text that lets somebody act until the next holder."""
    if institution.kind == InstitutionKind.COMMUNE:
        return "CGCT, art. L. 2122-14 et L. 2122-17"
    if institution.kind == InstitutionKind.EPCI:
        return "CGCT, art. L. 5211-2, L. 2122-14 et L. 2122-17 [à confirmer au vu des statuts]"
    return "Statuts [à confirmer]"


def replacing(mandate: Mandate, substitution: Substitution) -> Authority:
    """``mandate`` signs for a holder who is prevented, or until the next one."""
    absent = substitution.absent
    if substitution.ground == Ground.PREVENTED:
        formula = f"Pour {wording.holder_prevented(absent)}, {wording.office_the(mandate)}"
        reason = f"empêchement {wording.of_the(wording.office_the(absent))}"
        source = prevention_source(absent.institution)
    else:
        title = wording.office_title(mandate)
        formula = f"{title}, assurant l’intérim des fonctions de {wording.office(absent)}"
        reason = "vacance"
        source = interim_source(absent.institution)
    return replace(
        plain(mandate, absent),
        ground=str(substitution.ground),
        formula=formula,
        reason=f"{reason} : {substitution.reason}, {substitution.period_words}",
        source=source,
        act_number=substitution.act_number,
        act_date=substitution.act_date,
        starts_on=substitution.starts_on,
        ends_on=substitution.ends_on,
        last_day=substitution.last_day,
        fact=substitution.reason,
    )


def by_delegation(mandate: Mandate, delegation: SigningDelegation) -> Authority:
    """``mandate`` signs in the name of the delegator, by a published arrêté."""
    delegator = delegation.delegator
    if delegation.published_at is None:
        raise ValueError("an unpublished delegation entitles nobody")
    published = delegator.day_of(delegation.published_at)
    return replace(
        plain(mandate, delegator),
        ground=DELEGATION,
        formula=f"Pour {wording.office_the(delegator)} et par délégation, "
        f"{wording.office_the(mandate)}",
        reason=f"arrêté n° {delegation.act_number} du {date_fr(delegation.act_date)}, publié le "
        f"{date_fr(published)}, valable {delegation.period_words}",
        source=delegation_source(delegator.institution),
        act_number=delegation.act_number,
        act_date=delegation.act_date,
        published_on=published,
        starts_on=delegation.starts_on,
        ends_on=delegation.ends_on,
        last_day=delegation.last_day,
    )


def _mandate_act(mandate: Mandate) -> str:
    """« Élection : procès-verbal du 28 mars 2026 », as the evidence prints it."""
    if not mandate.act_reference:
        return ""
    when = f" du {date_fr(mandate.act_date)}" if mandate.act_date else ""
    return f"{mandate.get_act_kind_display()} : {mandate.act_reference}{when}"


def plain(mandate: Mandate, holder: Mandate) -> Authority:
    """The values of ``mandate``, signing for the office of ``holder``, on ground ``holder``."""
    waiver = mandate.waiver_reason if mandate.habilitation_waived else ""
    act = _mandate_act(mandate)
    return Authority(
        mandate_id=mandate.pk,
        person_id=mandate.person_id,
        person_key=mandate.person.key,
        institution_id=mandate.institution_id,
        institution=mandate.institution.name,
        name=mandate.person.formal_name,
        office=wording.office_with_area(mandate),
        office_the=wording.office_the(mandate),
        office_title=wording.office_title(mandate),
        salutation=wording.salutation(mandate),
        quality=wording.quality(mandate),
        ground=HOLDER,
        formula=wording.office_title(mandate),
        reason=act or f"habilitation non produite : {waiver}",
        source="",
        holder_mandate_id=holder.pk,
        holder_name=holder.person.formal_name,
        holder_office=wording.office(holder),
        holder_office_the=wording.office_the(holder),
        holder_prevented=wording.holder_prevented(holder),
        mandate_act=act,
        waiver=waiver,
    )
