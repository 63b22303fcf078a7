"""What an act that changes another carries to it on the day it takes effect, or takes back."""

from decimal import Decimal
from typing import Any

from audit.actor import SYSTEM
from audit.recording import recording
from common import french

from ..models import Convention, ConventionSchool, Modification, Status, Way
from ..term import end_of
from . import finding, printing, values

VERBS = {
    Way.AMENDMENT: ("amend", "unamend"),
    Way.ENTRY_SLIP: ("take_in_school", "take_out_school"),
}
"""How the history of the act in force tells the change, and that a judge took it away."""


def moved(convention: Convention) -> None:
    """Called after each move of an act that changes another, once it is saved."""
    modification = finding.of(convention)
    if modification is None:
        return
    if convention.status == Status.IN_FORCE:
        carry(modification, back=False)
        printing.ask(modification.initial)
    elif convention.status == Status.ANNULLED and convention.in_force_on is not None:
        carry(modification, back=True)
        printing.ask(modification.initial)


def carry(modification: Modification, *, back: bool) -> None:
    """Give the act in force the values that change, and nothing else; ``back``: take them away,
    where nothing changed them since (a judge annulled the amendment)."""
    initial = Convention.unscoped.select_for_update().get(pk=modification.initial_id)
    before, after = modification.before, values.of(modification.act)
    given, expected = (before, after) if back else (after, before)
    held = values.of(initial)
    way = Way(modification.way)
    names = [name for name in values.changed(modification) if not back or held[name] == after[name]]
    if way == Way.ENTRY_SLIP:
        names = ["schools"]
    with recording(SYSTEM) as journal:
        for name in names:
            if name == "schools":
                _carry_schools(initial, modification, given["schools"], expected["schools"])
            else:
                setattr(initial, name, _typed(name, given[name]))
        if "duration_months" in names:
            initial.ends_on = end_of(initial)
        verb = VERBS[way][back]
        journal.says(initial, verb, reference=modification.act.reference, fields=names)
        initial.save()


def _typed(name: str, value: Any) -> Any:
    money = name in ("unit_price", "max_yearly_amount") and value is not None
    return Decimal(value) if money else value


def _carry_schools(
    initial: Convention, modification: Modification, given: dict[str, int], expected: dict[str, int]
) -> None:
    """Schools that enter, leave or count other accounts; the others stay as they are."""
    rows = {row.school.uai: row for row in initial.schools.select_related("school")}
    told = {row.school.uai: row for row in modification.act.schools.select_related("school")}
    for uai in expected.keys() - given.keys():
        if uai in rows:
            rows[uai].delete()
    for uai, accounts in given.items():
        if accounts == expected.get(uai):
            continue
        row = rows.get(uai)
        if row is None and uai in told:
            row = ConventionSchool(
                convention=initial,
                school=told[uai].school,
                levels=told[uai].levels,
                entry_label=french.date_fr(modification.act.in_force_on),
            )
        if row is not None:
            row.forecast_accounts = accounts
            row.save()
