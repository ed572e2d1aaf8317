"""Where an area may stand in an order: rank ranges and quantile classes instead of an n-th place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from fazhi.comparison.estimate import Estimate

JOINT_LEVEL = 0.95


def rank_ranges(
    estimates: Sequence[Estimate], best_is_high: bool = True, level: float = JOINT_LEVEL
) -> list[tuple[int, int]]:
    """The ranks that each area can have, from best to worst, all of them right at once with probability ``level``.

    Each area has an interval at level ``level``^(1/k), so that all k hold together; an area is surely behind those
    whose interval lies wholly on the better side of its own, and surely before those wholly on the worse side: Klein,
    Wright & Wieczorek, *Journal of the Royal Statistical Society A* 183 (2020) 589–606. No simulation, and ties need
    no rule. With (1, k) for each the order says nothing.
    """
    count = len(estimates)
    ends = []
    for estimate in estimates:
        bounds = estimate.interval(level ** (1 / count))
        assert bounds.lower is not None and bounds.upper is not None
        ends.append((bounds.lower, bounds.upper) if best_is_high else (-bounds.upper, -bounds.lower))
    return [
        (1 + sum(other[0] > own[1] for other in ends), count - sum(other[1] < own[0] for other in ends)) for own in ends
    ]


def quantile_classes(values: Sequence[float], classes: int = 5) -> list[int | None]:
    """The class of each value, 1 the lowest to ``classes`` the highest; None for all when there are fewer values than classes.

    floor((q+1) − ceil((n+1−rank)/(n/q))), 0 becoming 1, ties sharing the lowest rank: Public Health England's
    ``phe_quantile``. In whole numbers, so that no class depends on a rounding error.
    """
    count = len(values)
    if count < classes:
        return [None] * count
    ordered = sorted(values)
    ranks = [1 + bisect_left(ordered, value) for value in values]
    return [max(1, classes + 1 + (rank - count - 1) * classes // count) for rank in ranks]
