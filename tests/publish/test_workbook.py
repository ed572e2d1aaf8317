"""The workbook: values as values, text as text, one table a sheet, the same bytes each time."""

import datetime as dt
import io
import re
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.publish.blocks import Cell, Column, Document, Table
from fazhi.publish.workbook import number_format, sheet_name, workbook, write_workbook

COVER = Document("双合镇附录", "2022年度", date="2023-01-16", meta={"单位": "双合镇"})


def opened(*tables, **more):
    return openpyxl.load_workbook(io.BytesIO(workbook(tables, COVER, **more)))


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_one_table_a_sheet_with_one_header_row_and_no_merges():
    table = Table(
        1,
        "调解情况",
        ["类型", Column("n", "受理", "right", group="件数")],
        [["邻里", 12], ["合计", 12]],
        total_rows=1,
    )
    book = opened(table, Table(2, "其他", ["甲"], [["乙"]]))
    assert book.sheetnames == ["封面", "说明", "表1 调解情况", "表2 其他"]
    sheet = book["表1 调解情况"]
    assert values(sheet) == [["类型", "件数 受理"], ["邻里", 12], ["合计", 12]]
    assert not sheet.merged_cells.ranges
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:B2"  # totals stay out of the filter


def test_values_are_numbers_dates_and_truths_in_the_look_of_their_texts():
    row = [
        15000,
        Cell("97.6%", 0.976),
        Cell("3.50", 3.5),
        dt.date(2022, 3, 5),
        dt.datetime(2022, 3, 5, 9, 30),
        True,
        None,
        "00123",
    ]
    (cells,) = list(opened(Table(1, "t", list("abcdefgh"), [row]))["表1 t"].iter_rows(min_row=2))
    assert [cell.value for cell in cells] == [
        15000, 0.976, 3.5, dt.datetime(2022, 3, 5), dt.datetime(2022, 3, 5, 9, 30), True, "—", "00123",
    ]  # fmt: skip
    assert [cell.number_format for cell in cells[:5]] == [
        "#,##0",
        "0.0%",
        "0.00",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("652", "0"),
        ("12,345", "#,##0"),
        ("−3.50", "0.00"),
        ("97.6%", "0.0%"),
        ("89%†", '0%"†"'),
        ("10,122*", '#,##0"*"'),
        ("2/2", '"2/2"'),
        ("650余", "General"),
        ("", "General"),
    ],
)
def test_a_number_looks_as_its_text(text, form):
    assert number_format(text) == form


def test_a_text_in_a_column_of_numbers_is_the_number_that_it_is():
    columns = [Column("n", "数", "right"), Column("t", "号")]
    texts = ["1,234", "−3.5", "97.6%", "89%†", "0.50", "—", "1～3", "12,345,678,901,234,567"]
    rows = opened(Table(1, "t", columns, [[text, "007"] for text in texts]))["表1 t"].iter_rows(min_row=2)
    cells = list(rows)
    assert [cell[0].value for cell in cells[:7]] == [1234, -3.5, 0.976, 0.89, 0.5, "—", "1～3"]
    assert [cell[0].number_format for cell in cells[:5]] == ["#,##0", "0.0", "0.0%", '0%"†"', "0.00"]
    assert {cell[1].value for cell in cells} == {"007"}


def test_no_text_becomes_a_formula_or_a_link(hostile):
    texts = [hostile, "=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", "\t=1", "{=1}", "mailto:a@b.c"]
    table = Table(1, hostile, [hostile, "b"], [[text, text] for text in texts], hostile, [hostile], hostile)
    data = workbook([table], Document(hostile, hostile, meta={hostile: hostile}), remarks=[hostile])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")]
        names = archive.namelist()
    assert not any(re.search(r"<f[ >]", sheet) for sheet in sheets)
    assert not any("externalLink" in name or name.endswith("sheet3.xml.rels") for name in names)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[2]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == texts
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert all(link.hyperlink.target is None for row in book["封面"].iter_rows() for link in row if link.hyperlink)


def test_the_cover_leads_to_every_sheet():
    table = Table(1, "it's [a]: *b*/c?", ["a"], [[1]])
    book = opened(table, remarks=["由程序生成。"])
    places = [cell.hyperlink.location for row in book["封面"].iter_rows() for cell in row if cell.hyperlink]
    assert places == [f"'{book.sheetnames[2].replace(chr(39), chr(39) * 2)}'!A1"]
    text = [value for row in values(book["封面"]) for value in row if value]
    assert {"双合镇附录", "2022年度", "由程序生成。", "单位", "双合镇", "日期", "2023-01-16"} <= set(text)


@pytest.mark.parametrize("sheet", ["封面", "说明"])
def test_names_of_sheets_that_are_wider_than_their_column_break_and_are_not_cut_by_the_next(sheet):
    table = Table(16, "松例镇2023年未计入的行及处理办法（按台账和原因）", ["甲"], [["乙"]], notes=["某注。"])
    named = [cell for row in opened(table)[sheet].iter_rows() for cell in row if str(cell.value).startswith("表16")]
    assert named and all(cell.alignment.wrap_text for cell in named)


def test_every_sheet_prints_on_a4_as_wide_as_the_page_with_its_title_and_what_holds_of_all():
    book = opened(Table(1, "收入 & 支出", ["甲"], [["乙"]]), marks=["合成数据"])
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.sheet_properties.pageSetUpPr.fitToPage) == (9, True)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.left.text == "合成数据" and sheet.oddFooter.right.text == "&P / &N"
    assert [sheet.oddHeader.center.text for sheet in book] == [None, "双合镇附录", "表1  收入 && 支出"]


def test_units_notes_and_sources_stand_on_their_own_sheet():
    book = opened(Table(1, "t", ["a"], [[1]], "件", ["甲", "乙"], "台账"))
    assert values(book["说明"])[1:] == [
        ["表1 t", "单位：件"], ["表1 t", "注1：甲"], ["表1 t", "注2：乙"], ["表1 t", "资料来源：台账"],
    ]  # fmt: skip


@given(st.lists(st.text(max_size=40), max_size=8))
def test_sheet_names_are_what_excel_accepts(titles):
    used: set[str] = set()
    for title in titles:
        name = sheet_name(title, used)
        assert 1 <= len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'") and not name.endswith("'")
        assert name.lower() not in {other.lower() for other in used} | {"history"}
        used.add(name)


def test_the_same_tables_give_the_same_bytes(tmp_path):
    table = Table(1, "t", ["a", "b"], [[1, dt.date(2022, 1, 1)]])
    first = write_workbook(tmp_path / "a.xlsx", [table], COVER).read_bytes()
    time.sleep(1.1)  # the clock's seconds must not get in
    assert write_workbook(tmp_path / "b.xlsx", [table], COVER).read_bytes() == first
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").properties.created == dt.datetime(2023, 1, 16)


def test_the_workbook_speaks_the_language_of_its_cover():
    data = workbook([Table(1, "t", ["a"], [[1]], language="en")], Document("T", language="en"))
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["Cover", "Notes", "Table 1 t"]


def test_text_that_no_workbook_can_hold_is_cut_or_cleaned():
    book = opened(Table(1, "t", ["a"], [["a\x00b\x1fc"], ["长" * 40_000], [Cell("1e+20", 1e20)]]))
    cells = [row[0] for row in values(book["表1 t"])[1:]]
    assert cells[0] == "abc"
    assert len(cells[1]) == 32_767
    assert cells[2] == "1e+20"
