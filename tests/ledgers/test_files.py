"""Files that are read, and files that cannot be."""

import zipfile

import pytest

from fazhi.ledgers.encoding import decode
from fazhi.ledgers.texts import separator_of

TEXT = "标题,栏目,公开日期\n关于春耕的通知,通知公告,2023-03-01\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_text_files_of_any_usual_encoding_and_separator_are_read(tmp_path, intake, encoding, separator):
    (tmp_path / "政府信息主动公开台账.csv").write_bytes(TEXT.replace(",", separator).encode(encoding))
    assert len(intake().tables["L09"]) == 1


def test_a_damaged_workbook_is_one_message_and_the_rest_is_read(tmp_path, intake, told):
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (tmp_path / "政府信息主动公开台账.csv").write_text(TEXT, encoding="utf-8")
    found = intake()
    assert set(found.tables) == {"L09"}
    message = told(found)
    assert message[["file", "reason"]].values.tolist() == [["坏.xlsx", "unreadable_file"]]
    assert "另存" in message["suggestion"].item()


def test_a_zip_that_is_no_workbook_is_one_message(tmp_path, intake):
    with zipfile.ZipFile(tmp_path / "照片.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    assert [problem.reason for problem in intake().problems] == ["unreadable_file"]


@pytest.mark.parametrize("name", ["台账.zip", "台账.RAR"])
def test_of_an_archive_it_is_said_that_it_must_be_unpacked(tmp_path, intake, told, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    assert "解压" in told(intake())["suggestion"].item()


def test_an_unknown_format_is_said_so(tmp_path, intake):
    (tmp_path / "台账.dbf").write_bytes(b"x")
    assert [problem.reason for problem in intake().problems] == ["unreadable_file"]


def test_lock_files_and_notes_beside_the_ledgers_are_passed_over(tmp_path, intake):
    for name in ("~$台账.xlsx", ".隐藏.csv", "about.yaml", "说明.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert not intake().problems


def test_binary_is_no_text():
    assert decode(b"\x00\x01\x02") is None


def test_the_separator_is_the_one_that_divides_lines_evenly():
    assert separator_of("甲;乙;丙\n1,5;2;3\n4;5,5;6\n") == ";"


def test_days_counted_from_1904_are_read_right(workbook, intake):
    header = ["标题", "栏目", "公开日期"]
    workbook("政府信息主动公开台账.xlsx", {"一": [header, ["甲", "通知公告", 44986 - 1462]]}, date_1904=True)
    assert intake().tables["L09"]["published"].dt.strftime("%Y-%m-%d").tolist() == ["2023-03-01"]


def test_a_hidden_sheet_is_read_and_said_so(tmp_path, intake):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "政府信息主动公开台账.xlsx")) as book:
        book.add_worksheet("首页").write(0, 0, "见后表")
        sheet = book.add_worksheet("数据")
        for index, line in enumerate(TEXT.splitlines()):
            sheet.write_row(index, 0, line.split(","))
        sheet.hide()
    found = intake()
    assert len(found.tables["L09"]) == 1
    assert [(account.sheet, account.hidden) for account in found.accounts] == [("首页", False), ("数据", True)]


LIKE_LEDGERS = [
    "调解台账下半年.docx",
    "调解台账9月.DOC",
    "调解员名册.wps",
    "行政处罚登记表.html",
    "调解台账12月.pdf",
    "调解台账8月.jpg",
]
NO_LEDGERS = ["README.md", "台账.yaml", "IMG_0812.jpg", "普法宣传活动照片.png", "工作总结.docx", "台账填写说明.docx", "法治政府建设年度报告（含台账）.docx"]  # fmt: skip


def test_documents_that_look_like_ledgers_are_told_of_and_others_are_not(tmp_path, intake, told):
    for name in (*LIKE_LEDGERS, *NO_LEDGERS):
        (tmp_path / name).write_bytes(b"x")
    told_of = told(intake())
    assert sorted(told_of["file"]) == sorted(LIKE_LEDGERS)
    assert set(told_of["reason"]) == {"unreadable_file"}
    assert told_of["message"].str.contains("像是台账").all() and told_of["suggestion"].str.contains("xlsx").all()
