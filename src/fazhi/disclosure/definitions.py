"""Relations that follow from the catalogue alone: identities, and indicators that count the same rows or some of them."""

from __future__ import annotations

import ast
import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import (
    AnyIndicator,
    Condition,
    Count,
    FromLedger,
    Median,
    PerThousand,
    Proportion,
    Stock,
    Sum,
    Where,
)
from fazhi.disclosure.cells import CASES, DENOMINATOR, NUMERATOR, REST, SEPARATOR, WHOLE, cell_id
from fazhi.disclosure.relations import KIND_BREAKDOWN, KIND_DEFINITION, KIND_IDENTITY, Relation, total
from fazhi.indicators import Window

Linear = dict[str, float]
Part = tuple[str, str]  # indicator and part
Key = tuple[object, ...]


def catalogue_relations(cells: pd.DataFrame, catalogue: Catalogue) -> Iterator[Relation]:
    """The catalogue's relations for every township and year of the cells; those that lack a cell are left out."""
    there = set(cells["cell"])
    patterns = tuple(_patterns(catalogue))
    for township, year in cells[["township", "year"]].drop_duplicates().itertuples(index=False):
        for pattern in patterns:
            names = {name: cell_id(township, year, *name.split("/")) for name, _ in pattern.terms}
            if there.issuperset(names.values()):
                yield pattern.renamed(names)
        yield from _categories(cells, catalogue, township, year)


def _name(part: Part) -> str:
    return "/".join(part)


def _patterns(catalogue: Catalogue) -> Iterator[Relation]:
    yield from _identities(catalogue)
    yield from _parts_of_rates(catalogue)
    yield from _same_rows(catalogue)


# ------------------------------------------------------------------------------------------------ identities


def _identities(catalogue: Catalogue) -> Iterator[Relation]:
    """Arithmetic identities that are linear in whole counts: sums that are equal, and counts of which one is part of the other."""
    for identity in catalogue.identities.values():
        if identity.kind != "arithmetic":
            continue
        match ast.parse(identity.check, mode="eval").body:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, ast.Eq | ast.LtE | ast.GtE):
                sides = _linear(left), _linear(right)
                if sides[0] is None or sides[1] is None:
                    continue
                sign = -1.0 if isinstance(op, ast.GtE) else 1.0
                joined = {n: sign * (sides[0].get(n, 0) - sides[1].get(n, 0)) for n in {**sides[0], **sides[1]}}
                terms = tuple((_name((n, WHOLE)), k) for n, k in sorted(joined.items()) if k)
                yield Relation(KIND_IDENTITY, terms, "=" if isinstance(op, ast.Eq) else "<=")


def _linear(node: ast.AST) -> Linear | None:
    """A sum of indicators as coefficients; None for anything else."""
    match node:
        case ast.Name(id=name):
            return {name: 1.0}
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            first, second = _linear(left), _linear(right)
            if first is None or second is None:
                return None
            sign = 1.0 if isinstance(op, ast.Add) else -1.0
            return {name: first.get(name, 0) + sign * second.get(name, 0) for name in {**first, **second}}
    return None


# ------------------------------------------------------------------------------------------------ definitions


def _parts_of_rates(catalogue: Catalogue) -> Iterator[Relation]:
    """Numerator and rest make the denominator; a rate per 1,000 has the count of the indicator that it is made from."""
    for indicator in catalogue.indicators.values():
        if indicator.kind in ("proportion", "coverage"):
            numerator, denominator, rest = (_name((indicator.id, part)) for part in (NUMERATOR, DENOMINATOR, REST))
            yield total(KIND_DEFINITION, denominator, (numerator, rest))
            yield Relation(KIND_DEFINITION, ((numerator, 1.0), (denominator, -1.0)), "<=")
        if isinstance(indicator, PerThousand):
            yield total(KIND_DEFINITION, _name((indicator.id, NUMERATOR)), [_name((indicator.of, WHOLE))])


@dataclass(frozen=True)
class Rows:
    """Which rows a part counts: those of a ledger that meet all conditions; ``all``: every one of them, not only some."""

    how: Key  # ledger, date and what else decides the selection
    where: dict[str, Condition]
    all: bool = True

    def within(self, other: Rows) -> bool:
        """Whether each row counted here is counted there."""
        met = all(name in self.where and _implies(self.where[name], c) for name, c in other.where.items())
        return self.how == other.how and other.all and met


def _same_rows(catalogue: Catalogue) -> Iterator[Relation]:
    """Parts that count the same rows are equal; a part that counts some of another's rows is not larger."""
    parts = {part: rows for i in catalogue.indicators.values() for part, rows in _rows(i, catalogue)}
    for (first, one), (second, other) in permutations(parts.items(), 2):
        if not one.within(other):
            continue
        if one.all and other.within(one):
            if first < second:
                yield total(KIND_DEFINITION, _name(first), [_name(second)])
        else:
            yield Relation(KIND_DEFINITION, ((_name(first), 1.0), (_name(second), -1.0)), "<=")


def _rows(indicator: AnyIndicator, catalogue: Catalogue) -> Iterator[tuple[Part, Rows]]:
    match indicator:
        case Count() if not indicator.less:
            how: Key = (indicator.ledger, indicator.date, "count", indicator.distinct)
            yield (indicator.id, WHOLE), Rows(how, _conditions(indicator.where, indicator.ledger, catalogue))
        case Sum():
            how = (indicator.ledger, indicator.date, "sum", indicator.amount)
            yield (indicator.id, WHOLE), Rows(how, _conditions(indicator.where, indicator.ledger, catalogue))
        case Stock() if not indicator.unless:
            how = (
                indicator.ledger,
                indicator.since,
                indicator.until,
                str(indicator.departed),
                indicator.shown_by,
                indicator.distinct,
            )
            yield (indicator.id, WHOLE), Rows(how, _conditions(indicator.where, indicator.ledger, catalogue))
        case Proportion():
            how = (indicator.ledger, indicator.date, "count", ())
            base = _conditions(indicator.where, indicator.ledger, catalogue)
            every = indicator.deadline is None and indicator.within_days is None
            yield (indicator.id, DENOMINATOR), Rows(how, base, every)
            if every:
                hits = _conditions((*indicator.where, *indicator.numerator), indicator.ledger, catalogue)
                yield (indicator.id, NUMERATOR), Rows(how, hits)
        case Median():
            how = (indicator.ledger, indicator.date, "count", ())
            yield (indicator.id, CASES), Rows(how, _conditions(indicator.where, indicator.ledger, catalogue))


def _conditions(where: Where, ledger: str, catalogue: Catalogue) -> dict[str, Condition]:
    """One condition a column: what is asked twice of a column that holds one value is what both ask for."""
    merged: dict[str, Condition] = {}
    for number, condition in enumerate(where):
        before = merged.get(condition.column)
        if before is None:
            merged[condition.column] = condition
        elif _single(condition.column, ledger, catalogue) and _only_values(before) and _only_values(condition):
            both = [set(c.any_of) for c in (before, condition) if c.any_of]
            wanted = tuple(sorted(set.intersection(*both))) if both else ()
            unwanted = tuple(sorted({*before.none_of, *condition.none_of}))
            merged[condition.column] = Condition(column=condition.column, any_of=wanted, none_of=unwanted)
        else:
            merged[f"{condition.column}/{number}"] = condition
    return {name: _tidy(condition) for name, condition in merged.items()}


def _single(column: str, ledger: str, catalogue: Catalogue) -> bool:
    return any(c.id == column and not c.multiple for c in catalogue.ledgers[ledger].columns)


def _only_values(condition: Condition) -> bool:
    return condition == Condition(column=condition.column, any_of=condition.any_of, none_of=condition.none_of)


def _tidy(condition: Condition) -> Condition:
    """Values in a fixed order; values that are not wanted need not be named where the wanted ones are."""
    unwanted = () if condition.any_of else tuple(sorted(condition.none_of))
    wanted = tuple(sorted(set(condition.any_of) - set(condition.none_of)))
    return condition.model_copy(update={"any_of": wanted, "none_of": unwanted})


def _implies(one: Condition, other: Condition) -> bool:
    """Whether every cell that meets ``one`` meets ``other``; False where that cannot be told from the values named."""
    if one == other:
        return True
    if not (_only_values(one) and _only_values(other)) or not one.any_of:
        return False
    wanted = set(one.any_of)
    return (not other.any_of or wanted <= set(other.any_of)) and wanted.isdisjoint(other.none_of)


# ----------------------------------------------------------------------------------- breakdowns and other tables


def _categories(cells: pd.DataFrame, catalogue: Catalogue, township: str, year: str) -> Iterator[Relation]:
    """Categories whose rows another indicator counts add up to it; a crossed table adds up to the table of one of its columns."""
    own = cells[(cells["township"] == township) & (cells["year"] == year)]
    there, entries = set(own["cell"]), catalogue.disclosure.breakdowns
    for entry in entries:
        mine = own[own["breakdown"] == entry.id]
        if mine.empty:
            continue
        labels = mine["category"].str.split(SEPARATOR, expand=True)
        for place, column in enumerate(entry.by):
            for part, values in _counted_elsewhere(entry.indicator, column, catalogue):
                whole, chosen = cell_id(township, year, *part), mine.loc[labels[place].isin(values), "cell"]
                if whole in there and len(chosen):
                    yield total(KIND_DEFINITION, whole, chosen)
        for other in entries:
            if other.indicator == entry.indicator and len(other.by) < len(entry.by) and set(other.by) <= set(entry.by):
                places = [list(entry.by).index(column) for column in other.by]
                key = labels[places].agg(SEPARATOR.join, axis=1)
                for category, group in mine.groupby(key, sort=True):
                    whole = cell_id(township, year, entry.indicator, WHOLE, other.id, str(category))
                    if whole in there:
                        yield total(KIND_BREAKDOWN, whole, group["cell"])


@lru_cache(maxsize=64)
def _counted_elsewhere(
    indicator_id: str, column: str, catalogue: Catalogue
) -> tuple[tuple[Part, tuple[str, ...]], ...]:
    """Other parts that count those rows of an indicator that have certain values in a column, with the values."""
    indicator = catalogue.indicators[indicator_id]
    base = dict(_rows(indicator, catalogue)).get((indicator_id, WHOLE))
    if base is None or not isinstance(indicator, FromLedger) or not _single(column, indicator.ledger, catalogue):
        return ()
    found = []
    for part, rows in (pair for other in catalogue.indicators.values() for pair in _rows(other, catalogue)):
        wanted = rows.where.get(column)
        rest = {name: condition for name, condition in rows.where.items() if name != column}
        others = {name: condition for name, condition in base.where.items() if name != column}
        if wanted is not None and _only_values(wanted) and rest == others and rows.all and rows.how == base.how:
            found.append((part, wanted.any_of or _other_values(wanted, column, indicator.ledger, catalogue)))
    return tuple(found)


def _other_values(condition: Condition, column: str, ledger: str, catalogue: Catalogue) -> tuple[str, ...]:
    """What a column may hold, a blank too, that a condition does not rule out."""
    known = (item.id for c in catalogue.ledgers[ledger].columns if c.id == column for item in c.values)
    return tuple(value for value in (*known, "blank") if value not in condition.none_of)


# --------------------------------------------------------------------------------------------- parts of the year


def month_cells(
    cells: pd.DataFrame, catalogue: Catalogue, township: str, year: object, indicator: str
) -> Iterator[dict[str, tuple[int, int]]]:
    """For each table by month in which an indicator's count is split, its cells with their (year, month)."""
    own = cells[(cells["township"] == township) & (cells["year"] == str(year))]
    for entry in catalogue.disclosure.breakdowns:
        chosen = own[own["breakdown"] == entry.id]
        if chosen.empty or "month" not in entry.by.values():
            continue
        labels = chosen["category"].str.split(SEPARATOR, expand=True)
        months = labels[list(entry.by.values()).index("month")]
        selected = [pd.Series(True, index=chosen.index)] if entry.indicator == indicator else []
        for place, column in enumerate(entry.by):
            for part, values in _counted_elsewhere(entry.indicator, column, catalogue):
                if part == (indicator, WHOLE):
                    selected.append(labels[place].isin(values))
        for those in selected:
            dated = those & months.str.fullmatch(r"\d{4}-\d\d")
            yield {
                cell: (int(month[:4]), int(month[5:]))
                for cell, month in zip(chosen.loc[dated, "cell"], months[dated], strict=True)
            }


def window_relations(
    cells: pd.DataFrame, catalogue: Catalogue, township: str, year: object, indicator: str, window: Window, count: float
) -> Iterator[Relation]:
    """What a count in a part of the year tells of the tables by month: the months that lie in it hold no more, those that it touches no less."""
    for by_month in month_cells(cells, catalogue, township, year, indicator):
        touched = {cell for cell, month in by_month.items() if month in window.months}
        within = {cell for cell in touched if _lies_in(by_month[cell], window)}
        yield Relation(KIND_BREAKDOWN, tuple((cell, 1.0) for cell in sorted(within)), "<=", count)
        yield Relation(KIND_BREAKDOWN, tuple((cell, -1.0) for cell in sorted(touched)), "<=", -count)


def _lies_in(month: tuple[int, int], window: Window) -> bool:
    first = dt.date(*month, 1)
    return window.start <= first and first + dt.timedelta(calendar.monthrange(*month)[1] - 1) <= window.end
