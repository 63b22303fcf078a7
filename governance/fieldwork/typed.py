"""The types that a field of a kind of sheet may have: how each is asked, stored and printed.

A value is stored in JSON under the name of its field. A count is a whole number; ``accounts`` is
one too, of accounts or families, that totals mask when it is small (``mask.below``).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from audit.actor import Actor
from common.french import date_fr, number
from governance.forms_fields import InstitutionField, SchoolField

COUNT, ACCOUNTS, PHONE = "count", "accounts", "phone"
TEXTS = ("text", "long")
LABELS = {
    "text": "Texte court",
    "long": "Texte long",
    "number": "Nombre décimal",
    "count": "Nombre entier",
    "accounts": "Nombre de comptes ou de familles",
    "date": "Date",
    "choice": "Choix dans une liste",
    "yes_no": "Oui ou non",
    "phone": "Téléphone",
    "school": "École du répertoire",
    "schools": "Plusieurs écoles du répertoire",
    "institution": "Institution du répertoire",
}
MOST = 1_000_000
telephone = RegexValidator(
    r"^\+?[0-9][0-9 .-]{5,18}$", "Un numéro est attendu, par exemple 03 22 00 00 00."
)


@dataclass(frozen=True, slots=True)
class Field:
    """One typed field of a kind, in a version: ``name`` is its key, kept when its label changes."""

    name: str
    label: str
    type: str
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Field":
        """From the row of a kind."""
        return cls(
            name=said["name"],
            label=said["label"],
            type=said["type"],
            required=said.get("required", False),
            choices=tuple(said.get("choices", ())),
            help=said.get("help", ""),
        )

    @property
    def free(self) -> bool:
        """Whether anything may be typed in it."""
        return self.type in TEXTS

    @property
    def schools(self) -> bool:
        """Whether it names schools of the directory."""
        return self.type in ("school", "schools")

    @property
    def counted(self) -> bool:
        return self.type in (COUNT, ACCOUNTS)


class SchoolsField(SchoolField):
    """Several schools, one UAI a line."""

    widget = forms.Textarea

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or "Un UAI par ligne."
        super().__init__(actor, **kwargs)
        self.widget.attrs["rows"] = 3

    def to_python(self, value: Any) -> Any:
        lines = [line for line in str(value or "").splitlines() if line.strip()]
        return list(dict.fromkeys(super(SchoolsField, self).to_python(line) for line in lines))


def ask(field: Field, actor: Actor) -> forms.Field:
    """The control that asks for ``field``."""
    common: dict[str, Any] = {"label": field.label, "required": field.required}
    if field.help or field.type not in ("school", "schools", "institution"):
        common["help_text"] = field.help
    return _ASKED[field.type](field, actor, common)


_ASKED: dict[str, Callable[[Field, Actor, dict[str, Any]], forms.Field]] = {
    "text": lambda field, actor, common: forms.CharField(max_length=250, **common),
    "long": lambda field, actor, common: forms.CharField(
        max_length=5000, widget=forms.Textarea(attrs={"rows": 3}), **common
    ),
    "number": lambda field, actor, common: forms.DecimalField(
        max_digits=12, decimal_places=2, localize=False, **common
    ),
    "count": lambda field, actor, common: forms.IntegerField(min_value=0, max_value=MOST, **common),
    "accounts": lambda field, actor, common: forms.IntegerField(
        min_value=0, max_value=MOST, **common
    ),
    "date": lambda field, actor, common: forms.DateField(**common),
    "choice": lambda field, actor, common: forms.ChoiceField(
        choices=[("", "À choisir"), *((each, each) for each in field.choices)], **common
    ),
    "yes_no": lambda field, actor, common: forms.ChoiceField(
        choices=[("", "Non précisé"), ("oui", "Oui"), ("non", "Non")], **common
    ),
    "phone": lambda field, actor, common: forms.CharField(
        max_length=20, validators=[telephone], **common
    ),
    "school": lambda field, actor, common: SchoolField(actor, **common),
    "schools": lambda field, actor, common: SchoolsField(actor, **common),
    "institution": lambda field, actor, common: InstitutionField(actor, **common),
}


def plain(field: Field, given: Any) -> Any:
    """What is stored of a value that its control cleaned; None when nothing was said."""
    if given in (None, "", []):
        return None
    match field.type:
        case "date":
            return given.isoformat()
        case "number":
            return str(given)
        case "yes_no":
            return given == "oui"
        case "school":
            return given.uai
        case "schools":
            return [school.uai for school in given]
        case "institution":
            return {"nom": str(given), "clé": str(given.public_id)}
    return given


def fits(field: Field, value: Any) -> bool:
    """Whether ``value`` has the shape that is stored for the type of ``field``."""
    match field.type:
        case "count" | "accounts":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST
        case "yes_no":
            return isinstance(value, bool)
        case "schools":
            return isinstance(value, list) and all(isinstance(each, str) for each in value)
        case "institution":
            return isinstance(value, dict) and set(value) == {"nom", "clé"}
        case "choice":
            return value in field.choices
        case "date":
            return _read(dt.date.fromisoformat, value)
        case "number":
            return _read(Decimal, value)
    return isinstance(value, str)


def _read(reader: Callable[[str], Any], value: Any) -> bool:
    try:
        reader(value)
    except (TypeError, ValueError, ArithmeticError):
        return False
    return isinstance(value, str)


def typed_again(field: Field, value: Any) -> Any:
    """What its control shows of a stored value."""
    if value is None:
        return None
    match field.type:
        case "date":
            return dt.date.fromisoformat(value)
        case "yes_no":
            return "oui" if value else "non"
        case "schools":
            return "\n".join(value)
        case "institution":
            return value["nom"]
    return value


def words(field: Field, value: Any, named: Mapping[str, str] = MappingProxyType({})) -> str:
    """A stored value as people read it; empty when nothing was said. ``named``: names of schools
    by their UAI."""
    if value is None:
        return ""
    match field.type:
        case "date":
            return date_fr(dt.date.fromisoformat(value))
        case "number":
            return number(Decimal(value))
        case "count" | "accounts":
            return number(value)
        case "yes_no":
            return "oui" if value else "non"
        case "school":
            return named.get(value, value)
        case "schools":
            return ", ".join(named.get(each, each) for each in value)
        case "institution":
            return str(value["nom"])
    return str(value)


def cell(field: Field, value: Any) -> Any:
    """A stored value in a spreadsheet: numbers and dates stay what they are."""
    if value is None:
        return None
    match field.type:
        case "date":
            return dt.date.fromisoformat(value)
        case "number":
            return Decimal(value)
        case "count" | "accounts":
            return value
    return words(field, value)
