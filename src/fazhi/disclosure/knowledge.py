"""What a reader knows: the published cells, the relations, the earlier editions, and that counts are whole and not negative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import scipy  # whose parts are imported when they are first asked for

from fazhi.disclosure.relations import Relation

Needs = Mapping[str, tuple[int, int]]  # cell → first and last of the values that must all stay possible


@dataclass(frozen=True, eq=False)
class Knowledge:
    """The linked system: one variable for each cell, in the order of ``names``; rows of ``matrix`` between ``least`` and ``most``.

    ``known`` cells stand in an earlier edition: hiding them now hides nothing. ``floor``: the least value that a hidden cell is taken for.
    ``needs``: cells that must not be found out, with the values that must stay possible.
    """

    names: tuple[str, ...]
    truth: np.ndarray
    floor: np.ndarray
    known: np.ndarray
    published: np.ndarray
    units: tuple[str, ...]
    weights: np.ndarray
    matrix: scipy.sparse.csr_array
    least: np.ndarray
    most: np.ndarray
    needs: tuple[tuple[int, int, int], ...]  # variable, first value, last value

    @cached_property
    def cost(self) -> dict[str, float]:
        """The cost of hiding each unit: that of its dearest cell."""
        cost: dict[str, float] = {}
        for unit, weight in zip(self.units, self.weights, strict=True):
            cost[unit] = max(cost.get(unit, 0.0), float(weight))
        return cost

    @cached_property
    def single(self) -> np.ndarray:
        """Which variables are published counts that are hidden by themselves, not parts of a rate."""
        members = Counter(unit for unit, shown in zip(self.units, self.published, strict=True) if shown)
        return self.published & np.array([members[unit] == 1 for unit in self.units], dtype=bool)

    @cached_property
    def linked(self) -> np.ndarray:
        """For each variable a number that it shares with all that relations or units bind it to; known variables bind nothing."""
        size, rows = len(self.names), self.matrix.tocoo()
        movable, numbers = ~self.known, np.unique(np.array(self.units, dtype=object), return_inverse=True)[1]
        ends = [
            np.concatenate([rows.row[movable[rows.col]] + size, numbers[movable] + size + self.matrix.shape[0]]),
            np.concatenate([rows.col[movable[rows.col]], np.flatnonzero(movable)]),
        ]
        total = size + self.matrix.shape[0] + len(set(self.units))
        graph = scipy.sparse.csr_array((np.ones(len(ends[0])), (ends[0], ends[1])), shape=(total, total))
        return _parts(graph)[:size]

    def hidden(self, units: Iterable[str]) -> np.ndarray:
        """Which variables a reader does not know when these units are hidden."""
        chosen = set(units)
        covered = np.array([unit in chosen for unit in self.units], dtype=bool)
        return ~self.known & (covered | ~self.published)


def knowledge(cells: pd.DataFrame, relations: Iterable[Relation], earlier: Sequence[pd.DataFrame] = ()) -> Knowledge:
    """Join the cells (``cells_frame``), their relations and earlier editions into one system.

    ``earlier``: frames of ``cell`` and ``value`` as they were published, NaN where the edition hid the cell; newest first. A value that
    still stands makes the cell known. One that was revised is a cell of its own, bound to its own edition by the same relations, and
    the difference between the two is as sensitive as a count of that size. A cell hidden then is taken to be unrevised unless the
    relations of its edition then fail.
    """
    values = dict(zip(cells["cell"], cells["value"].astype(float), strict=True))
    past = _Past(values, earlier)
    bound = sorted({relation for relation in relations if relation.holds(past.values)})
    bound += sorted(past.copies(bound) - set(bound))
    extra = sorted(set(past.values) - set(values))
    names = (*cells["cell"], *extra)
    index = {name: place for place, name in enumerate(names)}
    known = np.array([name in past.fixed for name in names], dtype=bool)
    matrix, least, most = _rows(bound, index)
    return Knowledge(
        names, np.array([past.values[name] for name in names]),
        np.concatenate([cells["floor"].to_numpy(float), np.zeros(len(extra))]), known,
        np.concatenate([cells["published"].to_numpy(bool), np.zeros(len(extra), dtype=bool)]),
        (*cells["unit"], *extra), np.concatenate([cells["weight"].to_numpy(float), np.ones(len(extra))]),
        matrix, least, most, tuple(_needs(cells, past, index)),
    )  # fmt: skip


class _Past:
    """Earlier editions read against the present values: which cells they fix, and which they gave another value."""

    def __init__(self, values: Mapping[str, float], earlier: Sequence[pd.DataFrame]) -> None:
        self.values = dict(values)
        self.fixed: set[str] = set()
        self.renamed: list[dict[str, str]] = []
        self.revised: list[tuple[str, float]] = []
        for number, edition in enumerate(earlier, start=1):
            given = edition.dropna(subset=["value"])
            names: dict[str, str] = {}
            for cell, value in zip(given["cell"], given["value"].astype(float), strict=True):
                if self.values.setdefault(cell, value) == value:
                    self.fixed.add(cell)
                else:
                    names[cell] = f"{cell}@{number}"
                    self.values[names[cell]] = value
                    self.fixed.add(names[cell])
                    if cell in values:
                        self.revised.append((cell, value))
            self.renamed.append(names)

    def copies(self, relations: Iterable[Relation]) -> set[Relation]:
        """The relations of the earlier editions that hold when what they hid is taken to be unrevised."""
        found = set()
        for names in self.renamed:
            for relation in relations:
                copy = relation.renamed(names)
                if copy != relation and copy.holds(self.values):
                    found.add(copy)
        return found


def _rows(
    relations: Sequence[Relation], index: Mapping[str, int]
) -> tuple[scipy.sparse.csr_array, np.ndarray, np.ndarray]:
    """The relations as a sparse matrix with a lower and an upper bound for each row."""
    rows, columns, data = [], [], []
    for row, relation in enumerate(relations):
        for cell, coefficient in relation.terms:
            rows.append(row)
            columns.append(index[cell])
            data.append(coefficient)
    matrix = scipy.sparse.csr_array((data, (rows, columns)), shape=(len(relations), len(index)))
    most = np.array([relation.constant for relation in relations], dtype=float)
    least = np.array([r.constant if r.sense == "=" else -np.inf for r in relations], dtype=float)
    return matrix, least, most


def _parts(graph: scipy.sparse.csr_array) -> np.ndarray:
    """For each node the number, from 0, of the connected part to which it belongs."""
    from scipy.sparse.csgraph import connected_components  # only a public edition waits for it

    return connected_components(graph, directed=False)[1]


def _needs(cells: pd.DataFrame, past: _Past, index: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """Every sensitive cell with its range; every cell revised by a sensitive number with the like range around its earlier value."""
    needs = []
    for row in cells.dropna(subset=["low"]).itertuples():
        low, high = int(row.low), int(row.high)
        if low <= row.value <= high:
            needs.append((index[row.cell], low, high))
        for before in sorted({value for cell, value in past.revised if cell == row.cell}):
            change = row.value - before
            if 0 < abs(change) <= high:
                ends = (int(before) + 1, int(before) + high) if change > 0 else (int(before) - high, int(before) - 1)
                needs.append((index[row.cell], max(ends[0], int(row.floor)), ends[1]))
    return sorted(set(needs))


@dataclass(frozen=True, eq=False)
class Puzzle:
    """One connected part of what a reader must solve: unknown variables ``names`` under their own rows."""

    places: np.ndarray  # of the variables within the knowledge
    truth: np.ndarray
    floor: np.ndarray
    matrix: np.ndarray
    least: np.ndarray
    most: np.ndarray


def puzzles(known: Knowledge, hidden: np.ndarray) -> list[Puzzle]:
    """The system with all known cells put in, split into the parts that have nothing to do with one another."""
    unknown = np.flatnonzero(hidden)
    if not len(unknown):
        return []
    matrix = known.matrix[:, unknown]
    shift = known.matrix @ np.where(hidden, 0.0, known.truth)
    least, most = known.least - shift, known.most - shift
    pattern = abs(matrix).sign()
    labels, parts = _parts(pattern.T @ pattern), []
    for label in range(labels.max() + 1):
        own = np.flatnonzero(labels == label)
        rows = np.flatnonzero(np.diff(matrix[:, own].tocsr().indptr))
        parts.append(
            Puzzle(
                unknown[own], known.truth[unknown[own]], known.floor[unknown[own]],
                matrix[rows][:, own].toarray(), least[rows], most[rows],
            )
        )  # fmt: skip
    return parts
