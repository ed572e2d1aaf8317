"""Drafts and samples among the ledgers are told of: rows by their remark, sheets by their name or their file's."""

import pytest

from fazhi.catalogue import load

HEADER = ["检查日期", "检查对象", "检查领域", "检查记录编号", "备注"]


def inspection(number, remark=None):
    return [f"2023-05-{number:02d}", f"{number}号店", "消防", f"检字{number}号", remark]


def told(found):
    return [(p.file, p.sheet, p.reason, p.fill["value"]) for p in found.problems]


@pytest.mark.parametrize("name", ["草稿", "填写样表", "检查台账（模板）"])
def test_a_sheet_named_so_beside_another_of_its_ledger_is_counted_and_told_of(workbook, intake, name):
    workbook("行政检查台账.xlsx", {"正式": [HEADER, inspection(1)], name: [HEADER, inspection(2), inspection(3)]})
    found = intake()
    (problem,) = found.problems
    assert len(found.tables["L05"]) == 3 and (problem.sheet, problem.reason) == (name, "maybe_void")
    assert "其中2行" in problem.texts(load(), "zh")[0] and "2 rows were" in problem.texts(load(), "en")[0]


def test_so_is_a_file(workbook, intake):
    workbook("行政检查台账.xlsx", {"Sheet1": [HEADER, inspection(1)]})
    workbook("行政检查台账样表.xlsx", {"Sheet1": [HEADER, inspection(2)]})
    assert told(intake()) == [("行政检查台账样表.xlsx", "Sheet1", "maybe_void", "行政检查台账样表")]


def test_a_form_that_is_the_only_ledger_is_the_ledger(workbook, intake):
    workbook("行政检查台账模板.xlsx", {"Sheet1": [HEADER, inspection(1)]})
    found = intake()
    assert len(found.tables["L05"]) == 1 and not found.problems


def test_a_row_marked_as_a_draft_is_counted_and_told_of(workbook, intake):
    workbook("行政检查台账.xlsx", {"一": [HEADER, inspection(1), inspection(2, "草稿")]})
    found = intake()
    assert len(found.tables["L05"]) == 2
    assert told(found) == [("行政检查台账.xlsx", "一", "maybe_void", "草稿")]


def test_a_row_that_begins_as_a_sample_is_none(workbook, intake):
    workbook("行政检查台账.xlsx", {"一": [["序号", *HEADER], ["样表", *inspection(1)], [1, *inspection(2)]]})
    found = intake()
    assert len(found.tables["L05"]) == 1 and found.accounts[0].notes == 1
