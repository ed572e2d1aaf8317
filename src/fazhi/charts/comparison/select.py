"""Points picked and put in order: the only year or indicator, those of a township, the benchmark that most share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from fazhi.catalogue.definitions import Catalogue
from fazhi.charts.comparison.points import Point, Subject

T = TypeVar("T")


def benchmark_of(points: Iterable[Point]) -> float | None:
    """The benchmark that most of the points share; None where there is none or each has its own."""
    held = Counter(point.benchmark for point in points if point.benchmark is not None)
    if not held:
        return None
    most = max(held.values())
    value = min(benchmark for benchmark, times in held.items() if times == most)
    return value if most > 1 or len(held) == 1 else None


def one_year(points: Sequence[Point]) -> int:
    """The only year of the points. Raises ValueError when there are several."""
    return _only({point.year for point in points}, "year")


def one_subject(points: Sequence[Point]) -> Subject:
    """The only indicator of the points. Raises ValueError when there are several."""
    found = {point.subject.id: point.subject for point in points}
    _only(found, "indicator")
    return points[0].subject


def by_township(points: Sequence[Point]) -> Mapping[str, list[Point]]:
    """Township → its points, townships by name."""
    order = sorted(points, key=lambda point: (point.township, point.year))
    return {name: list(held) for name, held in groupby(order, key=lambda point: point.township)}


def in_catalogue(catalogue: Catalogue) -> Callable[[str], tuple[int, str]]:
    """The sort key of an indicator's id: its place in the catalogue; those that are not in it come last."""
    places = {id: place for place, id in enumerate(catalogue.indicators)}
    return lambda id: (places.get(id, len(places)), id)


def _only(found: Collection[T], what: str) -> T:
    if len(found) != 1:
        raise ValueError(f"the chart shows one {what}; the table has {len(found)}")
    return next(iter(found))
