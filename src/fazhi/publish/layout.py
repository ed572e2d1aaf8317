"""How a table fits on A4: page turned or not, type size, widths of columns, and whether it may break."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from operator import truediv
from typing import TYPE_CHECKING

from fazhi import typeface
from fazhi.publish import plaintext
from fazhi.publish.hypertext import MARKS

if TYPE_CHECKING:
    from fazhi.publish.blocks import Column, Table
    from fazhi.publish.cells import Status

    _Cell = tuple[str, Status | None]  # its text and its status

# Type area of GB/T 9704-2012: 156 mm by 225 mm, in points.
UPRIGHT, TURNED = 442.0, 638.0
INSET = 3.5  # points left and right of a cell's text
ROW_AIR, LINE = 8.5, 1.45  # points above and below a row; a line's height in ems
NOTE_SIZE, NOTE_LINE = 9.0, 13.0  # points
# Page turned or not, type size in points: 五号 where every row takes one line, else 小五, less only in need.
COMFORTABLE = (False, 10.5)
READABLE = ((False, 9.0), (True, 9.0))
CRAMPED = ((True, 8.0), (True, 7.0))
LONG_TABLE = 30  # rows; longer tables take the smaller type to save pages
SOME_LINES, MANY_LINES, MOST_LINES = 3, 6, 1000  # a row of more lines asks for smaller type or a wider page
SLACK = 1.12  # what line breaks waste
TALL_ROW = 12  # lines; a higher row may break
KEPT_WHOLE = 0.45  # of a page; a lower table is not broken
WHOLE_WORD = 10.0  # half-ems; shorter texts never wrap
SPARE = 0.4  # half-ems; a column just as wide as its text would wrap it
STEP = 0.5  # half-ems
PLANS = 6  # ways of sharing out the page that are compared
BOLD = 1.03  # headings are stroked
JOINT = "\N{NO-BREAK SPACE}"  # between the mark of a status and its text
WORD = re.compile(rf"(?:[{re.escape(''.join(MARKS.values()))}]{JOINT})?[!-~]+")
LONGEST_WORD = 24  # characters; longer ones are broken by the typesetter
MOST_AIR = 10  # half-ems added to a column of a table that is narrower than the page
LEAST_PART = 0.6  # of the page's width, so that caption, unit and notes find room
TOGETHER = 6  # rows below one name: they stay on one page, and the name comes again with the next


@dataclass(frozen=True)
class Fit:
    """The layout chosen for one table; ``widths`` in points, one per column.

    ``tall`` says that some row may be so high that it must be allowed to break, ``whole`` that the table is
    so low that it should not be broken at all. ``heights`` in points, one per row: of rows that are known to take one line, for
    measuring rows takes the typesetter a quarter of its time; None for all others. ``spans``: over how many rows the first cell of a
    row goes, one per row; 0 where the cell above goes over it.
    """

    turned: bool
    size: float
    widths: tuple[float, ...]
    tall: bool
    whole: bool
    heights: tuple[float | None, ...]
    spans: tuple[int, ...]


@dataclass(frozen=True)
class _Need:
    """What a column asks for, in half-ems: no less than ``least``, no more than ``most``."""

    least: float
    most: float
    weight: float | None

    def at(self, lines: int) -> float:
        """The width at which the longest text takes so many lines."""
        if lines == 1:
            return self.most
        return max(self.least, min(self.most, SLACK * self.most / lines))


class _Lines:
    """The widths of the lines of all cells in half-ems, column by column: the same few stand in most rows, and each is looked at once.

    A cell over several rows has its share of each in ``columns``, and all its words in ``_whole``.
    """

    def __init__(
        self, columns: Sequence[Sequence[_Cell]], texts: Sequence[Mapping[_Cell, tuple[str, ...]]], spans: Sequence[int]
    ) -> None:
        widths = [{cell: tuple(map(_measure, lines)) for cell, lines in known.items()} for known in texts]
        self.columns = [[known[cell] for cell in column] for column, known in zip(columns, widths, strict=True)]
        self._whole = [list(column) for column in self.columns[:1]] + self.columns[1:]
        for row, span in enumerate(spans):
            if span > 1:
                lines = self.columns[0][row]
                self.columns[0][row : row + span] = [(sum(lines) / span,)] * span

    def heights(self, columns: Sequence[float]) -> list[int]:
        """How many lines each row takes in columns so wide."""
        return self._highest(self.columns, columns, lambda lines, room: sum(map(partial(_taken, room), lines)))

    def wrapped(self, columns: Sequence[float]) -> int:
        """How many lines are broken."""
        return sum(sum(self._each(*column, _broken)) for column in zip(self.columns, columns, strict=True))

    def single(self, columns: Sequence[float]) -> list[bool]:
        """Whether no cell of a row takes more than one line in columns so wide."""
        highest = self._highest(self._whole, columns, lambda lines, room: len(lines) + _broken(lines, room))
        return [most == 1 for most in highest]

    def _highest(
        self,
        cells: Sequence[list[tuple[float, ...]]],
        columns: Sequence[float],
        measure: Callable[[tuple[float, ...], float], int],
    ) -> list[int]:
        """The largest of what is measured of the cells of each row."""
        measured = [self._each(column, room, measure) for column, room in zip(cells, columns, strict=True)]
        return [max(row) for row in zip(*measured, strict=True)]

    @staticmethod
    def _each(
        cells: list[tuple[float, ...]], room: float, measure: Callable[[tuple[float, ...], float], int]
    ) -> Iterator[int]:
        known = {lines: measure(lines, room) for lines in set(cells)}
        return map(known.__getitem__, cells)


def _taken(room: float, width: float) -> int:
    """How many lines a text of this width takes."""
    return 1 if width <= room else math.ceil(SLACK * width / room)


def _broken(lines: tuple[float, ...], room: float) -> int:
    return sum(width > room for width in lines)


def fit(table: Table) -> Fit:
    """The first layout in which no column is squeezed: upright before turned, large type before small.

    Where several columns name a row, what repeats in the first is told once; unless rows are so high that they may break.
    """
    spans = _spans(table)
    fitting = _fit(table, spans)
    return _fit(table, [1] * len(spans)) if fitting.tall and max(spans) > 1 else fitting


def _spans(table: Table) -> list[int]:
    """Over how many rows the first cell of each row goes: those that repeat its name, in parts of about the same length."""
    spans: list[int] = []
    starts = [place for place, again in enumerate(table.repeats) if not again]
    for start, end in pairwise([*starts, len(table.cells)]):
        parts = math.ceil((end - start) / TOGETHER)
        for part in range(parts):
            span = (end - start + part) // parts
            spans += [span] + [0] * (span - 1)
    return spans


def _fit(table: Table, spans: Sequence[int]) -> Fit:
    columns = [[(row[place].text, row[place].status) for row in table.cells] for place in range(len(table.heads))]
    texts = [{cell: _texts(*cell) for cell in set(column)} for column in columns]
    lines = _Lines(columns, texts, spans)
    needs = [_need(head, list(texts_in.values())) for head, texts_in in zip(table.heads, texts, strict=True)]
    turned, size = _choice(needs, long=len(table.cells) >= LONG_TABLE)
    if turned and (upright := _on_one_page(table, needs, lines)):
        (turned, size), widths, heights = READABLE[0], *upright
    else:
        widths = _widths(needs, lines, _room(needs, turned, size))
        heights = lines.heights(widths)
    height = _height(table, widths, heights, size)
    return Fit(
        turned,
        size,
        tuple(round(width * size / 2 + 2 * INSET, 1) for width in widths),
        tall=max(heights, default=0) > TALL_ROW,
        whole=height < KEPT_WHOLE * (UPRIGHT if turned else TURNED),
        heights=tuple(size + ROW_AIR if single else None for single in lines.single(widths)),
        spans=tuple(spans),
    )


def _on_one_page(table: Table, needs: list[_Need], lines: _Lines) -> tuple[list[float], list[int]] | None:
    """Widths and lines of the rows where the whole table finds room on an upright page: a turned one ends the page before it and its own."""
    turned, size = READABLE[0]
    room = _room(needs, turned, size)
    if _least(needs) > room or _tightest(needs, room) > MANY_LINES:
        return None
    widths = _widths(needs, lines, room)
    heights = lines.heights(widths)
    return (widths, heights) if _height(table, widths, heights, size) < TURNED else None


def _height(table: Table, widths: list[float], heights: list[int], size: float) -> float:
    """The height of rows and notes in points."""
    rows = sum(taken * LINE * size + ROW_AIR for taken in heights)
    return rows + sum(_note_heights(table, sum(widths) * size / 2))


def _choice(needs: list[_Need], long: bool) -> tuple[bool, float]:
    if not long and _tightest(needs, _room(needs, *COMFORTABLE)) == 1:
        return COMFORTABLE
    fitting = [choice for choice in READABLE + CRAMPED if _least(needs) <= _room(needs, *choice)]
    for most in (SOME_LINES, MANY_LINES):
        for choice in fitting:
            if choice in READABLE and _tightest(needs, _room(needs, *choice)) <= most:
                return choice
    # Long texts want a wide page; a table that fits nowhere takes the smallest type.
    return next((choice for choice in fitting if choice[0]), CRAMPED[-1])


def _need(head: Column, cells: Iterable[tuple[str, ...]]) -> _Need:
    """What a column needs for its head and its cells, each told once."""
    lines = [line for cell in cells for line in cell]
    longest = max(map(_measure, lines), default=0)
    words = [_measure(word[:LONGEST_WORD]) for text in lines for word in WORD.findall(text)]
    label = BOLD * _measure(head.label)
    least = longest if head.align == "right" else max(*words, min(longest, WHOLE_WORD), 0)
    of_head = [BOLD * _measure(word[:LONGEST_WORD]) for word in WORD.findall(head.label)]
    least = max(least, min(label, max(5, label / 2)), *of_head, 4)
    return _Need(least, max(longest, label, least), head.width)


def _texts(text: str, status: Status | None) -> tuple[str, ...]:
    """The lines of a cell, with the mark of its status."""
    mark = MARKS[status] + JOINT if status and MARKS[status] else ""
    return tuple(mark + line for line in text.split("\n"))


@lru_cache(maxsize=65536)
def _measure(text: str) -> float:
    """The text's width on one line, in half-ems, with a little to spare."""
    advances = typeface.advances()
    return 2 * sum(advances[character] for character in text) + SPARE


def _room(needs: list[_Need], turned: bool, size: float) -> float:
    """What the page leaves to the texts of one row, in half-ems."""
    return ((TURNED if turned else UPRIGHT) - 2 * INSET * len(needs)) * 2 / size


def _least(needs: list[_Need]) -> float:
    return sum(need.least for need in needs)


def _tightest(needs: list[_Need], room: float) -> int:
    """The fewest lines in which the highest row can be set: with more of them no column is wider."""
    choices = range(1, MOST_LINES)
    return 1 + bisect_left(choices, True, key=lambda lines: sum(need.at(lines) for need in needs) <= room)


def _widths(needs: list[_Need], lines: _Lines, room: float) -> list[float]:
    """The widths, in half-ems, that need the least paper, and among them those that wrap the fewest cells."""
    if _least(needs) > room:
        return [need.least / _least(needs) * room for need in needs]
    fewest = _tightest(needs, room)
    if fewest == 1:
        return _aired(needs, room)
    plans = [_filled(needs, most, room) for most in range(fewest, fewest + PLANS)]
    plans.append(_shared(needs, lines, room))
    # The least paper; of plans that take the same, the fewest broken lines.
    return min(plans, key=lambda widths: (sum(lines.heights(widths)), lines.wrapped(widths)))


def _shared(needs: list[_Need], lines: _Lines, room: float) -> list[float]:
    """Room handed out in small steps, each to the column that makes the most rows high."""
    widths = [need.least for need in needs]
    moved: dict[tuple[float, ...], int] = Counter(
        zip(*([sum(cell) for cell in column] for column in lines.columns), strict=True)
    )
    high: list[dict[tuple[float, ...], int]] = [
        {} for _ in needs
    ]  # rows of each kind, by the column that makes them so
    gains = [0.0] * len(needs)
    left = room - sum(widths)
    while True:
        for texts, count in moved.items():
            taken = list(map(truediv, texts, widths))
            if (most := max(taken)) > 1:
                column = taken.index(most)
                high[column][texts] = count
                gains[column] += count * most / widths[column]
        if left < STEP or not any(high):
            break
        column = gains.index(max(gains))
        widths[column] += STEP
        left -= STEP
        moved, high[column], gains[column] = high[column], {}, 0.0
    return [width + left / len(needs) for width in widths]


def _filled(needs: list[_Need], lines: int, room: float) -> list[float]:
    """Widths for rows of so many lines; what is left unwraps as many columns as it can, shortest first."""
    widths = [need.at(lines) for need in needs]
    left = room - sum(widths)
    missing = sorted(range(len(needs)), key=lambda column: needs[column].most - widths[column])
    for done, column in enumerate(missing):
        gap = needs[column].most - widths[column]
        share = gap if gap <= left else left / (len(needs) - done)
        widths[column] += share
        left -= share
    return widths


def _aired(needs: list[_Need], room: float) -> list[float]:
    """Everything fits on one line: some air by weight, but no gap over which the eye loses the row."""
    natural = sum(need.most for need in needs)
    air = min(room - natural, max(MOST_AIR * len(needs), LEAST_PART * room - natural))
    given = [need.weight for need in needs if need.weight]
    typical = sum(given) / len(given) if given else 1.0
    weights = [need.weight or typical for need in needs]
    return [need.most + air * weight / sum(weights) for need, weight in zip(needs, weights, strict=True)]


def _note_heights(table: Table, width: float) -> Iterator[float]:
    for line in plaintext.below(table):
        yield NOTE_LINE * math.ceil(_measure(line) * NOTE_SIZE / 2 / width)
