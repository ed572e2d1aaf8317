"""A published rate or interval gives its count back: so it is hidden with it."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from fazhi.disclosure import (
    audit,
    counts_of_interval,
    fractions_of_rate,
    knowledge,
    numerators_of_interval,
    numerators_of_rate,
    range_relations,
)
from fazhi.disclosure.rates import printed
from fazhi.indicators.intervals import poisson, wilson


@pytest.mark.parametrize(
    ("exact", "decimals", "text"),
    [
        (Fraction(25, 2), 0, "12"),
        (Fraction(27, 2), 0, "14"),
        (Fraction(35, 100), 1, "0.4"),
        (0.35, 1, "0.4"),
        (100.0, 1, "100.0"),
    ],
)
def test_numbers_are_printed_with_ties_to_even(exact, decimals, text):
    assert printed(exact, decimals) == text


@given(st.integers(1, 200), st.data())
def test_a_rate_with_one_decimal_and_its_denominator_below_a_thousand_is_the_numerator(denominator, data):
    numerator = data.draw(st.integers(0, denominator))
    rate = printed(Fraction(100 * numerator, denominator), 1)
    assert numerators_of_rate(rate, denominator, 1) == (numerator,)


def test_a_whole_percentage_of_many_leaves_several_numerators():
    assert numerators_of_rate("97", 1000, 0) == tuple(range(966, 975))  # 965 and 975 are ties that round to 96 and 98


def test_a_rate_alone_leaves_only_some_fractions():
    assert fractions_of_rate("96.7", 1, 60) == ((29, 30), (58, 60))


@given(st.integers(1, 60), st.data(), st.sampled_from([0.95, 0.998]))
@settings(max_examples=30)
def test_a_wilson_interval_with_its_denominator_is_the_numerator(denominator, data, level):
    numerator = data.draw(st.integers(0, denominator))
    bounds = wilson(numerator, denominator, level)
    shown = tuple(printed(end * 100, 1) for end in (bounds.lower, bounds.upper))
    assert numerators_of_interval(*shown, denominator, 1, level) == (numerator,)


@pytest.mark.parametrize("denominator", [5, 17, 40])
def test_intervals_of_a_second_implementation_give_the_same_numerators(denominator):
    for numerator in range(1, denominator):
        ends = proportion_confint(numerator, denominator, alpha=0.05, method="wilson")
        shown = tuple(printed(float(end) * 100, 1) for end in ends)
        assert numerators_of_interval(*shown, denominator, 1) == (numerator,)


@given(st.integers(0, 80))
@settings(max_examples=30)
def test_the_interval_of_a_count_is_the_count(count):
    bounds = poisson(count, 0.95)
    shown = tuple(printed(end, 1) for end in (bounds.lower, bounds.upper))
    assert counts_of_interval(*shown, 1, 100) == (count,)


def test_an_interval_left_standing_beside_a_mark_opens_it(make):
    """The mutation: the count is hidden, its interval is not."""
    cells = make.counts({"x": 3})
    bounds = poisson(3, 0.95)
    counts = counts_of_interval(printed(bounds.lower, 1), printed(bounds.upper, 1), 1, 50)
    assert audit(knowledge(cells, ()), {make.cell("x")})["safe"].all()
    told = range_relations(make.cell("x"), counts)
    found = audit(knowledge(cells, told), {make.cell("x")}).iloc[0]
    assert (found["lower"], found["upper"], found["safe"]) == (3, 3, False)
