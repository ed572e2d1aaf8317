"""Dispersion, rank ranges, quantile classes and multiplicity."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from fazhi.comparison.dispersion import dispersion
from fazhi.comparison.estimate import Estimate, pooled
from fazhi.comparison.multiplicity import adjusted, chance_of_a_false_flag, expected_false_flags
from fazhi.comparison.ranks import quantile_classes, rank_ranges

PARTS = st.lists(
    st.integers(10, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=10, max_size=40
)


def proportions(parts) -> list[Estimate]:
    return [Estimate("proportion", x, n) for x, n in parts]


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
        assert round(chance_of_a_false_flag(20, 0.95), 2) == 0.64
        assert round(chance_of_a_false_flag(20, 0.998), 3) == 0.039
        assert math.isclose(expected_false_flags(1200, 0.95), 60) and math.isclose(
            expected_false_flags(1200, 0.998), 2.4
        )

    @given(st.lists(st.floats(1e-9, 1), min_size=1, max_size=40))
    def test_adjusted_p_values_agree_with_statsmodels(self, p_values):
        assert adjusted(p_values) == pytest.approx(multipletests(p_values, method="fdr_bh")[1], rel=1e-9)

    def test_of_no_tests_there_is_nothing_to_adjust(self):
        assert adjusted([]) == []
