"""The one typeface of every chart, page and document: Fazhi Sans SC, shipped with the package.

It holds GB 2312, the 8,105 standard characters and the usual signs (see ``repertoire``), so that names such
as 喆 or 镕 appear on a machine without any Chinese font. ``build`` says how it was made.
"""

from __future__ import annotations

import io
from functools import cache, lru_cache
from pathlib import Path

__all__ = ["FAMILY", "advances", "covered", "font_path", "register", "web_subset"]

FAMILY = "Fazhi Sans SC"


def font_path() -> Path:
    """The font file (TrueType)."""
    return Path(__file__).with_name("FazhiSansSC-Regular.ttf")


@cache
def register() -> str:
    """Makes the typeface known to matplotlib, once, and returns its family name."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(font_path()))
    return FAMILY


@cache
def covered() -> frozenset[str]:
    """Every character that the typeface holds."""
    from fontTools.ttLib import TTFont

    with TTFont(font_path(), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@cache
def advances() -> dict[str, float]:
    """How far each character moves the pen, in ems."""
    from fontTools.ttLib import TTFont

    with TTFont(font_path(), lazy=True) as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def web_subset(text: str) -> bytes:
    """A WOFF font for exactly the characters of ``text``; characters that the typeface lacks are left out.

    The same set of characters gives the same bytes. WOFF, not WOFF2: for a page of 900 characters 0.1 s
    against 1.4 s, 150 KB against 117 KB, and no further package.
    """
    return _web_subset("".join(sorted(set(text) & covered() | {" "})))


@lru_cache(maxsize=64)
def _web_subset(characters: str) -> bytes:
    from fontTools.ttLib import TTFont

    from fazhi.typeface.build import subset

    # Glyphs that are only copied need no new bounding boxes; leaving them packed is most of the speed.
    font = TTFont(font_path(), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    subset(font, {ord(character) for character in characters})
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()
