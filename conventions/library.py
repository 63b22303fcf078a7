"""The clauses that come with the software, each with the reason why its model has it."""

import tomllib
from pathlib import Path

from audit.actor import Actor
from audit.recording import recording

from .models import LibraryClause

SHIPPED = Path(__file__).parent / "data" / "clauses.toml"


def shipped() -> list[dict[str, str]]:
    """The shipped clauses, those of a model in the order of its headings."""
    found: list[dict[str, str]] = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["clause"]
    return found


def load(actor: Actor) -> int:
    """Record the shipped clauses that are not known yet; returns how many. Twice adds nothing."""
    described = shipped()
    known = set(LibraryClause.unscoped.values_list("model_code", "key"))
    unknown = [row for row in described if (row["model"], row["key"]) not in known]
    with recording(actor) as journal:
        for row in unknown:
            clause = LibraryClause(
                model_code=row["model"],
                key=row["key"],
                order=described.index(row),
                title=row["title"],
                reason=row["reason"],
                source=row.get("source", ""),
            )
            clause.full_clean()
            journal.says(clause, "load_clause")
            clause.save()
    return len(unknown)
