"""Layout by words, rule by rule; and records whose words look like layout."""

import pytest

from fazhi.catalogue import load
from fazhi.ledgers.reading import Header
from fazhi.ledgers.rowrules import DATA, Row, Table, may_be_record, patterns_of, rule_for

TITLE, SECTION, DATE = 1, 2, 3
TABLE = Table(
    Header(1, 1, {"title": TITLE, "category": SECTION, "published": DATE}),
    frozenset({TITLE}),
    frozenset(),
    [["序号", "标题", "栏目", "公开日期"]],
    0,
    {"某镇公开台账"},
    patterns_of(load()),
)


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ([3, "", "", ""], "says_nothing"),
        (["", "本年度我镇无行政复议案件发生。", "", ""], "mentions_nil"),
        (["上年结转", "", "", 3], "is_total"),
        (["", "（条）", "", "（年月日）"], "holds_units"),
        (["序号", "标题", "栏目", "公开日期"], "repeats_the_header"),
        (["示例", "关于春耕的通知", "通知公告", "2023.3.1"], "is_example"),
        (["合计", "", "", 12], "is_total"),
        ([3, "1月小计", "", 12], "is_total"),
        (["泗合村小计", "", "", 3], "sums_up"),
        (["全镇合计数", "", "", 7], "is_total"),
        (["镇调委会小计", "2人", "", ""], "sums_up"),
        (["合计：12件", "", "", ""], "sums_up"),
        (["填表人：", "王某", "审核人：", "李某"], "is_label_of_note"),
        (["所长签字：", "", "记录人：", "张某"], "is_label_of_note"),
        (["负责人签字", "王某", "", "2023.12.31"], "is_label_of_note"),
        (["调解员（签名）：", "", "", ""], "is_label_of_note"),
        (["签字（盖章）：", "", "", "2023年12月31日"], "is_label_of_note"),
        (["负责人签字：王某", "", "", ""], "begins_like_a_note"),
        (["注：本表由办公室填报", "", "", ""], "begins_like_a_note"),
        (["填报单位：某镇", "", "2023年", ""], "begins_like_a_caption"),
        (["", "本月零报告", "", "2023.1.31"], "says_nil"),
        (["", "全年未发生此类事项", "", ""], "mentions_nil"),
        (["1月", "无", "/", "无"], "holds_nothing"),
        (["1月", "/", "/", "/"], None),
        ([3, "无", "通知公告", "2023.3.1"], None),
        (["续表1", "", "", ""], "is_continued"),
        ([3, "作废", "", ""], "is_void"),
        (["", "某镇公开台账", "", ""], "is_title_alone"),
        (["", "一、社区", "", ""], "is_line_alone"),
        ([3, "关于春耕的通知", "通知公告", "2023.3.1"], None),
        ([3, "累计免疫工作开展", "通知公告", "2023.3.1"], None),
    ],
)
def test_the_first_rule_that_holds_names_the_row(cells, name):
    rule = rule_for(Row.of(cells, TABLE), TABLE)
    assert rule is DATA if name is None else rule.holds.__name__ == name


@pytest.mark.parametrize(
    ("number", "nothing"), [(4, True), ("4.", True), ("（12）", True), ("2023060100001", False), ("云调4号", False)]
)
def test_a_running_number_alone_in_the_column_of_case_numbers_is_no_case(number, nothing):
    table = Table(
        Header(0, 0, {"case_no": 0}),
        frozenset(),
        frozenset({0}),
        [["编号", "受理日期"]],
        None,
        set(),
        patterns_of(load()),
    )
    assert (rule_for(Row.of([number, ""], table), table).holds.__name__ == "says_nothing") is nothing


@pytest.mark.parametrize(
    ("cells", "may"),
    [
        ([3, "合计（二期）工程招标公告", "通知公告", "2023.3.1"], True),
        ([3, "说明：垃圾分类收费", "通知公告", "2023.3.1"], True),
        ([3, "小计", "通知公告", "2023.3.1"], False),  # nothing but a total's word
        (["合计（12）", "", "", "2023.3.1"], False),  # where no column of the ledger is
        (["", "", "", "1月合计（12）"], False),  # where no words are expected
    ],
)
def test_words_in_a_column_of_free_text_may_be_those_of_a_record(cells, may):
    row = Row.of(cells, TABLE)
    assert may_be_record(row, rule_for(row, TABLE), TABLE) is may


TITLES = [
    "关于实行防汛日报告、零报告制度的通知",
    "我镇全年未发生较大以上安全事故",
    "说明：关于垃圾分类收费的解释",
    "备注：公示名单",
    "合计（二期）工程招标公告",
    "累计300余场！普法进村居",
    "单位（部门）2023年预算公开",
    "填表说明（2023版）",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_row_that_holds_what_the_ledger_requires_is_data_whatever_its_words_say(workbook, intake, title):
    rows = [["序号", "标题", "栏目", "公开日期"], [1, title, "通知公告", "2023.3.1"], [2, title, "通知公告", None]]
    workbook("政府信息主动公开台账.xlsx", {"一": rows})
    found = intake()
    assert (len(found.tables["L09"]), found.accounts[0].kept) == (1, 1)


def test_a_title_that_speaks_of_nil_reports_is_no_nil_report(workbook, intake):
    rows = [["序号", "标题", "栏目", "公开日期"], [1, TITLES[0], "通知公告", "2022.3.1"]]
    workbook("政府信息主动公开台账.xlsx", {"一": rows})
    found = intake()
    assert [problem.reason for problem in found.problems] == ["other_year"] and found.accounts[0].notes == 0


def test_words_of_layout_beside_a_date_that_was_merged_or_repeated_are_data_too(workbook, intake):
    rows = [["日期", "事项"], ["2023.3.1", "挂牌成立"], [None, "召开零报告制度部署会"], ["2023.3.2", "说明：改革"], ["同上", "单位（部门）挂牌"]]  # fmt: skip
    workbook("大事记.xlsx", {"一": [["某镇大事记"], *rows]}, {"一": ["A3:A4"]})
    assert len(intake().tables["L02"]) == 4


@pytest.mark.parametrize("row", [["小计", "户政", 30], ["1月", "小计", 30], ["1月", "户政", "零报告"]])
def test_what_lacks_a_required_value_stays_layout(workbook, intake, row):
    rows = [["月份", "业务类别", "宗数"], ["1月", "户政", 20], ["2月", "人社", 10], row]
    workbook("公共服务中心业务统计表.xlsx", {"一": rows})
    found = intake()
    assert found.tables["L11"]["quantity"].sum() == 30 and not found.problems


def test_a_villages_subtotal_is_a_total(disputes):
    good = ["调1", "2023-03-10", "邻里", "甲某", "乙某", "2023-03-20", "调解成功"]
    found = disputes([good, ["泗合村小计", "1件"], ["全镇合计数", None, 1], ["镇调委会小计", "2人"]])
    assert not found.problems and found.accounts[0].totals == 3


class TestSpansOfMonths:
    HEAD = ("月份", "业务类别", "宗数")

    def service(self, workbook, intake, months):
        rows = [self.HEAD, *([month, "户政", number] for month, number in months)]
        workbook("公共服务中心业务统计表.xlsx", {"一": rows})
        return intake()

    @pytest.mark.parametrize("span", ["1-12月累计", "1-12月", "2023年", 2023, "1至2月", "上半年"])
    @pytest.mark.parametrize("place", [0, 2])
    def test_a_span_whose_months_stand_there_singly_is_their_sum(self, workbook, intake, span, place):
        months = [("1月", 10), ("2月", 20)]
        months.insert(place, (span, 30))
        found = self.service(workbook, intake, months)
        assert found.tables["L11"]["quantity"].tolist() == [10, 20] and not found.problems

    def test_two_months_that_were_reported_together_are_counted(self, workbook, intake):
        found = self.service(workbook, intake, [("1-2月", 30), ("3月", 10), ("4月", 10)])
        assert found.tables["L11"]["quantity"].sum() == 50

    def test_running_totals_without_months_are_told_as_repeats(self, workbook, intake):
        found = self.service(workbook, intake, [("1月", 10), ("1-2月", 30), ("1-3月", 60)])
        assert [problem.reason for problem in found.problems if problem.row] == ["duplicate", "duplicate"]

    @pytest.mark.parametrize("months", [["一季度", "上半年"], ["5月", "二季度"]])
    def test_a_longer_period_is_no_sum_of_a_part_alone(self, workbook, intake, months):
        """What the rest of it holds would be lost without a word."""
        found = self.service(workbook, intake, [(months[0], 10), (months[1], 30)])
        told = {"duplicate", "long_period"} if months[0] == "一季度" else {"long_period"}
        assert found.accounts[0].totals == 0 and {p.reason for p in found.problems} == told
        assert len([p for p in found.problems if p.fill.get("key") == "overlap"]) == (months[0] == "5月")

    def test_a_total_on_top_of_a_table_with_values_for_headings(self, workbook, intake):
        rows = [["月份", "户政", "计生", "合计"], ["1-12月", 30, 3, 33], ["1月", 10, 1, 11], ["2月", 20, 2, 22]]
        workbook("公共服务中心办件台账.xlsx", {"一": [["2023年公共服务中心办件统计表"], *rows]})
        found = intake()
        assert found.tables["L11"]["quantity"].sum() == 33 and found.accounts[0].totals == 1
