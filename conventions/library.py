"""The clauses that come with the software, each with the reason why its model has it."""

import tomllib
from pathlib import Path

from django.db.models import QuerySet

from audit.actor import Actor
from audit.recording import recording
from common import clock

from .models import ClauseVariant, Convention, LibraryClause

SHIPPED = Path(__file__).parent / "data" / "clauses.toml"


def shipped() -> list[dict[str, str]]:
    """The shipped clauses, those of a model in the order of its headings."""
    found: list[dict[str, str]] = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["clause"]
    return found


WORDING = ("title", "reason", "source")
"""What a clause says: when one of these changes in the data, the clause has a new version."""


def load(actor: Actor) -> int:
    """Record the shipped clauses that are not known yet, and a new version of those whose wording
    changed; returns how many. Twice adds nothing.

    Acts begun before a version rest on the one that they began with (``of_act``).
    """
    described = shipped()
    rows = LibraryClause.unscoped.order_by("version")
    known = {(each.model_code, each.key): each for each in rows}
    made = []
    for order, row in enumerate(described):
        latest = known.get((row["model"], row["key"]))
        wording = {name: row.get(name, "") for name in WORDING}
        if latest is not None and wording == {name: getattr(latest, name) for name in WORDING}:
            continue
        clause = LibraryClause(model_code=row["model"], key=row["key"], order=order, **wording)
        if latest is not None:
            clause.version, clause.in_use_from = latest.version + 1, clock.now()
        made.append(clause)
    with recording(actor) as journal:
        for clause in made:
            clause.full_clean()
            journal.says(clause, "load_clause", version=clause.version)
            clause.save()
    return len(made)


def of_act(convention: Convention, key: str) -> LibraryClause | None:
    """The clause as it was worded when the act began; None when the library has none."""
    code = convention.model.code if convention.model is not None else ""
    found = LibraryClause.unscoped.at(convention.recorded_at).filter(model_code=code, key=key)
    return found.first()


def variants(clause: LibraryClause) -> QuerySet[ClauseVariant]:
    """The variants of a clause, whatever version each was proposed for."""
    return ClauseVariant.unscoped.filter(
        clause__model_code=clause.model_code, clause__key=clause.key
    )
