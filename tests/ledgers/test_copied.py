"""A copied file or sheet is told of once, beside its rows."""

import pytest

from fazhi.catalogue import load
from fazhi.ledgers.account import account_frame

EVENTS = [
    ["日期", "主题", "地点", "咨询人次"],
    *([f"2023-0{month}-01", f"活动{month}", "广场", 3] for month in range(1, 6)),
]


def copies(found):
    return [
        (p.file, p.row, p.fill["count"], p.fill["good"], p.fill["other_file"])
        for p in found.problems
        if p.reason == "copied"
    ]


def test_each_copy_of_a_file_names_the_one_that_counts(workbook, intake):
    for name in ("普法台账.xlsx", "普法台账 - 副本.xlsx", "普法台账（终稿）.xlsx"):
        workbook(name, {"一": EVENTS})
    found = intake()
    frame = account_frame(found.accounts)
    (counted,) = frame.loc[frame["kept"] == 5, "file"]
    assert len(found.tables["L15"]) == 5 and len(copies(found)) == 2
    assert {(row, count, good, other) for _, row, count, good, other in copies(found)} == {(None, "5", "5", counted)}
    assert sum(p.reason == "duplicate" and p.row is not None for p in found.problems) == 10


def test_a_sheet_that_goes_on_from_another_is_one_too(workbook, intake):
    workbook("普法台账.xlsx", {"1-4月": EVENTS[:5], "全年": EVENTS})
    assert [(count, good) for _, _, count, good, _ in copies(intake())] == [("4", "5")]


def test_single_repeats_are_none(workbook, intake):
    workbook(
        "普法台账.xlsx",
        {"一": EVENTS, "二": [*EVENTS[:3], *([f"2023-08-0{day}", "甲", "乙", 1] for day in range(1, 6))]},
    )
    workbook("普法活动.xlsx", {"一": [EVENTS[0], *[EVENTS[1]] * 2, ["2023-09-09", "丙", "丁", 3]]})
    assert not copies(intake())


CASES = ["卷号", "受理日期", "纠纷类型", "结案日期", "结果"]


@pytest.mark.parametrize(
    ("again", "differing"),
    [
        (["调1", "2023-01-03", "邻里", "2023-02-04", "成功"], "结案日期、结果"),
        (["调1", "2023-01-03", "邻里", "2023-02-05", "调解不成"], "结案日期、结果"),
        (["调1", "2023.1.3", "邻里纠纷", None, "调解中"], None),
    ],
)
def test_a_repeat_that_says_what_the_counted_row_does_not_is_told_of_as_such(workbook, intake, again, differing):
    """A case booked while it was open and again when it was settled counts as open: the first row stays."""
    workbook("1月调解台账.xlsx", {"一": [CASES, ["调1", "2023-01-03", "邻里", None, "在调"]]})
    workbook("2月调解台账.xlsx", {"一": [CASES, again]})
    (problem,) = [p for p in intake().problems if p.reason == "duplicate"]
    message, _ = problem.texts(load(), "zh")
    assert ("不同" in message) == bool(differing) and (differing or "") in message
