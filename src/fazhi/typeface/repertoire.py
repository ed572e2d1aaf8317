"""Which characters the project's typeface holds."""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path

STANDARD_CHARACTERS = Path(__file__).with_name("standard_characters.txt")

# Blocks taken whole, as far as the source face has them: (first, last) code point.
BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x2010, 0x205F),  # general punctuation: dashes, quotes, … ‰ † ‖ ※
    (0x20A0, 0x20BF),  # currency signs
    (0x2100, 0x218F),  # letter-like and number forms: ℃ № Ⅰ
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics: − ≤ ≥ ≠ ≈ ∑
    (0x2460, 0x24FF),  # ① ⑴ ⒈
    (0x2500, 0x259F),  # box drawing and blocks
    (0x25A0, 0x27BF),  # shapes, marks: ▲ ● ★ ⚠ ✓ ✗
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3200, 0x33FF),  # ㈠ ㊣ ㎡ ㎞
    (0xFE30, 0xFE4F),  # vertical and wavy forms
    (0xFF00, 0xFFEF),  # full-width and half-width forms
)


@cache
def standard_characters() -> frozenset[str]:
    """The 8,105 characters of the Table of General Standard Chinese Characters (通用规范汉字表, 2013)."""
    lines = STANDARD_CHARACTERS.read_text(encoding="utf-8").splitlines()
    return frozenset(chain.from_iterable(line for line in lines if not line.startswith("#")))


@cache
def gb2312() -> frozenset[str]:
    """The 7,445 characters of GB 2312-80: 6,763 ideographs and the symbols of its first nine rows."""
    codes = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return frozenset(code.decode("gb2312", errors="ignore") for code in codes) - {""}


def wanted() -> frozenset[int]:
    """Every code point the typeface should hold."""
    characters = {ord(character) for character in standard_characters() | gb2312()}
    return frozenset(characters.union(*(range(first, last + 1) for first, last in BLOCKS)))
