"""Confidence intervals at 95 % and 99.8 %, the two levels used throughout.

Proportions: Wilson score (Newcombe 1998). Counts: exact Poisson below 10, Byar's approximation from 10 on (Breslow & Day 1987, p. 69),
as in the English public health methods. Medians: order statistics (Conover 1999). Stocks have none: they are not outcomes.

The distributions are those of ``scipy.special``: ``scipy.stats``, which is made of them, would take half a second of every run to import.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

LEVELS = (0.95, 0.998)
EXACT_BELOW = 10
# Cases: below FEW there is no percentage, only x/n, for one case more or less would move it by 20 points; below SMALL it is marked, and
# neither ranked nor judged; from FINE it has a decimal.
FEW, SMALL, FINE = 5, 10, 100
SMALLEST_MEDIAN = 6  # below six values no 95 % interval for the median exists


@dataclass(frozen=True)
class Interval:
    """Bounds in the unit of the value; both None where there is no interval."""

    lower: float | None = None
    upper: float | None = None

    def scaled(self, factor: float) -> Interval:
        if self.lower is None or self.upper is None:
            return self
        return Interval(self.lower * factor, self.upper * factor)


def normal_quantile(probability: float) -> float:
    """The value below which a standard normal variable lies with this probability."""
    return float(special.ndtri(probability))


def wilson(successes: int, trials: int, level: float) -> Interval:
    """Wilson score interval of a proportion, exactly 0 or 1 at its ends when none or all succeed; none for no trials.

    Raises ``ValueError`` for more successes than trials, and for fewer than none.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no proportion")
    if trials == 0:
        return Interval()
    z, share = normal_quantile(0.5 + 0.5 * level), successes / trials
    whole = 2 * (trials + z**2)
    centre = (2 * trials * share + z**2) / whole
    spread = z / whole * math.sqrt(4 * trials * share * (1 - share) + z**2)
    return Interval(0.0 if successes == 0 else centre - spread, 1.0 if successes == trials else centre + spread)


def poisson(events: int, level: float) -> Interval:
    """Interval of a count of events: exact (Garwood) below ten, Byar from ten on. Raises ``ValueError`` for fewer than none."""
    if events < 0:
        raise ValueError(f"{events} is no count of events")
    tail = (1 - level) / 2
    if events < EXACT_BELOW:
        lower = float(special.gammaincinv(events, tail)) if events else 0.0
        return Interval(lower, float(special.gammaincinv(events + 1, 1 - tail)))
    z = normal_quantile(1 - tail)

    def byar(count: int, sign: int) -> float:
        return count * (1 - 1 / (9 * count) + sign * z / (3 * math.sqrt(count))) ** 3

    return Interval(byar(events, -1), byar(events + 1, 1))


def median(values: Sequence[float], level: float) -> Interval:
    """Distribution-free interval of the median: the l-th smallest and l-th largest value, coverage at least ``level``."""
    rank = median_rank(len(values), level)
    if rank < 1:
        return Interval()
    ordered = sorted(values)
    return Interval(float(ordered[rank - 1]), float(ordered[-rank]))


def median_rank(cases: int, level: float) -> int:
    """Which value from either end bounds the interval of a median of so many cases: l; 0 where there is no interval."""
    if cases < SMALLEST_MEDIAN:
        return 0
    below = special.bdtr(np.arange(cases), cases, 0.5)  # the probability that so many or fewer lie below
    return int((below <= (1 - level) / 2).sum())
