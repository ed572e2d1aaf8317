"""Scanned worksheets of an Office Open XML workbook → sheets: which parts belong together, what its words and its styles are.

The parts were read by ``guard`` as it looked the file through. ISO/IEC 29500-1: workbook (18.2), shared strings (18.4), styles (18.8),
dates (18.17.4), comments (18.7).
"""

from __future__ import annotations

import datetime as dt
import html
import math
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from fazhi.ledgers.scan import CellKind, Scanned, SheetScan, place_of_cell
from fazhi.ledgers.sheets import Cells, Sheet, trimmed

WORKBOOK, STYLES, WORDS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
DATE_FORMATS = frozenset(
    (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
)  # 18.8.30, with the Chinese ones
DURATION_FORMATS = frozenset({46})
FIRST_DAY, LEAP_DAY_THAT_WAS_NONE = dt.datetime(1899, 12, 30), 60
LAST_SERIAL = 2_958_466  # 10000-01-01
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|General', re.I)
BRACKETED = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.I)
DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
ITEM = re.compile(r"<si\s*/>|<si(?:\s[^>]*)?>(.*?)</si>", re.S)
READING_AID = re.compile(r"<rPh\b.*?</rPh>", re.S)
RUN = re.compile(r"<r>.*?</r>|<r\s.*?</r>", re.S)
TEXT = re.compile(r"<t(?:\s[^>]*)?>(.*?)</t>", re.S)
SPACED = '<t xml:space="preserve">'
PLAIN_BEGIN, PLAIN_END = "<si><t>", "</t></si>"
STRUCK = re.compile(r"""<strike(?:\s+val=["'](?:1|true)["'])?\s*/>""")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Parts:
    """What was read of a workbook's zip container: small parts by name, and its worksheets as scanned."""

    small: Mapping[str, bytes]
    scans: Mapping[str, SheetScan]


@dataclass(frozen=True)
class Styles:
    """For each cell style: whether its numbers are days (or times), whether they are durations, whether its words are struck through."""

    days: np.ndarray
    durations: np.ndarray
    struck: np.ndarray


@dataclass(frozen=True, eq=False)
class Words:
    """The shared words, and which of them are struck through in every part."""

    texts: np.ndarray
    struck: np.ndarray


@dataclass(frozen=True)
class Listed:
    """A worksheet in the workbook's list."""

    name: str
    part: str
    hidden: bool


def sheets_of(parts: Parts, file: str, most_cells: int) -> tuple[list[Sheet], list[str]] | None:
    """The worksheets of a workbook in its own order and the names of those laid out beyond ``most_cells``; None if it is no plain one."""
    try:
        listed, date1904 = _workbook(parts)
        scans = [parts.scans[sheet.part] for sheet in listed]
        if not scans or not all(scan.plain for scan in scans):
            return None
        styles, words = _styles(parts.small.get(STYLES)), _words(parts.small.get(WORDS))
        sheets: list[Sheet] = []
        far: list[str] = []
        left = most_cells
        for sheet, scan in zip(listed, scans, strict=True):
            if (area := scan.rows * scan.columns) > left:
                far.append(sheet.name)
                continue
            left -= area
            scanned = scan.result()
            columns, height = trimmed(_columns(scanned, scan.rows, scan.columns, words, styles, date1904))
            sheets.append(
                Sheet(
                    file, sheet.name, columns, height, sheet.hidden, date1904, scanned.merges, scanned.hidden_rows,
                    scanned.hidden_columns, _struck_rows(scanned, words, styles), _comments(parts, sheet.part),
                )
            )  # fmt: skip
    except (LookupError, ValueError, ElementTree.ParseError):  # no plain one
        return None
    return sheets, far


# ------------------------------------------------------------------------------------------------ cells


def _columns(scanned: Scanned, height: int, width: int, words: Words, styles: Styles, date1904: bool) -> list[Cells]:
    """The columns of a sheet. IndexError where a cell names a word or a style that there is not."""
    is_number = scanned.kinds == CellKind.NUMBER
    looks = np.zeros(len(scanned.kinds), dtype=np.int8)
    looks[is_number] = (styles.days + 2 * styles.durations)[scanned.styles[is_number]]
    texts, codes = _own_texts(scanned)
    keys = scanned.payloads.copy()
    is_text = (scanned.kinds == CellKind.TEXT) | (scanned.kinds == CellKind.MOMENT)
    if len(texts):
        keys[is_text] = codes[scanned.payloads[is_text]]
    keys[is_number] = pd.factorize(scanned.payloads[is_number])[0] * 4 + looks[is_number]
    keys = keys * len(CellKind) + scanned.kinds

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
    return _objects([_read(text) for text in coded.dictionary.to_pylist()]), coded.indices.to_numpy()


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
        return _objects([_moment(text) for text in texts[codes[payloads]].tolist()])
    if kind == CellKind.TRUTH:
        return _objects([bool(payload) for payload in payloads.tolist()])
    numbers = payloads.view(np.float64).tolist()
    if not looks.any():
        return _objects(numbers)
    return _objects(
        [
            n if not look else _day(n, date1904) if look == 1 else _duration(n)
            for n, look in zip(numbers, looks.tolist(), strict=True)
        ]
    )


def _objects(cells: Sequence[object]) -> np.ndarray:
    return np.fromiter(cells, dtype=object, count=len(cells))


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
    """Rows of which every filled cell is struck through."""
    if not styles.struck.any() and not words.struck.any():
        return frozenset()
    struck = styles.struck[scanned.styles]
    is_word = scanned.kinds == CellKind.WORD
    struck[is_word] |= words.struck[scanned.payloads[is_word]]
    open_rows = np.unique(scanned.rows[~struck])
    return frozenset(np.setdiff1d(scanned.rows[struck], open_rows).tolist())


# ------------------------------------------------------------------------------------------------ parts


def _workbook(parts: Parts) -> tuple[list[Listed], bool]:
    """The worksheets in the workbook's order, and whether days count from 1904. KeyError where a part is missing."""
    root = ElementTree.fromstring(parts.small[WORKBOOK])
    targets = _relations(parts, WORKBOOK)
    listed = []
    for sheet in _all(root, "sheet"):
        link = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        kind, part = targets[link]
        if kind == "worksheet":
            listed.append(Listed(sheet.attrib["name"], part, sheet.attrib.get("state", "visible") != "visible"))
    date1904 = any(element.attrib.get("date1904") in ("1", "true") for element in _all(root, "workbookPr"))
    return listed, date1904


def _relations(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → its kind (the last word of its type) and the part that it leads to; empty where the part has none."""
    folder, name = posixpath.split(part)
    data = parts.small.get(f"{folder}/_rels/{name}.rels")
    if data is None:
        return {}
    found = {}
    for relation in _all(ElementTree.fromstring(data), "Relationship"):
        target = posixpath.normpath(posixpath.join("/", folder, relation.attrib["Target"])).lstrip("/")
        found[relation.attrib["Id"]] = (relation.attrib["Type"].rsplit("/", 1)[-1], target)
    return found


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Elements of this name in any namespace: the transitional and the strict format differ in it."""
    return [element for element in root.iter() if element.tag.rsplit("}", 1)[-1] == name]


def _styles(data: bytes | None) -> Styles:
    """The cell styles; where there is no styles part, one style that says nothing."""
    if data is None:
        return Styles(*(np.zeros(1, bool) for _ in range(3)))
    root = ElementTree.fromstring(data)
    formats = {int(f.attrib["numFmtId"]): f.attrib.get("formatCode", "") for f in _all(root, "numFmt")}
    fonts = [
        any(f.attrib.get("val", "1") in ("1", "true") for f in _all(font, "strike"))
        for fs in _all(root, "fonts")
        for font in fs
    ]
    cells = [xf for group in _all(root, "cellXfs") for xf in group]
    numbers = [int(xf.attrib.get("numFmtId", "0")) for xf in cells]
    durations = [bool(DURATION.search(formats[n])) if n in formats else n in DURATION_FORMATS for n in numbers]
    days = [_says_day(formats[n]) if n in formats else n in DATE_FORMATS for n in numbers]
    struck = [fonts[font] if (font := int(xf.attrib.get("fontId", "0"))) < len(fonts) else False for xf in cells]
    empty = not cells
    return Styles(*(np.array(which or [False] * empty, dtype=bool) for which in (days, durations, struck)))


def _says_day(code: str) -> bool:
    """Whether a number format shows days or times: a letter for one outside quotes and brackets, in its first part."""
    bare = BRACKETED.sub("", QUOTED.sub("", code)).split(";")[0]
    return re.search("[ymdhsaeg]", re.sub(r"E[+-]", "", bare, flags=re.I), re.I) is not None


def _words(data: bytes | None) -> Words:
    """The shared words. Nearly all are plain, so the whole is parted at what stands between two plain ones."""
    if data is None:
        return Words(np.zeros(0, object), np.zeros(0, bool))
    begin, end = data.find(b"<si"), data.rfind(b"</sst>")
    body = data[begin:end].decode("utf-8").rstrip() if 0 <= begin < end else ""
    if SPACED in body:
        body = body.replace(SPACED, "<t>")
    if not body.startswith(PLAIN_BEGIN) or not body.endswith(PLAIN_END):
        items = [_item(found[1] or "") for found in ITEM.finditer(body)]
        return Words(
            _objects([_read(text) for text, _ in items]), np.array([struck for _, struck in items], dtype=bool)
        )
    texts = body[len(PLAIN_BEGIN) : -len(PLAIN_END)].split(PLAIN_END + PLAIN_BEGIN)
    struck: set[int] = set()
    if body.count("<") != 4 * len(texts):  # some are of parts with different looks, or written otherwise
        texts, pieces = [], texts
        for piece in pieces:
            if "<" not in piece:
                texts.append(piece)
                continue
            for found in ITEM.finditer(f"{PLAIN_BEGIN}{piece}{PLAIN_END}"):
                text, is_struck = _item(found[1] or "")
                struck |= {len(texts)} if is_struck else set()
                texts.append(text)
        texts = [_read(text) for text in texts]
    elif "&" in body or "_x" in body:
        texts = [_read(text) for text in texts]
    return Words(_objects(texts), np.isin(np.arange(len(texts)), list(struck)))


def _item(content: str) -> tuple[str, bool]:
    """One item of the shared words that is not plain: its text as written without reading aids, and whether all of it is struck through."""
    content = READING_AID.sub("", content)
    runs = [run[0] for run in RUN.finditer(content)]
    text = "".join(TEXT.findall(content))
    with_words = [run for run in runs if any(words.strip() for words in TEXT.findall(run))]
    return text, bool(with_words) and all(STRUCK.search(run) for run in with_words)


def _read(written: str) -> str:
    """Text with its entities and its escaped signs (``_x000D_``) as what they stand for."""
    if "&" in written:
        written = html.unescape(written)
    if "_x" in written:
        written = ESCAPED.sub(lambda found: chr(int(found[1], 16)), written)
    return written


def _comments(parts: Parts, part: str) -> dict[tuple[int, int], str]:
    """The comments of a sheet by row and column."""
    found = {}
    for kind, target in _relations(parts, part).values():
        if kind == "comments" and target in parts.small:
            for comment in _all(ElementTree.fromstring(parts.small[target]), "comment"):
                place = place_of_cell(comment.attrib.get("ref", ""))
                if place:
                    found[place] = "".join(element.text or "" for element in _all(comment, "t"))
    return found
