"""Every reason and note says where, what stood there, what was expected and what to do, in both languages, and gives nobody away."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
import pytest
import xlsxwriter

from fazhi.catalogue import LANGUAGES, load
from fazhi.ledgers import set_aside_frame
from fazhi.ledgers.account import FAULTS, NOTES, REASONS
from fazhi.ledgers.intake import sort_out
from fazhi.ledgers.read import read_file
from fazhi.ledgers.sheets import Sheet

CATALOGUE = load()
DISPUTES = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "结果", "备注"]
ROW = ["调1", "2023-03-10", "邻里", "欧阳测试", "司马样例", "2023-03-20", "调解成功", None]
EVENTS = ["日期", "主题", "地点", "咨询人次"]
WHOLE_SHEET = ("unrecognised", "empty_ledger")
PERSONS = ["欧阳测试", "司马样例", "990000199001011239"]


def dispute(**changes):
    return [changes.get(name, cell) for name, cell in zip(DISPUTES, ROW, strict=True)]


@dataclass(frozen=True)
class Case:
    """A ledger that provokes one reason: its file's name and rows, and what its message must say."""

    reason: str
    file: str
    rows: list
    says: tuple[str, ...]
    row: int | None = None
    sheet: Callable[[Sheet], Sheet] = lambda sheet: sheet


CASES = [
    Case("void", "人民调解台账.xlsx", [DISPUTES, dispute(备注="作废")], ("备注", "作废"), 2),
    Case("missing_key", "人民调解台账.xlsx", [DISPUTES, dispute(结果=None)], ("结果",), 2),
    Case("bad_date", "人民调解台账.xlsx", [DISPUTES, dispute(受理日期="2023-02-30")], ("受理日期", "2023-02-30"), 2),
    Case("date_order", "人民调解台账.xlsx", [DISPUTES, dispute(结案日期="2023-03-01")], ("结案日期", "2023-03-01", "2023-03-10"), 2),
    Case("unknown_category", "人民调解台账.xlsx", [DISPUTES, dispute(结果="不知道")], ("结果", "不知道", "调解成功"), 2),
    Case("bad_number", "普法活动台账.xlsx", [EVENTS, ["2023-05-01", "甲", "乙", -3]], ("咨询人次", "-3"), 2),
    Case("other_year", "人民调解台账.xlsx", [DISPUTES, dispute(受理日期="2022-03-10", 结案日期="2022-03-20")], ("受理日期", "2022-03-10", "2023"), 2),
    Case("duplicate", "人民调解台账.xlsx", [DISPUTES, dispute(), dispute()], ("人民调解台账.xlsx", "一", "2"), 3),
    Case("unrecognised", "采购.xlsx", [["商品", "价格"], ["纸", 3]], ()),
    Case("empty_ledger", "人民调解台账.xlsx", [DISPUTES], ("零报告",)),
    Case("unknown_column", "行政检查台账.xlsx", [["检查日期", "检查领域", "检查对象", "凭证"], ["2023-05-01", "消防", "某店", "检字1号"]], ("D", "凭证", "检查记录编号")),
    Case("column_by_cells", "人民调解员名册.xlsx", [["姓名", "所属调委会", "是啥", "聘任日期"], ["欧阳测试", "东村", "专职", "2020-01-01"], ["司马样例", "东村", "兼职", "2020-01-01"]], ("C", "是啥", "专兼职")),
    Case("hidden_rows", "人民调解台账.xlsx", [DISPUTES, dispute()], ("1", "2"), sheet=lambda s: replace(s, hidden_rows=frozenset({1}))),
    Case("comment_value", "人民调解台账.xlsx", [DISPUTES, dispute(结案日期=None)], ("2", "结案日期", "2023-04-01"), sheet=lambda s: replace(s, comments={(1, 5): "欧阳测试：\n2023年4月1日"})),
    Case("maybe_void", "人民调解台账.xlsx", [DISPUTES, dispute(备注="此件作废，司马样例另立案")], ("备注", "2", "此件作废")),
    Case("maybe_left", "人民调解员名册.xlsx", [["姓名", "所属调委会", "聘任日期", "备注"], ["欧阳测试", "东村", "2020-01-01", "欧阳测试2022年病故"]], ("备注", "2", "病故", "解聘日期")),
    Case("no_year", "2022年普法活动台账.xlsx", [EVENTS, ["5月1日", "民法典", "广场", 30]], ("2022年普法活动台账", "日期", "2", "2023")),
    Case("damaged_id", "法律明白人名册.xlsx", [["姓名", "身份证号", "村居", "认定日期"], ["欧阳测试", 990000199001011000.0, "东村", "2022-01-05"]], ("身份证号", "2", "99＊＊＊＊＊＊", "村居")),
    Case("not_calculated", "行政检查台账.xlsx", [["检查日期", "检查领域", "检查对象", "检查记录编号"], ["2023-05-01", "消防", "某店", "#N/A"]], ("检查记录编号", "2", "#N/A")),
    Case("unstated", "行政检查台账.xlsx", [["检查日期", "检查领域", "检查对象", "检查记录编号", "复查日期"], ["2023-05-01", "消防", "某店", "检字1号", "已复查"]], ("复查日期", "2", "已复查")),
    Case("copied", "普法活动台账.xlsx", [[*EVENTS, None, *EVENTS], *([*row, None, *row] for n in range(3) if (row := ["2023-05-01", f"活动{n}", "乙", 3]))], ("3", "普法活动台账.xlsx")),
    Case("both_forms", "公共服务中心办件台账.xlsx", [["受理编号", "受理日期", "业务类别", "事项名称", None, "月份", "业务类别", "宗数"], ["S1", "2023-01-05", "户政", "落户", None, "1月", "户政", 6]], ("2", "公共服务中心办件台账.xlsx")),
    Case("other_title", "党建活动台账.xlsx", [["日期", "主题", "地点", "参加人数"], ["2023-05-01", "学习", "广场", 30]], ("党建活动台账", "普法宣传活动台账", "参加人数")),
    Case("other_township", "样板镇普法台账.xlsx", [EVENTS, ["2023-05-01", "民法典", "广场", 30]], ("样板镇", "示例镇")),
    Case("several_in_cell", "法律明白人名册.xlsx", [["姓名", "村居", "认定日期"], ["欧阳测试、司马样例", "东村", "2022-01-05"]], ("姓名", "2")),
    Case("long_period", "办件统计表.xlsx", [["季度", "户政", "人社"], ["一季度", 3, 4], ["二季度", 5, 6]], ("月份", "2", "3")),
    Case("quantity", "普法宣传活动台账.xlsx", [["日期", "活动主题", "场次"], ["2023-05-01", "反诈", 3], ["2023-05-02", "禁毒", 1]], ("场次", "2", "4")),
    Case("shared_number", "人民调解台账.xlsx", [["序号", "受理日期", "当事人", "结案日期", "结果"], [1, "2023-05-01", "欧阳测试", "2023-05-02", "成功"], [None, "2023-05-01", "司马样例", "2023-05-02", "成功"]], ("序号", "2", "3"), sheet=lambda s: replace(s, merges=((1, 0, 2, 0),))),
    Case("first_only", "村（社区）法律顾问工作台账.xlsx", [["村居", "服务日期", "服务类型"], ["东村", "2023-01-05", "法律咨询"], *([None, f"2023-0{month}-05", "法律咨询"] for month in (2, 3, 4))], ("村居", "3", "4", "5")),
    Case("unread_answer", "行政应诉台账.xlsx", [["案号", "收到应诉通知日期", "开庭日期", "负责人是否出庭"], ["行初1号", "2023-05-01", "2023-06-01", "律师代理"]], ("2", "负责人是否出庭", "律＊")),
    Case("possible_duplicate", "普法活动台账.xlsx", [EVENTS, ["2023-05-01", "普法宣传进广场", "乙", 35], ["2023-05-01", "普法，宣传进广场", "乙", 35]], ("3", "2", "主题")),
]  # fmt: skip


@pytest.fixture
def problem(tmp_path):
    """The one problem of a case's reason, and the frame that a clerk reads in a language."""

    def provoke(case: Case):
        path = tmp_path / case.file
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("一")
            for position, row in enumerate(case.rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(position, column, cell)
        sheets, problems = read_file(path, tmp_path)
        found = sort_out(
            [(case.file, [case.sheet(sheet) for sheet in sheets], problems)], 2023, CATALOGUE, township="示例镇"
        )
        (only,) = [p for p in found.problems if p.reason == case.reason]
        return only

    return provoke


def test_every_reason_and_note_has_a_case():
    assert {case.reason for case in CASES} == {*REASONS, *NOTES} - {"unreadable_file"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.reason)
def test_a_message_names_place_and_cell_and_says_what_to_do(problem, case, language):
    told = set_aside_frame([problem(case)], CATALOGUE, language).iloc[0]
    assert (told["file"], told["sheet"]) == (case.file, "一")
    assert (None if pd.isna(told["row"]) else int(told["row"])) == case.row
    for words in case.says:
        assert words in told["message"], told["message"]
    assert len(told["suggestion"]) > 5 and not re.search(r"[{}]", told["message"] + told["suggestion"])
    assert not any(person in told["message"] + told["suggestion"] for person in PERSONS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.reason)
def test_only_rows_that_do_not_count_have_a_row_number_of_their_own(problem, case):
    assert (problem(case).row is not None) == (case.reason in (*FAULTS, "duplicate"))
    assert case.reason not in WHOLE_SHEET or problem(case).row is None


@pytest.mark.parametrize("reason", [*REASONS, *NOTES])
def test_every_reason_and_note_has_a_name_for_the_appendix(reason):
    assert f"appendix.reason.{reason}" in CATALOGUE.words
