"""Dispersion, rank ranges, quantile classes and multiplicity."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from fazhi.comparison.decide import against_rest, against_value
from fazhi.comparison.dispersion import dispersion
from fazhi.comparison.estimate import Estimate, pooled
from fazhi.comparison.multiplicity import (
    adjusted,
    chance_of_a_false_flag,
    chances_against_rest,
    chances_against_value,
    chances_of_median,
    expected_false_flags,
)
from fazhi.comparison.ranks import quantile_classes, rank_ranges

PARTS = st.lists(
    st.integers(10, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=10, max_size=40
)


def proportions(parts) -> list[Estimate]:
    return [Estimate("proportion", x, n) for x, n in parts]


def assert_chances(found, levels, weights):
    """The chances are the sums of the weights of what is flagged at 95 % or beyond, and at 99.8 %."""
    wanted = [
        sum(w for level, w in zip(levels, weights, strict=True) if level in at) for at in (("95", "99.8"), ("99.8",))
    ]
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9)


class TestDispersion:
    @given(PARTS)
    def test_tau2_without_trimming_is_dersimonian_and_lairds(self, parts):
        """With the weighted mean as target Σz² is Cochran's Q, and τ² the moment estimate that statsmodels gives."""
        x, n = (np.array(column, float) for column in zip(*parts, strict=True))
        y, variance = np.arcsin(np.sqrt(x / n)), 1 / (4 * n)
        target = math.sin(np.average(y, weights=1 / variance)) ** 2
        found = dispersion(proportions(parts), target, trim=0)
        with np.errstate(divide="ignore", invalid="ignore"):  # statsmodels divides by τ² where it is not positive
            second = combine_effects(y, variance, method_re="dl")
        assert math.isclose(found.phi * len(parts), second.q, rel_tol=1e-6, abs_tol=1e-9)
        assert math.isclose(found.tau2, max(0, second.tau2), rel_tol=1e-6, abs_tol=1e-9)

    def test_trimming_draws_the_outer_tenth_to_the_deciles_as_funnelplotr_does(self):
        """FunnelPlotR's formulas for proportions, step by step: z, quantiles of type 7, Σz²/k."""
        parts = [
            (5, 50),
            (9, 60),
            (20, 80),
            (12, 90),
            (30, 100),
            (8, 40),
            (25, 70),
            (60, 120),
            (2, 55),
            (45, 65),
            (1, 30),
        ]
        p0 = sum(x for x, _ in parts) / sum(n for _, n in parts)
        z = sorted(2 * math.sqrt(n) * (math.asin(math.sqrt(x / n)) - math.asin(math.sqrt(p0))) for x, n in parts)
        lower, upper = z[1], z[9]  # of eleven values the deciles are the second and the tenth
        phi = sum(min(max(score, lower), upper) ** 2 for score in z) / 11
        w = [4 * n for _, n in parts]
        tau2 = (11 * phi - 10) / (sum(w) - sum(v * v for v in w) / sum(w))
        found = dispersion(proportions(parts), p0)
        assert math.isclose(found.phi, phi, rel_tol=1e-9) and math.isclose(found.tau2, tau2, rel_tol=1e-9)
        assert found.wide

    def test_rates_that_scatter_like_the_published_ones_are_called_so(self):
        with (Path(__file__).parent / "phe_rates.csv").open(encoding="utf-8") as file:
            areas = [Estimate("rate", int(r["count"]), float(r["population"]), 1000) for r in csv.DictReader(file)]
        found = dispersion(areas, pooled(areas).value, trim=0)
        assert 30 < found.phi < 36 and found.wide

    @pytest.mark.parametrize("share", [0.5, 0.8, 0.95, 0.976])
    def test_proportions_that_only_chance_parts_are_rarely_said_to_differ(self, share):
        """Twenty townships of 12 to 60 cases without any difference, 400 times: the words stand in about one of twenty."""
        sizes, chance = np.tile([12, 15, 20, 25, 30, 36, 45, 60, 18, 22], 2), np.random.default_rng(2022)
        told = [self.wide("proportion", chance.binomial(sizes, share), sizes) for _ in range(400)]
        assert 0.02 < np.mean(told) < 0.1

    @pytest.mark.parametrize("events", [0.5, 1, 2, 10, 50])
    def test_rates_that_only_chance_parts_are_rarely_said_to_differ(self, events):
        sizes, chance = np.full(20, 10_000), np.random.default_rng(2022)
        told = [self.wide("rate", chance.poisson(events, 20), sizes, 1000.0) for _ in range(400)]
        assert 0.02 < np.mean(told) < 0.09

    def test_real_differences_are_found_whatever_the_outer_tenth_is(self):
        chance, sizes = np.random.default_rng(2022), np.full(20, 200)
        told = [self.wide("proportion", chance.binomial(200, chance.uniform(0.4, 0.6, 20)), sizes) for _ in range(100)]
        assert np.mean(told) > 0.95

    @staticmethod
    def wide(family, events, sizes, per=1.0) -> bool:
        areas = [Estimate(family, int(x), float(n), per) for x, n in zip(events, sizes, strict=True)]
        return dispersion(areas, pooled(areas).value).wide

    def test_where_all_or_none_are_events_nothing_scatters(self):
        assert not self.wide("proportion", [10] * 10, [10] * 10) and not self.wide("rate", [0] * 10, [1000] * 10)

    def test_below_ten_areas_nothing_is_said(self):
        found = dispersion(proportions([(5, 10)] * 9), 0.5)
        assert (found.areas, found.phi, found.tau2) == (9, None, None)


class TestRanks:
    @given(PARTS, st.booleans())
    def test_the_place_of_the_value_itself_lies_in_the_range(self, parts, high):
        estimates = proportions(parts)
        for own, (first, last) in zip(estimates, rank_ranges(estimates, high), strict=True):
            before = sum((e.value > own.value) if high else (e.value < own.value) for e in estimates)
            assert 1 <= first <= before + 1 <= last <= len(estimates)

    @given(PARTS)
    def test_the_ranges_are_those_of_intervals_that_hold_together(self, parts):
        """Klein, Wright & Wieczorek 2020, counted anew with the intervals of statsmodels."""
        alpha = 1 - 0.95 ** (1 / len(parts))
        ends = [proportion_confint(x, n, alpha=alpha, method="wilson") for x, n in parts]
        behind = [sum(o[0] > own[1] + 1e-12 for o in ends) for own in ends]
        before = [sum(o[1] < own[0] - 1e-12 for o in ends) for own in ends]
        expected = [(1 + b, len(parts) - a) for b, a in zip(behind, before, strict=True)]
        assert rank_ranges(proportions(parts)) == expected

    def test_clear_differences_are_ranked_and_overlapping_ones_are_not(self):
        ranges = rank_ranges(proportions([(990, 1000), (500, 1000), (10, 1000)]))
        assert ranges == [(1, 1), (2, 2), (3, 3)]
        assert rank_ranges(proportions([(24, 25), (25, 25), (23, 25)])) == [(1, 3)] * 3

    def test_where_low_is_good_the_lowest_is_first(self):
        assert rank_ranges(proportions([(990, 1000), (10, 1000)]), best_is_high=False) == [(2, 2), (1, 1)]


class TestQuantiles:
    def test_deciles_are_those_published(self):
        """PHEindicatormethods v2.1.0, test data of ``phe_quantile``: 12 areas, the lowest class for the highest values."""
        values = [118.7460481, 131.2778276, 137.109864, 137.7256526, 138.9005229, 143.263302, 145.5966707, 146.6971262, 153.6912833,
                  155.763081, 157.1222286, 171.2170455]  # fmt: skip
        assert quantile_classes([-v for v in values], 10) == [10, 9, 8, 7, 6, 6, 5, 4, 3, 2, 1, 1]

    @given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.integers(2, 10))
    def test_the_formula_in_floating_point_gives_the_same_where_it_is_exact(self, values, classes):
        found = quantile_classes(values, classes)
        if len(values) < classes:
            assert found == [None] * len(values)
            return
        for value, own in zip(values, found, strict=True):
            rank = 1 + sum(other < value for other in values)
            steps = (len(values) + 1 - rank) * classes / len(values)
            assert own == max(1, classes + 1 - math.ceil(round(steps, 9)))

    def test_ties_share_the_lower_class(self):
        assert quantile_classes([1, 1, 1, 1, 9], 5) == [1, 1, 1, 1, 5]


class TestMultiplicity:
    def test_twenty_areas_raise_a_false_flag_more_often_than_not(self):
        assert round(chance_of_a_false_flag([0.05] * 20), 2) == 0.64
        assert round(chance_of_a_false_flag([0.002] * 20), 3) == 0.039
        assert math.isclose(expected_false_flags([0.05, 0.01]), 0.06)

    @given(st.integers(1, 150), st.one_of(st.sampled_from([0.0, 0.5, 0.976, 1.0]), st.floats(0.001, 0.999)))
    def test_the_chance_of_a_flag_is_that_of_every_count_that_the_rule_flags(self, cases, benchmark):
        counts = [Estimate("proportion", x, cases) for x in range(cases + 1)]
        assert_chances(
            chances_against_value(counts[0], benchmark), [against_value(e.intervals, benchmark).level for e in counts],
            stats.binom.pmf(range(cases + 1), cases, benchmark),
        )  # fmt: skip

    @given(st.integers(500, 60_000), st.floats(0.01, 5))
    def test_the_chance_of_a_rate_too(self, residents, benchmark):
        expected = benchmark * residents / 1000
        counts = [Estimate("rate", x, residents, 1000.0) for x in range(int(expected + 15 * math.sqrt(expected) + 40))]
        assert_chances(
            chances_against_value(counts[0], benchmark), [against_value(e.intervals, benchmark).level for e in counts],
            stats.poisson.pmf(range(len(counts)), expected),
        )  # fmt: skip

    @given(st.integers(10, 80), st.integers(10, 80), st.data())
    def test_the_chance_against_the_rest_is_that_of_every_split_of_the_events(self, own, rest, data):
        total = data.draw(st.integers(0, own + rest))
        splits = range(max(0, total - rest), min(total, own) + 1)
        pairs = [(Estimate("proportion", x, own), Estimate("proportion", total - x, rest)) for x in splits]
        assert_chances(
            chances_against_rest(*pairs[0]), [against_rest(*pair).level for pair in pairs],
            stats.hypergeom.pmf(splits, own + rest, total, own),
        )  # fmt: skip

    @given(st.integers(500, 9000), st.integers(500, 9000), st.integers(0, 90))
    def test_the_chance_of_a_rate_against_the_rest_too(self, own, rest, total):
        pairs = [
            (Estimate("rate", x, own, 1000.0), Estimate("rate", total - x, rest, 1000.0)) for x in range(total + 1)
        ]
        assert_chances(
            chances_against_rest(*pairs[0]), [against_rest(*pair).level for pair in pairs],
            stats.binom.pmf(range(total + 1), total, own / (own + rest)),
        )  # fmt: skip

    def test_of_few_cases_near_a_hundred_per_cent_the_levels_are_nominal(self):
        """97.6 % of 10 cases: two failures are beyond both limits, and chance makes them in 2.3 % of years, not in 5 or 0.2 %."""
        found = chances_against_value(Estimate("proportion", 10, 10), 0.976)
        assert found == pytest.approx([stats.binom.cdf(8, 10, 0.976)] * 2)
        assert round(found[1], 3) == 0.023

    def test_a_median_is_flagged_as_often_as_half_of_the_values_lie_beyond_its_interval(self):
        assert chances_of_median(6) == (2 * 0.5**6, 0.0)  # at 99.8 % six values give no interval
        assert chances_of_median(math.nan) == pytest.approx((0.05, 0.002))

    @given(st.lists(st.floats(1e-9, 1), min_size=1, max_size=40))
    def test_adjusted_p_values_agree_with_statsmodels(self, p_values):
        assert adjusted(p_values) == pytest.approx(multipletests(p_values, method="fdr_bh")[1], rel=1e-9)

    def test_of_no_tests_there_is_nothing_to_adjust(self):
        assert adjusted([]) == []
