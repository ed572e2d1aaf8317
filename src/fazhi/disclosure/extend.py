"""Which cells to hide besides: the least costly ones that make a sensitive cell's missing values possible, by integer programming.

The model is Fischer and Salazar's (Management Science 47, 2001) for one sensitive cell: for each wanted value a second set of counts that a
reader could not tell from the true one, differing only where cells are hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy  # whose parts are imported when they are first asked for

from fazhi.disclosure.audit import whole_numbers
from fazhi.disclosure.knowledge import Knowledge

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

NODES = 20_000  # branch-and-bound nodes after which the best solution so far is taken: a fixed number, so every run takes the same
TIE = 1e-4  # of choices that cost the same, the one whose names come first
REACH = (1, 8, 64)  # how far, in multiples of the wanted change, other cells may move; the first that suffices is taken


@dataclass(frozen=True, eq=False)
class Region:
    """The variables that relations bind to one cell, directly or through others, and their rows."""

    places: np.ndarray
    matrix: scipy.sparse.csr_array
    least: np.ndarray
    most: np.ndarray
    units: tuple[str, ...]  # units of published cells in the region, in order


def region_of(known: Knowledge, place: int) -> Region:
    """Everything linked to a cell. Cells of one unit are linked, for they are hidden together."""
    places = np.flatnonzero((known.linked == known.linked[place]) & ~known.known)
    rows = np.flatnonzero(np.diff(known.matrix[:, places].tocsr().indptr))
    shift = known.matrix[rows] @ known.truth
    return Region(
        places, known.matrix[rows][:, places], known.least[rows] - shift, known.most[rows] - shift,
        tuple(sorted({known.units[p] for p in places if known.published[p]})),
    )  # fmt: skip


def hideable(known: Knowledge, region: Region) -> np.ndarray:
    """Which units of a region may be hidden: not one that holds a zero where zeros are always shown."""
    shown = {known.units[p] for p in region.places if known.published[p] and known.truth[p] < known.floor[p]}
    return np.array([unit not in shown for unit in region.units], dtype=bool)


def extension(known: Knowledge, hidden: Iterable[str], place: int, wanted: Sequence[int]) -> set[str] | None:
    """Units to hide besides ``hidden`` so that the cell at ``place`` can have each of the ``wanted`` values; None if nothing helps."""
    if known.known[place]:
        return None
    region, chosen = region_of(known, place), set(hidden)
    for reach in REACH:
        found = _solved(known, region, chosen, place, wanted, reach)
        if found is not None:
            return found
    return None


def _solved(
    known: Knowledge, region: Region, hidden: set[str], place: int, wanted: Sequence[int], reach: int
) -> set[str] | None:
    from scipy.optimize import Bounds, milp  # only a public edition waits for it

    size, copies, units = len(region.places), len(wanted), region.units
    change = max(abs(value - known.truth[place]) for value in wanted)
    far = float(reach * max(change, 1))
    number = {unit: n for n, unit in enumerate(units)}
    unit_of = np.array([number[known.units[p]] if known.published[p] else -1 for p in region.places])
    lower = np.maximum(known.floor[region.places] - known.truth[region.places], -far)
    upper = np.full(size, far)
    lower = np.minimum(lower, 0.0)  # a cell that stays published keeps its value, below the floor or not
    target = int(np.flatnonzero(region.places == place)[0])
    lows, highs = [], []
    for value in wanted:
        low, high = lower.copy(), upper.copy()
        low[target] = high[target] = value - known.truth[place]
        lows.append(low)
        highs.append(high)
    free, forced = hideable(known, region), np.array([unit in hidden for unit in units])
    bounds = Bounds(
        np.concatenate([*lows, forced.astype(float)]), np.concatenate([*highs, (free | forced).astype(float)])
    )
    price = np.array([known.cost[unit] for unit in units]) + TIE * np.arange(len(units)) / max(len(units), 1)
    cost = np.concatenate([np.zeros(size * copies), np.where(forced, 0.0, price)])
    whole = np.concatenate([np.tile(whole_numbers(known.truth[region.places]), copies), np.ones(len(units))])
    constraints = _constraints(region, unit_of, far, copies)
    result = milp(cost, constraints=constraints, bounds=bounds, integrality=whole, options={"node_limit": NODES})
    if result.x is None:
        return None
    opened = np.round(result.x[size * copies :]).astype(bool)
    return {unit for unit, open_ in zip(units, opened, strict=True) if open_ and unit not in hidden}


def _constraints(region: Region, unit_of: np.ndarray, far: float, copies: int) -> list[LinearConstraint]:
    """The region's rows for each copy, and: a published cell moves only if its unit is hidden."""
    from scipy.optimize import LinearConstraint

    size, units = len(region.places), len(region.units)
    bound = np.flatnonzero(unit_of >= 0)
    links = scipy.sparse.csr_array((np.ones(len(bound)), (np.arange(len(bound)), bound)), shape=(len(bound), size))
    gates = scipy.sparse.csr_array(
        (np.full(len(bound), far), (np.arange(len(bound)), unit_of[bound])), shape=(len(bound), units)
    )
    blocks = scipy.sparse.block_diag([region.matrix] * copies, format="csr")
    rows = scipy.sparse.hstack([blocks, scipy.sparse.csr_array((blocks.shape[0], units))], format="csr")
    each = scipy.sparse.block_diag([links] * copies, format="csr")
    gate = scipy.sparse.vstack([gates] * copies, format="csr")
    above = scipy.sparse.hstack([each, -gate], format="csr")
    below = scipy.sparse.hstack([-each, -gate], format="csr")
    constraints = [LinearConstraint(above, -np.inf, 0.0), LinearConstraint(below, -np.inf, 0.0)]
    if blocks.shape[0]:
        constraints.append(LinearConstraint(rows, np.tile(region.least, copies), np.tile(region.most, copies)))
    return constraints
