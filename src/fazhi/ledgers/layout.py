"""Which rows of a sheet are data and which are layout: titles, headers, totals, notes, blanks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from fazhi.catalogue.definitions import Catalogue
from fazhi.ledgers.cells import typed
from fazhi.ledgers.extent import right_edge
from fazhi.ledgers.reading import Header, Reading
from fazhi.ledgers.rowrules import FEW, UNIT, Kind, Patterns, Row, Rule, Table, may_be_record, patterns_of, rule_for
from fazhi.ledgers.sheets import Sheet
from fazhi.ledgers.vocabulary import read_label
from fazhi.values import fold, is_dash
from fazhi.values.distinct import fold_all

LEADING = 4  # the word 合计 stands in one of the first columns
FEWEST_NUMBERED = 3  # columns that a row below the header must number
FEWEST_SUMMED = 2  # months that stand there singly make a span of months their sum


@dataclass(frozen=True)
class Rows:
    """The kind of every row of a sheet, and whether one of them says that there was nothing to report."""

    kinds: np.ndarray
    nil_report: bool

    def positions(self, kind: Kind = Kind.DATA) -> np.ndarray:
        return np.flatnonzero(self.kinds == kind)

    def count(self, kind: Kind) -> int:
        return int((self.kinds == kind).sum())


def classify(sheet: Sheet, reading: Reading, year: int, catalogue: Catalogue) -> Rows:
    """Tell the rows of a sheet apart. Only rows that look out of the ordinary are looked at one by one."""
    header = reading.header
    whole = sheet
    sheet = sheet if header is None else replace(sheet, columns=sheet.columns[: right_edge(sheet, header)])
    filled = [column.filled for column in sheet.columns]
    blank = ~np.logical_or.reduce(filled)
    kinds = np.where(blank, Kind.BLANK, Kind.DATA).astype(np.int8)
    if header is None:
        kinds[~blank] = Kind.NOTE
        return Rows(kinds, nil_report=True)
    for column in whole.columns[len(sheet.columns) :]:  # a legend to the right of the table
        kinds[(kinds == Kind.BLANK) & column.filled] = Kind.NOTE
    kinds[: header.first][kinds[: header.first] != Kind.BLANK] = Kind.TITLE
    kinds[header.first : header.last + 1] = Kind.HEADER
    if (
        header.last + 1 < sheet.height
        and reading.spread is None
        and _numbers_columns(sheet.row(header.last + 1), catalogue.layout.column_letters)
    ):
        kinds[header.last + 1] = Kind.HEADER
    kinds[list(header.lines)] = Kind.TITLE
    table = _table(sheet, reading, header, patterns_of(catalogue))
    rules = _by_words(sheet, table, _unusual(sheet, filled, table, kinds))
    records = _records(sheet, reading, {row: rule for row, (rule, yields) in rules.items() if yields}, year, catalogue)
    told = {row: rule for row, (rule, _) in rules.items() if row not in records}
    for row, rule in told.items():
        kinds[row] = rule.kind
    kinds[_sums_of_months(sheet, reading, np.flatnonzero(kinds == Kind.DATA), year, catalogue)] = Kind.TOTAL
    return Rows(kinds, any(rule.nil for rule in told.values()))


def _table(sheet: Sheet, reading: Reading, header: Header, patterns: Patterns) -> Table:
    """What the rows of a sheet are held against."""
    columns = [(reading.ledger.column(id), index) for id, index in header.columns.items()]
    worded = frozenset(index for column, index in columns if column.type == "text")
    numbering = frozenset(index for column, index in columns if column.numbering)
    titles = {fold(cell) for index in range(header.first) for cell in sheet.row(index) if isinstance(cell, str)} - {""}
    serial = _serial_column(sheet, header, patterns)
    return Table(header, worded, numbering, _header_cells(sheet, header), serial, titles, patterns)


def _by_words(sheet: Sheet, table: Table, rows: list[int]) -> dict[int, tuple[Rule, bool]]:
    """For rows that look out of the ordinary the rule that decides, and whether it yields to what the ledger requires."""
    wide = {top for top, left, _, right in sheet.merges if right - left >= 2}
    found = {}
    for index in rows:
        row = Row.of(sheet.row(index), table, index in wide)
        rule = rule_for(row, table)
        found[index] = rule, may_be_record(row, rule, table)
    return found


def _records(sheet: Sheet, reading: Reading, rows: Iterable[int], year: int, catalogue: Catalogue) -> set[int]:
    """The rows that hold what every required column asks for, and not only words: they are records whatever these say."""
    positions = np.array(sorted(rows), dtype=np.int64)
    if not len(positions) or reading.header is None or reading.spread is not None:
        return set()
    whole, plain = np.ones(len(positions), dtype=bool), np.ones(len(positions), dtype=bool)
    for group in reading.form.required:
        fits = np.zeros(len(positions), dtype=bool)
        for id in reading.header.known.intersection(group):
            column = typed(sheet, reading.header, reading.ledger.column(id), positions, year, catalogue)
            holds = np.logical_and.reduce([~column.empty, *(~wrong for wrong in column.wrong.values())])
            fits |= holds
            plain &= ~holds | (column.column.type == "text")
        whole &= fits
    return set(positions[whole & ~plain].tolist())


def _sums_of_months(
    sheet: Sheet, reading: Reading, positions: np.ndarray, year: int, catalogue: Catalogue
) -> np.ndarray:
    """Rows that sum up others: longer periods (上半年, 1-12月) of which two parts stand there singly, and words that name no months (全年, 本季)."""
    ids = {id for group in reading.form.required for id in group if reading.ledger.column(id).type == "month"}
    id = next(iter(ids & reading.header.columns.keys()), None) if reading.header else None
    if id is None or reading.header is None:
        return positions[:0]
    column = typed(sheet, reading.header, reading.ledger.column(id), positions, year, catalogue)
    assert column.last_days is not None
    periods = {fold(word) for word in catalogue.layout.period}
    longer = column.raw.where(lambda cells: (isinstance(cell, str) and fold(cell) in periods for cell in cells))
    first, last = (days.astype("datetime64[M]") for days in (column.values, column.last_days.rows()))
    read = ~np.isnat(first) & ~np.isnat(last)
    parts = _parts_within(first, last)
    spans = read & (first < last) & (parts >= FEWEST_SUMMED)
    return positions[spans | (longer & ~read & read.any())]


def _parts_within(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """For each period of months into how many others, none of which overlap, a part of it falls; 0 for one that is not known (NaT)."""
    known = {(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True) if a is not None and b is not None}

    def parts(own: tuple[dt.date, dt.date]) -> int:
        count, behind = 0, dt.date.min
        for a, b in sorted(known - {own}, key=lambda period: period[1]):
            if behind < a and own[0] <= a and b <= own[1]:
                count, behind = count + 1, b
        return count

    within = {own: parts(own) for own in known}
    return np.array([within.get(own, 0) for own in zip(first.tolist(), last.tolist(), strict=True)], dtype=np.int64)


def _numbers_columns(cells: list[object], order: str) -> bool:
    """Whether a row below a header only numbers its columns: 甲 | 乙 | 1 | 2 | 3, or 1 | 2 | 3 | 4."""
    texts = [fold(cell).strip("()") for cell in cells if cell != ""]
    letters = [text for text in texts if text in order]
    numbers = texts[len(letters) :]
    in_order = texts[: len(letters)] == list(order[: len(letters)]) and numbers == [
        *map(str, range(1, len(numbers) + 1))
    ]
    return in_order and len(numbers) >= FEWEST_NUMBERED


def _header_cells(sheet: Sheet, header: Header) -> list[list[str]]:
    return [[read_label(cell).full for cell in sheet.row(index)] for index in range(header.first, header.last + 1)]


def _serial_column(sheet: Sheet, header: Header, patterns: Patterns) -> int | None:
    for index in range(min(2, len(sheet.columns))):
        labels = {fold(sheet.columns[index][row]) for row in range(header.first, header.last + 1)}
        if labels & patterns.serial and index not in header.columns.values():
            return index
    return None


def _unusual(
    sheet: Sheet,
    filled: list[np.ndarray],
    table: Table,
    kinds: np.ndarray,
) -> list[int]:
    """Rows below the header that may be layout: hardly filled, or beginning with a total's, a note's or a header's words.

    A row that reports nothing says so in every column, in the one with the fewest words too. In a table of few columns a row with all of them filled is looked at only for what else a short row may say.
    """
    header, patterns = table.header, table.patterns
    width = len(sheet.columns) - (table.serial is not None)
    hints = (patterns.total_hint, *((patterns.nil_hint,) if width <= FEW else ()))
    cells = np.zeros(sheet.height, dtype=np.int32)
    begun = np.zeros(sheet.height, dtype=bool)
    suspect = np.zeros(sheet.height, dtype=bool)
    for index, (column, present) in enumerate(zip(sheet.columns, filled, strict=True)):
        if index != table.serial:
            cells += present
            if (lost := column.uncalculated).any():
                cells -= lost[column.codes]
        begins = np.flatnonzero(present & ~begun)
        if len(begins):
            suspect[begins] |= column.at(begins).where(partial(_look_like_notes, patterns=patterns))
            begun |= present
        for hint in hints if index < LEADING else ():
            suspect |= column.matching(*hint)[column.codes]
    for index in list(header.columns.values())[:3]:
        for row in range(header.first, header.last + 1):
            if (label := sheet.columns[index][row]) != "":
                suspect |= sheet.columns[index].holds(label)
    fewest = min(header.columns.values(), key=lambda index: len(sheet.columns[index].values))
    suspect |= sheet.columns[fewest].where(lambda some: (is_dash(cell) or cell in patterns.nothing for cell in some))
    suspect |= cells <= min(FEW, width - 1)
    suspect[: header.last + 1] = False
    return [int(index) for index in np.flatnonzero(suspect & (kinds == Kind.DATA))]


def _look_like_notes(cells: list[object], patterns: Patterns) -> np.ndarray:
    """Which cells begin with the words of a note, a caption or an example, as the first cell of such a row does."""
    note, caption = patterns.note.match, patterns.caption.match
    looks = np.zeros(len(cells), dtype=bool)
    places = [place for place, cell in enumerate(cells) if isinstance(cell, str) and cell]
    for place, w in zip(places, fold_all(str(cells[place])[:40] for place in places), strict=True):
        looks[place] = bool(w and (note(w) or caption(w) or w in patterns.example or UNIT.fullmatch(w)))
    return looks
