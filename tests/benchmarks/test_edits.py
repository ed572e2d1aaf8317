"""What the benchmark of builds does to ledgers and code."""

import sys
from pathlib import Path

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from contest import edits
from contest.grounds import Grounds, shape, township_years


@pytest.fixture
def raw(tmp_path):
    """Three township-years; the largest workbook of the first is damaged."""
    for place, rows in (("A/2021", 20), ("A/2022", 30), ("B/2022", 40)):
        folder = tmp_path / "raw" / place
        folder.mkdir(parents=True)
        for name, length in (("large.xlsx", rows), ("small.xlsx", 3)):
            book = openpyxl.Workbook()
            for number in range(length):
                book.active.append([number, f"row {number}"])
            book.save(folder / name)
    (tmp_path / "raw" / "A" / "2021" / "larger.xlsx").write_bytes(edits.GARBAGE * 100)
    return tmp_path / "raw"


def rows_of(path):
    return [row[0] for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]


def test_one_row_is_struck_from_the_largest_workbook_that_opens(raw, tmp_path):
    edit = edits.struck_row(raw, 0)
    assert edit.path == Path("A/2021/large.xlsx")
    grounds = Grounds(tmp_path / "copy")
    (grounds.raw / edit.path).parent.mkdir(parents=True)
    edit.make(grounds)
    assert rows_of(grounds.raw / edit.path) == [number for number in range(20) if number != 9]
    assert rows_of(raw / edit.path) == list(range(20))


def test_a_destroyed_workbook_does_not_open(raw, tmp_path):
    edit = edits.destroyed(raw, 2)
    (tmp_path / "book.xlsx").write_bytes(edit.content)
    assert edit.path == Path("B/2022/large.xlsx")
    assert not edits.opens(tmp_path / "book.xlsx")


def test_the_changed_helper_of_the_charts_gives_something_else(root):
    name, function = edits.HELPER
    source = (root / "src" / "fazhi" / name).read_text(encoding="utf-8")
    before, after = {"__name__": "before"}, {"__name__": "after"}
    exec(source, before)
    exec(edits.with_other_result(source, function, edits.MARKED), after)
    assert (before[function](12.0), after[function](12.0)) == ("12", "12\N{PRIME}")


def test_only_the_last_result_of_the_named_function_changes():
    source = "def f(x):\n    if x:\n        return 1\n    return (\n        x\n        + 2\n    )\n\n\ndef g():\n    return 3\n"
    space = {}
    exec(edits.with_other_result(source, "f", "({}) * 10"), space)
    assert (space["f"](1), space["f"](0), space["g"]()) == (1, 20, 3)


@pytest.mark.parametrize("size", [*range(1, 30), 60, 240])
def test_a_county_is_large_enough_though_one_township_year_may_be_lost(size):
    townships, years = shape(size)
    assert size <= townships * years - 1 < size + years


def test_township_years_come_in_order(raw):
    assert [path.relative_to(raw).as_posix() for path in township_years(raw)] == ["A/2021", "A/2022", "B/2022"]
