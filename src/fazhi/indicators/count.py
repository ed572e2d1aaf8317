"""Clean rows + an indicator's definition + a window → its value, with the rows behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
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
from fazhi.catalogue.uses import asked_of
from fazhi.indicators import intervals
from fazhi.indicators.deadlines import UnknownCalendar, due_days
from fazhi.indicators.intervals import LEVELS, Interval
from fazhi.indicators.reference import Township
from fazhi.indicators.rows import NONE, Rows
from fazhi.indicators.windows import Window
from fazhi.values import fold, map_distinct
from fazhi.values.distinct import distinct

OK, MISSING_LEDGER, NOT_APPLICABLE, APPROXIMATE = "ok", "missing_ledger", "not_applicable", "approximate"
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Value:
    """One indicator in one window. ``value`` of a proportion is 0–1, of a date a ``datetime.date``, None where there is none.

    ``low`` and ``high`` bound a value that holds approximate counts (100余). ``behind``: the clean rows behind the number. ``unknown_calendar``:
    the year whose working days nobody knows, where there is no value for that.
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
    behind: Rows = field(default=NONE, repr=False)
    unknown_calendar: int | None = None

    @property
    def rows(self) -> pd.DataFrame:
        """The clean rows behind the number with all their columns; of a proportion ``__hit`` says which are in the numerator."""
        return self.behind.frame


@dataclass(frozen=True, eq=False)
class Facts:
    """All that counting looks at: clean tables, catalogue, reference data. ``counted``: values that were asked for before.

    ``absent``: by ledger the columns that none of its files has.
    """

    tables: Tables
    catalogue: Catalogue
    township: Township
    counted: dict[tuple[int, Window], Value] = field(default_factory=dict)
    absent: Mapping[str, Collection[str]] = field(default_factory=dict)
    _numbered: dict[str, pd.DataFrame] = field(default_factory=dict)

    def table(self, ledger: str) -> pd.DataFrame:
        """A ledger's table, numbered from 0 as it is when it comes from its file."""
        if ledger not in self._numbered:
            table = self.tables[ledger]
            plain = isinstance(table.index, pd.RangeIndex) and (table.index.start, table.index.step) == (0, 1)
            self._numbered[ledger] = table if plain else table.reset_index(drop=True)
        return self._numbered[ledger]


def evaluate(indicator: AnyIndicator, facts: Facts, window: Window) -> Value:
    """The value of an indicator in a window. A ledger that is not there gives status ``missing_ledger``, never zero; one without a column
    that must say something for a row to count ``not_applicable``.
    """
    key = id(indicator), window  # the value keeps the indicator, so that no other gets its number
    if key not in facts.counted:
        status = _lacking(indicator, facts)
        facts.counted[key] = Value(indicator, window, None, status) if status else _evaluate(indicator, facts, window)
    return facts.counted[key]


def _lacking(indicator: AnyIndicator, facts: Facts) -> str | None:
    """The status of an indicator of which nothing can be said, for want of a ledger or of a column."""
    if not isinstance(indicator, FromLedger):
        return None
    asked = asked_of(indicator, facts.catalogue)
    if not asked.keys() <= facts.tables.keys():
        return MISSING_LEDGER
    told = all(columns.isdisjoint(facts.absent.get(ledger, ())) for ledger, columns in asked.items())
    return None if told else NOT_APPLICABLE


@singledispatch
def _evaluate(indicator: Any, facts: Facts, window: Window) -> Value:
    raise TypeError(f"no way to count an indicator of kind {type(indicator).__name__}")


# ----------------------------------------------------------------------------------------------- filters


def matches(frame: pd.DataFrame, where: Where) -> pd.Series:
    """Which rows meet all conditions: a boolean Series on the frame's index."""
    return pd.Series(_met(frame, where), index=frame.index, dtype=bool)


def _met(frame: pd.DataFrame | Rows, where: Where) -> np.ndarray:
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


def _selected(indicator: FromLedger, facts: Facts, window: Window) -> Rows:
    table = facts.table(indicator.ledger)
    chosen = _met(table, indicator.where)
    if indicator.date:
        chosen &= _inside(table[indicator.date], window)
    return Rows.of(table, chosen)


def _first_of_each(rows: Rows, columns: tuple[str, ...]) -> Rows:
    """The first row of each distinct combination, text compared after folding; rows without any of the columns count singly."""
    keys = pd.DataFrame({column: _comparable(rows[column]) for column in columns})
    return rows.only(~keys.duplicated() | keys.isna().all(axis=1))


def _comparable(column: pd.Series) -> pd.Series:
    """Text folded, numbers and dates as they are."""
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return column
    return map_distinct(column, lambda value: value and fold(value))


# ----------------------------------------------------------------------------------------- kinds of number


@_evaluate.register
def _count(indicator: Count, facts: Facts, window: Window) -> Value:
    rows = _selected(indicator, facts, window)
    if indicator.distinct:
        rows = _first_of_each(rows, indicator.distinct)
    for overlap in indicator.less:
        rows = rows.only(~_also_in(rows, facts.table(overlap.ledger), overlap.where, overlap.match, facts.township))
    number = len(rows)
    return Value(indicator, window, float(number), behind=rows, intervals=_count_intervals(indicator, number))


def _also_in(rows: Rows, other: pd.DataFrame, where: Where, match: Mapping[str, str], township: Township) -> np.ndarray:
    """Which rows agree with a row of the other ledger in every pair of columns, all filled in; places under any name."""

    def comparable(value: object) -> str | None:
        return None if value is None or pd.isna(value) else township.place(value) or fold(value)

    def keys(rows: Rows, columns: Iterable[str]) -> Iterator[tuple[str | None, ...]]:
        parts = [map_distinct(rows[column].astype(object), comparable) for column in columns]
        return zip(*parts, strict=True)

    theirs = {key for key in keys(Rows.of(other, _met(other, where)), match.values()) if None not in key}
    return np.fromiter((key in theirs for key in keys(rows, match)), dtype=bool, count=len(rows))


def _count_intervals(indicator: AnyIndicator, number: int) -> tuple[Interval, Interval]:
    if indicator.interval != "poisson":
        return (Interval(), Interval())
    low, high = (intervals.poisson(number, level) for level in LEVELS)
    return low, high


@_evaluate.register
def _sum(indicator: Sum, facts: Facts, window: Window) -> Value:
    rows = _selected(indicator, facts, window)
    amounts = rows[indicator.amount].fillna(indicator.each)
    vague = rows[f"{indicator.amount}__approximate"]
    counted = rows.only((amounts != 0) | rows[indicator.amount].notna())
    if not vague.any():
        return Value(indicator, window, float(amounts.sum()), behind=counted)
    low, high = (_total(rows[f"{indicator.amount}__{end}"].where(vague, amounts)) for end in ("lower", "upper"))
    return Value(indicator, window, float(amounts.sum()), APPROXIMATE, low=low, high=high, behind=counted)


def _total(bounds: pd.Series) -> float | None:
    """Sum of bounds; None if any is open."""
    return None if bounds.isna().any() else float(bounds.sum())


def in_stock(indicator: Stock, facts: Facts, day: dt.date) -> Rows:
    """The rows in stock on a day: begun by then, not ended, not departed."""
    table = facts.table(indicator.ledger)
    alive = _met(table, indicator.where)
    at = np.datetime64(day)
    shown = [table[column].notna().to_numpy() for column in indicator.shown_by]
    if shown and np.any(shown):
        alive &= np.any(shown, axis=0)
    if indicator.since:
        alive &= ~(table[indicator.since].to_numpy() > at)
    if indicator.until:
        end = table[indicator.until].to_numpy()
        alive &= ~((end < at) if indicator.last_day_counts else (end <= at))
    if indicator.departed:
        left = table[indicator.departed.date].to_numpy()
        alive &= ~(_met(table, indicator.departed.where) & ~(left > at))
    stock = Rows.of(table, alive)
    if indicator.unless:
        keys = list(stock.of_columns(*indicator.distinct).itertuples(index=False, name=None))
        excluded = {key for key, unless in zip(keys, _met(stock, indicator.unless), strict=True) if unless}
        stock = stock.only(np.fromiter((key not in excluded for key in keys), dtype=bool, count=len(keys)))
    return stock


@_evaluate.register
def _stock(indicator: Stock, facts: Facts, window: Window) -> Value:
    rows = in_stock(indicator, facts, window.end)
    if indicator.distinct:
        rows = _first_of_each(rows, indicator.distinct)
    return Value(indicator, window, float(len(rows)), behind=rows)


@_evaluate.register
def _proportion(indicator: Proportion, facts: Facts, window: Window) -> Value:
    base = _selected(indicator, facts, window)
    try:
        base = _hits(indicator, base, facts, window)
    except UnknownCalendar as unknown:
        return Value(indicator, window, None, NOT_APPLICABLE, unknown_calendar=unknown.year)
    assert base.hit is not None
    number, total = int(base.hit.sum()), len(base)
    bounds = tuple(intervals.wilson(number, total, level) for level in LEVELS)
    value = number / total if total else None
    return Value(
        indicator, window, value, OK if total else NOT_APPLICABLE, float(number), float(total),
        intervals=(bounds[0], bounds[1]), behind=base,
    )  # fmt: skip


def _hits(indicator: Proportion, base: Rows, facts: Facts, window: Window) -> Rows:
    """The denominator's rows, and which of them are in the numerator."""
    if indicator.deadline:
        deadline = facts.catalogue.deadlines[indicator.deadline]
        due = due_days(base, deadline, window.end)
        counted, hit = due <= pd.Timestamp(window.end), base[deadline.done] <= due
    elif indicator.within_days is not None:
        days = (base[indicator.end] - base[indicator.start]).dt.days
        counted, hit = days.notna(), days <= indicator.within_days
    else:
        return replace(base, hit=_met(base, indicator.numerator))
    return replace(base, hit=hit.to_numpy(dtype=bool)).only(counted)


@_evaluate.register
def _first_date(indicator: FirstDate, facts: Facts, window: Window) -> Value:
    rows = _selected(indicator, facts, window)
    if not len(rows):
        return Value(indicator, window, None, NOT_APPLICABLE)
    first = rows[indicator.date or ""].sort_values(kind="stable").head(1)
    return Value(indicator, window, first.iloc[0].date(), behind=Rows(rows.table, first.index.to_numpy()))


@_evaluate.register
def _median(indicator: Median, facts: Facts, window: Window) -> Value:
    rows = _selected(indicator, facts, window)
    days = (rows[indicator.end] - rows[indicator.start]).dt.days
    rows, days = rows.only(days.notna()), days.dropna()
    if days.empty:
        return Value(indicator, window, None, NOT_APPLICABLE, denominator=0.0)
    bounds = tuple(intervals.median(days.tolist(), level) for level in LEVELS)
    return Value(
        indicator, window, float(days.median()), denominator=float(len(days)),
        intervals=(bounds[0], bounds[1]), behind=rows,
    )  # fmt: skip


@_evaluate.register
def _expiring(indicator: Expiring, facts: Facts, window: Window) -> Value:
    stock = facts.catalogue.indicators[indicator.stock]
    assert isinstance(stock, Stock) and stock.until is not None
    rows = in_stock(stock, facts, window.end)
    known = rows.of_columns(stock.until, *stock.distinct)
    last = known.sort_values(stock.until, kind="stable").drop_duplicates(list(stock.distinct), keep="last")
    soon = last.index[last[stock.until] <= pd.Timestamp(window.end) + pd.Timedelta(days=indicator.days)]
    return Value(indicator, window, float(len(soon)), behind=Rows(rows.table, np.sort(soon.to_numpy())))


@_evaluate.register
def _coverage(indicator: Coverage, facts: Facts, window: Window) -> Value:
    villages = facts.township.villages
    if not villages:
        return Value(indicator, window, None, NOT_APPLICABLE)
    rows = _selected(indicator, facts, window)
    places = _places(rows[indicator.place], facts.township)
    months = rows[indicator.date].dt.strftime("%Y-%m")
    covered = pd.DataFrame({"place": places, "month": months}).dropna().drop_duplicates()
    total = len(villages) * len(window.months)
    return Value(
        indicator, window, len(covered) / total, numerator=float(len(covered)), denominator=float(total),
        behind=Rows(rows.table, covered.index.to_numpy()),
    )  # fmt: skip


def _places(column: pd.Series, township: Township) -> pd.Series:
    """The village or community that each cell names; None for one that is none of the township's."""
    return map_distinct(column, lambda value: None if value is None else township.place(value))


def strange_places(indicator: Coverage, facts: Facts, window: Window) -> Mapping[str, int]:
    """What stands in the place of a village and is none of the township's, which is counted nowhere; with the number of rows of each."""
    if not facts.township.villages or evaluate(indicator, facts, window).value is None:
        return {}
    named = _selected(indicator, facts, window)[indicator.place]
    strange = named[_places(named, facts.township).isna() & named.notna()]
    return {str(name): int(count) for name, count in strange.value_counts().sort_index().items()}


@_evaluate.register
def _reference(indicator: Reference, facts: Facts, window: Window) -> Value:
    if indicator.column:
        number = getattr(facts.township, indicator.column)
    else:
        number = len(facts.township.villages) or None
    if number is None:
        return Value(indicator, window, None, NOT_APPLICABLE)
    return Value(indicator, window, float(number))


@_evaluate.register
def _per_thousand(indicator: PerThousand, facts: Facts, window: Window) -> Value:
    events = evaluate(facts.catalogue.indicators[indicator.of], facts, window)
    if not isinstance(events.value, float):
        return replace(events, indicator=indicator)
    residents = facts.township.residents
    if not residents or not facts.township.source:
        return Value(indicator, window, None, NOT_APPLICABLE, numerator=events.value)
    factor = 1000 / residents
    first, second = (bound.scaled(factor) for bound in events.intervals)
    return Value(
        indicator, window, events.value * factor, events.status, events.value, float(residents),
        low=_scaled(events.low, factor), high=_scaled(events.high, factor), intervals=(first, second), behind=events.behind,
    )  # fmt: skip


def _scaled(bound: float | None, factor: float) -> float | None:
    return None if bound is None else bound * factor
