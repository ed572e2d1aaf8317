"""Sentences of a view, each with the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fazhi.claims.prose.lexicon import BETWEEN, prose
from fazhi.claims.prose.rows import Row, Table, holds_figure
from fazhi.claims.prose.view import View, is_entry, is_heading, opens_heading

_END = re.compile(r"[。!?！？…\n]|(?<![0-9])\.(?![0-9])|(?<=[0-9])\.(?=\n|$)")


_LONGEST = 1000  # signs; the longest sentences of reports have some 300


@dataclass(frozen=True)
class Sentence:
    """``signs[start:end]`` of a view. ``headings`` are the texts above it, outermost first; the last may be its own point's lead.

    ``row`` is the row of a table that the sentence stands in, and ``column`` that of its columns in which the sentence begins.
    """

    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    is_heading: bool
    opens: bool  # begins a numbered paragraph or point
    new_paragraph: bool
    row: Row
    column: int
    below_entry: bool  # an entry of a list below another

    def head(self, place: int) -> str:
        """The head of the column at a place of the view; "" where there is none."""
        column = self._column(place)
        return self.row.heads[column] if column < len(self.row.heads) else ""

    def is_of_villages(self, place: int) -> bool:
        """Whether the figure at a place of the view stands in a table of villages, for one or all of them."""
        column = self._column(place)
        return column < len(self.row.of_villages) and self.row.of_villages[column]

    def _column(self, place: int) -> int:
        return self.column + self.text.count(BETWEEN, 0, place - self.start)


def sentences(view: View) -> Iterator[Sentence]:
    """The sentences in order. A heading is one of them, marked as such."""
    above: dict[int, str] = {}
    new_paragraph = True
    table, row, column, entries = Table(), Row(), 0, 0
    for start, end in _spans(view.signs):
        text = view.signs[start:end]
        ends_line = "\n" in view.signs[end : end + 2] or end + 1 >= len(view.signs)
        if new_paragraph:
            row, column = table.read(_lines(view.signs, start)), 0
            entries = entries + 1 if is_entry(next(_lines(view.signs, start))) else 0
        opens = new_paragraph and opens_heading(text)
        alone = new_paragraph and _stands_alone(view.signs, text, end)
        level = _level(text) if opens else (4 if _point().match(text) else 1 if alone else None)
        if level is not None:
            above = {key: words for key, words in above.items() if key < level}
            above[level] = text[:60]
        yield Sentence(
            start, end, text, tuple(above[key] for key in sorted(above)), alone, level is not None, new_paragraph,
            row, column, new_paragraph and entries > 1,
        )  # fmt: skip
        new_paragraph = ends_line
        column += text.count(BETWEEN)


def _lines(signs: str, start: int) -> Iterator[str]:
    """The line that begins at ``start``, and those below it that are not empty: paragraphs in a page's cells lie apart."""
    while start < len(signs):
        end = signs.find("\n", start)
        end = len(signs) if end < 0 else end
        if end > start:
            yield signs[start:end]
        start = end + 1


def _stands_alone(signs: str, text: str, end: int) -> bool:
    """Whether a sentence is a heading: a line of its own that does not close with a full stop and states no figure."""
    return signs[end : end + 1] in ("", "\n") and is_heading(text) and not holds_figure(text)


def _spans(signs: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(signs):
        yield from _pieces(signs, start, found.start())
        start = found.end()
    yield from _pieces(signs, start, len(signs))


def _pieces(signs: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence; one without end in pieces, so that the time for a text stays linear in its length."""
    while end - start > _LONGEST:
        cut = max(signs.rfind(sign, start, start + _LONGEST) for sign in ",;")
        cut = cut if cut > start else start + _LONGEST
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _level(text: str) -> int:
    first = text[0]
    if first == "#":
        return 1
    if first == "(":
        return 3 if text[1:2].isascii() else 2
    return 3 if first.isascii() else 1


@lru_cache(maxsize=1)
def _point() -> re.Pattern[str]:
    return re.compile(prose().point_lead)
