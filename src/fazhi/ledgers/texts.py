"""The cells of a text: the separator that divides its lines most evenly. Nothing is lost: a quote that never closes is taken as a sign like any other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.csv

from fazhi.ledgers.encoding import SEPARATORS
from fazhi.ledgers.guard import MEGABYTE
from fazhi.ledgers.sheets import Cells, Rows

MOST_REPAIRS = 5  # quotes that were opened and never closed, each of which costs another pass


def separator_of(text: str, prose: bool = False) -> str:
    """The separator that gives most lines the same number of cells, at least two; the comma if none does.

    Where the text may be ``prose``, a separator must divide half of the lines alike, else each line is one cell.
    """
    lines = [line for line in text[:MEGABYTE].splitlines()[:200] if line.strip()]
    best, best_score, alike = ",", 0, 0
    for separator in SEPARATORS:
        with _cells_up_to(MEGABYTE + 1):
            widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width - 1), width), default=1)
        score = widths.count(usual) * (usual - 1)
        if score > best_score:
            best, best_score, alike = separator, score, widths.count(usual)
    return "\x1f" if prose and alike * 2 < len(lines) else best


def plain_columns(text: str, separator: str) -> list[Cells] | None:
    """A large text with plain quotes, by Arrow; None for any other. Rows shorter than most (titles, totals) are put in their places."""
    if len(text) < MEGABYTE or not separator.isascii() or not _is_quoted_plainly(text, separator):
        return None
    if text.count("\r") != text.count("\r\n"):
        return None
    with _cells_up_to(len(text) + 1):
        widths = [len(row) for row in csv.reader(islice(io.StringIO(text), 200), delimiter=separator)]
    width = max(set(widths), key=widths.count)
    names = [str(index) for index in range(width)]
    short: dict[int, str] = {}  # by their places among all rows

    def put_aside(row: pyarrow.csv.InvalidRow) -> str:
        if row.actual_columns > width:
            return "error"
        short[row.number - 1] = row.text
        return "skip"

    try:
        table = pyarrow.csv.read_csv(
            pa.py_buffer(text.encode()),
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, block_size=16 * MEGABYTE, use_threads=False
            ),  # rows are numbered only where one thread reads them
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=separator, double_quote=False, ignore_empty_lines=False, invalid_row_handler=put_aside
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[], strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:  # longer rows
        return None
    rows = list(csv.reader(short.values(), delimiter=separator))
    places = np.array(list(short), dtype=np.int64) - np.arange(len(short))
    columns = (column.combine_chunks().dictionary_encode() for column in table.columns)
    return [_column(coded, [(row + [""] * width)[at] for row in rows], places) for at, coded in enumerate(columns)]


def _column(coded: pa.DictionaryArray, short: list[str], places: np.ndarray) -> Cells:
    """A column of coded cells, with the cells of short rows put in before ``places``."""
    values, codes = coded.dictionary.to_numpy(zero_copy_only=False), coded.indices.to_numpy()
    if not short:
        return Cells(values, codes)
    added = Cells.of(short)
    codes = np.insert(codes, places, added.codes + len(values))
    return Cells(np.concatenate((values, added.values)), codes).at(np.arange(len(codes)))


def _is_quoted_plainly(text: str, separator: str) -> bool:
    """Whether every quote opens or closes a cell; one that stands elsewhere, is doubled or is all of a cell may mean anything."""
    if '"' not in text:
        return True
    if '""' in text or f'{separator}"{separator}' in text:
        return False
    opening = text.count(f'{separator}"') + text.count('\n"') + text.startswith('"')
    closing = sum(map(text.count, (f'"{separator}', '"\n', '"\r\n'))) + text.endswith('"')
    return opening == closing and opening + closing == text.count('"')


@contextmanager
def _cells_up_to(length: int) -> Iterator[None]:
    """Let the csv module take cells of this length; its limit belongs to the whole process and is put back."""
    before = csv.field_size_limit(length)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def records_of(text: str, separator: str) -> Rows:
    """The rows of a text with quotes. A quote that is opened and never closed is taken as a sign like any other, for its line only."""
    with _cells_up_to(len(text) + 1):
        return _repaired(text, separator)


def _repaired(text: str, separator: str) -> Rows:
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
