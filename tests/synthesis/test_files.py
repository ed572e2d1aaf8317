"""The files: the same bytes each time, every recorded row where it is said to stand, and nothing beside them."""

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from python_calamine import CalamineWorkbook

from fazhi.catalogue import load
from fazhi.synthesis import write, write_plan
from fazhi.synthesis.books import books
from fazhi.synthesis.fiction import say
from fazhi.values.text import fold

Grid = list[list[Any]]


def sheets_of(path: Path) -> dict[str, Grid]:
    """Every sheet of a file as rows of cells, the first row first."""
    if path.suffix == ".xlsx":
        workbook = CalamineWorkbook.from_path(path)
        return {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
        }
    book = next(book for book in books() if book.file == path.name)
    text = path.read_bytes().decode(book.encoding)
    return {path.stem: list(csv.reader(io.StringIO(text, newline=""), delimiter=book.separator))}


def is_serial(cell: Any) -> bool:
    return isinstance(cell, int | float) or str(cell).isdigit()


@pytest.fixture(scope="module")
def grids(written) -> dict[str, dict[str, Grid]]:
    return {path.name: sheets_of(path) for path in written.files if path.suffix != ".yaml"}


def contents(path: Path) -> Any:
    """What a file holds, apart from how well it was compressed."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(entry.filename, entry.date_time, archive.read(entry)) for entry in archive.infolist()]


def test_the_same_seed_gives_the_same_bytes(written, tmp_path):
    again = write(tmp_path / "again")
    assert [path.read_bytes() for path in again.files] == [path.read_bytes() for path in written.files]
    assert (again.rows, again.truth) == (written.rows, written.truth)


def test_another_seed_gives_other_files_with_the_same_record(written, tmp_path):
    other = write(tmp_path / "other", seed=7)
    assert not {path.read_bytes() for path in other.files} & {path.read_bytes() for path in written.files}
    data = {id: (record.good, record.duplicates, dict(record.quarantined)) for id, record in written.ledgers.items()}
    assert {id: (r.good, r.duplicates, dict(r.quarantined)) for id, r in other.ledgers.items()} == data


def test_the_shipped_ledgers_are_what_the_generator_writes(written, root):
    folder = root / "data" / "raw" / "双合镇" / "2022"
    assert {path.name for path in folder.iterdir()} == {path.name for path in written.files}
    for path in written.files:
        assert contents(folder / path.name) == contents(path), path.name


def test_nothing_is_written_beside_the_recorded_files_and_they_are_small(written):
    assert sorted(written.folder.rglob("*")) == sorted(written.files)
    assert sum(path.stat().st_size for path in written.files) < 600_000


def test_every_ledger_of_the_catalogue_is_there(written):
    assert {book.ledger for book in books()} == set(load().ledgers) == set(written.ledgers)


def test_every_recorded_row_stands_where_the_record_says(written, grids):
    """All data rows begin with a serial number, and no other row does but the summary's and unused ones."""
    recorded = Counter((row.file, row.sheet) for row in written.rows)
    for row in written.rows:
        cells = grids[row.file][row.sheet][row.row - 1]
        assert is_serial(cells[0]) and any(str(cell).strip() for cell in cells[1:]), row
    for file, among in grids.items():
        for sheet, grid in among.items():
            numbered = [cells for cells in grid if is_serial(cells[0]) and any(str(cell).strip() for cell in cells[1:])]
            assert sheet == "汇总" or len(numbered) == recorded[file, sheet], (file, sheet)


def test_the_record_of_a_ledger_accounts_for_every_row_of_its_files(written, plan, grids):
    heights: Counter[str] = Counter()
    for book in books():
        heights[book.ledger] += sum(len(grid) for grid in grids[say(book.file, plan)].values())
    for id, record in written.ledgers.items():
        assert record.good == len(written.truth[id])
        assert record.good + record.duplicates + sum(record.quarantined.values()) + record.layout == heights[id]


def test_a_ledger_without_cases_is_a_nil_report(written, grids):
    for id, file in (("L07", "行政复议台账.xlsx"), ("L10", "依申请公开登记簿.xlsx")):
        assert (written.ledgers[id].good, written.ledgers[id].quarantined) == (0, {})
        (grid,) = grids[file].values()
        assert any("零报告" in str(cells[0]) for cells in grid)


def test_headers_are_names_or_synonyms_of_the_catalogue(written, plan, grids):
    for book in books():
        grid = next(iter(grids[say(book.file, plan)].values()))
        top = next(place for place, cells in enumerate(grid) if fold(cells[0]) == "序号")
        lower = grid[top + 1] if book.heads else grid[top]
        for place, id in enumerate(book.columns, start=1):
            column = book.definition.column(id)
            header = fold(lower[place]) or fold(grid[top][place])
            assert header in {fold(word) for word in (column.zh, *column.also)}, (book.ledger, id, header)


def test_one_ledger_is_kept_in_twelve_sheets_and_a_summary(grids):
    names = [list(among) for among in grids.values() if len(among) > 1]
    assert names == [[*(f"{month}月" for month in range(1, 13)), "汇总"]]


def test_text_files_come_in_the_encodings_of_offices(written):
    raw = {path.name: path.read_bytes() for path in written.files if path.suffix == ".csv"}
    with_mark = [content for content in raw.values() if content.startswith(b"\xef\xbb\xbf")]
    assert len(raw) == 3 and len(with_mark) == 1 and b"\t" in with_mark[0]
    for content in set(raw.values()) - set(with_mark):
        assert "年" in content.decode("gb18030") or "姓名" in content.decode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")


def test_dates_and_numbers_are_spelt_in_many_ways(grids):
    cells = [cell for among in grids.values() for grid in among.values() for row in grid for cell in row]
    texts = "\n".join(str(cell) for cell in cells if isinstance(cell, str))
    for spelling in (
        "2022.",
        "2022/",
        "2022-",
        "20220",
        "2022年",
        "月",
        "２０２２",
        "余",
        "约",
        "左右",
        "同上",
        "续表",
    ):
        assert spelling in texts, spelling
    assert any(hasattr(cell, "year") for cell in cells)
    assert any(isinstance(cell, float) and 44562 <= cell <= 44926 for cell in cells)


def test_about_yaml_says_that_the_ledgers_are_synthetic(written):
    about = yaml.safe_load((written.folder / "about.yaml").read_text(encoding="utf-8"))
    assert about["synthetic"] is True and set(about["note"]) == {"zh", "en"}
    assert str(about["report_date"]) == "2022-12-31" and about["report_year"] == 2022
    assert about["basis_document"] == "鹤法治委〔2022〕1号" and about["seed"] == 2022
    assert "990000" in about["note"]["zh"] and "100" in about["note"]["en"]


def test_files_of_the_reader_beside_the_ledgers_are_left_alone(tmp_path):
    (tmp_path / "说明.md").write_text("mine", encoding="utf-8")
    write(tmp_path)
    assert (tmp_path / "说明.md").read_text(encoding="utf-8") == "mine"


def test_a_plan_of_another_size_is_written_too(another_plan, tmp_path):
    done = write_plan(tmp_path, another_plan)
    assert done.ledgers["L07"].good == 4 and done.ledgers["L10"].good == 5
    assert all(record.good == len(done.truth[id]) for id, record in done.ledgers.items())


def test_a_township_year_without_a_plan_is_refused_by_name(tmp_path):
    with pytest.raises(KeyError, match="no plan for 双合镇 2019; there are plans for 双合镇 2022"):
        write(tmp_path, year=2019)
