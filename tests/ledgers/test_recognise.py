"""Which ledger a sheet is, where its header stands, which column is which."""

import datetime as dt

import pytest

from fazhi.catalogue import load

ROW = ["调1", "2023-03-10", "邻里", "甲某", "乙某", "2023-03-20", "调解成功"]
HEADER = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "结果"]


def test_a_header_below_titles_and_captions_is_found(disputes):
    found = disputes(
        [ROW], above=[["某镇2023年人民调解案件登记台账"], ["填报单位：某司法所", None, "日期：2023年12月"]]
    )
    assert len(found.tables["L14"]) == 1


def test_synonyms_of_the_catalogue_name_the_columns(disputes):
    found = disputes([ROW], header=["案号", "受理时间", "纠纷类别", "甲方", "乙方", "达成协议日期", "调解结果"])
    row = found.tables["L14"].iloc[0]
    assert (row["type"], row["result"], row["closed"]) == ("neighbour", "settled", dt.datetime(2023, 3, 20))


def test_a_two_row_header_with_merged_groups_is_read(workbook, intake):
    rows = [
        ["某镇2023年人民调解案件台账"],
        ["卷号", "受理日期", "纠纷类型", "当事人", None, "办理情况", None],
        [None, None, None, "甲方", "乙方", "结案日期", "调解结果"],
        ROW,
    ]
    workbook("台账.xlsx", {"一": rows}, {"一": ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"]})
    table = intake().tables["L14"]
    assert table["result"].tolist() == ["settled"] and table["closed"].notna().all()


def test_blanks_width_line_breaks_and_units_in_labels_do_not_matter(disputes):
    found = disputes(
        [[*ROW, 2]],
        header=[
            "卷 号",
            "受理\n日期",
            "纠纷类型（必填）",
            "申请人",
            "被申请人",
            "结案日期",
            "结　果",
            "涉及金额（万元）",
        ],
    )
    assert found.tables["L14"]["amount"].tolist() == [20000.0]


def test_a_differently_worded_label_is_recognised_by_likeness(disputes):
    found = disputes([ROW], header=["卷号", "纠纷受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "调解的结果"])
    assert found.tables["L14"]["result"].tolist() == ["settled"]


def test_several_ledgers_in_one_workbook_are_told_apart(workbook, intake):
    stewards = [["姓名", "村居", "认定日期"], ["甲某", "东村", "2022-01-05"]]
    workbook("司法所台账.xlsx", {"调解案件": [HEADER, ROW], "法律明白人": stewards})
    assert set(intake().tables) == {"L14", "L18"}


def test_twelve_monthly_sheets_are_one_ledger_and_the_summary_sheet_is_not_counted(workbook, intake):
    sheets = {
        f"{m}月": [["案件台账"], HEADER, [f"调{m}", f"2023-{m:02d}-03", *ROW[2:5], None, "在调"]] for m in range(1, 13)
    }
    sheets["汇总"] = [HEADER, *(rows[2] for rows in sheets.values())]
    workbook("人民调解台账.xlsx", sheets)
    found = intake()
    assert len(found.tables["L14"]) == 12 and not found.problems


def test_records_on_a_summary_sheet_count_unless_another_sheet_holds_them(workbook, intake):
    rows = [[f"调{n}", *ROW[1:3], f"申请人{n}", *ROW[4:]] for n in range(1, 6)]
    workbook("人民调解台账.xlsx", {"汇总": [HEADER, *rows], "泗合村": [HEADER, *rows[:2]]})
    found = intake()
    assert len(found.tables["L14"]) == 5 and not found.problems
    assert [(account.kept, account.totals) for account in found.accounts] == [(3, 2), (2, 0)]


def test_records_on_a_summary_sheet_that_are_written_otherwise_are_told_as_repeats(workbook, intake):
    row = ["调1", *ROW[1:]]
    workbook("人民调解台账.xlsx", {"泗合村": [HEADER, row], "汇总": [HEADER, ["调1", "2023年3月10日", *row[2:]], ["调2", "2023-03-06", *row[2:]]]})  # fmt: skip
    found = intake()
    assert [(problem.sheet, problem.reason) for problem in found.problems] == [("汇总", "duplicate")]
    assert len(found.tables["L14"]) == 2


def test_a_sheet_called_summary_that_stands_alone_is_read(workbook, intake):
    workbook("人民调解台账.xlsx", {"汇总": [HEADER, ROW]})
    assert len(intake().tables["L14"]) == 1


def test_an_unknown_sheet_is_set_aside_whole_and_said_so(workbook, intake, told):
    workbook("采购.xlsx", {"清单": [["商品", "价格"], ["纸", 3], ["笔", 2]]})
    found = intake()
    assert not found.tables
    assert told(found)[["file", "sheet", "reason"]].values.tolist() == [["采购.xlsx", "清单", "unrecognised"]]
    assert found.accounts[0].set_aside == 3


def test_a_ledger_without_a_required_column_is_set_aside_and_the_column_named(workbook, intake, told):
    workbook("人民调解案件登记台账.xlsx", {"一": [["卷号", "受理日期", "纠纷类型"], ROW[:3]]})
    message = told(intake())["message"].item()
    assert "人民调解案件登记台账" in message and "结果" in message


def test_rosters_with_the_same_columns_are_told_apart_by_their_title(workbook, intake):
    header = ["姓名", "身份证号", "村居", "发证日期"]
    row = ["甲某", "", "东村", "2022-01-05"]
    workbook("名册.xlsx", {"法律明白人名册": [header, row]})
    assert set(intake().tables) == {"L18"}


@pytest.mark.parametrize("ledger", load().ledgers.values(), ids=lambda ledger: ledger.id)
def test_every_ledger_is_recognised_by_its_own_column_names(ledger, workbook, intake):
    """Without any title: a workbook 数据.xlsx, sheet Sheet1, every column of the form."""
    form = ledger.forms[0]
    hidden = {c.id for other in ledger.forms[1:] for group in other.required for c in ledger.columns if c.id in group}
    shared = {id for group in form.required for id in group} | set(form.needs)
    columns = [c for c in ledger.columns if c.id in shared or c.id not in hidden]
    workbook("数据.xlsx", {"Sheet1": [["序号", *(c.zh for c in columns)], [1, *("x" for _ in columns)]]})
    found = intake()
    assert [account.ledger for account in found.accounts] == [ledger.id]


def test_a_column_without_a_telling_name_is_known_by_its_cells(workbook, intake):
    header = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "怎么样了"]
    others = [
        [f"调{n}", "2023-03-10", "邻里", f"甲{n}", "乙某", None, word]
        for n, word in enumerate(["成功", "在调", "不成", "成功"])
    ]
    workbook("人民调解案件登记台账.xlsx", {"一": [header, *others]})
    assert intake().tables["L14"]["result"].tolist() == ["settled", "pending", "failed", "settled"]


def test_a_merged_heading_behind_its_parts_makes_the_column_name(workbook, intake):
    rows = [
        ["申请编号", "日期", None, "办理结果"],
        [None, "收到", "答复", None],
        ["1号", "2023-03-01", "2023-03-09", "予以公开"],
    ]
    workbook("依申请公开登记簿.xlsx", {"一": rows}, {"一": ["A1:A2", "B1:C1", "D1:D2"]})
    row = intake().tables["L10"].iloc[0]
    assert (row["received"].day, row["answered"].day) == (1, 9)


def test_the_head_of_a_compound_names_the_column(workbook, intake):
    rows = [["学习日期", "学习类型", "学习主题"], ["2023-03-01", "会前学法", "宪法"]]
    workbook("学法台账.xlsx", {"一": rows})
    assert intake().tables["L01"]["type"].tolist() == ["leadership"]


def test_a_sheet_of_instructions_is_no_ledger_and_no_complaint(workbook, intake):
    workbook("人民调解台账.xlsx", {"填写说明": [["填写说明"], ["一、请每月填报"]], "数据": [HEADER, ROW]})
    found = intake()
    assert len(found.tables["L14"]) == 1 and not found.problems


def test_the_first_of_repeated_headers_is_the_header(disputes):
    """Cells below the second header fit better than those below the first; the rows between must not be lost."""
    odd = [[f"调{n}", "2023-03-10", "", f"甲{n}", "乙某", None, "在调"] for n in range(5)]
    plain = [[f"案{n}", "2023-03-11", "邻里", f"丙{n}", "乙某", "2023-03-12", "成功"] for n in range(5)]
    found = disputes([*odd, HEADER, *plain])
    assert len(found.tables["L14"]) == 10 and found.accounts[0].headers == 2


def test_a_table_whose_records_stand_in_columns_is_told_as_that(workbook, intake, told):
    rows = [HEADER, *([f"调{n}", *ROW[1:]] for n in range(1, 4))]
    workbook("人民调解台账.xlsx", {"一": [["人民调解台账"], *zip(*rows, strict=True)]})
    found = intake()
    assert not found.tables
    told_of = told(found)
    assert told_of["reason"].tolist() == ["unrecognised"]
    assert "A列" in told_of["message"].item() and "转置" in told_of["suggestion"].item()


def test_categories_one_below_the_other_are_no_labels_of_a_turned_table(workbook, intake, told):
    """A misspelt label leaves the sheet unrecognised; that its columns, read as rows, name categories is no reason to turn it."""
    kinds = ["户政", "人社业务", "医保", "退役军人"]
    rows = [[n + 1, f"2023-0{1 + n // 4}-01", kinds[n % 4], 100 + n, 200 + n] for n in range(12)]
    head = [["序号", "统计月份", "业务类别", "办理宗数", None], [None, None, None, "本月", "累类"]]
    workbook("公共服务中心业务统计表.xlsx", {"一": [["某镇业务统计表"], *head, *rows]})
    said = told(intake())
    assert said["reason"].tolist() == ["unrecognised"] and "转置" not in said["suggestion"].item()
    assert "公共服务" in said["message"].item()


def test_sheets_of_a_file_without_any_header_are_told_of_in_one_message(workbook, intake, told):
    workbook("采购.xlsx", {f"{n}月": [["商品", "价格"], ["纸", 3]] for n in range(1, 13)} | {"空": []})
    found = intake()
    assert len(found.accounts) == 13 and sum(account.set_aside for account in found.accounts) == 24
    (message,) = told(found)["message"]
    assert "12张" in message and "1月、2月" in message and "…" in message


def test_sheets_without_a_header_beside_a_ledger_are_told_of_one_by_one(workbook, intake, told):
    workbook("人民调解台账.xlsx", {"一": [HEADER, ROW], "纸": [["商品", "价格"]], "笔": [["商品", "价格"]]})
    assert told(intake())["sheet"].tolist() == ["纸", "笔"]


def test_an_empty_form_is_the_ledger_that_its_name_says_in_full(workbook, intake):
    """Whatever other ledger its few columns would do for."""
    workbook("行政复议案件台账.xlsx", {"一": [["序号", "复议案号", "申请人", "受理日期", "结果"]]})
    assert [(p.ledger, p.reason) for p in intake().problems] == [("L07", "empty_ledger")]


TITLES = ["关于征兵的公告", "2022年决算合计情况说明", "关于执行零报告制度的通知"]


@pytest.mark.parametrize("head", [["标题", "类别", "公开日期"], ["标题", "公开日期"]])
def test_a_record_that_speaks_of_nil_reports_does_not_make_its_sheet_one(workbook, intake, head):
    rows = [[title, *(["通知公告"] * (len(head) - 2)), f"2023-0{n}-01"] for n, title in enumerate(TITLES, 1)]
    workbook("政务公开台账.xlsx", {"一": [head, *rows]})
    found = intake()
    assert len(found.tables.get("L09", ())) == (len(rows) if len(head) == 3 else 0)
    assert [problem.reason for problem in found.problems] == ([] if len(head) == 3 else ["unrecognised"])


@pytest.mark.parametrize("words", ["本年度我镇无行政复议案件发生", "2023年没有此类案件。", "无相关情况"])
def test_a_sentence_that_there_was_nothing_is_a_nil_report(workbook, intake, words):
    head = ["序号", "复议案号", "申请人", "受理日期", "决定日期", "结果"]
    workbook("行政复议案件台账.xlsx", {"一": [["行政复议案件台账"], head, [words]]})
    found = intake()
    assert len(found.tables["L07"]) == 0 and not found.problems


def test_numbers_printed_down_an_empty_form_are_no_records(workbook, intake, told):
    head = ["登记编号", "申请人类别", "收到申请日期", "答复时间"]
    workbook("依申请公开登记簿.xlsx", {"一": [head, *([n] for n in range(1, 9))]})
    assert told(intake())["reason"].tolist() == ["empty_ledger"]


def test_a_short_ledger_is_the_one_that_its_file_is_called_though_its_columns_would_do_for_another(workbook, intake):
    workbook("行政复议台账.xlsx", {"一": [["复议案号", "受理日期", "结果"], ["例复1号", "2023-03-01", "维持"]]})
    found = intake()
    assert len(found.tables["L07"]) == 1 and not found.problems


@pytest.mark.parametrize(
    ("title", "header"),
    [("学法情况登记表", ["时间", "形式", "内容", "参加人数"]), ("会前学法记录", ["时间", "类型", "内容"])],
)
def test_a_ledger_that_the_title_names_has_no_rival_that_nothing_names(workbook, intake, title, header):
    workbook("一.xlsx", {"Sheet1": [[title], header, ["1月10日", "会前学法", "宪法", *[9] * (len(header) - 3)]]})
    assert intake().tables["L01"]["type"].tolist() == ["leadership"]


@pytest.mark.parametrize(("states", "column"), [(["在职", "退休"], "on_post"), (["有效", "注销"], "status")])
def test_a_heading_that_two_columns_have_is_that_of_the_one_whose_values_stand_below(workbook, intake, states, column):
    header = ["姓名", "执法证号", "发证日期", "有效期至", "状态"]
    rows = [
        [f"{who}某", f"字{who}", "2021-01-01", "2026-01-01", said] for who, said in zip("甲乙", states, strict=True)
    ]
    workbook("行政执法人员名册.xlsx", {"一": [header, *rows]})
    found = intake()
    assert not found.problems and found.tables["L03"][column].notna().all()


def test_a_heading_that_asks_whether_somebody_is_on_the_roll_is_answered(workbook, intake):
    header = ["姓名", "执法证号", "发证日期", "有效期至", "是否在岗"]
    rows = [["甲某", "字1", "2021-01-01", "2026-01-01", "是"], ["乙某", "字2", "2021-01-01", "2026-01-01", "否"]]
    workbook("行政执法人员名册.xlsx", {"一": [header, *rows]})
    assert intake().tables["L03"]["on_post"].tolist() == ["on_roll", "transferred"]


def test_a_document_is_known_by_what_its_name_ends_in(workbook, intake):
    rows = [
        ["文书名称", "文号", "收到日期"],
        ["诉前检察建议", "检1号", "2023-03-10"],
        ["某法院司法建议书", "法1号", "2023-03-10"],
    ]
    workbook("检察建议办理台账.xlsx", {"一": rows})
    assert intake().tables["L08"]["document"].tolist() == ["procuratorial", "judicial"]
