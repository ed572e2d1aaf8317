"""Charts of legal publicity, village legal advisers and the law academy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fazhi.charts.categories import Ranked, by_category, ranked, tally
from fazhi.charts.cells import cells
from fazhi.charts.model import OTHER, Drawing, Scene, categories
from fazhi.charts.months import approximate, month_panels, series_of, split_by_month
from fazhi.charts.wording import broken_months, full_months, ranking, short_months, told

VILLAGES = 20  # rows of the table of visits


def publicity_by_month(scene: Scene) -> Drawing | None:
    """Events, consultations given and copies handed out: three panels over the same months."""
    indicators = {
        "events": "publicity_events",
        "consultations": "publicity_consultations",
        "materials": "publicity_materials",
    }
    named = {scene.word(f"publicity_by_month.{word}"): id for word, id in indicators.items()}
    series, lacking = series_of(scene, named)
    notes = (*approximate(scene, *indicators.values()), *lacking)
    return month_panels(scene, "publicity_by_month", series, notes=notes)


def publicity_themes(scene: Scene) -> Drawing | None:
    return by_category(scene, "publicity_themes", "publicity_events", "theme")


def adviser_visits(scene: Scene) -> Drawing | None:
    """Services by village and month as a table of numbers, with the villages that had none."""
    rows = scene.rows("village_month_adviser_coverage")
    if rows.empty:
        return None
    township = scene.facts.township
    villages = categories(rows["village"]).map(lambda village: township.place(village) or village)
    order = _villages(villages, township.villages)
    by_village = split_by_month(
        scene, "village_month_adviser_coverage", villages.where(villages.isin(order.ids), OTHER)
    )
    values = np.array([by_village.get(village, (0.0,) * len(scene.months)) for village in order.ids])
    sums, names, unit = values.sum(axis=1), scene.names(), scene.unit("adviser_consultations")
    labels, total = [names.get(village, village) for village in order.ids], scene.word("text.total")
    data = pd.DataFrame(values, columns=full_months(scene))
    data.insert(0, scene.column_name("L16", "village"), labels)
    data[total] = sums
    fill = {"covered": int((values > 0).sum()), "cells": values.size, "none": int((sums == 0).sum())}
    findings = ranking(scene, labels, sums.tolist(), unit), scene.word("adviser_visits.finding", **fill)
    unlisted = () if township.villages else (scene.word("adviser_visits.only_visited"),)
    return Drawing(
        svg=cells(labels, short_months(scene), values, total, scene.word("adviser_visits.axis", unit=unit)),
        alt=told(scene, "cells", "adviser_visits", *findings),
        unit=unit,
        data=data,
        notes=(*broken_months(scene), *order.note(scene), *unlisted),
    )


def _villages(visited: pd.Series, known: tuple[str, ...]) -> Ranked:
    """Known villages in their own order, then the others; the most visited ones if there are too many."""
    counts = tally(pd.Series(1.0, index=visited.index), visited)
    order = ranked(counts, VILLAGES)
    every = tuple(dict.fromkeys([*known, *order.ids]))
    if order.merged or len(every) > VILLAGES:
        return order
    return Ranked(every, tuple(counts.get(village, 0.0) for village in every))


def adviser_services(scene: Scene) -> Drawing | None:
    return by_category(
        scene,
        "adviser_services",
        "village_month_adviser_coverage",
        "type",
        unit=scene.unit("adviser_consultations"),
    )


def academy_by_month(scene: Scene) -> Drawing | None:
    """New issues of the academy in each month: sessions, posters and online lessons on one scale."""
    words = ("sessions", "posters", "online_lessons")
    series, notes = series_of(scene, {scene.word(f"academy_by_month.{word}"): f"academy_{word}" for word in words})
    return month_panels(scene, "academy_by_month", series, shared=True, notes=notes)
