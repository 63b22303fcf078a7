"""A rule of visibility taken out: what it answers instead, and who must be seen to gain by it."""

from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Fault:
    """``rule`` of ``owner`` answers ``answer``; asked as ``who``, of the routes that begin so."""

    owner: Any
    rule: str
    answer: Any
    who: tuple[str, ...]
    routes: tuple[str, ...]

    def plant(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(self.owner, self.rule, self.answer)


def yes(*_given: object, **_named: object) -> bool:
    return True


def everything(rows: Any, *_actor: object) -> Any:
    """The scope of a set left out."""
    return rows.all()


def everything_named(rows: Any, **_where: object) -> Any:
    """A narrowing left out."""
    return rows.all()


def of(*names: str) -> tuple[str, ...]:
    return names


MAYOR = of("executive")
