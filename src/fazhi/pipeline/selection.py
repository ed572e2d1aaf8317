"""What a comparison is asked to set side by side, and where it lies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fazhi.catalogue import ReaderError
from fazhi.catalogue.called import called
from fazhi.comparison.files import YEAR
from fazhi.pipeline.place import Place

if TYPE_CHECKING:
    from fazhi.catalogue.indicator import AnyIndicator

STATUS = "status.json"
BETWEEN = re.compile("[,，、]")


class SelectionError(ReaderError):
    """What is asked for cannot be: no year, no indicator."""

    code = 2


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


def listed(given: Any) -> tuple[str, ...]:
    """What a call or a notebook was told: several, one alone, with commas of either width between them, or nothing."""
    several = () if given is None else (given,) if isinstance(given, str | int) else given
    parts = (part.strip() for text in several for part in BETWEEN.split(str(text)))
    return tuple(dict.fromkeys(part for part in parts if part))


def years_of(given: Any) -> tuple[int, ...]:
    """The same of years and spans of them, 2018-2022. Raises ``SelectionError``."""
    years: list[int] = []
    for part in listed(given):
        ends = part.split("-")
        if len(ends) > 2 or not all(map(YEAR.fullmatch, ends)) or ends[0] > ends[-1]:
            raise SelectionError("pipeline.not_years", text=part)
        years += range(int(ends[0]), int(ends[-1]) + 1)
    return tuple(dict.fromkeys(years))


def benchmarks_of(given: Any, known: Mapping[str, AnyIndicator]) -> dict[str, float]:
    """Fixed benchmarks by indicator, as a call or a notebook was told: INDICATOR=VALUE, one or several, or a mapping; 97% is 0.97. Raises ``SelectionError``.

    An indicator of ``known`` may be given by its name; one that is not known stays as it was given.
    """
    pairs = given.items() if isinstance(given, Mapping) else (text.partition("=")[::2] for text in listed(given))
    found = {}
    for id, value in pairs:
        number = str(value).strip()
        bare = number.rstrip("%％")
        indicator = called(known, id)
        try:
            found[id.strip() if indicator is None else indicator.id] = float(bare) / (1 if bare == number else 100)
        except ValueError as error:
            raise SelectionError("pipeline.not_benchmark", text=f"{id}={value}" if number else id) from error
    return found


def indicators_of(given: Any, known: Mapping[str, AnyIndicator]) -> tuple[str, ...]:
    """The ids of the same of indicators, by id or name. Raises ``SelectionError`` for one that is not ``known``."""
    found = {text: called(known, text) for text in listed(given)}
    if (lost := next((text for text, one in found.items() if one is None), None)) is not None:
        raise SelectionError("pipeline.no_indicator", id=lost)
    return tuple(dict.fromkeys(one.id for one in found.values() if one is not None))
