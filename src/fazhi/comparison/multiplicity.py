"""What many comparisons at once do: how many flags chance alone would raise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fazhi.indicators.intervals import LEVELS


def expected_false_flags(tests: int, level: float) -> float:
    """How many of ``tests`` areas would be flagged at ``level`` if none differed from the benchmark."""
    return tests * (1 - level)


def chance_of_a_false_flag(tests: int, level: float) -> float:
    """The probability of at least one such flag, for independent areas: 64 % of 20 areas at 95 %, 3.9 % at 99.8 %."""
    return 1 - level**tests


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Benjamini–Hochberg adjusted p values of one family of tests, in the order given (*JRSS B* 57 (1995) 289–300)."""
    if not p_values:
        return []
    given = np.asarray(p_values, dtype=float)
    order = np.argsort(given, kind="stable")[::-1]  # from the largest
    steps = given[order] * len(given) / np.arange(len(given), 0, -1)
    smallest = np.empty_like(given)
    smallest[order] = np.minimum.accumulate(steps).clip(max=1)
    return [float(p) for p in smallest]


def stated(tests: int) -> tuple[float, float, float, float]:
    """Expected false flags and the chance of at least one, at 95 % and then at 99.8 %."""
    low, high = LEVELS
    return (
        expected_false_flags(tests, low), chance_of_a_false_flag(tests, low),
        expected_false_flags(tests, high), chance_of_a_false_flag(tests, high),
    )  # fmt: skip
