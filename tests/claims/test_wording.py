"""What the wording of a published figure allows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.claims import allowed, looks_rounded
from fazhi.claims.wording import same_when_rounded


@pytest.mark.parametrize(
    ("said", "wording", "inside", "outside"),
    [
        ("25", "", ["25"], ["24", "26"]),
        ("6000", "达", ["6000"], ["5999", "6001"]),
        ("650", "余", ["651", "652", "659"], ["650", "660", "649"]),
        ("650", "达…余", ["652"], ["650"]),
        ("1600", "余", ["1601", "1699"], ["1600", "1700"]),
        ("12000", "多", ["12001", "12999"], ["12000", "13000"]),
        ("100", "近", ["0", "99", "100"], ["101"]),
        ("300", "约", ["285", "315"], ["284", "316"]),
        ("300", "左右", ["285", "315"], ["284"]),
        ("8", "等", ["8", "11"], ["7"]),
        ("50", "以上", ["50", "5000"], ["49"]),
        ("200", "超", ["200", "201"], ["199"]),
    ],
)
def test_the_range_of_each_wording(said, wording, inside, outside):
    span = allowed(Decimal(said), wording)
    assert all(span.holds(Decimal(value)) for value in inside)
    assert not any(span.holds(Decimal(value)) for value in outside)


@given(st.integers(1, 10**9))
def test_an_exact_figure_allows_itself_and_nothing_else(number):
    span = allowed(Decimal(number), "共")
    assert span.holds(Decimal(number)) and not span.holds(Decimal(number + 1))


@given(st.integers(1, 10**9))
def test_more_than_a_figure_never_allows_the_figure_itself(number):
    span = allowed(Decimal(number), "余")
    assert not span.holds(Decimal(number))
    assert span.upper - span.lower == 10 ** (len(str(number)) - len(str(number).rstrip("0")))


@pytest.mark.parametrize(
    ("said", "wording", "unit", "flag"),
    [("15000", "", "宗", True), ("6000", "达", "人次", True), ("7802", "", "宗", False), ("1600", "余", "份", False),
     ("100", "达", "%", False), ("538", "", "宗", False)],
)  # fmt: skip
def test_figures_that_look_rounded_are_flagged(said, wording, unit, flag):
    assert looks_rounded(Decimal(said), wording, unit) is flag


@pytest.mark.parametrize(
    ("exact", "said", "same"),
    [
        ("96.9359", "96.94", True),
        ("96.9359", "96.9", True),
        ("96.9359", "96.7", False),
        ("12.5", "12", True),
        ("12.5", "13", True),
    ],
)
def test_a_percentage_is_compared_at_the_decimals_it_was_published_with(exact, said, same):
    assert same_when_rounded(Decimal(exact), Decimal(said)) is same
