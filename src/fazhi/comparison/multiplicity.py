"""What many comparisons at once do: how many flags chance alone would raise.

The two levels are nominal. Counts are whole: of a township with few cases, or a proportion near 0 or 100 %, chance flags another share than
5 % and 0.2 %. So the probability of a flag is that of the township's own distribution under the very rule that judges it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

import numpy as np
from scipy import special

from fazhi.comparison.decide import side_of_rest
from fazhi.comparison.estimate import Estimate
from fazhi.comparison.funnel import limits_at
from fazhi.indicators.intervals import LEVELS, median_rank

Chances = tuple[float, float]  # of a flag at 95 % or beyond, and at 99.8 %
TOUCH = 1e-9  # a count that lies on a limit is not beyond it, whatever the last digit says


def chances_against_value(own: Estimate, benchmark: float) -> Chances:
    """How likely an area is flagged whose true value is the benchmark, its size given: binomial, or Poisson for a rate."""
    return _at_both(lambda level: _beyond(own, benchmark, level))


def _beyond(own: Estimate, benchmark: float, level: float) -> float:
    bounds = limits_at(own.family, benchmark, own.size, own.per, level)
    assert bounds.lower is not None and bounds.upper is not None
    to_count = own.size / own.per
    lowest, highest = math.ceil(bounds.lower * to_count - TOUCH), math.floor(bounds.upper * to_count + TOUCH)
    if own.family == "proportion":
        return _tails(lowest, highest, special.bdtr, special.bdtrc, int(own.size), benchmark)
    return _tails(lowest, highest, special.pdtr, special.pdtrc, benchmark * to_count)


def _tails(lowest: int, highest: int, up_to: Callable[..., float], above: Callable[..., float], *law: float) -> float:
    """The probability of fewer than ``lowest`` or more than ``highest`` events."""
    return (float(up_to(lowest - 1, *law)) if lowest > 0 else 0.0) + float(above(highest, *law))


def chances_against_rest(own: Estimate, rest: Estimate) -> Chances:
    """The same for an area that is compared with all others together, given the events of both: hypergeometric, or binomial for rates."""
    total = own.events + rest.events
    least = max(0, total - int(rest.size)) if own.family == "proportion" else 0
    counts = range(least, 1 + (min(total, int(own.size)) if own.family == "proportion" else total))

    def beyond(level: float) -> float:
        def side(events: int) -> int:
            split = [Estimate(own.family, x, e.size, own.per) for x, e in ((events, own), (total - events, rest))]
            return side_of_rest(split[0], split[1], level)

        lowest = least + bisect_left(counts, 0, key=side)
        highest = least + bisect_right(counts, 0, key=side) - 1
        if own.family == "rate":
            return _tails(lowest, highest, special.bdtr, special.bdtrc, total, own.size / (own.size + rest.size))
        weights = _hypergeometric(np.arange(least, counts.stop), int(own.size), int(rest.size), total)
        return math.fsum(weights[: lowest - least]) + math.fsum(weights[highest + 1 - least :])

    return _at_both(beyond)


def _hypergeometric(events: np.ndarray, own: int, rest: int, total: int) -> np.ndarray:
    """How likely so many of ``total`` events fall to the area's own cases."""

    def ways(n: int, k: np.ndarray) -> np.ndarray:
        return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))

    return np.exp(ways(own, events) + ways(rest, total - events) - ways(own + rest, np.array(total)))


def chances_of_median(cases: float) -> Chances:
    """The same for a median against a fixed benchmark: half of the values lie below it; ties make a flag rarer still."""
    if math.isnan(cases):
        return 1 - LEVELS[0], 1 - LEVELS[1]
    size = int(cases)

    def beyond(level: float) -> float:
        rank = median_rank(size, level)
        return 2 * float(special.bdtr(rank - 1, size, 0.5)) if rank else 0.0

    return _at_both(beyond)


def _at_both(beyond: Callable[[float], float]) -> Chances:
    return beyond(LEVELS[0]), beyond(LEVELS[1])


def expected_false_flags(chances: Sequence[float]) -> float:
    """How many areas with these chances would be flagged if none differed from its benchmark."""
    return math.fsum(chances)


def chance_of_a_false_flag(chances: Sequence[float]) -> float:
    """The probability of at least one such flag, for independent tests: of 20 at 5 % it is 64 %, at 0.2 % 3.9 %."""
    return 1 - math.prod(1 - chance for chance in chances)


def stated(chances: Sequence[Chances], tests: Sequence[Chances]) -> tuple[float, float, float, float]:
    """Expected false flags and the chance of at least one, at 95 % and then at 99.8 %.

    ``chances`` has an entry for each area that is judged, ``tests`` for each test: of two areas that are held against one another both are
    flagged or neither is, which is one test.
    """
    expected = [expected_false_flags([pair[level] for pair in chances]) for level in (0, 1)]
    anything = [chance_of_a_false_flag([pair[level] for pair in tests]) for level in (0, 1)]
    return expected[0], anything[0], expected[1], anything[1]


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
