"""What months have in common: counts for each month of the window, zeros included, and panels of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from fazhi.charts.columns import Measure, panels
from fazhi.charts.lettering import number
from fazhi.charts.model import Drawing, Scene
from fazhi.charts.wording import broken_months, course, full_months, short_months, told
from fazhi.indicators.count import APPROXIMATE

TALL = {1: 110.0, 2: 72.0, 3: 54.0, 4: 44.0}  # number of panels → height of each, points


@dataclass(frozen=True)
class Series:
    """A measure over the months of the window."""

    name: str
    unit: str
    values: tuple[float, ...]


def by_month(scene: Scene, indicator: str) -> tuple[float, ...]:
    """What the indicator adds up to in each month of the window; 0 where nothing happened."""
    month = scene.rows(indicator)[scene.date(indicator)].dt.to_period("M")
    return tuple(scene.amounts(indicator).groupby(month).sum().reindex(scene.months, fill_value=0.0).tolist())


def split_by_month(scene: Scene, indicator: str, groups: pd.Series) -> dict[str, tuple[float, ...]]:
    """The same for each group of the rows, the groups in order of first appearance."""
    month = scene.rows(indicator)[scene.date(indicator)].dt.to_period("M")
    sums = scene.amounts(indicator).groupby([groups, month]).sum()
    return {
        str(group): tuple(sums[group].reindex(scene.months, fill_value=0.0).tolist())
        for group in dict.fromkeys(groups.tolist())
    }


def series_of(scene: Scene, named: Mapping[str, str]) -> tuple[list[Series], tuple[str, ...]]:
    """Of indicators by the names that they have in the chart, those of which something can be said; and notes on the others."""
    series, notes = [], []
    for name, id in named.items():
        if columns := scene.lacking(id):
            notes.append(scene.word("text.lacking_column", name=name, column=columns))
        else:
            series.append(Series(name, scene.unit(id), by_month(scene, id)))
    return series, tuple(notes)


def approximate(scene: Scene, *indicators: str) -> tuple[str, ...]:
    """The note that a sum holds approximate numbers, if one of the indicators does."""
    rough = any(scene.value(indicator).status == APPROXIMATE for indicator in indicators)
    return (scene.word("text.approximate"),) if rough else ()


def month_panels(
    scene: Scene,
    id: str,
    series: Sequence[Series],
    *,
    shared: bool = False,
    abreast: int = 1,
    notes: tuple[str, ...] = (),
) -> Drawing | None:
    """A panel for each series; None when all are zero. A reader is told when the panels' scales differ."""
    if not any(any(one.values) for one in series):
        return None
    rows = -(-len(series) // abreast)
    free = not shared and len(series) > len({one.unit for one in series}) == 1
    remark = scene.word("text.own_scales") if free else ""
    measures = [Measure(one.name, _unit(scene, one), one.values) for one in series]
    data = pd.DataFrame({scene.word("text.month_heading"): full_months(scene)})
    for one in series:
        data[scene.word("text.measure", name=one.name, unit=one.unit)] = one.values
    findings = [course(scene, one.name, one.values, one.unit) for one in series]
    return Drawing(
        svg=panels(
            short_months(scene),
            measures,
            height=TALL.get(rows, 40.0),
            abreast=abreast,
            shared=shared,
            remark=remark,
        ),
        alt=told(scene, "panels", id, *findings, remark),
        unit=scene.word("text.comma").join(dict.fromkeys(one.unit for one in series)),
        data=data,
        notes=(*broken_months(scene), *notes),
    )


def _unit(scene: Scene, one: Series) -> str:
    return scene.word("text.unit_total", unit=one.unit, total=number(sum(one.values)))
