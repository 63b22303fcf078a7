"""A version of a kind in words, for its page."""

import datetime as dt
from typing import Any

from circuits import matters
from circuits.models import RulingKind, StepKind, TemplateStep
from common import clock, french
from governance import parameters
from governance.models import InstitutionKind, LegalParameter
from governance.offices import Office

from ..models import ActKind, KindParty
from ..putting import MATTER
from . import describing


def part(part: KindParty) -> tuple[str, str, str]:
    """Who may play it, who signs, who receives the copy."""
    bodies = french.list_fr((InstitutionKind(each).label for each in part.bodies), "ou")
    return bodies, _offices(part.signatories), _offices(part.readers)


def _offices(offices: list[str]) -> str:
    return " ; ".join(Office(each).label for each in offices)


def circuits(kind: ActKind) -> list[tuple[int, str, list[tuple[TemplateStep, str, str]]]]:
    """Number, title and steps of each circuit; who acts at each step and by when."""
    labels = {part.role: part.label for part in kind.parts.all()}
    return [
        (number, title, [(step, _who(step, labels), due(step)) for step in template.steps.all()])
        for number, (_, title, template) in enumerate(describing.circuits(kind), start=1)
    ]


def levels() -> dict[str, str]:
    """The minimal levels of a signature that the legal parameters define, by key."""
    rows = LegalParameter.unscoped.on(clock.today()).filter(key__startswith="level.")
    return {row.key: row.label for row in rows.order_by("key")}


def _who(step: TemplateStep, labels: dict[str, str]) -> str:
    """« Emprunteur : Maire », the part named even once it is gone; the level of a signature."""
    name = labels.get(step.party, step.party)
    if step.kind == StepKind.SIGNATURE:
        level = levels().get(step.level, "")
        return f"{name} · {level}" if level else name
    if step.kind == StepKind.COMMITTEE:
        body = dict(matters.bodies(MATTER.code)).get(step.committee, step.committee)
        return f"{body} : {RulingKind(step.ruling).label.lower()}"
    return f"{name} : {_offices(step.offices)}"


def due(step: TemplateStep) -> str:
    """« 15 jours ouvrés »."""
    rule, _, key = step.due.partition(":")
    if rule == "parameter":
        try:
            row = parameters.find(key, on=clock.today())
        except parameters.MissingParameter:
            return "délai du programme"
        return f"{row.value} {row.unit}"
    if rule == "council":
        return "prochain conseil"
    unit = french.plural(int(key), "jour", "jours")
    worked = french.plural(int(key), " ouvré", " ouvrés") if rule == "business_days" else ""
    return f"{key} {unit}{worked}"


def trial_steps(kind: ActKind) -> list[dict[str, Any]]:
    """The steps of the last trial, as the component of circuits shows them."""
    return [
        {"state": "done", "title": step["label"], "text": _step_text(step), "mode": ""}
        for step in kind.trial.get("steps", ())
    ]


def _step_text(step: dict[str, Any]) -> str:
    day = dt.date.fromisoformat(step["due_on"]) if step["due_on"] else None
    by = f", avant le {french.date_fr(day)}" if day else ""
    return f"{step['circuit']}, rang {step['group']} : {step['who']}{by}"


def tried_at(kind: ActKind) -> dt.datetime | None:
    """The instant of the last trial."""
    at = kind.trial.get("at")
    return dt.datetime.fromisoformat(at) if at else None
