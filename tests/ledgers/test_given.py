"""Columns that a sheet does not have: its name, a title, a caption or lines across the table say what would stand there."""

import pytest

from fazhi.catalogue import load
from fazhi.ledgers.named import place_in, value_in

VISITS = ["服务日期", "律师", "服务类型", "受益人数"]
VISIT = ["2023-03-01", "甲律师", "法律咨询", 4]
ADVISERS = "村居法律顾问工作台账.xlsx"


def villages(found, ledger="L16", column="village"):
    return found.tables[ledger][column].tolist()


class TestASheetAVillage:
    def test_gives_its_rows_the_village_of_its_name(self, workbook, intake):
        workbook(ADVISERS, {"1.泗合村": [VISITS, VISIT, ["合计", None, None, 4]], "双桥社区": [VISITS, VISIT]})
        found = intake()
        assert villages(found) == ["双桥社区", "泗合村"] or villages(found) == ["泗合村", "双桥社区"]
        assert not found.problems

    @pytest.mark.parametrize(
        "above",
        [
            ["示例镇泗合村法律顾问工作台账"],
            ["村（社区）：泗合村"],
            ["村（社区）：", "泗合村"],
            ["填报单位：泗合村委会"],
            ["填报单位：示例镇司法所   村（居）：泗合村   单位：人次"],
            ["村（社区）名称：泗合村（盖章）"],
        ],
    )
    def test_is_known_by_a_title_or_a_caption_too(self, workbook, intake, above):
        workbook(ADVISERS, {"Sheet1": [above, VISITS, VISIT]})
        assert villages(intake()) in (["泗合村"], ["泗合村委会"])

    def test_may_be_a_file_or_a_folder_of_its_own(self, tmp_path, workbook, intake):
        (tmp_path / "双桥社区").mkdir()
        workbook("泗合村法律顾问台账.xlsx", {"Sheet1": [VISITS, VISIT]})
        workbook("双桥社区/法律顾问台账.xlsx", {"Sheet1": [VISITS, VISIT]})
        assert sorted(villages(intake())) == ["双桥社区", "泗合村"]

    def test_may_have_a_column_that_nobody_filled_in(self, workbook, intake):
        rows = [["服务日期", "村（社区）", *VISITS[1:]], ["2023-03-01", None, *VISIT[1:]]]
        workbook(ADVISERS, {"泗合村": rows})
        assert villages(intake()) == ["泗合村"]

    def test_is_not_overruled_where_its_rows_name_villages(self, workbook, intake):
        rows = [
            ["服务日期", "村（社区）", *VISITS[1:]],
            ["2023-03-01", "先庆村", *VISIT[1:]],
            ["2023-03-02", None, *VISIT[1:]],
        ]
        workbook(ADVISERS, {"泗合村": rows})
        found = intake()
        assert villages(found) == ["先庆村"] and [(p.row, p.reason) for p in found.problems] == [(3, "missing_key")]

    def test_whose_title_names_another_is_told_with_both(self, workbook, intake, told):
        workbook(ADVISERS, {"双桥社区": [["泗合村法律顾问工作台账"], VISITS, VISIT]})
        found = intake()
        message = told(found)["message"].item()
        assert not found.tables and "泗合村" in message and "双桥社区" in message

    def test_whose_name_is_no_village_is_told_what_would_do(self, workbook, intake, told):
        workbook(ADVISERS, {"泗合": [VISITS, VISIT]})
        assert "泗合村" in told(intake())["suggestion"].item()

    def test_tells_two_persons_of_one_name_apart(self, workbook, intake):
        rows = [["姓名", "性别", "认定时间"], ["甲某", "男", "2022.5"]]
        workbook("法律明白人名册.xlsx", {"泗合村": rows, "双桥社区": rows})
        assert sorted(villages(intake(), "L18")) == ["双桥社区", "泗合村"]

    def test_gives_a_village_to_ledgers_that_can_do_without(self, workbook, intake):
        rows = [["受理日期", "纠纷类型", "申请人", "被申请人", "结果"], ["2023-03-01", "邻里", "甲某", "乙某", "成功"]]
        workbook("人民调解案件台账.xlsx", {"泗合村": rows})
        assert villages(intake(), "L14", "place") == ["泗合村"]

    def test_can_be_settled_by_hand(self, tmp_path, workbook, intake):
        workbook("乱.xlsx", {"泗合村": [["甲", "乙", "丙"], ["2023-03-01", "法律咨询", 4]]})
        mapping = "- {file: 乱.xlsx, ledger: L16, header: 1, columns: {服务日期: A, 服务类型: B, 受益人数: C}}"
        (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
        assert villages(intake()) == ["泗合村"]


@pytest.mark.parametrize("label", [None, "组别"])
def test_a_column_without_a_telling_label_is_known_by_the_villages_in_it(workbook, intake, label):
    rows = [["泗合村", *VISIT], [None, "2023-03-02", *VISIT[1:]], ["双桥社区", *VISIT]]
    workbook(ADVISERS, {"一": [[label, *VISITS], *rows]}, {"一": ["A2:A3"]})
    found = intake()
    assert villages(found) == ["泗合村", "泗合村", "双桥社区"] and [p.reason for p in found.problems] == [
        "column_by_cells"
    ]


def test_a_sheet_a_category_is_read_as_that_category(workbook, intake):
    rows = [["标题", "发布日期"], ["甲", "2023-03-01"]]
    workbook("政府信息主动公开台账.xlsx", {"工作动态": rows, "通知公告": [rows[0], ["乙", "2023-03-01"]]})
    assert intake().tables["L09"]["category"].tolist() == ["news", "notices"]


def test_the_title_of_a_register_says_nothing_of_the_type_of_its_rows(workbook, intake):
    rows = [["示例镇2023年干部学法培训台账"], ["日期", "主题", "实到"], ["2023-03-01", "党委会前学法：民法典", 12]]
    workbook("学法培训台账.xlsx", {"一": rows})
    assert not intake().tables


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("泗合村", "泗合村"), ("（2）双桥社区", "双桥社区"), ("鹤山市双合镇泗合村委会2023年度人民调解案件登记台账", "泗合村委会"),
        ("双合镇2023年泗合村普法宣传活动台账", "泗合村"), ("月湾村", "月湾村"), ("镇南村", "镇南村"), ("第二社区", "第二社区"),
        ("2023年村（社区）法律顾问工作台账", None), ("示例镇村（社区）法律顾问工作台账", None), ("一村一法律顾问台账", None),
        ("民主法治示范村创建台账", None), ("送法进社区", None), ("社区矫正台账", None), ("泗合村、双桥村", None),
        ("泗合村等5个村法律顾问台账", None), ("各村", None), ("二〇二三年村居法律顾问台账", None), ("村", None),
    ],
)  # fmt: skip
def test_a_title_names_a_village_only_if_nothing_else_is_left_in_it(text, place):
    assert place_in(text, load()) == place


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二、通知公告", "通知公告"),
        ("部门文件（4件）", "部门文件"),
        ("公告类", "通知公告"),
        ("通知公告台账", None),
        ("主动公开台账", None),
        ("其他", None),
        ("通知公告和文件", None),
    ],
)
def test_a_title_names_a_category_only_by_one_of_its_spellings_alone(text, value):
    assert value_in(text, load().ledgers["L09"].column("category"), load()) == value


class TestLinesAcrossATable:
    ITEMS = ("序号", "标题", "发布日期")

    def items(self, workbook, intake, *rows, merged=()):
        workbook("政府信息主动公开台账.xlsx", {"一": [self.ITEMS, *rows]}, {"一": merged})
        return intake()

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("一、工作动态（2条）", "二、通知公告（1条）"),
            ("工作动态", "通知公告"),
            ("（一）工作动态：", "（二）通知公告："),
        ],
    )
    @pytest.mark.parametrize("merged", [(), ("A2:C2", "A6:C6")])
    def test_give_the_rows_below_them_their_category(self, workbook, intake, first, second, merged):
        rows = [[1, "甲", "2023-03-01"], [2, "乙", "2023-03-02"], ["小计", "2条", None]], [[1, "丙", "2023-04-01"]]
        found = self.items(workbook, intake, [first], *rows[0], [second], *rows[1], merged=merged)
        assert found.tables["L09"]["category"].tolist() == ["news", "news", "notices"] and not found.problems
        assert found.accounts[0].titles == 2

    def test_may_have_their_number_in_a_cell_of_its_own(self, workbook, intake):
        rows = [["一", "工作动态"], [1, "甲", "2023-03-01"], ["二", "通知公告"], [1, "丙", "2023-04-01"]]
        assert self.items(workbook, intake, *rows).tables["L09"]["category"].tolist() == ["news", "notices"]

    def test_that_name_no_category_make_the_rows_below_them_told(self, workbook, intake):
        rows = [
            ["一、工作动态"],
            [1, "甲", "2023-03-01"],
            ["二、通知公告"],
            [1, "乙", "2023-04-01"],
            ["三、杂项"],
            [1, "丙", "2023-04-01"],
        ]
        found = self.items(workbook, intake, *rows)
        assert found.tables["L09"]["category"].tolist() == ["news", "notices"]
        assert [(p.row, p.reason, p.fill["value"]) for p in found.problems] == [(7, "unknown_category", "杂项")]

    def test_say_nothing_of_rows_above_the_first_of_them(self, workbook, intake):
        rows = [
            [1, "甲", "2023-03-01"],
            ["一、工作动态"],
            [1, "乙", "2023-03-01"],
            ["二、通知公告"],
            [1, "丙", "2023-04-01"],
        ]
        found = self.items(workbook, intake, *rows)
        assert [(p.row, p.reason) for p in found.problems] == [(2, "missing_key")]

    def test_one_alone_is_not_enough(self, workbook, intake):
        found = self.items(workbook, intake, ["一、工作动态"], [1, "甲", "2023-03-01"], [2, "乙", "2023-03-02"])
        assert not found.tables and [p.reason for p in found.problems] == ["unrecognised"]

    def test_may_be_villages_and_those_that_are_none_end_the_group_above(self, workbook, intake):
        rows = [["一、泗合村"], VISIT, ["二、双桥村"], VISIT, ["三、其他"], VISIT]
        workbook(ADVISERS, {"一": [VISITS, *rows]}, {"一": ["A2:D2", "A4:D4", "A6:D6"]})
        found = intake()
        assert villages(found) == ["泗合村", "双桥村"] and [(p.row, p.reason) for p in found.problems] == [
            (7, "missing_key")
        ]

    def test_may_be_titles_with_the_header_again_below_each(self, workbook, intake):
        rows = [["泗合村法律顾问工作台账"], VISITS, VISIT, [], ["双桥社区法律顾问工作台账"], VISITS, VISIT]
        workbook(ADVISERS, {"一": rows}, {"一": ["A1:D1", "A5:D5"]})
        assert villages(intake()) == ["泗合村", "双桥社区"]

    @pytest.mark.parametrize("line", ["泗合村", "泗合村：1场次", "泗合村小计"])
    def test_below_their_rows_say_nothing_of_those_that_follow(self, workbook, intake, line):
        rows = [VISIT, [line], ["2023-04-02", *VISIT[1:]], [line.replace("泗合", "双桥")]]
        workbook(ADVISERS, {"一": [VISITS, *rows]}, {"一": ["A3:D3", "A5:D5"]})
        found = intake()
        assert not found.tables and [p.reason for p in found.problems] == ["unrecognised"]

    def test_may_stand_above_no_row_at_all_and_other_words_below_the_table(self, workbook, intake):
        rows = [["一、工作动态"], [1, "甲", "2023-03-01"], ["二、通知公告"], ["示例镇党政办"], ["2023年12月30日"]]
        assert self.items(workbook, intake, *rows).tables["L09"]["category"].tolist() == ["news"]

    def test_may_give_the_type_in_a_sheet_of_one_village(self, workbook, intake):
        head = ["服务日期", "驻村律师", "服务内容", "受益人数"]
        rows = [
            ["一、法律咨询"],
            ["2023-03-01", "甲律师", "婚姻", 4],
            ["二、法治讲座"],
            ["2023-03-02", "甲律师", "民法典", 40],
        ]
        workbook(ADVISERS, {"泗合村": [head, *rows]}, {"泗合村": ["A2:D2", "A4:D4"]})
        found = intake().tables["L16"]
        assert found[["village", "type"]].to_numpy().tolist() == [["泗合村", "consultation"], ["泗合村", "lecture"]]

    def test_of_months_are_no_groups(self, workbook, intake):
        rows = [
            ["日期", "主题", "地点"],
            ["一月份"],
            ["2023-01-03", "反诈", "广场"],
            ["二月份"],
            ["2023-02-03", "宪法", "广场"],
        ]
        workbook("普法宣传活动台账.xlsx", {"泗合村": rows}, {"泗合村": ["A2:C2", "A4:C4"]})
        found = intake()
        assert villages(found, "L15") == ["泗合村", "泗合村"] and not found.problems

    def test_give_a_category_on_which_a_count_rests(self, workbook, intake):
        head = ["姓名", "所属调委会", "聘任时间"]
        rows = [["一、专职人民调解员"], ["甲某", "镇", "2022.1.1"], ["二、兼职人民调解员"], ["乙某", "镇", "2022.1.1"]]
        workbook("人民调解员名册.xlsx", {"一": [head, *rows]}, {"一": ["A2:C2", "A4:C4"]})
        assert intake().tables["L13"]["kind"].tolist() == ["full_time", "part_time"]

    def test_above_tables_of_other_columns_give_each_its_category(self, workbook, intake):
        rows = [
            ["一、线下讲习"], ["期数", "日期", "主题", "主讲人"], ["第一期", "2023.3.1", "宪法", "甲某"], [],
            ["二、海报推送"], ["期数", "日期", "主题", "阅读量"], ["第一期", "2023.3.1", "反诈", 300],
        ]  # fmt: skip
        workbook("法治讲习所台账.xlsx", {"一": rows})
        assert intake().tables["L17"]["form"].tolist() == ["session", "poster"]


BODIES = ["名称", "层级", "主任", "成立日期"]


class TestNamesThatEndInAKind:
    def test_say_what_mediation_bodies_are_where_no_column_does(self, workbook, intake):
        names = ["清溪镇人民调解委员会", "东村调委会", "清溪镇婚姻家庭纠纷调解室", "老李工作室"]
        rows = [[name, "镇", "甲某", "2020-01-01"] for name in names]
        workbook("人民调解组织名册.xlsx", {"一": [BODIES, *rows, ["合计", "4个"]]})
        found = intake()
        assert found.tables["L12"]["type"].tolist() == ["committee", "committee", "room", "room"]
        assert not found.problems

    def test_set_a_row_aside_whose_name_says_nothing(self, workbook, intake):
        names = ["甲调委会", "乙调委会", "丙调解室", "丁调解服务点"]
        workbook("人民调解组织名册.xlsx", {"一": [BODIES, *([name, "村", "甲某", "2020-01-01"] for name in names)]})
        found = intake()
        assert [(p.row, p.reason) for p in found.problems] == [(5, "unknown_category")]

    def test_are_not_asked_beside_a_column_of_kinds(self, workbook, intake):
        rows = [["甲调委会", "调解室", "村", "2020-01-01"], ["乙调委会", "调委会", "村", "2020-01-01"]]
        workbook("人民调解组织名册.xlsx", {"一": [["名称", "组织类型", "层级", "成立日期"], *rows]})
        assert intake().tables["L12"]["type"].tolist() == ["room", "committee"]
