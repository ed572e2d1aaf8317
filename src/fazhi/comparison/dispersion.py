"""Whether areas scatter more than chance would have them: φ and the variance τ² between areas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from fazhi.comparison.estimate import Estimate

FEWEST_AREAS = 10
TRIM = 0.1
TOUCH = 1e-9


@dataclass(frozen=True)
class Dispersion:
    """``areas`` k; ``phi`` Σz²/k and ``tau2``, None below ten areas.

    φ describes, and its size under chance alone is not 1: winsorised it is about 0.7 of many cases, and more or less where
    cases are few or values near 0 or 100 %, for z is then far from normal. So ``wide`` is decided without it, by Pearson's
    χ² of the counts: the funnel's limits are then too narrow and flag areas that differ for reasons of their own.
    """

    areas: int
    phi: float | None = None
    tau2: float | None = None
    wide: bool = False


def dispersion(estimates: Sequence[Estimate], target: float, trim: float = TRIM) -> Dispersion:
    """φ and τ² of areas around ``target`` (in the estimates' unit), the outer ``trim`` of z at each end winsorised.

    On the scale where the variance does not depend on the value (arcsine of the square root for proportions, the
    square root for rates) each area has s = 1/(2√n), so φ = Σz²/k and τ² = max(0, (kφ − (k−1)) / (Σw − Σw²/Σw)) with
    w = 1/s²: Spiegelhalter, *Statistics in Medicine* 24 (2005) 1185–1202; quantiles and trimming as in FunnelPlotR.
    τ² is on the transformed scale.

    ``wide``: Σ(x − E)²/Var(x) of all areas above the 95 % point of χ² with k − 1 degrees of freedom, with ``target`` pooled
    from the areas and the variance that chance gives each count: np(1 − p) of a proportion, E of a rate.
    """
    areas = len(estimates)
    if areas < FEWEST_AREAS:
        return Dispersion(areas)
    sizes = np.array([e.size for e in estimates])
    errors = 1 / (2 * np.sqrt(sizes))
    scores = (np.array([_stable(e, e.value) for e in estimates]) - _stable(estimates[0], target)) / errors
    trimmed = np.clip(scores, *np.quantile(scores, [trim, 1 - trim]))
    phi = math.fsum(trimmed**2) / areas
    weights = 1 / errors**2
    total = math.fsum(weights)
    tau2 = max(0.0, (areas * phi - (areas - 1)) / (total - math.fsum(weights**2) / total))
    return Dispersion(areas, phi, tau2, _beyond_chance(estimates, target))


def _beyond_chance(estimates: Sequence[Estimate], target: float) -> bool:
    """Pearson's test of homogeneity at 5 %. Where the target leaves a count no choice (0 or 100 %) any other count is beyond chance."""
    sizes = np.array([e.size / e.per for e in estimates])
    expected = sizes * target
    variance = expected * (1 - target) if estimates[0].family == "proportion" else expected
    excess = (np.array([e.events for e in estimates]) - expected) ** 2
    if not variance.all():
        return bool((excess > TOUCH).any())
    return math.fsum(excess / variance) > float(special.chdtri(len(estimates) - 1, 0.05))


def _stable(estimate: Estimate, value: float) -> float:
    """A value on the scale where its standard error is 1/(2√n)."""
    root = math.sqrt(value / estimate.per)
    return math.asin(min(1.0, root)) if estimate.family == "proportion" else root
