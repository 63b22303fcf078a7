"""The mentions completed after the vote: délibérations, and who signs at this instant."""

import datetime as dt
from typing import Any

from common import calendar, clock
from conventions import coverage, defaults
from conventions.models import STATE, SYNDICATE, Convention, Party, StateMode, Way
from governance import authority, wording
from governance.models import Deliberation, Institution, Mandate
from governance.offices import Office

from . import act, names

KIND = "convention"
"""What the mandate or delegation of whoever signs a convention tripartite must cover."""


def signatory(party: Party, at: dt.datetime) -> authority.Authority | authority.Refusal:
    """Who signs for ``party`` at ``at``: the person chosen, else who is awaited, else a delegate.

    For the State the mode of the act decides; an inspector without a delegation is refused
    rather than replaced in silence by the DASEN.
    """
    convention = party.convention
    amount, what = convention.max_yearly_amount, f"la convention {convention.reference}"
    kind = party.part.authority
    if party.signatory is not None:
        chosen = Mandate.unscoped.with_words().get(pk=party.signatory_id)
        return authority.to_sign(chosen, kind, amount, at, what=what)
    office = office_of(party)
    area = convention.circonscription_id if office == Office.INSPECTOR else None
    awaited = authority.who_signs(
        party.institution, office, kind, amount, at, circonscription_id=area, what=what
    )
    if isinstance(awaited, authority.Refusal):
        others = authority.entitled(
            party.institution, office, kind, amount, at, circonscription_id=area
        )
        return others[0] if others else awaited
    if office == Office.INSPECTOR and awaited.on_visa_of:
        return authority.Refusal(
            f"Aucune délégation n’habilite {awaited.on_visa_of} à engager l’État : déposez-la, ou "
            "choisissez la signature du directeur académique sur son visa.",
            "Habilitation de l’inspecteur, règle du programme",
            "authority.inspector",
        )
    return awaited


def office_of(party: Party) -> Office:
    """The office awaited for a party; for the State, the mode of the act may decide (P9)."""
    convention = party.convention
    if party.binds_the_state and convention.kind.chooses_state_mode:
        by_inspector = convention.state_mode == StateMode.INSPECTOR
        return Office.INSPECTOR if by_inspector else Office.DASEN
    return Office(party.part.signatories[0])


def values(convention: Convention, at: dt.datetime) -> act.Values:
    """Every mention known at ``at``; an unknown one is left out, for a guard to name it."""
    found = _tariff(convention)
    shared = defaults.in_use(convention.model.code, clock.today())
    for party in convention.parties.select_related("institution", "deliberation"):
        if convention.kind.way == Way.ENTRY_SLIP and party.binds_the_state:
            found |= _visa(convention, at)  # a visa alone: it signs nothing
            continue
        held = signatory(party, at)
        if party.binds_the_state and not convention.model.free:
            state = _state if convention.kind.chooses_state_mode else _academy
            found |= state(convention, held, at)
            continue
        found |= _vote(party)
        if isinstance(held, authority.Authority):
            found |= _body(party.role, held)
            _, _, reference = held.mandate_act.partition(" : ")
            found[f"{party.role}_authority_reference"] = names.reference_with_article(reference)
    found.setdefault("state_signing_mode", found.get("academy_signing_mode"))
    for name in ("syndicate_delegation_article", "syndicate_substitution_article"):
        found[name] = str(convention.details.get(name) or shared.get(name, ""))
    return {name: value for name, value in found.items() if value is not None}


def _tariff(convention: Convention) -> act.Values:
    party = convention.party(SYNDICATE)
    vote = tariff(party.institution) if party else None
    if vote is None:
        return {}
    return {"tariff_deliberation_number": vote.number, "tariff_deliberation_date": vote.voted_on}


def tariff(syndicate: Institution) -> Deliberation | None:
    """The latest enforceable délibération by which the syndicate fixed its price."""
    return (
        Deliberation.unscoped.valid()
        .filter(institution=syndicate, kind=Deliberation.Kind.TARIFF)
        .order_by("-voted_on", "-pk")
        .first()
    )


def vote_of(party: Party) -> Deliberation | None:
    """The délibération that binds the party: its own, else that on which its signature rests."""
    return coverage.ground(party)


def _vote(party: Party) -> act.Values:
    vote = vote_of(party)
    if vote is None:
        return {}
    prefix = f"{party.role}_deliberation"
    return {
        f"{prefix}_number": vote.number,
        f"{prefix}_date": vote.voted_on,
        f"{prefix}_enforceable_date": vote.enforceable_on,
    }


def _body(role: str, held: authority.Authority) -> act.Values:
    """The four formulas: holder, delegation, prevented, interim (P8)."""
    found: dict[str, Any] = {
        "signing_ground": held.ground,
        "signatory_name": held.name,
        "signatory_office": held.office,
        "signatory_office_title": held.office_title,
        "holder_office": held.holder_office,
        "holder_office_the": held.holder_office_the,
    }
    if held.ground == "delegation":
        found |= {
            "delegation_number": held.act_number,
            "delegation_date": held.act_date,
            "delegation_published_date": held.published_on,
            "delegation_from": held.starts_on,
            "delegation_to": held.last_day,
        }
    elif held.ground in ("prevented", "interim"):
        found |= {
            "holder_prevented": held.holder_prevented,
            "substitution_fact": held.fact,
            "substitution_from": held.starts_on,
            "substitution_to": held.last_day,
        }
    return {f"{role}_{name}": value for name, value in found.items()}


def _state(
    convention: Convention, held: authority.Authority | authority.Refusal, at: dt.datetime
) -> act.Values:
    found: dict[str, Any] = {"state_signing_mode": convention.state_mode}
    if convention.state_mode == StateMode.INSPECTOR:
        if isinstance(held, authority.Authority):
            found |= {
                "inspector_name": held.name,
                "inspector_office": held.office,
                "inspector_office_title": held.office_title,
                "inspector_delegation_number": held.act_number,
                "inspector_delegation_date": held.act_date,
                "inspector_delegation_published_date": held.published_on,
                "dasen_office_the": held.holder_office_the,
            }
        return found
    if isinstance(held, authority.Authority):
        found |= _dasen(held)
        if held.ground == "delegation":
            found |= _dasen_act(held)
    return found | _visa(convention, at)


def _academy(
    convention: Convention, held: authority.Authority | authority.Refusal, at: dt.datetime
) -> act.Values:
    """The rector signs, or the DASEN by a published delegation of the rector."""
    if isinstance(held, authority.Refusal):
        return {}
    if held.ground != "delegation":
        return {
            "academy_signing_mode": "rector",
            "rector_name": held.name,
            "rector_office": held.office,
            "rector_office_title": held.office_title,
        }
    return {"academy_signing_mode": "dasen_delegated", **_dasen(held), **_dasen_act(held)}


def _dasen(held: authority.Authority) -> act.Values:
    return {
        "dasen_name": held.name,
        "dasen_office": held.office,
        "dasen_office_title": held.office_title,
    }


def _dasen_act(held: authority.Authority) -> act.Values:
    """The rector’s delegation, as the act cites it."""
    return {
        "dasen_delegation_number": held.act_number,
        "dasen_delegation_date": held.act_date,
        "dasen_delegation_published_date": held.published_on,
        "rector_office_the": held.holder_office_the,
    }


def _visa(convention: Convention, at: dt.datetime) -> act.Values:
    """The inspector's visa: who held the district when it was given, and the day."""
    given = (
        act.visas(convention).filter(party=STATE, closed_at__lte=at).order_by("-closed_at").first()
    )
    when = given.closed_at if given else at
    inspector = inspector_of(convention, when)
    found: dict[str, Any] = {}
    if inspector is not None:
        found = {
            "inspector_name": inspector.person.formal_name,
            "inspector_office": wording.office_with_area(inspector),
            "inspector_office_the": wording.office_the(inspector),
        }
    if given is not None:
        zone = given.institution.time_zone
        found["inspector_visa_date"] = calendar.act_date(given.closed_at, zone)
    return found


def inspector_of(convention: Convention, at: dt.datetime) -> Mandate | None:
    """Who held the convention's district at ``at``."""
    if convention.circonscription_id is None:
        return None
    return inspector_in(convention.circonscription_id, at)


def inspector_in(circonscription_id: int, at: dt.datetime) -> Mandate | None:
    """Who held a district at ``at``; None when nobody did."""
    found = Mandate.unscoped.valid(at).filter(office=Office.INSPECTOR)
    found = found.filter(circonscription_id=circonscription_id)
    return found.with_words().order_by("starts_on", "pk").first()
