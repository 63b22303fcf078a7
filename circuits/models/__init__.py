"""Circuits of people, and the ways to sign that they open."""

from .contacts import Contact
from .signing import SigningBatch, SigningBatchItem, SigningCode, SigningLink
from .steps import (
    Assignment,
    AssignmentQuerySet,
    Circuit,
    CircuitQuerySet,
    CircuitTemplate,
    Rule,
    RulingKind,
    Step,
    StepKind,
    TemplateStep,
)

__all__ = [
    "Assignment",
    "AssignmentQuerySet",
    "Circuit",
    "CircuitQuerySet",
    "CircuitTemplate",
    "Contact",
    "Rule",
    "RulingKind",
    "SigningBatch",
    "SigningBatchItem",
    "SigningCode",
    "SigningLink",
    "Step",
    "StepKind",
    "TemplateStep",
]
