"""Trends of each township and indicator: over the newest unbroken years that can be compared, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator
from fazhi.comparison.decide import category
from fazhi.comparison.estimate import Estimate
from fazhi.comparison.judge import estimate_of, given_intervals, too_few, without_interval
from fazhi.comparison.match import shape
from fazhi.comparison.multiplicity import adjusted
from fazhi.comparison.rows import records
from fazhi.comparison.trend import POINTS, Trend, trend_of_proportions, trend_of_values
from fazhi.indicators.intervals import Interval

COLUMNS = [
    "township", "indicator", "arrow", "category", "reason", "years", "slope", "chi2", "p", "p_adjusted", "synthetic",
]  # fmt: skip
ARROWS = {1: "↑", -1: "↓", 0: "–"}
# A number that is not comparable with other townships may still be comparable with its own earlier ones.
USABLE = {"", "definition_break", "window_differs"}
Z_WIDTH = 3.92  # twice 1.96: a 95 % interval is so many standard errors wide


@dataclass(frozen=True)
class _Point:
    year: int
    estimate: Estimate | None
    interval: Interval
    value: float


def trend_frame(observations: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """One row a township and indicator, columns ``COLUMNS``; the observations must be complete and in order.

    ``category``: ``better``, ``worse``, ``higher``, ``lower``, ``no_change``, ``constant`` or ``not_computed``, the
    last always with its reason. ``p_adjusted`` is p by Benjamini–Hochberg among the townships of the indicator, those
    with synthetic ledgers among themselves.
    """
    rows: list[dict[str, Any]] = []
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for observation in records(observations):
        groups.setdefault((observation["indicator"], observation["township"]), []).append(observation)
    for (indicator, township), group in groups.items():
        found = _row(group, catalogue.indicators.get(indicator))
        rows.append({"township": township, "indicator": indicator, **found})
    place = {id: number for number, id in enumerate(catalogue.indicators)}
    rows.sort(key=lambda row: (place.get(row["indicator"], len(place)), row["indicator"], row["township"]))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return _adjusted(frame.astype({"slope": "float64", "chi2": "float64", "p": "float64"}))


def _row(rows: Sequence[Mapping[str, Any]], indicator: AnyIndicator | None) -> dict[str, Any]:
    nothing = {"arrow": "", "category": "not_computed", "years": "", "slope": math.nan, "chi2": math.nan, "p": math.nan}
    nothing["synthetic"] = any(row["synthetic"] for row in rows)
    if indicator is None:
        return nothing | {"reason": "unknown_indicator"}
    if indicator.interval == "none":
        untested = estimate_of(rows[0], indicator)
        return nothing | {"reason": untested if isinstance(untested, str) else "no_interval"}
    points, cut = newest_run(rows, indicator)
    years = f"{points[0].year}-{points[-1].year}" if len(points) > 1 else "".join(str(p.year) for p in points)
    if len(points) < POINTS:
        return nothing | {"reason": cut, "years": years}
    return nothing | _tested(points, indicator) | {"years": years}


def newest_run(rows: Sequence[Mapping[str, Any]], indicator: AnyIndicator) -> tuple[list[_Point], str]:
    """The newest years in a row that can be compared, at most five, oldest first; and what ended the row.

    The row begins with the newest year of all: where that one has no usable value, there is no recent trend. What
    ends it is ``gap`` (a year without a usable value), ``few_cases`` or ``small_numbers`` (a value of too few cases to
    be judged), ``series_break`` (an office counts otherwise since), ``window_changes``, ``synthetic_mixed``, or
    ``too_few_years`` when nothing ended it but the first year.
    """
    by_year = {row["year"]: row for row in rows}
    told = {year: _point(row, indicator) for year, row in by_year.items()}
    points = {year: point for year, point in told.items() if isinstance(point, _Point)}
    newest = max(by_year)
    if newest not in points:
        return [], _absence(told[newest], bool(points))
    year, run, cut = newest, [points[newest]], "too_few_years"
    while len(run) < POINTS and year > min(by_year):
        before, after = by_year.get(year - 1), by_year[year]
        if before is None or year - 1 not in points:
            cut = _absence(told.get(year - 1), min(points) < year)
            break
        if reason := _apart(before, after):
            cut = reason
            break
        year -= 1
        run.insert(0, points[year])
    return run, cut


def _apart(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if before["series"] != after["series"]:
        return "series_break"
    if before["synthetic"] != after["synthetic"]:
        return "synthetic_mixed"
    shapes = {shape(row["window_start"], row["window_end"], row["year"]) for row in (before, after)}
    return "window_changes" if len(shapes) > 1 else ""


def _absence(told: _Point | str | None, others: bool) -> str:
    """Why the row of years ends at one without a point; ``others``: there are usable years before it."""
    if isinstance(told, str) and told:
        return told
    return "gap" if others else "too_few_years"


def _point(row: Mapping[str, Any], indicator: AnyIndicator) -> _Point | str:
    """A year's point; where there is none the reason, empty where no value can be compared."""
    if row["reason"] not in USABLE:
        return ""
    if indicator.interval == "order_statistic":
        bounds = given_intervals(row)
        return without_interval(row) if bounds is None else _Point(row["year"], None, bounds[0], row["value"])
    estimate = estimate_of(row, indicator)
    if isinstance(estimate, str):
        return ""
    return too_few(estimate) or _Point(row["year"], estimate, estimate.intervals[0], estimate.value)


def _tested(points: Sequence[_Point], indicator: AnyIndicator) -> dict[str, Any]:
    """The test over enough points."""
    estimates = [p.estimate for p in points if p.estimate is not None]
    if len(estimates) == len(points):
        if all(e.events == 0 for e in estimates):
            return {"arrow": ARROWS[0], "category": "constant", "reason": "always_0"}
        if indicator.interval == "wilson" and all(e.events == e.size for e in estimates):
            return {"arrow": ARROWS[0], "category": "constant", "reason": "always_100"}
    if indicator.interval == "wilson":
        return _said(trend_of_proportions([e.events for e in estimates], [int(e.size) for e in estimates]), indicator)
    errors = [((p.interval.upper or 0.0) - (p.interval.lower or 0.0)) / Z_WIDTH for p in points]
    if not all(error > 0 for error in errors):
        return {"reason": "no_error"}
    return _said(trend_of_values([p.value for p in points], errors), indicator)


def _said(trend: Trend, indicator: AnyIndicator) -> dict[str, Any]:
    direction = trend.direction
    found = category(direction, indicator.polarity) if direction else "no_change"
    one_year = "" if direction or trend.steady or trend.p >= 0.002 else "one_year_decides"
    numbers = {"slope": trend.slope, "chi2": trend.chi2, "p": trend.p}
    return {"arrow": ARROWS[direction], "category": found, "reason": one_year, **numbers}


def _adjusted(frame: pd.DataFrame) -> pd.DataFrame:
    frame["p_adjusted"] = math.nan
    for _, group in frame[frame["p"].notna()].groupby(["indicator", "synthetic"], sort=False):
        frame.loc[group.index, "p_adjusted"] = adjusted(group["p"].tolist())
    return frame.astype({"p_adjusted": "float64", "synthetic": "bool"})
