"""A version of a kind as one description: its circuits, its model, its fingerprint."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from circuits.models import CircuitTemplate, TemplateStep
from common import clock
from documents import catalogue
from documents.models import DocumentModel

from ..models import ActKind, KindParty

REVIEW, SIGN = "review", "sign"
MODES = {"inspector": "l’inspecteur signe", "dasen": "le directeur académique signe"}
TITLES = {REVIEW: "Relecture", SIGN: "Signatures"}
OF_THE_KIND = (
    "code", "version", "label", "called", "model_code", "review_circuit", "sign_circuit",
    "chooses_state_mode", "with_schools", "needs_framework", "duration_months", "series",
    "way", "modifies",
)  # fmt: skip
OF_A_PART = ("role", "label", "order", "bodies", "signatories", "authority", "readers", "votes")
OF_A_FIELD = ("name", "label", "type", "help", "required", "order")
OF_A_MAIL = ("moment", "subject", "body")
OF_A_STEP = (
    "group", "position", "rule", "kind", "label", "party", "offices", "level", "due", "due_reason",
    "committee", "ruling",
)  # fmt: skip


def circuits(kind: ActKind) -> list[tuple[str, str, CircuitTemplate]]:
    """Moment, title and template of each circuit; two of each when the State's mode is chosen."""
    found = []
    for moment, code in ((REVIEW, kind.review_circuit), (SIGN, kind.sign_circuit)):
        variants = MODES if kind.chooses_state_mode else {"": ""}
        for mode, words in variants.items():
            own = f"{code}.{mode}" if mode else code
            template = CircuitTemplate.unscoped.filter(code=own).order_by("-version").first()
            if template is not None:
                title = TITLES[moment] + (f" ({words})" if words else "")
                found.append((moment, title, template))
    return found


def steps(kind: ActKind, moment: str) -> list[TemplateStep]:
    """The steps of every circuit of that moment."""
    return [s for at, _, template in circuits(kind) if at == moment for s in template.steps.all()]


def awaited(kind: ActKind, part: KindParty, step: TemplateStep) -> list[str]:
    """The office that signs for a part: its first one, or that of the State's mode (P9)."""
    chosen = kind.chooses_state_mode and {*step.offices[:1]} & {*part.signatories}
    return step.offices[:1] if chosen else part.signatories[:1]


def model_of(kind: ActKind) -> DocumentModel | None:
    """The Word model that an act begun today would take; None when there is none."""
    if not kind.model_code:
        return None
    try:
        return catalogue.in_use(kind.model_code, clock.today())
    except catalogue.ModelMissing:
        return None


def fingerprint(kind: ActKind) -> str:
    """SHA-256 of all that an act of the kind depends on, the Word file included."""
    model = model_of(kind)
    described = {
        "kind": _values(kind, OF_THE_KIND),
        "parts": [_values(row, OF_A_PART) for row in kind.parts.all()],
        "fields": [_values(row, OF_A_FIELD) for row in kind.fields.all()],
        "mails": [_values(row, OF_A_MAIL) for row in kind.mails.all()],
        "circuits": [
            [template.code, [_values(step, OF_A_STEP) for step in template.steps.all()]]
            for _, _, template in circuits(kind)
        ],
        "model": model.sha256 if model else "",
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
