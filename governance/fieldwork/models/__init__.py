"""The kinds of sheet, each version a row, and the sheets."""

from .kinds import SheetKind
from .sheets import FieldSheet, SheetStatus

__all__ = ["FieldSheet", "SheetKind", "SheetStatus"]
