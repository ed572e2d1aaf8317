"""Headings that say something else than they resemble: planned, due, last year's, parts of a number, units, another register's title."""

import pytest

EVENTS = ["日期", "主题", "地点"]


@pytest.fixture
def events(workbook, intake):
    """A register of publicity events with more columns, under one row of labels or two; ``merges`` of the first."""

    def read(*rows, merges=()):
        header, *data = rows
        lower = [[None, None, None, *data.pop(0)]] if data and all(isinstance(cell, str) for cell in data[0]) else []
        body = [[f"2023-05-0{n}", f"活动{n}", "广场", *row] for n, row in enumerate(data, 1)]
        workbook("普法宣传活动台账.xlsx", {"一": [[*EVENTS, *header], *lower, *body]}, {"一": merges})
        return intake()

    return read


def reasons_of(found):
    return sorted(problem.reason for problem in found.problems)


class TestOpposingWords:
    def test_what_was_planned_gives_way_to_what_was(self, events):
        found = events(["计划参加人数", "实际参加人数"], [1000, 100], [2000, 200])
        assert found.tables["L15"]["participants"].sum() == 300

    def test_what_was_planned_alone_is_not_taken_but_told(self, events):
        found = events(["计划参加人数"], [1000], [2000])
        assert found.tables["L15"]["participants"].isna().all()
        assert reasons_of(found) == ["unknown_column"]

    def test_a_day_that_is_due_is_not_the_day(self, disputes):
        header = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "应结案日期", "结果"]
        rows = [["调1", "2023-03-10", "邻里", "甲某", "乙某", "2023-04-10", "调解成功"],
                ["调2", "2023-03-11", "邻里", "丙某", "乙某", "2023-04-11", "调解成功"]]  # fmt: skip
        found = disputes(rows, header)
        assert found.tables["L14"]["closed"].isna().all() and reasons_of(found) == ["unknown_column"]

    def test_a_running_total_is_not_the_rows_own_number(self, workbook, intake):
        rows = [["2023-01-01", "东村", "甲", "法律咨询", 40], ["2023-02-01", "东村", "甲", "法律咨询", 100]]
        workbook("法律顾问工作台账.xlsx", {"一": [["服务日期", "村居", "律师", "服务类型", "累计受益人数"], *rows]})
        assert intake().tables["L16"]["beneficiaries"].isna().all()

    @pytest.mark.parametrize("amount", ["本期数", "本月办理数"])
    def test_last_years_number_gives_way_to_this_years(self, workbook, intake, amount):
        rows = [[f"{month}月", "户政", 99, 10] for month in range(1, 13)]
        workbook("公共服务中心办件台账.xlsx", {"一": [["月份", "业务类别", "上年同期宗数", amount], *rows]})
        assert intake().tables["L11"]["quantity"].sum() == 120

    @pytest.mark.parametrize("parts", [["上年同期", "本月"], ["本月", "上年同期"], ["2022年同期", "本月"]])
    def test_nor_is_it_one_of_two_below_a_value(self, workbook, intake, parts):
        header = [["月份", "户政", None, "人社", None], [None, *parts * 2]]
        cells = [10 if part == "本月" else 99 for part in parts * 2]
        rows = [[f"{month}月", *cells] for month in range(1, 13)]
        workbook("公共服务中心办件台账.xlsx", {"一": [*header, *rows]}, {"一": ["B1:C1", "D1:E1"]})
        found = intake()
        assert found.tables["L11"]["quantity"].sum() == 240 and not found.problems

    def test_values_of_two_years_are_not_chosen_between(self, workbook, intake):
        header = [["月份", "户政", None, "人社", None], [None, "2022年", "2023年", "2022年", "2023年"]]
        rows = [[f"{month}月", 5, 1, 6, 2] for month in range(1, 13)]
        workbook("公共服务中心办件台账.xlsx", {"一": [*header, *rows]}, {"一": ["B1:C1", "D1:E1"]})
        assert reasons_of(intake()) == ["unrecognised"]

    @pytest.mark.parametrize("asking", ["负责人是否缺席", "是否胜诉"])
    def test_a_heading_that_asks_something_else_is_no_other_question(self, workbook, intake, asking):
        rows = [[f"行初{n}号", "2023-01-05", "2023-02-05", answer] for n, answer in enumerate(["是", "否"])]
        workbook("行政诉讼应诉台账.xlsx", {"一": [["案号", "收到应诉通知日期", "开庭日期", asking], *rows]})
        found = intake()
        assert found.tables["L06"][["leader_appeared", "lost"]].isna().all(axis=None)
        assert reasons_of(found) == ["unknown_column"]


class TestPartsOfANumber:
    def test_the_total_below_a_heading_is_its_number(self, events):
        found = events(
            ["参加人数", None, None], ["线下", "线上", "合计"], [60, 40, 100], [150, 50, 200], merges=["D1:F1"]
        )
        assert found.tables["L15"]["participants"].tolist() == [100, 200]
        assert (found.accounts[0].headers, found.accounts[0].set_aside) == (2, 0)

    def test_what_was_is_its_number_where_the_other_part_is_planned(self, events):
        found = events(["参加人数", None], ["计划", "实际"], [150, 100], [250, 200], merges=["D1:E1"])
        assert found.tables["L15"]["participants"].tolist() == [100, 200]

    @pytest.mark.parametrize("merges", [["D1:E1"], []])
    def test_parts_without_a_total_are_told_and_none_is_taken_for_it(self, events, merges):
        found = events(["参加人数", None], ["干部", "群众"], [60, 40], [150, 50], merges=merges)
        assert found.tables["L15"]["participants"].isna().all()
        assert reasons_of(found) == ["unknown_column"] * 2 and found.accounts[0].headers == 2


class TestUnits:
    @pytest.mark.parametrize(
        ("label", "factor"),
        [("百份", 100), ("千份", 1000), ("万份", 10_000), ("万", 10_000), ("份", 1), ("两份", 1), ("百分比", 1)],
    )
    def test_a_heading_may_count_in_hundreds_or_more(self, events, label, factor):
        assert events([f"发放资料份数（{label}）"], [3]).tables["L15"]["materials"].tolist() == [3 * factor]

    def test_so_may_the_second_row_of_a_header(self, events):
        found = events(["参加人数", "发放宣传资料"], ["（人次）", "（万份）"], [300, 1], [200, 2])
        assert found.tables["L15"]["materials"].tolist() == [10_000, 20_000]


@pytest.mark.parametrize(("label", "cells"), [("状态", ["在任", "已解聘", "在任"]), ("是否解聘", ["否", "是", "否"])])
def test_a_column_that_tells_who_left_is_told_of_while_no_date_does(workbook, intake, label, cells):
    rows = [[f"甲{n}", "镇", "2022-01-01", cell] for n, cell in enumerate(cells)]
    workbook("人民调解员名册.xlsx", {"一": [["姓名", "所属调委会", "聘任日期", label], *rows]})
    assert reasons_of(intake()) == ["unknown_column"]


class TestTitles:
    def test_the_ledger_of_the_title_is_named_first_with_what_it_lacks(self, workbook, intake, told):
        header = ["序号", "名称", "级别", "主任", "委员人数", "成立时间"]
        rows = [
            [1, "某镇调解服务点", "镇", "张某", 9, "2010年"],
            [2, "东村调解服务点", "村", "李某", 5, "2010.1"],
        ]
        workbook("组织.xlsx", {"一": [["某镇人民调解组织名册"], header, *rows]})
        message = told(intake())["message"].item()
        assert "：人民调解组织名册（组织类型）；" in message

    @pytest.mark.parametrize("title", ["2023年某镇党建活动台账", "志愿服务活动登记表"])
    def test_a_title_of_something_else_is_told(self, workbook, intake, told, title):
        rows = [["2023-01-01", "学习", "广场", 10], ["2023-01-02", "劳动", "河边", 10]]
        workbook("1.xlsx", {"一": [[title], ["日期", "活动主题", "地点", "参加人数"], *rows]})
        told_of = told(intake())
        assert told_of["reason"].tolist() == ["other_title"] and title in told_of["message"].item()

    @pytest.mark.parametrize("title", ["2023年度台账", "东村登记表", "司法所台账", "普法活动登记表"])
    def test_a_title_that_names_no_register_or_this_one_is_not(self, workbook, intake, title):
        rows = [["2023-01-01", "学习", "广场", 10], ["2023-01-02", "劳动", "河边", 10]]
        workbook("1.xlsx", {"一": [[title], ["日期", "活动主题", "地点", "参加人数"], *rows]})
        assert not intake().problems
