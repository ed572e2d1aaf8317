"""Months of a control chart: their values, limits and signals, as ``indicators.control_limits`` gives them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from fazhi.charts.comparison.canvas import Scale
from fazhi.charts.comparison.points import Subject

LIMITS = ("lower_998", "lower_95", "upper_95", "upper_998")
COLUMNS = ("month", "events", "exposure", "value", "baseline", "centre", *LIMITS)


@dataclass(frozen=True)
class Month:
    """A month: its value (None where nothing is known), whether it belongs to the baseline, and its limits."""

    month: str
    value: float | None
    events: float | None
    exposure: float | None
    baseline: bool
    limits: tuple[float | None, ...]  # in the order of LIMITS

    @property
    def signal(self) -> tuple[str, str]:
        """Category and level: beyond which limit the value lies, if any."""
        if self.value is None:
            return "not_compared", ""
        low_998, low_95, high_95, high_998 = self.limits
        for level, low, high in (("99.8", low_998, high_998), ("95", low_95, high_95)):
            if low is not None and self.value < low:
                return "lower", level
            if high is not None and self.value > high:
                return "higher", level
        return "similar", ""


@dataclass(frozen=True)
class Course:
    """The months with their centre line, and the scale for all of them."""

    subject: Subject
    months: tuple[Month, ...]
    centre: float
    scale: Scale
    rates: bool  # u chart: values are events per exposure


def read_months(limits: pd.DataFrame, per: float) -> tuple[Month, ...]:
    """The months of ``indicators.control_limits`` in order, values and limits per so much exposure. ValueError without a column."""
    absent = [column for column in COLUMNS if column not in limits]
    if absent:
        raise ValueError(f"the limits have no column {', '.join(absent)}")
    order = limits.assign(month=limits["month"].astype(str)).sort_values("month", kind="stable")

    def cell(value: Any, factor: float = 1.0) -> float | None:
        return None if pd.isna(value) or not math.isfinite(value) else float(value) * factor

    return tuple(
        Month(
            record["month"],
            cell(record["value"], per),
            cell(record["events"]),
            cell(record["exposure"]),
            bool(record["baseline"]),
            tuple(cell(record[name], per) for name in LIMITS),
        )
        for record in order.to_dict("records")
    )
