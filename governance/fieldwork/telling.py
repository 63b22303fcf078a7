"""A sheet in words: its values, its situation, a line of a spreadsheet, a call to make."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from common.french import date_fr
from governance.models import School

from . import typed
from .models import FieldSheet, SheetKind
from .models.sheets import SheetStatus

HEAD = [
    "Date",
    "Nature",
    "Où",
    "UAI",
    "Circonscription",
    "État",
    "Échéance",
    "Close le",
    "Auteur",
]
OWN = ["Renseignements", "Compte rendu", "Suite donnée"]


def values(sheet: FieldSheet) -> list[tuple[str, str]]:
    """Label and words of each value that was given, in the order of the fields; schools named."""
    fields = sheet.kind.typed
    named = _schools(sheet.values[f.name] for f in fields if f.schools and f.name in sheet.values)
    found = ((f.label, typed.words(f, sheet.values.get(f.name), named)) for f in fields)
    return [(label, words) for label, words in found if words]


def _schools(given: Iterable[Any]) -> dict[str, str]:
    """UAI → « École des Tilleuls (0809001Z) »."""
    codes = {code for each in given for code in (each if isinstance(each, list) else [each])}
    return {each.uai: str(each) for each in School.unscoped.filter(uai__in=codes)} if codes else {}


def situation(sheet: FieldSheet) -> str:
    """The status as a sentence."""
    if sheet.status == SheetStatus.TODO:
        if sheet.late:
            return f"À faire, en retard depuis le {date_fr(sheet.due_on)}."
        return f"À faire avant le {date_fr(sheet.due_on)}."
    return f"{sheet.get_status_display()} le {date_fr(sheet.closed_on)}."


def table(
    sheets: Iterable[FieldSheet], kind: SheetKind | None, *, text: bool
) -> tuple[list[str], list[list[Any]]]:
    """Head and lines of a spreadsheet; with ``kind`` each of its fields has a column.

    Without ``text``, places, dates and states alone.
    """
    fields = kind.typed if kind is not None and text else []
    head = [*HEAD, *(field.label for field in fields)]
    if text:
        head += OWN if kind is None else OWN[1:]
    return head, [_line(sheet, fields, every=kind is None, text=text) for sheet in sheets]


def _line(sheet: FieldSheet, fields: list[typed.Field], *, every: bool, text: bool) -> list[Any]:
    line = [
        sheet.day,
        sheet.kind.label,
        sheet.place,
        sheet.school.uai if sheet.school is not None else "",
        sheet.circonscription.name if sheet.circonscription is not None else "",
        sheet.get_status_display(),
        sheet.due_on if sheet.status == SheetStatus.TODO else None,
        sheet.closed_on,
        sheet.author.person.formal_name,
    ]
    if not text:
        return line
    own = {field.name: field for field in sheet.kind.typed}
    for field in fields:
        mine = own.get(field.name)
        line.append(typed.cell(mine, sheet.values.get(field.name)) if mine else None)
    if every:
        line.append(" ; ".join(f"{label} : {words}" for label, words in values(sheet)))
    return [*line, sheet.text, sheet.outcome]


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody to telephone, and why."""

    sheet: FieldSheet
    phone: str
    about: str


def call(sheet: FieldSheet, *, text: bool = True) -> ToCall:
    """The number that the sheet gives, else that of the directory; ``about``: its first field.

    Without ``text``, what the directory says alone.
    """
    if not text:
        return ToCall(sheet, sheet.phone, "")
    fields = sheet.kind.typed
    given = [sheet.values.get(field.name) for field in fields if field.type == typed.PHONE]
    phone = next((number for number in given if number), "")
    about = typed.words(fields[0], sheet.values.get(fields[0].name))
    return ToCall(sheet, phone or sheet.phone, about)
