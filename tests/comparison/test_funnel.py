"""Funnel limits: the published ones, and that they and the decision rule never disagree."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fazhi.comparison import funnel_limits
from fazhi.comparison.decide import against_value
from fazhi.comparison.estimate import Estimate, pooled

LEVELS = {"95": ("lower_95", "upper_95"), "99.8": ("lower_998", "upper_998")}


def seen_in_funnel(estimate: Estimate, benchmark: float) -> tuple[int, str]:
    """What a reader of the funnel sees: on which side of which lines the point lies."""
    limits = funnel_limits(estimate.family, benchmark, [estimate.size], estimate.per).iloc[0]
    found = (0, "")
    for level, (lower, upper) in LEVELS.items():
        if side := int(estimate.value > limits[upper]) - int(estimate.value < limits[lower]):
            found = (side, level)
    return found


@pytest.mark.parametrize(
    ("population", "lower_95", "upper_95", "lower_998", "upper_998"),
    [
        (1, 3.204264, 100, 0, 100), (10, 56.154344, 100, 42.032590, 100),
        (75, 71.700657, 89.584239, 66.544121, 94.740774), (598, 77.475765, 83.809131, 75.649608, 85.635287),
        (1699, 78.763743, 82.521152, 77.680336, 83.604560), (4818, 79.526814, 81.758082, 78.883452, 82.401444),
        (13669, 79.980099, 81.304797, 79.598137, 81.686759), (110000, 80.408963, 80.875933, 80.274317, 81.010578),
    ],
)  # fmt: skip
def test_limits_of_proportions_are_the_published_ones(population, lower_95, upper_95, lower_998, upper_998):
    """PHEindicatormethods v2.1.0 (Public Health England), test data of ``calculate_funnel_limits``, 303 areas."""
    limits = funnel_limits("proportion", 0.806424478571495, [population]).iloc[0] * 100
    for found, published in zip(limits.iloc[1:], (lower_95, upper_95, lower_998, upper_998), strict=True):
        assert math.isclose(found, published, rel_tol=1e-6, abs_tol=1e-6)


def test_the_rule_flags_the_areas_that_the_published_funnel_of_rates_flags():
    """PHEindicatormethods v2.1.0, test data of ``assign_funnel_significance``: crude rates of 39 areas."""
    with (Path(__file__).parent / "phe_rates.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    areas = [Estimate("rate", int(row["count"]), float(row["population"]), 100_000) for row in rows]
    everyone = pooled(areas)
    words = {(1, "99.8"): "High (0.001)", (1, "95"): "High (0.025)", (0, ""): "Not significant",
             (-1, "95"): "Low (0.025)", (-1, "99.8"): "Low (0.001)"}  # fmt: skip
    found = [against_value(area.intervals, everyone.value) for area in areas]
    assert [words[one.direction, one.level] for one in found] == [row["significance"] for row in rows]
    assert [seen_in_funnel(area, everyone.value) for area in areas] == [(one.direction, one.level) for one in found]


@given(st.data(), st.integers(1, 4000), st.integers(1, 4000))
def test_funnel_and_rule_put_a_proportion_into_the_same_category(data, cases, benchmark_cases):
    own = Estimate("proportion", data.draw(st.integers(0, cases)), cases)
    benchmark = data.draw(st.integers(0, benchmark_cases)) / benchmark_cases
    limits = funnel_limits("proportion", benchmark, [cases]).iloc[0]
    on_a_line = min(abs(own.value - limits[end]) for ends in LEVELS.values() for end in ends) < 1e-12
    assume(not on_a_line or benchmark in (0, 1))  # a point on the very line is on either side by a rounding error
    decision = against_value(own.intervals, benchmark)
    assert seen_in_funnel(own, benchmark) == (decision.direction, decision.level)


@given(st.integers(0, 3000), st.integers(50, 200_000), st.floats(0, 50))
def test_funnel_and_rule_put_a_rate_into_the_same_category(events, residents, benchmark):
    own = Estimate("rate", events, residents, 1000)
    decision = against_value(own.intervals, benchmark)
    assert seen_in_funnel(own, benchmark) == (decision.direction, decision.level)


@given(st.floats(0.001, 40), st.integers(100, 100_000))
def test_limits_of_rates_hold_the_benchmark_and_widen_with_the_level(benchmark, residents):
    limits = funnel_limits("rate", benchmark, [residents], 1000).iloc[0]
    assert 0 <= limits["lower_998"] <= limits["lower_95"] <= benchmark <= limits["upper_95"] <= limits["upper_998"]


def test_a_benchmark_that_no_value_can_have_is_refused():
    with pytest.raises(ValueError, match="no benchmark"):
        funnel_limits("proportion", 1.2, [10])
