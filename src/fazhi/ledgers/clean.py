"""Rows of recognised sheets → typed rows; every row that is not kept is set aside with a reason.

The rules are those of docs/methods.md: a row with several faults gets the first of ``FAULTS``; a row set aside is no partner for duplicates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from fazhi.catalogue.definitions import PLACED, Catalogue
from fazhi.catalogue.ledger import Ledger
from fazhi.ledgers.account import FAULTS, Problem, SheetAccount
from fazhi.ledgers.alike import words_for
from fazhi.ledgers.cells import TYPE_OF, Coded, Typed, are_numbers, ends_before, typed
from fazhi.ledgers.layout import Rows, classify
from fazhi.ledgers.leaving import leaving_notes
from fazhi.ledgers.melt import melted
from fazhi.ledgers.periods import last_days, period_notes
from fazhi.ledgers.persons import person_parts
from fazhi.ledgers.privacy import Pseudonyms, kept_text, names_among, shown
from fazhi.ledgers.quantities import quantity_notes
from fazhi.ledgers.reading import Header, Reading, Recognition
from fazhi.ledgers.rownotes import (
    answer_notes,
    comment_notes,
    damaged_notes,
    first_only_notes,
    hidden_note,
    several_notes,
    shared_number_notes,
)
from fazhi.ledgers.rowrules import Kind
from fazhi.ledgers.sheets import Cells, Sheet, is_uncalculated
from fazhi.ledgers.terms import with_terms
from fazhi.ledgers.uncalculated import uncalculated_notes, with_blanks
from fazhi.ledgers.unstated import unstated_notes, with_unstated
from fazhi.ledgers.vocabulary import vocabulary
from fazhi.ledgers.void import doubtful_notes, void_rows
from fazhi.ledgers.yearless import lacks_year, other_year_named, yearless_notes
from fazhi.values import fold, read_date
from fazhi.values.date_grammar import names_two_days
from fazhi.values.distinct import clean_all
from fazhi.values.months import day_alone

SERIAL_DIGITS = 5  # of the days from 1927 on
EPOCH = 1970  # the year from which NumPy counts


@dataclass(frozen=True, eq=False)
class CleanSheet:
    """The data rows of one sheet: ``columns`` as they are kept, ``numbers`` of the rows in the file; ``good``: which are without fault.

    ``words`` are the cells of personal columns that tell rows apart, as they stand; they are dropped when the sheets are joined.
    So are the ``last_days`` of the periods by which rows are placed.
    """

    sheet: Sheet
    reading: Reading
    columns: Mapping[str, Coded]
    numbers: np.ndarray
    good: np.ndarray
    problems: tuple[Problem, ...]
    account: SheetAccount
    nil_report: bool = False
    words: Mapping[str, Cells] = field(default_factory=dict)
    last_days: Mapping[str, Coded] = field(default_factory=dict)


def clean_sheet(
    sheet: Sheet, recognition: Recognition, year: int, catalogue: Catalogue, people: Pseudonyms, sums: np.ndarray
) -> CleanSheet:
    """Type the data rows of a recognised sheet and find their faults (duplicates come later, over all sheets of a ledger).

    ``sums``: which rows only sum up other sheets.
    """
    reading = recognition.reading
    assert reading is not None
    rows = classify(sheet, reading, year, catalogue)
    rows.kinds[(rows.kinds == Kind.DATA) & sums] = Kind.TOTAL
    void = void_rows(sheet, reading, rows.positions(), catalogue)
    notes = hidden_note(sheet, reading, rows.positions())
    notes += doubtful_notes(sheet, reading, rows.positions(), void, catalogue)
    named = other_year_named(sheet, reading, year)
    if reading.spread is not None:
        sheet, reading, rows, account = _laid_out(sheet, reading, rows, catalogue)
    else:
        account = _account(sheet, reading.ledger, rows)
    if reading.header is None:
        return CleanSheet(sheet, reading, {}, np.zeros(0, int), np.zeros(0, bool), (), account, nil_report=True)
    positions = rows.positions()
    ends = reading.ledger.ends
    columns = {
        column.id: with_blanks(typed(sheet, reading.header, column, positions, year, catalogue, column.id in ends))
        for column in reading.ledger.columns
    }
    columns, unstated = with_unstated(with_terms(columns, reading.ledger, catalogue), reading.ledger, catalogue)
    placed = _placed(reading, columns, len(positions))
    faults = _faults(reading, columns, placed, year, _among(sheet.numbers_of(positions), void))
    problems = tuple(_problems(sheet, reading, columns, positions, faults, void, year, catalogue.layout.vague))
    if reading.spread is not None:  # several records of one row may have the same fault
        problems = tuple({(p.row, p.reason, *p.fill.items()): p for p in problems}.values())
    notes += uncalculated_notes(sheet, reading, columns, positions, catalogue)
    notes += unstated_notes(sheet, reading, columns, positions, unstated, catalogue.layout.vague)
    notes += damaged_notes(sheet, reading, columns, positions)
    notes += several_notes(sheet, reading, columns, positions)
    notes += first_only_notes(sheet, reading, columns, positions, faults["missing_key"])
    notes += leaving_notes(sheet, reading, columns, positions, catalogue)
    notes += answer_notes(sheet, reading, columns, positions, catalogue)
    notes += comment_notes(sheet, reading, columns, positions, year, catalogue)
    good = np.ones(len(positions), dtype=bool)
    for wrong in faults.values():
        good &= ~wrong
    notes += shared_number_notes(sheet, reading, columns, positions, good, vocabulary(catalogue))
    notes += quantity_notes(sheet, reading, positions, good, catalogue)
    notes += period_notes(sheet, reading, columns, positions, good)
    kept = _kept(reading.ledger, columns, placed, people)
    notes += yearless_notes(sheet, reading, columns, np.where(good, sheet.numbers_of(positions), 0), named, year)
    words = {id: columns[id].raw for id in words_for(reading.ledger, reading.form)}
    numbers = sheet.numbers_of(positions)
    told = (*problems, *notes)
    last = last_days(reading, columns)
    return CleanSheet(sheet, reading, kept, numbers, good, told, account, rows.nil_report, words, last)


def _laid_out(
    sheet: Sheet, reading: Reading, rows: Rows, catalogue: Catalogue
) -> tuple[Sheet, Reading, Rows, SheetAccount]:
    """A table with values for headings as the records that it stands for; the account is that of the table's own rows."""
    assert reading.spread is not None and reading.header is not None
    spread, ledger = reading.spread, reading.ledger
    key_index = reading.header.columns[spread.key]
    long, bare = melted(sheet, ledger, key_index, spread, rows.positions(), catalogue)
    kinds = rows.kinds.copy()
    kinds[bare] = Kind.BLANK
    account = _account(sheet, ledger, Rows(kinds, rows.nil_report))
    header = Header(0, 0, {spread.key: 0, spread.over: 1, spread.amount: 2})
    records = Rows(np.where(np.arange(long.height) == 0, Kind.HEADER, Kind.DATA), rows.nil_report)
    return long, replace(reading, header=header), records, account


def account_of(sheet: Sheet, ledger: Ledger | None) -> SheetAccount:
    """The account of a sheet, or of a part of one, of which only the number of its rows is known yet."""
    return SheetAccount(
        sheet.file, sheet.name, ledger.id if ledger else None, sheet.height, hidden=sheet.hidden,
        beside=sheet.span[0] if sheet.span else 0, first=sheet.number_of(0) if sheet.height else 1,
    )  # fmt: skip


def _account(sheet: Sheet, ledger: Ledger, rows: Rows) -> SheetAccount:
    return replace(
        account_of(sheet, ledger),
        titles=rows.count(Kind.TITLE), headers=rows.count(Kind.HEADER), totals=rows.count(Kind.TOTAL),
        notes=rows.count(Kind.NOTE), blanks=rows.count(Kind.BLANK),
        hidden_rows=len(sheet.hidden_rows & set(rows.positions().tolist())) if sheet.hidden_rows else 0,
    )  # fmt: skip


def _placed(reading: Reading, columns: Mapping[str, Typed], height: int) -> np.ndarray:
    """The date that places each row in a year: the first filled one of the form's dates, its fallback after that."""
    form = reading.form
    placed = np.full(height, "NaT", dtype=TYPE_OF["date"])
    for id in (*form.dated_by, *filter(None, (form.fallback_date,))):
        placed = np.where(np.isnat(placed), _as_date(columns[id]), placed)
    return placed


def _as_date(column: Typed) -> np.ndarray:
    """A date column as it is; a year column as the first day of its year."""
    if column.column.type != "year":
        return column.values
    years = column.values
    days = np.full(len(years), "NaT", dtype="datetime64[Y]")
    known = ~np.isnan(years)
    days[known] = (years[known] - EPOCH).astype(np.int64).astype("datetime64[Y]")
    return days.astype(TYPE_OF["date"])


def _year_of(date: np.datetime64 | float) -> int | None:
    """The year of one cell of a date column or a year column."""
    if isinstance(date, np.datetime64):
        return None if np.isnat(date) else int(str(date)[:4])
    return None if np.isnan(date) else int(date)


def _among(numbers: np.ndarray, void: Mapping[int, object]) -> np.ndarray:
    return np.isin(numbers, list(void)) if void else np.zeros(len(numbers), dtype=bool)


def _faults(
    reading: Reading, columns: Mapping[str, Typed], placed: np.ndarray, year: int, void: np.ndarray
) -> dict[str, np.ndarray]:
    """Reason → the rows that have it as their first reason, in the order of ``FAULTS``."""
    form, height = reading.form, len(placed)
    found = {reason: np.zeros(height, dtype=bool) for reason in FAULTS}
    found["void"] |= void
    for group in form.required:
        found["missing_key"] |= np.logical_and.reduce([columns[id].empty for id in group])
    for column in columns.values():
        for reason, rows in column.wrong.items():
            found[reason] |= rows
    for start, end in reading.ledger.order:
        found["date_order"] |= ends_before(columns[start], columns[end])
    if form.dated_by:
        found["other_year"] = ~_in_year(reading, columns, placed, year)
    settled = np.zeros(height, dtype=bool)
    for reason, rows in found.items():
        found[reason] = rows & ~settled
        settled |= rows
    return found


def _in_year(reading: Reading, columns: Mapping[str, Typed], placed: np.ndarray, year: int) -> np.ndarray:
    first, behind = (np.datetime64(f"{number:04d}-01-01") for number in (year, year + 1))

    def inside(days: np.ndarray) -> np.ndarray:
        return (first <= days) & (days < behind)

    dated = [_as_date(columns[id]) for id in reading.form.dated_by]
    undated = np.logical_and.reduce([np.isnat(days) for days in dated])
    return np.logical_or.reduce(list(map(inside, dated))) | (undated & inside(placed))


# ----------------------------------------------------------------------------------------------- messages


def _problems(
    sheet: Sheet,
    reading: Reading,
    columns: Mapping[str, Typed],
    positions: np.ndarray,
    faults: Mapping[str, np.ndarray],
    void: Mapping[int, Mapping[str, str]],
    year: int,
    vague: tuple[str, ...],
) -> Iterable[Problem]:
    at_fault = np.flatnonzero(np.logical_or.reduce(list(faults.values())))
    personal = [clean_all(column.raw[at_fault]) for column in columns.values() if column.column.privacy != "public"]
    words = dict(zip(at_fault.tolist(), zip(*personal, strict=True), strict=True)) if personal else {}
    for reason, rows in faults.items():
        for position in np.flatnonzero(rows):
            number = sheet.number_of(int(positions[position]))
            if reason == "void":
                fill = void[number]
            else:
                names = names_among(words.get(int(position), ()))
                fill = _fill(reason, reading, columns, int(position), names, year, vague)
            yield Problem(sheet.file, sheet.name, number, reading.ledger.id, reason, fill)


def _fill(
    reason: str,
    reading: Reading,
    columns: Mapping[str, Typed],
    position: int,
    names: list[str],
    year: int,
    vague: tuple[str, ...],
) -> dict[str, Any]:
    """What a message about one row needs: the column as the sheet calls it, what stood there, what was expected."""

    def label(id: str) -> str:
        header = reading.header
        assert header is not None
        place = header.columns.get(id)
        known = header.labels.get(place) if place is not None else None
        return known.full if known else columns[id].column.zh

    def value(id: str) -> str:
        column = columns[id].column
        raw, personal = columns[id].raw[position], column.privacy != "public"
        if column.type == "date" and _is_serial(raw) and not np.isnat(day := columns[id].values[position]):
            raw = str(day.astype("datetime64[D]"))  # as the spreadsheet shows it
        return shown(raw, personal=personal, kind=column.type, names=names, vague=vague)

    def not_worked_out(id: str) -> dict[str, Any]:
        return {"key": "uncalculated", "column": label(id), "value": str(columns[id].raw[position])}

    if reason == "missing_key":
        group = next(g for g in reading.form.required if all(columns[id].empty[position] for id in g))
        lost = next((id for id in group if is_uncalculated(columns[id].raw[position])), None)
        return not_worked_out(lost) if lost else {"column": "/".join(label(id) for id in group)}
    if reason == "date_order":
        pairs = (
            reading.ledger.order
        )  # mostly one; only among several is the guilty one looked for, at the cost of whole columns
        start, end = next(p for p in pairs if len(pairs) == 1 or ends_before(columns[p[0]], columns[p[1]])[position])
        said = {"start": label(start), "start_value": value(start), "end": label(end), "end_value": value(end)}
        return said | ({"key": "no_year"} if lacks_year(columns[end].raw[position], year) else {})
    if reason == "other_year":
        dated = next(
            id for id in (*reading.form.dated_by, reading.form.fallback_date) if id and not columns[id].empty[position]
        )
        found = _year_of(columns[dated].values[position])
        return {"column": label(dated), "value": value(dated), "year": str(year), "found": found}
    wrong = next(id for id, column in columns.items() if reason in column.wrong and column.wrong[reason][position])
    if is_uncalculated(columns[wrong].raw[position]):
        return not_worked_out(wrong)
    fill: dict[str, Any] = {"column": label(wrong), "value": value(wrong)}
    if key := _why_unread(columns[wrong].column.type, reason, columns[wrong].raw[position], year):
        fill["key"] = key
    if reason == "unknown_category":
        fill["expected"] = columns[wrong].column.values
    return fill


def _why_unread(kind: str, reason: str, cell: object, year: int) -> str | None:
    """Which message says why a cell is no year, no issue or no day: it lacks the month, or may be either of two (5/3/2023, a decimal number)."""
    if kind in ("year", "issue"):
        return kind
    if reason != "bad_date":
        return None
    if day_alone(cell) is not None:
        return "day_alone"
    if isinstance(cell, str) and names_two_days(cell):
        return "either_day"
    is_decimal = isinstance(cell, float) and read_date(cell, year).problem == "unreadable"
    return "decimal" if is_decimal else None


# --------------------------------------------------------------------------------------------------- kept


def _is_serial(cell: object) -> bool:
    """Whether a cell holds the number that a spreadsheet keeps for a day (44990), which it shows to nobody."""
    return fold(cell).isdecimal() and len(fold(cell)) == SERIAL_DIGITS


def _pseudonyms(words: np.ndarray, numbering: bool, people: Pseudonyms) -> np.ndarray:
    """Codes for names or numbers; words that stand where a number should (换发中) are nobody's."""
    if numbering:
        words = words.copy()
        words[~are_numbers(words)] = None
    return people.column(words)


def _kept(ledger: Ledger, columns: Mapping[str, Typed], placed: np.ndarray, people: Pseudonyms) -> dict[str, Coded]:
    """The columns as they are kept: placing date, typed columns; names as codes, dropped columns gone."""
    every = np.arange(len(placed))
    kept = {PLACED: Coded(placed, every)}
    for id, column in columns.items():
        if column.column.privacy == "public":
            keep = partial(kept_text, people=people)
            kept[id] = column.each(keep) if column.column.type == "text" else column.coded
        elif column.column.privacy == "pseudonym":
            kept[id] = column.each(partial(_pseudonyms, numbering=column.column.numbering, people=people))
        kept |= {f"{id}{suffix}": values for suffix, values in column.extra.items()}
    kept |= {name: Coded(part, every) for name, part in person_parts(ledger, columns, len(placed), people).items()}
    return kept
