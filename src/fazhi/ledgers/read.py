"""Files → sheets of raw cells, each cell with its address. Nothing is interpreted here.

A workbook is read with calamine: macros never run, formulas give the value that was saved. A text file is decoded as UTF-8 or GB18030 and
split at the separator that divides its lines most evenly. A file that cannot be read becomes a ``Problem``, never an exception.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import python_calamine as calamine

from fazhi.ledgers.account import Problem

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
BESIDE = frozenset({".yaml", ".yml", ".md", ".docx", ".doc", ".pdf", ".html", ".jpg", ".jpeg", ".png", ".wps"})
SEPARATORS = (",", "\t", ";", "，", "；", "|")

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all 0-based


@dataclass(frozen=True, eq=False)
class Sheet:
    """The raw cells of one sheet as columns of equal length; ``""`` is an empty cell. Row 1 of the file is index 0."""

    file: str
    name: str
    columns: tuple[np.ndarray, ...]
    height: int
    hidden: bool = False
    date1904: bool = False
    merges: tuple[Merge, ...] = field(default=(), repr=False)

    def row(self, index: int) -> list[object]:
        return [column[index] for column in self.columns]


def ledger_files(folder: Path) -> list[Path]:
    """The files of a township-year that may hold ledgers, in a fixed order, whatever the file system's."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))
    return sorted((path for path in files if path.suffix.lower() not in BESIDE), key=lambda path: path.as_posix())


def name_of(path: Path, root: Path) -> str:
    """A file's address in tables and messages: its path below ``root``, composed characters."""
    return unicodedata.normalize("NFC", path.relative_to(root).as_posix())


def read_file(path: Path, root: Path) -> tuple[list[Sheet], list[Problem]]:
    """All sheets of one file; what cannot be read comes back as a problem."""
    file = name_of(path, root)
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        return _read_workbook(path, file)
    if suffix in TEXTS:
        return _read_text(path, file)
    return [], [Problem(file, reason="unreadable_file", fill={"key": "unknown_format", "detail": suffix or "—"})]


def _read_workbook(path: Path, file: str) -> tuple[list[Sheet], list[Problem]]:
    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        date1904 = _counts_from_1904(path)
        sheets = []
        for place in workbook.sheets_metadata:
            if place.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(place.name)
            rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            columns, height = _columns(rows)
            merges = tuple((a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
            hidden = place.visible != calamine.SheetVisibleEnum.Visible
            sheets.append(Sheet(file, place.name, columns, height, hidden, date1904, merges))
    except calamine.PasswordError:
        return [], [Problem(file, reason="unreadable_file", fill={"key": "encrypted"})]
    except PermissionError:
        return [], [Problem(file, reason="unreadable_file", fill={"key": "no_permission"})]
    except (calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile):
        return [], [Problem(file, reason="unreadable_file", fill={"key": "damaged"})]
    return sheets, []


def _counts_from_1904(path: Path) -> bool:
    """Whether an Office Open XML workbook counts its days from 1904 (as old Macintosh workbooks do)."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        head = archive.open("xl/workbook.xml").read(65_536)
    return b'date1904="1"' in head or b'date1904="true"' in head


def sheet_of(rows: list[list[object]], file: str = "", name: str = "", merges: tuple[Merge, ...] = ()) -> Sheet:
    """A sheet from rows of cells, ``""`` for empty ones."""
    columns, height = _columns(rows)
    return Sheet(file, name, columns, height, merges=merges)


def _columns(rows: list[list[object]]) -> tuple[tuple[np.ndarray, ...], int]:
    """Rows of unequal length → columns, without the empty rows at the end and the empty columns at the right."""
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    height, width = len(rows), max((len(row) for row in rows), default=0)
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    columns = []
    for cells in zip(*rows, strict=True):
        column = np.empty(height, dtype=object)
        column[:] = cells
        columns.append(column)
    while columns and (columns[-1] == "").all():
        columns.pop()
    return tuple(columns), height


def _read_text(path: Path, file: str) -> tuple[list[Sheet], list[Problem]]:
    try:
        text = decode(path.read_bytes())
    except PermissionError:
        return [], [Problem(file, reason="unreadable_file", fill={"key": "no_permission"})]
    except OSError:
        return [], [Problem(file, reason="unreadable_file", fill={"key": "damaged"})]
    if text is None:
        return [], [Problem(file, reason="unreadable_file", fill={"key": "unknown_encoding"})]
    try:
        rows: list[list[object]] = [list(row) for row in _split(text)]
    except csv.Error:
        return [], [Problem(file, reason="unreadable_file", fill={"key": "damaged"})]
    return [sheet_of(rows, file, path.stem)], []


def decode(data: bytes) -> str | None:
    """Text of a file in UTF-8 (with or without mark), UTF-16 with mark, or GB18030; None if it is none of these or binary."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _split(text: str) -> Iterator[list[str]]:
    separator = separator_of(text)
    csv.field_size_limit(16_000_000)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def separator_of(text: str) -> str:
    """The separator that gives most lines the same number of cells, at least two; the comma if none does."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    best, best_score = ",", 0
    for separator in SEPARATORS:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width - 1), width), default=1)
        score = widths.count(usual) * (usual - 1)
        if score > best_score:
            best, best_score = separator, score
    return best
