"""Rows declared void or struck through, hidden rows, and comments that hold what a blank cell lacks."""

from dataclasses import replace

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from fazhi.catalogue import load
from fazhi.ledgers.account import account_frame
from fazhi.ledgers.intake import sort_out
from fazhi.ledgers.sheets import sheet_of

CATALOGUE = load()
HEADER = ["序号", "卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "结果", "备注"]


def dispute(number, **changes):
    cells = [number, f"调{number}", "2023-03-10", "邻里", f"甲{number}", "乙某", "2023-03-20", "调解成功", None]
    cells = dict(zip(HEADER, cells, strict=True)) | changes
    return [cells[name] for name in HEADER]


@pytest.fixture
def taken(disputes):
    return lambda *rows, header=HEADER: disputes(rows, header=header)


class TestVoid:
    @pytest.mark.parametrize(
        "changes",
        [
            {"序号": "作废"}, {"序号": "2（作废）"}, {"备注": "作废"}, {"备注": "此行作废"}, {"备注": "重复登记，作废"}, {"备注": "误登（见第2行）"},
            {"备注": "撤销登记。"}, {"结果": "作废"}, {"纠纷类型": "误登"}, {"卷号": "调2（作废）"}, {"卷号": "作废"},
            {"备注": "不计入"}, {"备注": "不统计"}, {"备注": "已撤销登记"},
        ],
    )  # fmt: skip
    def test_a_row_that_says_so_is_set_aside(self, taken, reasons, changes):
        found = taken(dispute(1), dispute(2, **changes))
        assert reasons(found) == [(3, "void")] and len(found.tables["L14"]) == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"备注": "原协议作废后重新调解"}, {"备注": "误登日期，已更正"}, {"备注": "卷宗补正"}, {"卷号": "作废证件案1号"},
            {"备注": "已作废旧卷号，改用本卷号"},
        ],
    )  # fmt: skip
    def test_words_that_say_more_void_nothing(self, taken, changes):
        found = taken(dispute(1), dispute(2, **changes))
        assert len(found.tables["L14"]) == 2 and not found.problems

    @pytest.mark.parametrize("remark", ["此件作废，另立案", "已移交县里（作废）", "删除", "与第3条重复"])
    def test_a_remark_that_leaves_it_open_is_told_of_and_the_row_counted(self, taken, told, remark):
        found = taken(dispute(1), dispute(2, 备注=remark))
        assert len(found.tables["L14"]) == 2
        assert told(found)["reason"].tolist() == ["maybe_void"] and "第3行" in told(found)["message"].item()

    def test_a_void_row_is_void_whatever_else_is_wrong_with_it(self, taken, reasons):
        assert reasons(taken(dispute(1, 受理日期="2023-02-30", 结果=None, 备注="作废"))) == [(2, "void")]

    def test_a_void_row_is_no_partner_for_duplicates(self, taken, reasons):
        found = taken(dispute(1, 备注="误登"), dispute(1))
        assert reasons(found) == [(2, "void")] and len(found.tables["L14"]) == 1

    def test_a_row_across_which_it_is_written_is_void(self, workbook, intake, reasons):
        rows = [HEADER, dispute(1), [2, "作废", *[None] * 7], dispute(3)]
        workbook("人民调解案件登记台账.xlsx", {"一": rows}, {"一": ["B3:I3"]})
        found = intake()
        assert reasons(found) == [(3, "void")] and len(found.tables["L14"]) == 2

    def test_a_column_that_says_whether_a_row_is_valid_is_heeded(self, taken, reasons):
        found = taken([*dispute(1), "否"], [*dispute(2), "是"], header=[*HEADER, "是否作废"])
        assert reasons(found) == [(3, "void")]

    def test_a_certificate_that_is_void_is_no_void_row(self, workbook, intake):
        header = ["姓名", "单位", "执法证号", "发证日期", "有效期至", "证件状态"]
        rows = [["甲某", "执法办", "粤J1", "2020-01-01", "2024-12-31", "作废"], ["乙某", "执法办", "粤J2", "2020-01-01", "2024-12-31", "有效"]]  # fmt: skip
        workbook("行政执法人员名册.xlsx", {"一": [header, *rows]})
        found = intake()
        assert found.tables["L03"]["status"].tolist() == ["cancelled", "valid"] and not found.problems

    def test_a_revoked_village_is_no_void_row(self, workbook, intake):
        rows = [["村居", "级别", "申报年度", "状态"], ["东村", "省", 2023, "撤销"], ["西村", "省", 2023, "已提交"]]
        workbook("民主法治示范村创建台账.xlsx", {"一": rows})
        assert intake().tables["L19"]["status"].tolist() == ["revoked", "submitted"]

    def test_a_row_struck_through_is_set_aside(self, told):
        sheet = replace(sheet_of([HEADER, dispute(1), dispute(2)], "人民调解台账.xlsx", "一"), struck=frozenset({0, 2}))
        found = sort_out([(sheet.file, [sheet], [])], 2023, CATALOGUE)
        assert len(found.tables["L14"]) == 1 and found.accounts[0].balances
        assert told(found)[["row", "reason"]].values.tolist() == [[3, "void"]]
        assert "删除线" in told(found)["message"].item()

    def test_a_struck_row_of_a_table_by_months_gives_no_record(self):
        rows = [["月份", "户政", "计生"], ["1月", 5, 6], ["2月", 7, 8]]
        sheet = replace(sheet_of(rows, "公共服务中心业务统计表.xlsx", "一"), struck=frozenset({2}))
        found = sort_out([(sheet.file, [sheet], [])], 2023, CATALOGUE)
        assert found.tables["L11"]["quantity"].sum() == 11
        assert (found.accounts[0].kept, found.accounts[0].set_aside) == (1, 1)
        assert [(p.row, p.reason) for p in found.problems] == [(3, "void")]

    def test_a_month_that_is_void_by_its_remark_gives_no_record(self, workbook, intake, reasons):
        rows = [["月份", "户政", "计生", "备注"], ["1月", 5, 6, None], ["1月", 7, 8, "作废"]]
        workbook("公共服务中心业务统计表.xlsx", {"一": rows})
        found = intake()
        assert found.tables["L11"]["quantity"].sum() == 11 and reasons(found) == [(3, "void")]

    def test_the_message_says_where_it_stands_and_what_to_do(self, taken, told):
        row = told(taken(dispute(1, 备注="重复登记，作废"))).iloc[0]
        assert "备注" in row["message"] and "重复登记，作废" in row["message"] and "改正" in row["suggestion"]


class TestHiddenRows:
    def hidden(self, *rows, hidden):
        sheet = replace(sheet_of([HEADER, *rows], "人民调解台账.xlsx", "一"), hidden_rows=frozenset(hidden))
        return sort_out([(sheet.file, [sheet], [])], 2023, CATALOGUE)

    def test_they_are_counted_and_said_so_once(self, told):
        found = self.hidden(dispute(1), dispute(2), dispute(3), [], hidden={1, 3, 4})
        assert len(found.tables["L14"]) == 3
        row = told(found).iloc[0]
        assert len(told(found)) == 1 and row["reason"] == "hidden_rows" and "2个数据行" in row["message"]
        assert "第2、4行" in row["message"]

    def test_the_account_says_how_many_at_its_end(self):
        frame = account_frame(self.hidden(dispute(1), dispute(2), hidden={1}).accounts)
        assert frame.columns[-1] == "hidden_rows" and frame["hidden_rows"].tolist() == [1]

    def test_hidden_layout_is_not_mentioned(self):
        assert not self.hidden(dispute(1), ["合计", *[None] * 8], hidden={0, 2}).problems

    def test_rows_of_a_hidden_sheet_are_told_of_too(self, told):
        sheet = replace(sheet_of([HEADER, dispute(1), dispute(2)], "人民调解台账.xlsx", "草稿"), hidden=True)
        found = sort_out([(sheet.file, [sheet], [])], 2023, CATALOGUE)
        assert len(found.tables["L14"]) == 2
        assert told(found)["reason"].tolist() == ["hidden_rows"] and "2个数据行" in told(found)["message"].item()


class TestComments:
    def commented(self, comments, **changes):
        sheet = replace(sheet_of([HEADER, dispute(1, **changes)], "人民调解台账.xlsx", "一"), comments=comments)
        return sort_out([(sheet.file, [sheet], [])], 2023, CATALOGUE)

    @pytest.mark.parametrize("text", ["2023-03-25", "王某：\n2023年3月25日", "结案日期：3月25日", "补记\n2023.3.25"])
    def test_a_value_in_a_comment_of_a_blank_cell_is_told_of_and_not_taken(self, told, text):
        found = self.commented({(1, 6): text}, 结案日期="")
        assert found.tables["L14"]["closed"].isna().all()
        row = told(found).iloc[0]
        assert (
            row["reason"] == "comment_value" and "第2行“结案日期”" in row["message"] and "2023-03-25" in row["message"]
        )
        assert "王某" not in row["message"]

    def test_a_category_in_a_comment_is_told_of_by_its_own_name(self, told):
        found = self.commented({(1, 7): "终止"}, 结果="")
        assert set(told(found)["reason"]) == {"missing_key", "comment_value"}
        assert "“调解不成”" in told(found)["message"].iloc[0] + told(found)["message"].iloc[1]

    @pytest.mark.parametrize(
        ("place", "text"), [((1, 6), "请核实"), ((1, 8), "2023-03-25"), ((0, 6), "2023-03-25"), ((1, 2), "2023-03-25")]
    )
    def test_other_comments_are_ignored(self, place, text):
        changes = {"结案日期": ""} if place == (1, 6) else {}
        assert not self.commented({place: text}, **changes).problems


def test_struck_and_hidden_rows_and_comments_of_a_real_workbook(tmp_path, intake, reasons):
    """As an office leaves them: one row struck out, one filtered away, and a date that stands in a comment only."""
    book = openpyxl.Workbook()
    for cells in [HEADER, dispute(1), dispute(2), dispute(3), dispute(4, 受理日期=None)]:
        book.active.append(cells)
    for cell in book.active[3]:
        cell.font = Font(strike=True)
    book.active.row_dimensions[4].hidden = True
    book.active["C5"].comment = Comment("补记：2023-05-04", "某人")
    book.save(tmp_path / "人民调解案件登记台账.xlsx")
    found = intake()
    assert sorted(reasons(found), key=str) == [
        (3, "void"),
        (5, "missing_key"),
        (None, "comment_value"),
        (None, "hidden_rows"),
    ]
    assert found.tables["L14"]["row"].tolist() == [2, 4]
    assert next(p for p in found.problems if p.reason == "comment_value").fill["value"] == "2023-05-04"
