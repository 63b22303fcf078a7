"""The circuits of a version of a kind: its own templates, written step by step or proposed."""

from collections.abc import Iterable, Mapping
from typing import Any

from audit.actor import Actor
from circuits.models import CircuitTemplate, Rule, StepKind, TemplateStep
from governance.offices import Office

from .. import kinds
from ..models import SYNDICATE, ActKind, KindParty
from . import describing
from .changing import changing

USUAL = {describing.REVIEW: "parameter:review.period", describing.SIGN: "parameter:signing.due"}
"""The site's own delay of each moment: a legal parameter, dated and sourced."""

FOLLOWING = (Office.COMMITTEE_SECRETARY, Office.PROJECT_MANAGER)
"""Who puts on an agenda what an instance decides: those who prepare its meetings."""

USUAL_REASON = "délai habituel du programme"
VISAS = (
    (Office.LEGAL_OFFICER, "Visa juridique"),
    (Office.DPO, "Visa relatif aux données personnelles"),
)


def codes(kind: ActKind) -> list[tuple[str, str]]:
    """Code and label of each circuit of the version."""
    modes = describing.MODES if kind.chooses_state_mode else {"": ""}
    found = []
    for moment, code in (
        (describing.REVIEW, kind.review_circuit),
        (describing.SIGN, kind.sign_circuit),
    ):
        for mode in modes:
            found.append((f"{code}.{mode}" if mode else code, describing.TITLES[moment]))
    return found


def open_template(code: str, label: str) -> None:
    """An empty circuit, inside the caller's ``recording``."""
    template = CircuitTemplate(code=code, label=label)
    template.full_clean()
    template.save()


def copy(kind: ActKind, made: ActKind) -> None:
    """The steps of a version in the circuits of the next one."""
    for (old, _), (new, _) in zip(codes(kind), codes(made), strict=True):
        source = CircuitTemplate.unscoped.filter(code=old).order_by("-version").first()
        target = CircuitTemplate.unscoped.get(code=new)
        for step in source.steps.all() if source else ():
            values = {name: getattr(step, name) for name in describing.OF_A_STEP}
            TemplateStep(template=target, verbs=step.verbs, **values).save()


def store(
    kind: ActKind,
    template: CircuitTemplate,
    step: TemplateStep | None,
    *,
    actor: Actor,
    values: Mapping[str, Any],
) -> TemplateStep:
    """Add a step, or change one. ``values``: group, rule, kind, label, party, offices, level,
    due, due_reason, committee, ruling. The rule is that of the whole group.

    A signature is always that of the office which binds the party; what an instance decides is
    followed by those who prepare its meetings.
    """
    with changing(kind, actor) as locked:
        row = step or TemplateStep(template=template, position=_free_position(template))
        for name, value in values.items():
            setattr(row, name, value)
        if row.kind == StepKind.COMMITTEE:
            row.party, row.offices = SYNDICATE, [*FOLLOWING]
        part = locked.part(row.party)
        if row.kind == StepKind.SIGNATURE and part is not None:
            row.offices = describing.awaited(locked, part, row)
        row.full_clean()
        row.save()
        for other in template.steps.filter(group=row.group).exclude(rule=row.rule):
            other.rule = row.rule
            other.save()
    return row


def remove(kind: ActKind, step: TemplateStep, *, actor: Actor) -> None:
    """Take a step out of its circuit."""
    with changing(kind, actor):
        step.delete()


def _free_position(template: CircuitTemplate) -> int:
    return max((step.position for step in template.steps.all()), default=0) + 1


def propose(kind: ActKind, *, actor: Actor) -> None:
    """Fill the circuits that have no step yet, after the parts: the others read, the syndicate
    gives its visas; the others sign, the syndicate last. Everything can then be changed."""
    with changing(kind, actor) as locked:
        parts = list(locked.parts.all())
        for moment, _title, template in describing.circuits(locked):
            if template.steps.exists():
                continue
            rows = _reading(parts) if moment == describing.REVIEW else _signing(parts)
            for position, values in enumerate(rows, start=1):
                TemplateStep(
                    template=template,
                    position=position,
                    rule=Rule.ALL,
                    due=USUAL[moment],
                    due_reason=USUAL_REASON,
                    **values,
                ).save()


def _reading(parts: list[KindParty]) -> Iterable[dict[str, Any]]:
    for part in parts:
        if part.role != SYNDICATE:
            yield {
                "group": 1,
                "kind": StepKind.REVIEW,
                "label": "Relire le projet",
                "party": part.role,
                "offices": part.readers or part.signatories,
            }
    for office, label in VISAS:
        yield {
            "group": 1,
            "kind": StepKind.VISA,
            "label": label,
            "party": SYNDICATE,
            "offices": [office],
        }


def _signing(parts: list[KindParty]) -> Iterable[dict[str, Any]]:
    for part in parts:
        yield {
            "group": 2 if part.role == SYNDICATE else 1,
            "kind": StepKind.SIGNATURE,
            "label": "Signer l’acte",
            "party": part.role,
            "offices": part.signatories[:1],
            "level": kinds.LEVEL,
        }
