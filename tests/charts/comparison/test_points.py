"""The comparison's table is read strictly: what a chart cannot show rightly is refused, what must not show is gone."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.catalogue import load, rounded
from fazhi.charts.comparison import heat_table, ranked_dots
from fazhi.charts.comparison.points import COLUMNS, read
from fazhi.charts.comparison.select import benchmark_of


def points(frame):
    return read(frame, load(), "zh")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_that_is_not_there_is_named(make, column):
    with pytest.raises(ValueError, match=column):
        points(make().drop(columns=column))


def test_two_rows_for_the_same_cell_are_refused(make):
    frame = make()
    with pytest.raises(ValueError, match="more than one row"):
        points(pd.concat([frame, frame.head(1)]))


def test_a_frame_and_its_records_are_the_same_points(make):
    frame = make()
    assert points(frame) == points(frame.to_dict("records")) != ()


def test_of_records_a_column_that_is_not_there_is_named(make):
    with pytest.raises(ValueError, match="lower_95"):
        points(make().drop(columns="lower_95").to_dict("records"))


@pytest.mark.parametrize(("column", "value"), [("category", "best"), ("level", "90")])
def test_an_unknown_category_or_level_is_refused(make, column, value):
    with pytest.raises(ValueError, match=value):
        points(make().assign(**{column: value}))


@pytest.mark.parametrize("level", [99.8, "99.8"])
def test_a_level_may_be_a_number_or_a_text(make, level):
    assert {point.level for point in points(make().assign(level=level))} == {"99.8"}


def test_a_proportion_is_shown_in_percent(make_row, rate):
    (point,) = points(pd.DataFrame([make_row("东河镇", 2022, rate, 7, 100, 0.07)]))
    assert (point.value, point.benchmark, point.text) == (7.0, 7.0, "7.0%")


@pytest.mark.parametrize(
    ("x", "n", "words"),
    [(2, 4, "2/4"), (7, 8, "88%†"), (5, 40, "12%"), (15, 40, "38%"), (1, 400, "0.2%"), (400, 400, "100.0%")],
)
def test_small_numbers_are_told_as_the_house_tells_them(make_row, rate, x, n, words):
    (point,) = points(pd.DataFrame([make_row("东河镇", 2022, rate, x, n, None)]))
    assert point.text == words


def test_a_rate_of_one_case_among_many_residents_is_not_told_as_none(make_row):
    (point,) = points(pd.DataFrame([make_row("沙坪街道", 2022, "penalties_per_1000", 1, 240_614, None)]))
    assert point.text.startswith("0.004")


def test_nothing_of_a_suppressed_row_is_left(make):
    frame = make()
    frame["reason"] = "suppressed"
    (chart,) = [heat_table(frame)]
    assert chart.reason == "no_values"
    frame.loc[1:, "reason"] = ""
    (page,) = ranked_dots(frame)
    number = f"{frame['numerator'][0]:g}"
    hidden = page.data.iloc[-1]
    assert hidden.iloc[0] == frame["township"][0]
    assert hidden.drop(labels=[hidden.index[0], "基准", "比较结果"]).isna().all()
    assert any("× 不公开" in note for note in page.notes) and ">×<" in page.svg
    assert number not in page.alt


def test_a_value_of_another_period_is_stated_but_not_drawn(make, read):
    frame = make()
    frame.loc[3, ["reason", "category", "level"]] = ["window_differs", "not_compared", ""]
    (page,) = ranked_dots(frame)
    assert len(read(page.svg).marks()) == len(frame) - 1
    assert any(text.endswith("‡") for text in read(page.svg).texts)
    assert any("‡" in note for note in page.notes)
    assert page.data["数值"].notna().all()


def test_an_indicator_outside_the_catalogue_goes_by_its_id(make):
    (page,) = ranked_dots(make().assign(indicator="own_rate"))
    assert "own_rate" in page.title and page.section == ""


def test_the_common_benchmark_is_that_of_most(make):
    frame = make()
    assert benchmark_of(points(frame)) == pytest.approx(frame["benchmark"][0] * 100)
    frame.loc[0, "benchmark"] = 0.5
    assert benchmark_of(points(frame)) == pytest.approx(frame["benchmark"][1] * 100)
    frame["benchmark"] = [0.5 + place / 100 for place in range(len(frame))]
    assert benchmark_of(points(frame)) is None


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 3))
def test_rounding_is_once_from_the_exact_value_and_ties_go_to_even(x, n, decimals):
    exact = Fraction(x, n)
    shown = Fraction(rounded(exact, decimals))
    assert abs(shown - exact) * 2 * 10**decimals <= 1
    if abs(shown - exact) * 2 * 10**decimals == 1:
        assert shown * 10**decimals % 2 == 0


def test_a_rate_of_few_events_is_marked_as_in_the_table_and_says_why(make_row):
    """† of a rate is another remark than † of a proportion, which is not compared."""
    rows = [
        {**make_row("东河镇", 2022, "disputes_per_1000", 4, 8000, 0.5), "reliability": "low_events"},
        {**make_row("西河镇", 2022, "disputes_per_1000", 40, 8000, 5.0), "reliability": ""},
    ]
    assert [point.text for point in points(pd.DataFrame(rows))] == ["0.50†", "5.00"]
    (chart,) = ranked_dots(pd.DataFrame(rows))
    assert any("件数不足16" in note for note in chart.notes) and not any("不足10例" in note for note in chart.notes)
    (chart,) = ranked_dots(pd.DataFrame(rows[1:]))
    assert not any("†" in note for note in chart.notes)
