"""What a kind still lacks before it can be tried, in the order of its page."""

from collections.abc import Iterator
from dataclasses import dataclass

from circuits.models import Rule, StepKind, TemplateStep
from common import french
from common.lifecycle import Refusal
from documents import catalogue
from governance.models import InstitutionKind

from .. import kinds
from ..docdata import free
from ..docdata.builders import contracts
from ..models import SYNDICATE, ActKind
from . import describing

REFERENCE = "case_reference"
ASSEMBLIES = frozenset(
    {
        InstitutionKind.COMMUNE,
        InstitutionKind.EPCI,
        InstitutionKind.SCHOOL_SYNDICATE,
        InstitutionKind.MIXED_SYNDICATE,
    }
)
"""Bodies whose assembly and proofs of enforceability are known (CGCT, art. L. 2131-1)."""

PARTS, FIELDS, CIRCUITS, MODEL = "parties", "champs", "etapes", "modele"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to do: the part of the page where it is done, and the sentence."""

    place: str
    sentence: str


def refusals(kind: ActKind) -> Iterator[Refusal]:
    """The same, as a guard says them."""
    yield from (Refusal(gap.sentence) for gap in of(kind))


def of(kind: ActKind) -> list[Gap]:
    """Everything that lacks; empty when the kind can be tried."""
    return [*_parts(kind), *_model(kind), *_circuits(kind)]


def _parts(kind: ActKind) -> Iterator[Gap]:
    parts = list(kind.parts.all())
    if len(parts) < 2:
        yield Gap(PARTS, "Un acte réunit au moins deux parties : ajoutez-les.")
    if not any(part.role == SYNDICATE for part in parts):
        yield Gap(PARTS, "Le syndicat qui porte le programme est partie à tout acte : ajoutez-le.")
    for part in parts:
        others = [InstitutionKind(each).label for each in part.bodies if each not in ASSEMBLIES]
        if part.votes and others:
            yield Gap(
                PARTS,
                f"« {part.label} » : le site ne connaît pas l’assemblée de ces institutions : "
                f"{french.list_fr(others)}. Retirez-les, ou décochez que l’assemblée délibère.",
            )


def _model(kind: ActKind) -> Iterator[Gap]:
    model = describing.model_of(kind)
    if model is None:
        yield Gap(MODEL, "Choisissez le modèle Word de l’acte, ou déposez le vôtre.")
        return
    roles = {part.role for part in kind.parts.all()}
    if not model.free:
        named = {row["field"].removeprefix(kinds.FIELD) for row in catalogue.signatories(
            model.manifest
        )}  # fmt: skip
        if named != roles:
            yield Gap(MODEL, f"Le modèle « {model.title} » est écrit pour d’autres parties.")
        return
    printed = set(model.manifest["frames"])
    for part in kind.parts.all():
        if kinds.anchor(part.label) not in printed:
            yield Gap(
                MODEL,
                f"Le modèle Word n’a pas de cadre « {kinds.anchor(part.label)} » : écrivez cette "
                "ligne là où cette partie signe.",
            )
    if REFERENCE not in model.manifest["variables"]:
        yield Gap(
            MODEL,
            "Le modèle Word n’imprime pas la référence du dossier : écrivez "
            f"{{{{ {REFERENCE} }}}} dans son en-tête ou son texte.",
        )
    declared = [field.name for field in kind.fields.all()]
    unknown = free.undeclared(contracts.parties(kind), declared, model.manifest["variables"])
    if unknown:
        yield Gap(FIELDS, f"Le modèle Word demande : {french.list_fr(unknown)}. Décrivez-les.")


def _circuits(kind: ActKind) -> Iterator[Gap]:
    for moment, title, template in describing.circuits(kind):
        rows = list(template.steps.all())
        if not rows:
            yield Gap(CIRCUITS, f"{title} : aucune étape.")
        yield from _people(kind, title, rows)
        if moment == describing.SIGN and rows:
            yield from _signatures(kind, title, rows)


def _people(kind: ActKind, title: str, rows: list[TemplateStep]) -> Iterator[Gap]:
    for step in rows:
        if kind.part(step.party) is None:
            yield Gap(CIRCUITS, f"{title} : l’étape « {step.label} » revient à une partie retirée.")


def _signatures(kind: ActKind, title: str, rows: list[TemplateStep]) -> Iterator[Gap]:
    """Each part signs once, and nobody's signature stands for another's."""
    signed = [step for step in rows if step.kind == StepKind.SIGNATURE]
    for part in kind.parts.all():
        own = [step for step in signed if step.party == part.role]
        if not own:
            yield Gap(CIRCUITS, f"{title} : la signature de « {part.label} » manque.")
        elif len(own) > 1:
            yield Gap(CIRCUITS, f"{title} : « {part.label} » signe une seule fois.")
        elif own[0].offices[:1] != describing.awaited(kind, part, own[0]):
            yield Gap(
                CIRCUITS,
                f"{title} : « {part.label} » est signée par une autre fonction que celle de la "
                "partie. Enregistrez de nouveau cette étape.",
            )
    if any(step.rule == Rule.ANY for step in signed):
        yield Gap(
            CIRCUITS,
            f"{title} : toutes les signatures sont nécessaires. Choisissez « Toutes les étapes ».",
        )
