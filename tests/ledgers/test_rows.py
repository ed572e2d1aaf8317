"""What becomes of each row: the reasons of the rules, their order, duplicates, layout."""

import datetime as dt

import openpyxl
import pytest

GOOD = ["调1", "2023-03-10", "邻里", "甲某", "乙某", "2023-03-20", "调解成功"]


def row(**changes):
    names = ["case_no", "accepted", "type", "applicant", "respondent", "closed", "result"]
    return [changes.get(name, value) for name, value in zip(names, GOOD, strict=True)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"result": None}, "missing_key"),
        ({"accepted": "—"}, "missing_key"),
        ({"accepted": "2023-11-31"}, "bad_date"),
        ({"closed": "2023年13月2日"}, "bad_date"),
        ({"accepted": "2023-03-21"}, "date_order"),
        ({"type": "吵架斗殴"}, "unknown_category"),
        ({"result": "不知道"}, "unknown_category"),
        ({"accepted": "2022-03-10", "closed": "2022-03-20"}, "other_year"),
    ],
)
def test_a_faulty_row_is_set_aside_with_its_reason(disputes, reasons, changes, reason):
    found = disputes([row(), row(case_no="调2", applicant="丙某", **changes)])
    assert reasons(found) == [(3, reason)]


def test_of_several_faults_the_first_in_the_rules_order_is_given(disputes, reasons):
    faulty = row(accepted="2023-02-30", type="吵架", result=None)
    assert reasons(disputes([faulty])) == [(2, "missing_key")]
    faulty = row(accepted="2023-02-30", type="吵架")
    assert reasons(disputes([faulty])) == [(2, "bad_date")]


def test_either_date_in_the_year_places_a_dispute(disputes):
    found = disputes(
        [
            row(accepted="2022-12-28", closed="2023-01-04"),
            row(case_no="调2", accepted="2023-12-28", closed="2024-01-04"),
        ]
    )
    assert len(found.tables["L14"]) == 2


def test_a_bad_number_sets_the_row_aside_and_an_unknown_one_does_not(workbook, intake, reasons):
    header = ["日期", "主题", "地点", "咨询人次"]
    rows = [
        ["2023-05-01", f"活动{n}", "广场", value] for n, value in enumerate(["100余", "—", None, "若干", -3, "二十五"])
    ]
    workbook("普法宣传活动台账.xlsx", {"一": [header, *rows]})
    found = intake()
    assert reasons(found) == [(5, "bad_number"), (6, "bad_number")]
    table = found.tables["L15"]
    assert table["consultations"].sum() == 125
    assert table["consultations__approximate"].tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("label", "cell", "bounds"),
    [
        ("参加人数", "约130", (124, 136)),  # 5 % either way: 123.5 to 136.5
        ("参加人数", "约1", (1, 1)),
        ("参加人数", "110余", (110, 120)),
        ("参加人数（百人）", "约1.15", (110, 120)),  # 109.25 to 120.75
        ("参加人数（万人）", "约1.0001", (9501, 10501)),  # 9500.95 to 10501.05
    ],
)
def test_of_what_is_counted_whole_numbers_bound_an_approximate_one(workbook, intake, label, cell, bounds):
    workbook("普法宣传活动台账.xlsx", {"一": [["日期", "主题", "地点", label], ["2023-05-01", "活动", "广场", cell]]})
    table = intake().tables["L15"]
    assert (*table["participants__lower"], *table["participants__upper"]) == bounds


def test_other_is_always_a_category(disputes):
    found = disputes([row(type="其他"), row(case_no="调2", type="其它纠纷", applicant="丙某")])
    assert found.tables["L14"]["type"].tolist() == ["other", "other"]


def test_layout_rows_are_no_data(disputes):
    extra = [
        [None] * 7,
        ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "结果"],
        ["小计", None, "1件", None, None, None, None],
        ["续表1", None, None, None, None, None, None],
        ["合计", None, 2, None, None, None, None],
        ["注：本表由司法所填报", None, None, None, None, None, None],
        ["填表人：某某", None, "审核人：某某", None, None, None, None],
    ]
    found = disputes([row(), *extra])
    assert not found.problems
    account = found.accounts[0]
    assert (account.kept, account.layout) == (1, 8)


def test_a_row_with_nothing_but_its_serial_number_is_blank(disputes):
    found = disputes(
        [[1, *row()], [2, *[None] * 7]],
        header=["序号", "卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "结果"],
    )
    assert not found.problems and found.accounts[0].blanks == 1


def test_ditto_marks_repeat_the_cell_above(disputes):
    found = disputes([row(), ["调2", "同上", "〃", "丙某", "丁某", "同上。", "同前"]])
    assert found.tables["L14"]["accepted"].tolist() == [dt.datetime(2023, 3, 10)] * 2
    assert found.tables["L14"]["result"].tolist() == ["settled"] * 2


@pytest.mark.parametrize("mark", ["“", "”", "〞", "↓", "如上", "同日"])
def test_other_marks_that_offices_use_do_so_too(disputes, mark):
    found = disputes([row(), ["调2", mark, "邻里", "丙某", "丁某", None, "调解成功"]])
    assert found.tables["L14"]["accepted"].tolist() == [dt.datetime(2023, 3, 10)] * 2


@pytest.mark.parametrize(
    ("column", "cell", "read"),
    [("type", "邻里（误写，应为婚姻家庭）", "family"), ("result", "成功(实为：不成)", "failed"),
     ("closed", "2023.3.19（更正为3.20）", dt.datetime(2023, 3, 20)), ("amount", "2000.5元（应为3000元）", 3000)],
)  # fmt: skip
def test_what_brackets_put_in_the_place_of_a_cell_is_read(workbook, intake, column, cell, read):
    names = {
        "case_no": "卷号",
        "accepted": "受理日期",
        "type": "纠纷类型",
        "closed": "结案日期",
        "amount": "涉及金额",
        "result": "结果",
    }
    cells = {
        "case_no": "调1",
        "accepted": "2023-03-10",
        "type": "邻里",
        "closed": "2023-03-20",
        "amount": 5,
        "result": "成功",
    }
    workbook("人民调解台账.xlsx", {"一": [[*names.values()], [*(cells | {column: cell}).values()]]})
    assert intake().tables["L14"][column].tolist() == [read]


def test_a_correction_that_cannot_be_read_leaves_the_row_to_its_office(disputes, reasons):
    found = disputes([["调1", "2023-03-10（应为3月32日）", "邻里", "甲", "乙", None, "成功"]])
    assert reasons(found) == [(2, "bad_date")]


@pytest.mark.parametrize("above", ["单位：万元", "（金额单位：万元）", "行政处罚台账（罚款单位：万元）"])
def test_a_caption_gives_amounts_their_unit_unless_they_have_one(workbook, intake, above):
    header = ["案号", "当事人", "立案日期", "决定日期", "决定书文号", "罚款金额"]
    days = ["2023-01-01", "2023-01-05"]
    rows = [["行政处罚台账"], ["填报单位：执法办", *[None] * 4, above], header, ["1", "甲", *days, "罚1号", 0.5], ["2", "乙", *days, "罚2号", "300元"]]  # fmt: skip
    workbook("行政处罚台账.xlsx", {"一": rows})
    assert intake().tables["L04"]["fine"].tolist() == [5000, 300]


def test_a_vertically_merged_cell_gives_its_value_to_every_row(workbook, intake):
    rows = [["服务日期", "村居", "律师", "服务类型", "受益人数"], ["2023-01-05", "东村", "甲", "法律咨询", 5],
            ["2023-02-05", None, "甲", "法律咨询", 6], ["2023-03-05", None, "甲", "法治讲座", 40]]  # fmt: skip
    workbook("村居法律顾问工作台账.xlsx", {"一": rows}, {"一": ["B2:B4"]})
    assert intake().tables["L16"]["village"].tolist() == ["东村"] * 3


def test_a_blank_cell_below_another_stays_blank(workbook, intake, reasons):
    rows = [
        ["服务日期", "村居", "律师", "服务类型"],
        ["2023-01-05", "东村", "甲", "法律咨询"],
        ["2023-02-05", None, "甲", "法律咨询"],
    ]
    workbook("村居法律顾问工作台账.xlsx", {"一": rows})
    assert reasons(intake()) == [(3, "missing_key")]


class TestDuplicates:
    def test_the_same_number_again_is_a_duplicate_and_points_to_the_first(self, disputes, told):
        found = disputes([row(), row(applicant="丙某")])
        told_of = told(found)
        assert told_of["row"].tolist() == [3] and told_of["reason"].tolist() == ["duplicate"]
        assert "第2行" in told_of["message"].item()

    def test_the_same_parties_in_any_order_on_the_same_day_are_a_duplicate(self, disputes, reasons):
        found = disputes([row(), row(case_no="镇-9", applicant="乙 某", respondent="甲某")])
        assert reasons(found) == [(3, "duplicate")]

    def test_blank_parties_make_no_duplicate(self, disputes):
        found = disputes([row(applicant=None, respondent=None), row(case_no="调2", applicant=None, respondent=None)])
        assert len(found.tables["L14"]) == 2

    def test_width_and_brackets_do_not_hide_a_duplicate(self, workbook, intake, reasons):
        rows = [["标题", "栏目", "公开日期"], ["关于春耕的通知〔2023〕1号", "通知公告", "2023-03-01"], ["关于春耕的通知［２０２３］ 1号", "通知公告", "2023.3.1"],
                ["关于春耕的通知〔2023〕1号", "通知公告", "2023-03-02"]]  # fmt: skip
        workbook("政府信息主动公开台账.xlsx", {"一": rows})
        assert reasons(intake()) == [(3, "duplicate")]

    def test_a_row_set_aside_is_no_partner(self, disputes, reasons):
        found = disputes([row(accepted="2023-02-30"), row()])
        assert reasons(found) == [(2, "bad_date")]
        assert len(found.tables["L14"]) == 1

    def test_duplicates_are_found_across_files(self, workbook, intake, reasons):
        header = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "结果"]
        workbook("人民调解台账（村）.xlsx", {"一": [header, row()]})
        workbook("人民调解台账（镇）.xlsx", {"一": [header, row()]})
        found = intake()
        assert len(found.tables["L14"]) == 1 and reasons(found) == [(2, "duplicate")]

    def test_a_certificate_of_one_person_twice_is_two_records_when_the_numbers_differ(self, workbook, intake):
        rows = [["姓名", "执法证号", "发证日期", "有效期至", "证件状态"], ["甲某", "粤J1", "2018-01-01", "2022-12-31", "注销"],
                ["甲某", "粤J2", "2023-01-01", "2027-12-31", "有效"]]  # fmt: skip
        workbook("行政执法人员名册.xlsx", {"一": rows})
        table = intake().tables["L03"]
        assert len(table) == 2 and table["person"].nunique() == 1


class TestNilReports:
    @pytest.mark.parametrize("text", ["零报告", "本年度无行政复议案件，零报告", "2023年无发生"])
    def test_a_ledger_that_says_so_has_no_rows_but_is_there(self, workbook, intake, text):
        workbook(
            "行政复议台账.xlsx",
            {"一": [["某镇2023年行政复议台账"], ["复议案号", "申请人", "受理日期", "结果"], [None, text, None, None]]},
        )
        found = intake()
        assert found.tables["L07"].empty and "受理日期" not in found.tables["L07"] and not found.problems

    def test_where_nothing_happened_no_column_is_lacking(self, workbook, intake):
        workbook("检察建议台账.xlsx", {"一": [["文书名称", "文号", "收到日期"], [None, "零报告", None]]})
        assert intake().tables["L08"].empty and "L08" not in intake().absent

    def test_a_sheet_without_header_that_says_so_counts_as_a_nil_report(self, workbook, intake):
        workbook("行政复议台账.xlsx", {"一": [["某镇2023年行政复议台账"], ["零报告"]]})
        assert intake().tables["L07"].empty


@pytest.mark.parametrize(
    "numbers", [[1, 2, 3, 4, 5, 6, 7], ["甲", "乙", "丙", 1, 2, 3, 4], ["（1）", "（2）", "（3）", "（4）"]]
)
def test_a_row_below_the_header_that_numbers_its_columns_is_layout(disputes, numbers):
    found = disputes([numbers, row()])
    assert found.tables["L14"]["row"].tolist() == [3] and found.accounts[0].headers == 2 and not found.problems


def test_months_that_hold_nothing_but_无_make_a_nil_report(workbook, intake):
    head = ["月份", "复议案号", "申请人", "受理日期", "结果"]
    workbook(
        "行政复议案件台账.xlsx", {"一": [head, *([f"{month}月", "无", "无", "/", "无"] for month in range(1, 13))]}
    )
    found = intake()
    assert len(found.tables["L07"]) == 0 and found.accounts[0].notes == 12
    assert not [problem for problem in found.problems if problem.row]


@pytest.mark.parametrize("text", ["今年以来没有发生", "全年无复议案件", "暂无", "本年度未收到申请"])
def test_other_words_for_nothing_make_a_nil_report_too(workbook, intake, text):
    workbook("行政复议台账.xlsx", {"一": [["复议案号", "申请人", "受理日期", "结果"], [text]]})
    assert intake().tables["L07"].empty


def test_a_day_kept_as_a_number_is_quoted_as_it_is_shown(disputes, told):
    found = told(disputes([row(accepted=45000, closed="44990")]))
    assert "2023-03-15" in found["message"].item() and "2023-03-05" in found["message"].item()


@pytest.mark.parametrize(
    "changes", [{"accepted": "2023.3.5、3.12"}, {"closed": "3月5日\n3月12日"}, {"case_no": "调1号、调2号"}]
)
def test_several_days_or_numbers_in_a_cell_are_told_of(disputes, told, changes):
    found = disputes([row(**{"accepted": "2023-03-01", **changes})])
    assert len(found.tables["L14"]) == 1 and told(found)["reason"].tolist() == ["several_in_cell"]


PARTIES = [["序号", "受理日期", "类型", "申请人", "被申请人", "结案日期", "结果"]]


def test_rows_below_one_merged_number_are_told_of(workbook, intake, told):
    """A case that has a row for each party is counted twice: nobody knows whether it is one."""
    rows = [[1, *GOOD[1:]], [None, None, None, "丙某", "丁某", None, None], [2, *GOOD[1:3], "戊某", *GOOD[4:]]]
    merges = [f"{column}2:{column}3" for column in "ABCFG"]
    workbook("人民调解台账.xlsx", {"一": [*PARTIES, *rows]}, {"一": merges})
    found = intake()
    assert len(found.tables["L14"]) == 3 and told(found)["reason"].tolist() == ["shared_number"]
    assert "2、3" in told(found)["message"].item()


def test_rows_that_a_key_makes_one_need_no_word(workbook, intake, told):
    rows = [[1, *GOOD[1:]], [None, *GOOD[1:3], "乙某", "甲某", *GOOD[5:]]]
    workbook("人民调解台账.xlsx", {"一": [*PARTIES, *rows]}, {"一": ["A2:A3"]})
    found = intake()
    assert len(found.tables["L14"]) == 1 and "shared_number" not in set(told(found)["reason"])


@pytest.mark.parametrize("day", ["2023.3.5-3.12", "2023年3月5日 9:00", "2023年3月5日（周日、晴）"])
def test_a_span_and_a_time_of_the_day_are_one(disputes, day):
    assert not disputes([row(accepted=day)]).problems


def test_a_certificate_with_both_ends_of_its_validity_is_issued_on_the_first(workbook, intake):
    head = [["姓名", "性别", "执法证号", "有效期", None], [None, None, None, "起", "止"]]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:E1"]
    workbook("行政执法人员名册.xlsx", {"一": [*head, ["甲某", "男", "44001", "2021.5.1", "2026.4.30"]]}, {"一": merges})
    officers = intake().tables["L03"]
    assert officers[["issued", "expires"]].astype(str).to_numpy().tolist() == [["2021-05-01", "2026-04-30"]]


def test_a_decimal_number_for_a_day_is_told_why_it_is_none(disputes, told):
    assert "3.10" in told(disputes([row(accepted=3.1)]))["message"].item()


@pytest.mark.parametrize("day", [5, "5日"])
def test_a_day_without_its_month_is_told_as_that(disputes, told, day):
    assert "只有日" in told(disputes([row(accepted=day)]))["message"].item()


def test_a_day_typed_as_a_decimal_number_is_read_where_it_can_be_one_day_only(disputes):
    found = disputes([row(accepted=3.15, closed=3.25)])
    assert found.tables["L14"]["accepted"].dt.day.tolist() == [15] and not found.problems


@pytest.mark.parametrize(
    ("kind", "result"), [("01-邻里", "01-调解成功"), ("A01.邻里纠纷", "1、成功"), ("02:邻里", "1|成功")]
)
def test_the_codes_of_an_exported_list_of_values_are_no_part_of_them(disputes, kind, result):
    found = disputes([row(type=kind, result=result)])
    assert found.tables["L14"][["type", "result"]].to_numpy().tolist() == [["neighbour", "settled"]]


def test_what_an_office_calls_resolved_or_not_is_known(disputes):
    header = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "化解结果"]
    found = disputes([row(result="化解成功"), row(case_no="调2", applicant="丙某", result="未化解")], header)
    assert found.tables["L14"]["result"].tolist() == ["settled", "failed"]


@pytest.mark.parametrize(("kind", "type"), [("个人调解室", "room"), ("东村人民调解委员会", "committee")])
def test_a_mediation_body_is_what_its_kind_ends_in(workbook, intake, kind, type):
    workbook("人民调解组织名册.xlsx", {"一": [["名称", "组织类型", "层级"], ["老王说事", kind, "镇"]]})
    assert intake().tables["L12"]["type"].tolist() == [type]


def test_a_term_of_office_begins_with_the_appointment(workbook, intake):
    rows = [
        ["姓名", "所属调委会", "专兼职", "聘期"],
        ["甲某", "镇", "专职", "2021.1-2024.1"],
        ["乙某", "镇", "兼职", "2021年1月至2024年1月"],
    ]
    workbook("调解员花名册.xlsx", {"一": rows})
    assert intake().tables["L13"]["appointed"].tolist() == [dt.datetime(2021, 1, 1)] * 2


def test_a_closing_month_is_not_before_a_day_within_it(disputes):
    assert not disputes([row(closed="2023年3月")]).problems


def test_numeric_file_numbers_that_look_like_identity_numbers_stay_apart(disputes):
    found = disputes([row(case_no="440784199001011234"), row(case_no="440784199001011235", applicant="丙某")])
    assert len(found.tables["L14"]) == 2 and "4407841990" not in found.tables["L14"].to_csv()


def test_months_written_as_bare_numbers_are_months(workbook, intake):
    rows = [["月份", "业务类别", "宗数"], [1, "户政", 20], ["二", "户政", 30], ["3月", "户政", 40]]
    workbook("公共服务中心业务统计表.xlsx", {"一": rows})
    assert intake().tables["L11"]["placed"].dt.month.tolist() == [1, 2, 3]


def test_a_ledger_with_a_header_and_nothing_else_is_no_report_of_zero(disputes, told):
    found = disputes([])
    assert "L14" not in found.tables
    assert told(found)["reason"].tolist() == ["empty_ledger"]


@pytest.mark.parametrize(
    "line",
    [
        "以上数据截至12月31日",
        "1月份",
        "第一季度",
        "一、社区",
        "第2页共3页",
        "本表一式两份，司法所留存",
        "经办人：某某　负责人：某某",
    ],
)
def test_a_line_of_words_alone_in_the_first_column_is_no_data(disputes, line):
    found = disputes([row(), [line, *[None] * 6], row(case_no="调2", applicant="丙某")])
    assert not found.problems and len(found.tables["L14"]) == 2


def test_a_number_alone_in_the_first_column_is_a_row_that_lacks_the_rest(disputes, reasons):
    assert reasons(disputes([row(), ["双调〔2023〕12号", *[None] * 6]])) == [(3, "missing_key")]


def test_units_in_a_second_header_row_are_header(workbook, intake):
    rows = [["日期", "主题", "地点", "参加人数"], ["（年月日）", None, None, "（人）"], ["2023-03-01", "甲", "乙", 5]]
    workbook("普法宣传活动台账.xlsx", {"一": rows})
    found = intake()
    assert len(found.tables["L15"]) == 1 and not found.problems


class TestWhatASpreadsheetDidNotWorkOut:
    EVENTS = ("活动时间", "活动名称", "地点", "参加人数")

    def events(self, tmp_path, intake, *rows):
        book = openpyxl.Workbook()
        for row in (self.EVENTS, *rows):
            book.active.append(row)
        book.save(tmp_path / "普法宣传活动台账.xlsx")
        return intake()

    @pytest.mark.parametrize("cell", ["=50+50", "#REF!"])
    @pytest.mark.parametrize(("place", "reason"), [(0, "bad_date"), (1, "missing_key"), (3, "bad_number")])
    def test_it_sets_the_row_aside_and_says_so(self, tmp_path, intake, told, cell, place, reason):
        row = ["2023.3.2", "乙", "村口", 20]
        row[place] = cell
        told_of = told(self.events(tmp_path, intake, ["2023.3.1", "甲", "广场", 100], row))
        assert (told_of["row"].tolist(), told_of["reason"].tolist()) == ([3], [reason])
        message, what_to_do = told_of["message"].item(), told_of["suggestion"].item()
        assert self.EVENTS[place] in message and "公式" in message and "保存" in what_to_do

    def test_words_that_nothing_rests_on_are_blank(self, tmp_path, intake):
        found = self.events(tmp_path, intake, ["2023.3.1", "甲", "#N/A", 100])
        assert found.tables["L15"]["place"].tolist() == [None] and not any(p.row for p in found.problems)

    def test_rows_of_a_form_that_hold_nothing_else_are_blank(self, tmp_path, intake):
        prepared = [["#N/A", "=B1", "#N/A", "=SUM(A1:A2)"]] * 3
        found = self.events(tmp_path, intake, ["2023.3.1", "甲", "广场", 100], *prepared)
        assert not found.problems and found.accounts[0].blanks == 3

    def test_an_error_value_is_quoted_though_it_stands_in_a_column_of_names_too(self, tmp_path, intake, told):
        book = openpyxl.Workbook()
        for row in (
            ("姓名", "所属调委会", "专兼职", "聘任日期"),
            ("欧阳测试", "东村", "专职", "2020-01-01"),
            ("#REF!", "东村", "#REF!", "2020-01-01"),
            ("司马样例", "东村", "#REF!", "2020-01-01"),
        ):
            book.active.append(row)
        book.save(tmp_path / "人民调解员名册.xlsx")
        said = told(intake()).set_index("row")["message"]
        assert "#REF!" in said[4]


@pytest.mark.parametrize("objects", ["华联超市、百姓药房", "华联超市；百姓药房；某饭店"])
def test_several_inspected_objects_in_a_cell_are_told_of_and_count_as_one(workbook, intake, told, objects):
    head = ["检查日期", "检查对象", "检查领域", "检查记录编号"]
    workbook(
        "行政检查台账.xlsx",
        {"一": [head, ["2023-03-01", objects, "消防", "检1"], ["2023-03-02", "甲乙（上海）公司", "消防", "检2"]]},
    )
    found = intake()
    assert len(found.tables["L05"]) == 2 and told(found)["reason"].tolist() == ["several_in_cell"]


def test_a_category_written_as_a_path_is_the_one_in_which_it_ends(workbook, intake):
    rows = [["甲", "首页 > 政务公开 > 通知公告", "2023-03-01"], ["乙", "首页＞政务动态", "2023-03-02"]]
    workbook("政务公开台账.xlsx", {"一": [["标题", "栏目", "公开日期"], *rows]})
    assert intake().tables["L09"]["category"].tolist() == ["notices", "news"]


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("政务公开/通知公告", "notices"),
        ("信息公开/政务动态", "news"),
        ("通知公告/工作动态", None),
        ("通知公告/重要", None),
    ],
)
def test_a_stroke_is_a_step_where_the_words_before_it_are_no_value(workbook, intake, words, category):
    workbook("信息公开台账.xlsx", {"一": [["标题", "栏目", "公开日期"], ["甲", words, "2023-03-01"]]})
    assert intake().tables["L09"]["category"].tolist() == ([category] if category else [])


def test_a_day_of_which_nobody_knows_the_month_is_told_as_that(disputes, told):
    assert (
        "日和月分不清"
        in told(disputes([["1号", "5/3/2023", "邻里", "甲", "乙", "2023-05-20", "成功"]]))["message"].item()
    )


def inspected(field):
    """Two inspections, the first of this field."""
    head = ["检查日期", "检查对象", "检查领域", "检查记录编号"]
    return [head, ["2023-01-05", "甲厂", field, "检1"], ["2023-01-06", "乙厂", "消防", "检2"]]


@pytest.mark.parametrize(
    ("field", "read"),
    [
        ("安全生产、消防安全", "work_safety|fire"),
        ("消防安全专项检查", "fire"),
        ("市容巡查", "urban"),
        ("食品安全领域", "food_drugs"),
    ],
)
def test_one_inspection_may_be_of_several_fields(workbook, intake, field, read):
    workbook("行政检查台账.xlsx", {"一": inspected(field)})
    assert intake().tables["L05"]["field"].tolist() == [read, "fire"]


@pytest.mark.parametrize("field", ["安全生产、宇航", "检查"])
def test_a_field_of_which_a_part_is_unknown_sets_the_row_aside(workbook, intake, told, field):
    workbook("行政检查台账.xlsx", {"一": inspected(field)})
    assert told(intake())["reason"].tolist() == ["unknown_category"]
