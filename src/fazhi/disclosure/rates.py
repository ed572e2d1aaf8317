"""What a published rate or interval tells of its counts: every count that gives the same printed figure."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from fazhi.catalogue import rounded
from fazhi.disclosure.relations import KIND_RATE, Relation
from fazhi.indicators.intervals import Interval, poisson, wilson


def printed(exact: Fraction | float, decimals: int) -> str:
    """A number as the appendix prints it: so many decimals, rounded by the catalogue's rule."""
    return f"{rounded(exact, decimals):f}"


def numerators_of_rate(rate: str, denominator: int, decimals: int, base: int = 100) -> tuple[int, ...]:
    """The numerators for which base × numerator ÷ ``denominator`` is printed as ``rate``."""
    return tuple(x for x in range(denominator + 1) if printed(Fraction(base * x, denominator), decimals) == rate)


def fractions_of_rate(rate: str, decimals: int, largest: int, base: int = 100) -> tuple[tuple[int, int], ...]:
    """The (numerator, denominator) pairs up to a largest denominator that are printed as ``rate``."""
    return tuple((x, n) for n in range(1, largest + 1) for x in numerators_of_rate(rate, n, decimals, base))


def numerators_of_interval(
    lower: str, upper: str, denominator: int, decimals: int, level: float = 0.95, base: int = 100
) -> tuple[int, ...]:
    """The numerators whose Wilson interval is printed with these bounds."""
    return tuple(
        x for x in range(denominator + 1) if _printed(wilson(x, denominator, level), decimals, base) == (lower, upper)
    )


def counts_of_interval(lower: str, upper: str, decimals: int, largest: int, level: float = 0.95) -> tuple[int, ...]:
    """The counts up to ``largest`` whose Poisson interval is printed with these bounds."""
    return tuple(x for x in range(largest + 1) if _printed(poisson(x, level), decimals, 1) == (lower, upper))


def _printed(bounds: Interval, decimals: int, base: int) -> tuple[str, str]:
    assert bounds.lower is not None and bounds.upper is not None
    return printed(bounds.lower * base, decimals), printed(bounds.upper * base, decimals)


def range_relations(cell: str, counts: Iterable[int]) -> tuple[Relation, Relation]:
    """A cell lies between the least and the greatest of the counts that a published figure leaves."""
    known = sorted(counts)
    above = Relation(KIND_RATE, ((cell, -1.0),), "<=", -float(known[0]))
    return above, Relation(KIND_RATE, ((cell, 1.0),), "<=", float(known[-1]))
