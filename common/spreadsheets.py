"""Any list as CSV or XLSX, with formulas made harmless."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> object:
    """A text that a spreadsheet would take for a formula is quoted (CSV injection)."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    return value


def response(
    form: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """``rows`` as a downloadable file; ``form`` is a key of ``FORMATS``."""
    safe = ([harmless(cell) for cell in row] for row in rows)
    content = _csv(columns, safe) if form == "csv" else _xlsx(columns, safe)
    answer = HttpResponse(content, content_type=FORMATS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_printed(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _printed(cell: object) -> object:
    if cell is None:
        return ""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Liste")
    sheet.append(list(columns))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
