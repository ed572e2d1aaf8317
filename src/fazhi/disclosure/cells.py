"""The published cells: every count that an edition gives, with what makes it sensitive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator, Coverage, FromLedger, Median, PerThousand, Proportion, Sum, Where
from fazhi.catalogue.ledger import Column
from fazhi.catalogue.policy import Breakdown, Dimension, Policy, Sensitivity
from fazhi.indicators import Value
from fazhi.values import map_distinct

KEYS = ("township", "year", "indicator", "part", "breakdown", "category")
COLUMNS = ("cell", "unit", *KEYS, "value", "published", "class", "low", "high", "floor", "weight")
TYPES = {**dict.fromkeys(("value", "low", "high", "floor", "weight"), "float64"), "published": "bool"}
WHOLE, NUMERATOR, DENOMINATOR, REST, CASES = "whole", "numerator", "denominator", "rest", "cases"
SEPARATOR = "/"  # between the categories of a crossed table; a cell with several values of one column joins them by |


def cell_id(
    township: str, year: object, indicator: str, part: str = WHOLE, breakdown: str = "", category: str = ""
) -> str:
    """The name of a cell: its keys joined by slashes, empty ones at the end left out."""
    return "/".join((township, str(year), indicator, part, breakdown, category)).rstrip("/")


def cells_frame(rows: Iterable[Mapping[str, Any]], policy: Policy) -> pd.DataFrame:
    """Cells completed and assessed: columns ``COLUMNS``, in the order of their ids whatever order they came in.

    A row needs ``township``, ``year``, ``indicator``, ``value`` (a count) and ``class``; it may have ``part``, ``breakdown``,
    ``category``, ``dimensions`` (of the breakdown), ``unit`` (cells of one unit are hidden together; default: the cell alone),
    ``published`` (False: a count that the edition does not give but that must not be found out) and ``weight`` (cost of hiding).

    Adds ``low`` and ``high``, the values at which the cell is sensitive (NaN: at none), and ``floor``, the least value that a reader
    takes a hidden cell for: 1 where zeros are always shown, for then a mark tells that there is something (not of a numerator: there the
    mark may stand for its denominator).
    ``ValueError`` for a count that is negative or not whole in a class with a limit, and for a cell given twice.
    """
    frame = pd.DataFrame([_completed(row, policy) for row in rows], columns=list(COLUMNS)).astype(TYPES)
    if repeated := frame.loc[frame["cell"].duplicated(), "cell"].tolist():
        raise ValueError(f"cells given more than once: {repeated[:3]}")
    return frame.sort_values("cell", kind="stable", ignore_index=True)


def _completed(row: Mapping[str, Any], policy: Policy) -> list[object]:
    keys = [str(row["township"]), str(row["year"]), str(row["indicator"])]
    keys += [str(row.get(name) or default) for name, default in (("part", WHOLE), ("breakdown", ""), ("category", ""))]
    cell = cell_id(*keys)
    value, published = float(row["value"]), bool(row.get("published", True))
    rule = policy.sensitivity(row["class"])
    limit = rule.limit(tuple(row.get("dimensions", ())))
    if value < 0 or (limit and not value.is_integer()):
        raise ValueError(f"{cell}: {value} is no count")
    low, high = (_least(rule), limit) if limit else (None, None)
    told = published and keys[3] != NUMERATOR and not (limit and rule.zero == "hidden")
    floor = 1 if told else 0
    weight = float(row.get("weight") or (1 if keys[4] else 2))
    return [cell, row.get("unit") or cell, *keys, value, published, rule.id, low, high, floor, weight]


def _least(rule: Sensitivity) -> int:
    return 0 if rule.zero == "hidden" else 1


def sensitive(cells: pd.DataFrame) -> pd.Series:
    """Which cells hold a value at which they must not be known."""
    return cells["value"].ge(cells["low"]) & cells["value"].le(cells["high"])


# ------------------------------------------------------------------------------------- from the project's own tables


def class_of(indicator_id: str, catalogue: Catalogue) -> str:
    """The class of an indicator: its own, else its ledger's, raised where its name says so; C for what no ledger counts."""
    policy, indicator = catalogue.disclosure, catalogue.indicators[indicator_id]
    if indicator_id in policy.indicators:
        return policy.indicators[indicator_id]
    if isinstance(indicator, PerThousand):
        return class_of(indicator.of, catalogue)
    letter = policy.ledgers[indicator.ledger] if isinstance(indicator, FromLedger) else "C"
    return policy.raised(letter, indicator.zh, *indicator.phrases)


def indicator_cells(frame: pd.DataFrame, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The cells behind the rows of an indicators frame (``fazhi.indicators.table.COLUMNS``), for ``cells_frame``.

    A count gives one cell; a proportion its numerator, its denominator and, where its class has a limit, the cases outside the numerator;
    a rate per 1,000 the count that its population gives back; a median or a sum of amounts the number of its cases. Dates and reference
    values give none. An indicator of one matter or one village only is as sensitive as the cell of a table that is broken down by them.
    """
    found: list[dict[str, Any]] = []
    for row in frame.to_dict("records"):
        found += _cells_of_row(row, catalogue)
    return found


def _cells_of_row(row: Mapping[str, Any], catalogue: Catalogue) -> list[dict[str, Any]]:
    indicator = catalogue.indicators[str(row["indicator"])]
    letter = class_of(indicator.id, catalogue)
    keys = {name: row[name] for name in ("township", "year", "indicator")} | {"class": letter}
    keys["unit"] = cell_id(*map(str, (row["township"], row["year"], row["indicator"])))
    numerator, denominator, value = (_number(row[name]) for name in ("numerator", "denominator", "value"))
    base, hits = dimensions_of(indicator, catalogue)
    match indicator:
        case _ if sums_amounts(indicator, catalogue):
            rows = _number(row.get("rows"))
            parts = {} if rows is None else {CASES: rows}
        case Proportion() | Coverage():
            if numerator is None or denominator is None:
                return []
            parts = {NUMERATOR: numerator, DENOMINATOR: denominator}
            if catalogue.disclosure.sensitivity(letter).limit(hits):
                parts[REST] = denominator - numerator
        case PerThousand():
            parts = {} if numerator is None else {NUMERATOR: numerator}
        case Median():
            parts = {} if denominator is None else {CASES: denominator}
        case FromLedger() if getattr(indicator, "kind", "") != "date":
            parts = {} if value is None else {WHOLE: value}
        case _:
            parts = {}
    return [
        {**keys, "part": part, "value": count, "published": part != REST, "dimensions": hits if part in (NUMERATOR, REST) else base}
        for part, count in parts.items()
    ]  # fmt: skip


def sums_amounts(indicator: AnyIndicator, catalogue: Catalogue) -> bool:
    """Whether a number sums up what cases of a class with a limit amount to (yuan, persons), which counts no cases: of one it is that one's."""
    if isinstance(indicator, PerThousand):
        return sums_amounts(catalogue.indicators[indicator.of], catalogue)
    limits = catalogue.disclosure.sensitivity(class_of(indicator.id, catalogue)).limits
    return isinstance(indicator, Sum) and not indicator.each and any(limits)


def dimensions_of(indicator: AnyIndicator, catalogue: Catalogue) -> tuple[tuple[Dimension, ...], tuple[Dimension, ...]]:
    """By what an indicator picks its cases, and those of its numerator: the dimensions of the columns of which its conditions name values or
    text. A column is what the policy's breakdowns say of its ledger, or a place."""
    if isinstance(indicator, PerThousand):
        return dimensions_of(catalogue.indicators[indicator.of], catalogue)
    if not isinstance(indicator, FromLedger):
        return (), ()
    known: dict[str, Dimension] = {c.id: "place" for c in catalogue.ledgers[indicator.ledger].columns if c.place}
    for entry in catalogue.disclosure.breakdowns:
        if getattr(catalogue.indicators[entry.indicator], "ledger", None) == indicator.ledger:
            known |= entry.by

    def picked(where: Where) -> tuple[Dimension, ...]:
        named = (c.column for c in where if c.any_of or c.none_of or c.contains or c.lacks)
        return tuple(dict.fromkeys(known[column] for column in named if column in known))

    return picked(indicator.where), picked((*indicator.where, *getattr(indicator, "numerator", ())))


def _number(cell: object) -> float | None:
    """A number of the indicators table, given as text or number; None for blanks and dates."""
    if cell is None or pd.isna(cell):
        return None
    try:
        return float(str(cell))
    except ValueError:
        return None


def breakdown_cells(
    values: Mapping[str, Value], township: str, year: int, catalogue: Catalogue, only: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """The cells of the policy's breakdowns (all, or ``only`` these), counted over the rows behind the indicators' values.

    Categories of the catalogue that have no case are cells too: a table that leaves them out says zero.
    """
    policy = catalogue.disclosure
    chosen = [entry for entry in policy.breakdowns if only is None or entry.id in set(only)]
    found: list[dict[str, Any]] = []
    for entry in chosen:
        value = values.get(entry.indicator)
        if value is not None and value.value is not None:
            found += _split(entry, value, township, year, catalogue)
    return found


def _split(entry: Breakdown, value: Value, township: str, year: int, catalogue: Catalogue) -> list[dict[str, Any]]:
    indicator = value.indicator
    assert isinstance(indicator, FromLedger)
    ledger, letter = catalogue.ledgers[indicator.ledger], class_of(indicator.id, catalogue)
    columns = {column.id: column for column in ledger.columns}
    amounts = (
        value.rows[indicator.amount].astype(float).fillna(indicator.each)
        if isinstance(indicator, Sum) else pd.Series(1.0, index=value.rows.index)
    )  # fmt: skip
    keys = [_categories(value.rows[id], dimension) for id, dimension in entry.by.items()]
    counts = amounts.groupby(keys).sum() if len(amounts) else pd.Series(dtype=float)
    tally = {SEPARATOR.join(key) if isinstance(key, tuple) else str(key): float(n) for key, n in counts.items()}
    for category in _possible(entry, columns, keys):
        tally.setdefault(category, 0.0)
    common = {"township": township, "year": year, "indicator": indicator.id, "breakdown": entry.id}
    dimensions = tuple(entry.by.values())
    return [
        {**common, "category": category, "dimensions": dimensions, "value": count,
         "class": policy_class(letter, category, entry, columns, catalogue.disclosure)}
        for category, count in tally.items()
    ]  # fmt: skip


def _categories(column: pd.Series, dimension: str) -> pd.Series:
    """Category ids, months as 2022-03, blanks as ``blank``."""
    if pd.api.types.is_datetime64_any_dtype(column):
        text = column.dt.strftime("%Y-%m" if dimension == "month" else "%Y-%m-%d")
        return text.fillna("blank")
    return map_distinct(column, lambda value: "blank" if value is None or pd.isna(value) else str(value)).astype(str)


def _possible(entry: Breakdown, columns: Mapping[str, Column], keys: list[pd.Series]) -> list[str]:
    """Every category that the table could show: the catalogue's values and those that occur, in each combination."""
    axes = []
    for id, seen in zip(entry.by, keys, strict=True):
        known = [item.id for item in columns[id].values] if id in columns else []
        axes.append(dict.fromkeys([*known, *sorted(set(seen))]))
    return [SEPARATOR.join(combination) for combination in product(*axes)]


def policy_class(letter: str, category: str, entry: Breakdown, columns: Mapping[str, Column], policy: Policy) -> str:
    """The class of one category: raised where any of its names holds a sensitive word."""
    names: list[str] = []
    for part, id in zip(category.split(SEPARATOR), entry.by, strict=False):
        for item in columns[id].values if id in columns else ():
            if item.id == part:
                names += [item.zh, *item.also]
    return policy.raised(letter, *names)
