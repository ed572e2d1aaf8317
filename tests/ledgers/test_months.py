"""Days without a month, in a sheet of one month or below a line that names one."""

import datetime as dt

import pytest

EVENTS = ["序号", "日期", "主题", "地点", "参加人数"]


@pytest.fixture
def days(workbook, intake):
    """The days of a publicity register: sheets by name, each the rows below ``above`` and the header."""

    def read(sheets, header=EVENTS, above=(), name="普法宣传活动台账.xlsx"):
        workbook(name, {title: [*above, header, *rows] for title, rows in sheets.items()})
        found = intake()
        events = found.tables.get("L15")
        return [] if events is None else events["date"].dt.strftime("%m-%d").tolist(), found

    return read


def event(day, topic="反诈"):
    return [1, day, topic, "广场", 30]


@pytest.mark.parametrize("day", [5, 5.0, "5", "5日", "05", "五日", "５号"])
@pytest.mark.parametrize("sheet", ["3月", "三月份", "2023年3月", "2023.3", "202303"])
def test_are_in_the_month_of_their_sheet(days, sheet, day):
    assert days({sheet: [event(day)]})[0] == ["03-05"]


def test_may_stand_below_日_alone_and_again_below_the_next_header(days):
    header = ["序号", "日", *EVENTS[2:]]
    rows = [event(5), header, event(28, "宪法"), ["3月小计", None, None, None, 60]]
    assert days({"3月": rows}, header)[0] == ["03-05", "03-28"]


def test_are_in_the_month_of_the_title_or_of_the_file(days):
    assert days({"一": [event(5)]}, above=[["示例镇2023年3月普法宣传活动台账"]])[0] == ["03-05"]
    assert days({"一": [event(6)]}, name="普法宣传活动台账4月.xlsx")[0][-1] == "04-06"


@pytest.mark.parametrize(
    ("sheet", "title"),
    [
        ("4月", "示例镇2023年3月普法宣传活动台账"),
        ("一", "示例镇2023年1-3月普法宣传活动台账"),
        ("一", "填报时间：2023年4月"),
        ("一", "示例镇2023年普法宣传活动台账"),
    ],
)
def test_are_no_dates_where_the_month_is_not_sure(days, sheet, title):
    found = days({sheet: [event(5)]}, above=[[title]])
    assert found[0] == [] and [(p.row, p.reason) for p in found[1].problems] == [(3, "bad_date")]


def test_are_in_the_month_of_the_last_line_above_them(days):
    rows = [["1月"], event(3), ["2月"], event(3, "宪法"), ["合计", None, None, None, 60]]
    assert days({"一": rows})[0] == ["01-03", "02-03"]


def test_follow_the_title_of_each_table_of_a_sheet(days):
    rows = [event(3), [], ["2023年2月普法宣传活动台账"], EVENTS, event(4)]
    assert days({"一": rows}, above=[["2023年1月普法宣传活动台账"]])[0] == ["01-03", "02-04"]


@pytest.mark.parametrize("months", [("1月", "2月"), (1, 2), ("一月份", "二月份")])
def test_are_in_the_month_of_a_column_of_months(workbook, intake, months):
    first, second = months
    rows = [
        ["月份", *EVENTS[1:]],
        [first, "5日", "反诈", "广场", 3],
        [None, "6日", "宪法", "广场", 3],
        [second, "7日", "禁毒", "广场", 3],
    ]
    workbook("普法宣传活动台账.xlsx", {"3月": rows}, {"3月": ["A2:A3"]})
    assert intake().tables["L15"]["date"].dt.strftime("%m-%d").tolist() == ["01-05", "01-06", "02-07"]


def test_of_another_year_are_told_as_that(days):
    found = days({"2022年12月": [event(5)]})
    assert found[0] == [] and [p.reason for p in found[1].problems] == ["other_year"]


def test_stay_as_they_are_where_a_sheet_has_two_dates(disputes):
    row = ["调1", 5, "邻里", "甲某", "乙某", 12, "成功"]
    found = disputes([row], above=[["2023年3月人民调解案件登记台账"]])
    assert [p.reason for p in found.problems] == ["bad_date"]


def test_beside_whole_dates_stay_what_they_are(days):
    rows = [event("3月5日"), event("3月6日"), event(7)]
    found = days({"3月": rows})
    assert found[0] == ["03-05", "03-06"] and [p.row for p in found[1].problems] == [4]


def test_a_day_that_the_month_does_not_have_is_told(days):
    found = days({"2月": [event(30)]})
    assert [(p.row, p.reason) for p in found[1].problems] == [(2, "bad_date")]


def test_a_date_that_stands_in_the_cell_needs_no_month(days):
    assert days({"3月": [event(dt.date(2023, 4, 1))]})[0] == ["04-01"]
