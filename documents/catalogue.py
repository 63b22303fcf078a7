"""Word models in use: read from ``templates_docx``, kept by content, found by code and date."""

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from audit.actor import Actor
from audit.recording import recording
from common.lifecycle import Refusal, Refused

from . import store
from .models import DocumentModel

TEMPLATES = Path(settings.BASE_DIR) / "templates_docx"


class ModelMissing(Refused):
    """No version of this model is in use at that date."""


def shipped() -> Iterator[tuple[dict[str, Any], bytes]]:
    """Manifest and Word file of each model that comes with the software."""
    for manifest in sorted(TEMPLATES.glob("*/manifest.toml")):
        described = tomllib.loads(manifest.read_text(encoding="utf-8"))
        yield described, (manifest.parent / f"{described['code']}.docx").read_bytes()


def load_shipped(*, on: dt.date, actor: Actor) -> list[DocumentModel]:
    """Record the shipped models that are not known yet, in use from ``on``; twice adds nothing.

    A shipped file whose content changed under the same version is refused: a version that an act
    may already cite never changes its words.
    """
    added = []
    for manifest, docx in shipped():
        sha256 = hashlib.sha256(docx).hexdigest()
        known = DocumentModel.unscoped.filter(
            code=manifest["code"], version=manifest["version"]
        ).first()
        if known is None:
            added.append(record(manifest, docx, marks=marks(docx), on=on, actor=actor))
        elif known.sha256 != sha256:
            raise Refused(
                Refusal(
                    f"Le modèle « {known.title} » version {known.version} a un autre contenu que "
                    "celui déjà enregistré. Donnez-lui un nouveau numéro de version."
                )
            )
    return added


def record(
    manifest: dict[str, Any], docx: bytes, *, marks: int, on: dt.date, actor: Actor
) -> DocumentModel:
    """Keep a new version of a model, in use from ``on``; the version before it ends that day.

    ``marks``: points of law that a lawyer has still to confirm.
    """
    with store.prepared((docx, store.DOCX)) as (file,), recording(actor) as journal:
        previous = (
            DocumentModel.unscoped.select_for_update()
            .filter(code=manifest["code"], ends_on=None)
            .first()
        )
        if previous is not None:
            previous.ends_on = on
            journal.says(previous, "retire_model")
            previous.save()
        model = DocumentModel(
            code=manifest["code"],
            version=manifest["version"],
            title=manifest["title"],
            kind=manifest["kind"],
            sha256=file.keep().sha256,
            manifest=manifest,
            marks=marks,
            starts_on=on,
        )
        model.full_clean()
        journal.says(model, "record_model", document_hash=file.sha256)
        model.save()
    return model


def in_use(code: str, on: dt.date) -> DocumentModel:
    """The version of ``code`` in use on that day; raises ``ModelMissing``."""
    model = (
        DocumentModel.unscoped.filter(code=code, starts_on__lte=on)
        .filter(Q(ends_on=None) | Q(ends_on__gt=on))
        .order_by("-starts_on")
        .first()
    )
    if model is None:
        raise ModelMissing(
            Refusal(
                f"Aucun modèle « {code} » n'est en usage au {on:%d/%m/%Y}. "
                "Un administrateur doit en publier un."
            )
        )
    return model


def contract(model: DocumentModel) -> type[Any]:
    """The dataclass that the model's data follow."""
    module, _, name = model.manifest["contract"].rpartition(".")
    contract_class: type[Any] = getattr(import_module(module), name)
    return contract_class


@lru_cache(maxsize=64)
def content(sha256: str) -> bytes:
    """Word file of a model version, kept in memory: it never changes."""
    return store.read(sha256)


@lru_cache(maxsize=64)
def marks(docx: bytes) -> int:
    """How many points of law a lawyer has still to confirm in the model: read once by content.

    A shipped model is ours: it needs no child process, unlike a file that somebody uploads.
    """
    from .model_check import report

    return len(json.loads(report(docx))["marks"])


def signatories(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The signature fields of a model, in order."""
    return sorted(manifest.get("signatories", []), key=lambda s: int(s["order"]))
