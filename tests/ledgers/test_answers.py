"""Cells that answer: yes and no, what a heading asks, which of the values, whether anything stands there at all."""

import pytest

LITIGATION = ["案号", "收到应诉通知日期", "开庭日期", "负责人是否出庭"]
MEDIATORS = ["姓名", "所属调委会", "聘任日期"]


@pytest.fixture
def appearances(workbook, intake):
    def read(*answers):
        rows = [[f"行初{n}号", "2023-01-05", "2023-02-05", answer] for n, answer in enumerate(answers, 1)]
        workbook("行政诉讼应诉台账.xlsx", {"一": [LITIGATION, *rows]})
        return intake()

    return read


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ("是（副镇长）", "yes"),
        ("出庭，副镇长", "yes"),
        ("副镇长出庭", "yes"),
        ("应诉负责人已出庭", "yes"),
        ("☑", "yes"),
        ("否（律师代理）", "no"),
        ("负责人未出庭", "no"),
        ("☐", "no"),
        ("☑出庭 □未出庭", "yes"),
        ("□出庭 ☑未出庭", "no"),
        ("是□ 否√", "no"),
    ],
)
def test_what_plainly_says_yes_or_no_is_read(appearances, answer, read):
    found = appearances(answer)
    assert found.tables["L06"]["leader_appeared"].tolist() == [read] and not found.problems


@pytest.mark.parametrize("answer", ["律师代理", "拟出庭", "不出庭理由成立"])
def test_what_says_neither_is_told_and_taken_as_blank(appearances, told, answer):
    found = appearances("是", answer)
    assert found.tables["L06"]["leader_appeared"].tolist() == ["yes", None]
    note = told(found)
    assert note["reason"].tolist() == ["unread_answer"] and "第3行" in note["message"].item()


@pytest.mark.parametrize(
    ("heading", "cells", "kinds"),
    [
        ("是否专职", ["是", "否", "√", "×", "专职"], ["full_time", "part_time", "full_time", "part_time", "full_time"]),
        ("是否兼职", ["是", "否", "√", "×", "专职"], ["part_time", "full_time", "part_time", "full_time", "full_time"]),
        ("是否专职调解员", ["是", "否"], ["full_time", "part_time"]),
    ],
)
def test_a_yes_means_what_its_heading_asks(workbook, intake, heading, cells, kinds):
    rows = [[f"甲{n}", "镇", "2021-01-01", cell] for n, cell in enumerate(cells)]
    workbook("人民调解员名册.xlsx", {"一": [[*MEDIATORS, heading], *rows]})
    assert intake().tables["L13"]["kind"].tolist() == kinds


def test_a_yes_below_a_heading_that_asks_nothing_is_no_value(workbook, intake, reasons):
    rows = [["甲", "镇", "2021-01-01", "专职"], ["乙", "镇", "2021-01-01", "是"]]
    workbook("人民调解员名册.xlsx", {"一": [[*MEDIATORS, "专兼职"], *rows]})
    assert reasons(intake()) == [(3, "unknown_category")]


@pytest.mark.parametrize("cell", ["成功/不成", "达成协议、未达成协议", "调解成功，移送法院"])
def test_several_values_where_one_is_asked_for_are_none(disputes, reasons, cell):
    good = ["调1", "2023-03-10", "邻里", "甲某", "乙某", "2023-03-20", "调解成功"]
    found = disputes([good, ["调2", *good[1:3], "丙某", *good[4:6], cell]])
    assert reasons(found) == [(3, "unknown_category")]


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("☑调解成功 □调解不成", "settled"),
        ("□成功　☑不成功", "failed"),
        ("成功□、不成功■", "failed"),
        ("成功√", "settled"),
    ],
)
def test_of_listed_options_the_ticked_one_is_meant(disputes, cell, result):
    found = disputes([["调1", "2023-03-10", "邻里", "甲某", "乙某", "2023-03-20", cell]])
    assert found.tables["L14"]["result"].tolist() == [result]


@pytest.mark.parametrize("cell", ["□成功 □不成功", "☑成功 ☑不成功"])
def test_of_listed_options_none_or_several_ticked_are_no_value(disputes, reasons, cell):
    found = disputes([["调1", "2023-03-10", "邻里", "甲某", "乙某", "2023-03-20", cell]])
    assert reasons(found) == [(2, "unknown_category")] and found.problems[0].fill["value"] == cell


def test_the_same_value_in_two_wordings_is_one(disputes):
    found = disputes([["调1", "2023-03-10", "邻里", "甲某", "乙某", "2023-03-20", "成功/达成协议"]])
    assert found.tables["L14"]["result"].tolist() == ["settled"]


@pytest.mark.parametrize(
    "word", ["无检查记录", "没有记录", "未制作", "未做记录", "无笔录", "缺", "待补", "暂无", "N", "×", "☐", "□有 ☑无"]
)
def test_wordings_of_no_record_are_none(workbook, intake, word):
    rows = [["2023-05-01", "甲店", "消防", word], ["2023-05-02", "乙店", "消防", "未发现问题"]]
    workbook("行政检查台账.xlsx", {"一": [["检查日期", "检查对象", "检查领域", "检查记录"], *rows]})
    assert intake().tables["L05"]["record"].notna().tolist() == [False, True]


class TestCertificates:
    @pytest.fixture
    def roster(self, workbook, intake):
        def read(header, *rows):
            rows = [[f"甲{n}", f"粤{n}", *row] for n, row in enumerate(rows)]
            workbook("行政执法人员名册.xlsx", {"一": [["姓名", "执法证号", *header], *rows]})
            return intake()

        return read

    def test_a_kind_is_known_by_its_ending(self, roster, reasons):
        kinds = ["广东省行政执法证", "广东省行政执法监督证", "行政执法督察证", "执法辅助人员工作证"]
        aside = [(4, "unknown_category"), (5, "unknown_category")]
        found = roster(["证件类型"], *([kind] for kind in kinds))
        assert found.tables["L03"]["certificate_kind"].tolist() == ["enforcement", "supervision"]
        assert reasons(found) == aside

    @pytest.mark.parametrize(
        ("validity", "day"),
        [
            ("2020.1.1-2025.1.1", "2025-01-01"),
            ("2020年1月1日至2025年1月1日", "2025-01-01"),
            ("2023年12月", "2023-12-31"),
            ("2023年", "2023-12-31"),
            ("2025.1.1", "2025-01-01"),
        ],
    )
    def test_it_is_valid_to_the_last_day_of_what_is_written(self, roster, validity, day):
        found = roster(["发证日期", "有效期限"], ["2018-12-01", validity])
        assert [str(day.date()) for day in found.tables["L03"]["expires"]] == [day]


@pytest.mark.parametrize("word", ["待定", "无", "暂无"])
def test_a_required_date_that_nobody_knows_yet_is_missing(disputes, reasons, word):
    found = disputes([["调1", word, "邻里", "甲某", "乙某", word, "调解成功"]])
    assert reasons(found) == [(2, "missing_key")]


def test_an_application_is_one_whichever_word_of_it_stands_there(workbook, intake):
    rows = [
        [f"{name}村", "省级", 2023, word] for name, word in zip("甲乙丙", ("已提交", "已申报", "申报"), strict=True)
    ]
    workbook("民主法治示范村创建台账.xlsx", {"一": [["村居", "级别", "申报年度", "状态"], *rows]})
    found = intake()
    assert found.tables["L19"]["status"].tolist() == ["submitted"] * 3 and not found.problems
