"""Scanned worksheets of an Office Open XML workbook → sheets of cells. Dates: ISO/IEC 29500-1, 18.17.4."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from fazhi.ledgers.parts import (
    STYLES,
    WORDS,
    Parts,
    Styles,
    Words,
    as_read,
    comments_of,
    objects,
    styles_of,
    words_of,
    workbook_of,
)
from fazhi.ledgers.scan import CellKind, Scanned
from fazhi.ledgers.sheets import UNCALCULATED, Cells, Sheet, letter_of, trimmed
from fazhi.values import is_blank

FIRST_DAY, LEAP_DAY_THAT_WAS_NONE = dt.datetime(1899, 12, 30), 60
LAST_SERIAL = 2_958_466  # 10000-01-01
GAP_OF_ROWS, GAP_OF_COLUMNS = 1000, 100  # blank ones between a ledger and cells that somebody left far away
MOST_STRAYS, FEW_BESIDE = 20, 5  # such cells, and how many others there must be for each


@dataclass(frozen=True)
class Opened:
    """The worksheets of a workbook in its own order; ``far``: the names of those that reach too far to be read; ``strays``: by the name
    of a sheet the addresses of a few cells far from all others that were left out.
    """

    sheets: list[Sheet]
    far: list[str]
    strays: dict[str, list[str]]


def sheets_of(parts: Parts, file: str, most_cells: int) -> Opened | None:
    """The worksheets of a workbook, laid out within ``most_cells``; None if it is no plain one."""
    try:
        listed, date1904 = workbook_of(parts)
        scans = [parts.scans[sheet.part] for sheet in listed]
        if not scans or not all(scan.plain for scan in scans):
            return None
        styles, words = styles_of(parts.small.get(STYLES)), words_of(parts.small.get(WORDS))
        sheets: list[Sheet] = []
        far: list[str] = []
        strays: dict[str, list[str]] = {}
        left = most_cells
        for sheet, scan in zip(listed, scans, strict=True):
            scanned = None
            if scan.rows * scan.columns > left:
                scanned, strays[sheet.name] = _without_strays(scan.result(), words)
            scanned = scan.result() if scanned is None else scanned
            rows, width = _extent(scanned)
            if (area := rows * width) > left:
                far.append(sheet.name)
                continue
            left -= area
            columns, height = trimmed(_columns(scanned, rows, width, words, styles, date1904))
            sheets.append(
                Sheet(
                    file, sheet.name, columns, height, sheet.hidden, date1904, scanned.merges, scanned.hidden_rows,
                    scanned.hidden_columns, _struck_rows(scanned, words, styles), comments_of(parts, sheet.part),
                )
            )  # fmt: skip
    except (LookupError, ValueError, ElementTree.ParseError):  # no plain one
        return None
    return Opened(sheets, far, {name: cells for name, cells in strays.items() if cells and name not in far})


def _extent(scanned: Scanned) -> tuple[int, int]:
    """Rows and columns of the rectangle from the first cell of a sheet to its farthest."""
    return (int(scanned.rows.max()) + 1, int(scanned.columns.max()) + 1) if len(scanned.rows) else (0, 0)


def _without_strays(scanned: Scanned, words: Words) -> tuple[Scanned, list[str]]:
    """A sheet without the few cells far beyond all others, and the addresses of those of them that hold more than blanks.

    The sheet as it is where they are not few beside the rest.
    """
    bounds = (_end_before_gap(scanned.rows, GAP_OF_ROWS), _end_before_gap(scanned.columns, GAP_OF_COLUMNS))
    near = (scanned.rows < bounds[0]) & (scanned.columns < bounds[1])
    strays = np.flatnonzero(~near)
    if not 0 < len(strays) <= MOST_STRAYS or len(strays) * FEW_BESIDE > np.count_nonzero(near):
        return scanned, []
    told = [
        f"{letter_of(int(scanned.columns[at]))}{int(scanned.rows[at]) + 1}"
        for at in strays.tolist()
        if not is_blank(_words_at(at, scanned, words))
    ]
    arrays = {name: getattr(scanned, name)[near] for name in ("rows", "columns", "styles", "kinds", "payloads")}
    return replace(scanned, **arrays), told


def _words_at(at: int, scanned: Scanned, words: Words) -> object:
    """The words of a cell; a number where it holds no words."""
    if scanned.kinds[at] == CellKind.TEXT:
        return scanned.texts[int(scanned.payloads[at])].as_py()
    return words.texts[scanned.payloads[at]] if scanned.kinds[at] == CellKind.WORD else int(scanned.payloads[at])


def _end_before_gap(places: np.ndarray, gap: int) -> int:
    """The number behind the last row or column before the first wide gap."""
    filled = np.unique(places)
    wide = np.flatnonzero(np.diff(filled) > gap)
    return int(filled[wide[0]] if len(wide) else filled[-1]) + 1


# ------------------------------------------------------------------------------------------------ cells


def _columns(scanned: Scanned, height: int, width: int, words: Words, styles: Styles, date1904: bool) -> list[Cells]:
    """The columns of a sheet. IndexError where a cell names a word or a style that there is not."""
    is_number = scanned.kinds == CellKind.NUMBER
    looks = np.zeros(len(scanned.kinds), dtype=np.int8)
    looks[is_number] = (styles.days + 2 * styles.durations)[scanned.styles[is_number]]
    texts, codes = _own_texts(scanned)
    keys = scanned.payloads.copy()
    if len(texts):
        is_text = (scanned.kinds == CellKind.TEXT) | (scanned.kinds == CellKind.MOMENT)
        keys[is_text] = codes[scanned.payloads[is_text]]
    # A number is its own key. Others are told by small negative ones, which as the bits of a number would mean none.
    np.copyto(keys, -1 - (keys * len(CellKind) + scanned.kinds), where=~is_number)

    def values_of(places: np.ndarray) -> np.ndarray:
        kinds, payloads, their_looks = scanned.kinds[places], scanned.payloads[places], looks[places]
        values = np.empty(len(places) + 1, dtype=object)
        values[0] = ""
        cells = values[1:]
        for kind in np.unique(kinds).tolist():
            of_kind = np.flatnonzero(kinds == kind)
            cells[of_kind] = _values(kind, payloads[of_kind], their_looks[of_kind], words.texts, texts, codes, date1904)
        return values

    order = np.argsort(scanned.columns, kind="stable")
    bounds = np.searchsorted(scanned.columns[order], np.arange(width + 1))
    columns = []
    for begin, end in zip(bounds[:-1], bounds[1:], strict=True):
        its = order[begin:end]
        found, distinct_keys = pd.factorize(keys[its])
        if (its_looks := looks[its]).any():  # the same number may stand there as a day and as a number
            found, distinct_keys = pd.factorize(found * 4 + its_looks)
        first = np.empty(len(distinct_keys), dtype=np.int64)
        first[found[::-1]] = its[::-1]
        column = np.zeros(height, dtype=np.int32)
        column[scanned.rows[its]] = found + 1
        columns.append(Cells(values_of(first), column))
    return columns


def _own_texts(scanned: Scanned) -> tuple[np.ndarray, np.ndarray]:
    """The distinct texts that stand in cells themselves, and which of them each such cell holds."""
    if not len(scanned.texts):
        return np.zeros(0, object), np.zeros(0, np.int64)
    coded = scanned.texts.dictionary_encode().combine_chunks()
    coded = coded.chunk(0) if hasattr(coded, "chunk") else coded
    return objects([as_read(text) for text in coded.dictionary.to_pylist()]), coded.indices.to_numpy()


def _values(
    kind: int,
    payloads: np.ndarray,
    looks: np.ndarray,
    words: np.ndarray,
    texts: np.ndarray,
    codes: np.ndarray,
    date1904: bool,
) -> Sequence[object] | np.ndarray:
    """The cells of one kind, from their payloads and looks (1 a day, 2 or 3 a duration)."""
    if kind == CellKind.WORD:
        if len(payloads) and int(payloads.min()) < 0:
            raise IndexError("no such shared word")
        return words[payloads]
    if kind == CellKind.TEXT:
        return texts[codes[payloads]]
    if kind == CellKind.MOMENT:
        return objects([_moment(text) for text in texts[codes[payloads]].tolist()])
    if kind == CellKind.FORMULA:
        return objects([UNCALCULATED] * len(payloads))
    if kind == CellKind.TRUTH:
        return objects([bool(payload) for payload in payloads.tolist()])
    numbers = payloads.view(np.float64).tolist()
    if not looks.any():
        return objects(numbers)
    return objects(
        [
            n if not look else _day(n, date1904) if look == 1 else _duration(n)
            for n, look in zip(numbers, looks.tolist(), strict=True)
        ]
    )


def _day(serial: float, date1904: bool) -> object:
    """A day, a moment or (below 1) a time of day; the bare number where the calendar has no such day."""
    if date1904:
        serial += 1462
    if not 0 <= serial < LAST_SERIAL:
        return serial
    moment = FIRST_DAY + dt.timedelta(
        days=int(serial) + (1 <= serial < LEAP_DAY_THAT_WAS_NONE), milliseconds=_whole(serial % 1 * 86_400_000)
    )
    if serial < 1:
        return moment.time()
    return moment if moment.time() != dt.time() else moment.date()


def _duration(days: float) -> object:
    try:
        return dt.timedelta(milliseconds=_whole(days * 86_400_000))
    except (OverflowError, ValueError):
        return days


def _whole(number: float) -> int:
    """The nearest whole number, of two the one farther from nothing."""
    return int(number + math.copysign(0.5, number))


def _moment(text: str) -> object:
    """A day in ISO 8601, as a cell of type d holds it; the words themselves where they are none."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.time() != dt.time() else moment.date()


def _struck_rows(scanned: Scanned, words: Words, styles: Styles) -> frozenset[int]:
    """Rows of which every filled cell is struck through, a number in the first column (a serial number) aside."""
    if not styles.struck.any() and not words.struck.any():
        return frozenset()
    struck = styles.struck[scanned.styles]
    is_word = scanned.kinds == CellKind.WORD
    struck[is_word] |= words.struck[scanned.payloads[is_word]]
    serial = (scanned.columns == 0) & (scanned.kinds == CellKind.NUMBER) & ~styles.days[scanned.styles]
    open_rows = np.unique(scanned.rows[~struck & ~serial])
    return frozenset(np.setdiff1d(scanned.rows[struck], open_rows).tolist())
