"""Days by which something was due that are written as terms: worked out, told or left blank, and never a reason to lose a row without need."""

import datetime as dt

import pytest

from fazhi.values.terms import Term, read_term

LETTERS = ["文书名称", "文号", "收到日期", "回复期限", "回复日期"]
INSPECTIONS = ["检查日期", "检查对象", "检查领域", "检查记录编号", "整改期限"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("两个月内", Term(2, 0)),
        ("自收到检察建议书之日起二个月内书面回复", Term(2, 0)),
        ("15天", Term(0, 15)),
        ("７日内", Term(0, 7)),
        ("60日", Term(0, 60)),
        ("两周", Term(0, 14)),
        ("半个月", Term(0, 15)),
        ("5个工作日内", Term(None, None)),
        ("立即整改", Term(0, 0)),
        ("5年", Term(60, 0)),
        ("23年", None),
        ("7日", None),
        ("3月", None),
        ("3月5日内", None),
        ("尽快", None),
        ("零天", None),
        (None, None),
    ],
)
def test_a_term_is_a_length_of_time_and_no_day_of_a_month(text, term):
    assert read_term(text, frozenset({"立即整改"})) == term


def test_a_reply_due_within_a_term_is_due_when_it_ends(workbook, intake, told):
    rows = [
        ["检察建议书", "检建2号", "2023-03-01", "15日内", "2023-03-20"],
        ["检察建议书", "检建3号", "2023-05-01", "10个工作日内", "2023-05-20"],
    ]
    workbook("检察建议办理台账.xlsx", {"2023": [LETTERS, *rows]})
    found = intake()
    assert found.tables["L08"]["reply_due"].dt.date.tolist() == [dt.date(2023, 3, 16)]
    assert told(found)["reason"].tolist() == [
        "bad_date"
    ]  # of working days nobody knows the calendar, and a count rests on the day


def test_inspections_with_a_term_for_correction_are_counted(workbook, intake):
    rows = [
        [f"2023-03-0{n}", f"某店{n}", "消防", f"检{n}", due]
        for n, due in enumerate(["7日内", "立即整改", "5个工作日内"], 1)
    ]
    workbook("行政检查台账.xlsx", {"2023": [INSPECTIONS, *rows]})
    due = intake().tables["L05"]["due"]
    assert due.dt.date.tolist()[:2] == [dt.date(2023, 3, 8), dt.date(2023, 3, 2)] and due.isna().tolist() == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("word", ["当日", "当天", "当场", "同日"])
def test_a_matter_that_ended_on_the_day_on_which_it_began_is_closed_that_day(workbook, intake, word):
    """同日 below another row's day is no repetition of it."""
    rows = [
        ["卷号", "受理日期", "纠纷类型", "结案日期", "结果"],
        ["调1", "2022-12-20", "邻里", "2023-01-03", "成功"],
        ["调2", "2023-02-08", "邻里", word, "成功"],
    ]
    workbook("人民调解台账.xlsx", {"一": rows})
    found = intake()
    closed = found.tables["L14"]["closed"].dt.date.tolist()
    assert closed == [dt.date(2023, 1, 3), dt.date(2023, 2, 8)] and not found.problems


def test_a_term_in_place_of_the_day_of_an_end_that_is_a_fact_is_no_day(workbook, intake):
    rows = [["卷号", "受理日期", "结案日期", "结果"], ["调1", "2023-02-08", "15天内", "成功"]]
    workbook("人民调解台账.xlsx", {"一": rows})
    assert [p.reason for p in intake().problems] == ["bad_date"]


def test_a_certificate_valid_for_years_expires_when_they_are_over(workbook, intake):
    rows = [["姓名", "执法证号", "发证日期", "有效期"], ["甲某", "44001", "2019-06-01", "五年"]]
    workbook("行政执法人员名册.xlsx", {"一": rows})
    assert intake().tables["L03"]["expires"].dt.date.tolist() == [dt.date(2024, 6, 1)]
