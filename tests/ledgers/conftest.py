"""Small real ledgers, written as an office would and read back by the intake."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from fazhi.catalogue import load
from fazhi.ledgers import Intake, set_aside_frame, take_in

Rows = Sequence[Sequence[Any]]
DISPUTES = ["卷号", "受理日期", "纠纷类型", "申请人", "被申请人", "结案日期", "结果"]


def write_sheet(sheet: Any, rows: Rows, day: Any, merges: Sequence[str] = ()) -> None:
    for position, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(position, column, dt.datetime(value.year, value.month, value.day), day)
            elif value is not None:
                sheet.write(position, column, value)
    for merge in merges:
        sheet.merge_range(merge, None)
        first = merge.split(":")[0]
        column, row = ord(first[0]) - 65, int(first[1:]) - 1
        sheet.write(row, column, rows[row][column])


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes an .xlsx into the township-year's folder: sheets by name, each a list of rows; merges by sheet."""

    def write(
        name: str, sheets: dict[str, Rows], merges: dict[str, Sequence[str]] | None = None, **options: Any
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), options) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for title, rows in sheets.items():
                write_sheet(book.add_worksheet(title), rows, day, (merges or {}).get(title, ()))
        return path

    return write


@pytest.fixture
def intake(tmp_path: Path) -> Callable[..., Intake]:
    """Takes in everything that was written so far; the account must balance, whatever the files hold."""

    def read(year: int = 2023) -> Intake:
        found = take_in(tmp_path, year, load())
        assert all(account.balances for account in found.accounts), found.accounts
        return found

    return read


@pytest.fixture
def disputes(workbook: Callable[..., Path], intake: Callable[..., Intake]) -> Callable[..., Intake]:
    """A mediation ledger of these rows (columns ``DISPUTES`` unless a header is given), taken in."""

    def read(rows: Rows, header: Sequence[str] = DISPUTES, year: int = 2023, above: Rows = (), **more: Any) -> Intake:
        workbook("人民调解案件登记台账.xlsx", {"Sheet1": [*above, header, *rows]}, **more)
        return intake(year)

    return read


@pytest.fixture
def reasons() -> Callable[[Intake], list[tuple[int, str]]]:
    """(row, reason) of everything set aside."""
    return lambda found: [(p.row, p.reason) for p in sorted(found.problems, key=lambda p: p.row or 0)]


@pytest.fixture
def told() -> Callable[[Intake], pd.DataFrame]:
    """``set_aside.csv`` as a clerk reads it."""
    return lambda found: set_aside_frame(found.problems, load(), "zh")
