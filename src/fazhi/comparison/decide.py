"""The one rule by which table, dot plot and funnel say better, worse or similar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fazhi.comparison.estimate import Estimate
from fazhi.comparison.two_sample import difference, ratio
from fazhi.indicators.intervals import LEVELS, Interval

Category = Literal["better", "worse", "higher", "lower", "similar", "not_compared"]
JUDGED: tuple[Category, ...] = ("better", "worse", "higher", "lower", "similar")
LEVEL_NAMES = dict(zip(LEVELS, ("95", "99.8"), strict=True))
LARGE_SHARE = 0.2  # an area with more of the benchmark than this is compared with the rest


@dataclass(frozen=True)
class Decision:
    """``direction``: 1 above the benchmark, −1 below, 0 neither; ``level``: the strictest at which that holds, "" for neither."""

    direction: int
    level: str = ""


def against_value(intervals: tuple[Interval, Interval], benchmark: float) -> Decision:
    """Whether a fixed benchmark lies outside an area's own interval at 95 % or even at 99.8 %.

    ``intervals`` are those at 95 % and 99.8 %, in the benchmark's unit. For a proportion this is the same as lying
    outside the limits benchmark ± z√(benchmark (1 − benchmark)/n) of a funnel; see ``fazhi.comparison.funnel``.
    """
    by_level = dict(zip(LEVELS, intervals, strict=True))
    return _strictest(lambda level: _side(by_level[level], benchmark))


def against_rest(area: Estimate, rest: Estimate) -> Decision:
    """Whether an area differs from the rest of the county, both taken as uncertain: difference or ratio of the two."""
    return _strictest(lambda level: side_of_rest(area, rest, level))


def side_of_rest(area: Estimate, rest: Estimate, level: float) -> int:
    """On which side of the rest an area lies at one level: 1 above, −1 below, 0 neither."""
    if area.family == "proportion":
        return _side(difference(area, rest, level), 0.0)
    return _side(ratio(area, rest, level), 1.0)


def _strictest(side_at: Callable[[float], int]) -> Decision:
    decision = Decision(0)
    for level in LEVELS:
        if side := side_at(level):
            decision = Decision(side, LEVEL_NAMES[level])
    return decision


def _side(interval: Interval, benchmark: float) -> int:
    """1 when the whole interval lies above the benchmark, −1 when below, 0 when it holds it or there is none."""
    if interval.lower is None or interval.upper is None:
        return 0
    return int(interval.lower > benchmark) - int(interval.upper < benchmark)


def category(direction: int, polarity: str) -> Category:
    """Better or worse where the catalogue says which way is good (``high``, ``low``), else higher or lower."""
    if direction == 0:
        return "similar"
    if polarity == "none":
        return "higher" if direction > 0 else "lower"
    return "better" if (direction > 0) == (polarity == "high") else "worse"
