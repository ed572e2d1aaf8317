"""Observations of many township-years → the comparison: one table, trends, dispersion, multiplicity."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from fazhi.catalogue import ReaderError
from fazhi.catalogue.definitions import Catalogue
from fazhi.catalogue.indicator import AnyIndicator
from fazhi.comparison.decide import JUDGED
from fazhi.comparison.dispersion import FEWEST_AREAS, Dispersion, dispersion
from fazhi.comparison.estimate import Estimate, pooled
from fazhi.comparison.judge import Judgement, estimate_of, judge
from fazhi.comparison.match import with_matched_windows
from fazhi.comparison.multiplicity import stated
from fazhi.comparison.observations import KEY, complete
from fazhi.comparison.rows import records
from fazhi.comparison.trends import trend_frame

TABLE = [
    "township", "year", "indicator", "kind", "unit", "value", "numerator", "denominator", "lower_95", "upper_95",
    "lower_998", "upper_998", "benchmark", "benchmark_kind", "category", "level", "reason", "rank_low", "rank_high",
    "reliability", "synthetic", "day", "low", "high", "pooled", "share", "quantile", "status", "window_start",
    "window_end", "series", "break_reason",
]  # fmt: skip
DISPERSION = ["indicator", "year", "k", "phi", "tau2", "note", "synthetic"]
MULTIPLICITY = [
    "indicator", "year", "compared", "flagged_95", "flagged_998", "expected_95", "any_95", "expected_998", "any_998",
    "synthetic",
]  # fmt: skip
WHOLE = ["rank_low", "rank_high", "quantile"]


class BenchmarkError(ReaderError):
    """A fixed benchmark that no value of its indicator could have."""

    code = 2


@dataclass(frozen=True, eq=False)
class Comparison:
    """What can be said of townships and years side by side; every frame in the catalogue's order, then year, township.

    ``table`` (columns ``TABLE``): a row an indicator, year and township. ``category`` is ``better``, ``worse``,
    ``higher``, ``lower``, ``similar`` or ``not_compared``, the last always with a ``reason``; ``level`` "95", "99.8"
    or "". ``benchmark_kind``: ``pooled`` (all townships together), ``rest`` (all others, for one that is more than
    20 % of all), ``external`` or "". ``pooled`` is the pooled value in either case, ``share`` the township's part of
    its denominator. ``rank_low`` and ``rank_high``: first and last rank that it can have. ``quantile``: fifth, 1 the
    lowest. ``low`` and ``high`` bound approximate counts. ``trends``, ``dispersion`` and ``multiplicity``: see
    ``fazhi.comparison.trends``, ``DISPERSION`` and ``MULTIPLICITY``.
    """

    table: pd.DataFrame
    trends: pd.DataFrame
    dispersion: pd.DataFrame
    multiplicity: pd.DataFrame
    benchmark: Mapping[str, float]


def compare(
    observations: pd.DataFrame,
    catalogue: Catalogue,
    benchmark: Mapping[str, float] | None = None,
    as_collected: bool = False,
) -> Comparison:
    """Compare the townships of each indicator and year, and the years of each township.

    ``observations``: of a frame made by hand only ``township``, ``year``, ``indicator``, ``value`` and, for proportions and rates,
    ``numerator`` and ``denominator`` are needed; ``as_collected`` says that they are those of ``collect``, untouched. ``benchmark``: a fixed
    value by indicator id, in the unit of its value (a proportion 0–1); the townships' pooled value where there is
    none. Synthetic ledgers are compared among themselves only. The order of the rows does not matter. Raises
    ``BenchmarkError`` and ``ValueError`` (a column is missing).
    """
    fixed = dict(sorted((benchmark or {}).items()))
    check_benchmarks(fixed, catalogue)
    full = observations if as_collected else complete(observations, catalogue)
    timeless = {indicator.id for indicator in catalogue.indicators.values() if indicator.kind == "reference"}
    matched = with_matched_windows(full, timeless)
    rows: list[dict[str, Any]] = []
    spread: list[list[Any]] = []
    for (id, year, synthetic), members in _groups(matched).items():
        indicator = catalogue.indicators.get(id)
        if indicator is None:
            said = [Judgement(row["reason"]) for row in members]
        else:
            said = judge(members, indicator, fixed.get(id))
        judged = [_table_row(row, one) for row, one in zip(members, said, strict=True)]
        rows += judged
        if indicator is not None:
            spread += _dispersion_rows(judged, indicator, id, year, synthetic)
    rows = _ordered(rows, matched)
    table = _table(rows)
    frame = pd.DataFrame(spread, columns=DISPERSION).astype({"phi": "float64", "tau2": "float64"})
    return Comparison(table, trend_frame(full, catalogue), frame, _multiplicity(rows), fixed)


def _groups(frame: pd.DataFrame) -> dict[tuple[str, int, bool], list[dict[Any, Any]]]:
    """What is judged together: the townships of one indicator and year, synthetic ledgers among themselves."""
    groups: dict[tuple[str, int, bool], list[dict[Any, Any]]] = {}
    for row in records(frame):
        groups.setdefault((row["indicator"], row["year"], row["synthetic"]), []).append(row)
    return groups


def check_benchmarks(fixed: Mapping[str, float], catalogue: Catalogue) -> None:
    """Raises ``BenchmarkError`` for an indicator that has no benchmark, and for a value that it cannot take."""
    for id, value in fixed.items():
        indicator = catalogue.indicators.get(id)
        if indicator is None or indicator.interval == "none":
            raise BenchmarkError("comparison.benchmark_unknown", indicator=id)
        highest = 1.0 if indicator.interval == "wilson" else math.inf
        if not 0 <= value <= highest or math.isinf(value):
            raise BenchmarkError("comparison.benchmark_out_of_range", indicator=id, value=value)


def _table_row(row: Mapping[Any, Any], said: Judgement) -> dict[str, Any]:
    ends = dict.fromkeys(("lower_95", "upper_95", "lower_998", "upper_998"), math.nan)
    if said.intervals is not None and said.reliability not in ("few", "low"):
        bounds = [end for interval in said.intervals for end in (interval.lower, interval.upper)]
        ends = {name: math.nan if end is None else end for name, end in zip(ends, bounds, strict=True)}
    first, last = said.ranks or (None, None)
    return {**row, **ends, "reason": said.reason, "category": said.category, "level": said.level,
            "benchmark": said.benchmark, "benchmark_kind": said.benchmark_kind, "pooled": said.pooled,
            "share": said.share, "rank_low": first, "rank_high": last, "quantile": said.quantile,
            "reliability": said.reliability, "chances": said.chances}  # fmt: skip


def _ordered(rows: list[dict[str, Any]], order: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows in the order of the observations."""
    place = {key: number for number, key in enumerate(zip(*(order[name] for name in KEY), strict=True))}
    return sorted(rows, key=lambda row: place[tuple(row[name] for name in KEY)])


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The table of the rows, whole numbers as such."""
    frame = pd.DataFrame(rows, columns=TABLE)
    types = dict.fromkeys(WHOLE, "Int64") | dict.fromkeys(("benchmark", "pooled", "share"), "float64")
    return frame.astype(types)


def _dispersion_rows(
    judged: list[dict[str, Any]], indicator: AnyIndicator, id: str, year: int, synthetic: bool
) -> Iterator[list[Any]]:
    """φ and τ² of one indicator and year, where values of townships are pooled at all."""
    if indicator.kind not in ("proportion", "per_thousand") or indicator.interval == "none":
        return
    found = [estimate_of(row, indicator) for row in judged if row["reason"] in _POOLED]
    estimates = [estimate for estimate in found if isinstance(estimate, Estimate)]
    if not estimates:
        return
    spread = dispersion(estimates, pooled(estimates).value)
    yield [id, year, spread.areas, spread.phi, spread.tau2, _note(spread), synthetic]


_POOLED = {"", "few_cases", "small_numbers", "no_benchmark", "few_events", "rest_too_small"}


def _note(spread: Dispersion) -> str:
    if spread.areas < FEWEST_AREAS:
        return "too_few_areas"
    return "limits_too_narrow" if spread.wide else ""


def _multiplicity(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """One row an indicator and year in which townships were compared; last those over all, their indicator empty.

    Synthetic ledgers have a last row of their own: their flags are no part of what is said of real townships.
    """
    groups: dict[tuple[str, int, bool], list[dict[str, Any]]] = {}
    for row in rows:
        if row["category"] in JUDGED:
            groups.setdefault((row["indicator"], row["year"], row["synthetic"]), []).append(row)
    found = [[id, year, *_flags([group]), synthetic] for (id, year, synthetic), group in groups.items()]
    for kind in sorted({synthetic for _, _, synthetic in groups}) or [False]:
        own = [group for (_, _, synthetic), group in groups.items() if synthetic == kind]
        found.append(["", None, *_flags(own), kind])
    return pd.DataFrame(found, columns=MULTIPLICITY).astype({"year": "Int64"})


def _flags(groups: list[list[dict[str, Any]]]) -> list[Any]:
    """Of townships that were compared together: how many there are, how many are flagged and how many would be by chance."""
    everyone = [row for group in groups for row in group]
    strict = sum(row["level"] == "99.8" for row in everyone)
    tests = [row["chances"] for group in groups for row in (group[:1] if _mirrored(group) else group)]
    loose = strict + sum(row["level"] == "95" for row in everyone)
    return [len(everyone), loose, strict, *stated([row["chances"] for row in everyone], tests)]


def _mirrored(group: list[dict[str, Any]]) -> bool:
    """Whether two townships are all there are: each is held against the other, so both tests are one."""
    return (
        len(group) == 2
        and all(row["benchmark_kind"] == "rest" for row in group)
        and math.isclose(sum(row["share"] for row in group), 1)
    )
