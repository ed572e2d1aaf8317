"""The ledger rows behind a number: where each stands, its date and category. Nothing personal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import PLACED, Catalogue
from fazhi.catalogue.indicator import Coverage, FromLedger, PerThousand, Proportion, Stock, Sum
from fazhi.catalogue.ledger import Column, Ledger
from fazhi.indicators.count import Value

COLUMNS = ["file", "sheet", "row", "date", "category", "amount", "counted"]


def evidence_frame(value: Value, catalogue: Catalogue, language: Language) -> pd.DataFrame:
    """The rows of ``evidence_rows`` as a frame with the columns ``COLUMNS``."""
    return pd.DataFrame(evidence_rows(value, catalogue, language), columns=COLUMNS)


def evidence_rows(value: Value, catalogue: Catalogue, language: Language) -> list[tuple[object, ...]]:
    """One tuple of ``COLUMNS`` for each ledger row behind ``value``, by file, sheet and row; None where there is nothing.

    ``amount`` is filled for sums; ``counted`` says of a proportion whether the row is in its numerator.
    """
    indicator = value.indicator
    if isinstance(indicator, PerThousand):
        indicator = catalogue.indicators[indicator.of]
    if not isinstance(indicator, FromLedger) or value.rows.empty:
        return []
    ledger, rows = catalogue.ledgers[indicator.ledger], value.rows
    nothing = [None] * len(rows)
    found = zip(
        *(_present(rows[name]) for name in ("file", "sheet", "row")),
        _dates(indicator, rows),
        _categories(indicator, ledger, rows, catalogue, language),
        rows[indicator.amount].fillna(indicator.each).tolist() if isinstance(indicator, Sum) else nothing,
        rows["__hit"].astype(bool).tolist() if isinstance(indicator, Proportion) else [True] * len(rows),
        strict=True,
    )
    return sorted(found, key=lambda row: [(part is None, part or 0) for part in row[:3]])


def _present(column: pd.Series) -> list[Any]:
    """The cells of a column, None for missing ones."""
    return [None if absent else cell for cell, absent in zip(column.tolist(), column.isna().tolist(), strict=True)]


def _dates(indicator: FromLedger, rows: pd.DataFrame) -> list[str | None]:
    column = indicator.date or (indicator.since if isinstance(indicator, Stock) else None) or PLACED
    dates = rows[column]
    if pd.api.types.is_datetime64_any_dtype(dates):
        days = np.datetime_as_string(dates.to_numpy().astype("datetime64[D]"))
        return [None if day == "NaT" else str(day) for day in days]
    return [None if year is None else f"{int(year)}" for year in _present(dates)]


def _categories(
    indicator: FromLedger, ledger: Ledger, rows: pd.DataFrame, catalogue: Catalogue, language: Language
) -> list[str | None]:
    """The names of the row's categories that decide the count, joined; the ledger's own classification where none does."""
    decisive = [c.column for c in (*indicator.where, *getattr(indicator, "numerator", ()))]
    columns = [c for c in ledger.columns if c.type == "category" and c.id in decisive]
    columns = columns or [c for c in ledger.columns if c.type == "category" and c.strict][:1]
    if isinstance(indicator, Coverage) or not columns:
        return [None] * len(rows)
    other, between = catalogue.word("other", language), catalogue.word("mark.clauses", language)
    several = catalogue.word("mark.list", language)
    parts = [_names(rows[column.id], column, language, other, several) for column in columns]
    return [between.join(text for text in row if text is not None) or None for row in zip(*parts, strict=True)]


def _names(cells: pd.Series, column: Column, language: Language, other: str, several: str) -> list[str | None]:
    """The names of a category column's values, of several in a cell one after the other."""
    names = {value.id: value.name(language) for value in column.values} | {"other": other}
    return [ids if ids is None else several.join(names[id] for id in ids.split("|")) for ids in _present(cells)]
