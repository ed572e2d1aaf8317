"""Words and numbers in a drawing: taken literally, measured, broken into lines, shortened to fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from fazhi.typeface import advances, covered
from fazhi.values.text import clean_text

SIZE = 9.5  # points; 小五 (9 pt) is the least that an official table may use
UNKNOWN = "〓"  # the geta mark, which printers set for a character that they lack
MORE = "…"
BETWEEN = 4.0  # labels that stand side by side, points
EVERY = (1, 2, 3, 4, 6, 12, 24)  # months between labels
ENDS_A_LINE = " -/、，；·)）"


def number(value: float) -> str:
    """Whole numbers without a point; from five digits on in groups of three, as in the tables of the report.

    >>> number(1312.0), number(15000)
    ('1312', '15,000')
    """
    words = str(int(value)) if float(value).is_integer() else repr(float(value))
    whole, point, rest = words.partition(".")
    return (f"{int(whole):,}" if len(whole.lstrip("-")) >= 5 else whole) + point + rest


def printable(text: str) -> str:
    """The words on one line, without control characters; a character that the typeface lacks becomes 〓."""
    known = covered()
    return "".join(character if character in known else UNKNOWN for character in clean_text(text))


@lru_cache(maxsize=8192)
def width(text: str, size: float = SIZE) -> float:
    """How wide the longest line is, in points. Kerning is left out: it is small, and readers of SVG do it differently."""
    advance = advances()
    return max(sum(advance[character] for character in line) for line in text.split("\n")) * size


def fit(text: str, room: float, lines: int = 1, size: float = SIZE) -> str:
    """The words in at most ``lines`` lines of ``room`` points; what does not fit is cut and marked ``…``."""
    rest, done = printable(text), list[str]()
    while rest and len(done) < lines - 1:
        head = _head(rest, room, size)
        done.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    if width(rest, size) > room:
        rest = rest[: max(1, _count(rest, room - width(MORE, size), size))].rstrip() + MORE
    return "\n".join([*done, rest] if rest else done)


def fit_apart(texts: Sequence[str], room: float, lines: int = 1, size: float = SIZE) -> list[str]:
    """Names cut to ``room``; of names that would then look the same the middle is left out instead, on one line."""
    shown = [fit(text, room, lines, size) for text in texts]
    alike = {label for label in shown if shown.count(label) > 1}
    return [_ends(text, room, size) if label in alike else label for text, label in zip(texts, shown, strict=True)]


def _ends(text: str, room: float, size: float) -> str:
    """Beginning and end of a name around ``…``."""
    text, keep = printable(text), len(text)
    while keep > 2 and width(text[: keep // 3] + MORE + text[-(keep - keep // 3) :], size) > room:
        keep -= 1
    return text if width(text, size) <= room else text[: keep // 3] + MORE + text[-(keep - keep // 3) :]


def written(labels: Sequence[str], slot: float) -> range:
    """The places of the labels that can be written side by side when each has ``slot`` points.

    Of months every second, third, … stays; a label of two lines (a month with its year) stays if any does.
    """
    widest = max(map(width, labels)) + BETWEEN
    step = next((step for step in EVERY if widest <= step * slot), math.ceil(widest / slot))
    anchor = max((place for place, label in enumerate(labels) if "\n" in label), default=0)
    return range(anchor % step, len(labels), step)


def _head(text: str, room: float, size: float) -> str:
    """What fits on a line: Chinese may break anywhere, other words only where they end if they can."""
    count = max(1, _count(text, room, size))
    if count == len(text) or not (text[count].isascii() and text[count - 1].isascii()):
        return text[:count]
    end = next((i for i in range(count, 0, -1) if text[i - 1] in ENDS_A_LINE or not text[i - 1].isascii()), count)
    return text[:end]


def _count(text: str, room: float, size: float) -> int:
    """How many characters from the first on fit into ``room``."""
    advance = advances()
    return sum(reach <= room for reach in accumulate(advance[character] * size for character in text))
