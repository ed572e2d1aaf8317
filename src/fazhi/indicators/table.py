"""The table of indicators (``indicators.csv``): one row an indicator, machine-readable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from fazhi.catalogue import Language
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import FromLedger, PerThousand
from fazhi.indicators.count import Value

COLUMNS = [
    "township", "year", "indicator", "name", "section", "value", "unit", "numerator", "denominator", "lower_95", "upper_95",
    "lower_998", "upper_998", "status", "window_start", "window_end", "ledger", "rows",
]  # fmt: skip


def indicators_frame(
    values: Iterable[Value], township: str, year: int, catalogue: Catalogue, language: Language
) -> pd.DataFrame:
    """One row an indicator, columns ``COLUMNS``; numbers as text that reads back exactly, dates as ISO."""
    rows = [[township, year, *_row(value, catalogue, language)] for value in values]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(value: Value, catalogue: Catalogue, language: Language) -> list[object]:
    indicator = value.indicator
    source = catalogue.indicators[indicator.of] if isinstance(indicator, PerThousand) else indicator
    bounds = [number(end) for interval in value.intervals for end in (interval.lower, interval.upper)]
    return [
        indicator.id, indicator.name(language), catalogue.sections[indicator.section].name(language),
        number(value.value), indicator.unit_name(language), number(value.numerator), number(value.denominator), *bounds,
        value.status, value.window.start.isoformat(), value.window.end.isoformat(),
        source.ledger if isinstance(source, FromLedger) else None, len(value.behind),
    ]  # fmt: skip


def number(value: float | dt.date | None) -> str | None:
    """A number in its shortest exact form (25, 0.9615384615384616), a date as ISO, None for nothing."""
    if value is None:
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(int(value)) if float(value).is_integer() else repr(float(value))
