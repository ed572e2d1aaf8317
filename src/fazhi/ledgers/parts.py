"""The parts of an Office Open XML workbook beside its worksheets: list of sheets, styles, shared words, comments.

ISO/IEC 29500-1: workbook (18.2), shared strings (18.4), comments (18.7), styles (18.8).
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np

from fazhi.ledgers.scan import SheetScan, place_of_cell

WORKBOOK, STYLES, WORDS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
DATE_FORMATS = frozenset(
    (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
)  # 18.8.30, with the Chinese ones
DURATION_FORMATS = frozenset({46})
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|General', re.I)
BRACKETED = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.I)
DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
ITEM = re.compile(r"<si\s*/>|<si(?:\s[^>]*)?>(.*?)</si>", re.S)
READING_AID = re.compile(r"<rPh\b.*?</rPh>", re.S)
RUN = re.compile(r"<r>.*?</r>|<r\s.*?</r>", re.S)
TEXT = re.compile(r"<t(?:\s[^>]*)?>(.*?)</t>", re.S)
SPACED = b'<t xml:space="preserve">'
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


def workbook_of(parts: Parts) -> tuple[list[Listed], bool]:
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


def styles_of(data: bytes | None) -> Styles:
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


def words_of(data: bytes | None) -> Words:
    """The shared words. Nearly all are plain, so the whole is parted at what stands between two plain ones."""
    if data is None:
        return Words(np.zeros(0, object), np.zeros(0, bool))
    begin, end = data.find(b"<si"), data.rfind(b"</sst>")
    body = data[begin:end].rstrip() if 0 <= begin < end else b""
    if SPACED in body:
        body = body.replace(SPACED, b"<t>")
    if not body.startswith(PLAIN_BEGIN.encode()) or not body.endswith(PLAIN_END.encode()):
        items = [_item(found[1] or "") for found in ITEM.finditer(body.decode("utf-8"))]
        return Words(
            objects([as_read(text) for text, _ in items]), np.array([struck for _, struck in items], dtype=bool)
        )
    texts = body[len(PLAIN_BEGIN) : -len(PLAIN_END)].decode("utf-8").split(PLAIN_END + PLAIN_BEGIN)
    struck: set[int] = set()
    if body.count(b"<") != 4 * len(texts):  # some are of parts with different looks, or written otherwise
        texts, pieces = [], texts
        for piece in pieces:
            if "<" not in piece:
                texts.append(piece)
                continue
            for found in ITEM.finditer(f"{PLAIN_BEGIN}{piece}{PLAIN_END}"):
                text, is_struck = _item(found[1] or "")
                struck |= {len(texts)} if is_struck else set()
                texts.append(text)
        texts = [as_read(text) for text in texts]
    elif b"&" in body or b"_x" in body:
        texts = [as_read(text) for text in texts]
    return Words(objects(texts), np.isin(np.arange(len(texts)), list(struck)))


def _item(content: str) -> tuple[str, bool]:
    """One item of the shared words that is not plain: its text as written without reading aids, and whether all of it is struck through."""
    content = READING_AID.sub("", content)
    runs = [run[0] for run in RUN.finditer(content)]
    text = "".join(TEXT.findall(content))
    with_words = [run for run in runs if any(words.strip() for words in TEXT.findall(run))]
    return text, bool(with_words) and all(STRUCK.search(run) for run in with_words)


def as_read(written: str) -> str:
    """Text with its entities and its escaped signs (``_x000D_``) as what they stand for; half a sign (``_xD83D_`` alone) is U+FFFD."""
    if "&" in written:
        written = html.unescape(written)
    if "_x" in written:
        escaped = ESCAPED.sub(lambda found: chr(int(found[1], 16)), written)
        written = escaped.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return written


def comments_of(parts: Parts, part: str) -> dict[tuple[int, int], str]:
    """The comments of a sheet by row and column."""
    found = {}
    for kind, target in _relations(parts, part).values():
        if kind == "comments" and target in parts.small:
            for comment in _all(ElementTree.fromstring(parts.small[target]), "comment"):
                place = place_of_cell(comment.attrib.get("ref", ""))
                if place:
                    found[place] = "".join(element.text or "" for element in _all(comment, "t"))
    return found


def objects(cells: Sequence[object]) -> np.ndarray:
    """The cells as an array of objects."""
    return np.fromiter(cells, dtype=object, count=len(cells))
