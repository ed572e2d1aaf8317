"""The scan of plain workbooks gives the cells that another reader gives, and knows what that one does not: hidden, struck, commented."""

import datetime as dt
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font

from fazhi.ledgers import guard
from fazhi.ledgers import read as read_room
from fazhi.ledgers.read import read_file

FORMATS = [
    "General",
    "0.00",
    "yyyy-mm-dd",
    "yyyy/m/d h:mm",
    'yyyy"年"m"月"d"日"',
    "[$-804]yyyy/m/d",
    "h:mm",
    "[h]:mm",
    "@",
]
texts = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(
        [
            "双合镇",
            "〔2022〕1号",
            "a&b<c>",
            " 前后有空格 ",
            "第一行\n第二行",
            "_x000D_",
            "<v>7</v>",
            "</t></si><si><t>",
            "100余",
        ]
    ),
)
numbers = st.one_of(
    st.integers(-(10**6), 10**15), st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 60_000)
)
grids = st.lists(st.lists(st.one_of(st.just(None), texts, numbers, st.booleans()), max_size=6), min_size=1, max_size=8)


def cells_of(path):
    """Every sheet as name, rows, merges and hiddenness, and the problems."""
    sheets, problems = read_file(path, path.parent)
    return (
        [(s.name, [s.row(index) for index in range(s.height)], sorted(s.merges), s.hidden) for s in sheets],
        [problem.fill for problem in problems],
    )


def xlsxwriter_book(path, grid, inline=False):
    with xlsxwriter.Workbook(str(path), {"constant_memory": inline, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        formats = [book.add_format({"num_format": code}) for code in FORMATS]
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if isinstance(cell, bool):
                    sheet.write_boolean(row, column, cell)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    as_date = formats[(row + column) % len(FORMATS)] if 0 <= cell < 60_000 else None
                    sheet.write_number(row, column, cell, as_date)
    return path


def openpyxl_book(path, grid):
    book = openpyxl.Workbook()
    for cells in grid:
        book.active.append(
            [cell if not isinstance(cell, str) or (cell.isprintable() and cell[:1] != "=") else "?" for cell in cells]
        )
    book.save(path)
    return path


def assert_both_readers_agree(path):
    """The workbook is scanned, and gives what the other reader gives."""
    assert guard.look_through(path, guard.Kind.ZIP).parts is not None
    scanned = cells_of(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_room, "sheets_of", lambda *_: None)
        patch.setattr(read_room, "rehearse", lambda *_: guard.Verdict())
        assert scanned == cells_of(path)
    return scanned


@pytest.mark.parametrize("inline", [False, True], ids=["shared words", "words in the cells"])
@settings(max_examples=150)
@given(grid=grids)
def test_the_scan_gives_what_another_reader_gives(tmp_path_factory, grid, inline):
    assert_both_readers_agree(xlsxwriter_book(tmp_path_factory.mktemp("a") / "a.xlsx", grid, inline))


@settings(max_examples=60)
@given(grid=grids)
def test_workbooks_of_another_library_are_plain_too(tmp_path_factory, grid):
    assert_both_readers_agree(openpyxl_book(tmp_path_factory.mktemp("a") / "a.xlsx", grid))


def test_several_sheets_merges_and_hidden_sheets(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        first, second, third = (book.add_worksheet(name) for name in ("1月", "a&b", "隐"))
        first.merge_range(0, 0, 0, 2, "标题")
        first.merge_range(2, 1, 5, 1, "双桥村")
        second.write_formula(0, 0, '=IF(1<2,"甲","乙")', None, "甲")
        second.write_rich_string(1, 0, "前", book.add_format({"bold": True}), "中", "后")
        third.write(0, 0, 1)
        third.hide()
    scanned = assert_both_readers_agree(path)
    assert [sheet[3] for sheet in scanned[0]] == [False, False, True]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A1"><f>50+50</f><v></v></c>', "=…"),
        ('<c r="A1"><f t="shared" si="0"/><v/></c>', "=…"),
        ('<c r="A1"><f>50+50</f></c>', "=…"),
        ('<c r="A1"><f>50+50</f><v>100</v></c>', 100.0),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', ""),
    ],
)
def test_what_a_spreadsheet_did_not_work_out_is_no_blank(tmp_path, cell, value):
    with zipfile.ZipFile(xlsxwriter_book(tmp_path / "plain.xlsx", [[5, 7]])) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, re.sub(rb'<c r="A1".*?</c>', cell.encode(), part))
    ((_, rows, _, _),), problems = cells_of(tmp_path / "a.xlsx")
    assert (rows[0][0], problems) == (value, [])


def test_days_counted_from_1904(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(
            0, 0, dt.datetime(2022, 3, 10), book.add_format({"num_format": "yyyy-mm-dd"})
        )
    scanned = assert_both_readers_agree(path)
    assert scanned[0][0][1] == [[dt.date(2022, 3, 10)]]


@pytest.mark.parametrize(
    "code, cell", [('0"d"', 44630.0), ("yyyy-mm-dd", dt.date(2022, 3, 10)), ('"合计"0', 44630.0), ("[Red]0", 44630.0)]
)
def test_letters_in_quotes_make_no_date(tmp_path, code, cell):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_number(0, 0, 44630, book.add_format({"num_format": code}))
    assert cells_of(path)[0][0][1] == [[cell]]


@pytest.mark.parametrize("serial", [-1, 1e10, 2958466])
def test_a_day_that_no_calendar_has_stays_a_number(tmp_path, serial):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_number(0, 0, serial, book.add_format({"num_format": "yyyy-mm-dd"}))
    assert cells_of(path) == ([("Sheet1", [[float(serial)]], [], False)], [])


def test_a_duration_beyond_all_bounds_harms_nobody_in_any_reader(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_number(0, 0, 1e10, book.add_format({"num_format": "[h]:mm"}))
    assert cells_of(path) == ([("Sheet1", [[1e10]], [], False)], [])
    monkeypatch.setattr(read_room, "sheets_of", lambda *_: None)
    assert cells_of(path) == ([], [{"key": "damaged"}])


# ------------------------------------------------------------------------------- what only the scan knows


def test_hidden_rows_and_columns_are_read_and_known(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(5):
            sheet.write_row(row, 0, [f"甲{row}", row, "丙"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
    (found,), _ = read_file(path, tmp_path)
    assert (found.height, found.row(2)) == (5, ["甲2", 2.0, "丙"])
    assert (found.hidden_rows, found.hidden_columns) == ({2}, {1})


def test_a_row_is_struck_when_all_its_filled_cells_are(tmp_path):
    book = openpyxl.Workbook()
    for row in range(1, 5):
        for column in range(1, 4):
            cell = book.active.cell(row, column, f"第{row}行")
            cell.font = Font(strike=row == 2 or (row == 3 and column < 3))
    book.active.cell(4, 1).value = None
    book.active.cell(4, 1).font = Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    assert read_file(tmp_path / "a.xlsx", tmp_path)[0][0].struck == {1}


def test_a_serial_number_that_was_left_out_keeps_no_row_from_being_struck(tmp_path):
    book = openpyxl.Workbook()
    for cells in ([1, "甲", "乙"], [2, "丙", "丁"], ["戊", "己", "庚"]):
        book.active.append(cells)
    for row in book.active["B2:C3"]:
        for cell in row:
            cell.font = Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    assert read_file(tmp_path / "a.xlsx", tmp_path)[0][0].struck == {1}


def test_words_struck_through_in_every_part_count_as_struck(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, struck = book.add_worksheet(), book.add_format({"font_strikeout": True})
        sheet.write_rich_string(0, 0, struck, "作", struck, "废")
        sheet.write_rich_string(1, 0, struck, "半", "截")
    assert read_file(path, tmp_path)[0][0].struck == {0}


def test_comments_are_known_by_their_cell(tmp_path):
    book = openpyxl.Workbook()
    book.active["B2"] = "双桥村"
    book.active["B2"].comment = Comment("实为双桥都村", "某人")
    book.save(tmp_path / "a.xlsx")
    (found,), _ = read_file(tmp_path / "a.xlsx", tmp_path)
    assert {place: text.split("\n")[-1] for place, text in found.comments.items()} == {(1, 1): "实为双桥都村"}


# ------------------------------------------------------------------------------------------- not plain


def rewritten(path, old, new):
    """The workbook with some bytes of its first sheet replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old in parts[sheet]
    parts[sheet] = parts[sheet].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "old, new",
    [
        (b"<v>", b"\n  <v>"),
        (b'<c r="A1" t="s">', b'<c t="s" r="A1">'),
        (b'<c r="A1"', b"<c"),
        (b'<row r="1"', b"<row"),
        (b'<c r="A2"', b'<c r="A7"'),
        (b"<v>0</v>", b"<v> 0</v>"),
        (b"<v>0</v>", b"<v>9999</v>"),
        (b"<v>0</v>", b"<v>-1</v>"),
    ],
    ids=["indented", "address_last", "no_address", "row_without_number", "another_row", "blank_in_value", "no_such_word", "no_word_at_all"],
)  # fmt: skip
def test_what_is_written_otherwise_is_left_to_the_other_reader(tmp_path, old, new):
    path = rewritten(xlsxwriter_book(tmp_path / "a.xlsx", [["甲", "乙"], ["丙", 5]]), old, new)
    asked = []
    patch = pytest.MonkeyPatch()
    patch.setattr(read_room, "open_workbook", lambda *given: asked.append(given) or guard.open_workbook(*given))
    try:
        cells_of(path)
    finally:
        patch.undo()
    assert asked
