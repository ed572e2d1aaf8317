"""What binds cells to one another: linear relations that any reader of the published tables may use."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import pandas as pd

from fazhi.catalogue.rules import Rounding
from fazhi.disclosure.cells import KEYS, cell_id

Sense = Literal["=", "<="]
KIND_IDENTITY, KIND_DEFINITION, KIND_BREAKDOWN, KIND_SUM, KIND_RATE = (
    "identity", "definition", "breakdown", "sum", "rate",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Relation:
    """Σ coefficient × cell ``sense`` ``constant``. ``terms``: (cell, coefficient) pairs; ``kind`` says where it comes from."""

    kind: str
    terms: tuple[tuple[str, float], ...]
    sense: Sense = "="
    constant: float = 0.0

    def renamed(self, names: Mapping[str, str]) -> Relation:
        return Relation(self.kind, tuple((names.get(c, c), k) for c, k in self.terms), self.sense, self.constant)

    def holds(self, values: Mapping[str, float]) -> bool:
        """Whether it is true of these values; False where one of its cells has none."""
        if any(cell not in values for cell, _ in self.terms):
            return False
        left = math.fsum(values[cell] * coefficient for cell, coefficient in self.terms) - self.constant
        slack = 1e-9 * max(1.0, abs(self.constant), *(abs(values[c] * k) for c, k in self.terms))
        return left <= slack if self.sense == "<=" else abs(left) <= slack


def total(kind: str, whole: str, parts: Iterable[str]) -> Relation:
    """whole = Σ parts."""
    return Relation(kind, ((whole, 1.0), *((part, -1.0) for part in sorted(parts))))


def breakdown_relations(cells: pd.DataFrame) -> Iterator[Relation]:
    """The categories of a breakdown add up to their indicator."""
    split = cells[cells["breakdown"] != ""]
    for (township, year, indicator, part, _), group in split.groupby([*KEYS[:4], "breakdown"], sort=True):
        yield total(KIND_BREAKDOWN, cell_id(township, year, indicator, part), group["cell"])


def area_relations(cells: pd.DataFrame, areas: Mapping[str, Iterable[str]]) -> Iterator[Relation]:
    """An area's count is the sum of its townships' counts; ``areas``: name of the area (as a township) → its townships."""
    yield from _sums(cells, "township", areas)


def year_relations(cells: pd.DataFrame, spans: Mapping[str, Iterable[object]]) -> Iterator[Relation]:
    """The count of several years is the sum of theirs; ``spans``: name of the span (as a year) → its years."""
    yield from _sums(cells, "year", {name: [str(year) for year in years] for name, years in spans.items()})


def _sums(cells: pd.DataFrame, key: str, wholes: Mapping[str, Iterable[str]]) -> Iterator[Relation]:
    """One relation for each cell of a whole and the like cells of its parts, where all parts are there."""
    there = set(cells["cell"])
    for name, parts in sorted(wholes.items()):
        members = sorted(parts)
        for row in cells[cells[key] == name].to_dict("records"):
            like = {field: row[field] for field in KEYS}
            own = [cell_id(**{**like, key: part}) for part in members]
            if own and there.issuperset(own):
                yield total(KIND_SUM, row["cell"], own)


def rate_relations(
    numerator: str, denominator: str, rate: str, decimals: int, base: int = 100, rounding: Rounding | None = None
) -> tuple[Relation, Relation]:
    """What a rounded rate tells of its counts: base × numerator ÷ denominator rounds to ``rate``.

    ``rate``: the number as printed, without its sign (96.7 for 96.7 %); ``base``: 100 for percent, 1 for 0–1; ``rounding``: the rule it
    was rounded by, None for a figure that others rounded, perhaps by the one and perhaps by the other. The two relations are exact for
    whole numerators and denominators: a tie that no rule in question rounds to ``rate`` lies outside.
    """
    step = Fraction(1, 10**decimals)
    printed = Fraction(rate)
    odd = (printed / step).numerator % 2 == 1
    low, high = (printed - step / 2) / base, (printed + step / 2) / base
    lowest = -1.0 if odd and rounding == "half_even" else 0.0
    highest = -1.0 if odd or rounding == "half_up" else 0.0
    above = ((numerator, -float(low.denominator)), (denominator, float(low.numerator)))
    below = ((numerator, float(high.denominator)), (denominator, -float(high.numerator)))
    return Relation(KIND_RATE, above, "<=", lowest), Relation(KIND_RATE, below, "<=", highest)
