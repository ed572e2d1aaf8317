"""Limits of a funnel: the values at which the decision rule would begin to call an area different."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import pandas as pd

from fazhi.comparison.estimate import Family
from fazhi.indicators.intervals import LEVELS, Interval, normal_quantile, poisson

COLUMNS = ["denominator", "lower_95", "upper_95", "lower_998", "upper_998"]


def funnel_limits(family: Family, benchmark: float, denominators: Iterable[float], per: float = 1.0) -> pd.DataFrame:
    """Limits around a benchmark at each denominator, in order: columns ``COLUMNS``, in the benchmark's unit.

    A value beyond a limit is one whose own interval leaves the benchmark out, and no other: the lines and the
    categories of the table cannot disagree. ``per``: 1000 for rates per 1,000 residents. Raises ``ValueError`` for
    a benchmark that the family cannot have.
    """
    if not (0 <= benchmark <= 1 if family == "proportion" else benchmark >= 0):
        raise ValueError(f"{benchmark} is no benchmark of a {family}")
    rows = []
    for size in sorted({float(size) for size in denominators if size > 0}):
        limits = [limits_at(family, benchmark, size, per, level) for level in LEVELS]
        rows.append([size, *(end for bounds in limits for end in (bounds.lower, bounds.upper))])
    return pd.DataFrame(rows, columns=COLUMNS, dtype="float64")


def limits_at(family: Family, benchmark: float, size: float, per: float, level: float) -> Interval:
    """The limits at one denominator and level."""
    if family == "proportion":
        return proportion_limits(benchmark, size, level)
    return count_limits(benchmark * size / per, level).scaled(per / size)


def proportion_limits(benchmark: float, cases: float, level: float) -> Interval:
    """benchmark ± z√(benchmark (1 − benchmark) / cases) within 0–1: where Wilson's interval begins to leave it out.

    The same limits as Public Health England's (their longer formula is Wilson's inverted).
    """
    spread = normal_quantile((1 + level) / 2) * math.sqrt(benchmark * (1 - benchmark) / cases)
    return Interval(max(0.0, benchmark - spread), min(1.0, benchmark + spread))


def count_limits(expected: float, level: float) -> Interval:
    """The counts beyond which the interval of a count leaves ``expected`` out.

    Counts are whole, so each limit lies between the last count that is not called different and the next one, at
    the point that linear interpolation of the interval's end gives.
    """

    def lower_end(count: int) -> float:
        return float(poisson(count, level).lower or 0.0)

    def upper_end(count: int) -> float:
        return float(poisson(count, level).upper or math.inf)

    highest = _last(lambda count: lower_end(count) <= expected, expected)
    reach = (expected - lower_end(highest)) / (lower_end(highest + 1) - lower_end(highest))
    lowest = _last(lambda count: upper_end(count) < expected, expected) + 1
    if lowest == 0:
        return Interval(0.0, highest + reach)
    back = (upper_end(lowest) - expected) / (upper_end(lowest) - upper_end(lowest - 1))
    return Interval(lowest - back, highest + reach)


def _last(holds: Callable[[int], bool], near: float) -> int:
    """The last count from 0 on for which ``holds``, which is true up to it and false beyond; −1 if it never holds."""
    below, beyond = -1, max(4, int(2 * near) + 40)
    while holds(beyond):
        below, beyond = beyond, 2 * beyond
    while beyond - below > 1:
        middle = (below + beyond) // 2
        below, beyond = (middle, beyond) if holds(middle) else (below, middle)
    return below
