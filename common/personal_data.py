"""The data dictionary: what is held, on whom, why and for how long (RGPD, art. 13 and 30).

Each app says it of its own tables, and of those of the libraries that it brings, in
``personal_data.toml``. A table is described, or said to hold nobody; never neither.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings

from common.french import typography

FILE = "personal_data.toml"


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of the dictionary: ``tables`` are labels of models, the rest French sentences."""

    title: str
    tables: tuple[str, ...]
    held: str
    persons: str
    purpose: str
    kept: str
    seen_by: str


@dataclass(frozen=True, slots=True)
class Domain:
    """What one app holds; ``nobody``: the labels of its tables that speak of no person."""

    title: str
    holdings: tuple[Holding, ...]
    nobody: tuple[str, ...]

    @property
    def silent(self) -> list[str]:
        """The names of the tables that speak of no person, in alphabetical order."""
        names = (str(apps.get_model(label)._meta.verbose_name) for label in self.nobody)
        return sorted(names)


@cache
def dictionary() -> tuple[Domain, ...]:
    """Every app that holds something, in the order of the settings."""
    ours = [each for each in apps.get_app_configs() if settings.BASE_DIR in _home(each).parents]
    return tuple(_read(each) for each in ours if (_home(each) / FILE).exists())


def described() -> Iterator[tuple[str, bool]]:
    """The label of each table that the dictionary names, and whether it speaks of persons."""
    for domain in dictionary():
        for holding in domain.holdings:
            yield from ((label, True) for label in holding.tables)
        yield from ((label, False) for label in domain.nobody)


def _home(app: AppConfig) -> Path:
    return Path(app.path)


def _read(app: AppConfig) -> Domain:
    said: dict[str, Any] = tomllib.loads((_home(app) / FILE).read_text(encoding="utf-8"))
    return Domain(
        title=said["title"],
        holdings=tuple(_holding(each) for each in said.get("holding", ())),
        nobody=tuple(said.get("nobody", ())),
    )


def _holding(said: dict[str, Any]) -> Holding:
    tables = tuple(said.pop("tables"))
    return Holding(tables=tables, **{key: typography(text) for key, text in said.items()})
