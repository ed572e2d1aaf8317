"""How tables fit the printed page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.publish import layout
from fazhi.publish.blocks import Cell, Column, Table


def table(*columns, rows=3):
    """A table whose columns hold the given texts in every row."""
    return Table(1, "t", [Column(f"c{i}", "列") for i in range(len(columns))], [columns] * rows)


def test_a_small_table_stands_upright_in_large_type_and_is_not_stretched():
    fit = layout.fit(table("邻里纠纷", "54"))
    assert (fit.turned, fit.size) == (False, 10.5)
    assert sum(fit.widths) < 0.7 * layout.UPRIGHT


def test_long_texts_ask_for_smaller_type_and_then_a_turned_page():
    fits = [layout.fit(table(*["说" * length] * 6, rows=12)) for length in (6, 16, 24)]
    assert [fit.turned for fit in fits] == [False, False, True]
    assert [fit.size for fit in fits] == [10.5, 9.0, 9.0]


def test_a_table_that_finds_room_on_an_upright_page_is_not_turned():
    """A turned page ends the page before it and is ended by what follows: two pages half empty for a few rows."""
    few, many = (layout.fit(table(*["说" * 24] * 6, rows=rows)) for rows in (3, 12))
    assert (few.turned, few.size) == (False, 9.0)
    assert many.turned


def test_numbers_are_never_broken():
    numbers = [Column(f"n{i}", "数", "right") for i in range(7)]
    fit = layout.fit(Table(1, "t", ["名", *numbers], [["很长的名称" * 20, *["1,234,567"] * 7]]))
    needed = layout._measure("1,234,567") * fit.size / 2
    assert all(width - 2 * layout.INSET >= needed - 0.1 for width in fit.widths[1:])


def test_no_word_of_a_heading_runs_into_the_next_column():
    heads = ["Duplicate", "Other year", "Benchmark", "Numerator", "Denominator", "Townships"]
    columns = [Column("long", "列"), *(Column(head, head, "right") for head in heads)]
    fit = layout.fit(Table(1, "t", columns, [["文" * 90, *["1"] * len(heads)]] * 3))
    for head, width in zip(heads, fit.widths[1:], strict=True):
        longest = max(layout._measure(word) for word in head.split()) * layout.BOLD * fit.size / 2
        assert width - 2 * layout.INSET >= longest - 0.1, head


def test_given_weights_share_out_the_air():
    columns = [Column("a", "甲", width=1), Column("b", "乙", width=3)]
    fit = layout.fit(Table(1, "t", columns, [["短", "短"]]))
    assert fit.widths[1] > 2 * fit.widths[0]


def test_the_widths_are_those_that_need_the_least_paper():
    """One long text among many short ones must not wrap the short ones of every row."""
    rows = [["2022-12-31（时点）", "说明"]] * 15 + [["2022-12-31（时点）", "说明文字" * 40]]
    fit = layout.fit(Table(1, "t", ["a", "b"], rows))
    assert fit.widths[0] - 2 * layout.INSET >= layout._measure(rows[0][0]) * fit.size / 2 - 0.1


def test_long_tables_take_smaller_type_to_save_pages():
    assert layout.fit(table("甲", "乙", rows=10)).size == 10.5
    assert layout.fit(table("甲", "乙", rows=60)).size == 9.0


def test_small_tables_are_kept_whole_and_large_ones_are_not():
    assert layout.fit(table("甲", "乙", rows=4)).whole
    assert not layout.fit(table("甲", "乙", rows=20)).whole
    assert not layout.fit(Table(1, "t", ["a"], [["x"]], notes=["很长的注释" * 60] * 8)).whole


def test_a_status_mark_has_room():
    plain, marked = (layout.fit(table("x" * 20, Cell("无法核对", status=status))) for status in (None, "unknown"))
    assert marked.widths[1] > plain.widths[1]


def test_a_status_mark_stays_on_the_line_of_the_word_that_it_marks():
    cells = [[*["many words in a cell"] * 7, Cell("consistent (looks rounded)", status="good")]] * 3
    fit = layout.fit(Table(1, "t", [Column(f"c{i}", "列") for i in range(8)], cells))
    assert fit.widths[-1] - 2 * layout.INSET >= layout._measure("✓ consistent") * fit.size / 2 - 0.1


def test_only_rows_that_are_tall_anyway_may_break():
    assert not layout.fit(table("短", "文" * 60)).tall
    assert layout.fit(table("短", "文" * 900)).tall


def test_the_height_of_a_row_is_known_where_it_takes_one_line_for_sure():
    rows = [["短", "文" * 60], ["短", "短"], ["甲\n乙", "短"], ["", Cell("", status="muted")]]
    fit = layout.fit(Table(1, "t", ["a", "b"], rows))
    assert fit.heights == (None, fit.size + layout.ROW_AIR, None, fit.size + layout.ROW_AIR)


def test_a_name_over_several_rows_makes_none_of_them_high():
    rows = [["文" * 100, f"{place}" * 90] for place in range(4)]
    apart, together = (layout.fit(Table(1, "t", ["a", "b"], rows, header_columns=named)) for named in (1, 2))
    assert (apart.spans, together.spans) == ((1, 1, 1, 1), (4, 0, 0, 0))
    assert together.widths[0] < apart.widths[0]


def test_rows_that_may_break_over_pages_each_have_their_name():
    fit = layout.fit(Table(1, "t", ["a", "b"], [["甲", "文" * 900]] * 3, header_columns=2))
    assert fit.tall and fit.spans == (1, 1, 1)


@pytest.mark.parametrize("columns", [12, 25])
def test_many_columns_still_fit(columns):
    fit = layout.fit(table(*["2022-01-01至2022-12-31"] * columns))
    assert fit.turned
    assert sum(fit.widths) <= layout.TURNED + 1


def test_a_table_without_rows_has_a_layout_too():
    fit = layout.fit(Table(1, "t", ["很长的列名称" * 3] * 14, []))
    assert sum(fit.widths) <= layout.TURNED + 1


@given(
    st.lists(st.text(max_size=80), min_size=1, max_size=30),
    st.sampled_from(["left", "right"]),
    st.none() | st.floats(0.1, 10),
)
def test_no_table_is_wider_than_the_page(texts, align, weight):
    columns = [Column(f"c{i}", text[:9], align, weight) for i, text in enumerate(texts)]
    fit = layout.fit(Table(1, "t", columns, [texts]))
    assert len(fit.widths) == len(texts)
    assert min(fit.widths) > 0
    assert sum(fit.widths) <= (layout.TURNED if fit.turned else layout.UPRIGHT) + 0.1 * len(texts)
