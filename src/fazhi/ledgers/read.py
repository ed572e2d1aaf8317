"""Files → sheets of raw cells, each cell with its address. Nothing is interpreted here.

A file is read by what it holds, not by its name. A workbook in the plain layout of Office Open XML was read by ``guard`` as it looked it
through, any other is read with calamine: macros never run, formulas give the value that was saved. A text is decoded as UTF-8 or GB18030, line by line where it mixes both, and split at the separator that divides its lines most
evenly. An HTML table or an XML spreadsheet named .xls, as many systems export it, is read as the table that it is. A file that cannot
be read becomes a ``Problem``, never an exception; ``guard`` keeps away what would take all memory or all day.
"""

from __future__ import annotations

import csv
import os
import re
import unicodedata
import zipfile
from pathlib import Path

import python_calamine as calamine

from fazhi.files import WORKBOOKS, is_hidden
from fazhi.ledgers.account import Problem
from fazhi.ledgers.beside import DOCUMENTS, looks_like_ledger, reports_in
from fazhi.ledgers.encoding import decode
from fazhi.ledgers.guard import MOST_CELLS, Kind, kind_of, look_through, open_workbook, refusal, rehearse
from fazhi.ledgers.markup import MOST_MARKUP, tables_in
from fazhi.ledgers.openxml import sheets_of
from fazhi.ledgers.sheets import Sheet, columns_of, sheet_of, trimmed
from fazhi.ledgers.texts import plain_columns, records_of, separator_of

TEXTS = frozenset({".csv", ".tsv", ".txt"})
ARCHIVES = frozenset({".zip", ".rar", ".7z"})
BESIDE = frozenset({".yaml", ".yml", ".md"}) | DOCUMENTS
Found = tuple[list[Sheet], list[Problem]]
MARKUP = re.compile(
    r"\s*<(?:!--|(?:!doctype\s+html|\?xml|\?mso|html|head|meta|style|body|table|workbook|script|div|form)\b)", re.I
)


def ledger_files(folder: Path) -> list[Path]:
    """The files of a township-year that may hold ledgers, in a fixed order, whatever the file system's; documents only if they look like one.

    Links are not followed: one that leads to a file of this folder adds nothing to it, any other is listed, for ``read_file`` to refuse.
    So is a folder that cannot be opened.
    """
    found: list[Path] = []
    reports = set(reports_in(folder))
    home = os.path.realpath(folder)
    for place, folders, names in os.walk(folder, onerror=lambda error: found.append(Path(error.filename))):
        folders[:] = [name for name in folders if not is_hidden(name)]
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for path in (Path(place, name) for name in (*names, *links) if not is_hidden(name)):
            if path in reports or (path.suffix.lower() in BESIDE and not looks_like_ledger(path)):
                continue
            if not (path.is_symlink() and _leads_to(path, home)):
                found.append(path)
    return sorted(found, key=lambda path: path.as_posix())


def _leads_to(link: Path, home: str) -> bool:
    real = os.path.realpath(link)
    return os.path.exists(real) and Path(real).is_relative_to(home)


def name_of(path: Path, root: Path) -> str:
    """A file's address in tables and messages: its path below ``root``, composed characters, fit to be written down.

    A name from a Chinese Windows (bytes of GB18030, as an old archive program leaves them) is read as such; a line break in a name
    becomes its picture.
    """
    name = path.relative_to(root).as_posix()
    if not name.isprintable():
        try:
            name = os.fsencode(name).decode("utf-8")
        except UnicodeDecodeError:
            name = os.fsencode(name).decode("gb18030", errors="backslashreplace")
        name = "".join(chr(0x2400 + ord(sign)) if ord(sign) < 32 else sign for sign in name)
    return unicodedata.normalize("NFC", name)


def read_file(path: Path, root: Path) -> Found:
    """All sheets of one file; what cannot be read comes back as a problem."""
    file = name_of(path, root)
    suffix = path.suffix.lower()
    if key := refusal(path, root):
        return [], [_unreadable(file, key)]
    if suffix not in WORKBOOKS | TEXTS:
        key = "archive" if suffix in ARCHIVES else "like_ledger" if suffix in BESIDE else "unknown_format"
        return [], [_unreadable(file, key, detail=suffix or "—")]
    try:
        kind = kind_of(path)
        return _read_text(path, file) if kind is Kind.OTHER else _read_workbook(path, file, kind)
    except PermissionError:
        key = "no_permission"
    except MemoryError:
        key = "too_large"
    except calamine.PasswordError:
        key = "encrypted"
    except (
        calamine.CalamineError,
        OSError,
        ValueError,
        OverflowError,
        zipfile.BadZipFile,
        csv.Error,
        NotImplementedError,
    ):
        key = "damaged"
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a fault inside calamine arrives as; no Exception
            raise
        key = "damaged"
    return [], [_unreadable(file, key)]


def _unreadable(file: str, key: str, sheet: str | None = None, **fill: object) -> Problem:
    return Problem(file, sheet, reason="unreadable_file", fill={"key": key, **fill})


def _read_workbook(path: Path, file: str, kind: Kind) -> Found:
    verdict = look_through(path, kind)
    if verdict.parts is not None:
        if (found := sheets_of(verdict.parts, file, MOST_CELLS)) is not None:
            problems = [_unreadable(file, "far_cell", name) for name in found.far]
            strays = [_unreadable(file, "stray", name, cells=tuple(cells)) for name, cells in found.strays.items()]
            return found.sheets, [*problems, *strays]
        verdict = rehearse(path, kind)
    if verdict.refused:
        return [], [_unreadable(file, verdict.refused)]
    workbook = open_workbook(path, kind)
    date1904 = kind is Kind.ZIP and _counts_from_1904(path)
    sheets: list[Sheet] = []
    problems = []
    left = MOST_CELLS
    for position, place in enumerate(workbook.sheets_metadata):
        if place.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = None if position in verdict.sheets or left <= 0 else workbook.get_sheet_by_index(position)
        if sheet is None or (left := left - (sheet.total_height + 1) * (sheet.total_width + 1)) < 0:
            problems.append(_unreadable(file, "far_cell", place.name))
            continue
        columns, height = columns_of(sheet.to_python(skip_empty_area=False))
        merges = tuple((a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
        hidden = place.visible != calamine.SheetVisibleEnum.Visible
        sheets.append(Sheet(file, place.name, columns, height, hidden, date1904, merges))
    return sheets, problems if sheets or problems else [_unreadable(file, "no_sheet")]


def _counts_from_1904(path: Path) -> bool:
    """Whether an Office Open XML workbook counts its days from 1904 (as old Macintosh workbooks do)."""
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        with archive.open("xl/workbook.xml") as entry:
            head = entry.read(65_536)
    return b'date1904="1"' in head or b'date1904="true"' in head


def _read_text(path: Path, file: str) -> Found:
    decoded = decode(path.read_bytes())
    suffix = path.suffix.lower()
    if decoded is None:
        return [], [_unreadable(file, "unknown_encoding" if suffix in TEXTS else "damaged")]
    stem = name_of(path, path.parent).removesuffix(path.suffix)
    if MARKUP.match(decoded.text[:4096]):
        return _read_markup(decoded.text, file, stem)
    problems = []
    if decoded.mended:
        lines = (*map(str, decoded.mended[:20]), *(["…"] if len(decoded.mended) > 20 else []))
        problems.append(_unreadable(file, "mended_bytes", count=str(len(decoded.mended)), lines=lines))
    text, separator = decoded.text, separator_of(decoded.text, prose=suffix == ".txt")
    if declared := re.match(r"sep=([,;\t|，；])\r?\n", text):  # Excel's own directive: it shows no such row either
        text, separator = text[declared.end() :], declared[1]
    del decoded
    columns = plain_columns(text, separator)
    sheet = (
        sheet_of(records_of(text, separator), file, stem) if columns is None else Sheet(file, stem, *trimmed(columns))
    )
    if suffix in WORKBOOKS and len(sheet.columns) == 1 and text.isascii():
        # Neither a table saved under a workbook's name, which has several columns, nor an office's word that there was nothing.
        return [], [_unreadable(file, "damaged")]
    return [sheet], problems


def _read_markup(text: str, file: str, stem: str) -> Found:
    """The tables of an HTML page or an XML spreadsheet, each a sheet. Nothing in it is run, fetched or expanded."""
    tables = tables_in(text) if len(text) <= MOST_MARKUP else None
    if not tables:
        return [], [_unreadable(file, "html_as_xls")]
    names = [table.name or (stem if len(tables) == 1 else f"{stem} {number}") for number, table in enumerate(tables, 1)]
    sheets = [sheet_of(t.rows, file, name, tuple(t.merges)) for t, name in zip(tables, names, strict=True)]
    return sheets, []
