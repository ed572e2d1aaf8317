"""Which figures belong to which words where a report is made of short lines, tables and numbered points."""

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from fazhi.claims.prose import find_claims, read_report

YEARS = [["项目", "2022年", "2021年"], ["受理矛盾纠纷（件）", "37", "45"], ["行政处罚案件", "4宗", "6宗"]]


def told(text: str) -> list[tuple[float, str | None, str | None]]:
    return [(float(claim.value), claim.indicator, claim.period) for claim in find_claims(text)]


def saved(document, folder: Path) -> Path:
    path = folder / "report.docx"
    document.save(str(path))
    return path


def with_table(rows: list[list[str]], folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("2022年，全镇主要数据如下：")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    return saved(document, folder)


# --------------------------------------------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["调解文书装订：31件", "行政处罚案件：4宗", "法律明白人：18人"], [(31, None), (4, "penalty_cases"), (18, "legal_stewards")]),
        (["调解文书装订（份）：31", "行政处罚案件（宗）：4"], [(31, None), (4, "penalty_cases")]),
        (["调解文书装订31份", "行政处罚决定4份"], [(31, None), (4, "penalty_cases")]),
        (["- 受理纠纷 31 件", "- 调解成功 30 件"], [(31, "disputes_accepted"), (30, "disputes_resolved")]),
        (["●普法活动 31 场；", "●普法资料 900 份；"], [(31, "publicity_events"), (900, "publicity_materials")]),
    ],
)  # fmt: skip
def test_a_figure_at_the_end_of_a_list_entry_does_not_take_the_next_entry_s_label(lines, found, tmp_path):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    for text in ("\n".join(lines), read_report(saved(document, tmp_path))):
        assert [claim[:2] for claim in told(text)] == found


def test_a_line_of_running_text_still_goes_on_in_the_next():
    assert told("全年共受理矛盾纠纷3\n7件，成功调处\n35件。") == [
        (37, "disputes_accepted", None),
        (35, "disputes_resolved", None),
    ]


def test_a_number_torn_by_a_line_break_is_one_though_no_word_follows_it():
    assert told("全年共受理矛盾纠纷37件，调解成功率1\n00%。")[1] == (100, "mediation_success_rate", None)


def test_a_numbered_title_with_a_comma_does_not_run_on_into_its_paragraph():
    assert told("（一）坚持党的领导，筑牢法治根基\n党工委会议专题学法6次。") == [(6, "study_sessions_leadership", None)]


@pytest.mark.parametrize(
    "point",
    ["（二）全年共受理矛盾纠纷37件。", "3.全镇人民调解员48人", "（1）受理矛盾纠纷三十七件"],
)
def test_a_numbered_point_that_states_a_figure_is_no_heading(point):
    assert len(told(f"一、人民调解\n{point}\n")) == 1


def test_a_numbered_line_without_a_figure_stays_a_heading():
    assert told("一、抓好三项重点任务\n（一）2022年工作情况\n（二）推进“1+6+N”体系\n") == []


# --------------------------------------------------------------------------------------------------- tables


def test_a_figure_of_a_table_belongs_to_the_year_at_the_head_of_its_column(tmp_path):
    this_year = [(37, "disputes_accepted", None), (4, "penalty_cases", None)]
    last_year = [(45, "disputes_accepted", "2021年"), (6, "penalty_cases", "2021年")]
    assert told(read_report(with_table(YEARS, tmp_path))) == [this_year[0], last_year[0], this_year[1], last_year[1]]
    turned = [[row[0], row[2], row[1]] for row in YEARS]
    assert told(read_report(with_table(turned, tmp_path))) == [last_year[0], this_year[0], last_year[1], this_year[1]]
    page = "2022年，主要数据：\n\n" + "\n\n".join(" | ".join(row) for row in YEARS)
    assert told(page) == [this_year[0], last_year[0], this_year[1], last_year[1]]


def test_a_column_of_changes_is_another_figure_and_one_of_targets_is_none(tmp_path):
    rows = [["项目", "完成数", "增减", "2022年目标"], ["普法宣传活动", "41场次", "6场次", "40场次"]]
    assert told(read_report(with_table(rows, tmp_path))) == [(41, "publicity_events", None), (6, None, None)]


def test_a_number_that_fills_a_cell_takes_the_measure_word_of_its_label_or_of_a_cell_for_it(tmp_path):
    rows = [["序号", "项目", "数量", "单位"], ["1", "行政检查", "83", "次"], ["2", "成功率（%）", "96", ""]]
    claims = find_claims(read_report(with_table(rows, tmp_path)))
    assert [(claim.text, claim.unit) for claim in claims] == [("83", "次"), ("96", "%")]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (
            [["指标", "数量"], ["行政处罚案件", "12"], ["人民调解员", "45"]],
            [(12, "penalty_cases", None), (45, "mediators", None)],
        ),
        (
            [["序号", "项目", "2021年", "2022年", "增长"], ["1", "受理纠纷", "120", "126", "5"]],
            [(120, "disputes_accepted", "2021年"), (126, "disputes_accepted", None)],
        ),
        ([["行政复议案件", "2"], ["发放宣传资料", "12600"]], [(2, "reconsideration_cases", None), (12600, "publicity_materials", None)]),
        ([["指标", "数量"], ["法律咨询", "35"], ["调解成功率", "98"], ["悬挂横幅", "20"]], []),  # of two indicators, a rate, of none
        ([["文号", "名称", "页数"], ["12", "行政处罚案件", "35"]], []),
        ([["姓名", "职务", "年龄"], ["某人", "人民调解员", "45"]], []),
        ([["村居", "法律明白人"], ["东村", "5"], ["西村", "4"]], []),
        ([["指标", "目标", "实际"], ["普法活动", "50", "52"]], [(52, "publicity_events", None)]),
        ([["类别", "全市", "本镇"], ["人民调解员（名）", "1856", "45"]], [(1856, None, None), (45, "mediators", None)]),
    ],
)  # fmt: skip
def test_a_number_without_a_measure_word_is_a_figure_where_its_label_names_an_indicator(rows, found, tmp_path):
    assert told(read_report(with_table(rows, tmp_path))) == found


def test_of_several_numbers_side_by_side_below_no_heads_none_is_the_figure():
    rows = "行政处罚案件（宗）|5|8\n受理纠纷|66件|71件\n人民调解员|45名|专职|3名"
    assert [indicator for _, indicator, _ in told(rows)] == [None] * 4 + ["mediators", "mediators_full_time"]


def test_a_bare_number_behind_a_label_is_such_a_figure_too():
    assert told("行政处罚案件：12\n横幅：20") == [(12, "penalty_cases", None)]


def test_the_cell_nearest_to_a_number_tells_what_it_counts(tmp_path):
    rows = [
        ["类别", "指标", "完成数"],
        ["行政执法", "行政处罚案件（宗）", "15"],
        ["行政执法", "行政检查案件（宗）", "402"],
    ]
    found = [(15, "penalty_cases", None), (402, "inspection_cases", None)]
    assert told(read_report(with_table(rows, tmp_path))) == found


def test_a_row_with_more_cells_than_heads_may_stand_under_any_of_them():
    found = told("项目|2022年|2021年\n行政处罚案件|3宗|1宗|6宗")
    assert {period for _, _, period in found} == {"2021年"}


def test_a_row_that_names_nothing_tells_what_the_heads_of_its_cells_name(tmp_path):
    rows = [
        ["行政检查案件（宗）", "受理纠纷（件）", "调解成功（件）", "成功率（%）", "同比增长（%）"],
        ["83", "64", "62", "96.9", "3"],
    ]
    figures = [(83, "inspection_cases", None), (64, "disputes_accepted", None), (62, "disputes_resolved", None)]
    figures += [(96.9, "mediation_success_rate", None), (3, None, None)]
    assert told(read_report(with_table(rows, tmp_path))) == figures
    labelled = [["项目", *rows[0]], ["全镇合计", *rows[1]]]
    assert told(read_report(with_table(labelled, tmp_path))) == figures


@pytest.mark.parametrize(
    ("table", "of_the_year"),
    [
        ("村居|受理纠纷（件）\n东风村|12\n红星村|9\n全镇|21", [21]),
        ("单位|普法活动（场）\n司法所|18\n执法办|12\n合计|30", [30]),
        ("年度|受理纠纷（件）\n2021|45\n2022|37\n合计|82", [37]),
        ("时间|受理纠纷（件）\n上半年|20\n下半年|约17\n全年|37", [37]),
        ("范围|受理纠纷（件）\n全县|900\n全镇|37\n目标|40\n月均|3", [37]),
        ("受理纠纷（件）|调解成功（件）\n12|11\n25|25", []),  # two rows, each a part
        ("时间|工作动态（条）|通知公告（条）|合计（条）\n全年|57|15|72", [57, 15]),
    ],
)
def test_of_the_rows_below_such_heads_only_the_towns_own_year_is_its_figure(table, of_the_year):
    found = told(f"2022年，主要数据如下：\n\n{table}")
    assert [value for value, indicator, period in found if indicator and period is None] == of_the_year


@pytest.mark.parametrize("stroke", ["｜", "│", " ┃ "])
def test_cells_may_be_divided_by_any_upright_stroke(stroke):
    rows = stroke.join(["事项", "上半年", "全年"]), stroke.join(["行政检查（宗）", "88", "190"])
    assert told("\n".join(rows)) == [(88, "inspection_cases", "上半年"), (190, "inspection_cases", None)]


@pytest.mark.parametrize(
    ("table", "of_the_township"),
    [
        ("村居|受理纠纷（件）\n东风村|12\n红星村|9\n合计|21", False),
        ("村（社区）|受理纠纷（件）\n东风|12\n红星|9\n合计|21", False),
        ("村居|受理纠纷（件）\n合计|21\n东风村|12\n红星村|9", False),
        ("指标|东风村|红星社区|合计\n受理纠纷（件）|12|9|21", False),
        ("村居|受理纠纷（件）\n东风村|12\n红星村|9\n全镇合计|21", True),
        ("调解组织|受理纠纷（件）\n东风村调委会|12\n镇调委会|9\n合计|21", True),
        ("指标|镇级|村级|合计\n受理纠纷（件）|12|9|21", True),
        ("村居|法律明白人（人）\n东风村|12\n红星村|9\n合计|21", True),  # there are none but in villages
    ],
)
def test_the_total_of_a_table_of_villages_is_no_figure_of_a_township_that_has_cases_of_its_own(table, of_the_township):
    for rows in (table, table.replace("\n", "\n\n")):  # rows of a page lie apart
        found = told(f"2022年各村情况：\n\n{rows}")
        assert [value for value, indicator, _ in found if indicator] == [21] * of_the_township


def test_a_row_may_leave_to_the_row_above_what_its_verb_is_of_and_a_total_may_not():
    rows = "项目|数量\n受理纠纷（件）|64\n调解成功（件）|62\n合计（件）|126"
    assert told(rows) == [(64, "disputes_accepted", None), (62, "disputes_resolved", None), (126, None, None)]


def test_entries_below_a_line_that_is_none_do_not_run_on_from_it():
    text = "指标　数量\n行政处罚案件　12宗\n行政检查案件　203宗"
    assert told(text) == [(12, "penalty_cases", None), (203, "inspection_cases", None)]


@pytest.mark.parametrize("text", ["\t", "\n\t\n"])
def test_a_text_of_tabs_alone_holds_nothing(text):
    assert find_claims(text) == []


def test_tabs_divide_the_cells_of_lines_that_are_alike():
    assert told("序号\t指标\t单位\t2022年\n1\t普法宣传活动\t场次\t41\n2\t发放宣传资料\t份\t7600") == [
        (41, "publicity_events", None), (7600, "publicity_materials", None),
    ]  # fmt: skip
    apart = "指标\t上半年\t下半年\n\n受理纠纷（件）\t40\t52\n\n行政检查（次）\t80\t95"  # paragraphs of a .docx
    assert told(apart) == [
        (40, "disputes_accepted", "上半年"), (52, "disputes_accepted", "下半年"),
        (80, "inspection_cases", "上半年"), (95, "inspection_cases", "下半年"),
    ]  # fmt: skip
    points = "1.\t深入学习习近平法治思想\n2.\t开展普法宣传活动52场次"
    bullets = "•\t加强普法\n•\t开展普法宣传活动52场次"
    assert told(points) == told(bullets) == [(52, "publicity_events", None)]


# ---------------------------------------------------------------------------------- what Word puts around words


def wrapped(tag: str, words: str, inner: str = "") -> object:
    run = f"<w:r><w:t>{words}</w:t></w:r>" if tag != "del" else f"<w:r><w:delText>{words}</w:delText></w:r>"
    content = f"<w:sdtContent>{run}</w:sdtContent>" if tag == "sdt" else run
    return parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="x" {inner}>{content}</w:{tag}>')


@pytest.mark.parametrize("tag", ["ins", "sdt", "smartTag", "moveTo", "hyperlink"])
def test_words_in_an_insertion_or_a_content_control_are_read(tag, tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("全年共受理矛盾纠纷")
    paragraph._p.append(wrapped(tag, "37"))
    paragraph._p.append(wrapped("del", "45"))
    paragraph.add_run("件。")
    assert told(read_report(saved(document, tmp_path))) == [(37, "disputes_accepted", None)]


def test_paragraphs_rows_and_tables_within_something_else_are_read(tmp_path):
    document = docx.Document()
    outer = document.add_table(rows=1, cols=1).cell(0, 0)
    outer.text = "附表"
    inner = outer.add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "行政检查", "83次"
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>受理矛盾纠纷37件。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    found = told(read_report(saved(document, tmp_path)))
    assert found == [(37, "disputes_accepted", None), (83, "inspection_cases", None)]
