"""Charts of enforcement, disclosure and the service counter."""

from __future__ import annotations

import pandas as pd

from fazhi.charts.categories import by_category, ranked, tally
from fazhi.charts.columns import stacked_columns
from fazhi.charts.key import Group
from fazhi.charts.model import OTHER, Drawing, Scene, categories
from fazhi.charts.months import Series, approximate, by_month, month_panels, split_by_month
from fazhi.charts.wording import broken_months, course, full_months, shares, short_months, told

COUNTERS = 6  # panels of service business
OUTCOMES = ("none", "corrected", "ordered")  # the rest share the fourth part


def inspections_by_month(scene: Scene) -> Drawing | None:
    """Inspections with an object and a record, stacked by outcome in four parts; in one where no outcome is kept."""
    if scene.rows("inspection_cases").empty:
        return None
    lacking = scene.lacking("inspection_cases", "outcome")
    groups = [_undivided(scene)] if lacking else _by_outcome(scene)
    notes = [scene.word("inspections_by_month.undivided", column=lacking)] if lacking else []
    unit = scene.unit("inspection_cases")
    data = pd.DataFrame({scene.word("text.month_heading"): full_months(scene)})
    for group in groups:
        data[scene.word("text.measure", name=group.name, unit=unit)] = group.values
    months = [sum(month) for month in zip(*(group.values for group in groups), strict=True)]
    parts = [(group.name, sum(group.values)) for group in groups]
    findings = (
        course(scene, scene.indicator("inspection_cases").name(scene.language), months, unit),
        scene.word("inspections_by_month.finding", items=shares(scene, parts, sum(months))),
    )
    axis = scene.word("inspections_by_month.axis", unit=unit)
    return Drawing(
        svg=stacked_columns(short_months(scene), groups, axis),
        alt=told(scene, "stacked_columns", "inspections_by_month", *findings),
        unit=unit,
        data=data,
        notes=(*broken_months(scene), *notes),
    )


def _undivided(scene: Scene) -> Group:
    return Group(scene.indicator("inspection_cases").name(scene.language), by_month(scene, "inspection_cases"))


def _by_outcome(scene: Scene) -> list[Group]:
    outcome = categories(scene.rows("inspection_cases")["outcome"])
    names = scene.names("L05", "outcome") | {OTHER: scene.word("inspections_by_month.rest")}
    series = split_by_month(scene, "inspection_cases", outcome.where(outcome.isin(OUTCOMES), OTHER))
    return [Group(names[id], series[id]) for id in (*OUTCOMES, OTHER) if id in series]


def inspections_by_field(scene: Scene) -> Drawing | None:
    return by_category(scene, "inspections_by_field", "inspection_cases", "field")


def disclosures_by_kind(scene: Scene) -> Drawing | None:
    return by_category(scene, "disclosures_by_kind", "disclosure_total", "category")


def service_by_month(scene: Scene) -> Drawing | None:
    """Counter business, a panel with its own scale for each kind: one is a hundred times another."""
    kinds = categories(scene.rows("service_total")["category"])
    names, unit = scene.names("L11", "category"), scene.unit("service_total")
    order = ranked(tally(scene.amounts("service_total"), kinds), COUNTERS, names)
    values = split_by_month(scene, "service_total", kinds.where(kinds.isin(order.ids), OTHER))
    series = [Series(names.get(id, id), unit, values[id]) for id in order.ids]
    notes = (*order.note(scene), *approximate(scene, "service_total"))
    return month_panels(scene, "service_by_month", series, abreast=min(2, max(1, len(series))), notes=notes)
