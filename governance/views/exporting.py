"""A list as CSV or as a workbook, in which nothing that somebody typed can run.

A cell that begins like a formula is written as text: with an apostrophe before it in CSV, as a
cell of type text in a workbook.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from common import clock

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def respond(
    shape: str, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The list as ``csv`` or ``xlsx``; any other shape does not exist (404)."""
    if shape == "csv":
        return _file(as_csv(head, rows), "text/csv; charset=utf-8", f"{name}.csv")
    if shape == "xlsx":
        return _file(as_workbook(name, head, rows), WORKBOOK, f"{name}.xlsx")
    raise Http404


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Semicolons and a byte order mark: what a French spreadsheet opens without asking."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in (head, *rows):
        sheet.append([_cell(sheet, value) for value in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, _CONTROL.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _harmless(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value)
    text = _CONTROL.sub("", value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    day = clock.today().isoformat()
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{day}-{name}"'
    return response
