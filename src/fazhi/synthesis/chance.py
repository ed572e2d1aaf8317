"""Seeded draws that give the same result on every Python version and platform.

Python promises that of ``Random.random()`` alone, not of ``choice``, ``sample`` or ``shuffle``; so all
draws here are made from it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of draws; streams of different paths are independent."""

    def __init__(self, *path: object) -> None:
        self._path = path
        self._draw = random.Random("/".join(map(str, path))).random

    def branch(self, *path: object) -> Chance:
        """An independent stream below this one."""
        return Chance(*self._path, *path)

    def integer(self, low: int, high: int) -> int:
        """Between ``low`` and ``high``, both included."""
        return low + int(self._draw() * (high - low + 1))

    def happens(self, probability: float) -> bool:
        return self._draw() < probability

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self._draw() * len(items))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as its weight says."""
        left = self._draw() * sum(weights.values())
        for item, weight in weights.items():
            left -= weight
            if left < 0:
                return item
        return next(reversed(list(weights)))

    def shuffled(self, items: Iterable[T]) -> list[T]:
        tagged = [(self._draw(), item) for item in items]
        return [item for _, item in sorted(tagged, key=lambda entry: entry[0])]

    def sample(self, items: Iterable[T], count: int) -> list[T]:
        """``count`` of the items in random order; all of them if there are fewer."""
        return self.shuffled(items)[:count]

    def cycle(self, items: Sequence[T], count: int) -> list[T]:
        """``count`` items, each as often as any other (give or take one), in random order."""
        repeated: list[T] = []
        while len(repeated) < count:
            repeated += self.shuffled(items)
        return self.shuffled(repeated[:count])

    def shares(self, total: int, weights: Sequence[float], jitter: float = 0.0, least: int = 0) -> list[int]:
        """``total`` split in proportion to ``weights``; the parts add up exactly.

        Each weight is varied by up to ``jitter`` of itself. Every part with a positive weight gets at least
        ``least``; ``ValueError`` if that cannot be.
        """
        varied = [weight * (1 + jitter * (2 * self._draw() - 1)) for weight in weights]
        floors = [least if weight > 0 else 0 for weight in weights]
        free = total - sum(floors)
        if free < 0 or not sum(varied):
            if total == sum(floors):
                return floors
            raise ValueError(f"{total} cannot be split into {len(weights)} parts of at least {least}")
        exact = [free * weight / sum(varied) for weight in varied]
        parts = [low + int(share) for low, share in zip(floors, exact, strict=True)]
        by_rest = sorted(range(len(parts)), key=lambda place: (int(exact[place]) - exact[place], place))
        for place in by_rest[: total - sum(parts)]:
            parts[place] += 1
        return parts

    def days(self, days: Sequence[date], count: int, season: Sequence[float] = (1,) * 12) -> list[date]:
        """``count`` of ``days`` (repeats allowed) in order, spread over the months as ``season`` says."""
        by_month: dict[tuple[int, int], list[date]] = {}
        for day in days:
            by_month.setdefault((day.year, day.month), []).append(day)
        weights = [season[month - 1] * len(among) for (_, month), among in by_month.items()]
        counts = self.shares(count, weights, jitter=0.25) if count else []
        drawn = zip(by_month.values(), counts, strict=False)
        return sorted(self.pick(among) for among, many in drawn for _ in range(many))
