"""Pages of a printed report joined into one text: without running heads, page numbers and the like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from fazhi.claims.prose.lexicon import BETWEEN, prose
from fazhi.claims.prose.rows import holds_figure

_ROWS = 2  # of a table below its heads, at least
_EDGE = 3  # lines at the head and at the foot of a page that may be no text
_FIGURES = re.compile(r"[0-9０-９]+")
_BLANK = re.compile(r"\s+")
_HALF = 0.5  # of the pages: a line that stands on more of them, at the same edge, belongs to the page


def joined(pages: Sequence[str]) -> str:
    """The text of all pages in order. Lines at the edges are left out where they hold a page's number, or stand on most pages."""
    split = [[line.strip() for line in page.split("\n") if line.strip()] for page in pages]
    heads, feet = (
        {shape for shape, count in _edges(split, last).items() if _repeats(count, len(split))} for last in (False, True)
    )
    return "\n".join("\n".join(_body(lines, heads, feet)) for lines in split)


def with_cells(text: str) -> str:
    """A page's text with the cells of its tables divided, of which the print keeps but blanks.

    A table is a line of heads, which hold no figure, and below it two rows or more of as many pieces that end in a number, or one of
    nothing but numbers. A row that is broken in its cells ends the table; what is below stays as it stands.
    """
    lines = text.split("\n")
    pieces = [line.split() for line in lines]
    place = 0
    while place < len(lines):
        end = _end_of_table(pieces, place)
        for row in range(place, end):
            lines[row] = f" {BETWEEN} ".join(pieces[row])
        place = max(end, place + 1)
    return "\n".join(lines)


def _end_of_table(pieces: Sequence[Sequence[str]], head: int) -> int:
    """Where a table with its heads at ``head`` ends; ``head`` where there is none."""
    if len(pieces[head]) < 2 or any(map(holds_figure, pieces[head])):
        return head
    end = head + 1
    while end < len(pieces) and len(pieces[end]) == len(pieces[head]) and pieces[end][-1][0].isdecimal():
        end += 1
    of_figures = end == head + 2 and all(piece[0].isdecimal() for piece in pieces[head + 1])
    return end if of_figures or end - head > _ROWS else head


def _edges(pages: Sequence[Sequence[str]], last: bool) -> Counter[str]:
    """On how many pages a line of each shape stands at the edge."""
    edges = (lines[-_EDGE:] if last else lines[:_EDGE] for lines in pages)
    return Counter(shape for lines in edges for shape in {_shape(line) for line in lines})


def _repeats(count: int, pages: int) -> bool:
    return count >= 2 and count > pages * _HALF


def _shape(line: str) -> str:
    """A line whatever the number of its page."""
    return _FIGURES.sub("0", _BLANK.sub("", line))


def _body(lines: Sequence[str], heads: set[str], feet: set[str]) -> Sequence[str]:
    start, end = 0, len(lines)
    while start < min(_EDGE, end) and (_shape(lines[start]) in heads or _is_number(lines[start])):
        start += 1
    while end > max(start, len(lines) - _EDGE) and (_shape(lines[end - 1]) in feet or _is_number(lines[end - 1])):
        end -= 1
    return lines[start:end]


def _is_number(line: str) -> bool:
    """Whether a line is nothing but the number of its page: — 3 —, 第3页 共5页, 3/5."""
    return _numbers().fullmatch(_BLANK.sub("", line)) is not None


@lru_cache(maxsize=1)
def _numbers() -> re.Pattern[str]:
    return re.compile("|".join(prose().page_numbers))
