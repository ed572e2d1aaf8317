"""Control limits of monthly counts: exact Poisson limits around a baseline that stays."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fazhi.indicators import control_limits


def monthly(events, start="2020-01", **more):
    months = pd.period_range(start, periods=len(events), freq="M").astype(str)
    return pd.DataFrame({"month": months, "events": events, **more})


def cumulative(count, mean):
    """Poisson distribution function by its definition, a second implementation."""
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(int(count) + 1))


@settings(max_examples=40)
@given(st.lists(st.integers(0, 60), min_size=12, max_size=30).filter(lambda held: sum(held[:12]) > 0))
def test_beyond_a_limit_lies_at_most_the_tail_and_the_limit_is_the_tightest(events):
    found = control_limits(monthly(events)).iloc[0]
    assert found["centre"] == pytest.approx(sum(events[:12]) / 12, rel=1e-12)
    for name, tail in (("95", 0.025), ("998", 0.001)):
        low, high, mean = found[f"lower_{name}"], found[f"upper_{name}"], found["centre"]
        assert (cumulative(low - 1, mean) if low else 0.0) < tail + 1e-9
        assert cumulative(low, mean) >= tail - 1e-9
        assert 1 - cumulative(high, mean) <= tail + 1e-9
        assert high == 0 or 1 - cumulative(high - 1, mean) > tail - 1e-9


def test_limits_agree_with_the_exact_interval_of_a_count():
    """A second way: the limit is where the chi-square form of the Poisson tail (Garwood) passes the mean."""
    found = control_limits(monthly([20] * 12)).iloc[0]
    for name, tail in (("95", 0.025), ("998", 0.001)):
        assert (
            stats.chi2.ppf(tail, 2 * (found[f"upper_{name}"] + 1)) / 2
            >= 20
            > stats.chi2.ppf(tail, 2 * found[f"upper_{name}"]) / 2
        )


def test_a_published_table_of_exact_limits():
    """Poisson tables: mean 10, P(X ≤ 3) = 0.010336, P(X ≤ 4) = 0.029253, P(X ≤ 16) = 0.972958, P(X ≤ 17) = 0.985722."""
    found = control_limits(monthly([10] * 12)).iloc[0]
    assert (found["lower_95"], found["upper_95"]) == (4, 17)
    assert cumulative(3, 10) == pytest.approx(0.010336, abs=5e-7) and cumulative(16, 10) == pytest.approx(
        0.972958, abs=5e-7
    )


def test_the_baseline_is_fixed():
    short, long = control_limits(monthly([5] * 12)), control_limits(monthly([5] * 12 + [50] * 6))
    assert short["centre"][0] == long["centre"].unique().item() == 5
    assert long["baseline"].tolist() == [True] * 12 + [False] * 6


def test_the_baseline_may_be_chosen():
    found = control_limits(monthly([1] * 12 + [9] * 12), ("2021-01", "2021-12"))
    assert found["centre"].unique().tolist() == [9]


def test_exposure_scales_the_limits():
    found = control_limits(monthly([10] * 12, exposure=[1000.0] * 6 + [2000.0] * 6))
    rate = 120 / 18000
    assert found["centre"][0] == pytest.approx(rate, rel=1e-12)
    assert found["upper_95"][0] * 1000 == pytest.approx(stats.poisson.ppf(0.975, rate * 1000))
    assert found["upper_95"][11] * 2000 == pytest.approx(stats.poisson.ppf(0.975, rate * 2000))


def test_absent_months_are_there_without_a_value_and_order_does_not_matter():
    frame = monthly([4] * 14).drop(index=[5])
    found = control_limits(frame.sample(frac=1, random_state=1))
    assert found["month"].tolist() == monthly([4] * 14)["month"].tolist()
    assert np.isnan(found["events"][5]) and found.equals(control_limits(frame))


@pytest.mark.parametrize("events", [[1.5] * 12, [-1] * 12])
def test_what_is_no_count_is_refused(events):
    with pytest.raises(ValueError, match="whole numbers"):
        control_limits(monthly(events))


def test_a_month_given_twice_and_an_empty_exposure_are_refused():
    frame = monthly([1] * 12)
    with pytest.raises(ValueError, match="2020-01"):
        control_limits(pd.concat([frame, frame.head(1)]))
    with pytest.raises(ValueError, match="exposure"):
        control_limits(frame.assign(exposure=0.0))


def test_no_events_in_the_baseline_give_limits_of_zero_and_no_months_no_limits():
    assert control_limits(monthly([0] * 12))["centre"].unique().tolist() == [0]
    assert control_limits(monthly([np.nan] * 12))["centre"].isna().all()


def test_without_any_month_there_is_nothing_to_control():
    with pytest.raises(ValueError, match="no month"):
        control_limits(pd.DataFrame({"month": [], "events": []}))
