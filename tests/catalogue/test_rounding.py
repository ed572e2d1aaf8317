"""Numbers are rounded as GB/T 8170-2008 has it, or by 四舍五入 where the catalogue says so."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.appendix.numerals import percent_text, value_text
from fazhi.catalogue import load, round_by, rounded, rounding
from fazhi.charts.wording import share
from fazhi.disclosure.rates import numerators_of_rate
from fazhi.indicators import Value, calendar_year

# The examples of the standard, 3.2 and 3.3: number, decimals, rounded.
STANDARD = [
    ("12.1498", 1, "12.1"),
    ("12.1498", 0, "12"),
    ("10.502", 0, "11"),
    ("1.050", 1, "1.0"),
    ("0.35", 1, "0.4"),
    ("-0.0365", 3, "-0.036"),
    ("-355.0", -1, "-3.6E+2"),
    ("-325", -1, "-3.2E+2"),
    ("15.4546", 0, "15"),
]


@pytest.mark.parametrize(("written", "decimals", "shown"), STANDARD)
def test_the_standards_examples_come_out_as_printed_there(written, decimals, shown):
    for exact in (Decimal(written), Fraction(written), float(written)):
        assert round_by("half_even", exact, decimals) == Decimal(shown)


@pytest.mark.parametrize(
    ("written", "decimals", "shown"), [("12.5", 0, "13"), ("1.050", 1, "1.1"), ("-0.0365", 3, "-0.037")]
)
def test_the_other_rule_takes_every_tie_away_from_zero(written, decimals, shown):
    for exact in (Decimal(written), Fraction(written), float(written)):
        assert round_by("half_up", exact, decimals) == Decimal(shown)


@given(st.fractions(-10_000, 10_000, max_denominator=2000), st.integers(0, 3))
def test_the_rules_differ_in_ties_only_and_no_number_moves_by_more_than_half_a_step(exact, decimals):
    even, up = (Fraction(round_by(rule, exact, decimals)) for rule in ("half_even", "half_up"))
    half = Fraction(1, 2 * 10**decimals)
    assert abs(even - exact) <= half and abs(up - exact) <= half
    assert (even == up) or abs(even - exact) == abs(up - exact) == half


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1999, 2000, "99.95%"), (1, 3000, "0.03%"), (2000, 2000, "100.0%"), (0, 2000, "0.0%"), (10**7 - 1, 10**7, "99.99999%"), (10**9 - 1, 10**9, "100.0%")],
)  # fmt: skip
def test_a_percentage_says_none_and_all_only_of_none_and_all(part, whole, shown):
    assert percent_text(part, whole) == share(part, whole) == shown


@pytest.mark.parametrize(
    ("events", "residents", "shown"), [(1, 240_614, "0.004"), (0, 240_614, "0.00"), (3, 13_614, "0.22")]
)
def test_a_rate_says_nothing_only_of_nothing(events, residents, shown):
    rate = Value(load().indicators["penalties_per_1000"], calendar_year(2022), 1000 * events / residents)
    assert value_text(rate, load(), "zh") == shown


def test_the_setting_holds_for_tables_charts_and_what_a_reader_can_conclude(monkeypatch):
    def shown():
        return str(rounded(Fraction(1, 8), 2)), percent_text(3, 24), share(3, 24), numerators_of_rate("12", 24, 0)

    assert shown() == ("0.12", "12%", "12%", (3,))
    other = replace(load(), numerals=load().numerals.model_copy(update={"rounding": "half_up"}))
    monkeypatch.setattr(rounding, "load", lambda: other)
    assert shown() == ("0.13", "13%", "13%", ())
