"""Linked tables written down in a few numbers, and a reader that tries every number instead of a solver."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

import pandas as pd
import pytest

from fazhi.catalogue import load
from fazhi.disclosure import Relation, cell_id, cells_frame, class_of, total
from fazhi.indicators import Facts, Township, Value, calendar_year, evaluate
from fazhi.ledgers.join import empty_frame

POLICY = load().disclosure


@dataclass(frozen=True, eq=False)
class Linked:
    """Cells and all relations between them."""

    cells: pd.DataFrame
    relations: tuple[Relation, ...]

    def value(self, cell: str) -> float:
        return self.cells.set_index("cell").loc[cell, "value"]

    def without(self, kind: str) -> tuple[Relation, ...]:
        return tuple(relation for relation in self.relations if relation.kind != kind)


def counts(values: dict[str, float], letter: str = "A", **more: object) -> pd.DataFrame:
    """Cells of one township-year named by their indicators."""
    rows = [
        {"township": "甲镇", "year": 2022, "indicator": n, "value": v, "class": letter, **more}
        for n, v in values.items()
    ]
    return cells_frame(rows, POLICY)


def cell(name: str) -> str:
    return cell_id("甲镇", 2022, name)


def two_way(values: Sequence[Sequence[int]], letter: str = "A", dimensions: tuple[str, ...] = ()) -> Linked:
    """A table of townships × years with the county's and all years' totals."""
    rows = [[*row, sum(row)] for row in values]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    townships = [f"镇{n}" for n in range(len(values))]
    years = [str(2020 + n) for n in range(len(values[0]))]
    names = [(t, y) for t in (*townships, "县") for y in (*years, "合计")]
    flat = [value for row in rows for value in row]
    cells = cells_frame(
        [{"township": t, "year": y, "indicator": "x", "value": v, "class": letter, "dimensions": dimensions}
         for (t, y), v in zip(names, flat, strict=True)],
        POLICY,
    )  # fmt: skip
    sums = [total("sum", cell_id(t, "合计", "x"), [cell_id(t, y, "x") for y in years]) for t in (*townships, "县")]
    sums += [total("sum", cell_id("县", y, "x"), [cell_id(t, y, "x") for t in townships]) for y in (*years, "合计")]
    return Linked(cells, tuple(sums))


def solutions(
    unknown: dict[str, float], known: dict[str, float], relations: Iterable[Relation]
) -> list[dict[str, float]]:
    """Every set of whole numbers for the unknown cells (given with their floors) that fits the relations, by trying them all.

    Each unknown cell must stand in a sum whose total is known.
    """
    order = sorted(unknown)
    bound = [r for r in relations if any(c in unknown for c, _ in r.terms)]
    tops = {name: _top(name, known, bound) for name in order}
    found: list[dict[str, float]] = []

    def settled(done: dict[str, float]) -> bool:
        return all(r.holds(done) for r in bound if all(c in done for c, _ in r.terms))

    def go(place: int, done: dict[str, float]) -> None:
        if place == len(order):
            found.append({name: done[name] for name in order})
            return
        name = order[place]
        for value in range(int(unknown[name]), int(tops[name]) + 1):
            more = {**done, name: float(value)}
            if settled(more):
                go(place + 1, more)

    go(0, dict(known))
    return found


def _top(name: str, known: dict[str, float], relations: list[Relation]) -> float:
    tops = [
        known[r.terms[0][0]] for r in relations
        if r.sense == "=" and r.terms[0][0] in known and any(c == name for c, _ in r.terms[1:])
    ]  # fmt: skip
    assert tops, name
    return min(tops)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The helpers of this file."""
    return SimpleNamespace(cell=cell, counts=counts, linked=Linked, solutions=solutions, two_way=two_way, policy=POLICY)


@pytest.fixture(scope="session")
def disputes() -> Callable[[Sequence[str]], dict[str, Value]]:
    """The indicators of disputes of these types, all accepted in March 2022 and settled in April."""

    def run(types: Sequence[str]) -> dict[str, Value]:
        catalogue = load()
        rows = [
            {"file": "a.xlsx", "sheet": "一", "row": n, "case_no": str(n), "type": type, "result": "settled",
             "accepted": pd.Timestamp(2022, 3, 1), "closed": pd.Timestamp(2022, 4, 1)}
            for n, type in enumerate(types, start=2)
        ]  # fmt: skip
        blank = empty_frame(catalogue.ledgers["L14"])
        table = pd.DataFrame(rows).reindex(columns=blank.columns)
        dates = {name: dtype for name, dtype in blank.dtypes.items() if dtype.kind == "M"}
        facts = Facts({"L14": table.astype(dates)}, catalogue, Township("甲镇", residents=10_000))
        ids = [i.id for i in catalogue.indicators.values() if class_of(i.id, catalogue) == "B"]
        return {id: evaluate(catalogue.indicators[id], facts, calendar_year(2022)) for id in ids}

    return run
