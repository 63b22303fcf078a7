"""What an exchange of data is for, and the categories of data that may pass (M49, M50)."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent.parent / "data" / "exchanges.toml"


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def purposes(nature: str) -> tuple[str, ...]:
    """The purposes proposed for a connector or for a project; empty for another nature."""
    return tuple(_shipped()["purposes"].get(nature, ()))


def categories() -> tuple[str, ...]:
    """Every category of personal data, those that concern health last."""
    return tuple(row["label"] for row in _shipped()["category"])


def of_health(labels: Iterable[str]) -> list[str]:
    """Those of ``labels`` that concern health (RGPD, art. 4, 15 and 9)."""
    health = {row["label"] for row in _shipped()["category"] if row.get("health")}
    return [label for label in labels if label in health]
