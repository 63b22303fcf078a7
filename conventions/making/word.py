"""The Word model of a kind: chosen among those in use, or deposited and checked line by line."""

import re
from collections.abc import Iterator
from typing import Any

from audit.actor import Actor
from audit.recording import recording
from common import clock
from common.lifecycle import Refusal, Refused
from documents import catalogue, model_check, text
from documents.models import DocumentModel
from documents.rendering.compiled import compiled_model

from .. import kinds
from ..models import ActKind
from . import describing
from .changing import changing

PARAMETERS = (
    ("code.lifetime", "code_lifetime_minutes"),
    ("convention.notice", "renewal_notice_months"),
    ("termination.notice", "termination_notice_months"),
    ("termination.cure", "termination_cure_months"),
)
"""Legal parameters that a text of its own may print, by their name in it."""

_FRAME = re.compile(r"Signature [—–-] (.+)")


def own_code(kind: ActKind) -> str:
    """The code of the models deposited for this version alone."""
    return f"{kind.code}-{kind.version}"


def choices(kind: ActKind) -> list[DocumentModel]:
    """Models in use that an act may be written on: signed ones, and those of this kind."""
    today = clock.today()
    found = DocumentModel.unscoped.filter(starts_on__lte=today, ends_on=None).order_by("title")
    return [model for model in found if _is_for_acts(model, kind)]


def _is_for_acts(model: DocumentModel, kind: ActKind) -> bool:
    if model.free:
        return model.code in (own_code(kind), kind.model_code)
    return bool(model.manifest.get("text_hash")) and model.kind.startswith("convention")


def choose(kind: ActKind, code: str, *, actor: Actor) -> None:
    """Write the acts of the kind on a model in use."""
    with changing(kind, actor) as locked:
        locked.model_code = code


def receive(kind: ActKind, docx: bytes, *, file_name: str, actor: Actor) -> DocumentModel:
    """Check and keep a Word file as the model of this version; the one before it is set aside.

    Raises ``Refused`` with one refusal per fault, ``NotYours``. The file passed the gate of
    uploads before.
    """
    found = model_check.inspect(docx)
    faults = [*found.errors, *(_lists(docx) if found.accepted else ())]
    if faults:
        raise Refused(*(Refusal(sentence) for sentence in faults))
    with recording(actor), changing(kind, actor, "receive_kind_model") as locked:
        code = own_code(locked)
        number = DocumentModel.unscoped.filter(code=code).count() + 1
        manifest = _manifest(locked, docx, found, number=number, file_name=file_name)
        model = catalogue.record(
            manifest, docx, marks=len(found.marks), on=clock.today(), actor=actor
        )
        locked.model_code = code
    return model


def _manifest(
    kind: ActKind, docx: bytes, found: model_check.Inspection, *, number: int, file_name: str
) -> dict[str, Any]:
    """What the site reads beside the file; ``frames`` are the lines that open a signature."""
    names = sorted(found.variables)
    return {
        "code": own_code(kind),
        "title": kind.label,
        "kind": "convention",
        "version": str(number),
        "contract": "",
        "text_hash": True,
        "annexes": [],
        "parameters": [{"key": k, "variable": v} for k, v in PARAMETERS if v in names],
        "variables": names,
        "frames": sorted(set(_frames(docx))),
        "warnings": list(found.warnings),
        "marks": list(found.marks),
        "file_name": file_name,
    }


def _frames(docx: bytes) -> Iterator[str]:
    """The lines that open the frame of a signature, written as the site writes them."""
    for block in text.blocks(docx):
        for cell in block.cells:
            for line in cell:
                match = _FRAME.fullmatch(text.normalised(line.text))
                if match:
                    yield kinds.anchor(match.group(1))


def _lists(docx: bytes) -> list[str]:
    """Lists need rows of several fields, which only a model of the software describes."""
    tops = sorted({u.path.partition(".")[0] for u in compiled_model(docx).uses if "." in u.path})
    return [
        f"Le modèle répète une liste (« {name} ») : un champ déclaré ici n’a qu’une valeur. "
        "Écrivez un champ par valeur, ou un texte."
        for name in tops
    ]


def report(model: DocumentModel) -> dict[str, Any]:
    """What the check found in a deposited model, for its page."""
    return {
        "warnings": model.manifest.get("warnings", []),
        "marks": model.manifest.get("marks", []),
        "variables": model.manifest.get("variables", []),
        "file_name": model.manifest.get("file_name", ""),
    }


def word_file(kind: ActKind) -> bytes | None:
    """The Word file of the kind, to be edited and deposited again; None when there is none."""
    model = describing.model_of(kind)
    return catalogue.content(model.sha256) if model else None
