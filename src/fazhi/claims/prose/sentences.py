"""Sentences of a view, each with the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fazhi.claims.prose.lexicon import prose
from fazhi.claims.prose.view import View, is_heading, opens_heading

_END = re.compile(r"[。!?！？…\n]|(?<![0-9])\.(?![0-9])|(?<=[0-9])\.(?=\n|$)")


_LONGEST = 1000  # signs; the longest sentences of reports have some 300


@dataclass(frozen=True)
class Sentence:
    """``signs[start:end]`` of a view. ``headings`` are the texts above it, outermost first; the last may be its own point's lead."""

    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    is_heading: bool
    opens: bool  # begins a numbered paragraph or point
    new_paragraph: bool


def sentences(view: View) -> Iterator[Sentence]:
    """The sentences in order. A heading is one of them, marked as such."""
    above: dict[int, str] = {}
    new_paragraph = True
    for start, end in _spans(view.signs):
        text = view.signs[start:end]
        ends_line = "\n" in view.signs[end : end + 2] or end + 1 >= len(view.signs)
        opens = new_paragraph and opens_heading(text)
        alone = new_paragraph and ends_line and is_heading(text) and (opens or view.signs[end : end + 1] == "\n")
        level = _level(text) if opens else (4 if _point().match(text) else 1 if alone else None)
        if level is not None:
            above = {key: words for key, words in above.items() if key < level}
            above[level] = text[:60]
        yield Sentence(
            start, end, text, tuple(above[key] for key in sorted(above)), alone, level is not None, new_paragraph
        )
        new_paragraph = ends_line


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
