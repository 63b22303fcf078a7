"""What an amendment changes besides words: price, maximums, duration, schools, party.

Money in euros incl. tax, durations in months. An amendment carries the values that the act will
have; those that the act had are kept with it, so that only what differs is carried over.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from common import french

from .. import classifying, requirements
from ..classifying import State
from ..models import Convention, Modification, Way
from . import finding

NUMBERS = ("unit_price", "max_accounts", "max_yearly_amount", "duration_months")
LABELS = {
    "unit_price": "le tarif",
    "max_accounts": "le maximum de comptes",
    "max_yearly_amount": "le montant annuel maximal",
    "duration_months": "la durée",
    "schools": "les écoles",
}
CENT = Decimal("0.01")


def of(convention: Convention) -> dict[str, Any]:
    """What may change, as JSON values; ``schools`` as accounts expected by UAI."""
    found: dict[str, Any] = {name: _plain(getattr(convention, name)) for name in NUMBERS}
    rows = convention.schools.select_related("school")
    found["schools"] = {row.school.uai: row.forecast_accounts for row in rows}
    return found


def _plain(value: Any) -> Any:
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def changed(modification: Modification) -> list[str]:
    """Names of the values that the act changes, those of ``LABELS``."""
    after = of(modification.act)
    return [name for name in LABELS if modification.before.get(name) != after[name]]


def rows(modification: Modification) -> list[str]:
    """Kinds of change of the amendment (N10): those of its articles, those of its values."""
    if modification.way != Way.AMENDMENT:
        return []
    before, after = _state(modification, before=True), _state(modification, before=False)
    roles = [party.role for party in modification.act.parties.all()]
    found = {*classifying.classes(before, after, roles)}
    found |= {article.row for article in modification.articles.all()}
    return [key for key in requirements.rows() if key in found]


def _state(modification: Modification, *, before: bool) -> State:
    """One side of the change, in the names by which values are classed. The maximums are left
    out: they are measured against the vote itself."""
    initial, act = modification.initial, modification.act
    values = modification.before if before else of(act)
    holder = initial if before else act
    accounts = sum(values["schools"].values())
    told: dict[str, Any] = {
        "unit_price": values["unit_price"],
        "duration_months": values["duration_months"],
        "price_ceiling": initial.snapshot.get("price_ceiling"),
        "forecast_accounts": accounts,
        "example_amount": _yearly(values["unit_price"], accounts),
        "schools": [{"uai": uai} for uai in values["schools"]],
    }
    if before:
        told |= {name: values[name] for name in ("max_accounts", "max_yearly_amount")}
    else:
        told |= {name: modification.before[name] for name in ("max_accounts", "max_yearly_amount")}
    parties = {party.role: party for party in holder.parties.select_related("institution")}
    told |= {f"{role}_name": str(party.institution) for role, party in parties.items()}
    ids = {role: party.institution_id for role, party in parties.items()}
    return State(told, parties=ids)


def _yearly(price: str | None, accounts: int) -> str | None:
    return f"{(Decimal(price) * accounts).quantize(CENT):.2f}" if price else None


def money(modification: Modification) -> Mapping[str, Any]:
    """The financial effect: yearly estimates before and after, and the maximums when they move."""
    act, before = modification.act, modification.before
    was = _yearly(before["unit_price"], sum(before["schools"].values()))
    amount_before = Decimal(was) if was else None
    amount_after = act.estimated_amount
    kept = all(
        before[name] == _plain(getattr(act, name)) for name in ("max_accounts", "max_yearly_amount")
    )
    effect = amount_before != amount_after or not kept
    found: dict[str, Any] = {"financial_effect": effect}
    if effect:
        found |= {
            "amount_before": amount_before or Decimal(0),
            "amount_after": amount_after or Decimal(0),
            "maximum_unchanged": kept,
        }
    if effect and not kept:
        found |= {
            "new_max_yearly_amount": act.max_yearly_amount or Decimal(0),
            "new_max_accounts": act.max_accounts or 0,
        }
    return found


def described(modification: Modification) -> list[tuple[str, str, str]]:
    """Each value that changes: its label, before, after, as people read them."""
    after = of(modification.act)
    return [
        (LABELS[name], _said(name, modification.before.get(name)), _said(name, after[name]))
        for name in changed(modification)
    ]


def _said(name: str, value: Any) -> str:
    if value is None:
        return "—"
    if name == "schools":
        count = len(value)
        accounts = french.number(sum(value.values()))
        return f"{count} {french.plural(count, 'école', 'écoles')}, {accounts} comptes"
    if name in ("unit_price", "max_yearly_amount"):
        return french.euros(Decimal(value))
    return f"{value} mois" if name == "duration_months" else f"{value} comptes"


def conflicts(modification: Modification) -> list[tuple[str, Modification]]:
    """Values that another amendment still open changes too: their label, and that amendment."""
    mine = {*changed(modification)}
    return [
        (LABELS[name], other)
        for other in finding.open_amendments(modification)
        for name in changed(other)
        if name in mine
    ]
