"""Two groups against each other: the difference of two proportions, the ratio of two rates."""

from __future__ import annotations

import math

from scipy import special

from fazhi.comparison.estimate import Estimate
from fazhi.indicators.intervals import Interval


def difference(one: Estimate, other: Estimate, level: float) -> Interval:
    """Interval of the difference p₁ − p₂ of two independent proportions, by square-and-add of their Wilson limits.

    Newcombe, *Statistics in Medicine* 17 (1998) 873–890, method 10. Read off two overlapping intervals the same
    question would be answered too cautiously (Schenker & Gentleman 2001).
    """
    first, second = one.interval(level), other.interval(level)
    if None in (first.lower, first.upper, second.lower, second.upper):
        return Interval()
    delta = one.value - other.value
    down = math.hypot(one.value - first.lower, second.upper - other.value)  # type: ignore[operator]
    up = math.hypot(first.upper - one.value, other.value - second.lower)  # type: ignore[operator]
    return Interval(delta - down, delta + up)


def ratio(one: Estimate, other: Estimate, level: float) -> Interval:
    """Interval of the ratio of two rates, exact given the sum of both counts; upper end infinite without events in the second.

    Given x₁ + x₂, x₁ is binomial; its Clopper–Pearson limits π give the ratio π/(1−π) · n₂/n₁ (Przyborowski &
    Wilenski 1940, *Biometrika* 31, 313–323). No interval without any event.
    """
    total = one.events + other.events
    if total == 0:
        return Interval()
    tail, scale = (1 - level) / 2, other.size / one.size
    low = special.betaincinv(one.events, other.events + 1, tail) if one.events else 0.0
    high = special.betaincinv(one.events + 1, other.events, 1 - tail) if other.events else 1.0

    def odds(probability: float) -> float:
        return math.inf if probability >= 1 else scale * probability / (1 - probability)

    return Interval(odds(float(low)), odds(float(high)))
