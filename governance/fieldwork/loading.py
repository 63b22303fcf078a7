"""The kinds of sheet that the software ships, from data."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from audit.actor import SYSTEM
from audit.recording import recording
from governance.services.store import store

from .models import SheetKind

KINDS = Path(__file__).parent / "data" / "kinds.toml"


def described() -> list[dict[str, Any]]:
    """Each kind as the data say it; nothing is stored."""
    kinds: list[dict[str, Any]] = tomllib.loads(KINDS.read_text(encoding="utf-8"))["kind"]
    return kinds


def load(on: dt.date) -> int:
    """Record the kinds that are not there yet; returns how many. A kind already recorded is left
    to those who keep it."""
    known = set(SheetKind.unscoped.values_list("code", flat=True))
    added = [each for each in described() if each["code"] not in known]
    with recording(SYSTEM):
        for each in added:
            store(shipped(each), "load_sheet_kind")
    return len(added)


def shipped(said: dict[str, Any]) -> SheetKind:
    """The first version of a kind of the data, not stored; a field is known by its first label."""
    rest = {name: value for name, value in said.items() if name != "field"}
    return SheetKind(**rest, fields=[{"name": each["label"], **each} for each in said["field"]])
