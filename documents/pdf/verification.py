"""Is this file the final copy? A byte-for-byte answer, then the kind of difference in French.

Only the comparison with the stored bytes decides; the classification explains. What a file's own
signatures say is in ``reading.read``, given here too for the verification page.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from . import pages
from .errors import PdfRefused
from .reading import NO_SIGNATURE, Kind, Reading, SignatureReading, read

__all__ = ["Comparison", "Difference", "Reading", "SignatureReading", "compare_with_final", "read"]

_CHUNK = 65_536
_SEARCHED = 2_000_000
_NNBSP = "\u202f"


class Difference(StrEnum):
    """How a file differs from the stored final."""

    IDENTICAL = "identical"
    NOT_A_PDF = "not_a_pdf"
    OTHER_ACT = "other_act"  # sealed on its own: another act, or another revision
    EARLIER_REVISION = "earlier_revision"  # what the act was before its last signatures
    TRUNCATED = "truncated"
    SIGNATURES_REMOVED = "signatures_removed"
    PAGES_CHANGED = "pages_changed"
    SIGNATURES_ADDED = "signatures_added"
    APPENDED = "appended"
    DAMAGED = "damaged"  # cannot be opened, or must not be
    ALTERED = "altered"  # same length, some bytes differ
    REWRITTEN = "rewritten"


_WHAT = {
    Difference.NOT_A_PDF: "ce n’est pas un PDF",
    Difference.OTHER_ACT: "il porte le cachet d’un autre acte ou d’une autre version",
    Difference.EARLIER_REVISION: "c’est un état antérieur de l’acte, il y manque des signatures",
    Difference.TRUNCATED: "il est incomplet, la fin manque",
    Difference.SIGNATURES_REMOVED: (
        "il ne porte aucune signature ; c’est un projet, ou une copie dont les signatures ont été "
        "retirées"
    ),
    Difference.PAGES_CHANGED: "son nombre de pages a changé",
    Difference.SIGNATURES_ADDED: "une signature a été ajoutée après coup",
    Difference.APPENDED: "du contenu a été ajouté à la fin",
    Difference.DAMAGED: "il est abîmé ou n’a pas pu être ouvert sans risque",
    Difference.ALTERED: "des octets ont été modifiés",
    Difference.REWRITTEN: "il a été réécrit par un autre logiciel",
}


@dataclass(frozen=True)
class Comparison:
    """What separates a file from the stored final.

    ``first_difference`` is the number of the first differing byte, counted from 1 as ``cmp`` does;
    None for an identical file. When one file is the beginning of the other, it is the first byte
    that only the longer one has. ``differing_bytes`` is only counted for files of one length.
    """

    difference: Difference
    first_difference: int | None
    differing_bytes: int | None
    stored_size: int
    candidate_size: int
    sentence: str
    reading: Reading

    @property
    def identical(self) -> bool:
        return self.difference is Difference.IDENTICAL


def compare_with_final(
    stored: bytes, candidate: bytes, *, reading: Reading | None = None
) -> Comparison:
    """Compare ``candidate`` with the final kept by the syndicate; never raises.

    ``reading``: that of ``candidate``, for a caller who already has it.
    """
    theirs = reading or read(candidate)
    first = first_difference(stored, candidate)
    if first is None:
        return Comparison(
            Difference.IDENTICAL,
            None,
            0,
            len(stored),
            len(candidate),
            "Ce fichier est l’exemplaire définitif, octet pour octet.",
            theirs,
        )
    ours = _read_stored(stored)
    difference = _classify(stored, candidate, ours, theirs)
    same_length = len(stored) == len(candidate)
    keeps = " L’exemplaire conservé par le syndicat est intact." if ours.sound else ""
    return Comparison(
        difference,
        first,
        _count_differences(stored, candidate) if same_length else None,
        len(stored),
        len(candidate),
        f"Ce fichier n’est pas l’exemplaire signé : {_WHAT[difference]} (premier écart : octet "
        f"{grouped(first)}). Il ne fait pas foi.{keeps}",
        theirs,
    )


@lru_cache(maxsize=8)
def _read_stored(pdf: bytes) -> Reading:
    """Kept bytes never change: what they are compared for, trust apart, is read once."""
    return read(pdf, kept=True)


def first_difference(a: bytes, b: bytes) -> int | None:
    """Return the number (from 1) of the first byte that differs; None for equal contents."""
    if a == b:
        return None
    shorter = min(len(a), len(b))
    for start in range(0, shorter, _CHUNK):
        end = min(start + _CHUNK, shorter)
        one, two = a[start:end], b[start:end]
        if one != two:
            differs = (x != y for x, y in zip(one, two, strict=True))
            return start + next(number for number, found in enumerate(differs, 1) if found)
    return shorter + 1


def grouped(number: int) -> str:
    """Write a number in groups of three, with the narrow no-break space of French typography."""
    return f"{number:,}".replace(",", _NNBSP)


def _classify(stored: bytes, candidate: bytes, ours: Reading, theirs: Reading) -> Difference:
    if not candidate.startswith(b"%PDF-"):
        return Difference.NOT_A_PDF
    if stored.startswith(candidate):
        return _classify_shorter(ours, theirs)
    if candidate.startswith(stored):
        return _classify_longer(ours, theirs)
    if _is_another_act(ours, theirs):
        return Difference.OTHER_ACT
    if len(stored) == len(candidate):
        return Difference.ALTERED
    if not theirs.pages:
        return Difference.DAMAGED
    if theirs.refusal == NO_SIGNATURE or len(theirs.signatures) < len(ours.signatures):
        return Difference.SIGNATURES_REMOVED
    if theirs.pages != ours.pages:
        return Difference.PAGES_CHANGED
    return Difference.REWRITTEN


def _classify_shorter(ours: Reading, theirs: Reading) -> Difference:
    if theirs.refusal == NO_SIGNATURE:
        return Difference.SIGNATURES_REMOVED
    if theirs.sound and len(theirs.signatures) < len(ours.signatures):
        return Difference.EARLIER_REVISION
    return Difference.TRUNCATED


def _classify_longer(ours: Reading, theirs: Reading) -> Difference:
    if theirs.pages and theirs.pages != ours.pages:
        return Difference.PAGES_CHANGED
    if theirs.refusal == NO_SIGNATURE or (
        theirs.pages and len(theirs.signatures) < len(ours.signatures)
    ):
        return Difference.SIGNATURES_REMOVED
    if len(theirs.signatures) > len(ours.signatures):
        return Difference.SIGNATURES_ADDED
    return Difference.APPENDED


def _is_another_act(ours: Reading, theirs: Reading) -> bool:
    """True when the file bears another seal of the syndicate that holds, and none of ours.

    A seal that anyone else made proves nothing: such a file is a rewritten one.
    """
    known = {signature.contents_sha256 for signature in ours.signatures}
    certificates = {signature.certificate_sha256 for signature in ours.signatures}
    return not any(signature.contents_sha256 in known for signature in theirs.signatures) and any(
        signature.kind is Kind.SEAL
        and signature.intact
        and signature.valid
        and (signature.trusted or signature.certificate_sha256 in certificates)
        for signature in theirs.signatures
    )


def _count_differences(a: bytes, b: bytes) -> int:
    total = 0
    for start in range(0, len(a), _CHUNK):
        one, two = a[start : start + _CHUNK], b[start : start + _CHUNK]
        if one != two:
            total += sum(x != y for x, y in zip(one, two, strict=True))
    return total


def claims(pdf: bytes, found: Reading) -> list[str]:
    """Words of a file that may be the reference of an act: in its seal, then on its first page.

    Claims, not proofs: they only tell which stored copy to compare the file with. ``found`` is
    what ``read`` says of the file; empty for one that cannot be read.
    """
    if not found.pages:
        # Refused before any page was opened. Of a sheet with files attached, the names may tell.
        return _outside_streams(pdf) if holds_files(pdf) else []
    sealed = [s.reason for s in found.signatures if s.kind is Kind.SEAL]
    try:
        printed = [pages.text(pdf, 1)]
    except PdfRefused:
        printed = []
    return list(dict.fromkeys(" ".join([*sealed, *printed]).split()))[:2000]


def holds_files(pdf: bytes) -> bool:
    """Whether a PDF says that files are attached to it, as the final copy of an act signed in
    part on paper does."""
    return pdf.startswith(b"%PDF-") and b"/EmbeddedFile" in pdf


def _outside_streams(pdf: bytes) -> list[str]:
    """Words of a PDF that nobody opens: what its seal says, written outside its streams."""
    rest = re.sub(rb"stream\r?\n.*?endstream", b" ", pdf, flags=re.DOTALL)[:_SEARCHED]
    rest = re.sub(rb"\\([0-3][0-7]{2})", lambda found: bytes([int(found[1], 8)]), rest)
    words = re.findall(rb"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+", rest)
    return list(dict.fromkeys(word.decode() for word in words))[:2000]
