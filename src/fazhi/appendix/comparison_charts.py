"""Which charts stand in the comparison: above the table of an indicator, in the overview, and beside the trends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from fazhi.appendix.comparison_context import ComparisonContext, Row, has_value, is_judged
from fazhi.appendix.comparison_tables import judged_year
from fazhi.catalogue.indicator import AnyIndicator, Count
from fazhi.charts import Chart, Missing
from fazhi.charts.comparison import control_chart, funnel, heat_table, ranked_dots, slope, small_multiples, spine
from fazhi.comparison import funnel_limits
from fazhi.comparison.monthly import like_the_newest, monthly_counts
from fazhi.indicators import control_limits
from fazhi.publish.blocks import Figure, Table

FEWEST_IN_FUNNEL = 10
MOST_PROFILES = 20  # townships of which each has a spine chart
MOST_CONTROL, FEW = 6, 3  # control charts; townships of which each has its own
OUTSIDE_998 = 0.002  # at most, of months in which nothing happened but chance
BY_MONTH = "poisson"  # counts of events are watched by month


def of_indicator(context: ComparisonContext, indicator: AnyIndicator) -> Iterator[Figure]:
    """Ranked dots, a funnel from ten townships on, and the years side by side; nothing of what was never judged."""
    for rows in _apart(context.rows(indicator)):
        if not any(map(is_judged, rows)):
            continue
        year = judged_year(context, indicator)
        newest = [row for row in rows if row["year"] == year]
        if any(map(is_judged, newest)):
            yield from _figures(context, ranked_dots(newest, language=context.language, catalogue=context.catalogue))
            yield from _funnel(context, indicator, newest)
        years = len({row["year"] for row in rows if has_value(row)})
        if years == 2:
            yield from _figures(context, slope(rows, language=context.language, catalogue=context.catalogue))
        elif years > 2:
            yield from _figures(context, small_multiples(rows, language=context.language, catalogue=context.catalogue))


def of_all(context: ComparisonContext) -> Iterator[Figure]:
    """A heat table of the newest year with a judgement, then each township's profile in it."""
    judged = [row for row in context.records if is_judged(row)]
    if not judged:
        return
    year = max(row["year"] for row in judged)
    ids = {row["indicator"] for row in judged if row["year"] == year}
    for rows in _apart(row for row in context.records if row["year"] == year and row["indicator"] in ids):
        yield from _figures(context, heat_table(rows, language=context.language, catalogue=context.catalogue))
        townships = sorted({row["township"] for row in rows if has_value(row)})
        if len(townships) > MOST_PROFILES:
            continue
        for township in townships:
            drawn = spine(rows, township, language=context.language, catalogue=context.catalogue)
            yield from _figures(context, drawn)


def of_months(context: ComparisonContext) -> Iterator[Figure]:
    """Control charts of events by month since the newest break: of every township where few are compared, else of those with a month
    beyond its limits, which are the more, the more are looked at: each says among how many it was chosen, and how many chance alone
    would show.
    """
    watched = list(_watched(context))
    chosen = watched if len(context.townships) <= FEW else [one for one in watched if one.beyond.any()]
    months = sum(int(one.limits["value"].notna().sum()) for one in watched)
    fill = {
        "series": len(watched), "months": months, "found": sum(bool(one.beyond.any()) for one in watched),
        "drawn": min(len(chosen), MOST_CONTROL), "expected": f"{OUTSIDE_998 * months:.1f}",
    }  # fmt: skip
    for one in chosen[:MOST_CONTROL]:
        drawn = control_chart(
            one.limits, one.township, one.indicator.id, context.language, context.catalogue, synthetic=one.synthetic
        )
        for figure in _figures(context, drawn):
            yield replace(figure, notes=(*figure.notes, context.word("note.control_chosen", **fill)))


@dataclass(frozen=True)
class _Watched:
    """The months of one indicator in one township with their control limits; ``beyond``: which lie outside those of 99.8 %."""

    indicator: Count
    township: str
    synthetic: bool
    limits: pd.DataFrame
    beyond: pd.Series


def _watched(context: ComparisonContext) -> Iterator[_Watched]:
    for indicator in context.indicators:
        if not isinstance(indicator, Count) or indicator.interval != BY_MONTH:
            continue
        for township in context.townships:
            own = like_the_newest(row for row in context.rows(indicator) if row["township"] == township)
            months = monthly_counts(context.found.site.outputs, own)
            limits = control_limits(months) if len(months) else None
            if limits is None or not limits["centre"].gt(0).all():  # a baseline without events sets no limits
                continue
            beyond = (limits["value"] > limits["upper_998"]) | (limits["value"] < limits["lower_998"])
            yield _Watched(indicator, township, bool(own[0]["synthetic"]), limits, beyond)


def _apart(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows of real and of synthetic ledgers apart: they are not compared with each other, and not drawn on one scale."""
    held: dict[bool, list[Row]] = {False: [], True: []}
    for row in rows:
        held[bool(row["synthetic"])].append(row)
    yield from (own for own in held.values() if any(map(has_value, own)))


def _funnel(context: ComparisonContext, indicator: AnyIndicator, rows: list[Row]) -> Iterator[Figure]:
    common = (row["benchmark"] for row in rows if row["benchmark_kind"] in ("pooled", "external"))
    pooled = {benchmark for benchmark in common if not math.isnan(benchmark)}
    if len(pooled) != 1 or sum(map(has_value, rows)) < FEWEST_IN_FUNNEL:
        return
    per_thousand = indicator.kind == "per_thousand"
    family = "proportion" if indicator.kind == "proportion" else "rate"
    limits = partial(_limits, family, pooled.pop(), 1000.0 if per_thousand else 1.0)
    spread = context.spread(indicator, rows[0]["year"])
    told = next((row for row in spread if row["synthetic"] == rows[0]["synthetic"]), None)
    drawn = funnel(
        rows, limits, language=context.language, catalogue=context.catalogue,
        phi=None if told is None or pd.isna(told["phi"]) else float(told["phi"]),
        tau2=None if told is None or pd.isna(told["tau2"]) else float(told["tau2"]),
        too_narrow=told is not None and told["note"] == "limits_too_narrow",
    )  # fmt: skip
    yield from _figures(context, drawn)


def _limits(family: str, benchmark: float, per: float, sizes: Iterable[float]) -> pd.DataFrame:
    return funnel_limits(family, benchmark, sizes, per)  # type: ignore[arg-type]


def _figures(context: ComparisonContext, drawn: tuple[Chart, ...] | Missing) -> Iterator[Figure]:
    """The pages of a chart as numbered figures; nothing of a chart that could not be drawn, for its table tells why."""
    mixed = context.catalogue.word("charts.heading.indicator", context.language)  # numbers of several kinds in a column
    for chart in () if isinstance(drawn, Missing) else drawn:
        even = mixed not in chart.data.columns
        data = Table.from_frame(chart.data, title=chart.title, language=context.language, even=even)
        yield Figure(
            context.next_figure(), chart.title, chart.svg, chart.alt, context.word("source"), chart.notes, data, language=context.language
        )  # fmt: skip
