"""Which names a township's folder may bear: names that work on every system and collide with nothing of ours."""

from __future__ import annotations

import unicodedata

from fazhi.catalogue import ReaderError
from fazhi.comparison.files import YEAR
from fazhi.pipeline.place import OURS

LONGEST = 60  # characters; a Chinese one takes three bytes of a folder's name, which may have 255
BETWEEN = frozenset(" -_·・()（）〔〕.")  # beside letters, marks and digits
CLOSING = frozenset(")）〕")
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


class BeginError(ReaderError):
    """A township-year that cannot be made: a name that will not do, or other files in its place."""

    code = 2


def checked_year(text: str) -> int:
    """The year as a number; raises ``BeginError`` for anything but four digits."""
    year = text.strip()
    if not YEAR.fullmatch(year):
        raise BeginError("desk.new.year", year=legible(text))
    return int(year)


def checked_name(text: str) -> str:
    """The township's name, trimmed; raises ``BeginError`` for one that is no safe name of a folder."""
    name = text.strip()
    if not name:
        raise BeginError("desk.new.name_empty")
    if len(name) > LONGEST:
        raise BeginError("desk.new.name_long", length=len(name), longest=LONGEST)
    if name.partition(".")[0].strip().lower() in DEVICES or name.lower() in OURS:
        raise BeginError("desk.new.name_reserved", township=name)
    for sign in name:
        if not _is_word(sign) and sign not in BETWEEN:
            raise BeginError("desk.new.name_sign", township=legible(name), sign=legible(sign))
    if not _is_word(name[0]) or not (_is_word(name[-1]) or name[-1] in CLOSING):
        raise BeginError("desk.new.name_ends", township=name)
    return name


def _is_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"


def legible(text: str) -> str:
    """The text with every sign that a terminal would obey or hide, or that is no text at all, written out."""
    return "".join(
        sign if sign == " " or unicodedata.category(sign)[0] not in "CZ" else f"<U+{ord(sign):04X}>" for sign in text
    )
