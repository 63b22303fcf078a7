"""A legal parameter's value as people read it: « 60 000 € HT », « la majorité », « 30 avril »."""

import re
from decimal import Decimal
from typing import Any

from common import french

from .models import LegalParameter

WORDS = {
    "account_validation": "validation par le compte",
    "actes_receipt": "accusé @CTES",
    "advanced_qualified": "avancée, sur certificat qualifié",
    "certificate": "certificat",
    "doubtful": "page douteuse",
    "elsewhere": "acte signé ailleurs",
    "executive_certificate": "certification par l’exécutif",
    "half": "la moitié",
    "majority": "la majorité",
    "market": "marché public",
    "none": "aucun",
    "paper": "papier",
    "permanent": "permanente",
    "simple_with_sheet": "simple, avec fiche signataire",
    "stamp": "cachet de la préfecture",
    "third": "le tiers",
}
UNKNOWN = "non renseignée"


def words(row: LegalParameter) -> str:
    """The value with its unit; « non renseignée » when nobody has given it."""
    value = row.value
    if value is None:
        return UNKNOWN
    if isinstance(value, str) and value.startswith("="):
        other = LegalParameter.unscoped.filter(key=value[1:]).first()
        return f"même valeur que « {other.label if other else value[1:]} »"
    if row.unit == "de … à …":
        return f"de {' à '.join(_one(part) for part in value)}"
    if row.unit == "mois de l’année":
        return french.MONTHS[int(value) - 1]
    said = (
        french.list_fr([_one(part) for part in value]) if isinstance(value, list) else _one(value)
    )
    unit = "" if row.unit == "date" else row.unit
    if value in (0, 1):
        unit = unit.replace("jours francs", "jour franc").replace("comptes", "compte")
    if unit.startswith(("€", "%")):
        amount = _amount(said, cents=unit.startswith("€"))
        return f"{amount}{french.THIN}{unit}"
    return f"{said} {unit}".strip()


def _one(value: Any) -> str:
    text = str(value)
    if re.fullmatch(r"\d{2}-\d{2}", text):
        month, day = (int(part) for part in text.split("-"))
        return f"{'1er' if day == 1 else day}{french.NBSP}{french.MONTHS[month - 1]}"
    if clock := re.fullmatch(r"(\d{2}):(\d{2})", text):
        minutes = f"{french.NBSP}{clock[2]}" if clock[2] != "00" else ""
        return f"{int(clock[1])}{french.NBSP}h{minutes}"
    return WORDS.get(text, text)


def _amount(text: str, *, cents: bool) -> str:
    """A figure as it is printed, with its cents under 100 €; words stay words."""
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        return text
    exact = Decimal(text)
    whole = exact == exact.to_integral() and (exact >= 100 or not cents)
    return french.number(exact, 0 if whole else 2)
