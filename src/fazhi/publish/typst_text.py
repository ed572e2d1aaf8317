"""Text as Typst source: words become string literals, so that nothing in them is ever markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from fazhi import typeface

# The typographer's sign for a character that the type case lacks. PDF/A refuses text without a glyph.
MISSING = "〓"
# In a drawing few characters are others than these, which stay as they are; each of those is looked up.
LONG, NOT_PLAIN = 500, re.compile(r"[^ -~\n]+")
ZERO_WIDTH = {"Cf", "Cc", "Cs", "Mn", "Me"}


def literal(text: str) -> str:
    """The text as a Typst string. Characters without a glyph become 〓, control signs vanish."""
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def printable(text: str) -> str:
    """The text in characters that the typeface has."""
    if text.isascii() and text.isprintable():
        return text
    if len(text) < LONG:
        return text.translate(_GLYPHS)
    return NOT_PLAIN.sub(lambda run: run[0].translate(_GLYPHS), text)


def content(text: str) -> str:
    """The text as Typst content for use inside ``[…]``. The semicolon ends the expression."""
    return f"#{literal(text)};" if text else ""


def name(anchor: str) -> str:
    """A place's name in the document as a Typst label; in ASCII, so that no two names fall together."""
    return f'label("{quote(anchor, safe="") or "-"}")'


def address(href: str) -> str:
    """An address as a Typst string, percent-encoded where it is not ASCII."""
    return literal(quote(href, safe="%/?#[]@!$&'()*+,;=:~"))


def array(items: Iterable[str]) -> str:
    """Typst expressions as an array; also right for none and for one."""
    return "(" + "".join(f"{item}, " for item in items) + ")"


def optional(text: str | None) -> str:
    """A string or ``none``."""
    return literal(text) if text else "none"


class _Glyphs(dict[int, str]):
    """What is printed for a character, by its code; each is found out once."""

    def __missing__(self, code: int) -> str:
        self[code] = printed = _glyph(chr(code))
        return printed


_GLYPHS = _Glyphs()


def _glyph(character: str) -> str:
    if character in "\n\t" or character in typeface.covered():
        return " " if character == "\t" else character
    category = unicodedata.category(character)
    if category in ZERO_WIDTH:
        return ""
    folded = unicodedata.normalize("NFKC", character)
    if folded != character and all(part in typeface.covered() for part in folded):
        return folded
    return " " if category.startswith("Z") else MISSING
