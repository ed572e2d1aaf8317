"""Writes sheets into files: workbooks and CSV whose bytes depend on nothing but their content."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from fazhi.synthesis.sheets import Sheet
from fazhi.synthesis.spelling import Cell

BORDERED = {"header", "data", "total", "nil"}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "caption": {"align": "left"},
    "continued": {"align": "right"},
    "header": {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1},
    "data": {"valign": "vcenter", "border": 1},
    "total": {"bold": True, "border": 1},
    "nil": {"align": "center", "border": 1},
    "note": {"align": "left"},
    "blank": {},
}
DATE_FORMATS = ("yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"')
WIDEST = 36


def workbook(sheets: Sequence[Sheet], created: datetime, months: bool = False) -> bytes:
    """An .xlsx file that says it was made at ``created``. ``months``: real dates are shown as months."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"comments": "合成数据 Synthetic data", "created": created})
        shown = ('yyyy"年"m"月"',) if months else DATE_FORMATS
        font = {"font_name": "宋体", "font_size": 11}
        looks = {kind: book.add_format(font | look) for kind, look in LOOKS.items()}
        dates = [book.add_format(font | LOOKS["data"] | {"num_format": form}) for form in shown]
        for number, sheet in enumerate(sheets):
            _write(book.add_worksheet(sheet.name), sheet, looks, dates[number % len(dates)])
    return buffer.getvalue()


def _write(page: Any, sheet: Sheet, looks: dict[str, Any], date_look: Any) -> None:
    merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    for number, row in enumerate(sheet.rows):
        for place, cell in enumerate(row.cells):
            look = date_look if isinstance(cell, date) else looks[row.kind]
            if (corner := merged.get((number, place))) and corner != (number, place):
                page.merge_range(number, place, *corner, cell, look)
            elif (number, place) not in covered or corner:
                _put(page, number, place, cell, look, row.kind in BORDERED)
    for place, width in enumerate(_widths(sheet)):
        page.set_column(place, place, width)


def _put(page: Any, number: int, place: int, cell: Cell, look: Any, bordered: bool) -> None:
    if cell is None:
        if bordered:
            page.write_blank(number, place, None, look)
    elif isinstance(cell, date):
        page.write_datetime(number, place, datetime(cell.year, cell.month, cell.day), look)
    elif isinstance(cell, str):
        page.write_string(number, place, cell, look)
    else:
        page.write_number(number, place, cell, look)


def _widths(sheet: Sheet) -> Iterator[float]:
    tables = [row.cells for row in sheet.rows if row.kind in {"header", "data"}]
    for column in zip(*tables, strict=True):
        yield min(WIDEST, max(6, *(_breadth(cell) + 2 for cell in column)))


def _breadth(cell: Cell) -> int:
    text = "" if cell is None else str(cell)
    return max((sum(1 + (east_asian_width(sign) in "WF") for sign in line) for line in text.split("\n")), default=0)


def text_file(sheet: Sheet, encoding: str, separator: str) -> bytes:
    """A delimited text file with the line ends of Windows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    for row in sheet.rows:
        writer.writerow("" if cell is None else cell for cell in row.cells)
    return buffer.getvalue().encode(encoding)
