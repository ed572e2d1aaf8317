"""The empty ledgers: every one opens, guides the hand, and comes back through the intake with nothing set aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet

from fazhi.catalogue import load
from fazhi.catalogue.ledger import Column, Ledger
from fazhi.ledgers import Intake, take_in
from fazhi.ledgers.vocabulary import read_label, vocabulary
from fazhi.templates import NoSuchLedger, TemplateError, samples, write_template, write_templates
from fazhi.templates.samples import parts, sample_row

CATALOGUE = load()
LEDGERS = list(CATALOGUE.ledgers.values())
FORMS = [(ledger, number) for ledger in LEDGERS for number in range(len(ledger.forms))]
HEADER, SAMPLE, FIRST = 3, 4, 5  # rows as Excel counts them
YEAR = 2022
each_ledger = pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.id)
each_form = pytest.mark.parametrize(("ledger", "form"), FORMS, ids=lambda part: getattr(part, "id", None) or str(part))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All templates, Chinese."""
    path = tmp_path_factory.mktemp("templates")
    write_templates(path)
    return path


@pytest.fixture
def book(folder: Path) -> Callable[[Ledger], openpyxl.Workbook]:
    return lambda ledger: openpyxl.load_workbook(folder / f"{ledger.zh}.xlsx")


def heads(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet[HEADER]]


def columns_of(ledger: Ledger, form: int) -> list[Column]:
    return [ledger.column(id) for id in parts(ledger)[form].columns]


def check_of(sheet: Worksheet, place: int) -> Any:
    """The check on the first row that the office fills in, in the column at ``place`` (0: the serial number)."""
    cell = sheet.cell(FIRST, place + 1).coordinate
    (found,) = [check for check in sheet.data_validations.dataValidation if cell in check.sqref]
    return found


def sample_guard(sheet: Worksheet, columns: int) -> list[Any]:
    """The checks that stand on every cell of the example row."""
    cells = {sheet.cell(SAMPLE, place + 1).coordinate for place in range(columns + 1)}
    return [check for check in sheet.data_validations.dataValidation if all(cell in check.sqref for cell in cells)]


def entry(column: Column, row: int) -> Any:
    """A valid cell for the nth row, from the column's entry in the catalogue."""
    match column.type:
        case "date":
            return dt.datetime(YEAR, 4, 1 + row)
        case "month":
            return dt.datetime(YEAR, 1 + row, 1)
        case "year":
            return YEAR
        case "integer" | "number" | "issue":
            return row + 1
        case "category":
            names = [value.zh for value in column.values]
            return "、".join(names[:2]) if column.multiple else names[row % len(names)]
        case "yes_no":
            return "是" if row % 2 else "否"
        case _:
            return f"0{row}测试{column.zh}"


def fill(sheet: Worksheet, columns: list[Column], rows: int = 3) -> None:
    for row in range(rows):
        sheet.cell(FIRST + row, 1, row + 1)
        for place, column in enumerate(columns, start=2):
            sheet.cell(FIRST + row, place, entry(column, row))


def taken_in(book: openpyxl.Workbook, folder: Path, name: str = "台账.xlsx") -> Intake:
    book.save(folder / name)
    found = take_in(folder, YEAR, CATALOGUE)
    assert all(account.balances for account in found.accounts), found.accounts
    return found


def told(found: Intake) -> list[tuple[Any, ...]]:
    return [(p.sheet, p.row, p.reason, dict(p.fill)) for p in found.problems]


# ------------------------------------------------------------------------------------------- what stands there


@each_form
def test_the_header_names_every_column_so_that_the_intake_knows_it_by_exact_wording(ledger, form, book):
    words = vocabulary(CATALOGUE)
    sheet = book(ledger).worksheets[form]
    serial, *labels = heads(sheet)
    assert serial == CATALOGUE.layout.serial[0]
    known = [words.names[ledger.id].get(read_label(label).full) or words.names[ledger.id][read_label(label).bare]
             for label in labels]  # fmt: skip
    assert known == [column.id for column in columns_of(ledger, form)]


@each_form
def test_required_columns_are_starred_and_coloured(ledger, form, book):
    sheet = book(ledger).worksheets[form]
    plain = sheet.cell(HEADER, 1).fill.start_color.rgb
    for place, column in enumerate(columns_of(ledger, form), start=2):
        head = sheet.cell(HEADER, place)
        group = next((group for group in ledger.forms[form].required if column.id in group), ())
        stars = len(head.value) - len(head.value.rstrip("*"))
        assert stars == min(len(group), 2), head.value
        assert (head.fill.start_color.rgb == plain) == (not group), head.value


@each_form
def test_every_column_says_what_it_takes_and_refuses_what_cannot_be_read(ledger, form, book):
    sheet = book(ledger).worksheets[form]
    layout = CATALOGUE.layout
    for place, column in enumerate(columns_of(ledger, form), start=1):
        check = check_of(sheet, place)
        assert check.prompt and check.showInputMessage and check.allowBlank, column.id
        match column.type:
            case "date" | "month":
                first, last = (
                    dt.date(1899, 12, 30) + dt.timedelta(days=int(edge)) for edge in (check.formula1, check.formula2)
                )
                assert check.type == "date" and check.operator in (None, "between")
                assert (first.year, last) == (1950 if ledger.roster else 2000, dt.date(2100, 12, 31))
            case "year":
                assert (check.type, check.formula1, check.formula2) == ("whole", "2000", "2100")
            case "integer":
                assert (check.type, check.operator, check.formula1) == ("whole", "greaterThanOrEqual", "0")
            case "number":
                assert (check.type, check.operator, check.formula1) == ("decimal", "greaterThanOrEqual", "0")
            case "issue":
                assert (check.type, check.operator, check.formula1) == ("whole", "greaterThanOrEqual", "1")
            case "category":
                listed = check.formula1.strip('"').split(",")
                assert check.type == "list" and check.showErrorMessage is not column.multiple
                assert not column.multiple or all(value.zh in check.prompt for value in column.values)
                assert listed == list(dict.fromkeys([*(value.zh for value in column.values), layout.other[0]]))
            case "yes_no":
                assert check.formula1.strip('"').split(",") == [layout.said_yes[0], layout.said_no[0]]
            case _:
                assert check.type is None


@each_form
def test_text_columns_keep_every_digit_and_days_show_as_days(ledger, form, book):
    sheet = book(ledger).worksheets[form]
    for place, column in enumerate(columns_of(ledger, form), start=1):
        letter = openpyxl.utils.get_column_letter(place + 1)
        shown = sheet.column_dimensions[letter].number_format if letter in sheet.column_dimensions else None
        look = sheet.cell(SAMPLE, place + 1).number_format
        assert shown in (None, look)  # openpyxl keeps neighbours of one width and look as one entry
        expected = {"date": "yyyy-mm-dd", "month": "yyyy-mm"}
        if column.type in ("text", "category", "yes_no", "date", "month"):
            assert look == expected.get(column.type, "@"), column.id


@each_form
def test_the_sheet_prints_on_a4_landscape_under_its_header(ledger, form, book):
    sheet = book(ledger).worksheets[form]
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
    assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert sheet.freeze_panes == f"B{SAMPLE}"


@each_form
def test_the_example_row_is_marked_shaded_and_has_every_required_column(ledger, form, book):
    sheet = book(ledger).worksheets[form]
    assert sheet.cell(SAMPLE, 1).value == "示例"
    assert all(cell.fill.start_color.rgb == sheet.cell(SAMPLE, 1).fill.start_color.rgb for cell in sheet[SAMPLE])
    filled = {column.id for place, column in enumerate(columns_of(ledger, form), start=2)
              if sheet.cell(SAMPLE, place).value is not None}  # fmt: skip
    assert all(filled & set(group) for group in ledger.forms[form].required)


@each_ledger
def test_what_is_said_of_examples_and_sheets_names_only_columns_of_the_ledger(ledger):
    known = {column.id for column in ledger.columns}
    assert set(sample_row(ledger, CATALOGUE)) == known
    assert {id for part in parts(ledger) for id in part.columns} == known
    assert len(parts(ledger)) == len(ledger.forms)


def test_no_example_is_left_over():
    entries = yaml.safe_load((Path(samples.__file__).parent / "samples.yaml").read_text(encoding="utf-8"))
    for id, told in entries.items():
        assert set(told) <= {"row", "sheets"}
        assert set(told["row"]) <= {column.id for column in CATALOGUE.ledgers[id].columns}, id


# ------------------------------------------------------------------------------------------------ instructions


def texts(sheet: Worksheet) -> Iterator[str]:
    return (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


@each_ledger
@pytest.mark.parametrize(("language", "name"), [("zh", "填写说明"), ("en", "Instructions")])
def test_the_instructions_explain_every_column_in_either_language(ledger, language, name, tmp_path):
    found = openpyxl.load_workbook(write_template(ledger, tmp_path / "t.xlsx", language))
    assert found.sheetnames[-1] == name
    table = {row[0].value: [cell.value for cell in row] for row in found[name].iter_rows() if row[1].value}
    for form in range(len(ledger.forms)):
        for label, column in zip(heads(found.worksheets[form])[1:], columns_of(ledger, form), strict=True):
            row = table[label if language == "zh" else f"{label} {column.en}"]
            assert row[2] and row[4] == CATALOGUE.word(f"templates.privacy.{column.privacy}", language)
            assert all(value.name(language) in row[3] for value in column.values)
            assert row[1].startswith("*") == any(column.id in group for group in ledger.forms[form].required)


@each_ledger
def test_the_instructions_tell_repeats_order_and_nil_reports(ledger, book):
    words = "\n".join(texts(book(ledger).worksheets[-1]))
    assert CATALOGUE.layout.nil_report[0] in words
    people = {person.column: person.alternatives for person in ledger.persons}
    named = [id for form in ledger.forms for key in form.keys for id in key.columns()]
    named += [id for person in named if person in people for columns in people[person] for id in columns]
    named += [id for pair in ledger.order for id in pair]
    assert all(f"“{ledger.column(id).zh}”" in words for id in named if id not in people)


def test_headers_stay_chinese_in_the_english_template(tmp_path, folder):
    ledger = CATALOGUE.ledgers["L14"]
    english = openpyxl.load_workbook(write_template(ledger, tmp_path / "t.xlsx", "en")).worksheets[0]
    chinese = openpyxl.load_workbook(folder / f"{ledger.zh}.xlsx").worksheets[0]
    assert heads(english) == heads(chinese)
    assert check_of(english, 2).prompt.isascii()


# ------------------------------------------------------------------------------------------------ through the intake


@each_form
def test_a_filled_template_goes_through_with_nothing_set_aside(ledger, form, book, tmp_path):
    found = book(ledger)
    fill(found.worksheets[form], columns_of(ledger, form))
    result = taken_in(found, tmp_path)
    assert told(result) == []
    assert {id: len(table) for id, table in result.tables.items()} == {ledger.id: 3}


def test_a_filled_template_with_english_instructions_goes_through_as_well(tmp_path):
    ledger = CATALOGUE.ledgers["L14"]
    found = openpyxl.load_workbook(write_template(ledger, tmp_path / "台账.xlsx", "en"))
    fill(found.worksheets[0], columns_of(ledger, 0))
    result = taken_in(found, tmp_path)
    assert told(result) == []
    assert len(result.tables["L14"]) == 3


@each_form
def test_what_was_filled_in_is_what_is_read(ledger, form, book, tmp_path):
    columns = columns_of(ledger, form)
    found = book(ledger)
    fill(found.worksheets[form], columns)
    table = taken_in(found, tmp_path).tables[ledger.id]
    table = table[table["row"] >= FIRST].reset_index(drop=True)
    assert list(table["row"]) == [FIRST, FIRST + 1, FIRST + 2]
    for column in columns:
        if column.privacy != "public":
            continue
        for row in range(3):
            value, given = table[column.id][row], entry(column, row)
            if column.type == "category" and not column.multiple:
                given = column.values[row % len(column.values)].id
            elif column.type == "category":
                given = "|".join(allowed.id for allowed in column.values[:2])
            elif column.type == "yes_no":
                given = "yes" if row % 2 else "no"
            assert value == given, (column.id, row)


@each_form
def test_the_example_row_shows_what_the_intake_would_keep(ledger, form, book, tmp_path):
    """With a number in place of its mark it is a row like any other, so nobody copies a mistake from it."""
    found = book(ledger)
    for other in [sheet for number, sheet in enumerate(found.worksheets) if number != form]:
        found.remove(other)
    sheet = found.worksheets[0]
    sheet.cell(SAMPLE, 1).value = 1
    result = taken_in(found, tmp_path)
    assert told(result) == []
    assert len(result.tables[ledger.id]) == 1


@each_form
def test_zero_reports_are_written_where_the_instructions_say(ledger, form, book, tmp_path):
    found = book(ledger)
    found.worksheets[form].cell(FIRST, 1).value = CATALOGUE.layout.nil_report[0]
    result = taken_in(found, tmp_path)
    assert told(result) == []
    assert {id: len(table) for id, table in result.tables.items()} == {ledger.id: 0}


@each_ledger
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheet_of_instructions_alone_is_no_ledger_and_no_nil_report(ledger, language, tmp_path):
    found = openpyxl.load_workbook(write_template(ledger, tmp_path / "台账.xlsx", language))
    for sheet in found.worksheets[:-1]:
        found.remove(sheet)
    result = taken_in(found, tmp_path)
    assert (told(result), result.tables) == ([], {})


# -------------------------------------------------------------------------------------------------------- the files


def test_every_run_gives_the_same_bytes(folder, tmp_path):
    again = write_templates(tmp_path)
    assert [path.name for path in again] == [f"{ledger.zh}.xlsx" for ledger in LEDGERS]
    assert all(path.read_bytes() == (folder / path.name).read_bytes() for path in again)


def test_only_the_ledgers_asked_for_are_written(tmp_path):
    assert [path.name for path in write_templates(tmp_path / "new", ["L14", "L03"])] == [
        "人民调解案件登记台账.xlsx",
        "行政执法人员名册.xlsx",
    ]
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_an_unknown_ledger_is_refused_by_name(tmp_path):
    with pytest.raises(NoSuchLedger, match="L99"):
        write_templates(tmp_path, ["L14", "L99"])
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_leaves_no_half_of_a_ledger_that_would_pass_for_one_filled_in(tmp_path, no_room):
    with no_room(), pytest.raises(OSError) as told:
        write_templates(tmp_path, ["L14"])
    assert told.value.filename == str(tmp_path / "人民调解案件登记台账.xlsx")
    assert write_templates(tmp_path, ["L14"]) == list(tmp_path.iterdir())


def test_a_ledger_that_was_filled_in_is_never_overwritten(tmp_path):
    write_templates(tmp_path, ["L14"])
    write_templates(tmp_path, ["L14"])  # an untouched template may stand there
    path = tmp_path / "人民调解案件登记台账.xlsx"
    filled = openpyxl.load_workbook(path)
    fill(filled.worksheets[0], columns_of(CATALOGUE.ledgers["L14"], 0))
    filled.save(path)
    before = path.read_bytes()
    with pytest.raises(TemplateError, match=path.name):
        write_templates(tmp_path, ["L01", "L14"])
    assert path.read_bytes() == before
    assert [other.name for other in tmp_path.iterdir()] == [path.name]


@each_form
def test_nothing_can_be_typed_into_the_example_row_for_it_would_count_nowhere(ledger, form, book):
    sheet = book(ledger).worksheets[form]

    (guard,) = sample_guard(sheet, len(columns_of(ledger, form)))
    assert (guard.type, guard.formula1, guard.showErrorMessage) == ("custom", "FALSE", True)
    assert "示例" in guard.prompt and guard.error
