"""Reports as they are printed: lines broken anywhere, columns, running heads, page numbers, tables."""

from collections import Counter
from pathlib import Path

import pytest

from fazhi.claims.prose import find_claims, read_report
from fazhi.claims.prose.pages import joined, with_cells
from fazhi.values import IDEOGRAPHS

PARAGRAPHS = [
    "三、深化基层依法治理，推动矛盾纠纷就地化解",
    "（一）健全人民调解组织网络。全镇设有人民调解委员会12个，其中镇级调委会1个、村级调委会11个；共有人民调解员86名，其中专职调解员5名。"
    "2022年前三季度受理矛盾纠纷128件，成功调处125件。全年未发生行政复议案件，应诉行政诉讼案件3件次，负责人出庭应诉率达100%。",
    "（二）落实“一村（社区）一法律顾问”制度，组织法律顾问定期到村坐班，为群众提供法律咨询、法治宣传、矛盾纠纷调解等服务。"
    "今年以来，共提供法律咨询96场次，开展法治讲座24场次，受惠群众达3200余人次。",
    "（三）开展各类普法宣传活动48场次，解答法律咨询1 250余人次，发放宣传资料近1.2万份，培育法律明白人36名。",
]  # fmt: skip
PAGES = {
    "plain": '#set page("a4")',
    "narrow": "#set page(width: 7cm, height: 9cm, margin: 8mm)",
    "narrower": "#set page(width: 5.3cm, height: 7cm, margin: 6mm)\n#set par(justify: true)",
    "columns": "#set page(width: 16cm, height: 7cm, columns: 2)",
    "furniture": "#set page(width: 8cm, height: 5cm, margin: 12mm, header: [某镇人民政府文件 第3号], "
    "footer: context align(center)[— #counter(page).display() —])",
    "pages": "#set page(width: 8cm, height: 5cm, margin: 12mm, "
    "footer: context [第#counter(page).display()页 共#counter(page).final().first()页])",
}  # fmt: skip


def claims(text: str) -> Counter:
    return Counter((claim.value, claim.unit, claim.indicator, claim.period) for claim in find_claims(text))


def printed(folder: Path, page: str, body: str) -> str:
    """The text of a PDF that is typeset from Typst markup."""
    import typst

    font = next(Path(__file__).resolve().parents[2].glob("src/fazhi/typeface/*.ttf"))
    source, path = folder / "report.typ", folder / "report.pdf"
    source.write_text(f'#set text(font: "Fazhi Sans SC")\n{page}\n{body}\n', encoding="utf-8")
    typst.compile(str(source), output=str(path), font_paths=[str(font.parent)], ignore_system_fonts=True)
    return read_report(path)


@pytest.mark.parametrize("page", PAGES)
def test_a_printed_report_makes_the_same_claims(page, tmp_path):
    text = printed(tmp_path, PAGES[page], "\n\n".join(PARAGRAPHS))
    assert claims(text) == claims("\n".join(PARAGRAPHS))


def test_cells_of_a_printed_table_are_not_run_together(tmp_path):
    cells = ["受理矛盾纠纷128件", "成功调处纠纷125件", "普法宣传活动48场次", "法律明白人36名"]
    text = printed(tmp_path, '#set page("a4")', f"#table(columns: 2, {', '.join(f'[{cell}]' for cell in cells)})")
    assert claims(text) == claims("\n".join(f"{cell}。" for cell in cells))


@pytest.mark.parametrize(
    "row", ["调解成功 99 93 件", "受理纠纷 102 950 件", "宣传活动场次\n数\n30 36 场次\n法律明白人 36 名", "纠纷 12 8件"]
)
def test_numbers_side_by_side_in_a_row_are_not_run_together(row):
    """9993 would look like a figure; which of the two is meant is not known."""
    assert {claim.value for claim in find_claims(f"{row}\n")} <= {36}


def test_a_number_that_a_blank_tore_apart_is_one_in_running_text():
    assert [claim.value for claim in find_claims("全年解答法律咨询 1 250 余人次，受理纠纷12 8件。")] == [1250, 128]


def test_a_printed_table_of_heads_and_one_row_of_figures_is_read(tmp_path):
    heads, figures = ("受理纠纷（件）", "调解成功（件）", "调解员（人）"), ("95", "93", "48")
    table = f"#table(columns: 3, {', '.join(f'[{cell}]' for cell in (*heads, *figures))})"
    found = find_claims(printed(tmp_path, '#set page("a4")', table))
    assert [claim.indicator for claim in found] == ["disputes_accepted", "disputes_resolved", "mediators"]


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        (["某镇文件\n受理纠纷2\n— 1 —", "某镇文件\n8件。\n— 2 —"], "受理纠纷2\n8件。"),
        (["受理3件。\n第 1 页 共 2 页", "成功2件。\n第 2 页 共 2 页"], "受理3件。\n成功2件。"),
        (["2022年报告 1\n受理3件。", "2022年报告 2\n成功2件。", "2022年报告 3\n无。"], "受理3件。\n成功2件。\n无。"),
        (["受理3件。\n1/1"], "受理3件。"),
        (["受理3件。", "成功2件。"], "受理3件。\n成功2件。"),  # of two pages nothing that stands on one is furniture
        (["", "受理3件。"], "\n受理3件。"),
    ],
)
def test_what_belongs_to_the_page_is_left_out(pages, text):
    assert joined(pages) == text


def test_a_line_that_is_full_or_goes_on_is_no_heading():
    """Lines of a broken text may end as headings do."""
    text = "\n".join(
        [
            "为群众提供法律服务和宣传，",
            "法律咨询、法治宣传、纠纷",
            "调解等服务，今年以来法律顾问",
            "提供法律咨询96场次。",
        ]
        * 6
    )
    assert {claim.indicator for claim in find_claims(text)} == {"adviser_consultations"}


def test_radicals_that_a_pdf_gives_for_ideographs_are_read_as_these(tmp_path):
    text = "\n".join(PARAGRAPHS)
    radicals = {ord(sign): chr(radical) for radical, sign in IDEOGRAPHS.items() if radical < 0x3000}
    torn = text.translate(radicals)
    assert sum(sign != other for sign, other in zip(torn, text, strict=True)) > 20
    assert claims(torn) == claims(text)
    (tmp_path / "report.txt").write_text(torn, encoding="utf-8")
    assert read_report(tmp_path / "report.txt").strip() == text


def test_a_printed_table_keeps_its_columns(tmp_path):
    rows = [
        "序号",
        "指标",
        "单位",
        "2021年",
        "2022年",
        "1",
        "行政处罚案件",
        "宗",
        "5",
        "8",
        "2",
        "受理矛盾纠纷",
        "件",
        "66",
        "71",
    ]
    body = (
        f"2022年，主要数据如下：\n#table(columns: 5, {', '.join(f'[{cell}]' for cell in rows)})\n全年普法活动42场次。"
    )
    assert claims(printed(tmp_path, '#set page("a4")', body)) == {
        (5, "宗", "penalty_cases", "2021年"): 1,
        (8, "宗", "penalty_cases", None): 1,
        (66, "件", "disputes_accepted", "2021年"): 1,
        (71, "件", "disputes_accepted", None): 1,
        (42, "场次", "publicity_events", None): 1,
    }


@pytest.mark.parametrize(
    "text",
    [
        "受理 成功\n行政处罚案件 12 3\n行政检查案件 40",  # no two rows of its width
        "2022年 3件\n受理 12\n成功 11",  # heads that hold a figure
        "一、 总则\n二、 职责\n三、 附则",
    ],
)
def test_lines_with_blanks_are_no_table_by_that_alone(text):
    assert with_cells(text) == text
