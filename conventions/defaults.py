"""Values that every act of a model shares for a time, and that no law fixes.

Shipped neutral and invented; an administrator records the programme's own from a later date.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.actor import Actor
from audit.recording import recording

from .models import ModelDefaults

COMMON = "*"
"""Stands for every model in the records: values around an act, whatever its kind."""

SHIPPED = Path(__file__).parent / "data" / "defaults.toml"


def in_use(model_code: str, on: dt.date) -> Mapping[str, Any]:
    """The values in use on ``on`` for the acts of a model, as recorded: those common to every
    model, then its own; empty when none."""
    recorded = ModelDefaults.unscoped.filter(model_code__in=[COMMON, model_code], starts_on__lte=on)
    latest = {row.model_code: row.values for row in recorded.order_by("starts_on")}
    return {**latest.get(COMMON, {}), **latest.get(model_code, {})}


def load_defaults(on: dt.date, actor: Actor) -> int:
    """Record the shipped values, in use from ``on``, for each model that has none yet.

    Returns how many models were served; what an administrator recorded is left alone.
    """
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    served = 0
    with recording(actor) as journal:
        for code, values in shipped.items():
            if ModelDefaults.unscoped.filter(model_code=code).exists():
                continue
            row = ModelDefaults(model_code=code, values=values, starts_on=on)
            row.full_clean()
            journal.says(row, "load_defaults")
            row.save()
            served += 1
    return served
