"""An empty ledger as a workbook: its sheets with lists and checks, and a sheet of instructions. The same catalogue gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.ledger import Ledger
from fazhi.templates.fields import LONGEST_MESSAGE, LONGEST_TITLE, Field, allowed, fields, fitted, half_widths
from fazhi.templates.rules import rules
from fazhi.templates.samples import Part, parts

TITLE, CAPTION, HEADER, SAMPLE = range(4)  # 0-based rows
FIRST_ROW, LAST_ROW = 4, 2003  # where the office writes: 2,000 rows with lists and checks
SERIAL_WIDTH = 8
CREATED = dt.datetime(2000, 1, 1)
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PAPER_A4 = 9
HEAD_COLOUR = {"all": "#F4B183", "any": "#FCE4D6", "none": "#DDEBF7"}
INSTRUCTION_WIDTHS = (24, 30, 46, 50, 34)
LINE = sum(INSTRUCTION_WIDTHS) - 10  # half-width characters that fit on a line across all of them, with some to spare
LINE_HEIGHT = 16

Sheet = tuple[str, tuple[Field, ...]]  # name, columns


class _Looks:
    """The looks of cells, each made once for its workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.title = self.of(bold=True, font_size=16, valign="vcenter")
        self.plain = self.of(valign="vcenter")
        self.wrapped = self.of(text_wrap=True, valign="top")
        self.cell = self.of(text_wrap=True, valign="top", border=1)
        self.head = self.of(bold=True, text_wrap=True, valign="vcenter", border=1, bg_color=HEAD_COLOUR["none"])

    def of(self, **properties: Any) -> Format:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(properties)
        return self._known[key]

    def header(self, need: str) -> Format:
        return self.of(
            bold=True, text_wrap=True, align="center", valign="vcenter", border=1, bg_color=HEAD_COLOUR[need]
        )

    def entry(self, number_format: str) -> Format:
        return self.of(num_format=number_format, valign="vcenter", text_wrap=number_format == "@")

    def sample(self, number_format: str) -> Format:
        return self.of(
            num_format=number_format, valign="vcenter", text_wrap=True, border=1, italic=True,
            bg_color="#EDEDED", font_color="#7F7F7F",
        )  # fmt: skip


def template(ledger: Ledger, catalogue: Catalogue, language: Language, of: tuple[str, int] | None = None) -> bytes:
    """The bytes of a ledger's empty workbook (.xlsx). ``language`` is that of the instructions; headers are always Chinese.

    ``of``: the township and year that stand in the title, where they are known.
    """
    title = catalogue.word("templates.title", "zh", ledger=ledger.zh)
    if of:
        title = catalogue.word("templates.title_of", "zh", township=of[0], year=of[1], ledger=ledger.zh)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, OPTIONS)
    book.set_properties({"title": ledger.name(language), "created": CREATED})
    looks = _Looks(book)
    kept = parts(ledger)
    sheets = [
        (part.name or ledger.zh[:31], fields(ledger, form, part, catalogue, language))
        for form, part in zip(ledger.forms, kept, strict=False)
    ]
    for name, columns in sheets:
        _ledger_sheet(book.add_worksheet(name), title, columns, catalogue, language, looks)
    _instructions(
        book.add_worksheet(catalogue.word("templates.instructions", language)),
        ledger, kept, sheets, catalogue, language, looks,
    )  # fmt: skip
    book.close()
    return target.getvalue()


# ---------------------------------------------------------------------------------------------- the ledger


def _ledger_sheet(
    sheet: Worksheet,
    title: str,
    columns: tuple[Field, ...],
    catalogue: Catalogue,
    language: Language,
    looks: _Looks,
) -> None:
    _above(sheet, title, columns, catalogue, looks)
    sheet.write_string(HEADER, 0, catalogue.layout.serial[0], looks.header("none"))
    sheet.write_string(SAMPLE, 0, catalogue.word("templates.example", "zh"), looks.sample("@"))
    sheet.set_column(0, 0, SERIAL_WIDTH, looks.entry("General"))
    refused = catalogue.word("templates.refused", language)
    serial = catalogue.word("templates.expect.serial", language, nil=catalogue.layout.nil_report[0])
    note = _validation({}, catalogue.layout.serial[0], serial, refused)
    sheet.data_validation(FIRST_ROW, 0, LAST_ROW, 0, note)
    for place, field in enumerate(columns, start=1):
        sheet.set_column(place, place, field.width, looks.entry(field.number_format))
        sheet.write_string(HEADER, place, field.header, looks.header(field.need))
        _write_sample(sheet, place, field, looks)
        check = _validation(field.check, field.header, field.expect, refused)
        sheet.data_validation(FIRST_ROW, place, LAST_ROW, place, check)
    told = catalogue.word("templates.expect.sample", language, example=catalogue.word("templates.example", "zh"))
    untouched = {
        "validate": "custom",
        "value": "=FALSE",
    }  # an entry typed here would be taken for the sample and count nowhere
    guard = _validation(untouched, catalogue.word("templates.example", language), told, refused)
    sheet.data_validation(SAMPLE, 0, SAMPLE, len(columns), guard)
    _marks(sheet, columns, looks)
    _print_set_up(sheet, catalogue)
    sheet.ignore_errors({"number_stored_as_text": f"A{SAMPLE + 1}:{xl_col_to_name(len(columns))}{LAST_ROW + 1}"})


def _above(sheet: Worksheet, title: str, columns: tuple[Field, ...], catalogue: Catalogue, looks: _Looks) -> None:
    """Title and the line for the office; both lie above the header, where the intake counts nothing."""
    needs = {field.need for field in columns}
    marks = [catalogue.word(f"templates.marks.{need}", "zh") for need in ("all", "any") if need in needs]
    caption = f"{catalogue.word('templates.caption', 'zh')}　　{'；'.join(marks)}"
    sheet.merge_range(TITLE, 0, TITLE, len(columns), title, looks.title)
    sheet.merge_range(CAPTION, 0, CAPTION, len(columns), caption, looks.plain)
    sheet.set_row(TITLE, 30)
    sheet.set_row(CAPTION, 22)
    sheet.set_row(HEADER, 36)


def _write_sample(sheet: Worksheet, place: int, field: Field, looks: _Looks) -> None:
    look, value = looks.sample(field.number_format), field.sample
    if value is None:
        sheet.write_blank(SAMPLE, place, None, look)
    elif isinstance(value, dt.date):
        sheet.write_datetime(SAMPLE, place, value, look)
    elif isinstance(value, int | float):
        sheet.write_number(SAMPLE, place, value, look)
    else:
        sheet.write_string(SAMPLE, place, value, look)


def _validation(check: Mapping[str, Any], title: str, expect: str, refused: str) -> dict[str, Any]:
    """A check with what Excel says beside the cell and when it refuses an entry."""
    return {
        **(check or {"validate": "any"}),
        "input_title": fitted(title, LONGEST_TITLE),
        "input_message": fitted(expect, LONGEST_MESSAGE),
        "error_title": fitted(refused, LONGEST_TITLE),
        "error_message": fitted(expect, LONGEST_MESSAGE),
    }


def _marks(sheet: Worksheet, columns: tuple[Field, ...], looks: _Looks) -> None:
    """Rows get their lines as they are filled in; a required cell that is still empty is tinted."""
    first, last, row = xl_col_to_name(1), xl_col_to_name(len(columns)), FIRST_ROW + 1
    begun = f"COUNTA(${first}{row}:${last}{row})>0"
    letters = {field.column.id: xl_col_to_name(place) for place, field in enumerate(columns, start=1)}
    for place, field in enumerate(columns, start=1):
        if field.need == "none":
            continue
        enough = (field.column.id, *(partner.id for partner in field.partners if partner.id in letters))
        missing = "+".join(f"COUNTA(${letters[id]}{row})" for id in enough)
        rule = {"type": "formula", "criteria": f"=AND({begun},{missing}=0)", "format": looks.of(bg_color="#FFC7CE")}
        sheet.conditional_format(FIRST_ROW, place, LAST_ROW, place, rule)
    lines = {"type": "formula", "criteria": f"={begun}", "format": looks.of(border=1)}
    sheet.conditional_format(FIRST_ROW, 0, LAST_ROW, len(columns), lines)


def _print_set_up(sheet: Worksheet, catalogue: Catalogue) -> None:
    sheet.freeze_panes(HEADER + 1, 1)
    sheet.repeat_rows(HEADER)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&C{catalogue.word('templates.page', 'zh')}")


# ---------------------------------------------------------------------------------------- the instructions


def _instructions(
    sheet: Worksheet,
    ledger: Ledger,
    kept: tuple[Part, ...],
    sheets: list[Sheet],
    catalogue: Catalogue,
    language: Language,
    looks: _Looks,
) -> None:
    def word(key: str, **fill: object) -> str:
        return catalogue.word(f"templates.{key}", language, **fill)

    last = len(INSTRUCTION_WIDTHS) - 1
    for place, width in enumerate(INSTRUCTION_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, word("heading", ledger=ledger.name(language)), looks.title)
    sheet.set_row(0, 30)
    office = ledger.office.in_language(language)
    lines = [
        word("kept_by", office=office, source=ledger.source.in_language(language)),
        *rules(ledger, kept, catalogue, language),
    ]
    row = 1
    for number, line in enumerate(lines):
        text = f"{number}. {line}" if number else line
        sheet.merge_range(row, 0, row, last, text, looks.wrapped)
        sheet.set_row(row, LINE_HEIGHT * -(-half_widths(text) // LINE))  # merged cells do not grow by themselves
        row += 1
    heads = ("name", "required", "expect", "values", "privacy")
    for name, columns in sheets:
        row += 1
        if len(sheets) > 1:
            sheet.write_string(row, 0, name, looks.of(bold=True))
            row += 1
        for place, head in enumerate(heads):
            sheet.write_string(row, place, word(f"column.{head}"), looks.head)
        for field in columns:
            row += 1
            for place, text in enumerate(_explained(field, catalogue, language)):
                sheet.write_string(row, place, text, looks.cell)
        row += 1
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)


def _explained(field: Field, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    """The row of the table of columns: header, need, how to fill it in, allowed entries, privacy."""
    column, sign = field.column, catalogue.word("mark.list", language)
    name = field.header if language == "zh" else f"{field.header} {column.en}"
    partners = sign.join(f"“{partner.zh}”" for partner in field.partners)
    need = catalogue.word(f"templates.required.{field.need}", language, columns=partners)
    names: Mapping[str, str] = {value.zh: value.name(language) for value in column.values}
    names = {catalogue.layout.other[0]: catalogue.word("other", language), **names}
    entries = [entry if names.get(entry, entry) == entry else f"{entry} ({names[entry]})"
               for entry in allowed(column, catalogue)]  # fmt: skip
    privacy = catalogue.word(f"templates.privacy.{column.privacy}", language)
    return name, need, field.expect, sign.join(entries), privacy
