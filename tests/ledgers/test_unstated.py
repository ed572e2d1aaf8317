"""Words where a day or a number is asked for cost a row only where a count may rest on the cell."""

import pytest

INSPECTIONS = ["检查日期", "检查对象", "检查领域", "检查记录编号", "发现问题数", "复查日期"]


@pytest.fixture
def inspections(workbook, intake):
    def read(*rows):
        workbook("行政检查台账.xlsx", {"一": [INSPECTIONS, *rows]})
        return intake()

    return read


def test_a_row_counts_without_what_nothing_rests_on_and_is_told_of_once_a_column(inspections):
    found = inspections(
        ["2023-05-01", "甲店", "消防", "1号", "未统计", "已复查"],
        ["2023-05-02", "乙店", "消防", "2号", "不详", "待复查"],
        ["2023-05-03", "丙店", "消防", "3号", 2, "2023-05-20"],
    )
    table = found.tables["L05"]
    assert table["problems"].isna().tolist() == [True, True, False] and table["rechecked"].notna().tolist() == [
        False,
        False,
        True,
    ]
    told = [(p.reason, p.row, p.fill["column"], p.fill["rows"]) for p in found.problems]
    assert told == [("unstated", None, "发现问题数", ("2", "3")), ("unstated", None, "复查日期", ("2", "3"))]


@pytest.mark.parametrize(
    ("cell", "reason"), [("2023-05-32", "bad_date"), ("#N/A", "bad_date"), ("2月30日复查", "bad_date")]
)
def test_a_day_that_is_none_is_no_word(inspections, reasons, cell, reason):
    assert reasons(inspections(["2023-05-01", "甲店", "消防", "1号", 1, cell])) == [(2, reason)]


def test_words_in_a_column_that_is_added_up_or_dates_the_row_still_set_it_aside(workbook, intake, reasons):
    header = ["日期", "主题", "地点", "参加人数"]
    workbook("普法活动台账.xlsx", {"一": [header, ["2023-05-01", "甲", "乙", "若干"], ["近期", "丙", "丁", 3]]})
    assert reasons(intake()) == [(2, "bad_number"), (3, "bad_date")]


def test_a_number_that_nobody_wrote_down_is_wrong_everywhere(inspections, reasons):
    assert reasons(inspections(["2023-05-01", "甲店", "消防", "1号", "若干", "2023-05-20"])) == [(2, "bad_number")]
