"""What is compared: so many events among so many cases or residents, with its interval at any level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fazhi.indicators.intervals import LEVELS, Interval, poisson, wilson

Family = Literal["proportion", "rate"]
PER_THOUSAND = 1000.0


@dataclass(frozen=True)
class Estimate:
    """``events`` among ``size``: a proportion of cases, or a rate of ``per`` for each unit of ``size`` (residents).

    ``size`` is taken as known. The value is ``per`` × events ÷ size, in the unit of the indicator (a proportion 0–1).
    """

    family: Family
    events: int
    size: float
    per: float = 1.0

    @property
    def value(self) -> float:
        return self.per * self.events / self.size

    def interval(self, level: float) -> Interval:
        """Wilson for a proportion; for a rate that of the count (exact below 10, Byar from 10 on), divided by ``size``."""
        if self.family == "proportion":
            return _wilson(self.events, int(self.size), level)
        return _poisson(self.events, level).scaled(self.per / self.size)

    @property
    def intervals(self) -> tuple[Interval, Interval]:
        """At 95 % and 99.8 %."""
        first, second = (self.interval(level) for level in LEVELS)
        return first, second


def pooled(estimates: Iterable[Estimate]) -> Estimate:
    """All together: numerators and denominators are summed, rates are never averaged. ValueError for none."""
    parts = list(estimates)
    if not parts:
        raise ValueError("nothing to pool")
    return Estimate(parts[0].family, sum(e.events for e in parts), sum(e.size for e in parts), parts[0].per)


@lru_cache(maxsize=65_536)
def _wilson(events: int, cases: int, level: float) -> Interval:
    return wilson(events, cases, level)


@lru_cache(maxsize=65_536)
def _poisson(events: int, level: float) -> Interval:
    return poisson(events, level)
