"""The report that lies beside the ledgers: checked on each run, shown, and told of where it is wrong."""

from pathlib import Path

import pytest

from fazhi import appendix
from fazhi.pipeline import Place, count, results
from fazhi.pipeline.outcome import read_outcome
from fazhi.publish.blocks import Table

TEXT = "截至目前我镇共有“法律明白人”{stewards}人。开展各类普法宣传活动52场次。受理矛盾纠纷28件。"


KEPT = (
    "双合镇2022年人民调解案件登记台账.xlsx",
    "双合镇2022年普法宣传活动台账.xlsx",
    "法律明白人名册.xlsx",
    "about.yaml",
)


@pytest.fixture
def small(copy: Place) -> Place:
    """The shipped ledgers that the report speaks of, no others."""
    for path in copy.raw.iterdir():
        if path.name not in KEPT:
            path.unlink()
    return copy


def write(place: Place, name: str, text: str) -> Path:
    path = place.raw / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_report_beside_the_ledgers_goes_its_whole_way(small: Place):
    page = small.outputs / "report.html"
    report = write(small, "报告.txt", TEXT.format(stewards=26))
    found = count(small)
    said = read_outcome(small)
    assert said.status == "attention"
    assert [message for message in said.messages if "报告.txt" in message and "26人" in message and "25" in message]
    assert not (found.clean.set_aside["file"] == "报告.txt").any() and "报告.txt" not in set(
        found.clean.account["file"]
    )
    assert "26人" in page.read_text(encoding="utf-8")
    (table,) = [
        part for part in appendix.compose(found).checks.parts if isinstance(part, Table) and "原文" in part.title
    ]
    assert [cell.text for cell in table.cells[0]] == ["报告.txt", "1", "2", "0"]
    assert table.cells[0][0].href == "report.html"

    write(small, "报告2.txt", TEXT)
    assert any("报告2.txt" in message and "about.yaml" in message for message in _messages(small))
    assert not page.exists()

    (small.raw / "报告2.txt").unlink()
    report.write_bytes(b"")
    assert any("报告.txt" in message for message in _messages(small))

    report.unlink()
    about = small.raw / "about.yaml"
    about.write_text(about.read_text(encoding="utf-8") + "\nreport: 没有.docx\n", encoding="utf-8")
    assert any("没有.docx" in message for message in _messages(small))


def _messages(place: Place) -> tuple[str, ...]:
    count(place)
    return read_outcome(place).messages


@pytest.mark.slow
def test_a_public_edition_does_not_show_the_marked_report(small: Place):
    from dataclasses import replace

    write(small, "报告.txt", TEXT.format(stewards=25))
    assert results(small).reported
    public = replace(small, site=replace(small.site, edition="public"))
    found = count(public)
    assert not found.reported and not (public.outputs / "report.html").exists()
    shown = appendix.compose(found)
    assert "报告.txt" not in "".join(block.to_html() for block in shown.checks.parts if isinstance(block, Table))


@pytest.mark.parametrize("name", ["双合镇2022年法治政府建设年度报告.doc", "报告.wps", "报告定稿.rtf"])
def test_a_report_in_a_format_that_is_not_read_is_told_of(small: Place, name: str):
    """Its figures would else seem to have been checked."""
    write(small, name, "")
    (said,) = (message for message in _messages(small) if name in message)
    assert ".docx" in said

    write(small, "报告.txt", "受理矛盾纠纷1件。")
    told = [message for message in _messages(small) if ".docx" in message]
    assert not told, "the one that can be read is the report"


def test_a_document_that_may_be_the_report_by_its_name_is_told_of(small: Place):
    """It was passed over without a word, so that its figures seemed to have been checked."""
    names = ["双合镇2022年度工作报告.docx", "年度报告.doc", "送审/法治政府建设情况.wps", "工作总结.pdf"]
    (small.raw / "送审").mkdir()
    for name in (*names, "台账填写说明（报告用）.docx", "普法宣传活动照片.jpg", "调解台账报告.docx"):
        write(small, name, "")
    (said,) = (message for message in _messages(small) if names[0] in message)
    assert all(name in said for name in names) and "about.yaml" in said and "说明" not in said and "照片" not in said

    write(small, "报告.txt", "受理矛盾纠纷1件。")
    assert not [message for message in _messages(small) if names[0] in message], "the report is known"
