"""What is looked at before a PDF from outside is read any further.

A refusal by list: size, kind, encryption, decompression bombs, number of objects and pages,
scripts, automatic actions and embedded files. An act needs none of these, and each of them can
change what a reader shows after the signature (ISO 19005-2, 6.5 and 6.6 forbid them in PDF/A-2).
"""

import io
import logging
import re
import zlib
from collections.abc import Mapping
from itertools import islice
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from .errors import PdfRefused

MAX_BYTES = 30_000_000
MAX_PAGES = 1_000
MAX_OBJECTS = 200_000
MAX_INFLATED = 300_000_000
# Each signature is compared with each later revision: their product is the work to do.
MAX_SIGNATURES = 30
MAX_REVISIONS = 60
logger = logging.getLogger(__name__)
_STREAM = re.compile(rb"stream\r?\n")
_JOINED = "un fichier joint"
_ACTIVE_KEYS = {
    "/JS": "un script (JavaScript)",
    "/JavaScript": "un script (JavaScript)",
    "/AA": "une action automatique",
    "/XFA": "un formulaire dynamique (XFA)",
    "/EmbeddedFiles": _JOINED,
    "/EF": _JOINED,
    "/RichMediaContent": "un contenu multimédia",
}
_ACTIVE_ACTIONS = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/Rendition", "/Movie",
    "/Sound", "/GoToE", "/RichMediaExecute", "/Hide", "/SetOCGState", "/Trans", "/GoTo3DView",
}  # fmt: skip


def too_large() -> str:
    """The sentence for a file above ``MAX_BYTES``."""
    return f"Fichier trop volumineux : {MAX_BYTES // 1_000_000} Mo au plus sont acceptés."


def screen(pdf: bytes, *, kept: bool = False, attached: bool = False) -> tuple[PdfFileReader, int]:
    """Return a reader of ``pdf`` and its number of pages, or refuse with the reason in French.

    ``kept``: a file that this site made and keeps, which may hold files attached to it;
    ``attached``: one from outside that may too, as a PDF/A-3 does: nobody opens them.
    :class:`PdfRefused` is the only exception raised, whatever the bytes.
    """
    if len(pdf) > MAX_BYTES:
        raise PdfRefused(too_large())
    if not pdf.startswith(b"%PDF-"):
        raise PdfRefused(
            "Ce fichier n’est pas un PDF : déposez le fichier PDF reçu, sans conversion ni photo."
        )
    _refuse_bombs(pdf)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if "/Encrypt" in reader.trailer:
            raise PdfRefused(
                "Ce PDF est chiffré ou protégé par un mot de passe : déposez le fichier tel que "
                "reçu."
            )
        _refuse_crowds(reader)
        if not kept:
            refused = {k: v for k, v in _ACTIVE_KEYS.items() if not (attached and v == _JOINED)}
            _refuse_active(reader, refused)
            _refuse_active_for_others(pdf, refused)
        return reader, _count_pages(reader)
    except PdfRefused:
        raise
    except Exception as error:  # a hostile file may make a parser fail in any way
        logger.info("unreadable PDF", exc_info=True)
        raise PdfRefused(
            "Ce PDF est abîmé ou incomplet : téléchargez-le de nouveau, puis déposez-le sans "
            "l’ouvrir dans un autre logiciel."
        ) from error


def _refuse_bombs(pdf: bytes) -> None:
    """Inflate each stream, keeping nothing, until a sum that no honest act reaches."""
    left = MAX_INFLATED
    for found in _STREAM.finditer(pdf):
        inflater = zlib.decompressobj()
        data = pdf[found.end() : found.end() + 65_536]
        position = found.end() + len(data)
        try:
            while data and not inflater.eof:
                left -= len(inflater.decompress(data, 1_000_000))
                if left < 0:
                    raise PdfRefused(
                        "Ce PDF se décompresse en un volume démesuré : il n’est pas ouvert."
                    )
                data = inflater.unconsumed_tail
                if not data:
                    data = pdf[position : position + 65_536]
                    position += len(data)
        except zlib.error:
            continue  # not a Flate stream, or damaged: the parser will say


def _refuse_crowds(reader: PdfFileReader) -> None:
    if reader.total_revisions > MAX_REVISIONS:
        raise PdfRefused(
            f"Ce PDF a été modifié plus de {MAX_REVISIONS} fois : il n’est pas examiné. Déposez le "
            "fichier tel que reçu."
        )
    filled = enumerate_sig_fields(reader, filled_status=True)
    if sum(1 for _ in islice(filled, MAX_SIGNATURES + 1)) > MAX_SIGNATURES:
        raise PdfRefused(
            f"Ce PDF porte plus de {MAX_SIGNATURES} signatures : il n’est pas examiné."
        )


def _refuse_active(reader: PdfFileReader, keys: Mapping[str, str]) -> None:
    """Walk every object reachable from the trailer and refuse active or hidden content."""
    trailer = reader.trailer
    pending: list[Any] = [trailer.raw_get(key) for key in ("/Root", "/Info") if key in trailer]
    seen: set[tuple[int, int]] = set()
    walked = 0
    while pending:
        node = pending.pop()
        if isinstance(node, generic.IndirectObject):
            if (node.idnum, node.generation) in seen:
                continue
            seen.add((node.idnum, node.generation))
            node = node.get_object()
        walked += 1
        if walked > 10 * MAX_OBJECTS or len(seen) > MAX_OBJECTS:
            raise PdfRefused("Ce PDF compte un nombre démesuré d’objets : il n’est pas ouvert.")
        if isinstance(node, generic.DictionaryObject):
            _refuse_active_entries(node, keys)
            pending.extend(node.raw_get(key) for key in node)
        elif isinstance(node, generic.ArrayObject):
            pending.extend(node.raw_get(index) for index in range(len(node)))


def _refuse_active_for_others(pdf: bytes, keys: Mapping[str, str]) -> None:
    """The same for a reader that keeps the last of two entries of one name, where ours keeps the
    first: what it would run is refused too."""
    try:
        document = pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PdfError:
        return  # nothing that such a reader could open
    with document:
        pending: list[Any] = [document.Root]
        seen: set[tuple[int, int]] = set()
        while pending:
            node = pending.pop()
            if not isinstance(node, pikepdf.Object):
                continue
            if node.is_indirect:
                if node.objgen in seen:
                    continue
                seen.add(node.objgen)
            if isinstance(node, pikepdf.Array):
                pending.extend(node)
            elif isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
                _refuse_active_entries(node, keys)
                pending.extend(node[key] for key in node.keys())  # noqa: SIM118 not a mapping


def _refuse_active_entries(node: Any, keys: Mapping[str, str]) -> None:
    """``node``: a dictionary, as either library reads it; ``keys``: those refused, and why."""
    for key, what in keys.items():
        if key in node:
            raise PdfRefused(
                f"Ce PDF contient {what} : il est refusé. Un acte ne contient que des pages et des "
                "signatures."
            )
    # A structure element may bear any name in /S: only actions are concerned.
    action = str(entry(node, "/S"))
    if action in _ACTIVE_ACTIONS and entry(node, "/Type") != "/StructElem":
        raise PdfRefused(f"Ce PDF contient une action ({action[1:]}) : il est refusé.")
    opening = entry(node, "/OpenAction")
    program = isinstance(opening, generic.DictionaryObject | pikepdf.Dictionary)
    if program and entry(opening, "/S") != "/GoTo":
        raise PdfRefused("Ce PDF déclenche une action à l’ouverture : il est refusé.")
    if str(entry(node, "/Subtype")) in (
        "/FileAttachment",
        "/RichMedia",
        "/Movie",
        "/Sound",
        "/Screen",
    ):
        raise PdfRefused(
            "Ce PDF contient un fichier joint ou un contenu multimédia : il est refusé."
        )


def entry(node: Any, key: str) -> Any:
    """Return an entry, references followed (``get`` does not), or None."""
    return node[key] if key in node else None  # noqa: SIM401 get() keeps references


def items(node: generic.DictionaryObject | None, key: str) -> list[Any]:
    """Return the items of an array entry, references followed; empty when there is none."""
    array = entry(node, key) if node is not None else None
    return [array[index] for index in range(len(array))] if array is not None else []


def _count_pages(reader: PdfFileReader) -> int:
    """Count the real pages: the declared number may lie, the tree may loop."""
    pending: list[Any] = [reader.root.raw_get("/Pages")]
    seen: set[tuple[int, int]] = set()
    pages = 0
    while pending:
        node = pending.pop()
        if isinstance(node, generic.IndirectObject):
            if (node.idnum, node.generation) in seen:
                raise PdfRefused("L’arbre des pages de ce PDF tourne en rond : il est refusé.")
            seen.add((node.idnum, node.generation))
            node = node.get_object()
        if "/Kids" in node:
            kids = node["/Kids"]
            pending.extend(kids.raw_get(index) for index in range(len(kids)))
        else:
            pages += 1
        if pages + len(pending) > MAX_PAGES:
            raise PdfRefused(f"Ce PDF compte plus de {MAX_PAGES} pages : il n’est pas ouvert.")
    if not pages:
        raise PdfRefused("Ce PDF ne compte aucune page : il est refusé.")
    return pages
