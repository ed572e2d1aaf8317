"""Cells of the data rows → typed columns, and what is wrong with them. One column at a time, each distinct value read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from fazhi.catalogue import Catalogue
from fazhi.catalogue.models import Column, Layout
from fazhi.ledgers.read import Sheet
from fazhi.ledgers.recognise import Header
from fazhi.ledgers.vocabulary import Label, categories
from fazhi.values import (
    clean_text,
    fold,
    is_blank,
    is_dash,
    map_distinct,
    read_dates,
    read_issue,
    read_numbers,
    read_year,
)

APPROXIMATE, LOWER, UPPER = "__approximate", "__lower", "__upper"


@dataclass(frozen=True)
class Typed:
    """One typed column of the data rows.

    ``values`` as the catalogue's type asks; ``empty`` where the cell is blank or only a dash; ``wrong`` maps a reason to the rows
    that have it; ``last_days`` of a date column are the ends of what was written (a month's last day); ``raw`` are the cells as they
    stood, for messages only.
    """

    column: Column
    raw: np.ndarray
    values: pd.Series
    empty: np.ndarray
    wrong: Mapping[str, np.ndarray] = field(default_factory=dict)
    extra: Mapping[str, pd.Series] = field(default_factory=dict)
    last_days: pd.Series | None = None


def raw_column(sheet: Sheet, index: int, positions: np.ndarray, layout: Layout) -> np.ndarray:
    """The cells of one column in the data rows: vertically merged cells repeated, 同上 and 〃 replaced by the cell above."""
    column = sheet.columns[index]
    merges = [m for m in sheet.merges if m[1] <= index <= m[3] and m[2] > m[0]]
    if merges:
        column = column.copy()
        for top, left, bottom, _ in merges:
            if left == index and top < len(column):
                column[top : bottom + 1] = column[top]
    cells = column[positions]
    marks = {fold(word) for word in layout.ditto}
    ditto = np.array([isinstance(cell, str) and len(cell) <= 8 and fold(cell) in marks for cell in cells], dtype=bool)
    if ditto.any():
        cells = cells.copy()
        for position in np.flatnonzero(ditto):
            cells[position] = cells[position - 1] if position else ""
    return cells


def absent(column: Column, height: int) -> Typed:
    """A column that the sheet does not have: all empty."""
    raw = np.full(height, "", dtype=object)
    return _typed_empty(column, raw)


def _typed_empty(column: Column, raw: np.ndarray) -> Typed:
    height = len(raw)
    dtype = {
        "date": "datetime64[ns]",
        "month": "datetime64[ns]",
        "integer": "float64",
        "number": "float64",
        "year": "float64",
        "issue": "float64",
    }
    values = pd.Series([None] * height, dtype=dtype.get(column.type, "object"))
    extra = {}
    if column.type in ("integer", "number"):
        extra = {
            APPROXIMATE: pd.Series(False, index=range(height)),
            LOWER: values.copy(),
            UPPER: values.copy(),
        }
    return Typed(column, raw, values, np.ones(height, dtype=bool), {}, extra)


def typed(
    sheet: Sheet, header: Header, column: Column, positions: np.ndarray, year: int, catalogue: Catalogue
) -> Typed:
    """Read one column of the ledger in the data rows of a sheet."""
    if column.id not in header.columns:
        return absent(column, len(positions))
    index = header.columns[column.id]
    raw = raw_column(sheet, index, positions, catalogue.layout)
    series = pd.Series(raw, dtype=object)
    nothing = {fold(word) for word in column.blank_words}
    empty = map_distinct(series, lambda v: is_blank(v) or is_dash(v) or (bool(nothing) and fold(v) in nothing))
    empty_rows = empty.to_numpy(dtype=bool)
    series = series.where(~empty_rows, None)
    if column.type in ("date", "month"):
        return _dates(column, raw, series, empty_rows, year, sheet.date1904)
    if column.type in ("integer", "number"):
        return _numbers(column, raw, series, empty_rows, header.labels.get(index), catalogue.layout)
    if column.type == "category":
        return _categories(column, raw, series, empty_rows, catalogue.layout)
    if column.type in ("year", "issue"):
        reader = read_year if column.type == "year" else read_issue
        values = pd.to_numeric(map_distinct(series, _or_none(reader)), errors="coerce").astype("float64")
        reason = "bad_date" if column.type == "year" else "bad_number"
        wrong = {reason: values.isna().to_numpy() & ~empty_rows}
        return Typed(column, raw, values, empty_rows, wrong)
    if column.type == "yes_no":
        return Typed(column, raw, map_distinct(series, _or_none(_yes_no(catalogue.layout))), empty_rows)
    return Typed(column, raw, map_distinct(series, lambda v: clean_text(v) or None), empty_rows)


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
