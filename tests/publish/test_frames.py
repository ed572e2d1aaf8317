"""Ordinary frames in outputs: their HTML read back into tables."""

import pandas as pd

from fazhi.publish import frames


def texts(table):
    return [[cell.text for cell in row] for row in table.cells]


def test_a_displayed_frame_becomes_a_table():
    frame = pd.DataFrame({"镇": ["双合", "鹤<b>城"], "件": [1, 25]})
    (table,) = frames.tables_in(frame.to_html(), "zh")
    assert [head.label for head in table.heads] == ["", "镇", "件"]
    assert [head.align for head in table.heads] == ["right", "left", "right"]
    assert texts(table) == [["0", "双合", "1"], ["1", "鹤<b>城", "25"]]
    assert table.header_columns == 1


def test_spans_of_a_multi_index_are_filled_in():
    index = pd.MultiIndex.from_product([["甲", "乙"], [2021, 2022]])
    columns = pd.MultiIndex.from_tuples([("件", "受理"), ("件", "成功"), ("率", "")])
    frame = pd.DataFrame([[1, 2, 3]] * 4, index=index, columns=columns)
    (table,) = frames.tables_in(frame.to_html(), "zh")
    assert [row[:2] for row in texts(table)] == [
        ["甲", "2021"],
        ["甲", "2022"],
        ["乙", "2021"],
        ["乙", "2022"],
    ]
    assert [head.group for head in table.heads][2:] == ["件", "件", None]
    assert table.header_columns == 2


def test_html_without_a_table_has_none_and_its_scripts_are_no_text():
    assert frames.tables_in("<div>x</div><table></table>", "zh") == []
    assert frames.text_in("<div>x<script>bad()</script> <b>y</b></div>") == "x y"


def test_absurd_spans_are_bounded():
    (table,) = frames.tables_in("<table><tr><td rowspan='-1' colspan='999999999'>x</td></tr></table>", "zh")
    assert len(table.heads) == 1000
