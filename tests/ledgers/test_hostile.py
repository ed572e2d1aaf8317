"""Files that would take all memory, all day, or more than they may: each is one clear message, and the file beside it is read."""

import base64
import csv
import os
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import xlsxwriter

from fazhi.catalogue import load
from fazhi.ledgers import guard
from fazhi.ledgers import scan as scan_room
from fazhi.ledgers.encoding import decode
from fazhi.ledgers.read import ledger_files, name_of, read_file
from fazhi.ledgers.scan import SheetScan
from fazhi.ledgers.texts import plain_columns

HEADER = ["标题", "栏目", "公开日期"]
LINES = [HEADER, ["关于春耕的通知", "通知公告", "2023-03-01"]]
TEXT = "".join(",".join(line) + "\n" for line in LINES)
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HOME_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR_CELL = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'


def raw_workbook(path: Path, *sheets: str, before: str = "", ahead: str = "", words: str = "") -> Path:
    """A workbook whose sheets hold just these rows, as no office program would write them."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>' for n in numbers
    )
    root = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{NAMESPACE}" {words or ">"}</sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        for number, rows in zip(numbers, sheets, strict=True):
            sheet = f'{before}<worksheet xmlns="{NAMESPACE}">{ahead}<sheetData>{rows}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/s{number}.xml", sheet)
    return path


def workbook_bytes(tmp_path: Path, rows=LINES) -> bytes:
    path = tmp_path / ".made.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for index, line in enumerate(rows):
            sheet.write_row(index, 0, line)
    return path.read_bytes()


def rows_of(path: Path, root: Path | None = None) -> list[list[object]]:
    (sheet,), problems = read_file(path, root or path.parent)
    assert not problems
    return [sheet.row(index) for index in range(sheet.height)]


def keys_of(path: Path, root: Path | None = None) -> list[str]:
    """Why a file was refused; the message and the suggestion must be there in both languages."""
    problems = read_file(path, root or path.parent)[1]
    assert all(all(problem.texts(load(), language)) for problem in problems for language in ("zh", "en"))
    return [problem.fill["key"] for problem in problems]


@pytest.fixture
def refused(tmp_path, intake, told):
    """The one message that a hostile file gives, while the honest file beside it is read."""

    def check(path: Path) -> str:
        (tmp_path / "政府信息主动公开台账.csv").write_text(TEXT, encoding="utf-8")
        found = intake()
        assert len(found.tables["L09"]) == 1
        assert len(told(found)) == 1
        assert told(found)["file"].item() == name_of(path, tmp_path)
        return found.problems[0].fill["key"]

    return check


# ------------------------------------------------------------------------------------------------ containers


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_truncated_workbook(tmp_path, refused, share):
    whole = workbook_bytes(tmp_path)
    (path := tmp_path / "a.xlsx").write_bytes(whole[: int(len(whole) * share)])
    assert refused(path) == "damaged"


def test_a_workbook_with_bytes_overwritten(tmp_path, refused):
    whole = bytearray(workbook_bytes(tmp_path))
    whole[200:900] = bytes(700)
    (path := tmp_path / "a.xlsx").write_bytes(whole)
    assert refused(path) == "damaged"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.et"])
def test_an_encrypted_workbook(tmp_path, refused, name):
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1024)
    (path := tmp_path / name).write_bytes(head + "EncryptedPackage".encode("utf-16-le") + bytes(2048))
    assert refused(path) == "encrypted"


def test_an_old_workbook_that_is_only_a_container_does_no_harm(tmp_path, refused):
    (path := tmp_path / "a.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + os.urandom(4096))
    assert refused(path) == "damaged"


@pytest.mark.parametrize("text", ["PK garbage\n", "<Error>\nAccess denied\n", "404 page not found"])
def test_a_workbook_that_is_a_line_of_some_program(tmp_path, refused, text):
    (path := tmp_path / "a.xlsx").write_text(text, encoding="utf-8")
    assert refused(path) == "damaged"


@pytest.mark.parametrize("text", [TEXT, "行政复议台账\n本年度无行政复议案件\n"])
def test_text_under_the_name_of_a_workbook_is_read(tmp_path, text):
    (path := tmp_path / "a.xls").write_text(text, encoding="utf-8")
    sheets, problems = read_file(path, tmp_path)
    assert problems == [] and sheets[0].height == text.count("\n")


def test_an_empty_file(tmp_path, refused):
    (path := tmp_path / "a.xlsx").touch()
    assert refused(path) == "empty"


@pytest.mark.parametrize("suffix", [".xls", ".csv", ".et", ".txt", ".xlsx"])
def test_a_workbook_under_any_name_is_read_as_the_workbook_that_it_is(tmp_path, suffix):
    (path := tmp_path / f"a{suffix}").write_bytes(workbook_bytes(tmp_path))
    assert rows_of(path) == LINES


@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".et"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_under_a_workbooks_name_is_read_as_the_text_that_it_is(tmp_path, suffix, encoding):
    (path := tmp_path / f"a{suffix}").write_text(TEXT, encoding=encoding)
    assert rows_of(path) == LINES


# ----------------------------------------------------------------------------------------------------- bombs


def test_a_zip_bomb_is_refused_by_its_directory_alone(tmp_path, refused):
    path = raw_workbook(tmp_path / "a.xlsx", HOME_CELL)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", bytes(40_000_000))
    assert refused(path) == "zip_bomb"


def test_a_zip_entry_larger_than_it_states_is_refused(tmp_path, refused):
    path = raw_workbook(tmp_path / "a.xlsx", HOME_CELL + " " * 3_000_000)
    content = bytearray(path.read_bytes())
    size = struct.pack("<I", zipfile.ZipFile(path).getinfo("xl/worksheets/s1.xml").file_size)
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, struct.pack("<I", 500)))
    assert refused(path) == "zip_bomb"


def test_entities_are_never_expanded(tmp_path, refused):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "哈">{laughs}]>'
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    assert refused(raw_workbook(tmp_path / "a.xlsx", cell, before=bomb)) == "doctype"


def test_a_lying_dimension_is_not_believed(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (1, 2, 3))
    path = raw_workbook(tmp_path / "a.xlsx", rows, ahead='<dimension ref="A1:XFD1048576"/>')
    assert rows_of(path) == [[1.0], [2.0], [3.0]]


FAR = {
    "farthest": FAR_CELL,
    "beyond_the_last_row": '<row r="4000000000"><c r="B4000000000"><v>2</v></c></row>',
    "in_single_quotes": "<row r='1048576'><c r='XFD1048576'><v>2</v></c></row>",
    "after_another_attribute": '<row r="1048576"><c s="0" r="XFD1048576"><v>2</v></c></row>',
    "behind_a_line_break": '<row r="1048576"><c\nr="XFD1048576"><v>2</v></c></row>',
    "under_a_prefix": f'<x:row xmlns:x="{NAMESPACE}" r="1048576"><x:c r="XFD1048576"><x:v>2</x:v></x:c></x:row>',
    "in_small_letters": '<row r="1048576"><c r="xfd1048576"><v>2</v></c></row>',
    "by_its_row_only": '<row r="1048576"><c><v>2</v></c><c r="XFD1048576"><v>2</v></c></row>',
}


@pytest.mark.parametrize("cell", FAR.values(), ids=FAR)
def test_a_sheet_with_one_cell_very_far_away_is_set_aside_and_its_neighbours_are_read(tmp_path, cell):
    path = raw_workbook(tmp_path / "a.xlsx", HOME_CELL, HOME_CELL + cell, HOME_CELL)
    sheets, problems = read_file(path, tmp_path)
    assert [sheet.name for sheet in sheets] == ["表1", "表3"]
    assert [(problem.sheet, problem.fill["key"]) for problem in problems] == [("表2", "far_cell")]


def test_a_sheet_that_reaches_too_far_does_not_keep_the_rest_of_the_year_from_being_counted(tmp_path, intake):
    raw_workbook(tmp_path / "图表.xlsx", HOME_CELL + FAR_CELL, HOME_CELL)
    (tmp_path / "政府信息主动公开台账.csv").write_text(TEXT, encoding="utf-8")
    found = intake()
    assert len(found.tables["L09"]) == 1
    assert [(p.file, p.sheet, p.fill["key"]) for p in found.problems] == [
        ("图表.xlsx", "表2", "nothing"),
        ("图表.xlsx", "表1", "far_cell"),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [("春_xD83D_耕", "春\ufffd耕"), ("_xDE00_", "\ufffd"), ("_xD83D__xDE00_", "\U0001f600"), ("甲_x000A_乙", "甲\n乙")],
)
def test_half_a_sign_among_the_words_of_a_workbook_is_a_sign_that_can_be_written_down(tmp_path, written, read):
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>{0}</t></is></c></row>'
    path = raw_workbook(tmp_path / "a.xlsx", cells.format(written), words=f"><si><t>{written}</t></si>")
    assert rows_of(path) == [[read, read]]


def test_empty_cells_that_were_only_formatted_far_away_do_not_count(tmp_path):
    path = raw_workbook(tmp_path / "a.xlsx", HOME_CELL + FAR_CELL.replace("<v>2</v>", ""))
    assert rows_of(path) == [[1.0]]


STRAYS = [
    '<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row>',
    '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t xml:space="preserve">{word}</t></is></c></row>',
]


@pytest.mark.parametrize(
    ("word", "told"), [("甲", [("表1", "stray", ("XFD1048576",))]), ("", []), (" ", []), ("\u3000", [])]
)
@pytest.mark.parametrize("stray", STRAYS, ids=["shared", "inline"])
def test_a_cell_that_somebody_left_far_away_is_told_of_and_the_ledger_read_without_it(tmp_path, word, told, stray):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 11))
    path = raw_workbook(
        tmp_path / "a.xlsx", rows + stray.format(word=word), words=f'><si><t xml:space="preserve">{word}</t></si>'
    )
    (sheet,), problems = read_file(path, tmp_path)
    assert (sheet.height, len(sheet.columns)) == (10, 1)
    assert [(p.sheet, p.fill["key"], p.fill["cells"]) for p in problems] == told


def test_a_count_of_words_that_lies_does_not_take_memory(tmp_path, refused):
    cell = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    path = raw_workbook(tmp_path / "a.xlsx", cell, words='uniqueCount="40000000000"><si><t>甲</t></si>')
    assert refused(path) == "damaged"


def test_one_long_word_shared_by_very_many_cells_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "MOST_TEXT", 200 * guard.MEGABYTE)
    monkeypatch.setattr(guard, "REHEARSAL_MEMORY", 200 * guard.MEGABYTE)
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 301))
    word = base64.b64encode(os.urandom(750_000)).decode()
    assert keys_of(raw_workbook(tmp_path / "a.xlsx", cells, words=f"><si><t>{word}</t></si>")) == ["far_cell"]


def test_one_sheet_listed_a_hundred_times_is_read_no_longer_than_may_be(tmp_path, monkeypatch):
    monkeypatch.setattr("fazhi.ledgers.read.MOST_CELLS", 250)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 101))
    sheets, problems = read_file(raw_workbook(tmp_path / "a.xlsx", rows, rows, rows, rows), tmp_path)
    assert (len(sheets), [problem.fill["key"] for problem in problems]) == (2, ["far_cell", "far_cell"])


def test_what_the_look_cannot_vouch_for_is_first_opened_by_a_child_process(tmp_path, monkeypatch):
    rehearsed = []
    rehearse = guard.rehearse
    monkeypatch.setattr(guard, "rehearse", lambda path, kind: rehearsed.append(path.name) or rehearse(path, kind))
    raw_workbook(tmp_path / "odd.xlsx", "<row><c><v>1</v></c></row>")
    raw_workbook(tmp_path / "plain.xlsx", '<row r="9"><c r="A9"><v>1</v></c><c r="AB9"><v>1</v></c></row>')
    (tmp_path / "usual.xlsx").write_bytes(workbook_bytes(tmp_path))
    assert [len(read_file(path, tmp_path)[0]) for path in ledger_files(tmp_path)] == [1, 1, 1]
    assert rehearsed == ["odd.xlsx"]


@pytest.mark.parametrize(
    "column, row", [("A", 1), ("Z", 99_999), ("AA", 7), ("ZZ", 1_000), ("AAA", 12), ("C", 123_456), ("XFD", 300)]
)
def test_the_scan_finds_the_bounds_that_another_reader_finds(tmp_path, column, row):
    path = raw_workbook(tmp_path / "a.xlsx", HOME_CELL + f'<row r="{row}"><c r="{column}{row}"><v>2</v></c></row>')
    scan = SheetScan()
    with zipfile.ZipFile(path) as archive:
        scan.at(archive.read("xl/worksheets/s1.xml"))
    scan.end()
    sheet = guard.open_workbook(path, guard.Kind.ZIP).get_sheet_by_index(0)
    assert scan.plain
    assert (scan.rows, scan.columns) == (sheet.total_height + 1, sheet.total_width + 1)


@pytest.mark.parametrize("size", [7, 64, 1000])
@pytest.mark.parametrize("batch", [50, 700, 1 << 19])
def test_the_scan_sees_the_same_whatever_pieces_the_content_comes_in(monkeypatch, size, batch):
    monkeypatch.setattr(scan_room, "BATCH", batch)
    row = '<row r="{n}"><c r="B{n}" t="s"><v>7</v></c><c r="AC{n}"/><c r="AD{n}" s="3"><f>1&lt;2</f><v>{n}.5</v></c></row>'
    text = "".join(row.format(n=n) for n in range(1, 200)).encode()
    scan = SheetScan()
    for start in range(0, len(text), size):
        scan.at(text[start : start + size])
    scan.end()
    found = scan.result()
    assert (scan.plain, scan.rows, scan.columns, scan.worded) == (True, 199, 30, 199)
    assert found.rows.tolist() == [n for n in range(199) for _ in range(2)]
    assert found.columns.tolist() == [1, 29] * 199
    assert found.payloads[0::2].tolist() == [7] * 199
    assert found.payloads[1::2].view("float64").tolist() == [n + 0.5 for n in range(1, 200)]


# ----------------------------------------------------------------------------------------------- large things


def test_a_cell_of_ten_megabytes_is_one_cell(tmp_path):
    (path := tmp_path / "a.csv").write_text(f"标题,{'长' * 3_500_000}\n甲,乙\n", encoding="utf-8")
    started = time.perf_counter()
    assert [len(str(row[1])) for row in rows_of(path)] == [3_500_000, 1]
    assert time.perf_counter() - started < 3


def test_a_workbooks_cell_of_ten_megabytes_is_one_cell(tmp_path):
    word = base64.b64encode(os.urandom(7_500_000)).decode()
    path = raw_workbook(tmp_path / "a.xlsx", f'<row r="1"><c r="A1" t="inlineStr"><is><t>{word}</t></is></c></row>')
    assert rows_of(path) == [[word]]


def test_five_thousand_columns(tmp_path, refused):
    (path := tmp_path / "宽.xlsx").write_bytes(workbook_bytes(tmp_path, [[f"列{n}" for n in range(5000)]] * 5))
    started = time.perf_counter()
    assert refused(path)
    assert time.perf_counter() - started < 5


def test_a_thousand_tiny_files_are_read_in_no_time(tmp_path):
    for number in range(1000):
        (tmp_path / f"{number}.csv").write_text(TEXT, encoding="utf-8")
    started = time.perf_counter()
    assert sum(len(read_file(path, tmp_path)[0]) for path in ledger_files(tmp_path)) == 1000
    assert time.perf_counter() - started < 3


def test_a_file_larger_than_may_be_is_not_opened(tmp_path, refused):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(guard.MOST_FILE + 1)
    assert refused(path) == "too_large"


# ------------------------------------------------------------------------------------------- nothing is run


def test_formulas_give_their_saved_value_and_words_like_formulas_stay_words(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_string(0, 1, "=1+1")
        sheet.write_string(0, 2, '=HYPERLINK("http://example.org","甲")')
        sheet.write_string(0, 3, "<script>alert(1)</script>")
    row = [2.0, "=1+1", '=HYPERLINK("http://example.org","甲")', "<script>alert(1)</script>"]
    assert rows_of(path) == [row]
    (text := tmp_path / "a.csv").write_text("=1+1,<script>alert(1)</script>\n@SUM(A1),-2+3\n", encoding="utf-8")
    assert rows_of(text) == [["=1+1", "<script>alert(1)</script>"], ["@SUM(A1)", "-2+3"]]


# ---------------------------------------------------------------------------------------------------- markup

PAGE = """<html><head><meta charset="{0}"><title>导出</title><style>td {{ mso-number-format: "<td>" }}</style></head><body>
<!-- <table><tr><td>藏</td></tr></table> --><script>document.write("<table><tr><td>假</td></tr></table>")</script>
<table border=1><tr><th colspan="3">政府信息主动公开台账</th></tr><tr><th>标题<th>栏目<th>公开日期</tr>
<tr><td rowspan="2">甲&amp;乙<td>通知<br>公告</td><td>2023-03-01&nbsp;</td></tr><tr><td> 政策
 文件</td><td>3 < 5</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_html_table_named_xls_is_read(tmp_path, encoding):
    (path := tmp_path / "a.xls").write_text(PAGE.format(encoding), encoding=encoding)
    (sheet,), problems = read_file(path, tmp_path)
    assert not problems
    assert [sheet.row(index) for index in range(sheet.height)] == [
        ["政府信息主动公开台账", "", ""],
        HEADER,
        ["甲&乙", "通知\n公告", "2023-03-01"],
        ["", "政策 文件", "3 < 5"],
    ]
    assert sheet.merges == ((0, 0, 0, 2), (2, 0, 3, 0))


def test_an_xml_spreadsheet_named_xls_is_read(tmp_path):
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    content = f"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="一月"><Table><Row><Cell ss:MergeAcross="1">
    <Data ss:Type="String">甲 &amp; 乙</Data><Comment><Data>注</Data></Comment></Cell></Row>
    <Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="Number">12.5</Data></Cell><Cell/></Row></Table></Worksheet></Workbook>"""
    (path := tmp_path / "a.xls").write_text(content, encoding="utf-8")
    (sheet,), _ = read_file(path, tmp_path)
    assert (sheet.name, sheet.merges) == ("一月", ((0, 0, 0, 1),))
    assert [sheet.row(index) for index in range(sheet.height)] == [["甲 & 乙", ""], ["", ""], ["", 12.5]]


@pytest.mark.parametrize(
    "content",
    [
        "<html><body><form>请登录</form></body></html>",
        "<table><tr><td><table><tr><td>甲</td></tr></table></td></tr></table>",
        "<table>" + "<tr><td colspan=1000 rowspan=65536>甲" * 40_000,
        "<table><tr ss:Index=1048576><td>甲</table>" * 40,
        "<!--" * 200_000,
        "<script>" * 200_000,
        "<table " * 200_000,
    ],
    ids=["login page", "nested", "spans", "far rows", "comments", "scripts", "open tags"],
)
def test_a_page_without_a_plain_table_named_xls_is_one_message_in_little_time(tmp_path, refused, content):
    (path := tmp_path / "a.xls").write_text(content, encoding="utf-8")
    started = time.perf_counter()
    assert refused(path) == "html_as_xls"
    assert time.perf_counter() - started < 5


# ----------------------------------------------------------------------------------------------------- texts


def test_nul_bytes_in_a_text_are_left_out_and_said_so(tmp_path):
    (path := tmp_path / "a.csv").write_bytes("标题,栏目\n甲\0,乙\n丙,丁\n".encode() + bytes(512))
    (sheet,), (problem,) = read_file(path, tmp_path)
    assert [sheet.row(index) for index in range(sheet.height)] == [["标题", "栏目"], ["甲", "乙"], ["丙", "丁"]]
    assert problem.fill == {"key": "mended_bytes", "count": "2", "lines": ("2", "4")}


def test_binary_under_a_texts_name(tmp_path, refused):
    (path := tmp_path / "a.csv").write_bytes(bytes(range(256)) * 40)
    assert refused(path) == "unknown_encoding"


def test_lines_of_two_encodings_in_one_text_are_each_read_in_their_own():
    lines = ["标题,关于春耕生产工作的通知", "栏目,通知公告栏目内容", "甲,乙"]
    mixed = b"\n".join([lines[0].encode(), lines[1].encode("gb18030"), lines[2].encode()])
    found = decode(mixed)
    assert found is not None
    assert (found.text.split("\n"), found.mended) == (lines, ())


def test_lines_of_utf_8_that_pass_for_gb18030_are_still_read_as_utf_8():
    lines = ["公开通知公告政策文件", "第二行是国标码的文字"]
    mixed = lines[0].encode() + b"\n" + lines[1].encode("gb18030")
    assert mixed.decode("gb18030") != "\n".join(lines)  # the trap: no error, only nonsense
    found = decode(mixed)
    assert found is not None and found.text.split("\n") == lines


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_bad_byte_stays_visible_and_its_line_is_named(tmp_path, encoding):
    body = TEXT * 5
    broken = body.encode(encoding).replace("春".encode(encoding), b"\xff\xff", 1)
    (path := tmp_path / "a.csv").write_bytes(broken)
    (sheet,), (problem,) = read_file(path, tmp_path)
    assert sheet.height == 10
    assert sheet.row(1) == [r"关于\xff\xff耕的通知", "通知公告", "2023-03-01"]
    assert problem.fill == {"key": "mended_bytes", "count": "1", "lines": ("2",)}
    assert "第 2 行" in problem.texts(load(), "zh")[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark(tmp_path, encoding):
    (path := tmp_path / "a.txt").write_bytes(("\ufeff" + TEXT.replace(",", "\t")).encode(encoding))
    assert rows_of(path) == LINES


def test_a_mark_in_the_middle_of_a_text_is_no_part_of_a_cell(tmp_path):
    (path := tmp_path / "a.csv").write_text(f'\ufeff{TEXT}\ufeff"甲,乙",通知公告,2023-04-01\n', encoding="utf-8")
    assert rows_of(path) == [*LINES, ["甲,乙", "通知公告", "2023-04-01"]]


CELLS = {
    "quotes": ('甲,"乙,""丙"""\n丁,戊\n', [["甲", '乙,"丙"'], ["丁", "戊"]]),
    "line breaks": ('甲,"乙\n丙"\r\n丁,戊\r\n', [["甲", "乙\n丙"], ["丁", "戊"]]),
    "ragged": ("甲\n乙,丙\n丁,戊,己\n", [["甲", "", ""], ["乙", "丙", ""], ["丁", "戊", "己"]]),
    "declared": ("sep=;\n甲;1,5\n乙;2,5\n", [["甲", "1,5"], ["乙", "2,5"]]),
    "trailing": ("甲,乙,,\n丙,丁,,\n,,,\n", [["甲", "乙"], ["丙", "丁"]]),
    "dos": ("甲,乙\r\n丙,丁\r\n\x1a", [["甲", "乙"], ["丙", "丁"]]),
    "old": ("甲,乙\r丙,丁\r", [["甲", "乙"], ["丙", "丁"]]),
    "a quote never closed": (
        '甲,乙\n"丙,丁\n戊,己\n"庚,辛",壬\n',
        [["甲", "乙"], ['"丙', "丁"], ["戊", "己"], ["庚,辛", "壬"]],
    ),
}


@pytest.mark.parametrize(("text", "rows"), CELLS.values(), ids=CELLS)
def test_cells_of_a_text(tmp_path, text, rows):
    (path := tmp_path / "a.csv").write_bytes(text.encode())
    assert rows_of(path) == rows


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_a_large_regular_text_gives_the_same_cells_the_fast_way(tmp_path, monkeypatch, end, separator):
    rows = [[f"{n}", f"调解员{n % 7}", "", f" 备注 {n % 911}", "2023-03-01", ""] for n in range(30_000)]
    text = end.join(separator.join(row) for row in [*rows, [""] * 6]) + end
    (path := tmp_path / "a.csv").write_text(text, encoding="gb18030", newline="")
    fast = rows_of(path)
    assert fast == [row[:5] for row in rows]
    monkeypatch.setattr("fazhi.ledgers.read.plain_columns", lambda text, separator: None)
    assert rows_of(path) == fast


def test_quotes_and_short_rows_of_a_large_text_are_read_the_fast_way_too(tmp_path, monkeypatch):
    rows = [
        ["甲乙镇台账"],
        ["卷号", "金额", "备注"],
        *([f"{n}", f"{n},000元", ""] for n in range(80_000)),
        ["合计", "1,2"],
    ]
    for place in (5, 6, 20_000):
        rows.insert(place, ["本月小计", "5"])
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert plain_columns(path.read_text(encoding="utf-8"), ",") is not None
    fast = rows_of(path)
    assert [row[: len(made)] for row, made in zip(fast, rows, strict=True)] == rows
    monkeypatch.setattr("fazhi.ledgers.read.plain_columns", lambda text, separator: None)
    assert rows_of(path) == fast


@pytest.mark.parametrize("cell", ['5"管', 'a""b', '"', "一\n二"])
def test_quotes_that_may_mean_anything_are_read_the_slow_way(cell):
    line = f'甲,"{cell}",乙\n' if "\n" in cell else f"甲,{cell},乙\n"
    text = line + "甲,丙,乙\n" * 100_000
    assert plain_columns(text, ",") is None


def test_plain_prose_in_a_txt_is_never_cut_at_its_commas_and_each_line_is_accounted_for(tmp_path, intake):
    prose = "本文件夹为台账，请勿改动。\n如有疑问，请致电，谢谢。\n另见附件。\n此致\n"
    (path := tmp_path / "说明.txt").write_text(prose, encoding="utf-8")
    assert rows_of(path) == [[line] for line in prose.splitlines()]
    found = intake()
    assert not found.tables
    assert [account.rows_seen for account in found.accounts] == [4]


# ----------------------------------------------------------------------------------------------------- paths


@pytest.fixture
def outside(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("outside") / "秘密.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_link_out_of_the_folder_is_not_followed(tmp_path, refused, outside):
    (path := tmp_path / "a.csv").symlink_to(outside)
    assert refused(path) == "link_outside"


def test_a_linked_folder_outside_is_not_followed(tmp_path, refused, outside):
    (path := tmp_path / "别处").symlink_to(outside.parent, target_is_directory=True)
    assert refused(path) == "link_outside"


@pytest.mark.parametrize("target", ["a.csv", "nowhere.csv"], ids=["loop", "broken"])
def test_a_link_that_leads_nowhere(tmp_path, refused, target):
    (path := tmp_path / "a.csv").symlink_to(tmp_path / target)
    assert refused(path) == "link_outside"


def test_links_within_the_folder_count_nothing_twice(tmp_path):
    (tmp_path / "a.csv").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    (tmp_path / "环").symlink_to(tmp_path, target_is_directory=True)
    assert [path.name for path in ledger_files(tmp_path)] == ["a.csv"]


def test_a_folder_that_is_itself_reached_by_a_link_is_read(tmp_path, outside):
    (link := tmp_path / "2023").symlink_to(outside.parent, target_is_directory=True)
    (path,) = ledger_files(link)
    assert rows_of(path, link) == LINES


def test_a_pipe_does_not_block(tmp_path, refused):
    os.mkfifo(path := tmp_path / "a.xlsx")
    assert refused(path) == "not_a_file"


def test_a_device_is_not_read(tmp_path, monkeypatch):
    (path := tmp_path / "a.csv").touch()
    monkeypatch.setattr(guard.os, "stat", lambda path: SimpleNamespace(st_mode=0o020666, st_size=0))
    assert keys_of(path) == ["not_a_file"]


def test_a_folder_named_like_a_workbook_is_a_folder(tmp_path):
    (tmp_path / "一月.xlsx").mkdir()
    (tmp_path / "一月.xlsx" / "a.csv").write_text(TEXT, encoding="utf-8")
    assert [name_of(path, tmp_path) for path in ledger_files(tmp_path)] == ["一月.xlsx/a.csv"]


def test_a_file_without_permission(tmp_path, monkeypatch):
    (path := tmp_path / "a.csv").write_text(TEXT, encoding="utf-8")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", denied)
    assert keys_of(path) == ["no_permission"]


def test_a_folder_without_permission_is_said_so(tmp_path, monkeypatch):
    (closed := tmp_path / "内部").mkdir()
    scandir = os.scandir

    def some(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "denied", str(closed))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", some)
    (found,) = ledger_files(tmp_path)
    assert keys_of(found, tmp_path) == ["no_permission"]


@pytest.mark.parametrize("name", [" 空 格 ", "台账📒", "第一行\n第二行", "-rf", "=1+1", "长" * 80, "a\tb", "%s{0}"])
def test_odd_names(tmp_path, name):
    for suffix, content in ((".csv", TEXT.encode()), (".xlsx", workbook_bytes(tmp_path))):
        (path := tmp_path / f"{name}{suffix}").write_bytes(content)
        assert rows_of(path) == LINES
        assert name_of(path, tmp_path).isprintable()


def test_a_name_in_the_bytes_of_a_chinese_windows_is_read_as_such(tmp_path):
    for suffix, content in ((".csv", TEXT.encode()), (".xlsx", workbook_bytes(tmp_path))):
        path = tmp_path / os.fsdecode("台账".encode("gb18030") + suffix.encode())
        path.write_bytes(content)
        assert rows_of(path) == LINES
        assert name_of(path, tmp_path) == f"台账{suffix}"


def test_hidden_folders_are_passed_over(tmp_path):
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "a.csv").write_text(TEXT, encoding="utf-8")
    assert ledger_files(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="bounds of memory are the system's")
def test_a_sound_workbook_is_rehearsed_also_where_the_whole_program_has_less_memory_than_a_rehearsal_may_take(tmp_path):
    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    code = (
        "import resource, sys; from pathlib import Path; from fazhi.ledgers.guard import kind_of, rehearse\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))\n"
        "path = Path(sys.argv[1]); print(rehearse(path, kind_of(path)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    assert "damaged" not in done.stdout and done.returncode == 0, done.stdout + done.stderr
