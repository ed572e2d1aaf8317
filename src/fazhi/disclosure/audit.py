"""The audit: what the strongest reader can work out of each hidden cell, by integer programming.

For every hidden cell the least and the greatest value that fit all that is published, as GaussSuppression's ``ComputeIntervals`` does with
linear programming. A sensitive cell is safe when each single value of its range fits, not only the two ends. The reader has the figures
and the rules that bind them, not the suppressor: what its choice of cells tells whoever reruns it is not audited (docs/methods.md).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from fazhi.disclosure.knowledge import Knowledge, Puzzle, puzzles

COLUMNS = ("cell", "reason", "lower", "upper", "need_from", "need_to", "safe")
SENSITIVE, ALIKE = "sensitive", "alike"
Range = tuple[int, int]


def audit(known: Knowledge, units: Iterable[str], alike: Range | None = None) -> pd.DataFrame:
    """The interval of every cell that is hidden when ``units`` are, columns ``COLUMNS``; one row a cell and range.

    ``lower`` and ``upper``: least and greatest possible value (``inf`` where nothing bounds it). ``need_from`` and ``need_to``: the values
    that must all be possible; ``safe``: whether they are. ``reason``: ``sensitive``, or ``alike`` for counts hidden for others' sake, which
    must be able to have the values of ``alike`` (if given) so that the figures do not tell why a mark stands; blank and without range for the parts
    of a rate. A sensitive cell that is not hidden at all is listed with its value as both bounds.
    """
    return Auditor(known, alike).report(frozenset(units))


class Auditor:
    """Audits of one system with changing hidden units. Keeps every set of counts that it found: what fits once fits again. What does not
    fit it keeps as long as the same units are hidden."""

    def __init__(self, known: Knowledge, alike: Range | None = None) -> None:
        self.known, self.alike = known, alike
        self._found = known.truth[np.newaxis]
        self._moved = np.zeros_like(self._found, dtype=bool)
        self._at: frozenset[str] | None = None
        self._hidden = np.zeros(len(known.names), dtype=bool)
        self._puzzles: dict[int, tuple[Puzzle, int]] = {}
        self._refuted: set[tuple[int, int]] = set()

    def needs(self, units: frozenset[str]) -> list[tuple[int, int, int]]:
        """Variable, first and last of the values that must be possible while these units are hidden; the sensitive ones first."""
        needs = list(self.known.needs)
        if self.alike:
            sensitive = {place for place, _, _ in needs}
            others = np.flatnonzero(self.known.hidden(units) & self.known.single)
            needs += [(int(place), *self.alike) for place in others if place not in sensitive]
        return needs

    def _turn_to(self, units: frozenset[str]) -> None:
        if units == self._at:
            return
        self._at, self._hidden, self._refuted = units, self.known.hidden(units), set()
        parts = puzzles(self.known, self._hidden)
        self._puzzles = {int(place): (part, n) for part in parts for n, place in enumerate(part.places)}

    def impossible(self, units: frozenset[str], place: int, low: int, high: int) -> list[int]:
        """The values of a range that the cell at ``place`` cannot have while these units are hidden. Its true value needs no proof."""
        self._turn_to(units)
        valid = self._found[~(self._moved & ~self._hidden).any(axis=1), place]
        open_ = [value for value in range(low, high + 1) if value not in valid]
        if place not in self._puzzles:
            return open_
        return [value for value in open_ if not self._possible(place, value)]

    def _possible(self, place: int, value: int) -> bool:
        if (place, value) in self._refuted:
            return False
        puzzle, variable = self._puzzles[place]
        solution = possible(puzzle, variable, value)
        if solution is None:
            self._refuted.add((place, value))
            return False
        full = self.known.truth.copy()
        full[puzzle.places] = solution
        self._found = np.vstack([self._found, full])
        self._moved = np.vstack([self._moved, full != self.known.truth])
        return True

    def report(self, units: frozenset[str]) -> pd.DataFrame:
        """See ``audit``."""
        self._turn_to(units)
        ranges: dict[int, list[Range]] = {}
        for place, low, high in self.needs(units):
            ranges.setdefault(place, []).append((low, high))
        sensitive = {place for place, _, _ in self.known.needs}
        rows: list[list[object]] = []
        for place in sorted({*self._puzzles, *ranges}):
            if place in self._puzzles:
                puzzle, variable = self._puzzles[place]
                bounds = [extreme(puzzle, variable, sign) for sign in (1, -1)]
            else:
                bounds = [float(self.known.truth[place])] * 2
            name, reason = self.known.names[place], SENSITIVE if place in sensitive else ALIKE
            for low, high in ranges.get(place, ()):
                rows.append([name, reason, *bounds, low, high, not self.impossible(units, place, low, high)])
            if place not in ranges:
                rows.append([name, "", *bounds, None, None, True])
        frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"need_from": float, "need_to": float, "safe": bool})
        return frame.sort_values(["cell", "need_from"], kind="stable", ignore_index=True)


def whole_numbers(truth: np.ndarray) -> np.ndarray:
    """1 where a variable is a count, 0 where its true value shows that it is none."""
    return (truth == np.round(truth)).astype(int)


def extreme(puzzle: Puzzle, variable: int, sign: int) -> float:
    """The least (sign 1) or greatest (sign −1) value of a variable."""
    cost = np.zeros(len(puzzle.truth))
    cost[variable] = sign
    result = _solve(puzzle, cost, puzzle.floor, np.full(len(cost), np.inf))
    if result.x is None:
        return np.inf if sign < 0 else -np.inf
    return float(np.round(result.x[variable], 6)) + 0.0


def possible(puzzle: Puzzle, variable: int, value: int) -> np.ndarray | None:
    """Counts that fit all that is known with this variable at ``value``; None if there are none. They count only if they fit exactly."""
    if value < puzzle.floor[variable]:
        return None
    lower, upper = puzzle.floor.copy(), np.full(len(puzzle.truth), np.inf)
    lower[variable] = upper[variable] = value
    result = _solve(puzzle, np.zeros(len(lower)), lower, upper)
    if result.x is None:
        return None
    counts = whole_numbers(puzzle.truth) == 1
    solution = np.where(counts, np.round(result.x), result.x)
    left = puzzle.matrix @ solution
    slack = 0.0 if counts.all() else 1e-6
    fits = np.all(left >= puzzle.least - slack) and np.all(left <= puzzle.most + slack)
    return solution if fits and np.all(solution >= lower - slack) and solution[variable] == value else None


def _solve(puzzle: Puzzle, cost: np.ndarray, lower: np.ndarray, upper: np.ndarray):  # type: ignore[no-untyped-def]
    from scipy.optimize import Bounds, LinearConstraint, milp  # only a public edition waits for it

    constraints = [LinearConstraint(puzzle.matrix, puzzle.least, puzzle.most)] if len(puzzle.matrix) else []
    return milp(cost, constraints=constraints, bounds=Bounds(lower, upper), integrality=whole_numbers(puzzle.truth))
