"""The kinds of instances that the software ships, from data, and what a new instance reads."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.actor import SYSTEM
from audit.recording import recording
from circuits import loading as circuits
from governance import parameters
from governance.models import ParameterScope
from governance.services.store import store

from .models import CommitteeKind, CommitteeRules

DATA = Path(__file__).parent / "data"
KINDS, CIRCUITS = DATA / "kinds.toml", DATA / "circuits.toml"


def load_circuits(on: dt.date) -> int:
    """The circuits of instances; returns how many new versions."""
    return circuits.load(CIRCUITS, actor=SYSTEM)


def described() -> list[dict[str, Any]]:
    """Each kind as the data say it; nothing is stored."""
    kinds: list[dict[str, Any]] = tomllib.loads(KINDS.read_text(encoding="utf-8"))["kind"]
    return kinds


def load(on: dt.date) -> int:
    """Record the kinds that are not there yet, with rules from ``on``; returns how many.

    A kind already recorded is left to those who keep it.
    """
    known = set(CommitteeKind.unscoped.values_list("code", flat=True))
    added = [each for each in described() if each["code"] not in known]
    with recording(SYSTEM):
        for each in added:
            kind = CommitteeKind(
                code=each["code"],
                label=each["label"],
                by_circonscription=each.get("by_circonscription", False),
                examines=each.get("examines", []),
            )
            store(kind, "load_committee_kind")
            rules = rules_of(each, on, values(each["parameters"], on))
            rules.kind = kind
            store(rules, "load_committee_rules", reason=rules.reason)
    return len(added)


def rules_of(kind: Mapping[str, Any], on: dt.date, given: Mapping[str, Any]) -> CommitteeRules:
    """The rules that a kind of the data starts with on ``on``, not stored; ``given``: what the
    legal parameters that it names say."""
    return CommitteeRules(
        **kind["rules"],
        **given,
        citations=kind["citations"],
        parameters=kind["parameters"],
        starts_on=on,
    )


def values(named: Mapping[str, str], on: dt.date) -> dict[str, Any]:
    """Field → value in force of the legal parameter that ``named`` gives it.

    « notice.cao/M » reads a scope. Raises ``MissingParameter`` (409): nothing is guessed.
    """
    found = {}
    for field, name in named.items():
        key, _, scope = name.partition("/")
        found[field] = parameters.value(key, on=on, scope=scope or ParameterScope.ANY)
    return found


def origins(rules: CommitteeRules) -> list[tuple[str, str]]:
    """Legal parameters whose value the rules still carry: label, and the warning of those that no
    text was read for (empty otherwise)."""
    found = []
    for name in rules.parameters.values():
        key, _, scope = name.partition("/")
        try:
            row = parameters.find(key, on=rules.starts_on, scope=scope or ParameterScope.ANY)
        except parameters.MissingParameter:  # taken away since
            continue
        found.append((row.label, parameters.indicative(row)))
    return found
