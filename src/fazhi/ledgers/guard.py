"""What a file is, told from its content, and whether it may be handed to a reader: bounded memory, bounded time, nothing run.

A zip container is looked through in one pass: its entries are inflated piece by piece within bounds, and the worksheets are scanned as
they go by. What is found to be a plain workbook needs no other reader. All else (and every container that is no zip) is first opened by
a child process that may use little memory and little time, because a reader lays a sheet out whole, up to its farthest cell.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

import numpy as np
import python_calamine

from fazhi.ledgers.bytewise import Signs, places
from fazhi.ledgers.parts import Parts
from fazhi.ledgers.scan import SheetScan

try:
    from isal import isal_zlib

    inflater: ModuleType = isal_zlib  # more than twice as fast
except ImportError:  # there are no wheels of it for every machine
    inflater = zlib

MEGABYTE = 1 << 20
MOST_CELLS = 20 * 1_048_576  # of all sheets of a file, with the empty ones within their bounds: 1.3 GB while read
MOST_COLUMNS = 16_384
MOST_UNPACKED = 1024 * MEGABYTE  # of all entries of a zip container
MOST_ENTRIES = 10_000
STEEPEST = 200  # unpacked to packed; honest sheets are packed 5 to 40 times, a bomb a thousand times
STEEP_FROM = 16 * MEGABYTE  # below this size nobody minds how steeply something was packed
MOST_TEXT = 2048 * MEGABYTE  # bytes that shared words would take if every cell held the longest of them
MOST_FILE = 512 * MEGABYTE
REHEARSAL_MEMORY, REHEARSAL_SECONDS, REHEARSAL_DEATHS = 2048 * MEGABYTE, 30, 4
PIECE = MEGABYTE // 8  # what is made of it fits the processor's cache

NATIVE = {"zip": frozenset({".xlsx", ".xlsm", ".xlsb", ".ods"}), "ole": frozenset({".xls"})}


class Kind(Enum):
    """What a file is by its first bytes, whatever its name says."""

    ZIP = "zip"
    OLE = "ole"
    OTHER = "other"


@dataclass(frozen=True)
class Verdict:
    """What the look found.

    ``refused``: the message's key, if the whole file is refused; ``parts``: what was read of a plain workbook; ``sheets``: positions of
    sheets that another reader must not read.
    """

    refused: str | None = None
    sheets: frozenset[int] = frozenset()
    parts: Parts | None = None


def refusal(path: Path, root: Path) -> str | None:
    """Why a path must not even be opened: a link that leads out of ``root`` or nowhere, no regular file, empty, or too large."""
    try:
        real = os.path.realpath(path)
        if not Path(real).is_relative_to(os.path.realpath(root)) or not os.path.exists(real):
            return "link_outside" if os.path.lexists(path) else "damaged"
        status = os.stat(real)
    except OSError:
        return "no_permission"
    if not stat.S_ISREG(status.st_mode):
        return "no_permission" if stat.S_ISDIR(status.st_mode) else "not_a_file"
    if status.st_size == 0:
        return "empty"
    return "too_large" if status.st_size > MOST_FILE else None


def kind_of(path: Path) -> Kind:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP
    return Kind.OLE if head == bytes.fromhex("d0cf11e0a1b11ae1") else Kind.OTHER


def open_workbook(path: Path, kind: Kind) -> python_calamine.CalamineWorkbook:
    """A workbook by its content: calamine goes by the name where it may, so a wrong one is kept from it."""
    if _goes_by_name(path, kind):
        return python_calamine.CalamineWorkbook.from_path(path)
    with path.open("rb") as file:
        return python_calamine.CalamineWorkbook.from_filelike(file)


def _goes_by_name(path: Path, kind: Kind) -> bool:
    """Whether the name says what the content is, in characters that every program can take."""
    return path.suffix.lower() in NATIVE[kind.value] and not any("\ud800" <= sign <= "\udfff" for sign in str(path))


def look_through(path: Path, kind: Kind) -> Verdict:
    """Whether a workbook may be read, and what of it was read already. Raises ``BadZipFile`` and ``OSError`` for damaged ones."""
    if kind is Kind.OLE:
        return Verdict("encrypted") if _is_sealed(path) else rehearse(path, kind)
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    if key := _packed_wrongly(entries):
        return Verdict(key)
    look = _Look()
    with path.open("rb") as file:
        for entry in entries:
            size = 0
            look.begin(entry.filename)
            for piece in _unpacked(file, entry):
                size += len(piece)
                if size > entry.file_size:
                    return Verdict("zip_bomb")  # larger than its directory says
                look.at(piece)
            if size != entry.file_size:
                return Verdict("damaged")
            look.end()
    if look.doctype:
        return Verdict("doctype")
    return Verdict(parts=look.parts()) if look.plain else rehearse(path, kind)


# ------------------------------------------------------------------------------------------------ zip


def _packed_wrongly(entries: list[zipfile.ZipInfo]) -> str | None:
    """What the directory alone gives away."""
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > MOST_UNPACKED or (total > STEEP_FROM and total > STEEPEST * packed):
        return "zip_bomb"
    if any(entry.flag_bits & 1 for entry in entries):
        return "encrypted"
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        return "damaged"
    return None


def _unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry's real content, piece by piece. ``zipfile`` itself stops at the size that the directory claims; readers need not."""
    file.seek(entry.header_offset)
    head = file.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(entry.filename)
    file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), os.SEEK_CUR)
    left = entry.compress_size
    inflate = inflater.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left:
        data = file.read(min(left, PIECE))
        if not data:
            raise zipfile.BadZipFile(entry.filename)
        left -= len(data)
        if inflate is None:
            yield data
            continue
        try:
            while data and not inflate.eof:
                yield inflate.decompress(data, PIECE)
                data = inflate.unconsumed_tail
        except inflater.error as error:
            raise zipfile.BadZipFile(entry.filename) from error
    if inflate is not None and not inflate.eof:
        yield inflate.flush()


# ------------------------------------------------------------------------------------------------ look

COUNT = re.compile(
    rb"""ount\s*=\s*["']\s*(\d{8,})"""
)  # a count that makes a reader lay out room before it has seen anything
# The format's own namespace under a prefix: cells would be called <x:c>, and not be seen.
PREFIXED = re.compile(rb"""xmlns:\w+\s*=\s*["'][^"']*spreadsheetml/(?:2006/)?main["']""")
KEPT = re.compile(r"(?:.*\.rels|xl/(?:workbook|styles|comments[^/]*|comments/[^/]*)\.xml)", re.I)
SHEETS, WORDS, BINARY = "xl/worksheets/", "xl/sharedStrings.xml", frozenset({"xl/workbook.bin", "content.xml"})
MOST_KEPT = 16 * MEGABYTE  # of one small part: relations, styles, comments


class _Look:
    """Watches the entries of a zip container go by; ``plain`` stays true while nothing was seen that asks for another reader.

    Kept are the small parts of a workbook and its shared words; its worksheets are scanned.
    """

    def __init__(self) -> None:
        self.doctype = False
        self.plain = True
        self.longest = 0  # bytes of the longest shared word
        self._kept: dict[str, list[bytes]] = {}
        self._scans: dict[str, SheetScan] = {}

    def begin(self, name: str) -> None:
        """An entry of this name follows."""
        self.name = name
        self.plain &= name.lower() not in BINARY
        self.xml = name.lower().endswith((".xml", ".rels"))
        self.place = self.word = self.size = 0
        self.words = False
        self.rest = b""
        self.scan = None
        if self.xml and name.startswith(SHEETS) and "_rels/" not in name:
            self.scan = self._scans[name] = SheetScan()
        elif KEPT.fullmatch(name) or name == WORDS:
            self._kept[name] = []

    def at(self, piece: bytes) -> None:
        """Look at the next piece; a tag that the piece cuts in two waits for the next."""
        if self.scan is not None:
            self.scan.at(piece)
        elif (kept := self._kept.get(self.name)) is not None:
            kept.append(piece)
            self.size += len(piece)
            self.plain &= self.name == WORDS or self.size <= MOST_KEPT
        data = self.rest + piece
        cut = data.rfind(b"<")
        if cut < 0:  # within one long text
            self.place += len(data)
            self.rest = b""
            return
        if cut == 0 and len(data) < 4096:
            self.rest = data
            return
        if cut == 0:  # one element and a long text behind it
            cut = len(data)
            self.plain &= b">" in data[:4096]
        self._see(
            data if self.scan is not None else data[:cut]
        )  # of rows nothing is counted: no copy for the sake of a last tag
        self.place += cut
        self.rest = data[cut:]

    def end(self) -> None:
        self._see(self.rest)
        self.place += len(self.rest)
        if self.words:
            self.longest = max(self.longest, self.place - self.word)
        if self.scan is not None:
            self.scan.end()
            self.plain &= self.scan.plain
        self.plain &= sum(scan.worded for scan in self._scans.values()) * self.longest <= MOST_TEXT

    def parts(self) -> Parts:
        """What was kept and scanned."""
        return Parts({name: b"".join(pieces) for name, pieces in self._kept.items()}, self._scans)

    def _see(self, data: bytes) -> None:
        """Single signs are looked for first: that takes no time, and rows of cells hold none of these."""
        if b"!" in data:
            self.doctype |= self.xml and (b"<!DOCTYPE" in data or b"<!ENTITY" in data)
        if b"u" in data and b"ount" in data:
            self.plain &= COUNT.search(data) is None
        if b"x" in data and b"xmlns:" in data:
            self.plain &= not PREFIXED.search(data)
        if self.scan is None and self.xml:
            if b"<si" in data:
                self._see_words(data)
            self.plain &= b"<c " not in data  # cells where no worksheet should be

    def _see_words(self, data: bytes) -> None:
        signs = Signs(data)
        starts = places(signs.tags(115) & signs.are(105, 2)) + self.place
        if not self.words:
            self.word = int(starts[0])
        self.words = True
        gaps = np.diff(starts, prepend=self.word)
        self.longest = max(self.longest, int(gaps.max()))
        self.word = int(starts[-1])


# ------------------------------------------------------------------------------------------ rehearsal

REHEARSAL = """
import sys
memory, seconds, most, home, path, native, skip = sys.argv[1:]
try:
    import resource
    for kind, wanted in (
        (resource.RLIMIT_AS, int(memory)), (resource.RLIMIT_CPU, int(seconds)), (resource.RLIMIT_CORE, 0),
    ):
        most_allowed = resource.getrlimit(kind)[1]
        if most_allowed == resource.RLIM_INFINITY or wanted < most_allowed:  # a bound cannot be raised
            try:
                resource.setrlimit(kind, (wanted, wanted))
            except (ValueError, OSError):  # some systems know a bound and let nobody set it
                pass
except ImportError:
    pass
sys.path.insert(0, home)
from python_calamine import CalamineWorkbook, PasswordError
try:
    book = CalamineWorkbook.from_path(path) if native == "1" else CalamineWorkbook.from_filelike(open(path, "rb"))
except PasswordError:
    print("encrypted", flush=True)
    sys.exit()
print("opened", flush=True)
left = int(most)
for place in range(int(skip), len(book.sheet_names)):
    try:
        sheet = book.get_sheet_by_index(place)
        area = (sheet.total_height + 1) * (sheet.total_width + 1)
    except Exception:
        area = 0
    fits = area <= left
    left -= area if fits else 0
    print(place, "fits" if fits else "far", flush=True)
print("done", flush=True)
"""


def rehearse(path: Path, kind: Kind) -> Verdict:
    """Open a workbook in a child process with little memory; a sheet that kills it, or is laid out too far, must not be read."""
    far: set[int] = set()
    start = 0
    for _ in range(REHEARSAL_DEATHS):
        told = _told(path, kind, start)
        if told[:1] == ["encrypted"]:
            return Verdict("encrypted")
        if told[:1] != ["opened"]:
            return Verdict("damaged")
        seen = [line.split() for line in told if line[:1].isdigit()]
        far |= {int(place) for place, fate in seen if fate == "far"}
        if told[-1] == "done":
            return Verdict(None, frozenset(far))
        fatal = int(seen[-1][0]) + 1 if seen else start
        far.add(fatal)
        start = fatal + 1
    return Verdict("too_large")


def _told(path: Path, kind: Kind, start: int) -> list[str]:
    home = Path(python_calamine.__file__).parent.parent
    native = "1" if _goes_by_name(path, kind) else "0"
    limits = [str(REHEARSAL_MEMORY), str(REHEARSAL_SECONDS), str(MOST_CELLS)]
    command = [sys.executable, "-I", "-c", REHEARSAL, *limits, str(home), os.path.abspath(path), native, str(start)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=REHEARSAL_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode().split("\n")[:-1]
    return done.stdout.decode().splitlines()


def _is_sealed(path: Path) -> bool:
    """Whether an OLE container holds an encrypted Office Open XML package (its directory names are UTF-16)."""
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(MOST_FILE)
