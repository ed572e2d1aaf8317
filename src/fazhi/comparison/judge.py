"""One indicator, one year, all townships: each value judged against its benchmark, or the reason why it is not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fazhi.catalogue.indicator import AnyIndicator
from fazhi.comparison.decide import LARGE_SHARE, Category, Decision, against_rest, against_value, category
from fazhi.comparison.estimate import PER_THOUSAND, Estimate, pooled
from fazhi.comparison.multiplicity import Chances, chances_against_rest, chances_against_value, chances_of_median
from fazhi.comparison.ranks import quantile_classes, rank_ranges
from fazhi.indicators.intervals import FEW, SMALL, SMALLEST_MEDIAN, Interval

Row = Mapping[str, Any]
UNRELIABLE_EVENTS = 16  # below, the relative standard error 1/√x of a count is above 25 %
FEWEST_EVENTS = 5  # two counts that together hold fewer say nothing about their ratio
CLOSE = 1e-9

# Kinds whose numbers are complete registers or one's own activity: shown, never judged.
UNJUDGED = {
    "stock": "stock", "expiring": "stock", "count": "activity", "sum": "activity", "date": "date",
    "coverage": "full_register", "reference": "reference",
}  # fmt: skip
DESCRIBED = {"", "stock", "activity", "full_register", "no_interval", "no_benchmark", "few_events"}


@dataclass(frozen=True)
class Judgement:
    """What is said of one row: see the columns of the comparison's table. ``chances``: of a flag if it did not differ."""

    reason: str = ""
    category: Category = "not_compared"
    level: str = ""
    benchmark: float = math.nan
    benchmark_kind: str = ""
    pooled: float = math.nan
    share: float = math.nan
    intervals: tuple[Interval, Interval] | None = None
    ranks: tuple[int, int] | None = None
    quantile: int | None = None
    reliability: str = ""
    chances: Chances | None = None


def estimate_of(row: Row, indicator: AnyIndicator) -> Estimate | str:
    """The estimate behind a row, or the reason why there is none. Medians have none: see ``given_intervals``."""
    if indicator.interval == "wilson":
        return _estimate("proportion", row["numerator"], row["denominator"], 1.0, row["value"])
    if indicator.interval == "poisson" and indicator.kind == "per_thousand":
        return _estimate("rate", row["numerator"], row["denominator"], PER_THOUSAND, row["value"])
    if indicator.interval == "poisson":
        return _estimate("rate", row["value"], 1.0, 1.0, row["value"])
    return UNJUDGED.get(indicator.kind, "no_interval")  # such as mediators per 1,000: as complete as their register


def _estimate(family: Any, events: float, size: float, per: float, value: float) -> Estimate | str:
    if math.isnan(events) or math.isnan(size):
        return "no_counts"
    whole = events == int(events) >= 0 and size > 0
    if family == "proportion":
        whole = whole and size == int(size) and events <= size
    if not whole or abs(per * events / size - value) > CLOSE * max(1.0, abs(value)):
        return "inconsistent_counts"
    return Estimate(family, int(events), size, per)


def given_intervals(row: Row) -> tuple[Interval, Interval] | None:
    """The intervals that the results themselves give; for medians, which cannot be had from x and n."""
    ends = [None if math.isnan(row[name]) else row[name] for name in ("lower_95", "upper_95", "lower_998", "upper_998")]
    if ends[0] is None or ends[1] is None:
        return None
    return Interval(ends[0], ends[1]), Interval(ends[2], ends[3])


def without_interval(row: Row) -> str:
    """Why a median has no interval: too few cases for one, or it is not given out (a public edition)."""
    return "suppressed" if row["denominator"] >= SMALLEST_MEDIAN else "small_numbers"


def judge(rows: Sequence[Row], indicator: AnyIndicator, external: float | None) -> list[Judgement]:
    """A judgement on each row, in their order: one indicator and year, ledgers all synthetic or none.

    ``external`` is a fixed benchmark in the unit of the value; without one the townships' pooled value is it.
    """
    estimates: dict[int, Estimate] = {}
    judgements = []
    for number, row in enumerate(rows):
        reason, reliability = row["reason"], ""
        if indicator.interval != "order_statistic":
            found = estimate_of(row, indicator)
            if isinstance(found, str):
                reason = reason or found
            else:
                reliability = _reliability(found, indicator)
                if not reason:
                    estimates[number] = found
        judgements.append(Judgement(reason, intervals=given_intervals(row), reliability=reliability))
    for number, row in enumerate(rows):
        if number in estimates:
            judgements[number] = _of_estimate(estimates[number], indicator, list(estimates.values()), external)
        elif not judgements[number].reason:
            judgements[number] = _of_median(row, indicator, external)
    return _with_classes(_with_ranks(judgements, estimates, indicator), rows)


def _of_estimate(own: Estimate, indicator: AnyIndicator, members: list[Estimate], external: float | None) -> Judgement:
    """One estimate among those that may be compared, itself included."""
    raw_count = indicator.kind != "per_thousand" and own.family == "rate"
    everyone = None if raw_count else pooled(members)
    said = Judgement(reliability=_reliability(own, indicator))
    if everyone is not None and len(members) > 1:
        said = replace(said, pooled=everyone.value, share=own.size / everyone.size)
    if said.reliability in ("", "low_events"):
        said = replace(said, intervals=own.intervals)
    if reason := too_few(own):
        return replace(_beside(said, external), reason=reason)
    if external is not None:
        said = replace(said, benchmark_kind="external", chances=chances_against_value(own, external))
        return _decided(said, against_value(own.intervals, external), external, indicator)
    if everyone is None:
        return replace(said, reason="raw_count")
    if len(members) < 2:
        return replace(said, reason="no_benchmark")
    if own.family == "rate" and everyone.events < FEWEST_EVENTS:
        return replace(_beside(said, None), reason="few_events")
    if said.share <= LARGE_SHARE and len(members) > 2:  # of two each is the other's rest: one test, one answer
        said = replace(said, benchmark_kind="pooled", chances=chances_against_value(own, everyone.value))
        return _decided(said, against_value(own.intervals, everyone.value), everyone.value, indicator)
    rest = Estimate(own.family, everyone.events - own.events, everyone.size - own.size, own.per)
    said = replace(said, benchmark=rest.value, benchmark_kind="rest")
    if own.family == "proportion" and rest.size < SMALL:
        return replace(said, reason="rest_too_small")
    said = replace(said, chances=chances_against_rest(own, rest))
    return _decided(said, against_rest(own, rest), rest.value, indicator)


def _beside(said: Judgement, external: float | None) -> Judgement:
    """The benchmark to be shown beside a value that is not judged."""
    if external is not None:
        return replace(said, benchmark=external, benchmark_kind="external")
    return said if math.isnan(said.pooled) else replace(said, benchmark=said.pooled, benchmark_kind="pooled")


def _decided(said: Judgement, decision: Decision, benchmark: float, indicator: AnyIndicator) -> Judgement:
    found = category(decision.direction, indicator.polarity)
    return replace(said, category=found, level=decision.level, benchmark=benchmark)


def _reliability(own: Estimate, indicator: AnyIndicator) -> str:
    """``few`` below five cases, ``low`` below ten, ``low_events`` below sixteen events of a rate; else empty.

    A bare count of events stands for nothing but itself: however small, it is what was registered.
    """
    if own.family == "rate":
        return "low_events" if indicator.kind == "per_thousand" and own.events < UNRELIABLE_EVENTS else ""
    return "few" if own.size < FEW else "low" if own.size < SMALL else ""


def too_few(own: Estimate) -> str:
    """The reason why a proportion of so few cases is not judged; empty where it is."""
    if own.family == "rate" or own.size >= SMALL:
        return ""
    return "few_cases" if own.size < FEW else "small_numbers"


def _of_median(row: Row, indicator: AnyIndicator, external: float | None) -> Judgement:
    """A median: with its order-statistic interval against a fixed benchmark only, for medians cannot be pooled."""
    bounds = given_intervals(row)
    said = Judgement(intervals=bounds)
    if bounds is None:
        return replace(said, reason=without_interval(row), reliability="low")
    if external is None:
        return replace(said, reason="no_pooled_median")
    said = replace(said, benchmark_kind="external", chances=chances_of_median(row["denominator"]))
    return _decided(said, against_value(bounds, external), external, indicator)


def _with_ranks(said: list[Judgement], estimates: Mapping[int, Estimate], indicator: AnyIndicator) -> list[Judgement]:
    """Rank ranges among the estimates that are judged; the first rank is the best, or without polarity the highest."""
    ranked = [number for number in estimates if not said[number].reason and indicator.kind != "count"]
    if len(ranked) < 2:
        return said
    ranges = rank_ranges([estimates[number] for number in ranked], indicator.polarity != "low")
    found = dict(zip(ranked, ranges, strict=True))
    return [replace(one, ranks=found.get(number)) for number, one in enumerate(said)]


def _with_classes(said: list[Judgement], rows: Sequence[Row]) -> list[Judgement]:
    """Fifths of the values that may at least be set side by side, 1 the lowest."""
    shown = [n for n, one in enumerate(said) if one.reason in DESCRIBED and not math.isnan(rows[n]["value"])]
    found = dict(zip(shown, quantile_classes([rows[n]["value"] for n in shown]), strict=True))
    return [replace(one, quantile=found.get(number)) for number, one in enumerate(said)]
