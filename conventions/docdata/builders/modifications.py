"""What an act that changes another says besides its own values: which act, what changes, why."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from common import articles as words
from common import french
from conventions import coverage
from conventions.docdata import rows
from conventions.models import (
    AUTHORITY,
    CANOPE,
    STATE,
    Convention,
    Modification,
    Way,
)
from conventions.modifying import consolidating, finding, room
from conventions.modifying import values as changes
from documents import catalogue, text
from governance.models import Competence, Institution

from . import names

_CLAUSE = re.compile(r"Article (\d+) .*(?:modification|avenant)", re.IGNORECASE)


def values(convention: Convention, on: dt.date) -> dict[str, Any]:
    """Nothing for an act that stands alone."""
    modification = finding.of(convention)
    if modification is None:
        return {}
    found = _initial(modification)
    if modification.way == Way.AMENDMENT:
        found |= _amendment(modification, on)
    elif modification.way == Way.ENTRY_SLIP:
        found |= _slip(modification)
    return {name: value for name, value in found.items() if value is not None}


def _initial(modification: Modification) -> dict[str, Any]:
    initial = modification.initial
    title = initial.model.title if initial.model is not None else initial.kind.label
    return {
        "initial_convention_title": title.upper(),
        "initial_convention_reference": initial.reference,
        "initial_register_number": initial.register_number,
        "initial_start_date": initial.in_force_on or initial.starts_on,
        "initial_end_date": initial.ends_on,
        "amendment_clause_number": clause_number(initial),
    }


def clause_number(initial: Convention) -> str | None:
    """The article of the act that says how it is changed; None when no heading names it."""
    return _clause_number(initial.model.sha256) if initial.model is not None else None


@lru_cache(maxsize=32)
def _clause_number(sha256: str) -> str | None:
    for heading, _under in text.passages(text.blocks(catalogue.content(sha256))):
        if found := _CLAUSE.match(text.normalised(heading.text)):
            return found.group(1)
    return None


def _amendment(modification: Modification, on: dt.date) -> dict[str, Any]:
    act = modification.act
    played = {party.role for party in act.parties.all()}
    voting = act.parties.filter(votes=True).select_related("convention__kind", "institution")
    return {
        "amendment_number": modification.number,
        "earlier_amendments": tuple(
            rows.EarlierAmendment(number=row.number, date=french.date_fr(row.act.act_date))
            for row in finding.in_force(modification.initial)
            if row.way == Way.AMENDMENT
        ),
        "has_authority_party": AUTHORITY in played,
        "has_state_party": STATE in played,
        "has_canope_party": CANOPE in played,
        "needs_new_vote": any(coverage.needs_vote(party) for party in voting),
        "amendment_reason": modification.reason or None,
        "amendment_reason_text": modification.reason_text.strip() or None,
        "changed_articles": tuple(
            rows.ChangedArticle(reference=row.article, old_text=row.old, new_text=row.new)
            for row in modification.articles.all()
        ),
        "consolidated_articles": tuple(
            rows.ConsolidatedArticle(title=title, text=said)
            for title, said in consolidating.amended(modification)
            if said
        ),
        **_transfer(modification, on),
        **changes.money(modification),
    }


def _slip(modification: Modification) -> dict[str, Any]:
    """The school that enters, and the room left once it has (P7)."""
    act, initial = modification.act, modification.initial
    party = act.party(AUTHORITY)
    row = act.schools.select_related("school__commune").first()
    if row is None or party is None:
        return {"entry_slip_number": act.reference}
    vote = coverage.ground(party)
    left = room.of(initial, vote, without=act, adding=row.forecast_accounts)
    limited = left.max_amount is not None
    return {
        "entry_slip_number": act.reference,
        "school_name": french.typography(row.school.name),
        "school_uai": row.school.uai,
        "school_commune_name": french.typography(str(row.school.commune)),
        "school_levels": french.typography(row.levels or names.levels(row.school)),
        "school_forecast_accounts": row.forecast_accounts or None,
        "max_accounts": left.max_accounts,
        "committed_accounts": left.committed_accounts,
        "remaining_accounts": left.accounts,
        "has_amount_limit": limited,
        "max_yearly_amount": left.max_amount,
        "committed_amount": left.committed_amount if limited else None,
        "remaining_amount": left.amount,
    }


def _transfer(modification: Modification, on: dt.date) -> dict[str, Any]:
    """The body that takes the place of another, and the act that moved the competence."""
    successor, before = modification.successor, modification.initial.party(AUTHORITY)
    day = modification.act.starts_on
    if successor is None or before is None or day is None:
        return {}
    schools = modification.initial.schools.values("school")
    held = Competence.unscoped.on(day).filter(institution=successor, school__in=schools)
    row = held.order_by("starts_on").last()
    return {
        "successor_name": _the(successor, on),
        "predecessor_name": _the(before.institution, on),
        "transfer_reference": names.reference_with_article(row.act_reference) if row else None,
        "transfer_date": row.starts_on if row else None,
    }


def _the(body: Institution, on: dt.date) -> str:
    return words.named(names.full_name(body, on))
