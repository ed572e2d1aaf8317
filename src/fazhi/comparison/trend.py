"""Tests for a trend over yearly points: χ² with one degree of freedom, and a slope that no single year makes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special

POINTS = 5
FEWEST = 3  # with one of them left out there must still be a slope
CRITICAL = 9.549535706083244  # χ² with one degree of freedom at p = 0.002, the level of Fingertips' recent trends


@dataclass(frozen=True)
class Trend:
    """``slope`` a year in the unit of the values; ``steady``: it keeps its sign whichever point is left out."""

    slope: float
    chi2: float
    p: float
    steady: bool

    @property
    def direction(self) -> int:
        """1 rising, −1 falling, 0 when no trend is shown."""
        return int(math.copysign(1, self.slope)) if self.chi2 > CRITICAL and self.steady else 0


def trend_of_proportions(events: Sequence[int], cases: Sequence[int]) -> Trend:
    """χ² for a linear trend in proportions over equally spaced years (Armitage, *Biometrics* 11 (1955) 375–386).

    N(NΣrt − RΣnt)² / (R(N−R)(NΣnt² − (Σnt)²)), the slope Σ weighted by n on the proportion itself, so that years in
    which all or none succeed do no harm (the logit would be infinite). Raises ``ValueError`` when all or none of the
    cases are events, for then there is no variance and nothing to test, and for fewer than three years.
    """
    _enough(events)
    r, n, t = list(events), list(cases), range(1, len(events) + 1)
    total, hits = sum(n), sum(r)
    if hits in (0, total):
        raise ValueError("all or none of the cases are events")
    spread = total * _dot(n, t, t) - _dot(n, t) ** 2
    excess = total * _dot(r, t) - hits * _dot(n, t)
    chi2 = total * excess**2 / (hits * (total - hits) * spread)
    slopes = [_slope([a / b for a, b in zip(r, n, strict=True)], n, left) for left in range(len(n))]
    return _trend(excess / spread, chi2, slopes)


def trend_of_values(values: Sequence[float], errors: Sequence[float]) -> Trend:
    """χ² of a slope fitted to values with known standard errors, each year weighted by 1/SE².

    As Fingertips' recent trends do with SE = (U − L)/3.92 of the 95 % interval. Raises ``ValueError`` for an error
    that is not positive, and for fewer than three years.
    """
    _enough(values)
    if not all(error > 0 and math.isfinite(error) for error in errors):
        raise ValueError("a standard error must be positive")
    weights = [1 / error**2 for error in errors]
    slope = _slope(values, weights)
    t = range(1, len(weights) + 1)
    middle = _dot(weights, t) / math.fsum(weights)
    # Its inverse is the variance; about the middle, for the difference of two large sums loses digits.
    spread = math.fsum(w * (year - middle) ** 2 for w, year in zip(weights, t, strict=True))
    return _trend(slope, slope**2 * spread, [_slope(values, weights, left) for left in range(len(weights))])


def _enough(years: Sequence[float]) -> None:
    if len(years) < FEWEST:
        raise ValueError(f"{len(years)} years show no trend: there must be {FEWEST}")


def _trend(slope: float, chi2: float, without_one: Sequence[float]) -> Trend:
    steady = all(part > 0 for part in (slope, *without_one)) or all(part < 0 for part in (slope, *without_one))
    return Trend(slope, chi2, float(special.chdtrc(1, chi2)), steady)


def _slope(values: Sequence[float], weights: Sequence[float], without: int | None = None) -> float:
    """Weighted least squares over the years 1, 2, …, one of them left out if asked."""
    kept = [i for i in range(len(values)) if i != without]
    total = math.fsum(weights[i] for i in kept)
    middle = math.fsum(weights[i] * (i + 1) for i in kept) / total
    level = math.fsum(weights[i] * values[i] for i in kept) / total
    up = math.fsum(weights[i] * (i + 1 - middle) * (values[i] - level) for i in kept)
    return up / math.fsum(weights[i] * (i + 1 - middle) ** 2 for i in kept)


def _dot(*factors: Sequence[float]) -> float:
    """Σ of the products; exact for whole numbers."""
    return sum(math.prod(terms) for terms in zip(*factors, strict=True))
