"""Field validators: an identifier is refused with the sentence that says what was expected."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError

from common import clock, identifiers


def _parsed(value: str, parse: Callable[[str], str], name: str) -> None:
    """Refuse what ``parse`` refuses, and what it would have written otherwise."""
    try:
        canonical = parse(value)
    except identifiers.InvalidIdentifier as refused:
        raise ValidationError(str(refused), code="identifier") from refused
    if canonical != value:
        raise ValidationError(f"{name} : écrivez « {canonical} ».", code="identifier")


def uai(value: str) -> None:
    _parsed(value, identifiers.parse_uai, "UAI")


def siren(value: str) -> None:
    _parsed(value, identifiers.parse_siren, "SIREN")


def siret(value: str) -> None:
    _parsed(value, identifiers.parse_siret, "SIRET")


def postal_code(value: str) -> None:
    _parsed(value, identifiers.parse_postal_code, "Code postal")


def actes(value: str) -> None:
    _parsed(value, lambda text: str(identifiers.parse_actes(text)), "Identifiant @CTES")


def sha256(value: str) -> None:
    """The name of a stored file: 64 hexadecimal digits in lower case."""
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValidationError("Fichier inconnu : une empreinte SHA-256 est attendue.")


@cache
def _zones() -> frozenset[str]:
    """Read once: the standard library walks the disk at each call."""
    return frozenset(available_timezones())


def time_zone(value: str) -> None:
    if value not in _zones():
        raise ValidationError(f"Fuseau horaire inconnu : « {value} ». Exemple : Indian/Reunion.")


def not_future(value: dt.date) -> None:
    if value > clock.today():
        raise ValidationError("La date est dans le futur.", code="future")


def not_negative(value: Decimal) -> None:
    if value < 0:
        raise ValidationError("Le montant ne peut pas être négatif.")


def list_of_text(value: object) -> None:
    """A JSON list of non-empty words, without a double."""
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValidationError("Une liste de mots est attendue.")
    if len(set(value)) != len(value):
        raise ValidationError("La liste contient deux fois le même mot.")
