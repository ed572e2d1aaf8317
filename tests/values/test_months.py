"""Months of titles and names, and days without one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.values.months import Month, day_alone, month_alone, months_in, one_of


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3月", {Month(None, 3)}), ("三月份", {Month(None, 3)}), ("2023年12月普法台账", {Month(2023, 12)}), ("202303", {Month(2023, 3)}),
        ("2023.3", {Month(2023, 3)}), ("1月、3月", set()), ("1-3月", set()), ("截至11月", set()), ("3月5日", set()),
        ("3月初", set()), ("13月", set()), ("2023年", set()), ("第一季度", set()),
    ],
)  # fmt: skip
def test_a_title_says_a_month_that_is_no_part_of_a_span_or_a_day(text, months):
    assert months_in(text) == months


def test_months_that_differ_are_none():
    assert one_of({Month(None, 3), Month(2023, 3)}) == Month(2023, 3)
    assert one_of({Month(2022, 3), Month(2023, 3)}) is None and one_of(set()) is None


@pytest.mark.parametrize("cell", [0, 32, 5.5, True, "5月", "第5日", "3-5", None, "", float("nan"), 10**400])
def test_what_is_no_day_of_a_month_is_no_day_alone(cell):
    assert day_alone(cell) is None


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none(), st.dates()))
def test_no_cell_is_too_strange_to_be_asked(cell):
    assert day_alone(cell) in {None, *range(1, 32)} and len(month_alone(cell)) <= 40
