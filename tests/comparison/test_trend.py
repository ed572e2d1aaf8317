"""The tests behind the arrows, against published results and statsmodels."""

import math
from fractions import Fraction

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import Table

from fazhi.comparison.trend import CRITICAL, trend_of_proportions, trend_of_values

FIVE_PARTS = st.lists(
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=5, max_size=5
)


def test_the_line_is_drawn_at_the_published_value():
    assert math.isclose(CRITICAL, stats.chi2.ppf(0.998, 1), rel_tol=1e-12)


def test_a_trend_of_proportions_has_the_published_chi_square():
    """Fingertips, test data of the trend marker: χ² = 47.9 over 2014–2018."""
    trend = trend_of_proportions([994, 1023, 1199, 1332, 1367], [40299, 41527, 42811, 44064, 44701])
    assert round(trend.chi2, 2) == 47.9 and trend.direction == 1


def test_a_trend_of_values_has_the_published_chi_square():
    """Fingertips, test data of the trend marker: χ² = 46.77 over 2014–2018, from values and 95 % limits."""
    values, lower = [24.67, 24.6, 28, 30.2, 30.6], [23.16, 23.15, 26.44, 28.63, 28.98]
    upper = [26.25, 26.19, 29.64, 31.9, 32.25]
    trend = trend_of_values(values, [(u - low) / 3.92 for low, u in zip(lower, upper, strict=True)])
    assert round(trend.chi2, 2) == 46.77 and trend.direction == 1


def test_values_without_a_published_trend_have_none():
    values, lower = [20.5506, 19.5952, 19.0349, 21.3966, 18.4372], [18.1803, 17.3444, 16.8421, 19.0918, 16.2925]
    upper = [23.1427, 22.0602, 21.4394, 23.8975, 20.7941]
    trend = trend_of_values(values, [(u - low) / 3.92 for low, u in zip(lower, upper, strict=True)])
    assert trend.chi2 < CRITICAL and trend.direction == 0


def test_a_year_known_far_better_than_the_others_leaves_the_chi_square_exact():
    """A difference of two large sums would lose the small one: here it was wrong in the fourth digit."""
    values, errors = [854, 467, 413], [444, 489, Fraction(1, 1000)]
    weights = [1 / Fraction(error) ** 2 for error in errors]
    years = range(3)
    middle, level = (sum(w * x for w, x in zip(weights, of, strict=True)) / sum(weights) for of in (years, values))
    across = sum(w * (t - middle) * (v - level) for w, t, v in zip(weights, years, values, strict=True))
    exact = across**2 / sum(w * (t - middle) ** 2 for w, t in zip(weights, years, strict=True))
    assert math.isclose(trend_of_values(values, [float(error) for error in errors]).chi2, exact, rel_tol=1e-9)


@given(FIVE_PARTS)
def test_proportions_agree_with_statsmodels(parts):
    """N·r² of the 2 × k table is χ²; statsmodels' ordinal test has the variance with N − 1, so χ² = z²·N/(N−1)."""
    r, n = zip(*parts, strict=True)
    total = sum(n)
    assume(0 < sum(r) < total)
    trend = trend_of_proportions(r, n)
    table = np.array([[x, m - x] for x, m in parts])
    score = Table(table, shift_zeros=False).test_ordinal_association(np.arange(1, 6), np.array([1, 0])).zscore
    assert math.isclose(trend.chi2, score**2 * total / (total - 1), rel_tol=1e-6, abs_tol=1e-9)


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 20)), min_size=5, max_size=9))
def test_values_agree_with_weighted_least_squares_of_statsmodels(points):
    values, errors = zip(*points, strict=True)
    trend = trend_of_values(values, errors)
    years = sm.add_constant(np.arange(1, len(values) + 1))
    fit = sm.WLS(values, years, weights=1 / np.square(errors)).fit(cov_type="fixed scale", cov_kwds={"scale": 1.0})
    assert math.isclose(trend.slope, fit.params[1], rel_tol=1e-6, abs_tol=1e-8)
    assert math.isclose(trend.chi2, fit.tvalues[1] ** 2, rel_tol=1e-6, abs_tol=1e-8)


def test_a_year_in_which_all_succeed_does_no_harm():
    trend = trend_of_proportions([60, 70, 80, 90, 100], [100] * 5)
    assert trend.direction == 1 and math.isfinite(trend.chi2)


def test_a_slope_that_one_year_makes_is_no_trend():
    trend = trend_of_proportions([300, 301, 301, 300, 400], [500] * 5)
    assert trend.chi2 > CRITICAL and not trend.steady and trend.direction == 0


def test_without_variance_there_is_nothing_to_test():
    with pytest.raises(ValueError, match="all or none"):
        trend_of_proportions([25] * 5, [25] * 5)
    with pytest.raises(ValueError, match="positive"):
        trend_of_values([1, 2, 3, 4, 5], [1, 1, 0, 1, 1])


def test_two_years_show_no_trend():
    """Without one of them nothing is left to hold a slope."""
    for test in (trend_of_proportions, trend_of_values):
        with pytest.raises(ValueError, match="2 years"):
            test([1, 2], [5, 5])
