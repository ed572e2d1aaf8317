"""Small tables that people keep beside the ledgers (townships, published figures, earlier editions), saved by whatever program they use."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from fazhi.catalogue import ReaderError
from fazhi.ledgers.encoding import SEPARATORS, decode

Record = dict[str, str]
# The columns that the table of townships and that of published figures must have.
TOWNSHIPS = ("township", "name", "type")
PUBLISHED = ("township", "year", "claim", "indicator", "value", "wording", "unit", "window", "section", "source")


def read_records(path: Path, needed: Sequence[str], refusal: type[ReaderError]) -> list[tuple[int, Record]]:
    """The rows of a table in any encoding of the ledgers: the number of the line that each ends on, its texts by the header's names.

    Cells are divided by whatever sign of the ledgers finds most of the ``needed`` columns in the header, by commas where none does.
    Of two columns of one name the first counts; of a row shorter than the header the last columns are blank. Raises ``refusal`` for a file
    that is no such table, and for one without a column that is ``needed``; the message names the file.
    """
    decoded = decode(path.read_bytes())
    text = "" if decoded is None else decoded.text.removeprefix("\ufeff")
    try:
        separator = max(SEPARATORS, key=lambda sign: len(set(needed).intersection(_header(text, sign))))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        (_, header), *rows = ((reader.line_num, row) for row in reader if row)
    except (csv.Error, ValueError) as error:  # no lines
        raise refusal("ledgers.kept_unreadable", file=path.as_posix()) from error
    if absent := [name for name in needed if name not in header]:
        raise refusal("ledgers.kept_columns", file=path.as_posix(), columns=tuple(absent))
    if any(len(row) > len(header) for _, row in rows):
        raise refusal("ledgers.kept_unreadable", file=path.as_posix())
    blank = dict.fromkeys(header, "")
    return [(line, blank | dict(reversed(list(zip(header, row, strict=False))))) for line, row in rows]


def _header(text: str, separator: str) -> list[str]:
    """The cells of the first row that is not blank."""
    return next(filter(None, csv.reader(io.StringIO(text, newline=""), delimiter=separator)), [])
