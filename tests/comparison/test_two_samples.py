"""Difference of two proportions and ratio of two rates, against published values and statsmodels."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from fazhi.comparison.decide import against_rest
from fazhi.comparison.estimate import Estimate
from fazhi.comparison.two_sample import difference, ratio
from fazhi.indicators.intervals import LEVELS


def part(events: int, cases: int) -> Estimate:
    return Estimate("proportion", events, cases)


@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [  # Newcombe 1998, Statistics in Medicine 17:873–890, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_difference_has_newcombes_published_limits(first, second, lower, upper):
    bounds = difference(part(*first), part(*second), 0.95)
    assert (round(bounds.lower, 4), round(bounds.upper, 4)) == (lower, upper)


@given(st.data(), st.sampled_from(LEVELS))
def test_the_difference_agrees_with_statsmodels(data, level):
    n1, n2 = data.draw(st.integers(1, 3000)), data.draw(st.integers(1, 3000))
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    bounds = difference(part(x1, n1), part(x2, n2), level)
    expected = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=1 - level)
    assert math.isclose(bounds.lower, expected[0], rel_tol=1e-6, abs_tol=1e-9)
    assert math.isclose(bounds.upper, expected[1], rel_tol=1e-6, abs_tol=1e-9)


def test_the_ratio_has_the_limits_of_the_example_of_r():
    """``poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))`` of R's manual: 0.8584264 to 4.2772659."""
    bounds = ratio(Estimate("rate", 11, 800), Estimate("rate", 21, 3011), 0.95)
    assert math.isclose(bounds.lower, 0.8584264, rel_tol=1e-6)
    assert math.isclose(bounds.upper, 4.2772659, rel_tol=1e-6)


@given(
    st.integers(0, 400),
    st.integers(0, 400),
    st.integers(100, 90_000),
    st.integers(100, 90_000),
    st.sampled_from(LEVELS),
)
def test_at_its_limits_the_ratio_is_just_rejected_by_the_exact_test_of_statsmodels(x1, x2, n1, n2, level):
    assume(x1 + x2 > 0)
    bounds = ratio(Estimate("rate", x1, n1), Estimate("rate", x2, n2), level)
    tail = (1 - level) / 2
    if x1:
        found = poisson_test(x1, n1, x2, n2, value=bounds.lower, method="exact-cond", alternative="larger")
        assert math.isclose(found.pvalue, tail, rel_tol=1e-6)
    else:
        assert bounds.lower == 0
    if x2:
        found = poisson_test(x1, n1, x2, n2, value=bounds.upper, method="exact-cond", alternative="smaller")
        assert math.isclose(found.pvalue, tail, rel_tol=1e-6)
    else:
        assert bounds.upper == math.inf


def test_no_event_at_all_gives_no_ratio():
    assert ratio(Estimate("rate", 0, 100), Estimate("rate", 0, 100), 0.95).lower is None


@given(st.data())
def test_a_difference_called_at_the_stricter_level_is_one_at_the_other_too(data):
    n1, n2 = data.draw(st.integers(1, 500)), data.draw(st.integers(1, 500))
    one, other = part(data.draw(st.integers(0, n1)), n1), part(data.draw(st.integers(0, n2)), n2)
    found, mirrored = against_rest(one, other), against_rest(other, one)
    assert (mirrored.direction, mirrored.level) == (-found.direction, found.level)
    if found.level == "99.8":
        assert difference(one, other, 0.95).lower > 0 or difference(one, other, 0.95).upper < 0
