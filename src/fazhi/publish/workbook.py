"""Tables as an Excel workbook for people and programs: one table a sheet, one header row, no merges.

Text from ledgers is written as text whatever it looks like, so that ``=HYPERLINK(…)`` in a cell stays a
curiosity. The same tables give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fazhi.files import write_whole
from fazhi.publish import plaintext
from fazhi.publish.blocks import Cell, Column, Document, Table
from fazhi.publish.wording import word

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NUMBER = re.compile(
    r"(?P<sign>[-+−]?)(?P<number>(?P<whole>[0-9][0-9,]*)(?:\.(?P<decimals>[0-9]+))?)(?P<percent>\s*%)?(?P<mark>[*†]?)"
)
FRACTION = re.compile("[0-9]+/[0-9]+")
DATE, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
LONGEST_NAME = 31
LONGEST_TEXT = 32_767
LONGEST_HEADER = 120  # characters; Excel takes 255, commands included
A4 = 9  # as Excel numbers it
LARGEST_INTEGER = 10**15  # beyond it a spreadsheet loses digits
NARROWEST, WIDEST = 8.0, 60.0
CREATED = dt.datetime(2000, 1, 1)


class _Formats:
    """The looks of cells, each made once for its workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.plain = book.add_format({"valign": "top"})
        self.link = book.add_format({"hyperlink": True, "text_wrap": True, "valign": "top"})
        self._numbers: dict[str, Format] = {}

    def number(self, form: str) -> Format:
        """The look of numbers in one number format."""
        if form not in self._numbers:
            self._numbers[form] = self._book.add_format({"num_format": form, "valign": "top"})
        return self._numbers[form]


@dataclass(frozen=True)
class _Sheet:
    name: str
    table: Table


def write_workbook(
    path: str | Path,
    tables: Sequence[Table],
    cover: Document,
    language: str | None = None,
    remarks: Iterable[str] = (),
    marks: Sequence[str] = (),
) -> Path:
    """Writes the workbook: a cover (title, contents), a sheet of notes and sources, and a sheet a table.

    ``language`` is the cover's unless given. ``remarks`` are sentences for the cover, such as the banner of
    synthetic data, ``marks`` a few words of each for the foot of every printed page. A table's unit stands on the sheet of notes. A cell's ``value`` is written where there is
    one, else its text. Returns the path.
    """
    return write_whole(path, workbook(tables, cover, language, remarks, marks))


def workbook(
    tables: Sequence[Table],
    cover: Document,
    language: str | None = None,
    remarks: Iterable[str] = (),
    marks: Sequence[str] = (),
) -> bytes:
    """The workbook's bytes, see ``write_workbook``."""
    language = language or cover.language
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": cover.title, "subject": cover.subtitle or "", "created": _created(cover.date)})
    formats = _Formats(book)
    sheets = _named(tables, language)
    foot = "  ".join(marks)
    _cover(first := book.add_worksheet(word("workbook_cover", language)), cover, sheets, language, remarks, formats)
    _set_up(first, "", foot)
    _notes(second := book.add_worksheet(word("workbook_notes", language)), sheets, language, formats)
    _set_up(second, cover.title, foot)
    for sheet in sheets:
        _fill(page := book.add_worksheet(sheet.name), sheet.table, formats)
        _set_up(page, plaintext.caption(sheet.table), foot)
    book.close()
    return target.getvalue()


def sheet_name(wanted: str, used: set[str]) -> str:
    """A sheet name that Excel accepts and that is not in ``used`` (compared as Excel does, without case)."""
    base = FORBIDDEN.sub("_", UNPRINTABLE.sub("", wanted)).strip("' ")[:LONGEST_NAME].rstrip("' ") or "_"
    if base.lower() == "history":  # a name that Excel keeps for itself
        base = "history_"
    name, count = base, 1
    while name.lower() in {other.lower() for other in used}:
        count += 1
        suffix = f"_{count}"
        name = base[: LONGEST_NAME - len(suffix)] + suffix
    return name


def number_format(text: str) -> str:
    """The Excel format that shows a number as ``text`` does: ``0.0%`` for 97.6%, ``0%"†"`` for 89%†; 2/2 is shown as it stands."""
    text = text.strip()
    if FRACTION.fullmatch(text):
        return f'"{text}"'
    match = NUMBER.fullmatch(text)
    if match is None:
        return "General"
    whole = "#,##0" if "," in match["whole"] else "0"
    decimals = "." + "0" * len(match["decimals"]) if match["decimals"] else ""
    return f"{whole}{decimals}{'%' if match['percent'] else ''}" + (f'"{match["mark"]}"' if match["mark"] else "")


def _named(tables: Sequence[Table], language: str) -> list[_Sheet]:
    used = {word("workbook_cover", language), word("workbook_notes", language)}
    sheets = []
    for table in tables:
        wanted = " ".join(part for part in (plaintext.label(table), table.title) if part)
        name = sheet_name(wanted or word("table_unnamed", language), used)
        used.add(name)
        sheets.append(_Sheet(name, table))
    return sheets


def _cover(
    sheet: Worksheet,
    cover: Document,
    sheets: list[_Sheet],
    language: str,
    remarks: Iterable[str],
    formats: _Formats,
) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)
    sheet.write_string(0, 0, cover.title, formats.title)
    lines = [(cover.subtitle, "")] if cover.subtitle else []
    lines += [("", remark) for remark in remarks]  # in the wide column, whose lines break
    lines += list(cover.meta.items()) + ([(word("date", language), cover.date)] if cover.date else [])
    row = 1
    for label, text in lines:
        sheet.write_string(row, 0, _safe(label), formats.text)
        sheet.write_string(row, 1, _safe(text), formats.text)
        row += 1
    for column, key in enumerate(("workbook_sheet", "workbook_title")):
        sheet.write_string(row + 1, column, word(key, language), formats.head)
    for position, entry in enumerate(sheets, start=row + 2):
        # A link inside the workbook, to a place that this module named itself.
        place = f"internal:'{entry.name.replace(chr(39), chr(39) * 2)}'!A1"
        sheet.write_url(position, 0, place, formats.link, entry.name)
        sheet.write_string(position, 1, _safe(entry.table.title), formats.text)


def _notes(sheet: Worksheet, sheets: list[_Sheet], language: str, formats: _Formats) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for column, key in enumerate(("workbook_sheet", "workbook_note")):
        sheet.write_string(0, column, word(key, language), formats.head)
    sheet.freeze_panes(1, 0)
    lines = [(entry.name, line) for entry in sheets for line in _remarks(entry.table)]
    for row, (name, line) in enumerate(lines, start=1):
        sheet.write_string(row, 0, name, formats.text)
        sheet.write_string(row, 1, _safe(line), formats.text)


def _remarks(table: Table) -> list[str]:
    unit = [word("unit", table.language, unit=table.unit)] if table.unit else []
    return unit + plaintext.below(table)


def _fill(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    for column, head in enumerate(table.heads):
        sheet.write_string(0, column, _safe(_heading(head)), formats.head)
        sheet.set_column(column, column, _width(table, column))
        for row, cells in enumerate(table.cells, start=1):
            _write(sheet, row, column, _counted(cells[column], head), formats)
    sheet.freeze_panes(1, table.header_columns)
    if table.cells:
        sheet.autofilter(0, 0, len(table.cells) - table.total_rows, len(table.heads) - 1)
    sheet.repeat_rows(0)


def _set_up(sheet: Worksheet, title: str, foot: str) -> None:
    """How a sheet is printed: on A4, as wide as the page, with its title above and what holds of every sheet below. A sheet has no title of its own."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    if title:
        sheet.set_header(f"&C{_printed(title)}")
    sheet.set_footer(f"&L{_printed(foot)}&R&P / &N")


def _printed(text: str) -> str:
    """Text for a header or a footer, where & begins a command."""
    return _safe(text)[:LONGEST_HEADER].replace("&", "&&")


def _heading(head: Column) -> str:
    return f"{head.group} {head.label}" if head.group else head.label


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    value = cell.value
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, formats.plain)
    elif isinstance(value, int | float) and abs(value) < LARGEST_INTEGER:
        sheet.write_number(row, column, value, formats.number(number_format(cell.text)))
    elif isinstance(value, dt.date) and value.year >= 1900:
        sheet.write_datetime(row, column, value, formats.number(MOMENT if isinstance(value, dt.datetime) else DATE))
    else:
        sheet.write_string(row, column, _safe(cell.text), formats.text)


def _counted(cell: Cell, head: Column) -> Cell:
    """A cell with the number that its text is, in a column of numbers: a workbook is there to calculate with."""
    match = NUMBER.fullmatch(cell.text) if cell.value is None and head.align == "right" else None
    if match is None:
        return cell
    number = float(match["number"].replace(",", "")) * (-1 if match["sign"] in ("-", "−") else 1)
    number = number / 100 if match["percent"] else number
    return replace(cell, value=int(number) if number.is_integer() and not match["decimals"] else number)


def _safe(text: object) -> str:
    """Text that a workbook can hold."""
    return UNPRINTABLE.sub("", str(text))[:LONGEST_TEXT]


def _width(table: Table, column: int) -> float:
    texts = [
        _heading(table.heads[column]),
        *(line for row in table.cells for line in row[column].text.split("\n")),
    ]
    return min(max(max(map(plaintext.width, texts)) * 1.1 + 2, NARROWEST), WIDEST)


def _created(date: str | None) -> dt.datetime:
    try:
        return dt.datetime.combine(dt.date.fromisoformat(date or ""), dt.time())
    except ValueError:
        return CREATED
