"""What the header of a text says of its values: which are numbers, and their examples."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

_NUMERIC = {"integer", "decimal", "int"}


def numeric_names(front: Mapping[str, Any]) -> dict[str, bool]:
    """Every name of the contract, ``list.field`` for a field of a list: is it a number?"""
    names: dict[str, bool] = {}
    for entry in front.get("data_contract") or []:
        names[entry["name"]] = entry.get("type") in _NUMERIC
        for field in entry.get("fields") or []:
            names[f"{entry['name']}.{field['name']}"] = field.get("type") in _NUMERIC
    return names


def sample(front: Mapping[str, Any]) -> dict[str, object]:
    """The examples of the contract as JSON values: one row for each list, decimals as texts."""
    return {entry["name"]: _example(entry) for entry in front.get("data_contract") or []}


def _example(entry: Mapping[str, Any]) -> object:
    if "fields" in entry:
        return [{field["name"]: _example(field) for field in entry["fields"]}]
    value = entry.get("example", "")
    if entry.get("type") == "decimal":
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.replace("'", "’") if isinstance(value, str) else value
