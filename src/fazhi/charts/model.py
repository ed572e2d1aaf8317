"""What a chart is, what it is drawn from, and what stands in its place when it cannot be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pandas as pd

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import Coverage, FromLedger, Stock, Sum
from fazhi.catalogue.ledger import Column
from fazhi.catalogue.uses import asked_of
from fazhi.indicators import Facts, Value, Window, evaluate, in_window, matches
from fazhi.indicators.count import in_stock
from fazhi.values import clean_text, map_distinct

OTHER = "other"  # the id that cleaning gives to 其他 and to values outside the catalogue
BLANK = ""  # a category cell with nothing in it


@dataclass(frozen=True, eq=False)
class Chart:
    """A drawn chart.

    ``svg`` is a whole document, the title not in it. ``alt`` names kind, measure, period and main findings.
    ``unit`` joins several units when panels differ. ``data`` holds the plotted values under readers' labels.
    ``section`` and ``ledgers`` are ids: where the chart belongs in the report and what it was counted from.
    """

    id: str
    title: str
    svg: str
    alt: str
    unit: str
    data: pd.DataFrame
    notes: tuple[str, ...]
    section: str
    ledgers: tuple[str, ...]


Reason = Literal[
    "missing_ledger",
    "lacking_column",
    "nothing_to_draw",
    "no_values",
    "too_few_areas",
    "too_few_years",
    "not_two_years",
    "no_pairs",
    "too_few_months",
    "no_benchmark",
    "no_baseline",
]


@dataclass(frozen=True)
class Missing:
    """A chart that was not drawn: a ledger was not handed in or lacks a column, no row counts, or it would not be read right."""

    id: str
    title: str
    reason: Reason
    message: str
    section: str
    ledgers: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Drawing:
    """What a chart's function gives; the registry adds title and place (see ``Chart`` for the fields)."""

    svg: str
    alt: str
    unit: str
    data: pd.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that a chart is drawn from."""

    facts: Facts
    window: Window
    language: Language
    _values: dict[str, Value] = field(default_factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        return self.facts.catalogue

    def word(self, key: str, **fill: object) -> str:
        return self.catalogue.word(f"charts.{key}", self.language, **fill)

    def indicator(self, id: str) -> FromLedger:
        entry = self.catalogue.indicators[id]
        assert isinstance(entry, FromLedger), id
        return entry

    def unit(self, id: str) -> str:
        return self.indicator(id).unit_name(self.language)

    def value(self, id: str) -> Value:
        """The indicator as the tables of the appendix have it."""
        if id not in self._values:
            self._values[id] = evaluate(self.catalogue.indicators[id], self.facts, self.window)
        return self._values[id]

    def rows(self, id: str) -> pd.DataFrame:
        """The rows that the indicator counts in the window; of a stock or coverage repeated ones too."""
        indicator = self.indicator(id)
        if isinstance(indicator, Stock):
            return in_stock(indicator, self.facts, self.window.end).frame
        if isinstance(indicator, Coverage):
            table = self.facts.tables[indicator.ledger]
            return table[matches(table, indicator.where) & in_window(table[self.date(id)], self.window)]
        return self.value(id).rows

    def amounts(self, id: str) -> pd.Series:
        """What each of these rows adds to the indicator: its amount for a sum, 1 otherwise."""
        indicator, rows = self.indicator(id), self.rows(id)
        if isinstance(indicator, Sum):
            return rows[indicator.amount].astype("float64").fillna(indicator.each)
        return pd.Series(1.0, index=rows.index)

    def date(self, id: str) -> str:
        """The column by which the indicator is dated."""
        column = self.indicator(id).date
        assert column is not None, id
        return column

    def column_name(self, ledger: str, column: str) -> str:
        return self.catalogue.ledgers[ledger].column(column).name(self.language)

    def lacking(self, id: str, *shown_by: str) -> tuple[Column, ...]:
        """The columns that nobody kept, of those without which nothing can be said of the indicator, and of those of its ledger by which it
        is shown: a zero, or everything left blank, would look like a finding.
        """
        own, asked = self.indicator(id).ledger, dict(asked_of(self.indicator(id), self.catalogue))
        asked[own] = asked[own].union(shown_by)
        return tuple(
            self.catalogue.ledgers[ledger].column(column)
            for ledger, columns in asked.items()
            for column in sorted(columns.intersection(self.facts.absent.get(ledger, ())))
        )

    def names(self, ledger: str = "", column: str = "") -> dict[str, str]:
        """Value id → name in the catalogue's order, then other and blank; for a text column only these."""
        values = self.catalogue.ledgers[ledger].column(column).values if ledger else ()
        known = {value.id: value.name(self.language) for value in values}
        return known | {OTHER: self.word("text.other"), BLANK: self.word("text.blank")}

    @cached_property
    def months(self) -> pd.PeriodIndex:
        """The months of the window, from its first day's to its last day's."""
        return pd.period_range(self.window.start, self.window.end, freq="M")


@dataclass(frozen=True)
class Recipe:
    """How a chart is made: its function, and the indicators that it shows (the first gives its section).

    ``shown_by``: columns of the first one's ledger by whose values the chart parts its rows.
    """

    id: str
    indicators: tuple[str, ...]
    draw: Callable[[Scene], Drawing | None]
    shown_by: tuple[str, ...] = ()

    def section(self, catalogue: Catalogue) -> str:
        return catalogue.indicators[self.indicators[0]].section

    def ledgers(self, catalogue: Catalogue) -> tuple[str, ...]:
        entries = (catalogue.indicators[id] for id in self.indicators)
        return tuple(dict.fromkeys(entry.ledger for entry in entries if isinstance(entry, FromLedger)))


def categories(column: pd.Series) -> pd.Series:
    """A category or text column as clean words; blank cells as ``BLANK`` (``none`` is an id, not a blank)."""
    return map_distinct(column, lambda value: BLANK if value is None else clean_text(value))
