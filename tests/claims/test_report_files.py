"""The text of reports in the formats in which offices keep them, and the command that reads them."""

import json
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from fazhi.claims.prose import FIELDS, ReportError, find_claims, read_report
from fazhi.cli import app

PARAGRAPHS = ["二、人民调解工作", "全年共受理矛盾纠纷28件，成功调处27件。", "三、下一步工作计划", "开展普法活动12场。"]
FOUND = [28, 27]


def as_text(folder: Path) -> Path:
    path = folder / "report.txt"
    path.write_text("\n".join(PARAGRAPHS), encoding="utf-8")
    return path


def as_old_text(folder: Path) -> Path:
    path = folder / "report.txt"
    path.write_bytes("\r\n".join(PARAGRAPHS).encode("gb18030"))
    return path


def as_markdown(folder: Path) -> Path:
    path = folder / "report.md"
    path.write_text(
        "## 人民调解工作\n\n全年共受理矛盾纠纷**28**件，\n成功调处27件。\n\n## 下一步工作计划\n\n- 开展普法活动12场。\n",
        encoding="utf-8",
    )
    return path


def as_page(folder: Path) -> Path:
    path = folder / "report.html"
    body = f"<h2>{PARAGRAPHS[0]}</h2><p>全年共受理矛盾\n 纠纷<b>28</b>件，成功调处27件。<h2>{PARAGRAPHS[2]}</h2><p>{PARAGRAPHS[3]}"
    path.write_text(
        f"<html><head><title>受理3件</title></head><script>受理5件。</script>{body}<!-- 受理7件。 -->", encoding="utf-8"
    )
    return path


def as_document(folder: Path) -> Path:
    document = docx.Document()
    document.add_heading("人民调解工作", level=1)
    document.add_paragraph(PARAGRAPHS[1])
    document.add_heading("下一步工作计划", level=1)
    document.add_paragraph(PARAGRAPHS[3])
    path = folder / "report.docx"
    document.save(str(path))
    return path


def as_pdf(folder: Path) -> Path:
    import typst

    source = folder / "report.typ"
    font = next(Path(__file__).resolve().parents[2].glob("src/fazhi/typeface/*.ttf"))
    lines = "\n\n".join(PARAGRAPHS)
    source.write_text(f'#set text(font: "Fazhi Sans SC")\n#set page(width: 9cm)\n{lines}\n', encoding="utf-8")
    path = folder / "report.pdf"
    typst.compile(str(source), output=str(path), font_paths=[str(font.parent)], ignore_system_fonts=True)
    return path


MAKERS = [as_text, as_old_text, as_markdown, as_page, as_document, as_pdf]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_every_format_gives_the_same_claims(make, tmp_path):
    text = read_report(make(tmp_path))
    assert [claim.value for claim in find_claims(text)] == FOUND


def test_rows_of_a_table_are_lines_and_merged_cells_are_read_once(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(table.rows[0].cells, ["类别", "受理", "成功"], strict=True):
        cell.text = words
    table.rows[1].cells[0].merge(table.rows[1].cells[1]).text = "受理纠纷28件"
    table.rows[1].cells[2].text = "27件"
    path = tmp_path / "report.docx"
    document.save(str(path))
    assert read_report(path) == "类别 | 受理 | 成功\n受理纠纷28件 | 27件\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.md", "二、人民调解\n\n| 事项 | 2021年 | 2022年 |\n|---|---|---|\n| 受理纠纷 | 31件 | 28件 |\n"),
        (
            "report.html",
            "<table><tr><th>事项</th><th>2021年</th><th>2022年</th></tr>"
            "<tr><td>受理纠纷</td><td>31件</td><td>28件</td></tr></table>",
        ),
    ],
)
def test_the_columns_of_a_table_are_of_the_years_in_its_head(name, content, tmp_path):
    (tmp_path / name).write_text(content, encoding="utf-8")
    claims = find_claims(read_report(tmp_path / name), 2022)
    assert [(claim.value, claim.period) for claim in claims] == [(31, "2021年"), (28, None)]


@pytest.mark.parametrize(
    ("open_", "close"),
    [
        ("", ""),
        ("<p>", "</p>"),
        ("<div><p>", "</p></div>\n"),
        ("<table><tr><td>首页</td><td><p>报告</p>", "</td></tr></table>"),
    ],
)
def test_a_cell_is_its_words_however_they_are_wrapped_and_a_page_may_lie_in_a_table(open_, close, tmp_path):
    rows = [["项目", "单位", "完成数"], ["受理矛盾纠纷", "件", "37"]]
    inner = ("", "") if "<table>" in open_ else (open_, close)
    cells = "".join("<tr>" + "".join(f"<td>{inner[0]}{w}{inner[1]}</td>" for w in row) + "</tr>" for row in rows)
    table = f"<p>全年成功调处纠纷35件。</p><p>人民调解员66人。</p><table>{cells}</table>"
    path = tmp_path / "report.html"
    path.write_text(f"{open_}{table}{close}" if "<table>" in open_ else table, encoding="utf-8")
    found = [(claim.value, claim.indicator) for claim in find_claims(read_report(path))]
    assert found == [(35, "disputes_resolved"), (66, "mediators"), (37, "disputes_accepted")]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("report.doc", b"x", "claims.report_format"),
        ("report.txt", b"", "claims.report_empty"),
        ("report.txt", bytes(range(256)) * 50, "claims.report_encoding"),
        ("report.txt", b"1" * 1_000_001, "claims.report_too_long"),
        ("report.docx", b"PK\x03\x04 broken", "claims.report_damaged"),
        ("report.pdf", b"%PDF-1.7 broken", "claims.report_damaged"),
    ],
)
def test_a_report_that_cannot_be_read_gives_one_message(name, content, key, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReportError) as caught:
        read_report(path)
    assert caught.value.key == key


def test_a_report_that_is_not_there_is_named():
    with pytest.raises(ReportError, match=r"nowhere\.txt"):
        read_report(Path("nowhere.txt"))


def run(*arguments: object):
    return CliRunner().invoke(app, ["claims", *map(str, arguments)])


def test_the_command_writes_json_and_the_text_that_its_places_refer_to(tmp_path):
    out = tmp_path / "text.txt"
    result = run(as_document(tmp_path), "--json", "--text-out", out)
    found = json.loads(result.stdout)
    text = out.read_text(encoding="utf-8")
    assert result.exit_code == 0
    assert all(tuple(claim) == FIELDS and text[claim["start"] : claim["end"]] == claim["text"] for claim in found)
    assert [(claim["value"], claim["lo"], claim["hi"], claim["indicator"]) for claim in found] == [
        (28, 28, 28, "disputes_accepted"),
        (27, 27, 27, "disputes_resolved"),
    ]


def test_the_command_shows_a_table_in_both_languages(tmp_path):
    path = as_text(tmp_path)
    assert "受理纠纷" in run(path).output
    assert "Disputes accepted" in run(path, "--language", "en").output


def test_the_command_says_what_is_wrong_and_ends_with_2(tmp_path):
    result = run(tmp_path / "report.doc")
    assert result.exit_code == 2 and ".docx" in result.output


def test_a_report_beside_the_ledgers_is_known_by_its_name(tmp_path):
    from fazhi.ledgers.beside import reports_in
    from fazhi.ledgers.read import ledger_files

    for name in (
        "报告.txt",
        "某镇法治政府建设年度报告（定稿）.htm",
        "普法台账.txt",
        "零报告.txt",
        "报告台账.xlsx",
        "总结.txt",
    ):
        (tmp_path / name).write_text("受理纠纷3件。", encoding="utf-8")
    names = {path.name for path in reports_in(tmp_path)}
    assert names == {"报告.txt", "某镇法治政府建设年度报告（定稿）.htm"}
    assert {path.name for path in ledger_files(tmp_path)} == {"普法台账.txt", "零报告.txt", "报告台账.xlsx", "总结.txt"}
    (tmp_path / "about.yaml").write_text("report: 总结.txt\n", encoding="utf-8")
    assert "总结.txt" not in {path.name for path in ledger_files(tmp_path)}
    (tmp_path / "about.yaml").write_text("report_date: 2022-11-31\nreport: 总结.txt\n", encoding="utf-8")
    assert "总结.txt" in {path.name for path in reports_in(tmp_path)}  # a wrong day is told elsewhere
    (tmp_path / "about.yaml").write_text("report: ../elsewhere.txt\n", encoding="utf-8")
    (tmp_path.parent / "elsewhere.txt").write_text("受理纠纷3件。", encoding="utf-8")
    assert {path.name for path in reports_in(tmp_path)} == names
