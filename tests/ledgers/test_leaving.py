"""Remarks in a roster by which somebody has left: the row counts, for only a column says so for sure, and the clerk is told."""

import pytest

MEDIATORS = ["姓名", "所属调委会", "聘任日期", "解聘日期", "备注"]
OFFICERS = ["姓名", "执法证号", "发证日期", "有效期至", "在岗状态", "证件状态", "备注"]


@pytest.fixture
def noted(workbook, intake):
    """The rows and the word that the notes on a roster name."""

    def read(name, header, *rows):
        workbook(name, {"一": [header, *rows]})
        found = intake()
        assert found.accounts[0].kept == len(rows)
        return [(p.fill["rows"], p.fill["value"]) for p in found.problems if p.reason == "maybe_left"]

    return read


@pytest.mark.parametrize("remark", ["已退休", "2022年11月病故", "2023.6调县局", "并入东村，撤销"])
def test_a_remark_of_leaving_is_told_of_where_no_day_is_given(noted, remark):
    rows = [["甲某", "东村", "2020-01-01", None, None], ["乙某", "东村", "2020-01-01", None, remark]]
    assert [rows for rows, _ in noted("人民调解员名册.xlsx", MEDIATORS, *rows)] == [("3",)]


@pytest.mark.parametrize("remark", ["未退休", "借调县局", "无异议", "连任"])
def test_other_remarks_are_not(noted, remark):
    assert not noted("人民调解员名册.xlsx", MEDIATORS, ["甲某", "东村", "2020-01-01", None, remark])


def test_nobody_is_told_of_whom_a_column_says_to_be_out(noted):
    rows = [
        ["甲某（退休）", "字1", "2020-01-01", "2025-01-01", "退休", "有效", "退休"],
        ["乙某", "字2", "2020-01-01", "2025-01-01", "在岗", "注销", "已调离"],
    ]
    assert not noted("行政执法人员名册.xlsx", OFFICERS, *rows)
    assert not noted("人民调解员名册.xlsx", MEDIATORS, ["甲某", "东村", "2020-01-01", "2022-05-01", "已解聘"])


def test_behind_a_name_only_brackets_hold_a_remark(noted):
    header = ["名称", "组织类型", "层级", "成立日期"]
    rows = [
        ["东村退休干部调解室", "调解室", "村", "2020-01-01"],
        ["西村调委会（已撤销）", "调委会", "村", "2020-01-01"],
    ]
    assert noted("人民调解组织名册.xlsx", header, *rows) == [(("3",), "已撤销")]
