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
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from fazhi.ledgers.bytewise import Signs, bytes_up_to, digits, lengths, places, up_to, word

BATCH = 1 << 20  # bytes that are looked at together: much less costs calls, much more leaves the processor's cache
LONGEST = 1 << 26  # bytes without a cell beyond which a sheet is no plain one
MOST_SCANNED = 24 * 1_048_576  # cells
LAST_COLUMN = 16_384
NO_ADDRESS = np.isin(np.arange(256), list(b"\t\n\r/>"))  # behind "<c": a cell without an address, or one written oddly
OPENING, OPENING_OF_ROW, ROW = word(b'<c r="'), word(b'<row r="'), word(b"<row")
BREAKS_OF_ROWS = word(b"<rowBrea")
VALUE, END_OF_VALUE, END_OF_ROW = b"<v>", b"</v></c>", b"</row>"
SPACED_TEXT = b'<t xml:space="preserve">'
TEXT_ALONE, SPACED_TEXT_ALONE, END_OF_TEXT = b"<is><t>", b"<is>" + SPACED_TEXT, b"</t></is></c>"
LONGEST_REST = 5  # words of a cell's tag behind its address
HIDDEN_ROW = re.compile(rb"""<row r="(\d+)"[^>]*\shidden=["'](?:1|true)["']""")
HIDDEN_COLUMN = re.compile(rb"""<col\s[^>]*>""")
MERGED = re.compile(rb"""<mergeCell\s+ref=["']\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?["']""")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
ATTRIBUTES = re.compile(rb"""(?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?""")


class CellKind(IntEnum):
    """What the payload of a cell is."""

    WORD = 0  # index among the shared words
    NUMBER = 1  # the bits of a float64
    TEXT = 2  # index among the sheet's own texts
    TRUTH = 3  # 0 or 1
    MOMENT = 4  # index among the own texts: a day in ISO 8601
    FORMULA = 5  # nothing: no value was saved


TYPES = {
    b"n": CellKind.NUMBER, b"s": CellKind.WORD, b"str": CellKind.TEXT, b"inlineStr": CellKind.TEXT,
    b"b": CellKind.TRUTH, b"d": CellKind.MOMENT, b"e": CellKind.TEXT,
}  # fmt: skip


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


class RowTags(NamedTuple):
    """Row tags of a batch: where they begin, the rows' numbers (0-based), their digits with the quote behind, the number of digits."""

    starts: np.ndarray
    numbers: np.ndarray
    addresses: np.ndarray
    widths: np.ndarray


class SheetScan:
    """Takes a worksheet piece by piece. ``rows`` and ``columns`` bound the filled cells seen so far, ``worded`` counts shared words."""

    def __init__(self) -> None:
        self.plain = True
        self.rows = self.columns = self.worded = 0
        self._waiting: list[bytes] = []
        self._length = 0
        self._row = (-1, 0, 0)  # number of the row that is open, its address, digits of that
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
        signs = Signs(data)
        starts, rows = self._cells_in(signs), self._rows_in(signs)
        if not self.plain or not (len(starts) or len(rows.starts) > 1):
            return
        self._row = (int(rows.numbers[-1]), int(rows.addresses[-1]), int(rows.widths[-1]))
        if not len(starts):
            return
        numbers, columns, behind, self.plain = self._addresses_of(starts, rows, signs)
        if not self.plain:
            return
        kinds, styles, filled, contents = self._kinds_of(behind, data, signs)
        begins, stops = _usual_spans(starts, contents, filled, rows, data, signs) or (None, None)
        if begins is None or stops is None:
            begins, stops, computed = self._spans(starts, contents, data, signs)
            kinds[computed & (begins == stops) & (kinds == CellKind.NUMBER)] = CellKind.FORMULA
        if self.plain:
            self._keep(numbers, columns, styles, kinds, (begins, stops), signs)

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

    def _cells_in(self, signs: Signs) -> np.ndarray:
        """Where cells begin."""
        begun = signs.tags(99)
        cells = begun & signs.are(32, 2)
        if np.count_nonzero(begun) != np.count_nonzero(cells):  # <col, <cols, or a cell without an address
            self.plain &= not NO_ADDRESS[signs.bytes[np.flatnonzero(begun) + 2]].any()
        return places(cells)

    def _rows_in(self, signs: Signs) -> RowTags:
        """The row tags, before them the row still open."""
        starts = places(signs.tags(114))
        heads = signs.at(starts)
        if (heads != OPENING_OF_ROW).any():  # runs of a text in the cell, <rPh>, breaks of pages
            are_rows = (heads & bytes_up_to(4) == ROW) & (heads != BREAKS_OF_ROWS)
            starts, heads = starts[are_rows], heads[are_rows]
        addresses = signs.at(starts + 8)
        masks, closed = up_to(addresses, 34)
        widths = lengths(masks) - 1
        numbers, are_digits = digits(addresses, widths)
        self.plain &= bool(((heads == OPENING_OF_ROW) & closed & are_digits & (widths > 0)).all())
        number, address, width = self._row
        return RowTags(
            np.append(-1, starts),
            np.append(number, numbers - 1),
            np.append(np.uint64(address), addresses & masks),
            np.append(width, widths),
        )

    def _addresses_of(
        self, starts: np.ndarray, rows: RowTags, signs: Signs
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """Row and column (0-based) of each cell, where its other attributes begin, and whether each address names its own row."""
        counts = np.diff(np.searchsorted(starts, rows.starts), append=len(starts))
        widths, addresses = np.repeat(rows.widths, counts), np.repeat(rows.addresses, counts)
        first, second = signs.words_at(starts, 2).T
        letters = (first >> np.uint64(48) & np.uint64(0xFF)).astype(np.int64) - 64
        plain = ((first & bytes_up_to(6)) == OPENING) & (letters >= 1) & (letters <= 26) & (widths > 0)
        after = first >> np.uint64(56)
        if (after < 65).all():  # no second letter
            behind, digits_of_row = starts + 7, after | second << np.uint64(8)
        else:
            letters, behind = _letters(letters, starts, signs)
            digits_of_row = signs.at(behind)
        beyond = (56 - 8 * widths).astype(np.uint64)  # the address goes up to its closing quote
        plain &= ((digits_of_row ^ addresses) << beyond == 0) & (letters <= LAST_COLUMN)
        return np.repeat(rows.numbers, counts), letters - 1, behind + widths + 1, bool(plain.all())

    def _kinds_of(
        self, behind: np.ndarray, data: bytes, signs: Signs
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Kind and style of each cell, whether it is more than a tag, and where its content begins. Few rests of tags differ: each is read once."""
        codes, rests = _rests(behind, data, signs)
        read = [_attributes(rest) for rest in rests]
        used = np.bincount(codes, minlength=len(rests)) > 0
        self.plain &= all(plain for (*_, plain), here in zip(read, used, strict=True) if here)
        kinds, styles = (np.array([each[which] for each in read])[codes] for which in (0, 1))
        filled = np.array([not rest.endswith(b"/") for rest in rests])[codes]
        return kinds, styles, filled, behind + np.array([len(rest) + 1 for rest in rests])[codes]

    def _spans(
        self, starts: np.ndarray, contents: np.ndarray, data: bytes, signs: Signs
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where each cell's value begins and ends, whatever else stands in it; equal for a cell without one. And which have a formula."""
        tags = np.flatnonzero(signs.opened)
        ends = np.append(tags[1:], len(data))
        first, second = signs.bytes[tags + 1], signs.bytes[tags + 2]
        cells = np.searchsorted(tags, starts)
        self.plain &= bool((ends[cells] == contents).all())  # no word before the next tag
        begins, stops = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
        values = np.flatnonzero((first == 118) & (second == 62))  # <v>
        formulas = np.flatnonzero((first == 102) & np.isin(second, (62, 32, 47)))  # <f>, <f t="shared">, <f/>
        words = np.flatnonzero((first == 116) & ((second == 62) | (second == 32)))  # <t>, <t xml:space="preserve">
        owners = np.searchsorted(cells, values) - 1
        if len(words):
            texts = np.searchsorted(cells, words) - 1
            begin = np.where(second[words] == 62, 3, len(SPACED_TEXT))
            for word in words[second[words] == 32].tolist():
                self.plain &= data.startswith(SPACED_TEXT, tags[word])
            self.plain &= len(np.unique(texts)) == len(texts) and not np.isin(texts, owners).any()
            begins[texts], stops[texts] = tags[words] + begin, ends[words]
        begins[owners], stops[owners] = tags[values] + 3, ends[values]
        computed = np.zeros(len(starts), dtype=bool)
        computed[np.searchsorted(cells, formulas) - 1] = True
        return begins, stops, computed

    def _keep(
        self,
        rows: np.ndarray,
        columns: np.ndarray,
        styles: np.ndarray,
        kinds: np.ndarray,
        spans: tuple[np.ndarray, np.ndarray],
        signs: Signs,
    ) -> None:
        starts, stops = spans
        filled = (stops > starts) | (kinds == CellKind.FORMULA)
        if not filled.all():
            rows, columns, styles, kinds = rows[filled], columns[filled], styles[filled], kinds[filled]
            starts, stops = starts[filled], stops[filled]
        payloads, are_digits = digits(signs.at(starts), stops - starts)
        is_number = kinds == CellKind.NUMBER
        payloads[is_number] = payloads[is_number].astype(np.float64).view(np.int64)
        payloads[kinds == CellKind.FORMULA] = 0
        left = (~are_digits | (kinds == CellKind.TEXT) | (kinds == CellKind.MOMENT)) & (kinds != CellKind.FORMULA)
        self.worded += int((kinds == CellKind.WORD).sum())
        try:
            for kind in np.unique(kinds[left]).tolist() if left.any() else ():
                of_kind = np.flatnonzero(left & (kinds == kind))
                payloads[of_kind] = self._payloads(kind, signs.slices(starts[of_kind], stops[of_kind]))
        except pa.ArrowInvalid:  # no number, no UTF-8
            self.plain = False
            return
        if len(rows):
            self.rows, self.columns = max(self.rows, int(rows.max()) + 1), max(self.columns, int(columns.max()) + 1)
        self._found.append(
            (rows.astype(np.int32), columns.astype(np.int16), styles.astype(np.int32), kinds.astype(np.int8), payloads)
        )
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


def _letters(letters: np.ndarray, starts: np.ndarray, signs: Signs) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of columns with up to three letters (of which the first is given), and where the digits behind them begin."""
    width = np.ones(len(starts), np.int64)
    for place in (1, 2):
        sign = signs.bytes[starts + 6 + place].astype(np.int64) - 64
        more = (sign >= 1) & (sign <= 26) & (width == place)
        letters = np.where(more, letters * 26 + sign, letters)
        width += more
    return letters, starts + 6 + width


def _rests(behind: np.ndarray, data: bytes, signs: Signs) -> tuple[np.ndarray, list[bytes]]:
    """The distinct rests of tags, up to but without their ends, and which of them each tag has; a word further where there is no end yet."""
    words = signs.at(behind)
    masks, ended = up_to(words, 62)
    codes, found = pd.factorize(words & masks)
    rests = [int(each).to_bytes(8, "little") for each in found]
    left = np.flatnonzero(~ended)
    for place in range(1, LONGEST_REST):
        if not len(left):
            break
        words = signs.at(behind[left] + 8 * place)
        masks, ended = up_to(words, 62)
        further, found = pd.factorize(words & masks)
        pairs, which = pd.factorize(codes[left] * len(found) + further)
        codes[left] = pairs + len(rests)
        rests += [
            rests[pair // len(found)] + int(found[pair % len(found)]).to_bytes(8, "little") for pair in which.tolist()
        ]
        left = left[~ended]
    for cell in left.tolist():  # longer than Excel or another program writes them
        codes[cell] = len(rests)
        rests.append(data[behind[cell] : data.find(b">", behind[cell]) + 1])
    return codes, [rest.partition(b">")[0] for rest in rests]


def _usual_spans(
    starts: np.ndarray, contents: np.ndarray, filled: np.ndarray, rows: RowTags, data: bytes, signs: Signs
) -> tuple[np.ndarray, np.ndarray] | None:
    """Where each cell's value begins and ends, if there is nothing but a value or a text in any; None if there is.

    Then what closes a cell stands right before the next cell, or before the end of its row, and no tag must be looked for.
    """
    stops = np.append(starts[1:], len(data))
    before = np.searchsorted(starts, rows.starts) - 1  # the cell before each row
    first = np.flatnonzero(np.diff(before, prepend=-1))  # of several rows without a cell
    ended = before[first]
    stops[ended] = rows.starts[first] - len(END_OF_ROW)
    if stops[-1] == len(data) and (end := data.find(END_OF_ROW, starts[-1])) >= 0:
        stops[-1] = end
    begin, end = int(starts[0]), int(stops[-1])
    tags = int(((rows.starts > begin) & (rows.starts < end)).sum()) + int((ended < len(starts) - 1).sum())
    is_value = signs.stands(contents, VALUE) & signs.stands(stops - len(END_OF_VALUE), END_OF_VALUE)
    texts = np.flatnonzero(filled & ~is_value)
    texts_end = stops[texts] - len(END_OF_TEXT)
    begins, stops = contents + len(VALUE), stops - len(END_OF_VALUE)
    if len(texts):
        are_texts = signs.stands(texts_end, END_OF_TEXT)
        spaced = signs.stands(contents[texts], SPACED_TEXT_ALONE)
        if not (are_texts & (spaced | signs.stands(contents[texts], TEXT_ALONE))).all():
            return None
        begins[texts] = contents[texts] + np.where(spaced, len(SPACED_TEXT_ALONE), len(TEXT_ALONE))
        stops[texts] = texts_end
    if not filled.all():
        begins[~filled] = stops[~filled] = 0
    tags += 4 * int(is_value.sum()) + 6 * len(texts) + int((~filled).sum())
    if tags != np.count_nonzero(signs.opened[begin:end]) or (begins > stops).any():
        return None
    return begins, stops


@lru_cache(maxsize=65_536)
def _attributes(written: bytes) -> tuple[int, int, bool]:
    """Kind and style that the attributes behind a cell's address give, and whether all is as expected."""
    told = dict(ATTRIBUTE.findall(written))
    whole = ATTRIBUTES.fullmatch(written) is not None
    style, kind = told.get(b"s", b"0"), told.get(b"t", b"n")
    plain = whole and style.isdigit() and len(style) < 7 and kind in TYPES and b"r" not in told
    return int(TYPES.get(kind, CellKind.NUMBER)), int(style) if plain else 0, plain


def place_of_cell(address: str) -> tuple[int, int] | None:
    """Row and column (0-based) of an address such as ``B12``; None if it is none."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", address)
    return (int(found[2]) - 1, _column(found[1].encode())) if found else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
