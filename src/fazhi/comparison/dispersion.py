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


@dataclass(frozen=True)
class Dispersion:
    """``areas`` k; ``phi`` Σz²/k (1 when chance alone is at work) and ``tau2``, None below ten areas.

    ``wide`` says that φ is beyond what chance gives (kφ above the 95 % point of χ² with k degrees of freedom): the
    funnel's limits are then too narrow and flag areas that differ for reasons of their own.
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
    return Dispersion(areas, phi, tau2, areas * phi > 2 * float(special.gammaincinv(areas / 2, 0.95)))


def _stable(estimate: Estimate, value: float) -> float:
    """A value on the scale where its standard error is 1/(2√n)."""
    root = math.sqrt(value / estimate.per)
    return math.asin(min(1.0, root)) if estimate.family == "proportion" else root
