"""What is planted in the county: one outlier, one break, a missing year, a missing ledger, a damaged workbook."""

from __future__ import annotations

from dataclasses import dataclass

from fazhi.synthesis.county.setting import Planting, setting
from fazhi.synthesis.county.townships import Township


@dataclass(frozen=True)
class Planted:
    """A speciality. ``kind`` is outlier, break, gap, lacking or damaged; ``subject`` an indicator or a ledger, or nothing.

    ``year`` of a break is the first one in which the office counts otherwise.
    """

    kind: str
    township: str
    year: int
    subject: str = ""
    share: float | None = None


def planted_in(townships: tuple[Township, ...], years: range) -> tuple[Planted, ...]:
    """The specialities of the setting, each in a township of its own; those for which there is no room left out.

    A lone township has no outlier, because there is nothing to stand out from. A break and a gap have years before
    and after.
    """
    free, found = list(townships), []
    for kind, planting in setting().planted.items():
        year = years[-1] - planting.back
        fits = len(townships) > 1 if kind == "outlier" else years[0] < year <= years[-1] - (kind == "gap")
        fits |= kind == "damaged" and year == years[0] < years[-1]
        if free and fits:
            township = _nearest(free, planting)
            free.remove(township)
            found.append(Planted(kind, township.name, year, planting.subject, planting.share))
    return tuple(found)


def _nearest(free: list[Township], planting: Planting) -> Township:
    return min(free, key=lambda township: (abs(township.rank - planting.rank), township.name))
