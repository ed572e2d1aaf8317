"""Scales: round ticks from zero, classes of days, and how often a row of labels can be written."""

from __future__ import annotations

import math
from collections.abc import Sequence

STEPS = (1, 2, 5)
DAYS = (1, 2, 5, 10, 15, 30, 60, 90, 180, 365)
EVERY = (1, 2, 3, 4, 6, 12, 24)


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


def every(widths: Sequence[float], slot: float, gap: float = 4) -> int:
    """Each how manieth label can be written when a slot of ``slot`` points falls to each."""
    widest = max(widths) + gap
    return next((step for step in EVERY if widest <= step * slot), math.ceil(widest / slot))
