"""Clean rows + an indicator's definition + a window → its value, with the rows behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any

import numpy as np
import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import (
    AnyIndicator,
    Condition,
    Count,
    Coverage,
    Expiring,
    FirstDate,
    FromLedger,
    Median,
    PerThousand,
    Proportion,
    Reference,
    Stock,
    Sum,
    Where,
)
from fazhi.indicators import intervals
from fazhi.indicators.deadlines import UnknownCalendar, due_days
from fazhi.indicators.intervals import LEVELS, Interval
from fazhi.indicators.reference import Township
from fazhi.indicators.windows import Window
from fazhi.values import fold, map_distinct
from fazhi.values.distinct import distinct

OK, MISSING_LEDGER, NOT_APPLICABLE, APPROXIMATE = "ok", "missing_ledger", "not_applicable", "approximate"
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Value:
    """One indicator in one window. ``value`` of a proportion is 0–1, of a date a ``datetime.date``, None where there is none.

    ``low`` and ``high`` bound a value that holds approximate counts (100余). ``rows`` are the clean rows behind the number.
    """

    indicator: AnyIndicator
    window: Window
    value: float | dt.date | None
    status: str = OK
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    intervals: tuple[Interval, Interval] = (Interval(), Interval())
    rows: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)


@dataclass(frozen=True, eq=False)
class Facts:
    """All that counting looks at: clean tables, catalogue, reference data. ``counted``: values that were asked for before."""

    tables: Tables
    catalogue: Catalogue
    township: Township
    counted: dict[tuple[int, Window], Value] = field(default_factory=dict)


def evaluate(indicator: AnyIndicator, facts: Facts, window: Window) -> Value:
    """The value of an indicator in a window. A ledger that is not there gives status ``missing_ledger``, never zero."""
    if isinstance(indicator, FromLedger) and indicator.ledger not in facts.tables:
        return Value(indicator, window, None, MISSING_LEDGER)
    key = id(indicator), window  # the value keeps the indicator, so that no other gets its number
    if key not in facts.counted:
        facts.counted[key] = _evaluate(indicator, facts, window)
    return facts.counted[key]


@singledispatch
def _evaluate(indicator: Any, facts: Facts, window: Window) -> Value:
    raise TypeError(f"no way to count an indicator of kind {type(indicator).__name__}")


# ----------------------------------------------------------------------------------------------- filters


def matches(frame: pd.DataFrame, where: Where) -> pd.Series:
    """Which rows meet all conditions: a boolean Series on the frame's index."""
    return pd.Series(_met(frame, where), index=frame.index, dtype=bool)


def _met(frame: pd.DataFrame, where: Where) -> np.ndarray:
    """The same as an array: most ledgers are short, and a Series costs more than its rows."""
    met = np.ones(len(frame), dtype=bool)
    for condition in where:
        met &= _meets(frame[condition.column], condition)
    return met


def _meets(column: pd.Series, condition: Condition) -> np.ndarray:
    met = np.ones(len(column), dtype=bool)
    if condition.present is not None:
        met &= column.notna().to_numpy() == condition.present
    if condition.any_of:
        met &= _names_any(column, condition.any_of)
    if condition.none_of:
        met &= ~_names_any(column, condition.none_of)
    if condition.contains:
        met &= _holds_any(column, condition.contains)
    if condition.lacks:
        met &= ~_holds_any(column, condition.lacks)
    if condition.at_least is not None:
        met &= (column >= condition.at_least).to_numpy(dtype=bool)
    if condition.at_most is not None:
        met &= (column <= condition.at_most).to_numpy(dtype=bool)
    return met


def _names_any(column: pd.Series, ids: tuple[str, ...]) -> np.ndarray:
    """Which cells hold one of the value ids; a cell with several values (joined by ``|``) holds each of them."""
    wanted = frozenset(ids)
    return _told(column, lambda value: value is not None and not wanted.isdisjoint(str(value).split("|")))


def _holds_any(column: pd.Series, words: tuple[str, ...]) -> np.ndarray:
    """Which cells' text holds one of the words, both folded."""
    parts = tuple(fold(word) for word in words)
    return _told(column, lambda value: value is not None and any(part in fold(value) for part in parts))


def _told(column: pd.Series, question: Callable[[Any], bool]) -> np.ndarray:
    """The answers to a question that is asked of each distinct cell, row by row."""
    values, codes = distinct(column)
    return np.fromiter(map(question, values), dtype=bool, count=len(values))[codes]


def in_window(column: pd.Series, window: Window) -> pd.Series:
    """Which rows lie in the window; years (numbers) lie in it when the window touches them."""
    return pd.Series(_inside(column, window), index=column.index, dtype=bool)


def _inside(column: pd.Series, window: Window) -> np.ndarray:
    cells = column.to_numpy()
    if cells.dtype.kind == "M":
        return (cells >= np.datetime64(window.start)) & (cells < np.datetime64(window.end) + np.timedelta64(1, "D"))
    inside = (column >= window.start.year) & (column <= window.end.year)
    return inside.to_numpy(dtype=bool)


def _only(frame: pd.DataFrame, chosen: np.ndarray) -> pd.DataFrame:
    """The chosen rows; where that is all of them, which is the rule, the frame itself."""
    return frame if chosen.all() else frame[chosen]


def _selected(indicator: FromLedger, facts: Facts, window: Window) -> pd.DataFrame:
    frame = facts.tables[indicator.ledger]
    chosen = _met(frame, indicator.where)
    if indicator.date:
        chosen &= _inside(frame[indicator.date], window)
    return _only(frame, chosen)


def _first_of_each(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """The first row of each distinct combination, text compared after folding; rows without any of the columns count singly."""
    keys = pd.DataFrame({column: _comparable(frame[column]) for column in columns})
    return _only(frame, (~keys.duplicated() | keys.isna().all(axis=1)).to_numpy())


def _comparable(column: pd.Series) -> pd.Series:
    """Text folded, numbers and dates as they are."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return column
    return map_distinct(column, lambda value: value and fold(value))


# ----------------------------------------------------------------------------------------- kinds of number


@_evaluate.register
def _count(indicator: Count, facts: Facts, window: Window) -> Value:
    frame = _selected(indicator, facts, window)
    if indicator.distinct:
        frame = _first_of_each(frame, indicator.distinct)
    for overlap in indicator.less:
        if overlap.ledger in facts.tables:
            frame = frame[~_also_in(frame, facts.tables[overlap.ledger], overlap.where, overlap.match, facts.township)]
    number = len(frame)
    return Value(indicator, window, float(number), rows=frame, intervals=_count_intervals(indicator, number))


def _also_in(
    frame: pd.DataFrame, other: pd.DataFrame, where: Where, match: Mapping[str, str], township: Township
) -> pd.Series:
    """Which rows agree with a row of the other ledger in every pair of columns, all filled in; places under any name."""

    def comparable(value: object) -> str | None:
        return None if value is None or pd.isna(value) else township.place(value) or fold(value)

    def keys(table: pd.DataFrame, columns: list[str]) -> list[tuple[str | None, ...]]:
        parts = [map_distinct(table[column].astype(object), comparable) for column in columns]
        return list(zip(*parts, strict=True))

    theirs = {key for key in keys(other[matches(other, where)], list(match.values())) if None not in key}
    return pd.Series([key in theirs for key in keys(frame, list(match))], index=frame.index, dtype=bool)


def _count_intervals(indicator: AnyIndicator, number: int) -> tuple[Interval, Interval]:
    if indicator.interval != "poisson":
        return (Interval(), Interval())
    low, high = (intervals.poisson(number, level) for level in LEVELS)
    return low, high


@_evaluate.register
def _sum(indicator: Sum, facts: Facts, window: Window) -> Value:
    frame = _selected(indicator, facts, window)
    amounts = frame[indicator.amount].fillna(indicator.each)
    vague = frame[f"{indicator.amount}__approximate"]
    counted = _only(frame, ((amounts != 0) | frame[indicator.amount].notna()).to_numpy())
    if not vague.any():
        return Value(indicator, window, float(amounts.sum()), rows=counted)
    low, high = (_total(frame[f"{indicator.amount}__{end}"].where(vague, amounts)) for end in ("lower", "upper"))
    return Value(indicator, window, float(amounts.sum()), APPROXIMATE, low=low, high=high, rows=counted)


def _total(bounds: pd.Series) -> float | None:
    """Sum of bounds; None if any is open."""
    return None if bounds.isna().any() else float(bounds.sum())


def in_stock(indicator: Stock, facts: Facts, day: dt.date) -> pd.DataFrame:
    """The rows in stock on a day: begun by then, not ended, not departed."""
    frame = facts.tables[indicator.ledger]
    alive = _met(frame, indicator.where)
    at = np.datetime64(day)
    if indicator.since:
        alive &= ~(frame[indicator.since].to_numpy() > at)
    if indicator.until:
        end = frame[indicator.until].to_numpy()
        alive &= ~((end < at) if indicator.last_day_counts else (end <= at))
    if indicator.departed:
        left = frame[indicator.departed.date].to_numpy()
        alive &= ~(_met(frame, indicator.departed.where) & ~(left > at))
    stock = _only(frame, alive)
    if indicator.unless:
        others = stock.loc[_met(stock, indicator.unless), list(indicator.distinct)]
        excluded = set(others.itertuples(index=False, name=None))
        keep = [key not in excluded for key in stock[list(indicator.distinct)].itertuples(index=False, name=None)]
        stock = stock[np.array(keep, dtype=bool)]
    return stock


@_evaluate.register
def _stock(indicator: Stock, facts: Facts, window: Window) -> Value:
    frame = in_stock(indicator, facts, window.end)
    if indicator.distinct:
        frame = _first_of_each(frame, indicator.distinct)
    return Value(indicator, window, float(len(frame)), rows=frame)


@_evaluate.register
def _proportion(indicator: Proportion, facts: Facts, window: Window) -> Value:
    base = _selected(indicator, facts, window)
    try:
        base, hit = _hits(indicator, base, facts, window)
    except UnknownCalendar:
        return Value(indicator, window, None, NOT_APPLICABLE)
    number, total = int(hit.sum()), len(base)
    bounds = tuple(intervals.wilson(number, total, level) for level in LEVELS)
    value = number / total if total else None
    return Value(
        indicator, window, value, OK if total else NOT_APPLICABLE, float(number), float(total),
        intervals=(bounds[0], bounds[1]), rows=base.assign(__hit=hit),
    )  # fmt: skip


def _hits(indicator: Proportion, base: pd.DataFrame, facts: Facts, window: Window) -> tuple[pd.DataFrame, pd.Series]:
    """The denominator's rows and which of them are in the numerator."""
    if indicator.deadline:
        deadline = facts.catalogue.deadlines[indicator.deadline]
        due = due_days(base, deadline)
        base = base[due <= pd.Timestamp(window.end)]
        return base, base[deadline.done] <= due[base.index]
    if indicator.within_days is not None:
        days = (base[indicator.end] - base[indicator.start]).dt.days
        base = base[days.notna()]
        return base, days[base.index] <= indicator.within_days
    return base, matches(base, indicator.numerator)


@_evaluate.register
def _first_date(indicator: FirstDate, facts: Facts, window: Window) -> Value:
    frame = _selected(indicator, facts, window)
    if frame.empty:
        return Value(indicator, window, None, NOT_APPLICABLE)
    first = frame.sort_values(indicator.date or "", kind="stable").head(1)
    return Value(indicator, window, first[indicator.date].iloc[0].date(), rows=first)


@_evaluate.register
def _median(indicator: Median, facts: Facts, window: Window) -> Value:
    frame = _selected(indicator, facts, window)
    days = (frame[indicator.end] - frame[indicator.start]).dt.days.dropna()
    if days.empty:
        return Value(indicator, window, None, NOT_APPLICABLE)
    bounds = tuple(intervals.median(days.tolist(), level) for level in LEVELS)
    return Value(
        indicator, window, float(days.median()), denominator=float(len(days)),
        intervals=(bounds[0], bounds[1]), rows=frame.loc[days.index],
    )  # fmt: skip


@_evaluate.register
def _expiring(indicator: Expiring, facts: Facts, window: Window) -> Value:
    stock = facts.catalogue.indicators[indicator.stock]
    assert isinstance(stock, Stock) and stock.until is not None
    frame = in_stock(stock, facts, window.end)
    last = frame.sort_values(stock.until, kind="stable").drop_duplicates(list(stock.distinct), keep="last")
    soon = last[stock.until] <= pd.Timestamp(window.end) + pd.Timedelta(days=indicator.days)
    return Value(indicator, window, float(soon.sum()), rows=last[soon].sort_index())


@_evaluate.register
def _coverage(indicator: Coverage, facts: Facts, window: Window) -> Value:
    villages = facts.township.villages
    if not villages:
        return Value(indicator, window, None, NOT_APPLICABLE)
    frame = _selected(indicator, facts, window)
    places = map_distinct(frame[indicator.place], lambda v: None if v is None else facts.township.place(v))
    months = frame[indicator.date].dt.strftime("%Y-%m")
    covered = pd.DataFrame({"place": places, "month": months}).dropna().drop_duplicates()
    total = len(villages) * len(window.months)
    return Value(
        indicator, window, len(covered) / total, numerator=float(len(covered)), denominator=float(total),
        rows=frame.loc[covered.index],
    )  # fmt: skip


@_evaluate.register
def _reference(indicator: Reference, facts: Facts, window: Window) -> Value:
    if indicator.column:
        number = getattr(facts.township, indicator.column)
    else:
        number = len(facts.township.villages) or None
    return Value(indicator, window, None if number is None else float(number), OK if number else NOT_APPLICABLE)


@_evaluate.register
def _per_thousand(indicator: PerThousand, facts: Facts, window: Window) -> Value:
    events = evaluate(facts.catalogue.indicators[indicator.of], facts, window)
    if not isinstance(events.value, float):
        return replace(events, indicator=indicator)
    residents = facts.township.residents
    if not residents:
        return Value(indicator, window, None, NOT_APPLICABLE, numerator=events.value)
    factor = 1000 / residents
    first, second = (bound.scaled(factor) for bound in events.intervals)
    return Value(
        indicator, window, events.value * factor, events.status, events.value, float(residents),
        low=_scaled(events.low, factor), high=_scaled(events.high, factor), intervals=(first, second), rows=events.rows,
    )  # fmt: skip


def _scaled(bound: float | None, factor: float) -> float | None:
    return None if bound is None else bound * factor
