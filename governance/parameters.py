"""Values in force of legal parameters, typed by their key.

A rule is never a constant in code: ``value("notice.council", on=day, scope="E")``. Each row keeps
its text, article, version and how sure it is; ``indicative`` prints the warning of those that
nobody has read yet.
"""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from audit.actor import SYSTEM
from audit.recording import recording
from common.french import date_fr
from common.lifecycle import Refusal, Refused

from .models import Institution, InstitutionKind, LegalParameter, ParameterScope, SourceStatus
from .parameter_types import SAME_AS, read_value

BIRTH_TABLE = Path(__file__).parent / "data" / "parameters.toml"
SMALL_COMMUNE = 3500
"""Inhabitants from which a commune follows the rules of the larger ones (CGCT, L. 2121-11)."""

_SCOPES: dict[str, str] = {
    InstitutionKind.EPCI: ParameterScope.EPCI,
    InstitutionKind.SCHOOL_SYNDICATE: ParameterScope.SYNDICATE,
    InstitutionKind.MIXED_SYNDICATE: ParameterScope.SYNDICATE,
}


class MissingParameter(Refused):
    """No value at that date: an administrator must enter it, with its source (409)."""


def find(key: str, *, on: dt.date, scope: str = ParameterScope.ANY) -> LegalParameter:
    """The row of ``key`` in force on ``on`` for ``scope``, else for everybody.

    Raises ``MissingParameter``: a rule without a value is never guessed.
    """
    rows = LegalParameter.unscoped.on(on).filter(key=key, scope__in=[scope, ParameterScope.ANY])
    found = {row.scope: row for row in rows}
    row = found.get(scope) or found.get(ParameterScope.ANY)
    if row is None or row.value is None:
        raise MissingParameter(_missing(key, on, row))
    return row


def value(key: str, *, on: dt.date, scope: str = ParameterScope.ANY) -> Any:
    """The typed value of ``key`` on ``on``: int, Decimal, word, tuple, (month, day)."""
    row = find(key, on=on, scope=scope)
    if isinstance(row.value, str) and row.value.startswith(SAME_AS):
        return value(row.value.removeprefix(SAME_AS), on=on, scope=scope)
    return read_value(key, row.value)


def scope_of(institution: Institution) -> str:
    """Whose rules an institution follows; a commune of unknown size follows the larger ones'."""
    if institution.kind == InstitutionKind.COMMUNE:
        people = institution.population
        small = people is not None and people < SMALL_COMMUNE
        return ParameterScope.SMALL_COMMUNE if small else ParameterScope.COMMUNE
    return _SCOPES.get(institution.kind, ParameterScope.ANY)


def indicative(row: LegalParameter) -> str:
    """The warning printed beside a value that no text was read for; empty otherwise."""
    if row.status == SourceStatus.UNCONFIRMED:
        return f"Délai indicatif, à confirmer : {row.source}."
    if row.status == SourceStatus.DESIGN:
        return f"Délai indicatif, à confirmer : choix du programme ({row.source})."
    return ""


def _missing(key: str, on: dt.date, row: LegalParameter | None) -> Refusal:
    known = row or LegalParameter.unscoped.filter(key=key).first()
    label = known.label if known else key
    return Refusal(
        f"Le paramètre « {label} » n’est pas renseigné au {date_fr(on)}. Un administrateur doit "
        "le saisir, avec sa source.",
        key="common.parameter",
    )


def birth_rows() -> list[LegalParameter]:
    """The table at birth, one row per key, scope and period; nothing is stored."""
    table = tomllib.loads(BIRTH_TABLE.read_text(encoding="utf-8"))
    return [
        LegalParameter(
            key=row["key"],
            label=row["label"],
            value=row.get("value"),
            unit=row.get("unit", ""),
            scope=scope,
            starts_on=row.get("from"),
            ends_on=row.get("to"),
            text=row["text"],
            article=row.get("article", ""),
            version=row.get("version", ""),
            status=row["status"],
            checked_on=table["checked_on"] if row["status"] == SourceStatus.VERIFIED else None,
            checked_by=table["checked_by"] if row["status"] == SourceStatus.VERIFIED else "",
        )
        for row in table["parameter"]
        for scope in row["scopes"]
    ]


def load() -> int:
    """Store the rows of the birth table that are not there yet; returns how many.

    A row that an administrator changed, or replaced over its period, is left alone.
    """
    added = 0
    with recording(SYSTEM) as journal:
        for row in birth_rows():
            same = LegalParameter.unscoped.filter(key=row.key, scope=row.scope)
            if same.overlapping(row.starts_on, row.ends_on).exists():
                continue
            row.full_clean()
            journal.says(row, "load_parameter")
            row.save()
            added += 1
    return added
