"""Worksheets of Office Open XML as they stream by: row, column, style and value of every cell as arrays, no object made for a cell.

Only the plain layout is read, the one that Excel, WPS, LibreOffice and the usual libraries write: ``<row r="3" …><c r="B3" s="1"
t="s"><v>7</v></c>``, with formulas and words in the cell where there are any. ``plain`` turns false at anything else; such a file is left
to a slower reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BATCH = 1 << 19  # bytes that are looked at together: much less costs calls, much more leaves the processor's cache
LONGEST = 1 << 26  # bytes without a cell beyond which a sheet is no plain one
MOST_SCANNED = 24 * 1_048_576  # cells
PADDING = b" " * 32
EACH = 0x0101010101010101
LAST_COLUMN = 16_384
NO_ADDRESS = np.isin(np.arange(256), list(b"\t\n\r/>"))  # behind "<c": a cell without an address, or one written oddly
OPENING, OPENING_OF_ROW = int.from_bytes(b'<c r="', "big"), int.from_bytes(b'<row r="', "big")
SPACED_TEXT = b'<t xml:space="preserve">'
HIDDEN_ROW = re.compile(rb"""<row r="(\d+)"[^>]*\shidden=["'](?:1|true)["']""")
HIDDEN_COLUMN = re.compile(rb"""<col\s[^>]*>""")
MERGED = re.compile(rb"""<mergeCell\s+ref=["']\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?["']""")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")


class CellKind(IntEnum):
    """What the payload of a cell is."""

    WORD = 0  # index among the shared words
    NUMBER = 1  # the bits of a float64
    TEXT = 2  # index among the sheet's own texts
    TRUTH = 3  # 0 or 1
    MOMENT = 4  # index among the own texts: a day in ISO 8601


TYPES = {
    b"n": CellKind.NUMBER, b"s": CellKind.WORD, b"str": CellKind.TEXT, b"inlineStr": CellKind.TEXT,
    b"b": CellKind.TRUTH, b"d": CellKind.MOMENT, b"e": None,
}  # fmt: skip
IGNORED = -1  # no value, or an error (#REF!), of which nothing can be known


@dataclass(frozen=True, eq=False)
class Scanned:
    """The filled cells of a sheet, in the order of the file: arrays of equal length (rows and columns 0-based), and the own texts."""

    rows: np.ndarray
    columns: np.ndarray
    styles: np.ndarray
    kinds: np.ndarray
    payloads: np.ndarray
    texts: pa.ChunkedArray
    merges: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


class SheetScan:
    """Takes a worksheet piece by piece. ``rows`` and ``columns`` bound the filled cells seen so far, ``worded`` counts shared words."""

    def __init__(self) -> None:
        self.plain = True
        self.rows = self.columns = self.worded = 0
        self._waiting: list[bytes] = []
        self._length = 0
        self._row = (-1, 0, 0)  # number of the row that is open, its digits, how many of them
        self._found: list[tuple[np.ndarray, ...]] = []
        self._cells = self._texts_so_far = 0
        self._texts: list[pa.Array] = []
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()

    def at(self, piece: bytes) -> None:
        """Take the next piece. Looked at is what lies before the last beginning of a cell, so that no cell is cut in two."""
        if not self.plain:
            return
        self._waiting.append(piece)
        self._length += len(piece)
        if self._length < BATCH:
            return
        tail = b"".join(self._waiting[-2:])
        if (cut := tail.rfind(b"<c ")) < 0:
            self.plain = self._length < LONGEST
            return
        data = b"".join(self._waiting)
        cut += len(data) - len(tail)
        self._waiting, self._length = [data[cut:]], len(data) - cut
        self._see(data[:cut])

    def end(self) -> None:
        """No piece is left."""
        if self.plain:
            self._see(b"".join(self._waiting))
        self._waiting = []

    def result(self) -> Scanned:
        """All filled cells; only of a plain sheet."""
        nothing = (np.zeros(0, np.int32),) * 5
        rows, columns, styles, kinds, payloads = map(np.concatenate, zip(*(self._found or [nothing]), strict=True))
        texts = pa.chunked_array(self._texts, type=pa.string())
        hidden = frozenset(self._hidden_rows), frozenset(self._hidden_columns)
        return Scanned(rows, columns, styles, kinds, payloads, texts, tuple(self._merges), *hidden)

    # ------------------------------------------------------------------------------------------- one batch

    def _see(self, data: bytes) -> None:
        self._see_layout(data)
        signs = np.frombuffer(data + PADDING, np.uint8)
        tags = np.flatnonzero(signs == 60)
        first, second = signs[tags + 1], signs[tags + 2]
        rows = np.flatnonzero((first == 114) & (second == 111) & (signs[tags + 3] == 119))  # <row
        cells = np.flatnonzero((first == 99) & (second == 32))  # <c
        self.plain &= not bool(((first == 99) & NO_ADDRESS[second]).any())
        if not self.plain or not (len(cells) or len(rows)):
            return
        ends = np.append(tags[1:], len(data))
        eight: np.ndarray = np.ndarray(len(signs) - 7, ">u8", signs, strides=(1,))
        numbers, digits, widths, rows_are_plain = self._rows_of(tags[rows], signs, eight)
        if not rows_are_plain:
            self.plain = False
            return
        owners = _begun(rows, len(tags))[cells]  # rows opened before the cell; 0: one of the batch before
        starts = tags[cells]
        columns, behind, are_plain = self._columns_of(starts, digits[owners], widths[owners], signs, eight)
        self._row = (int(numbers[-1]), int(digits[-1]), int(widths[-1]))
        self.plain = are_plain
        if not are_plain or not len(cells):
            return
        kinds, styles = self._kinds_of(behind, ends[cells] - 1, data, signs, eight)
        values = np.flatnonzero((first == 118) & (second == 62))  # <v>
        words = np.flatnonzero((first == 116) & ((second == 62) | (second == 32)))  # <t>, <t xml:space="preserve">
        spans = self._spans(values, words, cells, tags, ends, data, second, len(cells))
        if self.plain:
            self._keep(numbers[owners], columns, styles, kinds, spans, signs, eight)

    def _see_layout(self, data: bytes) -> None:
        """Merged cells, hidden rows and columns: rare, so they are looked for by their words."""
        if b"h" in data and b"hidden=" in data:
            self._hidden_rows |= {int(found[1]) - 1 for found in HIDDEN_ROW.finditer(data)}
            for found in HIDDEN_COLUMN.finditer(data):
                told = dict(ATTRIBUTE.findall(found[0]))
                if told.get(b"hidden") in (b"1", b"true"):
                    least, most = (int(told.get(name, b"0")) for name in (b"min", b"max"))
                    self._hidden_columns |= set(range(least - 1, min(most, LAST_COLUMN)))
        if b"g" in data and b"<mergeCell " in data:
            for found in MERGED.finditer(data):
                left, top, right, bottom = found[1], found[2], found[3] or found[1], found[4] or found[2]
                self._merges.append((int(top) - 1, _column(left), int(bottom) - 1, _column(right)))

    def _rows_of(
        self, starts: np.ndarray, signs: np.ndarray, eight: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """Number (0-based), digits and number of digits of each row tag, before them those of the row still open; whether all are plain."""
        width = np.zeros(len(starts), np.int64)
        for place in range(7):
            sign = signs[starts + 8 + place]
            goes_on = (width == place) & (sign >= 48) & (sign <= 57)
            width += goes_on
            if not goes_on.any():
                break
        number, _ = _digits(starts + 8 + width, width, eight)
        plain = (eight[starts] == OPENING_OF_ROW) & (width > 0) & (signs[starts + 8 + width] == 34)
        open_number, open_digits, open_width = self._row
        digits = eight[starts + 8].astype(np.uint64)
        return (
            np.append(open_number, number - 1),
            np.append(np.uint64(open_digits), digits),
            np.append(open_width, width),
            bool(plain.all()),
        )

    def _columns_of(
        self, starts: np.ndarray, digits: np.ndarray, widths: np.ndarray, signs: np.ndarray, eight: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, bool]:
        """Column (0-based) of each cell tag, where its other attributes begin, and whether all is plain: the address names its own row."""
        letters = signs[starts + 6].astype(np.int64) - 64
        width = np.ones(len(starts), np.int64)
        plain = ((eight[starts] >> np.uint64(16)) == OPENING) & (letters >= 1) & (letters <= 26)
        for place in (1, 2):
            sign = signs[starts + 6 + place].astype(np.int64) - 64
            more = (sign >= 1) & (sign <= 26) & (width == place)
            if not more.any():
                break
            letters = np.where(more, letters * 26 + sign, letters)
            width += more
        at = starts + 6 + width
        differ = (eight[at].astype(np.uint64) ^ digits) >> (64 - 8 * np.maximum(widths, 1)).astype(np.uint64)
        behind = at + widths
        plain &= (differ == 0) & (widths > 0) & (signs[behind] == 34) & (letters <= LAST_COLUMN)
        return letters - 1, behind + 1, bool(plain.all())

    def _kinds_of(
        self, starts: np.ndarray, ends: np.ndarray, data: bytes, signs: np.ndarray, eight: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Kind and style of each cell from the rest of its tag. Few rests differ, so each is read once and given to all its like."""
        self.plain &= bool((signs[ends] == 62).all())
        lengths = ends - starts
        longest = min(int(lengths.max()), 24)
        keys = [_masked(eight[starts + 8 * place], lengths - 8 * place) for place in range(-(-longest // 8))]
        kinds, styles = np.full(len(starts), IGNORED, np.int8), np.zeros(len(starts), np.int32)
        left = np.arange(len(starts))
        while len(left):
            here = left[0]
            if lengths[here] > 24:
                alike = np.zeros(len(left), bool)
                alike[0] = True
            else:
                alike = lengths[left] == lengths[here]
                for key in keys:
                    alike &= key[left] == key[here]
            kind, style, plain = _attributes(data[starts[here] : ends[here]])
            self.plain &= plain
            kinds[left[alike]], styles[left[alike]] = kind, style
            left = left[~alike]
        return kinds, styles

    def _spans(
        self,
        values: np.ndarray,
        words: np.ndarray,
        cells: np.ndarray,
        tags: np.ndarray,
        ends: np.ndarray,
        data: bytes,
        second: np.ndarray,
        count: int,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where each cell's value begins and ends; equal for a cell without one."""
        starts, stops = np.zeros(count, np.int64), np.zeros(count, np.int64)
        owners = _begun(cells, len(tags))[values] - 1
        if len(words):
            texts = np.searchsorted(cells, words) - 1
            begin = np.where(second[words] == 62, 3, len(SPACED_TEXT))
            for word in words[second[words] == 32].tolist():
                self.plain &= data.startswith(SPACED_TEXT, tags[word])
            self.plain &= len(np.unique(texts)) == len(texts) and not np.isin(texts, owners).any()
            starts[texts], stops[texts] = tags[words] + begin, ends[words]
        starts[owners], stops[owners] = tags[values] + 3, ends[values]
        return starts, stops

    def _keep(
        self,
        rows: np.ndarray,
        columns: np.ndarray,
        styles: np.ndarray,
        kinds: np.ndarray,
        spans: tuple[np.ndarray, np.ndarray],
        signs: np.ndarray,
        eight: np.ndarray,
    ) -> None:
        filled = (spans[1] > spans[0]) & (kinds != IGNORED)
        rows, columns, styles, kinds = rows[filled], columns[filled], styles[filled], kinds[filled]
        starts, stops = spans[0][filled], spans[1][filled]
        payloads, are_digits = _digits(stops, stops - starts, eight)
        is_number = kinds == CellKind.NUMBER
        payloads[is_number] = payloads[is_number].astype(np.float64).view(np.int64)
        left = ~are_digits | (kinds == CellKind.TEXT) | (kinds == CellKind.MOMENT)
        self.worded += int((kinds == CellKind.WORD).sum())
        try:
            for kind in np.unique(kinds[left]).tolist():
                of_kind = np.flatnonzero(left & (kinds == kind))
                payloads[of_kind] = self._payloads(kind, _slices(starts[of_kind], stops[of_kind], signs))
        except pa.ArrowInvalid:  # no number, no UTF-8
            self.plain = False
            return
        if len(rows):
            self.rows, self.columns = max(self.rows, int(rows.max()) + 1), max(self.columns, int(columns.max()) + 1)
        self._found.append((rows.astype(np.int32), columns.astype(np.int16), styles, kinds, payloads))
        self._cells += len(rows)
        self.plain &= self._cells <= MOST_SCANNED

    def _payloads(self, kind: int, written: pa.Array) -> np.ndarray:
        """The payloads of cells of one kind."""
        words = written.cast(pa.string())
        if kind in (CellKind.TEXT, CellKind.MOMENT):
            self._texts.append(words)
            self._texts_so_far += len(words)
            return np.arange(self._texts_so_far - len(words), self._texts_so_far)
        if kind == CellKind.NUMBER:
            return pc.cast(words, pa.float64()).to_numpy(zero_copy_only=False).view(np.int64)
        return pc.cast(words, pa.int64()).to_numpy(zero_copy_only=False)


@lru_cache(maxsize=65_536)
def _attributes(written: bytes) -> tuple[int, int, bool]:
    """Kind and style that the attributes behind a cell's address give, and whether all is as expected."""
    told = dict(ATTRIBUTE.findall(written))
    style, kind = told.get(b"s", b"0"), told.get(b"t", b"n")
    plain = style.isdigit() and len(style) < 7 and kind in TYPES and b"r" not in told
    known = TYPES.get(kind)
    return IGNORED if known is None else int(known), int(style) if plain else 0, plain


def _masked(words: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Eight bytes each, those beyond ``length`` set to nothing."""
    beyond = (64 - 8 * np.clip(length, 0, 8)).astype(np.uint64)
    kept = words.astype(np.uint64) >> np.minimum(beyond, np.uint64(63)) << np.minimum(beyond, np.uint64(63))
    return np.where(length > 0, kept, np.uint64(0))


def _begun(places: np.ndarray, length: int) -> np.ndarray:
    """For each of so many tags how many of those at ``places`` lie before it or are it."""
    marks = np.zeros(length, np.int32)
    marks[places] = 1
    return np.cumsum(marks, dtype=np.int32)


def _digits(stops: np.ndarray, lengths: np.ndarray, eight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers that up to eight digits before ``stops`` spell, and where a value is nothing but those.

    Eight bytes at a time: neighbouring digits are added up in pairs, the pairs in pairs, and those once more.
    """
    kept = np.uint64(2**64 - 1) >> (64 - 8 * np.clip(lengths, 1, 8)).astype(np.uint64)
    digits = (eight[stops - 8].astype(np.uint64) ^ np.uint64(EACH * 0x30)) & kept
    are_digits = (lengths <= 8) & ((((digits + np.uint64(EACH * 0x76)) | digits) & np.uint64(EACH * 0x80)) == 0)
    digits = (digits + np.uint64(10) * (digits >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    digits = (digits + np.uint64(100) * (digits >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    digits = (digits + np.uint64(10_000) * (digits >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    return digits.astype(np.int64), are_digits


def _slices(starts: np.ndarray, stops: np.ndarray, signs: np.ndarray) -> pa.Array:
    """The bytes from each start to its stop, as an array of binary values: every second part of the data when cut at all of these."""
    cuts = np.column_stack((starts, stops)).astype(np.int32).ravel()
    parts = pa.Array.from_buffers(pa.binary(), len(cuts) - 1, [None, pa.py_buffer(cuts), pa.py_buffer(signs)])
    return parts.take(pa.array(np.arange(0, len(cuts), 2)))


def place_of_cell(address: str) -> tuple[int, int] | None:
    """Row and column (0-based) of an address such as ``B12``; None if it is none."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", address)
    return (int(found[2]) - 1, _column(found[1].encode())) if found else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
