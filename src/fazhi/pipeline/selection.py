"""What a comparison is asked to set side by side, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fazhi.pipeline.place import Place

STATUS = "status.json"


@dataclass(frozen=True)
class Selection:
    """Which townships, years and indicators are compared (empty: all), and the fixed benchmarks by indicator id."""

    townships: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    indicators: tuple[str, ...] = ()
    benchmark: Mapping[str, float] | None = None

    def leaves_out(self, place: Place) -> bool:
        other_township = bool(self.townships) and place.township not in self.townships
        return other_township or (bool(self.years) and place.year not in self.years)
