"""The ledger rows behind a number: where each stands, its date and category. Nothing personal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import PLACED, Catalogue
from fazhi.catalogue.indicator import Coverage, FromLedger, PerThousand, Stock, Sum
from fazhi.catalogue.ledger import Column
from fazhi.indicators.count import Value

COLUMNS = ["file", "sheet", "row", "date", "category", "amount", "counted"]


def evidence_frame(value: Value, catalogue: Catalogue, language: Language) -> pd.DataFrame:
    """The ledger rows behind ``value`` as a frame with the columns ``COLUMNS``."""
    return pd.DataFrame(Evidence(catalogue, language).rows(value), columns=COLUMNS)


@dataclass(frozen=True, eq=False)
class Evidence:
    """The ledger rows behind values. What is told of a ledger's rows is read off its table once, however many values rest on it."""

    catalogue: Catalogue
    language: Language
    _told: dict[tuple[object, ...], list[Any]] = field(default_factory=dict)
    _tables: list[pd.DataFrame] = field(default_factory=list)  # kept, so that no other can be taken for one of them

    def rows(self, value: Value) -> list[tuple[object, ...]]:
        """One tuple of ``COLUMNS`` for each ledger row behind ``value``, by file, sheet and row; None where there is nothing.

        ``amount`` is filled for sums; ``counted`` says of a proportion whether the row is in its numerator.
        """
        indicator, behind = value.indicator, value.behind
        if isinstance(indicator, PerThousand):
            indicator = self.catalogue.indicators[indicator.of]
        if not isinstance(indicator, FromLedger) or not len(behind):
            return []
        table, at = behind.table, behind.at.tolist()
        columns = [self._of(table, name, partial(_present, table[name])) for name in ("file", "sheet", "row")]
        columns.append(self._of(table, ("date", _dated(indicator)), partial(_dates, indicator, table)))
        nothing = [None] * len(at)
        amounts = behind[indicator.amount].fillna(indicator.each).tolist() if isinstance(indicator, Sum) else nothing
        counted = [True] * len(at) if behind.hit is None else behind.hit.tolist()
        placed = ([column[place] for place in at] for column in columns)
        found = zip(*placed, self._categories(indicator, table, at), amounts, counted, strict=True)
        return sorted(found, key=lambda row: [(part is None, part or 0) for part in row[:3]])

    def _of(self, table: pd.DataFrame, what: object, read: Callable[[], list[Any]]) -> list[Any]:
        """What is told of each row of a table, read once."""
        key = id(table), what
        if key not in self._told:
            self._told[key] = read()
            self._tables.append(table)
        return self._told[key]

    def _categories(self, indicator: FromLedger, table: pd.DataFrame, at: list[int]) -> list[str | None]:
        """The names of the row's categories that decide the count, joined; the ledger's own classification where none does."""
        ledger, language = self.catalogue.ledgers[indicator.ledger], self.language
        decisive = [c.column for c in (*indicator.where, *getattr(indicator, "numerator", ()))]
        columns = [c for c in ledger.columns if c.type == "category" and c.id in decisive]
        columns = columns or [c for c in ledger.columns if c.type == "category" and c.strict][:1]
        if isinstance(indicator, Coverage) or not columns:
            return [None] * len(at)
        other, between, several = (self.catalogue.word(key, language) for key in ("other", "mark.clauses", "mark.list"))
        parts = [
            self._of(table, ("names", column.id), partial(_names, table[column.id], column, language, other, several))
            for column in columns
        ]
        rows = ([part[place] for part in parts] for place in at)
        return [between.join(text for text in row if text is not None) or None for row in rows]


def _present(column: pd.Series) -> list[Any]:
    """The cells of a column, None for missing ones."""
    return [None if absent else cell for cell, absent in zip(column.tolist(), column.isna().tolist(), strict=True)]


def _dated(indicator: FromLedger) -> str:
    """The column that dates a row of the indicator's ledger."""
    return indicator.date or (indicator.since if isinstance(indicator, Stock) else None) or PLACED


def _dates(indicator: FromLedger, table: pd.DataFrame) -> list[str | None]:
    dates = table[_dated(indicator)]
    if pd.api.types.is_datetime64_any_dtype(dates):
        days = np.datetime_as_string(dates.to_numpy().astype("datetime64[D]"))
        return [None if day == "NaT" else str(day) for day in days]
    return [None if year is None else f"{int(year)}" for year in _present(dates)]


def _names(cells: pd.Series, column: Column, language: Language, other: str, several: str) -> list[str | None]:
    """The names of a category column's values, of several in a cell one after the other."""
    names = {value.id: value.name(language) for value in column.values} | {"other": other}
    return [ids if ids is None else several.join(names[id] for id in ids.split("|")) for ids in _present(cells)]
