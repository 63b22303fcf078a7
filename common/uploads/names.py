"""Names of uploaded files, made fit to be shown and downloaded."""

import re
import unicodedata

LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)")
# Control, direction and zero-width characters, lone surrogates, private use, line breaks.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_name(name: str) -> str:
    """The last part of a name without anything that deceives the eye or a file system.

    At most 120 characters, the extension kept; « fichier » when nothing is left.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(char for char in last if unicodedata.category(char) not in _INVISIBLE)
    tidy = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", visible))
    tidy = re.sub(r"\s+", " ", tidy).strip(" .")
    stem, extension = _split(tidy)
    if not stem:
        stem = "fichier"
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    return stem[: LONGEST - len(extension)].rstrip(" .") + extension


def extension_of(name: str) -> str:
    """« docx » for « Modèle.DOCX », the empty string without extension."""
    return _split(name)[1].lstrip(".").lower()


def _split(name: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)(\.[A-Za-z0-9]{1,8})?", name, re.DOTALL)
    if not found:
        return name, ""
    return found[1], found[2] or ""
