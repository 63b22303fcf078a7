"""Plain text and CSV: readable, and nothing else under that name."""

import re

from common.uploads.kinds import RefusedUpload

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f]")
_MARKUP = re.compile(r"\s*<[!?a-zA-Z]")
_RTF = re.compile(r"\s*\{\\rtf")


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or Windows-1252.

    ``UnicodeDecodeError`` otherwise: nothing is replaced in silence.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def inspect(data: bytes) -> None:
    """Refuse bytes that are not text, and pages or rich text under a text's name."""
    try:
        text = decode(data)
    except UnicodeDecodeError:
        text = "\0"
    if _CONTROL.search(text):
        raise RefusedUpload(
            "text_binary",
            "Texte attendu (UTF-8 ou Windows-1252), contenu binaire trouvé. "
            "Enregistrez de nouveau le fichier depuis votre tableur, au format CSV UTF-8.",
        )
    if _MARKUP.match(text) or _RTF.match(text):
        raise RefusedUpload(
            "text_markup",
            "Texte ou CSV attendu, page web ou texte enrichi trouvé. "
            "Enregistrez de nouveau le fichier au format CSV ou texte brut.",
        )
