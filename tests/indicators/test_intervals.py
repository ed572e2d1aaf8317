"""Confidence intervals against published tables and a second implementation."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from fazhi.indicators.intervals import LEVELS, median, poisson, wilson


@pytest.mark.parametrize(
    ("part", "whole", "lower", "upper"),
    [  # Newcombe 1998, Statistics in Medicine 17:857–872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_published_values(part, whole, lower, upper):
    bounds = wilson(part, whole, 0.95)
    assert (round(bounds.lower, 4), round(bounds.upper, 4)) == (lower, upper)


@given(whole=st.integers(1, 5000), data=st.data(), level=st.sampled_from(LEVELS))
def test_wilson_agrees_with_statsmodels_and_contains_the_proportion(whole, data, level):
    part = data.draw(st.integers(0, whole))
    bounds = wilson(part, whole, level)
    lower, upper = proportion_confint(part, whole, alpha=1 - level, method="wilson")
    assert math.isclose(bounds.lower, lower, rel_tol=1e-6, abs_tol=1e-12)
    assert math.isclose(bounds.upper, upper, rel_tol=1e-6)
    assert 0 <= bounds.lower <= part / whole <= bounds.upper <= 1


@pytest.mark.parametrize("whole", [7, 25, 77])
def test_wilson_ends_exactly_at_one_when_all_succeed_and_at_zero_when_none_do(whole):
    assert wilson(whole, whole, 0.95).upper == 1.0
    assert wilson(0, whole, 0.95).lower == 0.0


def test_wilson_of_no_cases_is_no_interval():
    assert wilson(0, 0, 0.95).lower is None


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (2, 0.242, 7.225), (5, 1.623, 11.668), (9, 4.115, 17.085)],
)
def test_small_counts_have_the_exact_limits_of_the_standard_table(events, lower, upper):
    """Garwood 1936; Breslow & Day 1987, table 2.10 (the same values, rounded)."""
    bounds = poisson(events, 0.95)
    assert (round(bounds.lower, 3), round(bounds.upper, 3)) == (lower, upper)


@given(events=st.integers(0, 9), level=st.sampled_from(LEVELS))
def test_exact_counts_agree_with_statsmodels(events, level):
    bounds = poisson(events, level)
    lower, upper = confint_poisson(events, 1, method="exact-c", alpha=1 - level)
    assert math.isclose(bounds.lower, lower, rel_tol=1e-6, abs_tol=1e-12)
    assert math.isclose(bounds.upper, upper, rel_tol=1e-6)


@given(events=st.integers(10, 100_000), level=st.sampled_from(LEVELS))
def test_byar_stays_near_the_exact_limits_and_contains_the_count(events, level):
    bounds = poisson(events, level)
    lower, upper = confint_poisson(events, 1, method="exact-c", alpha=1 - level)
    near = 0.0018 if level == 0.95 else 0.016
    assert abs(bounds.lower / lower - 1) < near and abs(bounds.upper / upper - 1) < near
    assert bounds.lower < events < bounds.upper


def test_byar_uses_the_count_plus_one_for_its_upper_limit():
    """x = 10: 10(1 − 1/90 − z/3√10)³ and 11(1 − 1/99 + z/3√11)³, worked by hand with z = 1.959964."""
    bounds = poisson(10, 0.95)
    assert math.isclose(bounds.lower, 10 * (1 - 1 / 90 - 1.959963985 / (3 * math.sqrt(10))) ** 3, rel_tol=1e-8)
    assert math.isclose(bounds.upper, 11 * (1 - 1 / 99 + 1.959963985 / (3 * math.sqrt(11))) ** 3, rel_tol=1e-8)


@given(st.lists(st.integers(0, 400), min_size=6, max_size=200))
def test_the_median_lies_in_its_interval_and_scipy_agrees(days):
    bounds = median(days, 0.95)
    middle = sorted(days)
    centre = (middle[(len(days) - 1) // 2] + middle[len(days) // 2]) / 2
    assert bounds.lower <= centre <= bounds.upper
    reference = stats.quantile_test(days, q=0, p=0.5).confidence_interval(0.95)
    assert (bounds.lower, bounds.upper) == (reference.low, reference.high)


def test_below_six_values_the_median_has_no_interval():
    assert median([1, 2, 3, 4, 5], 0.95).lower is None


@pytest.mark.parametrize(("part", "whole"), [(6, 5), (-1, 5), (1, 0)])
def test_what_is_no_proportion_has_no_interval_and_says_so(part, whole):
    with pytest.raises(ValueError, match="no proportion"):
        wilson(part, whole, 0.95)


def test_fewer_events_than_none_are_no_count():
    with pytest.raises(ValueError, match="no count"):
        poisson(-1, 0.95)
