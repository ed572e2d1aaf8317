"""Days without a year are of the folder's; where the sheet's title or name says another, last year's copy may lie there, and it is told."""

import datetime as dt

import pytest

ROW = ["调1", "3月10日", "邻里", "甲某", "乙某", "3月20日", "调解成功"]


def notes(found):
    return [(p.fill["title"], p.fill["rows"]) for p in found.problems if p.reason == "no_year"]


def test_a_title_of_another_year_is_told_of_with_the_rows_that_have_none(disputes):
    title = "示例镇2022年人民调解案件登记台账"
    found = disputes([ROW, ["调2", "2023-03-11", *ROW[2:5], None, "调解成功"]], above=[[title]])
    assert notes(found) == [(title, ("3",))]
    assert found.tables["L14"]["accepted"].iloc[0] == dt.datetime(2023, 3, 10)


@pytest.mark.parametrize("title", ["台账（2022）", "2022年1月1日至12月31日台账", "调解案件（2022.01.01—2022.12.31）"])
def test_a_year_in_brackets_and_a_span_of_days_name_it_too(disputes, title):
    assert notes(disputes([ROW], above=[[title]])) == [(title, ("3",))]


@pytest.mark.parametrize(
    "title",
    [
        "2023年台账",
        "2022-2023年台账",
        "某司〔2022〕3号附件",
        "人民调解案件登记台账",
        "填报日期：2024.1.4",
        "2024年1月14日制",
    ],
)
def test_nothing_is_told_where_the_folders_year_or_none_is_said(disputes, title):
    assert not notes(disputes([ROW], above=[[title]]))


def test_the_sheets_name_goes_before_the_files(workbook, intake):
    header = ["日期", "主题", "地点"]
    workbook("2022年普法活动台账.xlsx", {"2023年": [header, ["3月1日", "甲", "乙"]]})
    workbook("普法活动台账.xlsx", {"2022年": [header, ["3月2日", "丙", "丁"]]})
    assert notes(intake()) == [("2022年", ("2",))]
