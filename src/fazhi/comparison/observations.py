"""The long frame of observations: what every value must say of itself before it may be compared."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator, PerThousand
from fazhi.comparison.rows import records
from fazhi.indicators.definition import definitions
from fazhi.indicators.residents import too_few_residents

COLUMNS = [
    "township", "year", "indicator", "kind", "unit", "value", "day", "numerator", "denominator", "lower_95", "upper_95",
    "lower_998", "upper_998", "low", "high", "status", "window_start", "window_end", "definition", "series",
    "break_reason", "synthetic", "reason",
]  # fmt: skip
NUMBERS = ["value", "numerator", "denominator", "lower_95", "upper_95", "lower_998", "upper_998", "low", "high"]
KEY = ["indicator", "year", "township"]

# Why a value takes no part in comparisons, by the status with which it was counted.
REASON_OF_STATUS = {
    "ok": "", "missing_ledger": "missing_ledger", "not_applicable": "not_applicable", "approximate": "approximate",
    "suppressed": "suppressed",
}  # fmt: skip
# Reasons for which there is nothing at all, not even the knowledge that there is nothing.
NO_RESULTS = {"year_absent", "not_in_results", "unusable_results", "contradictory"}


def sign_of(reason: str) -> str:
    """Which sign stands for a value that is not there: the end of a word ``comparison.sign``."""
    if reason in NO_RESULTS:
        return "no_results"
    return reason if reason in ("missing_ledger", "suppressed") else "not_applicable"


def complete(given: pd.DataFrame | Sequence[Mapping[str, Any]], catalogue: Catalogue) -> pd.DataFrame:
    """Observations with all of ``COLUMNS``, one row a township, year and indicator, in the catalogue's order.

    ``given``: a frame, or its rows. Only ``township``, ``year``, ``indicator`` and ``value`` must be there. ``reason`` says why a value takes no part
    in comparisons (a status other than ``ok``, another unit or definition than the catalogue's, two values that
    contradict each other); what it already says stays. The order of the rows does not matter. Raises ``ValueError``
    when a column that must be there is not.
    """
    if isinstance(given, pd.DataFrame):
        if absent := [name for name in ("township", "year", "indicator", "value") if name not in given.columns]:
            raise ValueError(f"observations lack the columns {absent}")
        given = records(given)
    rows = [_row(row, catalogue) for row in given]
    _bar_wrong_residents(rows, catalogue)
    return _sorted(_one_each(rows), catalogue)


def _row(given: Mapping[Any, Any], catalogue: Catalogue) -> dict[str, Any]:
    indicator = catalogue.indicators.get(str(given["indicator"]))
    row: dict[str, Any] = {name: _number(given.get(name)) for name in NUMBERS}
    texts = ("status", "window_start", "window_end", "definition", "break_reason", "day", "reason")
    row |= {name: _text(given.get(name)) for name in texts}
    row |= {"township": str(given["township"]), "year": int(given["year"]), "indicator": str(given["indicator"])}
    row["status"] = row["status"] or "ok"
    if row["status"] == "suppressed":  # whatever the results still hold of it
        row |= dict.fromkeys(NUMBERS, math.nan) | {"day": ""}
    row["series"] = 0 if math.isnan(series := _number(given.get("series"))) else int(series)
    row["synthetic"] = _text(given.get("synthetic")).lower() in ("true", "1")
    row["kind"] = indicator.kind if indicator else _text(given.get("kind"))
    said = _text(given.get("unit"))
    row["unit"] = indicator.unit if indicator else said
    row["reason"] = row["reason"] or _reason(row, said, indicator, catalogue)
    return row


def _reason(row: Mapping[str, Any], unit: str, indicator: AnyIndicator | None, catalogue: Catalogue) -> str:
    """The first reason for which a value cannot be compared at all, whatever the others are; empty if there is none."""
    if indicator is None:
        return "unknown_indicator"
    if row["status"] not in REASON_OF_STATUS:
        return "unusable_results"
    if row["status"] == "not_applicable" and row["kind"] == "per_thousand":
        return "no_residents"
    if reason := REASON_OF_STATUS[row["status"]]:
        return reason
    if unit and unit not in (indicator.unit, indicator.en_unit):
        return "unit_differs"
    if row["definition"] and row["definition"] != definitions(catalogue)[indicator.id]:
        return "definition_differs"
    if math.isnan(row["value"]) and not row["day"]:
        return "not_applicable"
    return ""


def _bar_wrong_residents(rows: list[dict[str, Any]], catalogue: Catalogue) -> None:
    """Bar every rate by a township's number of residents that one of its counts shows to be wrong, in whatever year it is used."""
    rates = [
        (row, indicator)
        for row in rows
        if isinstance(indicator := catalogue.indicators.get(row["indicator"]), PerThousand)
    ]
    wrong = {
        (row["township"], row["denominator"]) for row, indicator in rates
        if too_few_residents(indicator, row["numerator"], row["denominator"], catalogue)
    }  # fmt: skip
    for row, _ in rates:
        if (row["township"], row["denominator"]) in wrong:
            row["reason"] = row["reason"] or "too_few_residents"


def _one_each(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a key: the same observation given twice is one, two different ones are none that could be trusted."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(row[name] for name in KEY)
        if key not in found:
            found[key] = row
        elif not _same(found[key], row):
            synthetic = found[key]["synthetic"] or row["synthetic"]
            texts = dict.fromkeys(("day", "status", "window_start", "window_end", "definition", "break_reason"), "")
            told = {"series": 0, "synthetic": synthetic, "reason": "contradictory"}
            found[key] = row | dict.fromkeys(NUMBERS, math.nan) | texts | told
    return list(found.values())


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(str(one[name]) == str(other[name]) for name in COLUMNS)


def _sorted(rows: list[dict[str, Any]], catalogue: Catalogue) -> pd.DataFrame:
    place = {id: number for number, id in enumerate(catalogue.indicators)}
    rows = sorted(rows, key=lambda r: (place.get(r["indicator"], len(place)), r["indicator"], r["year"], r["township"]))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    types = dict.fromkeys(NUMBERS, "float64") | {"year": "int64", "series": "int64", "synthetic": "bool"}
    return frame.astype(types)


def _number(value: object) -> float:
    """A finite number; NaN for anything that is none."""
    if value is None:
        return math.nan
    if type(value) is float:
        return value if math.isfinite(value) else math.nan
    try:
        number = float(value.strip() if isinstance(value, str) else value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def _text(value: object) -> str:
    if type(value) is str:
        return value.strip()
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip()
