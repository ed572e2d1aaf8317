"""Cells of the data rows → typed columns, and what is wrong with them. One column at a time, each distinct value read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from fazhi.catalogue import Catalogue
from fazhi.catalogue.models import Column, Layout
from fazhi.ledgers.recognise import Header
from fazhi.ledgers.sheets import Sheet
from fazhi.ledgers.vocabulary import Label, categories
from fazhi.values import (
    fold,
    is_blank,
    is_dash,
    map_distinct,
    read_dates,
    read_identity,
    read_issue,
    read_numbers,
    read_year,
)
from fazhi.values.distinct import clean_all, distinct, fold_all

APPROXIMATE, LOWER, UPPER = "__approximate", "__lower", "__upper"


@dataclass(frozen=True)
class Typed:
    """One typed column of the data rows.

    ``values`` as the catalogue's type asks; ``empty`` where the cell is blank or only a dash; ``wrong`` maps a reason to the rows
    that have it; ``last_days`` of a date column are the ends of what was written (a month's last day); ``raw`` are the cells as they
    stood, for messages only. ``distinct_values`` and ``codes``, if known, are the values of the distinct cells and for each row which of
    them it holds.
    """

    column: Column
    raw: np.ndarray
    values: pd.Series
    empty: np.ndarray
    wrong: Mapping[str, np.ndarray] = field(default_factory=dict)
    extra: Mapping[str, pd.Series] = field(default_factory=dict)
    last_days: pd.Series | None = None
    distinct_values: pd.Series | None = None
    codes: np.ndarray | None = None

    def spread(self, raw: np.ndarray, codes: np.ndarray) -> Typed:
        """This column of distinct cells as the column of all rows: ``codes`` says for each row which cell it holds."""
        return Typed(
            self.column,
            raw,
            _rows(self.values, codes),
            self.empty[codes],
            {reason: wrong[codes] for reason, wrong in self.wrong.items()},
            {suffix: _rows(series, codes) for suffix, series in self.extra.items()},
            None if self.last_days is None else _rows(self.last_days, codes),
            self.values,
            codes,
        )

    def each(self, read: Callable[[pd.Series], pd.Series]) -> pd.Series:
        """``read(values)`` for a function that reads value by value, called with the values of the distinct cells only."""
        if self.distinct_values is None or self.codes is None:
            return read(self.values)
        return _rows(read(self.distinct_values), self.codes)


def _rows(series: pd.Series, codes: np.ndarray) -> pd.Series:
    return series.take(codes).set_axis(pd.RangeIndex(len(codes)))


def _raw_column(
    sheet: Sheet, index: int, positions: np.ndarray, layout: Layout
) -> tuple[np.ndarray, list[object], np.ndarray]:
    """The cells of one column in the data rows: vertically merged cells repeated, 同上 and 〃 replaced by the cell above.

    With its distinct cells, and for each row which of them it holds.
    """
    column = sheet.columns[index]
    merges = [m for m in sheet.merges if m[1] <= index <= m[3] and m[2] > m[0]]
    if merges:
        column = column.copy()
        for top, left, bottom, _ in merges:
            if left == index and top < len(column):
                column[top : bottom + 1] = column[top]
    cells = column[positions]
    values, codes = distinct(cells)
    marks = {fold(word) for word in layout.ditto}
    short = [value for value in values if isinstance(value, str) and len(value) <= 8]
    dittos = {cell for cell, words in zip(short, fold_all(short), strict=True) if words in marks}
    if not dittos:
        return cells, values, codes
    is_mark = np.array([value in dittos for value in values], dtype=bool)
    cells = cells.copy()
    for position in np.flatnonzero(is_mark[codes]):
        cells[position] = cells[position - 1] if position else ""
    return cells, *distinct(cells)


def absent(column: Column, height: int) -> Typed:
    """A column that the sheet does not have: all empty."""
    dtype = {
        "date": "datetime64[ns]",
        "month": "datetime64[ns]",
        "integer": "float64",
        "number": "float64",
        "year": "float64",
        "issue": "float64",
    }
    values = pd.Series([None], dtype=dtype.get(column.type, "object"))
    extra = {}
    if column.type in ("integer", "number"):
        extra = {APPROXIMATE: pd.Series([False]), LOWER: values, UPPER: values}
    nothing = Typed(column, np.full(1, "", dtype=object), values, np.ones(1, dtype=bool), {}, extra)
    return nothing.spread(np.full(height, "", dtype=object), np.zeros(height, dtype=np.int64))


def typed(
    sheet: Sheet, header: Header, column: Column, positions: np.ndarray, year: int, catalogue: Catalogue
) -> Typed:
    """Read one column of the ledger in the data rows of a sheet."""
    if column.id not in header.columns:
        return absent(column, len(positions))
    index = header.columns[column.id]
    raw, cells, codes = _raw_column(sheet, index, positions, catalogue.layout)
    return _read(cells, column, header.labels.get(index), year, sheet.date1904, catalogue.layout).spread(raw, codes)


def _read(cells: list[object], column: Column, label: Label | None, year: int, date1904: bool, layout: Layout) -> Typed:
    """The distinct cells of a column as a typed column of their own."""
    raw = np.fromiter(cells, dtype=object, count=len(cells))
    empty = _says_nothing(cells, column)
    series = pd.Series(raw, dtype=object).where(~empty, None)
    if column.type in ("date", "month"):
        return _dates(column, raw, series, empty, year, date1904)
    if column.type in ("integer", "number"):
        return _numbers(column, raw, series, empty, label, layout)
    if column.type == "category":
        return _categories(column, raw, series, empty, layout)
    if column.type in ("year", "issue"):
        reader = read_year if column.type == "year" else read_issue
        values = pd.to_numeric(map_distinct(series, _or_none(reader)), errors="coerce").astype("float64")
        reason = "bad_date" if column.type == "year" else "bad_number"
        return Typed(column, raw, values, empty, {reason: values.isna().to_numpy() & ~empty})
    if column.type == "yes_no":
        return Typed(column, raw, map_distinct(series, _or_none(_yes_no(layout))), empty)
    words = pd.Series([text or None for text in clean_all(series)], dtype=object)
    return _identities(column, raw, words, empty) if column.identity else Typed(column, raw, words, empty)


def _identities(column: Column, raw: np.ndarray, words: pd.Series, empty: np.ndarray) -> Typed:
    """Identity numbers in one form; a damaged one, and words without any digit (待补), identify nobody and count as blank."""

    def read(cell: object, text: str | None) -> str | None:
        reading = read_identity(cell)
        if reading.number is not None or reading.problem == "damaged":
            return reading.number
        return text if text is not None and any(sign.isdecimal() for sign in text) else None

    numbers = pd.Series([read(cell, text) for cell, text in zip(raw, words, strict=True)], dtype=object)
    return Typed(column, raw, numbers, empty | numbers.isna().to_numpy())


def _says_nothing(cells: list[object], column: Column) -> np.ndarray:
    """Which cells are blank, only a dash, or one of the column's own words for nothing."""
    nothing = {fold(word) for word in column.blank_words}
    empty = np.array([not _begins_with_words(cell) and (is_blank(cell) or is_dash(cell)) for cell in cells], dtype=bool)
    if nothing:
        empty |= np.array([words in nothing for words in fold_all(cells)], dtype=bool)
    return empty


def _begins_with_words(cell: object) -> bool:
    """Whether a cell begins with a digit or a letter that is not Latin, so that it is surely neither blank nor a dash; most cells do."""
    return isinstance(cell, str) and ("0" <= cell[:1] <= "9" or (cell[:1].isalpha() and not cell[:1].isascii()))


def _dates(column: Column, raw: np.ndarray, series: pd.Series, empty: np.ndarray, year: int, date1904: bool) -> Typed:
    read = read_dates(series, year, date1904=date1904, bare_month=column.type == "month")
    wrong = {"bad_date": read["problem"].notna().to_numpy() & ~empty}
    starts, ends = (read[name].astype("datetime64[ns]") for name in ("start", "end"))
    return Typed(column, raw, starts, empty, wrong, last_days=ends)


def ends_before(start: Typed, end: Typed) -> np.ndarray:
    """Rows whose end is surely before their start: the last day that the end may mean lies before the first that the start may."""
    last_days = end.values if end.last_days is None else end.last_days
    return (last_days < start.values).to_numpy(dtype=bool)


def _numbers(
    column: Column, raw: np.ndarray, series: pd.Series, empty: np.ndarray, label: Label | None, layout: Layout
) -> Typed:
    read = read_numbers(series)
    factor = layout.multiples.get(label.unit or "", 1.0) if label else 1.0  # a column headed 金额（万元）
    scale = np.where((read["unit"] == "") & ~read["scaled"], factor, 1.0)
    wrong = {"bad_number": read["problem"].notna().to_numpy() & ~empty}
    values = (read["value"].astype("float64") * scale).where(~wrong["bad_number"])
    extra = {
        APPROXIMATE: read["approximate"].fillna(False).astype(bool),
        LOWER: read["lower"].astype("float64") * scale,
        UPPER: read["upper"].astype("float64") * scale,
    }
    return Typed(column, raw, values, empty, wrong, extra)


def _categories(column: Column, raw: np.ndarray, series: pd.Series, empty: np.ndarray, layout: Layout) -> Typed:
    values = map_distinct(series, _or_none(categories(column, layout).read))
    unknown = values.isna().to_numpy() & ~empty
    if column.strict:
        return Typed(column, raw, values, empty, {"unknown_category": unknown})
    return Typed(column, raw, values.mask(unknown, "other"), empty)


def _or_none(read: Callable[[object], object]) -> Callable[[object], object]:
    return lambda value: None if value is None else read(value)


def _yes_no(layout: Layout) -> Callable[[object], str | None]:
    answers = {fold(word): "no" for word in layout.said_no} | {fold(word): "yes" for word in layout.said_yes}
    answers |= {"True": "yes", "False": "no", "1": "yes", "0": "no"}
    return lambda value: answers.get(fold(value))
