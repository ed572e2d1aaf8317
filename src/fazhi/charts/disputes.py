"""Charts of the disputes that people's mediation dealt with."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fazhi.catalogue.indicator import Median, Proportion
from fazhi.charts.categories import by_category
from fazhi.charts.histogram import Mark, classes, histogram
from fazhi.charts.lettering import number
from fazhi.charts.model import Drawing, Scene
from fazhi.charts.months import month_panels, series_of
from fazhi.charts.wording import told


def disputes_by_month(scene: Scene) -> Drawing | None:
    """Accepted by date of acceptance and settled by date of closing, two panels on one scale."""
    shown = {"accepted": "disputes_accepted", "settled": "disputes_resolved"}
    named = {scene.word(f"disputes_by_month.{word}"): id for word, id in shown.items()}
    series, notes = series_of(scene, named)
    return month_panels(scene, "disputes_by_month", series, shared=True, notes=notes)


def disputes_by_type(scene: Scene) -> Drawing | None:
    return by_category(scene, "disputes_by_type", "disputes_accepted", "type")


def disputes_by_result(scene: Scene) -> Drawing | None:
    """The accepted disputes by how they stand in the ledger, whenever that was reached."""
    return by_category(scene, "disputes_by_result", "disputes_accepted", "result", every_value=True)


def dispute_days(scene: Scene) -> Drawing | None:
    """Days from acceptance to closing of the disputes concluded in the window."""
    days = _days(scene)
    if not days:
        return None
    groups, unit = classes(days), scene.unit("disputes_accepted")
    names = [_class_name(scene, first, last) for first, last in groups.bounds()]
    fill = {
        "count": number(len(days)),
        "median": number(float(np.median(days))),
        "limit": _limit(scene),
        "late": number(sum(day > _limit(scene) for day in days)),
        "fullest": names[int(np.argmax(groups.counts))],
        "most": number(max(groups.counts)),
        "unit": unit,
    }
    x_axis, y_axis = scene.word("dispute_days.x_axis"), scene.word("dispute_days.y_axis", unit=unit)
    median = Mark(float(np.median(days)), scene.word("dispute_days.median", **fill))
    limit = Mark(_limit(scene) + 0.5, scene.word("dispute_days.limit", **fill))
    return Drawing(
        svg=histogram(days, groups, median, limit, x_axis, y_axis),
        alt=told(scene, "histogram", "dispute_days", scene.word("dispute_days.finding", **fill)),
        unit=unit,
        data=pd.DataFrame({x_axis: names, y_axis: groups.counts}),
        notes=_still_open(scene),
    )


def _days(scene: Scene) -> list[int]:
    entry, rows = scene.indicator("dispute_days_median"), scene.rows("dispute_days_median")
    assert isinstance(entry, Median)
    days = (rows[entry.end] - rows[entry.start]).dt.days if len(rows) else pd.Series(dtype="int64")
    return sorted(days.astype(int).tolist())


def _limit(scene: Scene) -> int:
    """The days that the catalogue's share of timely disputes allows."""
    entry = scene.indicator("dispute_within_30_days_rate")
    assert isinstance(entry, Proportion) and entry.within_days is not None
    return entry.within_days


def _class_name(scene: Scene, first: int, last: int) -> str:
    return number(first) if first == last else scene.word("dispute_days.class", first=first, last=last)


def _still_open(scene: Scene) -> tuple[str, ...]:
    """Disputes not closed yet: leaving them out makes the durations look shorter than they are."""
    closed = scene.rows("disputes_accepted")[scene.date("disputes_resolved")]
    count = int((closed.isna() | (closed >= pd.Timestamp(scene.window.end) + pd.Timedelta(days=1))).sum())
    return (scene.word("dispute_days.still_open", count=count),) if count else ()
