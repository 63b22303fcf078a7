"""Which values the text of an act is filled with: known in code, or declared on its kind."""

from collections.abc import Mapping
from typing import Any

from conventions.docdata import free
from conventions.docdata.tripartite import TripartiteData
from conventions.models import ActKind, Convention
from documents import catalogue
from documents.contract import DocumentData
from documents.models import DocumentModel

Contract = type[DocumentData]


def of_act(convention: Convention) -> Contract:
    """The contract of the act's model, or of its kind for a text of its own."""
    if convention.model is None:
        return TripartiteData
    return of_kind(convention.kind, convention.model)


def of_kind(kind: ActKind, model: DocumentModel) -> Contract:
    """The contract that a model names; that of the kind for a text of its own."""
    if not model.free:
        return catalogue.contract(model)
    return free.contract(
        parties(kind),
        tuple((f.name, f.label, f.type, f.help, f.required) for f in kind.fields.all()),
        frozenset(model.manifest["variables"]),
    )


def parties(kind: ActKind) -> tuple[free.Party, ...]:
    """The parts of a kind as a free contract names them."""
    return tuple((part.role, part.label, part.votes) for part in kind.parts.all())


def declared_alone(
    found: Mapping[str, Any], typed: Mapping[str, Any], data: Contract
) -> dict[str, Any]:
    """``found`` where each declared field is what the author typed and nothing else, whatever
    value of another text its name recalls."""
    own = free.own_names(data)
    return {name: value for name, value in found.items() if name not in own} | {
        name: typed[name] for name in own if name in typed
    }
