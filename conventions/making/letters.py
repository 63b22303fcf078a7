"""The words of the mails of a kind: a closed list of moments and of what may stand in them.

The salutation, the personal link, the due date and the warnings stay the site's own: the words
of the kind take the place of the sentence between the salutation and the link.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from circuits.terms import Letter
from common import french

from ..models import ActKind, Convention, KindMail

USUAL = Path(__file__).parent.parent / "data" / "mails.toml"
NAMES = {
    "référence": "référence du dossier",
    "titre": "intitulé de l’acte",
    "nature": "nature de l’acte",
    "étape": "ce qui est demandé",
    "échéance": "date limite",
    "institution": "institution du destinataire",
    "numéro": "numéro au registre, une fois l’acte signé",
}
"""What may stand between braces, and what it becomes."""

_NAME = re.compile(r"\{([^{}]*)\}")


@cache
def usual(moment: str) -> Letter:
    """The words proposed for a moment, names in braces: close to those of the site."""
    row = tomllib.loads(USUAL.read_text(encoding="utf-8"))[moment]
    return Letter(row["subject"], row["body"])


def unknown(words: str) -> list[str]:
    """Names in braces that no mail knows, in order."""
    found = (match.group(1).strip() for match in _NAME.finditer(words))
    return list(dict.fromkeys(name for name in found if name not in NAMES))


def of(kind: ActKind, moment: str, values: Mapping[str, str]) -> Letter | None:
    """The kind's own words for a moment; None when the site's own are used."""
    row = KindMail.unscoped.filter(kind=kind, moment=moment).first()
    return filled(row.subject, row.body, values) if row is not None else None


def filled(subject: str, body: str, values: Mapping[str, str]) -> Letter:
    """Each name replaced by its value, nothing where it has none."""

    def value(match: re.Match[str]) -> str:
        return values.get(match.group(1).strip(), "")

    return Letter(" ".join(_NAME.sub(value, subject).split()), _NAME.sub(value, body).strip())


def values(
    convention: Convention, *, step: str = "", due: object = None, institution: object = ""
) -> dict[str, str]:
    """The names of an act, as a mail prints them."""
    return {
        "référence": convention.reference,
        "titre": convention.title,
        "nature": convention.kind.label,
        "étape": step,
        "échéance": french.date_fr(due) if due else "",
        "institution": str(institution),
        "numéro": convention.register_number,
    }
