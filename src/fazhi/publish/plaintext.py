"""Blocks as plain text, for terminals, search and readers without a browser."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from fazhi.publish.wording import word

if TYPE_CHECKING:
    from fazhi.publish import blocks


def table(block: blocks.Table) -> str:
    """The table with its columns padded to equal display width."""
    grid = [[head.label for head in block.heads]]
    grid += [[cell.text.replace("\n", " ") for cell in row] for row in block.cells]
    widths = [max(map(width, column)) for column in zip(*grid, strict=True)]
    right = [head.align == "right" for head in block.heads]
    body = ["  ".join(map(_pad, line, widths, right)).rstrip() for line in grid]
    return "\n".join([caption(block), *body, *below(block)])


def figure(block: blocks.Figure) -> str:
    """Caption and alternative text."""
    return "\n".join([caption(block), block.alt, *below(block)])


def banner(block: blocks.Banner) -> str:
    """Title and text."""
    return f"{block.title}: {block.text}" if block.title else block.text


def key_figures(block: blocks.KeyFigures) -> str:
    """One line for each number."""
    lines = [block.title] if block.title else []
    for item in block.items:
        lines.append(f"{item.label}: {' '.join(filter(None, (item.value, item.unit, item.note)))}")
    return "\n".join(lines)


def document(block: blocks.Document) -> str:
    """Title, subtitle and the lines below them."""
    lines = [
        block.title,
        block.subtitle or "",
        *(word("pair", block.language, label=name, text=text) for name, text in block.meta.items()),
    ]
    return "\n".join(line for line in lines if line)


def label(block: blocks.Table | blocks.Figure) -> str:
    """The numbered label, e.g. ``表1``; empty for a block without number."""
    return "" if block.number is None else word(f"{block.kind}_label", block.language, number=block.number)


def caption(block: blocks.Table | blocks.Figure) -> str:
    """Label, title and, for a table, the common unit."""
    unit = getattr(block, "unit", None)
    unit_text = word("unit", block.language, unit=unit) if unit else ""
    return "  ".join(part for part in (label(block), block.title, unit_text) if part)


def below(block: blocks.Table | blocks.Figure) -> list[str]:
    """The lines below a table or figure: notes first (numbered when several), then the source."""
    lines: Sequence[str] = [word("note", block.language, text=note) for note in block.notes]
    if len(block.notes) > 1:
        numbered = enumerate(block.notes, start=1)
        lines = [word("note_numbered", block.language, number=number, text=note) for number, note in numbered]
    return [*lines, word("source", block.language, text=block.source)] if block.source else list(lines)


def width(text: str) -> int:
    """Display width: two for wide East Asian characters, one for others."""
    return len(text) if text.isascii() else _width(text)


@lru_cache(maxsize=1 << 12)
def _width(text: str) -> int:
    """Of a table's cells most are asked for twice, and many are alike."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _pad(text: str, to: int, right: bool) -> str:
    space = " " * (to - width(text))
    return space + text if right else text + space
