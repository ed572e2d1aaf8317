"""Charts of how many records fall into each category: the same bars for disputes, inspections and more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from fazhi.charts.bars import Bar, bars
from fazhi.charts.model import BLANK, OTHER, Drawing, Scene, categories
from fazhi.charts.wording import counted_share, ranking, share, told

MOST = 12  # categories in one chart; beyond that the smallest become one


@dataclass(frozen=True)
class Ranked:
    """Category ids and values: largest first, other and blank last; ``merged`` small ones went into other."""

    ids: tuple[str, ...]
    values: tuple[float, ...]
    merged: int = 0

    def note(self, scene: Scene) -> tuple[str, ...]:
        return (scene.word("text.merged", count=self.merged),) if self.merged else ()


def ranked(sums: Mapping[str, float], most: int = MOST, order: Mapping[str, str] | None = None) -> Ranked:
    """The categories above zero by size; equal ones in the order of ``order`` (default: by name)."""
    known = {id: place for place, id in enumerate(order or {})}
    positive = {id: value for id, value in sums.items() if value > 0}
    named = sorted(
        (id for id in positive if id not in (OTHER, BLANK)),
        key=lambda id: (-positive[id], known.get(id, len(known)), id),
    )
    tail = [id for id in (OTHER, BLANK) if id in positive]
    keep = len(named) if len(named) + len(tail) <= most else most - 1 - (BLANK in positive)
    if rest := named[keep:]:
        positive[OTHER] = positive.get(OTHER, 0) + sum(positive[id] for id in rest)
        tail = [OTHER, *(id for id in tail if id == BLANK)]
    ids = (*named[:keep], *tail)
    return Ranked(ids, tuple(float(positive[id]) for id in ids), len(rest))


def tally(amounts: pd.Series, groups: pd.Series) -> dict[str, float]:
    """Group → the sum of its amounts."""
    return {str(group): float(amount) for group, amount in amounts.groupby(groups).sum().items()}


def by_category(
    scene: Scene, id: str, indicator: str, column: str, *, every_value: bool = False, unit: str = ""
) -> Drawing | None:
    """Bars of the indicator's rows by a category column.

    Largest first. ``every_value``: all values of the catalogue in its own order, for outcomes, where a zero
    says something too. ``unit``: that of the rows, where the indicator's own is another.
    """
    rows = scene.rows(indicator)
    if rows.empty:
        return None
    entry = scene.indicator(indicator)
    names = scene.names(entry.ledger, column)
    sums = tally(scene.amounts(indicator), categories(rows[column]))
    if every_value:
        ids = tuple(id for id in dict.fromkeys([*names, *sums]) if id not in (OTHER, BLANK) or id in sums)
        order = Ranked(ids, tuple(float(sums.get(id, 0)) for id in ids))
    else:
        order = ranked(sums, order=names)
    labels, whole = [names.get(id, id) for id in order.ids], sum(order.values)
    ends = [counted_share(scene, value, whole) for value in order.values]
    unit = unit or scene.unit(indicator)
    axis = scene.word(f"{id}.axis", unit=unit)
    data = pd.DataFrame({scene.column_name(entry.ledger, column): labels, axis: order.values})
    if share(whole, whole):
        data[scene.word("text.share")] = [share(value, whole) for value in order.values]
    return Drawing(
        svg=bars([Bar(*bar) for bar in zip(labels, order.values, ends, strict=True)], axis),
        alt=told(scene, "bars", id, ranking(scene, labels, order.values, unit)),
        unit=unit,
        data=data,
        notes=order.note(scene),
    )
