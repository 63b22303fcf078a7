"""Who does what in an act, activity by activity: the table that its annex prints (M10).

A line is a plain mapping, as it is recorded: ``activity`` and the letters of each column, one of
``LETTERS``. The author's own lines are kept in ``Convention.details``; else those of the model's
common values, else the standard table of the kind.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audit.actor import Actor
from common import french
from common.lifecycle import Refusal
from governance.offices import SCHOOL_OFFICES

from .. import defaults
from ..models import Convention

NAME = "responsibilities"
"""The name of the table in the contract, in the Word model and in ``Convention.details``."""

WORDS = {
    "R": "réalise",
    "A": "décide et répond",
    "R, A": "réalise, décide et répond",
    "C": "est consulté",
    "I": "est informé",
    "": "n’intervient pas",
}
LETTERS = ("", "R", "A", "R, A", "C", "I")
NONE = "–"
"""What is printed in a cell without letter."""

LONGEST, MOST = 120, 60
"""Letters of an activity, lines of a table."""

SHIPPED = Path(__file__).parent.parent / "data" / "roles.toml"
Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """Who stands in a column: ``role`` names its cells and, when it is one, the party."""

    role: str
    label: str
    short: str


@dataclass(frozen=True, slots=True)
class Table:
    """The standard table of a kind of act."""

    source: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@cache
def standards() -> Mapping[str, Table]:
    """The standard tables, by code of kind."""
    described = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["table"]
    return {
        row["kind"]: Table(
            source=row["source"],
            columns=tuple(Column(**column) for column in row["column"]),
            lines=tuple(row["line"]),
        )
        for row in described
    }


def standard(convention: Convention) -> Table | None:
    """The table of the act's kind; None when its text prints none."""
    manifest = convention.model.manifest if convention.model else {}
    if NAME not in manifest.get("tables", ()):
        return None
    return standards().get(convention.kind.code)


def lines(convention: Convention, on: dt.date) -> tuple[Line, ...]:
    """The lines of the act: those of its settled text, else those on ``on``; none without table."""
    table = standard(convention)
    if table is None:
        return ()
    recorded = convention.snapshot.get(NAME) or convention.details.get(NAME)
    if not recorded and convention.model is not None:
        recorded = defaults.in_use(convention.model.code, on).get(NAME)
    found = [line for line in recorded or table.lines if isinstance(line, Mapping)]
    return tuple(_plain(line, table) for line in found)


def _plain(line: Line, table: Table) -> Line:
    """A recorded line, a dash being an empty cell."""
    cells = {c.role: str(line.get(c.role, "")).replace(NONE, "").strip() for c in table.columns}
    return {"activity": str(line.get("activity", "")), **cells}


def printed(convention: Convention, on: dt.date) -> tuple[Line, ...]:
    """The lines as the text prints them: a dash where nobody stands."""
    return tuple(
        {name: cell or NONE for name, cell in line.items()} for line in lines(convention, on)
    )


# --- what must be true ----------------------------------------------------------------------------
def refused(convention: Convention, on: dt.date) -> Iterator[Refusal]:
    """Why the table of the act may not go into its text."""
    table = standard(convention)
    if table is not None:
        yield from faults(table, lines(convention, on))


def faults(table: Table, found: Sequence[Line]) -> Iterator[Refusal]:
    """One authority answers for each line, and one only: the annex says so."""
    if not found:
        yield _refusal(table, "Le tableau des rôles est vide : gardez au moins une activité.")
    if len(found) > MOST:
        yield _refusal(
            table,
            f"Le tableau des rôles compte {len(found)} activités : {MOST} au plus se lisent dans "
            "une annexe. Regroupez-en.",
        )
    seen: set[str] = set()
    for line in found:
        said = line["activity"].strip()
        if not said:
            yield _refusal(table, "Une ligne du tableau des rôles n’a pas d’activité : nommez-la.")
            continue
        if said.casefold() in seen:
            yield _refusal(
                table, f"L’activité {french.quoted(said)} figure deux fois : gardez une ligne."
            )
        seen.add(said.casefold())
        yield from _letters(table, line, said)


def _letters(table: Table, line: Line, said: str) -> Iterator[Refusal]:
    quoted = french.quoted(said)
    unknown = [line[c.role] for c in table.columns if line[c.role] not in LETTERS]
    if unknown:
        yield _refusal(
            table,
            f"{quoted} : {french.quoted(unknown[0])} n’est pas un rôle. Choisissez R, A, R et A, "
            "C, I ou rien.",
        )
    answers = [c.label for c in table.columns if "A" in line[c.role]]
    if not answers:
        yield _refusal(
            table, f"Personne ne répond de {quoted} : donnez « A » à un acteur, et à un seul."
        )
    elif len(answers) > 1:
        yield _refusal(
            table,
            f"{french.list_fr(answers)} répondent de {quoted} : une seule autorité répond de "
            "chaque activité. Gardez un seul « A ».",
        )
    if not any("R" in line[c.role] for c in table.columns):
        yield _refusal(table, f"Personne ne réalise {quoted} : donnez « R » à un acteur au moins.")


def _refusal(table: Table, sentence: str) -> Refusal:
    source = table.source[:1].upper() + table.source[1:]
    return Refusal(sentence, source, key="roles")


# --- as people read it ----------------------------------------------------------------------------
def answered_by(convention: Convention, actor: Actor, on: dt.date) -> tuple[str, tuple[str, ...]]:
    """The column of the reader and the activities for which it answers; empty for an outsider."""
    table, role = standard(convention), _role(convention, actor)
    column = next((c for c in table.columns if c.role == role), None) if table else None
    if column is None:
        return "", ()
    mine = (line["activity"] for line in lines(convention, on) if "A" in line[column.role])
    return column.label, tuple(mine)


def _role(convention: Convention, actor: Actor) -> str:
    if actor.office in SCHOOL_OFFICES:
        return "school"
    parties: Iterable[tuple[int, str]] = (
        (party.institution_id, party.role) for party in convention.parties.all()
    )
    return next((role for body, role in parties if body == actor.institution_id), "")
