"""Makes the project's typeface: a subset of Noto Sans SC, which the PyPI package zhplot carries.

Run ``python -m fazhi.typeface.build`` with zhplot and fonttools installed; the same source gives the same
bytes. The result is a modified version under the SIL Open Font License 1.1 (``OFL.txt``) and therefore has a
name of its own. zhplot is looked up, never imported: importing it changes matplotlib's settings.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.otBase import USE_HARFBUZZ_REPACKER

from fazhi.typeface import FAMILY, FEATURES, font_path
from fazhi.typeface.repertoire import wanted

SOURCE_FILE = "fonts/NotoSansSC-Regular.ttf"
TIMESTAMP = 3_786_912_000  # 1 January 2024, in seconds since 1904 as the font format counts
CROSS = 0x2717
COPYRIGHT = (
    "Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'. "
    "Fazhi Sans SC is a subset of Noto Sans SC 2.004 with one added mark."
)
KEPT_NAMES = {8, 9, 13, 14}  # manufacturer, designers, licence and its address


def build(source: Path, target: Path) -> None:
    """Writes the subset of ``source`` to ``target``."""
    font = TTFont(source, recalcTimestamp=False)
    _add_cross(font)
    subset(font, wanted())
    _rename(font)
    font["head"].created = font["head"].modified = TIMESTAMP
    font.save(target)


def subset(font: TTFont, code_points: frozenset[int] | set[int]) -> None:
    """Cuts a font down to the given code points, in place."""
    font.cfg[USE_HARFBUZZ_REPACKER] = False  # it packs tables in another order where it is installed
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = not _has_hints(font)
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["STAT", "vhea", "vmtx", "BASE", "gasp"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)


def _has_hints(font: TTFont) -> bool:
    """Whether glyphs must be unpacked to drop their hints."""
    return "fpgm" in font or "prep" in font


def source_font() -> Path:
    """Where the installed zhplot keeps its font. Raises ``FileNotFoundError`` when it is not installed."""
    spec = importlib.util.find_spec("zhplot")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package zhplot is not installed: pip install zhplot==1.0.0")
    return Path(spec.origin).parent / SOURCE_FILE


def _add_cross(font: TTFont) -> None:
    """Draws ✗, which the face lacks though it has ✓: two strokes on the check mark's width and height."""
    check = font.getBestCmap()[ord("✓")]
    width = font["hmtx"][check][0]
    low, high, left, right, weight = 60, 660, width // 2 - 300, width // 2 + 300, 30
    pen = TTGlyphPen(None)
    for start, end in (((left, low), (right, high)), ((right, low), (left, high))):
        direction = 1 if end[0] > start[0] else -1
        corners = [
            (start[0] - weight * direction, start[1] + weight),
            (end[0] - weight * direction, end[1] + weight),
            (end[0] + weight * direction, end[1] - weight),
            (start[0] + weight * direction, start[1] - weight),
        ]
        # Both strokes must turn the same way, or their crossing would be cut out.
        pen.moveTo(corners[0])
        for corner in corners[1:] if direction == 1 else corners[:0:-1]:
            pen.lineTo(corner)
        pen.closePath()
    name = "cross.fazhi"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (width, left - weight)
    font["vmtx"][name] = font["vmtx"][check]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[CROSS] = name


def _rename(font: TTFont) -> None:
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in KEPT_NAMES]
    compact = FAMILY.replace(" ", "")
    words = {
        0: COPYRIGHT,
        1: FAMILY,
        2: "Regular",
        3: f"2.004;FAZHI;{compact}-Regular",
        4: f"{FAMILY} Regular",
        5: "Version 2.004; subset",
        6: f"{compact}-Regular",
    }
    for identifier, text in words.items():
        names.setName(text, identifier, 3, 1, 0x409)


if __name__ == "__main__":
    build(source_font(), font_path())
    sys.stdout.write(f"{font_path()}: {font_path().stat().st_size:,} bytes\n")
