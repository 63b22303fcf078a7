"""The pages that finished sheets make for everybody: the catalogue of the programme first.

The same for every school (tables; domain, M36): typed values alone, without report nor file.
"""

from dataclasses import dataclass

from . import typed
from .models import FieldSheet, SheetKind
from .models.sheets import SheetStatus


@dataclass(frozen=True, slots=True)
class Page:
    """One published kind: its fields, then a line for each finished sheet, the latest first."""

    kind: SheetKind
    fields: tuple[typed.Field, ...]
    lines: tuple[tuple[FieldSheet, tuple[str, ...]], ...]

    @property
    def heads(self) -> list[str]:
        return [field.label for field in self.fields]


def pages() -> list[Page]:
    """Each published kind, in the fields of its version in use."""
    kinds = SheetKind.unscoped.latest().filter(published=True).order_by("label")
    return [_page(kind) for kind in kinds]


def _page(kind: SheetKind) -> Page:
    fields = tuple(kind.typed)
    rows = FieldSheet.unscoped.filter(
        kind__code=kind.code, kind__published=True, status=SheetStatus.DONE
    )
    lines = []
    for sheet in rows.with_words().order_by("-day", "-pk"):
        own = {field.name: field for field in sheet.kind.typed}
        said = [(own.get(field.name), sheet.values.get(field.name)) for field in fields]
        lines.append(
            (sheet, tuple(typed.words(each, value) if each else "" for each, value in said))
        )
    return Page(kind, fields, tuple(lines))
