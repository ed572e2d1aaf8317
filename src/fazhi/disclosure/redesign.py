"""Tables of which too much would be hidden: other designs, each tried and measured, for the publisher to choose from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from fazhi.catalogue.policy import Policy
from fazhi.disclosure.cells import KEYS, TYPES, WHOLE, cell_id, sensitive
from fazhi.disclosure.protect import Protected, hidden_units, protect
from fazhi.disclosure.relations import Relation, breakdown_relations

COLUMNS = ("indicator", "breakdown", "design", "cells", "hidden", "hidden_share", "enough")
# Of cells that are added up. Most tables are short, and a frame's own sums cost more than their rows.
RULES: Mapping[str, Callable[[list[Any]], Any]] = {
    "value": sum,
    "published": all,
    "class": min,
    "low": np.fmin.reduce,  # of those that have one
    "high": np.fmax.reduce,
    "floor": min,
    "weight": max,
}
AS_IS, YEARS, CATEGORIES, AREAS = "as_is", "years_merged", "categories_merged", "moved_to_area"


def edition(
    cells: pd.DataFrame, relations: Iterable[Relation], policy: Policy, earlier: Sequence[pd.DataFrame] = ()
) -> tuple[Protected, tuple[tuple[str, str], ...]]:
    """``protect`` for an edition that leaves out the breakdowns of which too much would be hidden, and says which (indicator, breakdown).

    A breakdown is also left out when it is what makes its own indicator's total hide: the total is worth more than its parts. And when an
    earlier edition hid a part of it and it has changed since: cases are mostly added, and who takes it that they were would know of
    the two tables together more than of either.
    """
    bound, gone = tuple(relations), _told_in_part(cells, earlier)
    while True:
        kept = [key not in gone for key in zip(cells["indicator"], cells["breakdown"], strict=True)]
        left = cells[pd.Series(kept, index=cells.index, dtype=bool)]  # an empty list would choose columns
        result = protect(left, bound, policy, earlier)
        totals = result.log[(result.log["breakdown"] == "") & (result.log["secondary"] > 0)]["indicator"]
        tables = result.log[result.log["breakdown"] != ""]
        wrong = tables[tables["redesign"] | tables["indicator"].isin(totals)]
        more = set(wrong[["indicator", "breakdown"]].itertuples(index=False, name=None))
        if not more:
            return result, tuple(sorted(gone))
        gone |= more


def _told_in_part(cells: pd.DataFrame, earlier: Iterable[pd.DataFrame]) -> set[tuple[str, str]]:
    """The breakdowns (indicator, breakdown) of which an earlier edition hid a cell, and gave another one or the total otherwise than now."""
    told = [dict(zip(edition["cell"], edition["value"], strict=True)) for edition in earlier]
    found = set[tuple[str, str]]()
    for keys, table in cells[cells["breakdown"] != ""].groupby([*KEYS[:3], "breakdown"], sort=False):
        township, year, indicator, breakdown = map(str, keys)
        total = cells.loc[cells["cell"] == cell_id(township, year, indicator), ["cell", "value"]]
        now = dict(pd.concat([table[["cell", "value"]], total]).itertuples(index=False, name=None))
        for then in told:
            known = {name: then.get(name, 0.0) for name in now}  # what a table does not name it has none of
            hidden = {name for name, value in known.items() if np.isnan(value)}
            if not hidden.isdisjoint(table["cell"]) and any(
                known[name] != now[name] for name in now if name not in hidden
            ):
                found.add((indicator, breakdown))
    return found


def redesigns(
    cells: pd.DataFrame,
    policy: Policy,
    indicator: str,
    breakdown: str = "",
    areas: Mapping[str, Iterable[str]] | None = None,
) -> pd.DataFrame:
    """One table in other designs, columns ``COLUMNS``: as it is; several years merged; the smallest categories merged until enough is
    shown; moved to areas (``areas``: name → townships).

    ``enough``: no more is hidden than the policy allows. Designs that the table does not admit are left out.
    """
    table = _table(cells, indicator, breakdown)
    tried: dict[str, pd.DataFrame | None] = {
        AS_IS: table,
        YEARS: merge_years(table, policy.years_merged),
        CATEGORIES: merge_categories(table, policy) if breakdown else None,
        AREAS: merge_townships(table, areas) if areas else None,
    }
    rows: list[list[object]] = []
    for design, frame in tried.items():
        if frame is not None and len(frame):
            count, hidden = _cells(frame), _hidden(frame, policy)
            share = hidden / count
            rows.append([indicator, breakdown, design, count, hidden, share, share <= policy.largest_hidden_share])
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _table(cells: pd.DataFrame, indicator: str, breakdown: str) -> pd.DataFrame:
    """A breakdown with the totals that it adds up to, or an indicator's whole counts."""
    own = cells["breakdown"].isin(["", breakdown]) & (cells["part"] == WHOLE)
    return cells[(cells["indicator"] == indicator) & own]


def _cells(table: pd.DataFrame) -> int:
    """How many cells a table would show, were nothing hidden."""
    return int(table.loc[table["published"], "unit"].nunique())


def _sensitive(table: pd.DataFrame) -> int:
    """How many of them are hidden whatever stands beside them."""
    return _cells(table[sensitive(table)])


def _hidden(table: pd.DataFrame, policy: Policy) -> int:
    """How many of them are hidden."""
    hidden = hidden_units(table, breakdown_relations(table), policy)
    return _cells(table[table["unit"].isin(hidden)])


def merge_years(table: pd.DataFrame, span: int) -> pd.DataFrame | None:
    """Consecutive years summed, ``span`` at a time, the newest first; years that are left over are dropped. None for fewer years."""
    years = sorted({int(year) for year in table["year"]}, reverse=True)
    groups = [years[start : start + span] for start in range(0, len(years), span)]
    names = {
        str(year): f"{group[-1]}-{group[0]}"
        for group in groups for year in group if len(group) == span and group[0] - group[-1] == span - 1
    }  # fmt: skip
    return _summed(table, "year", names.get) if names else None


def merge_townships(table: pd.DataFrame, areas: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """The counts of each area's townships summed."""
    names = {township: area for area, townships in areas.items() for township in townships}
    return _summed(table, "township", names.get)


def merge_categories(table: pd.DataFrame, policy: Policy) -> pd.DataFrame | None:
    """The smallest categories joined into one, as few as leave no more hidden than the policy allows; None if no number does."""
    split = table[table["breakdown"] != ""]
    sizes = split.groupby("category")["value"].sum().sort_values(kind="stable")
    for number in range(2, len(sizes)):
        joined = set(sizes.index[:number])
        name = "+".join(sorted(joined))
        merged = _summed(table, "category", lambda label, j=joined, n=name: n if label in j else label)  # type: ignore[misc]
        most = policy.largest_hidden_share * _cells(merged)
        if _sensitive(merged) <= most and _hidden(merged, policy) <= most:
            return merged
    return None


def _summed(table: pd.DataFrame, key: str, name: Callable[[str], str | None]) -> pd.DataFrame:
    """Cells whose keys become the same are added up; the strictest rule of the summands stays. Cells without a name go."""
    groups: dict[tuple[str, ...], list[dict[Hashable, Any]]] = {}
    for row in table.to_dict("records"):
        if (label := name(row[key])) is not None:
            groups.setdefault(tuple(row[k] if k != key else label for k in KEYS), []).append(row)
    rows = []
    for keys, summands in sorted(groups.items()):
        cell = cell_id(*keys)
        added = {column: rule([row[column] for row in summands]) for column, rule in RULES.items()}
        rows.append({"cell": cell, "unit": cell, **dict(zip(KEYS, keys, strict=True)), **added})
    return pd.DataFrame(rows, columns=table.columns).astype(TYPES)
