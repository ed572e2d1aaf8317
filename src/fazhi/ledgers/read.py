"""Files → sheets of raw cells, each cell with its address. Nothing is interpreted here.

A file is read by what it holds, not by its name. A workbook is read with calamine: macros never run, formulas give the value that was
saved. A text is decoded as UTF-8 or GB18030, line by line where it mixes both, and split at the separator that divides its lines most
evenly. An HTML table or an XML spreadsheet named .xls, as many systems export it, is read as the table that it is. A file that cannot
be read becomes a ``Problem``, never an exception; ``guard`` keeps away what would take all memory or all day.
"""

from __future__ import annotations

import csv
import gc
import html
import io
import os
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import python_calamine as calamine

from fazhi.ledgers.account import Problem
from fazhi.ledgers.guard import MEGABYTE, MOST_CELLS, MOST_COLUMNS, Kind, kind_of, look_through, open_workbook, refusal

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
BESIDE = frozenset({".yaml", ".yml", ".md", ".docx", ".doc", ".pdf", ".html", ".jpg", ".jpeg", ".png", ".wps"})
SEPARATORS = (",", "\t", ";", "，", "；", "|")
BAD_BYTES = 20  # a text may hold one byte in so many that no encoding explains
MOST_MARKUP, MOST_MARKED = 64 * MEGABYTE, 4_000_000  # signs of a page, cells of its tables
MOST_REPAIRS = 5  # quotes that were opened and never closed, each of which costs another pass

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all 0-based
Rows = list[list[Any]]


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


Found = tuple[list[Sheet], list[Problem]]


def ledger_files(folder: Path) -> list[Path]:
    """The files of a township-year that may hold ledgers, in a fixed order, whatever the file system's.

    Links are not followed: one that leads to a file of this folder adds nothing to it, any other is listed, for ``read_file`` to refuse.
    So is a folder that cannot be opened.
    """
    found: list[Path] = []
    home = os.path.realpath(folder)
    for place, folders, names in os.walk(folder, onerror=lambda error: found.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for path in (Path(place, name) for name in (*names, *links) if not name.startswith((".", "~$"))):
            if path.suffix.lower() not in BESIDE and not (path.is_symlink() and _leads_to(path, home)):
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
        return [], [_unreadable(file, "unknown_format", detail=suffix or "—")]
    try:
        with _no_collection():
            kind = kind_of(path)
            return _read_text(path, file) if kind is Kind.OTHER else _read_workbook(path, file, kind)
    except PermissionError:
        key = "no_permission"
    except MemoryError:
        key = "too_large"
    except calamine.PasswordError:
        key = "encrypted"
    except (calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile, csv.Error, NotImplementedError):
        key = "damaged"
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a fault inside calamine arrives as; no Exception
            raise
        key = "damaged"
    return [], [_unreadable(file, key)]


def _unreadable(file: str, key: str, sheet: str | None = None, **fill: str) -> Problem:
    return Problem(file, sheet, reason="unreadable_file", fill={"key": key, **fill})


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of cells hold no cycles; looking for some again and again would take a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


# ----------------------------------------------------------------------------------------------- workbooks


def _read_workbook(path: Path, file: str, kind: Kind) -> Found:
    verdict = look_through(path, kind)
    if verdict.refused:
        return [], [_unreadable(file, verdict.refused)]
    workbook = open_workbook(path, kind)
    date1904 = kind is Kind.ZIP and _counts_from_1904(path)
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    left = MOST_CELLS
    for position, place in enumerate(workbook.sheets_metadata):
        if place.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = None if position in verdict.sheets or left <= 0 else workbook.get_sheet_by_index(position)
        if sheet is None or (left := left - (sheet.total_height + 1) * (sheet.total_width + 1)) < 0:
            problems.append(_unreadable(file, "far_cell", place.name))
            continue
        columns, height = _columns(sheet.to_python(skip_empty_area=False))
        merges = tuple((a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
        hidden = place.visible != calamine.SheetVisibleEnum.Visible
        sheets.append(Sheet(file, place.name, columns, height, hidden, date1904, merges))
    return sheets, problems


def _counts_from_1904(path: Path) -> bool:
    """Whether an Office Open XML workbook counts its days from 1904 (as old Macintosh workbooks do)."""
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        with archive.open("xl/workbook.xml") as entry:
            head = entry.read(65_536)
    return b'date1904="1"' in head or b'date1904="true"' in head


def sheet_of(rows: Rows, file: str = "", name: str = "", merges: tuple[Merge, ...] = ()) -> Sheet:
    """A sheet from rows of cells, ``""`` for empty ones."""
    columns, height = _columns(rows)
    return Sheet(file, name, columns, height, merges=merges)


def _columns(rows: Rows) -> tuple[tuple[np.ndarray, ...], int]:
    """Rows of unequal length → columns, without the empty rows at the end and the empty columns at the right."""
    while rows and rows[-1].count("") == len(rows[-1]):
        rows.pop()
    height, widths = len(rows), set(map(len, rows))
    width = max(widths, default=0)
    if len(widths) > 1:
        for row in rows:
            row.extend([""] * (width - len(row)))
    table = np.fromiter(chain.from_iterable(rows), dtype=object, count=height * width).reshape(height, width)
    return _without_empty([np.ascontiguousarray(table[:, index]) for index in range(width)]), height


def _without_empty(columns: list[np.ndarray]) -> tuple[np.ndarray, ...]:
    while columns and (columns[-1] == "").all():
        columns.pop()
    return tuple(columns)


# --------------------------------------------------------------------------------------------------- texts


@dataclass(frozen=True)
class Decoded:
    """A file's text, and the lines (1-based) of which some bytes could not be read and stand as ``\\xff`` or were left out."""

    text: str
    mended: tuple[int, ...] = ()


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
        lines = "、".join(map(str, decoded.mended[:20])) + ("…" if len(decoded.mended) > 20 else "")
        problems.append(_unreadable(file, "mended_bytes", count=str(len(decoded.mended)), lines=lines))
    text, separator = decoded.text, separator_of(decoded.text, prose=suffix == ".txt")
    if declared := re.match(r"sep=([,;\t|，；])\r?\n", text):  # Excel's own directive: it shows no such row either
        text, separator = text[declared.end() :], declared[1]
    del decoded
    columns = _plain_columns(text, separator)
    if columns is not None:
        return [Sheet(file, stem, _without_empty(columns), len(columns[0]))], problems
    return [sheet_of(_records(text, separator), file, stem)], problems


def decode(data: bytes) -> Decoded | None:
    """Text of a file in UTF-8 (with or without mark), UTF-16 with mark, or GB18030; None if it is none of these or binary.

    A text whose lines are of both encodings is read line by line. Single bytes that belong to neither stay visible as ``\\xff``: two
    rows that differ in them stay two rows.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data[: len(data) & ~1].decode("utf-16")
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else Decoded(text)
    mended: set[int] = set()
    if b"\0" in data:  # a disk that failed while the file was written leaves some
        mended = {number for number, line in enumerate(data.split(b"\n"), 1) if b"\0" in line}
        data = data.rstrip(b"\0")
        if data.count(b"\0") * BAD_BYTES > len(data):
            return None
        data = data.replace(b"\0", b"")
    if (len(data) - len(data.translate(None, CONTROLS))) * BAD_BYTES > len(data):
        return None
    whole = _whole(data)
    decoded = _by_line(data) if whole is None else Decoded(whole)
    if decoded is None:
        return None
    text = decoded.text.rstrip("\x1a")  # how DOS ended a text
    mended |= set(decoded.mended)
    return Decoded(text.replace("\ufeff", "") if "\ufeff" in text else text, tuple(sorted(mended)))


CONTROLS = bytes({*range(32)} - set(b"\t\n\v\f\r\x1a"))
TWICE_ENCODED = re.compile(
    rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){3}"
)  # three Chinese characters of UTF-8; hardly ever valid words of GB18030
SAMPLE = 8 * MEGABYTE


def _whole(data: bytes) -> str | None:
    """The text if all of it is of one encoding. Lines of UTF-8 often pass for GB18030, so those are looked for before it is believed."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if any(TWICE_ENCODED.search(part) for part in (data[:SAMPLE], data[SAMPLE:][-SAMPLE:])):
        return None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        return None


def _by_line(data: bytes) -> Decoded | None:
    texts, mended, bad = [], [], 0
    for number, line in enumerate(data.split(b"\n"), 1):
        for encoding in ("utf-8", "gb18030"):
            try:
                texts.append(line.decode(encoding))
                break
            except UnicodeDecodeError:
                continue
        else:
            text, wrong = min((_kept(line, encoding) for encoding in ("utf-8", "gb18030")), key=lambda kept: kept[1])
            texts.append(text)
            mended.append(number)
            bad += wrong
    return None if bad * BAD_BYTES > len(data) else Decoded("\n".join(texts), tuple(mended))


def _kept(line: bytes, encoding: str) -> tuple[str, int]:
    """A line with its unreadable bytes written out, and their number."""
    wrong = sum(0xDC80 <= ord(sign) <= 0xDCFF for sign in line.decode(encoding, errors="surrogateescape"))
    return line.decode(encoding, errors="backslashreplace"), wrong


def separator_of(text: str, prose: bool = False) -> str:
    """The separator that gives most lines the same number of cells, at least two; the comma if none does.

    Where the text may be ``prose``, a separator must divide half of the lines alike, else each line is one cell.
    """
    lines = [line for line in text[:MEGABYTE].splitlines()[:200] if line.strip()]
    best, best_score, alike = ",", 0, 0
    csv.field_size_limit(MEGABYTE + 1)
    for separator in SEPARATORS:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width - 1), width), default=1)
        score = widths.count(usual) * (usual - 1)
        if score > best_score:
            best, best_score, alike = separator, score, widths.count(usual)
    return "\x1f" if prose and alike * 2 < len(lines) else best


def _plain_columns(text: str, separator: str) -> list[np.ndarray] | None:
    """A large text without quotes and with rows of one length, by Arrow; None for any other. Equal words are one object in memory."""
    width = text.partition("\n")[0].count(separator) + 1
    if len(text) < MEGABYTE or width < 2 or not separator.isascii() or '"' in text:
        return None
    if text.count("\r") != text.count("\r\n"):
        return None
    names = [str(index) for index in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            pa.py_buffer(text.encode()),
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=16 * MEGABYTE),
            parse_options=pyarrow.csv.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[], strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:  # rows of unequal length
        return None
    columns = []
    for column in table.columns:
        coded = column.combine_chunks().dictionary_encode()
        columns.append(coded.dictionary.to_numpy(zero_copy_only=False)[coded.indices.to_numpy()])
    filled = next((n for n in range(table.num_rows, 0, -1) if any(column[n - 1] != "" for column in columns)), 0)
    return [column[:filled] for column in columns] if filled else None


def _records(text: str, separator: str) -> Rows:
    """The rows of a text with quotes. A quote that is opened and never closed is taken as a sign like any other, for its line only."""
    csv.field_size_limit(len(text) + 1)
    lines = list(io.StringIO(text, newline=""))
    rows: Rows = []
    start = 0
    for _ in range(MOST_REPAIRS):
        begun = start
        reader = csv.reader(islice(lines, start, None), delimiter=separator)
        last = 0
        for row in reader:
            rows.append(row)
            begun, last = start + last, reader.line_num
        if not rows or "".join(lines[begun:]).count('"') % 2 == 0 or begun + 1 >= len(lines):
            return rows
        rows[-1:] = csv.reader(lines[begun : begun + 1], delimiter=separator, quoting=csv.QUOTE_NONE)
        start = begun + 1
    rows.extend(csv.reader(islice(lines, start, None), delimiter=separator, quoting=csv.QUOTE_NONE))
    return rows


# -------------------------------------------------------------------------------------------------- markup

MARKUP = re.compile(
    r"\s*<(?:!--|(?:!doctype\s+html|\?xml|\?mso|html|head|meta|style|body|table|workbook|script|div|form)\b)", re.I
)
TAG = re.compile(r"(/?)(?:\w+:)?(\w+)")
ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*["']?([^"'\s]*)""")
SPACES = re.compile(r"\s+")
SKIPPED, TABLE, ROW = {"script", "style", "title", "comment"}, {"table", "worksheet"}, {"tr", "row"}
CELL = {"td", "th", "cell"}


@dataclass
class _Table:
    """A table of HTML or of an XML spreadsheet while it is read; a cell over several rows or columns stands in its first."""

    tag: str
    name: str = ""
    rows: Rows = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    busy: dict[int, int] = field(default_factory=dict)  # column → last row that a cell from above covers
    words: list[str] | None = None  # of the open cell
    at: int = 0
    kind: str = ""

    def open_row(self, told: dict[str, str]) -> None:
        self.close_cell()
        wanted = _number(told, "index", most=1_048_576)
        self.rows += [[] for _ in range(max(1, wanted - len(self.rows)))]

    def open_cell(self, told: dict[str, str]) -> None:
        self.close_cell()
        if not self.rows:
            self.rows.append([])
        row, top = self.rows[-1], len(self.rows) - 1
        wanted = _number(told, "index", most=MOST_COLUMNS) - 1
        while len(row) < wanted or self.busy.get(len(row), -1) >= top:
            row.append("")
        down = max(_number(told, "rowspan", most=65_536) - 1, _number(told, "mergedown", most=65_535), 0)
        across = max(_number(told, "colspan", most=1_000) - 1, _number(told, "mergeacross", most=999), 0)
        self.words, self.at, self.kind = [], len(row), ""
        row += [""] * (across + 1)
        if down or across:
            self.merges.append((top, self.at, top + down, self.at + across))
        if down:
            self.busy |= dict.fromkeys(range(self.at, self.at + across + 1), top + down)

    def close_cell(self) -> None:
        if self.words is not None:
            self.rows[-1][self.at] = _typed("".join(self.words), self.kind)
        self.words = None


def _read_markup(text: str, file: str, stem: str) -> Found:
    """The tables of an HTML page or an XML spreadsheet, each a sheet. Nothing in it is run, fetched or expanded."""
    tables = _tables(text) if len(text) <= MOST_MARKUP else None
    if not tables:
        return [], [_unreadable(file, "html_as_xls")]
    names = [table.name or (stem if len(tables) == 1 else f"{stem} {number}") for number, table in enumerate(tables, 1)]
    sheets = [sheet_of(t.rows, file, name, tuple(t.merges)) for t, name in zip(tables, names, strict=True)]
    return sheets, []


def _tables(text: str) -> list[_Table] | None:
    """All tables with rows; None where one stands within another, or one is laid out too far. One pass, each sign looked at once."""
    tables: list[_Table] = []
    table: _Table | None = None
    until = ""  # what ends the comment or script that is being passed over
    cells = 0
    for piece in text.split("<")[1:]:
        if not until and piece.startswith("!--"):
            until = "-->"
        if until:
            if until in piece[:16].lower() or (until == "-->" and until in piece):
                until = ""
            continue
        inside, _, words = piece.partition(">")
        tag = TAG.match(inside)
        closes, name = (tag[1], tag[2].lower()) if tag else ("", "")
        told = {key.lower(): value for key, value in ATTRIBUTE.findall(inside)} if name in TOLD else {}
        if name in SKIPPED and not closes and not inside.endswith("/"):
            until = f"/{tag[0].lower()}" if tag else ""
            continue
        if name in TABLE and (table is None or table.tag != "worksheet" or name == "worksheet"):
            if table is not None and not closes:
                return None
            if table is not None:
                table.close_cell()
            table = None if closes else _Table(name, html.unescape(told.get("name", "")))
            tables += [table] if table else []
        elif table is not None:
            cells += _see(table, name, closes, told)
            if table.words is not None:
                words = html.unescape(words if tag else _words_of(inside, words))
                table.words.append("\n" if name == "br" else "")
                table.words.append(SPACES.sub(" ", words) if table.tag == "table" else words)
        if cells > MOST_MARKED:
            return None
    laid_out = sum(len(table.rows) * max(map(len, table.rows), default=0) for table in tables)
    return None if laid_out > MOST_MARKED else [table for table in tables if table.rows]


TOLD = TABLE | ROW | CELL | {"data"}


def _see(table: _Table, name: str, closes: str, told: dict[str, str]) -> int:
    """Take in one tag; returns by how many rows and cells the table has grown."""
    if name in ROW and not closes:
        rows = len(table.rows)
        table.open_row(told)
        return len(table.rows) - rows
    if name in CELL and not closes:
        cells = len(table.rows[-1]) if table.rows else 0
        table.open_cell(told)
        return len(table.rows[-1]) - cells
    if name in CELL | ROW or (name == "data" and closes):
        table.close_cell()
    elif name == "data" and table.words is not None:
        table.kind = told.get("type", "")
        table.words.clear()
    return 0


def _words_of(inside: str, words: str) -> str:
    """Words behind a sign that opens no tag: ``<![CDATA[…]]>``, or a bare ``<`` in a text."""
    if inside.startswith("![CDATA["):
        return inside.removeprefix("![CDATA[").removesuffix("]]") + words
    return "" if inside.startswith(("!", "?")) else f"<{inside}>{words}" if words else f"<{inside}"


def _typed(text: str, kind: str) -> object:
    """A cell's value: numbers of an XML spreadsheet as numbers, all else as words."""
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    return text if kind else "\n".join(line.strip() for line in text.strip().split("\n"))


def _number(told: dict[str, str], key: str, most: int) -> int:
    value = told.get(key, "")
    return min(int(value), most) if value.isdecimal() and len(value) < 10 else 0
