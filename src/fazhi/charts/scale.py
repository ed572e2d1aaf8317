"""Scales: round ticks from zero, and classes of days."""

from __future__ import annotations

import math

STEPS = (1, 2, 5)
DAYS = (1, 2, 5, 10, 15, 30, 60, 90, 180, 365)


def ticks(most: float, intervals: int = 4) -> tuple[float, ...]:
    """Whole round numbers from 0 to ``most`` or just above it, at most ``intervals`` apart.

    >>> ticks(23)
    (0, 10, 20, 30)
    >>> ticks(1)
    (0, 1)
    """
    power = 10 ** max(0, math.floor(math.log10(most / intervals)) if most > intervals else 0)
    step = next(factor * power for factor in (*STEPS, 10) if factor * power * intervals >= most)
    return tuple(step * i for i in range(max(1, math.ceil(most / step)) + 1))


def day_class(longest: float, classes: int = 12) -> int:
    """The width in days of equal classes of which at most ``classes`` hold 0 to ``longest``."""
    fitting = (width for width in DAYS if (longest + 1) / width <= classes)
    return next(fitting, math.ceil((longest + 1) / classes / 365) * 365)
