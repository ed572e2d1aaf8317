"""The encoding of a text file, found from what it holds: UTF-8 or GB18030, line by line where a file mixes both. Bytes that neither explains stay visible."""

from __future__ import annotations

import re
from dataclasses import dataclass

SEPARATORS = (",", "\t", ";", "，", "；", "|")  # what may stand between the cells of a text
BAD_BYTES = 20  # a text may hold one byte in so many that no encoding explains
CONTROLS = bytes({*range(32)} - set(b"\t\n\v\f\r\x1a"))
TWICE_ENCODED = re.compile(
    rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){3}"
)  # three Chinese characters of UTF-8; hardly ever valid words of GB18030
SAMPLE = 1 << 23


@dataclass(frozen=True)
class Decoded:
    """A file's text, and the lines (1-based) of which some bytes could not be read and stand as ``\\xff`` or were left out."""

    text: str
    mended: tuple[int, ...] = ()


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
