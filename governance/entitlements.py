"""The words and facts of an entitlement to sign, frozen as plain values on the act.

Rules are in ``governance.authority``; here is how each ground is printed.
"""

import datetime as dt
import tomllib
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from common import articles
from common.french import date_fr

from . import wording
from .models import Ground, Institution, Mandate, SigningDelegation, Substitution

HOLDER, DELEGATION = "holder", "delegation"
GROUNDS_TABLE = Path(__file__).parent / "data" / "grounds.toml"


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


@cache
def _grounds() -> dict[str, dict[str, Any]]:
    return tomllib.loads(GROUNDS_TABLE.read_text(encoding="utf-8"))


def _of_kind(institution: Institution) -> dict[str, Any]:
    table = _grounds()
    return table.get(institution.kind, table["default"])


def source(ground: str, institution: Institution) -> str:
    """The text under which ``ground`` (delegation, prevented, interim) holds in that body."""
    return str(_of_kind(institution)[ground])


def designated(institution: Institution) -> bool:
    """Whether an act must name who stands in: there, no text gives an order of replacement."""
    return bool(_of_kind(institution).get("designated"))


def replacing(mandate: Mandate, substitution: Substitution) -> Authority:
    """``mandate`` signs for a holder who is prevented, or until the next one."""
    absent = substitution.absent
    if substitution.ground == Ground.PREVENTED:
        formula = f"Pour {wording.holder_prevented(absent)}, {wording.office_the(mandate)}"
        reason = f"empêchement {articles.of_the(wording.office_the(absent))}"
    else:
        title = wording.office_title(mandate)
        formula = f"{title}, assurant l’intérim des fonctions {articles.of(wording.office(absent))}"
        reason = "vacance"
    return replace(
        plain(mandate, absent),
        ground=str(substitution.ground),
        formula=formula,
        reason=f"{reason} : {substitution.reason}, {substitution.period_words}"
        f"{_act_of(substitution)}",
        source=source(substitution.ground, absent.institution),
        act_number=substitution.act_number,
        act_date=substitution.act_date,
        starts_on=substitution.starts_on,
        ends_on=substitution.ends_on,
        last_day=substitution.last_day,
        fact=substitution.reason,
    )


def _act_of(substitution: Substitution) -> str:
    """« , acte n° 2026-I4 du 5 juin 2026 » when an act names the replacement."""
    if not substitution.act_number:
        return ""
    when = f" du {date_fr(substitution.act_date)}" if substitution.act_date else ""
    return f", acte n° {substitution.act_number}{when}"


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
        source=source(DELEGATION, delegator.institution),
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
