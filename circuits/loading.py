"""Circuit templates from data: a changed description is a new version, running acts keep theirs."""

import tomllib
from pathlib import Path

from audit.actor import Actor
from audit.recording import recording

from .models import CircuitTemplate, TemplateStep

FIELDS = (
    "group",
    "rule",
    "kind",
    "label",
    "party",
    "offices",
    "level",
    "due",
    "due_reason",
    "verbs",
    "committee",
    "ruling",
)


def load(path: Path, *, actor: Actor) -> int:
    """Record the circuits of a TOML file; returns how many new versions. Twice adds nothing."""
    described = tomllib.loads(path.read_text(encoding="utf-8"))["circuit"]
    return sum(_load_one(circuit, actor) for circuit in described)


def _load_one(circuit: dict[str, object], actor: Actor) -> int:
    latest = CircuitTemplate.unscoped.filter(code=circuit["code"]).order_by("-version").first()
    rows = [
        TemplateStep(position=position, **{k: row[k] for k in FIELDS if k in row})
        for position, row in enumerate(circuit["step"], start=1)  # type: ignore[arg-type]
    ]
    if latest is not None and latest.label == circuit["label"] and _same(latest, rows):
        return 0
    with recording(actor) as journal:
        template = CircuitTemplate(
            code=circuit["code"],
            label=circuit["label"],
            version=latest.version + 1 if latest else 1,
        )
        template.full_clean()
        journal.says(template, "record_circuit")
        template.save()
        for row in rows:
            row.template = template
            row.full_clean()
            row.save()
    return 1


def _same(template: CircuitTemplate, rows: list[TemplateStep]) -> bool:
    kept = list(template.steps.all())
    return len(kept) == len(rows) and all(
        getattr(old, name) == getattr(new, name)
        for old, new in zip(kept, rows, strict=True)
        for name in (*FIELDS, "position")
    )
